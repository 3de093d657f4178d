"""Exact bounds of a result over all answers that the unknown items could have.

The sum of the terms is a sum of tables, each over the few unknown items that its term reads.
Its largest value over all possible answers follows by taking the items away one by one: the
tables that read an item are added up, and the largest entry along that item is kept
(variable elimination). Rules about answers that cannot go together are tables too, of 0 and
minus infinity, so impossible answers never count and interactions are met exactly
(`riskkit.instruments.grid` makes the tables).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from riskkit.instruments.engine import Engine
from riskkit.instruments.grid import Grid, Table
from riskkit.instruments.term_function import FloatArray, TermFunction

DENSE: Final = 4_000_000
"""Largest table made at once; a larger one is gone through value by value."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a result can be.

    Attributes
    ----------
    low, high : float
        Smallest and largest sum of the terms.
    bands : tuple of int
        Places of the bands that some possible answers lead to, from low to high.
    """

    low: float
    high: float
    bands: tuple[int, ...]


def explore(engine: Engine, known: Mapping[str, int]) -> Reach | None:
    """Return what the result can be, given the coded answers that are known.

    Parameters
    ----------
    engine : Engine
        Of the instrument.
    known : mapping of str to int
        Coded answers; the items that are not in it are unknown.

    Returns
    -------
    Reach or None
        None where no answers of the unknown items go together with the known ones.
    """
    extremes = _extremes(engine, known)
    if extremes is None:
        return None
    low, high = extremes
    bands = _reachable_bands(engine, known, low, high) if engine.instrument.bands else ()
    return Reach(low, high, bands)


def extent(engine: Engine, known: Mapping[str, int], term: TermFunction) -> tuple[float, float]:
    """Return the smallest and largest value of one term over all answers that are possible."""
    return _extremes(engine, known, (term,)) or (-np.inf, np.inf)


def profile(engine: Engine, known: Mapping[str, int], item: str) -> tuple[FloatArray, FloatArray]:
    """Return the smallest and largest sum of the terms for each answer that one item could have.

    Infinite (the smallest above the largest) for an answer that does not go together with
    the known ones; what ``known`` says of the item itself is left out of account.
    """
    others = {name: code for name, code in known.items() if name != item}
    return _ends(engine, others, engine.terms, item)


def _extremes(
    engine: Engine, known: Mapping[str, int], chosen: tuple[TermFunction, ...] | None = None
) -> tuple[float, float] | None:
    """Return the smallest and largest sum of the terms, or None where nothing is possible."""
    low, high = _ends(engine, known, chosen or engine.terms, None)
    return None if high == -np.inf else (float(low), float(high))


def _ends(
    engine: Engine, known: Mapping[str, int], chosen: tuple[TermFunction, ...], keep: str | None
) -> tuple[FloatArray, FloatArray]:
    """Return the smallest and largest sum of terms, for each answer of the item that is kept."""
    grid = Grid(engine, known)
    terms = [grid.table_of(term) for term in chosen]
    rules = grid.rules()
    high = _largest(grid, [*_finite(terms), *rules], keep)
    negated = _finite([Table(each.names, -each.values) for each in terms])
    return 0.0 - _largest(grid, [*negated, *rules], keep), high


def _reachable_bands(engine: Engine, known: Mapping[str, int], low: float, high: float) -> tuple[int, ...]:
    """Return the places of all bands that possible answers lead to.

    Both ends are reached by answers. A band between them need not be: its neighbours may be
    a step apart. So the unknown items are fixed one by one until each is found or ruled out.
    """
    found: set[int] = set()
    _search_bands(engine, dict(known), _bands_at(engine, (low, high)), found)
    return tuple(sorted(found))


def _search_bands(engine: Engine, known: dict[str, int], ends: tuple[int, int], found: set[int]) -> None:
    """Add to ``found`` every band that is reached from these known answers."""
    found.update(ends)
    if set(range(ends[0], ends[1] + 1)) <= found:
        return
    unknown = [name for name in engine.domains if name not in known]
    name = min(unknown, key=lambda each: len(engine.domains[each]))
    for code in engine.domains[name].tolist():
        narrower = {**known, name: code}
        extremes = _extremes(engine, narrower)
        if extremes is not None:
            _search_bands(engine, narrower, _bands_at(engine, extremes), found)
        if set(range(ends[0], ends[1] + 1)) <= found:
            return


def _bands_at(engine: Engine, extremes: tuple[float, float]) -> tuple[int, int]:
    predictor = np.array(extremes)
    first, second = engine.band_index(predictor, engine.probabilities(predictor)).tolist()
    return (min(first, second), max(first, second))


def _finite(tables: list[Table]) -> list[Table]:
    """Return tables whose undefined entries (a logarithm of nothing) can never win.

    Loading proved that they belong to answers that cannot go together.
    """
    return [Table(each.names, np.where(np.isfinite(each.values), each.values, -np.inf)) for each in tables]


def _largest(grid: Grid, tables: list[Table], keep: str | None) -> FloatArray:
    """Return the largest sum of the tables over all answers, for each of the item that is kept."""
    left = list(tables)
    while names := {name for table in left for name in table.names if name != keep}:
        name = min(sorted(names), key=lambda each: _cost(grid, left, each))
        touching = [table for table in left if name in table.names]
        left = [table for table in left if name not in table.names]
        left.append(_without(grid, touching, name))
    shape = () if keep is None else (grid.sizes[keep],)
    return np.sum([np.broadcast_to(table.values, shape) for table in left], axis=0)


def _others(tables: Sequence[Table], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for table in tables for each in table.names if each != name))


def _cost(grid: Grid, tables: Sequence[Table], name: str) -> int:
    """Return the size of the table that taking a name away would make."""
    names = (name, *_others([table for table in tables if name in table.names], name))
    return int(np.prod([grid.sizes[each] for each in names]))


def _without(grid: Grid, tables: Sequence[Table], name: str) -> Table:
    """Add the tables up and keep the largest entry along one name."""
    axes = (name, *_others(tables, name))
    aligned = [_aligned(table, axes) for table in tables]
    size = int(np.prod([grid.sizes[each] for each in axes]))
    if size <= DENSE:
        return Table(axes[1:], sum(aligned[1:], aligned[0]).max(axis=0))
    best: FloatArray = np.array(-np.inf)
    for place in range(grid.sizes[name]):
        total: FloatArray = np.zeros(())
        for each in aligned:
            total = total + each[place if each.shape[0] > 1 else 0]
        best = np.maximum(best, total)
    return Table(axes[1:], best)


def _aligned(table: Table, axes: tuple[str, ...]) -> FloatArray:
    """Return a table's values with one axis for each of ``axes``, of length 1 where it does not read it."""
    order = sorted(range(len(table.names)), key=lambda place: axes.index(table.names[place]))
    values = np.transpose(table.values, order)
    sizes = dict(zip([table.names[place] for place in order], values.shape, strict=True))
    return values.reshape([sizes.get(name, 1) for name in axes])
