"""Order follow-up rows by stratum and falling time at the speed of counting.

Whole-number times (days, weeks, months) are ranked by subtraction, others by one sort; either
way the rows are then placed by counting. Times that differ only by the rounding of a
subtraction are made equal first, by the rule of R's ``survival::aeqSurv``.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import DataError, Fault
from riskkit.survival.compiled import compiled
from riskkit.survival.design_matrix import run_parts, split

TIED_GAP: Final = float(np.sqrt(np.finfo(np.float64).eps))
"""Times closer than this, absolutely or relative to their mean, are tied."""

MOST_EMPTY: Final = 4
"""Whole numbers are ranked by subtraction while they span fewer than this many per row."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Times as ranks.

    Attributes
    ----------
    rank : ndarray of int32, shape (n,)
        Rank of each row's time, from 0, near ties joined; some ranks may be empty.
    entry_rank : ndarray of int32, shape (n,) or (0,)
        Rank of each row's entry on the same scale; -1 before the first time.
    values : ndarray, shape (ranks,)
        The time that each rank stands for.
    rising : ndarray of int, shape (n,) or (0,)
        Rows in order of time, where they were sorted.
    """

    rank: Any
    entry_rank: Any
    values: FloatArray
    rising: IntArray


@dataclass(frozen=True, slots=True)
class Order:
    """Rows grouped by stratum and falling time; in a group those with the event stand last.

    Attributes
    ----------
    rows : ndarray of int, shape (n,)
        Row of the input at each place.
    starts : ndarray of int, shape (groups + 1,)
        First place of each group.
    events : ndarray of int, shape (groups,)
        First place in the group of a row with the event (the next start without any).
    rank, stratum : ndarray of int, shape (groups,)
        Rank of the group's time, and its stratum.
    """

    rows: IntArray
    starts: IntArray
    events: IntArray
    rank: IntArray
    stratum: IntArray


def rank_times(times: FloatArray, entry: FloatArray | None = None) -> Ranks:
    """Rank times (and entries among them), joining those tied but for rounding.

    Parameters
    ----------
    times : ndarray, shape (n,)
        Finite.
    entry : ndarray, shape (n,), optional
        Finite, each before its time.

    Raises
    ------
    DataError
        An entry lies within rounding of its time.
    """
    none, unsorted = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64)
    if entry is None:
        low, high = float(times.min()), float(times.max())
        if high - low < max(MOST_EMPTY * len(times), 1024) and high < 1 / TIED_GAP and _whole(times):
            return Ranks(_subtracted(times, low), none, np.arange(low, high + 1), unsorted)
        rank, values, rising = _sorted_ranks(times)
        return Ranks(rank, none, values, rising)
    n = len(times)
    both, values, _ = _sorted_ranks(np.concatenate([times, entry]))
    rank, entry_rank = both[:n], both[n:]
    if same := int((rank == entry_rank).sum()):
        raise DataError(
            Fault("entry", f"{same} rows begin and end at the same time, but for rounding",
                  "entry before the end of the row")
        )  # fmt: skip
    return Ranks(rank, entry_rank, values, unsorted)


def order_rows(ranks: Ranks, died: Any, stratum: Any, n_strata: int) -> Order:
    """Order rows by stratum, falling rank and event.

    Parameters
    ----------
    ranks : Ranks
    died : ndarray of bool, shape (n,)
    stratum : ndarray of int, shape (n,) or (0,)
        From 0 to ``n_strata - 1``; empty for a single stratum.
    """
    rank, n_ranks = ranks.rank, len(ranks.values)
    if len(ranks.rising) and not len(stratum):
        rows, starts, events = _grouped(ranks.rising, rank, died, n_ranks)
        return Order(rows, starts, events, np.arange(n_ranks)[::-1].copy(), np.zeros(n_ranks, dtype=np.int64))
    n_keys = 2 * n_ranks * n_strata
    if n_keys <= 16 * len(rank) + 4096:
        rows, counts = _counted(rank, died, stratum, n_ranks, n_keys)
        groups = counts.reshape(-1, 2)
        filled = np.flatnonzero(groups.any(axis=1))
        size, alive = groups[filled].sum(axis=1), groups[filled, 0]
        key = filled
    else:  # many strata with many times: most keys are empty, so sort what is there
        wide = (n_ranks - 1 - rank.astype(np.int64)) * 2 + died
        if len(stratum):
            wide += stratum.astype(np.int64) * (2 * n_ranks)
        rows = np.argsort(wide, kind="stable")
        key, size = np.unique(wide >> 1, return_counts=True)
        alive = size - np.add.reduceat(died[rows].astype(np.int64), np.cumsum(size) - size)
    starts = np.concatenate([[0], np.cumsum(size)])
    return Order(rows, starts, starts[:-1] + alive, n_ranks - 1 - key % n_ranks, key // n_ranks)


@compiled
def _whole(times: Any) -> bool:
    """Tell whether all times are whole numbers."""
    broken = 0
    for i in range(len(times)):
        broken += times[i] != np.floor(times[i])
    return broken == 0


@compiled
def _subtracted(times: Any, low: float) -> Any:
    rank = np.empty(len(times), np.int32)
    for i in range(len(times)):
        rank[i] = np.int32(times[i] - low)
    return rank


def _sorted_ranks(times: FloatArray) -> tuple[Any, FloatArray, IntArray]:
    """Return ranks, what they stand for and the rows in order of time, by one sort."""
    order = _sorted(times)
    ordered = times[order]
    distinct = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    gap = TIED_GAP * max(1.0, float(np.abs(distinct).mean()))
    return (*_spread_ranks(ordered, order, gap), order)


def _sorted(times: FloatArray) -> IntArray:
    """Return the order of the times, sorted in two halves at once where there are many."""
    parts = split(len(times), 1)
    halves = run_parts(lambda part: part[0] + np.argsort(times[slice(*part)]), parts)
    return halves[0] if len(halves) == 1 else _merged(times, halves[0], halves[1])


@compiled
def _merged(times: Any, one: Any, two: Any) -> Any:
    """Merge two sorted orders into one."""
    order = np.empty(len(one) + len(two), np.int64)
    i, j = 0, 0
    for place in range(len(order)):
        if j == len(two) or (i < len(one) and times[one[i]] <= times[two[j]]):
            order[place] = one[i]
            i += 1
        else:
            order[place] = two[j]
            j += 1
    return order


@compiled
def _spread_ranks(ordered: Any, order: Any, gap: float) -> Any:
    """Give ranks to sorted times; a gap up to ``gap`` does not separate."""
    n = len(order)
    rank, values = np.empty(n, np.int32), np.empty(n)
    now = np.int32(0)
    values[0] = ordered[0]
    for i in range(n):
        if i > 0 and ordered[i] - ordered[i - 1] > gap:
            now += np.int32(1)
            values[now] = ordered[i]
        rank[order[i]] = now
    return rank, values[: now + 1].copy()


@compiled
def _grouped(rising: Any, rank: Any, died: Any, n_ranks: int) -> Any:
    """Return sorted rows latest first, those with the event last in each group."""
    n = len(rising)
    rows, starts, events = np.empty(n, np.int64), np.empty(n_ranks + 1, np.int64), np.empty(n_ranks, np.int64)
    low, group = n, 0
    while low > 0:
        high, now = low, rank[rising[low - 1]]
        dead = 0
        while low > 0 and rank[rising[low - 1]] == now:
            low -= 1
            dead += died[rising[low]]
        first, middle = n - high, n - low - dead
        starts[group], events[group] = first, middle
        for i in range(low, high):
            if died[rising[i]]:
                rows[middle] = rising[i]
                middle += 1
            else:
                rows[first] = rising[i]
                first += 1
        group += 1
    starts[n_ranks] = n
    return rows, starts, events


@compiled
def _counted(rank: Any, died: Any, stratum: Any, n_ranks: int, n_keys: int) -> Any:
    """Sort by counting: return the rows in order and the number in each key."""
    n = len(rank)
    counts = np.zeros(n_keys, np.int64)
    keys = np.empty(n, np.int64)
    for i in range(n):
        key = 2 * (n_ranks - 1 - np.int64(rank[i])) + np.int64(died[i])
        if len(stratum) > 0:
            key += 2 * n_ranks * np.int64(stratum[i])
        keys[i] = key
        counts[key] += 1
    place = np.empty(n_keys, np.int64)
    total = 0
    for key in range(n_keys):
        place[key] = total
        total += counts[key]
    rows = np.empty(n, np.int64)
    for i in range(n):
        rows[place[keys[i]]] = i
        place[keys[i]] += 1
    return rows, counts
