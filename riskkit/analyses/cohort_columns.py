"""Columns of people as groups that can be counted: levels as they are, numbers in round bands."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.cohort_people import ENTRY, PERSON, TIME
from riskkit.disclosure import ReleasedTable, ReleaseMemory, Rules, release_counts
from riskkit.errors import DataError, Fault
from riskkit.parameters.labels import ColumnDescription

MISSING: Final = "missing"
"""Group of people of whom a column is not known."""

MOST_LEVELS: Final = 40
"""A column of words with more different values describes nobody."""

_BANDS: Final = 5
_WORD: Final = "= "  # before a value of words, so that none can be taken for a band or for missing


@dataclass(frozen=True, slots=True)
class Band:
    """A range of numbers, open below or above at the ends.

    Attributes
    ----------
    low, high : float or None
        From ``low`` up to, not with, ``high``.
    whole : bool
        Whether only whole numbers occur.
    """

    low: float | None
    high: float | None
    whole: bool


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """How a column is spread over the people.

    Attributes
    ----------
    name : str
        The column.
    counts : ReleasedTable
        People by group; one-way, by ``group``.
    groups : dict of str to (Band or object)
        What each group of the table holds: a band, or a value; not for "missing" and "total".
    """

    name: str
    counts: ReleasedTable
    groups: dict[str, Any]

    @property
    def missing(self) -> float | None:
        """Return of how many people the column is not known: 0 for none, None where it is not shown."""
        there = (self.counts.table["group"] == MISSING).any()
        return self.counts.value(group=MISSING) if there else 0.0


def describe_column(
    table: pd.DataFrame,
    name: str,
    description: ColumnDescription,
    *,
    rules: Rules,
    memory: ReleaseMemory | None,
) -> DescribedColumn:
    """Count people by the groups of one column.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a person.
    name : str
        The column.
    description : ColumnDescription
        Its kind; a number becomes at most five bands with round edges.
    rules : Rules
        Under which the counts are released.
    memory : ReleaseMemory, optional
        What was released before; ``table`` then has `PERSON`.

    Raises
    ------
    DataError
        A column of words has more different values than readers can take in.
    """
    values = table[name]
    number = description.kind in ("number", "time") and pd.api.types.is_numeric_dtype(values.dtype)
    codes, groups = _bands(values) if number else _levels(values, name, description)
    if bool((codes == MISSING).any()):
        groups = {**groups, MISSING: None}
    counts = _count(table, codes, list(groups), rules, memory)
    return DescribedColumn(name, counts, {key: value for key, value in groups.items() if key != MISSING})


def round_edges(values: Any, bands: int = _BANDS) -> tuple[float, ...]:
    """Return at most ``bands - 1`` rising edges, multiples of 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    values : ndarray
        Numbers, none missing; the edges lie between their 5th and 95th percentile.
    """
    low, high = (float(each) for each in np.quantile(values, (0.05, 0.95)))
    if high <= low:
        return ()
    rough = (high - low) / (bands - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * (1 - 1e-9))
    first = math.floor(low / step) + 1
    edges = [round(step * number, 10) for number in range(first, first + bands - 1)]
    return tuple(edge for edge in edges if edge <= high)


def count_bands(
    table: pd.DataFrame, rules: Rules, memory: ReleaseMemory | None
) -> tuple[ReleasedTable, dict[str, Band]]:
    """Count people by bands of the time that they were followed; see `describe_column`."""
    codes, groups = _bands(table[TIME] - table[ENTRY])
    return _count(table, codes, list(groups), rules, memory), groups


def _count(
    table: pd.DataFrame, codes: Any, groups: list[str], rules: Rules, memory: ReleaseMemory | None
) -> ReleasedTable:
    frame = pd.DataFrame({"group": pd.Categorical(codes, categories=groups)})
    if memory is not None:
        frame["person"] = table[PERSON].to_numpy()
    return release_counts(frame, ["group"], rules=rules, register=memory, person="person")


def _bands(values: pd.Series) -> tuple[Any, dict[str, Band]]:
    known = values.dropna().to_numpy(dtype=np.float64)
    whole = bool((known == np.floor(known)).all())
    edges = round_edges(known) if len(known) else ()
    if whole:
        edges = tuple(sorted({math.ceil(edge) for edge in edges}))
    bands = [Band(low, high, whole) for low, high in zip((None, *edges), (*edges, None), strict=True)]
    place = np.digitize(values.to_numpy(dtype=np.float64), edges) if edges else np.zeros(len(values), int)
    names = np.array([f"band {number}" for number in range(len(bands))], dtype=object)
    codes = np.where(values.isna(), MISSING, names[np.minimum(place, len(bands) - 1)])
    there = {name: band for name, band in zip(names, bands, strict=True) if (codes == name).any()}
    return codes, there


def _levels(values: pd.Series, name: str, description: ColumnDescription) -> tuple[Any, dict[str, Any]]:
    key: Callable[[Any], str] = _level_key
    known = values.dropna()
    known = known[known.astype(str) != ""]
    told = list(description.levels) or (["0", "1"] if description.kind == "yes_no" else [])
    other = sorted({key(value) for value in known.unique()} - set(told))
    if len(told) + len(other) > MOST_LEVELS:
        raise DataError(
            Fault(f"column '{name}'", f"has {len(told) + len(other)} different values",
                  f"at most {MOST_LEVELS} to describe", "leave it out of 'covariates', or group it first")
        )  # fmt: skip
    codes = np.full(len(values), MISSING, dtype=object)
    codes[values.index.get_indexer(known.index)] = [_WORD + key(value) for value in known]
    return codes, {_WORD + level: level for level in (*told, *other)}


def _level_key(value: Any) -> str:
    """Return a value as descriptions write it: yes and no as 1 and 0, whole numbers without a point."""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else str(value)
