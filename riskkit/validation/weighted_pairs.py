"""Concordance of many weightings of the same people at once, for resampling without copies.

A bootstrap sample is the original people with whole-number weights; leaving people out is a
weight of zero. ``weights`` has shape (k, n), one row a sample; the counts are those of rows
repeated that often, from one pass a sample over people in order of time.
"""

from typing import Any

import numpy as np
from numba import njit

from riskkit.survival.compiled import compiled


@compiled
def count_pairs(starts: Any, died: Any, ranks: Any, distinct: int, weights: Any) -> Any:
    """Return concordant, discordant and tied pair weight of each sample, shape (k, 3).

    Parameters
    ----------
    starts : ndarray of int, shape (g + 1,)
        First row of each group of tied times, and n.
    died : ndarray of bool, shape (n,)
    ranks : ndarray of int, shape (n,)
        Equal linear predictors share a rank, from 0 up to ``distinct`` - 1.
    weights : ndarray, shape (n, k)
        One column a sample: all of them walk the tree together.
    """
    samples = weights.shape[1]
    counts = np.zeros((samples, 3))
    tree, at = np.zeros((distinct + 1, samples)), np.zeros((distinct, samples))
    total, below = np.zeros(samples), np.zeros(samples)
    for group in range(len(starts) - 2, -1, -1):
        first, last = starts[group], starts[group + 1]
        _admit(first, last, died, False, ranks, weights, tree, at, total)
        for row in range(first, last):
            if died[row]:
                _compare(ranks[row], weights[row], tree, at, total, below, counts)
        _admit(first, last, died, True, ranks, weights, tree, at, total)
    return counts


@njit(nogil=True, cache=True, inline="always")
def _admit(
    first: Any, last: Any, died: Any, wanted: bool, ranks: Any, weights: Any, tree: Any, at: Any, total: Any
) -> None:
    """Put those of one time who had (or had not) the event at risk."""
    samples = weights.shape[1]
    for row in range(first, last):
        if died[row] == wanted:
            for k in range(samples):
                total[k] += weights[row, k]
                at[ranks[row], k] += weights[row, k]
            node = ranks[row] + 1
            while node < len(tree):
                for k in range(samples):
                    tree[node, k] += weights[row, k]
                node += node & -node


@njit(nogil=True, cache=True, inline="always")
def _compare(rank: Any, weight: Any, tree: Any, at: Any, total: Any, below: Any, counts: Any) -> None:
    """Add the pairs that one event opens with those at risk after it."""
    below[:] = 0.0
    node = rank
    while node > 0:
        for k in range(len(below)):
            below[k] += tree[node, k]
        node &= node - 1
    for k in range(len(below)):
        counts[k, 0] += weight[k] * below[k]
        counts[k, 1] += weight[k] * (total[k] - below[k] - at[rank, k])
        counts[k, 2] += weight[k] * at[rank, k]
