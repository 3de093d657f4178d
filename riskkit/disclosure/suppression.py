"""Which further cells must be blank so that a blank cell cannot be worked out from the sums.

Cells are non-negative numbers bound by relations (parts that add up to a total). For each
unsafe cell a linear programme looks for the cheapest other table that has the same sums and
in which that cell is larger by the required width; every cell that differs between the two
tables is blanked. The other table is then a witness: nobody can exclude it. Cells in which there
is nobody stay empty in it where that is possible at all: a reader often knows that there cannot be
anybody, as with the units of another region. Before anything leaves, each witness is checked by
itself, without the programme that found it. Source: Fischetti & Salazar (2000), *JASA*
95:916-928, whose exact problem this heuristic relaxes; Kelly, Golden & Assad (1992), *Networks*
22:397-417.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

from riskkit.checks import FloatArray

MOVED = 1e-7
"""A cell that differs by less between two tables is the same."""

EXACT = 1e-6
"""Sums that are off by less, for the largest change in them, hold."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Sums that a reader of the tables knows to hold.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, shape (relations, cells)
        Each row times the cells is zero: +1 for each part, -1 for the total.
    """

    matrix: csr_array

    @property
    def count(self) -> int:
        """Return the number of relations."""
        return self.matrix.indptr.size - 1

    @classmethod
    def of(cls, sums: list[tuple[int, list[int]]], cells: int) -> "Relations":
        """Return relations from (total, parts) pairs of cell numbers."""
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        for row, (total, parts) in enumerate(sums):
            rows += [row] * (len(parts) + 1)
            columns += [*parts, total]
            signs += [1.0] * len(parts) + [-1.0]
        return cls(csr_array((signs, (rows, columns)), shape=(len(sums), cells)))


@dataclass(frozen=True, slots=True)
class Suppression:
    """Cells to leave blank, and why that is enough.

    Attributes
    ----------
    blank : frozenset of int
        The unsafe cells and those that protect them.
    changes : dict of int to ndarray, shape (cells,)
        For each unsafe cell, what to add to the true table to get one that a reader of the
        blanked table cannot exclude, and in which that cell is larger by the required width.
    """

    blank: frozenset[int]
    changes: dict[int, FloatArray]


def suppress(
    values: FloatArray, relations: Relations, unsafe: dict[int, float], *, empty: frozenset[int] = frozenset()
) -> Suppression:
    """Return the cells to leave blank: the unsafe ones and those that protect them.

    Parameters
    ----------
    values : ndarray, shape (cells,)
        The true, non-negative values.
    relations : Relations
        The sums that bind them.
    unsafe : dict of int to float
        Cells that may not be shown, with the width below which nobody may narrow them.
    empty : frozenset of int
        Cells without parts in which there is nobody.

    Returns
    -------
    Suppression

    Notes
    -----
    Blanking a cell costs more as the logarithm of its value grows, so that small cells are blanked
    before large ones and totals last.
    """
    weight = 1 + np.log1p(values)
    blank, changes = set(unsafe), dict[int, FloatArray]()
    for cell, width in sorted(unsafe.items(), key=lambda item: (-item[1], item[0])):
        others = empty - {cell}
        change = _change(values, relations, (cell, width), weight, blank, others)
        if change is None:  # nobody at all in a row: somebody would have to be somewhere in it
            change = _change(values, relations, (cell, width), weight, blank, frozenset())
        if change is None:  # every cell can grow together with its totals: this cannot happen
            raise ArithmeticError("no protecting table was found; nothing was released")
        changes[cell] = change
        blank |= {int(number) for number in np.flatnonzero(np.abs(change) > MOVED)}
    return Suppression(frozenset(blank), changes)


def check_hidden(
    values: FloatArray, relations: Relations, unsafe: dict[int, float], found: Suppression
) -> None:
    """Check that nobody can narrow an unsafe cell below its width; the guard of the guard.

    Parameters
    ----------
    values, relations, unsafe
        As given to `suppress`.
    found : Suppression
        What it returned.

    Raises
    ------
    ArithmeticError
        A witness is missing or is none: nothing may be released.
    """
    shown = np.array([cell not in found.blank for cell in range(len(values))])
    for cell, width in unsafe.items():
        change = found.changes.get(cell, np.zeros(len(values)))
        slack = EXACT * max(1.0, float(np.abs(change).max()))
        hidden = (
            cell in found.blank
            and change[cell] >= width - EXACT
            and bool(np.all(np.abs(change[shown]) <= MOVED))
            and bool(np.all(values + change >= -MOVED))
            and bool(np.all(np.abs(relations.matrix @ change) <= slack))
        )
        if not hidden:
            raise ArithmeticError("a blank cell could be worked out; nothing was released")


def _change(
    values: FloatArray,
    relations: Relations,
    grows: tuple[int, float],
    weight: FloatArray,
    blank: set[int],
    empty: frozenset[int],
) -> FloatArray | None:
    """Return the cheapest change of the table in which one cell grows so much; None if there is none."""
    cells, (cell, width) = len(values), grows
    cost = weight.copy()
    cost[list(blank)] = 0
    cost += 1e-6  # of two ways through blank cells, the shorter
    bounds = np.zeros((2 * cells, 2))  # growth of each cell, then its decrease, at most to zero
    bounds[:cells, 1], bounds[cells:, 1] = np.inf, values
    bounds[list(empty)] = 0.0
    bounds[cell], bounds[cells + cell] = width, 0.0
    both = hstack([relations.matrix, -relations.matrix], format="csr")
    found = linprog(
        np.concatenate([cost, cost]), A_eq=both, b_eq=np.zeros(relations.count), bounds=bounds, method="highs"
    )
    return None if found.x is None else found.x[:cells] - found.x[cells:]
