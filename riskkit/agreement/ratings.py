"""Read a table of ratings (subjects in rows, raters in columns) and refuse what cannot be rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import Fault, ParameterError, RatingError

Missing = Literal["refuse", "leave_out"]
Table = pd.DataFrame | npt.ArrayLike
"""Ratings as a frame, an array or a list of rows: subjects in rows, raters in columns."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings as positions in a list of levels.

    Attributes
    ----------
    codes : ndarray of int, subjects x raters
        Position of each rating in ``levels``; -1 where there is none.
    levels : tuple
        The categories in order.
    ordered : bool
        Whether the order means something: named by the caller, an ordered categorical,
        or numbers.
    """

    codes: IntArray
    levels: tuple[object, ...]
    ordered: bool

    @property
    def n_missing(self) -> int:
        """Number of ratings that are not there."""
        return int((self.codes < 0).sum())

    def counts(self) -> FloatArray:
        """Return how many raters gave each subject each level, subjects x levels."""
        rows, columns = np.nonzero(self.codes >= 0)
        table = np.zeros((len(self.codes), len(self.levels)))
        np.add.at(table, (rows, self.codes[rows, columns]), 1.0)
        return table


def check_table(data: Table) -> pd.DataFrame:
    """Return the ratings as a frame of at least two subjects by two raters, each once.

    Raises
    ------
    RatingError
        No table, or too few or repeated subjects or raters.
    """
    table = data if isinstance(data, pd.DataFrame) else _framed(data)
    faults: list[Fault] = []
    if table.shape[1] < 2:
        faults.append(Fault("data", f"has {table.shape[1]} raters", "at least 2 raters, one a column"))
    if table.shape[0] < 2:
        faults.append(Fault("data", f"has {table.shape[0]} subjects", "at least 2 subjects, one a row"))
    if twice := int(table.columns.duplicated().sum()):
        faults.append(Fault("data", f"names {twice} raters a second time", "each rater one column"))
    if twice := int(table.index.duplicated().sum()):
        faults.append(Fault("data", f"has {twice} subjects a second time", "each subject one row"))
    if faults:
        raise RatingError(faults)
    return table


def _framed(data: npt.ArrayLike) -> pd.DataFrame:
    """Return an array or a list of rows as a frame, its raters numbered from 0."""
    rule = "a DataFrame, a two-dimensional array or a list of equally long rows: subjects x raters"
    try:
        array = np.asarray(data) if isinstance(data, np.ndarray) else np.asarray(data, dtype=object)
    except ValueError:  # rows of unequal length
        raise RatingError(Fault("data", "is no table", rule)) from None
    if array.ndim != 2:
        raise RatingError(Fault("data", f"has {array.ndim} dimensions", rule))
    return pd.DataFrame(array).infer_objects()


def read_ratings(data: Table, levels: Sequence[object] | None) -> Ratings:
    """Return the ratings as positions in their levels.

    Parameters
    ----------
    data : pandas.DataFrame or array-like
        Subjects in rows, raters in columns; empty cells are missing ratings.
    levels : sequence or None
        All allowed categories in order; None takes those that occur, sorted.

    Raises
    ------
    RatingError
        Fewer than two subjects or raters, no ratings, numbers and text mixed, text with
        spaces around it or nothing in it, ratings outside ``levels``.
    """
    table = check_table(data)
    empty = table.isna().to_numpy()
    given = table.to_numpy(dtype=object)[~empty]
    if given.size == 0:
        raise RatingError(Fault("data", "holds no ratings at all", "at least two subjects rated twice"))
    _check_values(given)
    ordered = True
    if levels is None:
        levels, ordered = _levels_of(table, given)
    order = check_levels(levels)
    position = {level: index for index, level in enumerate(order)}
    if outside := sum(value not in position for value in given):
        allowed = ", ".join(str(level) for level in order[:20])
        raise RatingError(Fault("data", f"{outside} ratings are outside the levels", allowed))
    codes = np.full(table.shape, -1, dtype=np.int64)
    codes[~empty] = [position[value] for value in given]
    return Ratings(codes, order, ordered)


def read_numbers(data: Table) -> FloatArray:
    """Return ratings as numbers, NaN where missing.

    Raises
    ------
    RatingError
        Text, or infinite numbers, by rater, with counts.
    """
    table = check_table(data)
    faults: list[Fault] = []
    columns: list[FloatArray] = []
    for name in table.columns:
        column = table[name]
        odd = sum(not _is_number(value) for value in column[column.notna()])
        if odd:
            faults.append(Fault(f"rater '{name}'", f"{odd} ratings are not numbers", "numbers"))
            continue
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        if infinite := int(np.isinf(values).sum()):
            faults.append(Fault(f"rater '{name}'", f"{infinite} ratings are infinite", "finite numbers"))
        columns.append(values)
    if faults:
        raise RatingError(faults)
    return np.column_stack(columns)


def complete_rows(missing: np.ndarray, choice: Missing, coefficient: str) -> np.ndarray:
    """Return which subjects have every rating, or refuse if one lacks some.

    Raises
    ------
    RatingError
        Ratings are missing and ``choice`` is "refuse", or too few subjects are left.
    ParameterError
        Another choice.
    """
    if choice not in ("refuse", "leave_out"):
        raise ParameterError(Fault("missing", "is not a known choice", "refuse, leave_out"))
    whole = np.asarray(~missing.any(axis=1))
    if whole.all():
        return whole
    lacking = int((~whole).sum())
    if choice == "refuse":
        raise RatingError(
            Fault(
                "data", f"{int(missing.sum())} ratings of {lacking} subjects are missing",
                f"{coefficient} needs every rating",
                "complete them, pass missing='leave_out' on purpose, or use krippendorff_alpha or gwet_ac",
            )
        )  # fmt: skip
    if whole.sum() < 2:
        left = int(whole.sum())
        raise RatingError(Fault("data", f"{left} subjects have every rating", "at least 2 complete subjects"))
    return whole


def check_confidence(confidence: float) -> float:
    """Return the confidence level if it lies between 0 and 1."""
    if not 0 < confidence < 1:
        raise ParameterError(Fault("confidence", "is outside its range", "above 0 and below 1"))
    return confidence


def check_levels(levels: Sequence[object]) -> tuple[object, ...]:
    """Return the levels as a tuple, each once and none missing."""
    order = tuple(levels)
    if isinstance(levels, str) or not order:
        raise ParameterError(Fault("levels", "is not a list of categories", "a list, low to high"))
    if len(set(order)) < len(order):
        raise ParameterError(Fault("levels", "names a category more than once", "each once"))
    if any(pd.isna(cast("float", level)) for level in order):
        raise ParameterError(Fault("levels", "holds a missing value", "categories only"))
    return order


def _is_number(value: object) -> bool:
    return isinstance(value, Real | np.bool_)


def _check_values(given: np.ndarray) -> None:
    """Refuse values that are no rating: mixed kinds, untidy text, infinite numbers."""
    numbers = [value for value in given if _is_number(value)]
    texts = [value for value in given if isinstance(value, str)]
    faults: list[Fault] = []
    if other := len(given) - len(numbers) - len(texts):
        faults.append(Fault("data", f"{other} ratings are neither numbers nor text", "one or the other"))
    if numbers and texts:
        mixed = f"{len(numbers)} ratings are numbers and {len(texts)} are text"
        faults.append(Fault("data", mixed, "one kind", "read the column with one type"))
    if untidy := sum(text != text.strip() or not text for text in texts):
        faults.append(Fault("data", f"{untidy} ratings are blank or have spaces around them", "plain words"))
    if infinite := sum(not isfinite(float(number)) for number in numbers):
        faults.append(Fault("data", f"{infinite} ratings are infinite", "finite numbers"))
    if faults:
        raise RatingError(faults)


def _levels_of(data: pd.DataFrame, given: np.ndarray) -> tuple[Sequence[object], bool]:
    """Return the levels that the data themselves name, and whether their order counts."""
    kinds = [data[name].dtype for name in data.columns]
    first = kinds[0]
    if isinstance(first, pd.CategoricalDtype) and first.ordered and all(kind == first for kind in kinds):
        return list(first.categories), True
    return sorted(set(given)), _is_number(given[0])
