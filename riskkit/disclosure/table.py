"""Tables of counts or sums, with their totals, as they may leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, check_columns, check_numbers
from riskkit.disclosure.register import ReleaseMemory
from riskkit.disclosure.rules import DEFAULT_RULES, Rules
from riskkit.disclosure.suppression import Relations, check_hidden, suppress
from riskkit.errors import DataError, Fault

TOTAL: Final = "total"
"""Label of the margins."""

MOST_CELLS: Final = 20_000
"""A larger table is no table for readers, and takes long to protect."""


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A table that may leave.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a cell: the grouping columns (``"total"`` where a cell sums over one), then
        ``value`` (missing where it is blank) and ``blank``.
    by : tuple of str
        The grouping columns.
    rules : Rules
        What it was released under.
    n_unsafe, n_protecting : int
        Cells left blank because they are unsafe themselves, and to protect those.
    """

    table: pd.DataFrame
    by: tuple[str, ...]
    rules: Rules
    n_unsafe: int
    n_protecting: int

    def value(self, **labels: object) -> float | None:
        """Return one cell, None where it is blank; what is not named is summed over."""
        wanted = pd.Series(True, index=self.table.index)
        for name in self.by:
            wanted &= self.table[name] == labels.get(name, TOTAL)
        row = self.table[wanted].iloc[0]
        return None if row["blank"] else float(row["value"])

    def wide(self) -> pd.DataFrame:
        """Return a two-way table laid out in rows and columns, blanks missing."""
        rows, columns = self.by
        order = {name: list(dict.fromkeys(self.table[name])) for name in self.by}
        made = self.table.pivot_table(
            index=rows, columns=columns, values="value", dropna=False, aggfunc="first", observed=False
        )  # fmt: skip
        return made.reindex(index=order[rows], columns=order[columns])


@dataclass(slots=True)
class _Cells:
    """All cells of a table with its margins, in one numbering."""

    by: tuple[str, ...]
    levels: list[list[Any]]
    labels: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    number: dict[tuple[Any, ...], int] = field(default_factory=dict[tuple[Any, ...], int])

    def __post_init__(self) -> None:
        self.labels = list(product(*[[*each, TOTAL] for each in self.levels]))
        self.number = {label: number for number, label in enumerate(self.labels)}

    def relations(self) -> Relations:
        """Return every sum over one grouping column."""
        sums: list[tuple[int, list[int]]] = []
        for label in self.labels:
            for place, part in enumerate(label):
                if part == TOTAL:
                    parts = [(*label[:place], level, *label[place + 1 :]) for level in self.levels[place]]
                    sums.append((self.number[label], [self.number[each] for each in parts]))
        return Relations.of(sums, len(self.labels))

    def empty(self, members: Sequence[np.ndarray[Any, Any]]) -> frozenset[int]:
        """Return the cells without parts in which there is nobody."""
        return frozenset(
            number for label, number in self.number.items() if TOTAL not in label and not len(members[number])
        )

    def members(self, data: pd.DataFrame) -> list[np.ndarray[Any, Any]]:
        """Return the positions of each cell's rows."""
        everyone = np.ones(len(data), dtype=bool)
        masks = [
            {level: (data[name] == level).to_numpy() for level in levels} | {TOTAL: everyone}
            for name, levels in zip(self.by, self.levels, strict=True)
        ]
        found: list[np.ndarray[Any, Any]] = []
        for label in self.labels:
            mask = everyone
            for place, part in enumerate(label):
                mask = mask & masks[place][part]
            found.append(np.flatnonzero(mask))
        return found


def release_counts(
    people: pd.DataFrame,
    by: Sequence[str],
    *,
    rules: Rules = DEFAULT_RULES,
    register: ReleaseMemory | None = None,
    person: str | None = None,
) -> ReleasedTable:
    """Count people by groups, and return the table as it may leave.

    Parameters
    ----------
    people : pandas.DataFrame
        One row a person.
    by : sequence of str
        1 to 4 grouping columns; a categorical column keeps its empty levels.
    rules : Rules
        Threshold.
    register : Register or its like, optional
        What was released before: cells that could be subtracted from it are blanked too. The
        new cells are entered.
    person : str, optional
        Column that names the person; needed with a register.

    Returns
    -------
    ReleasedTable

    Raises
    ------
    DataError
        A column is missing or has missing values, or the table has too many cells.
    """
    cells, members = _cells(people, by)
    values = np.array([len(each) for each in members], dtype=np.float64)
    unsafe = {i: float(rules.threshold) for i, value in enumerate(values) if value < rules.threshold}
    if register is None:
        return _release(cells, values, unsafe, cells.empty(members), rules)[0]
    ids = people[_named(person, people)].astype(str).to_numpy()
    return _beside(cells, [ids[each] for each in members], unsafe, rules, register)


def _beside(
    cells: _Cells, people: Sequence[Any], unsafe: dict[int, float], rules: Rules, register: ReleaseMemory
) -> ReleasedTable:
    """Release counts beside what was released before, and enter them.

    Only cells that would be shown are asked about, until none of them gives anybody away.
    """
    values = np.array([len(each) for each in people], dtype=np.float64)
    empty, nobody = cells.empty(people), np.empty(0, dtype=object)
    first: list[Any] | None = None
    found: frozenset[int] = frozenset()
    while True:
        released, blank = _release(cells, values, unsafe, empty, rules)
        shown = [nobody if i in blank else each for i, each in enumerate(people)]
        first = shown if first is None else first
        new = register.differencing(shown, rules.threshold) - unsafe.keys()
        if not new:
            break
        found |= new
        unsafe = unsafe | dict.fromkeys(new, float(rules.threshold))
    register.enter(shown, first, found)
    return released


def release_sums(
    people: pd.DataFrame, by: Sequence[str], *, value: str, rules: Rules = DEFAULT_RULES
) -> ReleasedTable:
    """Add up a quantity by groups, and return the table as it may leave.

    Parameters
    ----------
    people : pandas.DataFrame
        One row a contributor.
    by : sequence of str
        1 to 4 grouping columns.
    value : str
        Column with each person's contribution, from 0 up (days, incidents).
    rules : Rules
        Threshold on the number of contributors, dominance and p% rules.

    Raises
    ------
    DataError
        A column is missing, has missing or negative values, or the table has too many cells.
    """
    cells, members = _cells(people, by)
    given = check_numbers(people, value)
    if count := int((given < 0).sum()):
        raise DataError(Fault(f"column '{value}'", f"{count} values are negative", "values from 0 up"))
    parts = [np.sort(given[each])[::-1] for each in members]
    values = np.array([float(each.sum()) for each in parts])
    unsafe = {i: _width(each, rules) for i, each in enumerate(parts) if _unsafe_sum(each, rules)}
    return _release(cells, values, unsafe, cells.empty(members), rules)[0]


def _unsafe_sum(parts: FloatArray, rules: Rules) -> bool:
    """Whether too few contribute, or few dominate (parts from the largest down)."""
    total = float(parts.sum())
    if len(parts) < rules.threshold:
        return True
    if total == 0:
        return False
    few = float(parts[: rules.dominance_n].sum()) > rules.dominance_share * total
    return few or total - float(parts[:2].sum()) < rules.p_ratio * float(parts[0])


def _width(parts: FloatArray, rules: Rules) -> float:
    """Return how uncertain a blank sum must stay: as much as its largest contribution, times p."""
    largest = float(parts[0]) if len(parts) else 0.0
    return max(largest * (1 + rules.p_ratio), 1.0)


def _cells(people: pd.DataFrame, by: Sequence[str]) -> tuple[_Cells, list[np.ndarray[Any, Any]]]:
    names = tuple(dict.fromkeys(by))
    check_columns(people, names)
    faults = [
        Fault(f"column '{name}'", f"{int(people[name].isna().sum())} values are missing", "no missing values",
              "give them a level of their own, such as 'unknown'")
        for name in names
        if people[name].isna().any()
    ]  # fmt: skip
    faults += [
        Fault(f"column '{name}'", f"holds the word '{TOTAL}' as a value", "another word")
        for name in names
        if (people[name].astype(object) == TOTAL).any()
    ]
    if not 1 <= len(names) <= 4:
        faults.append(Fault("by", f"names {len(names)} columns", "1 to 4"))
    if faults:
        raise DataError(faults)
    levels = [_levels(people[name]) for name in names]
    size = int(np.prod([len(each) + 1 for each in levels]))
    if size > MOST_CELLS:
        raise DataError(Fault("by", f"gives {size} cells", f"at most {MOST_CELLS}", "group more coarsely"))
    cells = _Cells(names, levels)
    return cells, cells.members(people)


def _levels(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.categories)
    return sorted(column.unique().tolist(), key=lambda value: (str(type(value)), value))


def _release(
    cells: _Cells, values: FloatArray, unsafe: dict[int, float], empty: frozenset[int], rules: Rules
) -> tuple[ReleasedTable, frozenset[int]]:
    relations = cells.relations()
    found = suppress(values, relations, unsafe, empty=empty)
    check_hidden(values, relations, unsafe, found)
    blank = found.blank
    shown = [np.nan if i in blank else value for i, value in enumerate(values)]
    table = pd.DataFrame(cells.labels, columns=list(cells.by))
    table["value"] = shown
    table["blank"] = [i in blank for i in range(len(values))]
    return ReleasedTable(table, cells.by, rules, len(unsafe), len(blank) - len(unsafe)), blank


def _named(person: str | None, people: pd.DataFrame) -> str:
    if person is None:
        raise DataError(
            Fault("person", "is not named", "the column that names the person", "a register needs it")
        )
    check_columns(people, [person])
    return person
