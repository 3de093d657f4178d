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
from riskkit.instruments.axis import Axis, axes_of
from riskkit.instruments.engine import Engine
from riskkit.instruments.term_function import Columns, FloatArray, IntArray, TermFunction

LARGEST: Final = 2_000_000
"""Entries of the largest table; a term that needs more is computed from its formula."""
CHUNK: Final = 32_768
"""People at a time: their columns stay in the cache from one term to the next."""


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
            axes = axes_of(term)
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
