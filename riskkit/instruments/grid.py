"""Tables of an instrument's terms and rules over the answers that are not known.

A sum of two or more unknown answers that a term reads as one number ("age now minus age at
the first sanction") becomes a number of its own, tied to the answers by a table that is 0
where the sum is right and minus infinity elsewhere. Tables then stay small even when nothing
at all is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from riskkit.instruments.axis import Axis, axes_of
from riskkit.instruments.engine import Engine
from riskkit.instruments.term_function import BoolArray, Columns, FloatArray, IntArray, TermFunction

LARGEST_TIE: Final = 5_000_000
"""Entries of the largest table that ties a sum to its answers; beyond it the answers stay apart."""


@dataclass(frozen=True, slots=True)
class Table:
    """Values over some names (unknown items, and sums of them), one axis a name."""

    names: tuple[str, ...]
    values: FloatArray


class Grid:
    """The unknown items of one person, and the sums of them that terms read.

    Attributes
    ----------
    sizes : dict of str to int
        Number of values of each unknown item and of each sum used.
    """

    def __init__(self, engine: Engine, known: Mapping[str, int]) -> None:
        self._engine = engine
        self._known = {name: np.array(code, dtype=np.int64) for name, code in known.items()}
        self._sums: dict[str, Axis] = {}
        self.sizes = {name: len(domain) for name, domain in engine.domains.items() if name not in known}

    @cached_property
    def _terms(self) -> dict[str, tuple[Axis, ...]]:
        return {term.id: axes_of(term) for term in self._engine.instrument.terms}

    def table_of(self, term: TermFunction) -> Table:
        """Return a term's values over the unknown numbers that it reads."""
        axes = [part for axis in self._terms[term.id] for part in self._split(axis)]
        unknown = [axis for axis in axes if any(name not in self._known for name in axis.items)]
        columns = dict(self._known)
        for place, axis in enumerate(unknown):
            along = [-1 if number == place else 1 for number in range(len(unknown))]
            columns |= self._answers(axis, along)
        shape = tuple(self.sizes[axis.name] for axis in unknown)
        values = np.broadcast_to(term.compute(columns), shape)
        return Table(tuple(axis.name for axis in unknown), np.asarray(values, dtype=np.float64))

    def rules(self) -> list[Table]:
        """Return the rules about answers that cannot go together, and the ties of the sums in use."""
        tables: list[Table] = []
        for order in self._engine.orders:
            names = tuple(name for name in order.items if name not in self._known)
            tables.append(
                Table(names, _barrier(np.broadcast_to(order.holds(self._over(names)), self._shape(names))))
            )
        for name, axis in self._sums.items():
            names = tuple(each for each in axis.items if each not in self._known)
            total = axis.value(self._over(names))
            fits = self._values(axis).reshape(-1, *[1] * len(names)) == total
            tables.append(Table((name, *names), _barrier(fits)))
        return tables

    def _split(self, axis: Axis) -> tuple[Axis, ...]:
        """Return the axis as it is read here: whole where all of its answers or one is unknown."""
        unknown = [name for name in axis.items if name not in self._known]
        if len(unknown) < 2:
            return tuple(Axis((name,)) for name in axis.items)
        low, high = axis.ends(self._engine)
        tie = (high - low + 1) * int(np.prod([self.sizes[name] for name in unknown]))
        if tie > LARGEST_TIE:
            return tuple(Axis((name,)) for name in axis.items)
        self._sums[axis.name] = axis
        self.sizes[axis.name] = high - low + 1
        return (axis,)

    def _values(self, axis: Axis) -> IntArray:
        low, high = axis.ends(self._engine)
        return np.arange(low, high + 1, dtype=np.int64)

    def _answers(self, axis: Axis, along: list[int]) -> dict[str, IntArray]:
        if axis.name in self._sums:
            return axis.answers(self._values(axis).reshape(along))
        return {axis.plus[0]: self._engine.domains[axis.plus[0]].reshape(along)}

    def _over(self, names: tuple[str, ...]) -> Columns:
        """Return columns in which each name varies along an axis of its own."""
        columns = dict(self._known)
        for place, name in enumerate(names):
            along = [-1 if number == place else 1 for number in range(len(names))]
            columns[name] = self._engine.domains[name].reshape(along)
        return columns

    def _shape(self, names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self.sizes[name] for name in names)


def _barrier(mask: BoolArray) -> FloatArray:
    return np.where(mask, 0.0, -np.inf)
