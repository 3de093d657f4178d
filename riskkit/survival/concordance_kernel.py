"""Counting of concordant pairs in O(n log n): two passes over time with an indexed tree of ranks.

Rows come in order of time. Passing backwards, each event asks how much weight at risk lies
below, at and above its rank; passing forwards, each row asks the same of the events before
it. Both together give every row's share of the pairs, and so the infinitesimal jackknife,
without ever forming a pair (Fenwick, 1994, for the tree; Therneau & Atkinson, "Concordance",
vignette of R's survival, for the counts). Unweighted counts are kept as whole numbers: they
are exact and need half the memory.
"""

from typing import Any

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def rank_values(values: Any, order: Any) -> Any:
    """Return each value's dense rank from 0, and the number of distinct values."""
    ranks = np.empty(len(values), np.int32)
    rank = np.int32(0)
    before = values[order[0]]
    for place in order:
        value = values[place]
        if value != before:
            rank += np.int32(1)
            before = value
        ranks[place] = rank
    return ranks, rank + 1


@njit(nogil=True, cache=True)
def group_times(times: Any, tolerance: float) -> Any:
    """Return a group number for each of the ascending times; near-equal times share one.

    Times that come out of subtraction differ in their last digits where they should be
    tied. As in R's ``aeqSurv``: gaps up to ``tolerance``, or up to ``tolerance`` times the mean
    distinct time, do not separate.
    """
    total, distinct = times[0], 1
    for place in range(1, len(times)):
        if times[place] != times[place - 1]:
            total += times[place]
            distinct += 1
    gap = tolerance * max(1.0, total / distinct)
    groups = np.empty(len(times), np.int32)
    group = np.int32(0)
    groups[0] = group
    for place in range(1, len(times)):
        if times[place] - times[place - 1] > gap:
            group += np.int32(1)
        groups[place] = group
    return groups


@njit(nogil=True, cache=True, inline="always")
def _insert(tree: Any, at: Any, rank: Any, weight: Any) -> None:
    at[rank] += weight
    node = rank + 1
    while node < len(tree):
        tree[node] += weight
        node += node & -node


@njit(nogil=True, cache=True, inline="always")
def _below(tree: Any, rank: Any) -> Any:
    node = rank
    total = tree[0]
    while node > 0:
        total += tree[node]
        node &= node - 1
    return total


@njit(nogil=True, cache=True)
def _admit(rows: Any, died: Any, wanted: bool, ranks: Any, weights: Any, tree: Any, at: Any) -> Any:
    """Insert those of a range of rows who had (or had not) the event; return their weight."""
    total = tree[0]
    for row in range(rows[0], rows[1]):
        if died[row] == wanted:
            total += weights[row]
            _insert(tree, at, ranks[row], weights[row])
    return total


@njit(nogil=True, cache=True)
def count_later(groups: Any, died: Any, ranks: Any, distinct: int, weights: Any) -> Any:
    """Return, for each event, the weight of those at risk after it.

    Returns
    -------
    ndarray, shape (3, n)
        Weight with a lower rank (concordant), a higher rank (discordant), the same rank;
        zero in the columns of rows without the event.
    """
    n = len(groups)
    found = np.zeros((3, n), np.float64)
    tree = np.zeros(distinct + 1, weights.dtype)
    at = np.zeros(distinct, weights.dtype)
    total = tree[0]
    stop = n
    while stop > 0:
        start = stop - 1
        while start > 0 and groups[start - 1] == groups[start]:
            start -= 1
        total += _admit((start, stop), died, False, ranks, weights, tree, at)
        for row in range(start, stop):
            if died[row]:
                below, equal = _below(tree, ranks[row]), at[ranks[row]]
                found[0, row] = below
                found[1, row] = total - below - equal
                found[2, row] = equal
        total += _admit((start, stop), died, True, ranks, weights, tree, at)
        stop = start
    return found


@njit(nogil=True, cache=True)
def count_earlier(groups: Any, died: Any, ranks: Any, distinct: int, weights: Any) -> Any:
    """Return, for each row, the weight of the events before it.

    Returns
    -------
    ndarray, shape (3, n)
        Weight with a higher rank (concordant), a lower rank (discordant), the same rank.
    """
    n = len(groups)
    found = np.zeros((3, n), np.float64)
    tree = np.zeros(distinct + 1, weights.dtype)
    at = np.zeros(distinct, weights.dtype)
    total = tree[0]
    start = 0
    while start < n:
        stop = start + 1
        while stop < n and groups[stop] == groups[start]:
            stop += 1
        for censored in range(2):
            for row in range(start, stop):
                if died[row] != bool(censored):
                    below, equal = _below(tree, ranks[row]), at[ranks[row]]
                    found[0, row] = total - below - equal
                    found[1, row] = below
                    found[2, row] = equal
            if not censored:
                total += _admit((start, stop), died, True, ranks, weights, tree, at)
        start = stop
    return found
