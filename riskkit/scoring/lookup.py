"""Sums of terms for many people: each term's values are tabulated once, then only looked up.

A term reads a few whole numbers from small ranges, so all its values fit in a table. Sums
such as "age now minus age at first sanction" are one axis of such a table, not two, which
keeps the tables small enough for the processor's cache.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from riskkit.instruments import Instrument
from riskkit.instruments.engine import Engine
from riskkit.instruments.term_function import Columns, FloatArray, IntArray, TermFunction
from riskkit.instruments.terms import Bands, Levels, LogRatio, Polynomial, Term, sums_of

LARGEST: Final = 2_000_000
"""Entries of the largest table; a term that needs more is computed from its formula."""
CHUNK: Final = 32_768
"""People at a time: their columns stay in the cache from one term to the next."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A whole number that a term reads: items that are added, items that are taken off."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]

    @property
    def items(self) -> frozenset[str]:
        """The items it reads."""
        return frozenset((*self.plus, *self.minus))

    def value(self, columns: Columns) -> IntArray:
        """Return the number for each person."""
        total = columns[self.plus[0]] if self.plus else -columns[self.minus[0]]
        for name in self.plus[1:]:
            total = total + columns[name]
        for name in self.minus[0 if self.plus else 1 :]:
            total = total - columns[name]
        return total

    def ends(self, engine: Engine) -> tuple[int, int]:
        """Return the lowest and highest number."""
        plus = [engine.domains[name] for name in self.plus]
        minus = [engine.domains[name] for name in self.minus]
        low = sum(int(each[0]) for each in plus) - sum(int(each[-1]) for each in minus)
        high = sum(int(each[-1]) for each in plus) - sum(int(each[0]) for each in minus)
        return low, high

    def answers(self, values: IntArray) -> dict[str, IntArray]:
        """Return answers of its items that make these numbers."""
        first, *others = (*self.plus, *self.minus)
        zero = np.zeros((), dtype=np.int64)
        return {first: values if self.plus else -values, **dict.fromkeys(others, zero)}


@dataclass(frozen=True, slots=True)
class _Lookup:
    """One table with its axes: lowest value and step in the flat table of each."""

    axes: tuple[Axis, ...]
    lows: tuple[int, ...]
    steps: tuple[int, ...]
    flat: FloatArray

    def add_to(self, total: FloatArray, columns: Columns) -> None:
        place: IntArray | None = None
        for axis, low, step in zip(self.axes, self.lows, self.steps, strict=True):
            part = axis.value(columns) - low
            part = part * step if step != 1 else part
            place = part if place is None else place + part
        total += self.flat[0] if place is None else self.flat[place]


class Lookup:
    """The terms of one instrument as tables."""

    def __init__(self, instrument: Instrument) -> None:
        self.engine = instrument.engine
        self._computed: list[TermFunction] = []
        tables: dict[tuple[Axis, ...], FloatArray] = {}
        for term, function in zip(instrument.terms, self.engine.terms, strict=True):
            axes = _axes(term)
            shape = [high - low + 1 for low, high in (axis.ends(self.engine) for axis in axes)]
            if int(np.prod(shape, dtype=np.int64)) > LARGEST:
                self._computed.append(function)
                continue
            values = np.broadcast_to(_tabulate(function, axes, shape, self.engine), shape)
            tables[axes] = tables[axes] + values if axes in tables else values
        self._lookups = tuple(_lookup(axes, values, self.engine) for axes, values in tables.items())

    def predictor(self, columns: Mapping[str, IntArray]) -> FloatArray:
        """Return the sum of all terms for each person.

        Parameters
        ----------
        columns : mapping of str to array, shape (n,)
            Coded answers that are possible, by item.

        Returns
        -------
        array, shape (n,)
        """
        length = len(next(iter(columns.values())))
        total = np.zeros(length, dtype=np.float64)
        for start in range(0, length, CHUNK):
            part = {name: column[start : start + CHUNK] for name, column in columns.items()}
            for lookup in self._lookups:
                lookup.add_to(total[start : start + CHUNK], part)
            for term in self._computed:
                total[start : start + CHUNK] += term.compute(part)
        return total


def _axes(term: Term) -> tuple[Axis, ...]:
    """Return the numbers that a term reads; item by item where two of its sums share an item."""
    axes = [Axis(each.plus, each.minus) for each in sums_of(term)]
    if isinstance(term, Bands | Polynomial | LogRatio) and term.by is not None:
        axes.append(Axis((term.by,), ()))
    if isinstance(term, Levels):
        axes.append(Axis((term.item,), ()))
    axes = list(dict.fromkeys(axes))
    if sum(len(axis.items) for axis in axes) > len(term.items):
        axes = [Axis((name,), ()) for name in term.items]
    return tuple(sorted(axes, key=lambda axis: (axis.plus, axis.minus)))


def _tabulate(function: TermFunction, axes: tuple[Axis, ...], shape: list[int], engine: Engine) -> FloatArray:
    """Return the term's values along its axes; what does not exist for impossible answers is NaN."""
    columns: dict[str, IntArray] = {}
    for number, axis in enumerate(axes):
        low, high = axis.ends(engine)
        along = [-1 if place == number else 1 for place in range(len(shape))]
        columns |= axis.answers(np.arange(low, high + 1, dtype=np.int64).reshape(along))
    with np.errstate(invalid="ignore"):
        values = np.asarray(function.compute(columns), dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _lookup(axes: tuple[Axis, ...], values: FloatArray, engine: Engine) -> _Lookup:
    steps: list[int] = []
    step = 1
    for size in reversed(values.shape):
        steps.insert(0, step)
        step *= size
    lows = tuple(axis.ends(engine)[0] for axis in axes)
    return _Lookup(axes, lows, tuple(steps), np.ascontiguousarray(values).ravel())
