"""Exact bounds of a result over all answers that the unknown items could have.

The sum of the terms is a sum of tables, each over the few unknown items that its term reads.
Its largest value over all possible answers follows by taking the items away one by one: the
tables that read an item are added up, and the largest entry along that item is kept
(variable elimination). Rules about answers that cannot go together are tables too, of 0 and
minus infinity, so impossible answers never count and interactions are met exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from riskkit.instruments.engine import Engine
from riskkit.instruments.term_function import BoolArray, Columns, FloatArray, TermFunction

DENSE: Final = 4_000_000
"""Largest table made at once; a larger one is gone through value by value."""

Axes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Values over the answers of some unknown items, one axis an item."""

    items: Axes
    values: FloatArray


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
    columns = _grid(engine, known)
    unknown = [name for name in engine.domains if name not in known]
    rules = [Table(name_axes, _barrier(mask)) for name_axes, mask in _masks(engine, columns, unknown)]
    terms = [_table(term.compute(columns), term.items, unknown) for term in chosen]
    high = _largest(engine, [*_finite(terms), *rules], keep)
    negated = _finite([Table(each.items, -each.values) for each in terms])
    return 0.0 - _largest(engine, [*negated, *rules], keep), high


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


def _grid(engine: Engine, known: Mapping[str, int]) -> Columns:
    """Return each item's column: one number where known, else all its answers along its own axis."""
    unknown = [name for name in engine.domains if name not in known]
    columns = {name: np.array(code, dtype=np.int64) for name, code in known.items()}
    for axis, name in enumerate(unknown):
        shape = [1] * len(unknown)
        shape[axis] = -1
        columns[name] = engine.domains[name].reshape(shape)
    return columns


def _table(values: FloatArray, items: Axes, unknown: Sequence[str]) -> Table:
    """Return a term's values as a table over the unknown items that it reads."""
    axes = tuple(name for name in unknown if name in items)
    if np.ndim(values) == 0:
        return Table((), np.asarray(values, dtype=np.float64))
    kept = [size for name, size in zip(unknown, np.shape(values), strict=True) if name in axes]
    return Table(axes, np.asarray(values, dtype=np.float64).reshape(kept))


def _masks(engine: Engine, columns: Columns, unknown: Sequence[str]) -> list[tuple[Axes, BoolArray]]:
    masks: list[tuple[Axes, BoolArray]] = []
    for order in engine.orders:
        table = _table(order.holds(columns).astype(np.float64), order.items, unknown)
        masks.append((table.items, table.values > 0))
    return masks


def _barrier(mask: BoolArray) -> FloatArray:
    return np.where(mask, 0.0, -np.inf)


def _finite(tables: list[Table]) -> list[Table]:
    """Return tables whose undefined entries (a logarithm of nothing) can never win.

    Loading proved that they belong to answers that cannot go together.
    """
    return [Table(each.items, np.where(np.isfinite(each.values), each.values, -np.inf)) for each in tables]


def _largest(engine: Engine, tables: list[Table], keep: str | None) -> FloatArray:
    """Return the largest sum of the tables over all answers of their items but the one that is kept."""
    left = list(tables)
    while items := {name for table in left for name in table.items if name != keep}:
        name = min(sorted(items), key=lambda each: _cost(engine, left, each))
        touching = [table for table in left if name in table.items]
        left = [table for table in left if name not in table.items]
        left.append(_without(engine, touching, name))
    shape = () if keep is None else (len(engine.domains[keep]),)
    return np.sum([np.broadcast_to(table.values, shape) for table in left], axis=0)


def _others(tables: Sequence[Table], name: str) -> Axes:
    return tuple(dict.fromkeys(each for table in tables for each in table.items if each != name))


def _cost(engine: Engine, tables: Sequence[Table], name: str) -> int:
    """Return the size of the table that taking an item away would make."""
    axes = (name, *_others([table for table in tables if name in table.items], name))
    return int(np.prod([len(engine.domains[each]) for each in axes]))


def _without(engine: Engine, tables: Sequence[Table], name: str) -> Table:
    """Add the tables up and keep the largest entry along one item."""
    axes = (name, *_others(tables, name))
    aligned = [_aligned(table, axes) for table in tables]
    size = int(np.prod([len(engine.domains[each]) for each in axes]))
    if size <= DENSE:
        return Table(axes[1:], sum(aligned[1:], aligned[0]).max(axis=0))
    best: FloatArray = np.array(-np.inf)
    for place in range(len(engine.domains[name])):
        total: FloatArray = np.zeros(())
        for each in aligned:
            total = total + each[place if each.shape[0] > 1 else 0]
        best = np.maximum(best, total)
    return Table(axes[1:], best)


def _aligned(table: Table, axes: Axes) -> FloatArray:
    """Return a table's values with one axis for each of ``axes``, of length 1 where it does not read it."""
    order = sorted(range(len(table.items)), key=lambda place: axes.index(table.items[place]))
    values = np.transpose(table.values, order)
    sizes = dict(zip([table.items[place] for place in order], values.shape, strict=True))
    return values.reshape([sizes.get(name, 1) for name in axes])
