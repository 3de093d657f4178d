"""Which further cells must be blank so that a blank cell cannot be worked out from the sums.

Cells are non-negative numbers bound by relations (parts that add up to a total). For each
unsafe cell a linear programme looks for the cheapest other table that has the same sums and
in which that cell is larger by the required width; every cell that differs between the two
tables is blanked. The other table is then a witness: nobody can exclude it. Cells in which there
is nobody stay empty in it where that is possible at all: a reader often knows that there cannot be
anybody, as with the units of another region. Source: Fischetti
& Salazar (2000), *JASA* 95:916-928, whose exact problem this heuristic relaxes; Kelly, Golden
& Assad (1992), *Networks* 22:397-417.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, hstack

from riskkit.checks import FloatArray

MOVED = 1e-7
"""A cell that differs by less between two tables is the same."""


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


def suppress(
    values: FloatArray, relations: Relations, unsafe: dict[int, float], *, empty: frozenset[int] = frozenset()
) -> frozenset[int]:
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
    frozenset of int

    Notes
    -----
    Blanking a cell costs more as the logarithm of its value grows, so that small cells are blanked
    before large ones and totals last.
    """
    weight = 1 + np.log1p(values)
    blank = set(unsafe)
    for cell, width in sorted(unsafe.items(), key=lambda item: (-item[1], item[0])):
        others = empty - {cell}
        moved = _moved(values, relations, (cell, width), weight, blank, others)
        if moved is None:  # nobody at all in a row: somebody would have to be somewhere in it
            moved = _moved(values, relations, (cell, width), weight, blank, frozenset())
        if moved is None:  # every cell can grow together with its totals: this cannot happen
            raise ArithmeticError("no protecting table was found; nothing was released")
        blank |= moved
    return frozenset(blank)


def _moved(
    values: FloatArray,
    relations: Relations,
    grows: tuple[int, float],
    weight: FloatArray,
    blank: set[int],
    empty: frozenset[int],
) -> set[int] | None:
    """Return the cells that change in the cheapest table where one cell grows so much; None if none is."""
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
    if found.x is None:
        return None
    moved = found.x[:cells] + found.x[cells:]
    return {int(number) for number in np.flatnonzero(moved > MOVED)}


def attack(values: FloatArray, relations: Relations, blank: frozenset[int], cell: int) -> tuple[float, float]:
    """Return the narrowest interval of a blank cell that anyone can work out from the others.

    Parameters
    ----------
    values : ndarray, shape (cells,)
        The true values; only those not in ``blank`` are used.
    relations : Relations
        The sums that bind them.
    blank : frozenset of int
        The cells that are not shown.
    cell : int
        One of them.
    """
    bounds = [(0.0, None) if i in blank else (value, value) for i, value in enumerate(values)]
    aim = np.zeros(len(values))
    aim[cell] = 1.0
    zero = np.zeros(relations.count)
    low = linprog(aim, A_eq=relations.matrix, b_eq=zero, bounds=bounds, method="highs")
    high = linprog(-aim, A_eq=relations.matrix, b_eq=zero, bounds=bounds, method="highs")
    return _optimum(low), -_optimum(high)


def _optimum(found: OptimizeResult) -> float:
    """Return the least value of a programme, minus infinity where there is none."""
    unbounded = 3
    return float("-inf") if found.status == unbounded else float(found.fun)
