"""The infinitesimal jackknife's variance of a Kaplan-Meier curve with fractional weights."""

from itertools import pairwise
from typing import Any

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.survival.cox_order import Order, Ranks


def jackknife_variance(
    order: Order, ranks: Ranks, weights: FloatArray | None, rising: IntArray, at_risk: FloatArray,
    deaths: FloatArray, fresh: Any,
) -> FloatArray:  # fmt: skip
    """Return the variance of the logarithm of the survival at each place of the curves.

    Parameters
    ----------
    order, ranks : Order, Ranks
        The rows by group (of curve and time).
    weights : ndarray, shape (n,)
        In the order of the input.
    rising : ndarray of int, shape (m,)
        The group behind each place, by curve and rising time.
    at_risk, deaths : ndarray, shape (m,)
        Weights at risk and of events at each place.
    fresh : ndarray of bool, shape (m,)
        Whether a curve begins at the place.

    Notes
    -----
    With ``G`` the sum of ``d / (n (n - d))`` up to a time, a row that entered at ``e`` moves the
    logarithm of the survival at ``t`` by ``G(t) - G(e)`` while it is followed, and by ``G(T) - G(e)``
    less ``1 / (n - d)`` at ``T`` if it ends there in the event. The variance is the sum of squares,
    weights included.
    """
    places = np.empty(len(rising), dtype=np.int64)
    places[rising] = np.arange(len(rising))
    place = places[np.repeat(np.arange(len(rising)), np.diff(order.starts))]
    died = np.arange(len(place)) >= np.repeat(order.events, np.diff(order.starts))
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(deaths > 0, 1 / (at_risk - deaths), 0.0)
        total = _restarted(np.where(deaths > 0, deaths / at_risk * step, 0.0), fresh)
    square = np.ones(len(place)) if weights is None else weights[order.rows] ** 2
    m = len(rising)
    before = np.zeros(len(place))
    curve = np.cumsum(fresh) - 1
    opening = np.flatnonzero(fresh)[curve]
    entered = opening[place]
    if len(ranks.entry_rank):
        width = len(ranks.values) + 1
        keys = curve * width + order.rank[rising]
        mine = curve[place] * width + ranks.entry_rank[order.rows]
        entered = np.maximum(np.searchsorted(keys, mine, side="right"), opening[place])
        before = np.where(entered > opening[place], total[entered - 1], 0.0)
    with np.errstate(invalid="ignore"):
        ended = (total[place] - before - np.where(died, step[place], 0.0)) ** 2
        closed = _restarted(np.bincount(place, square * ended, m), fresh)
        sums = []
        for part in (square, square * before, square * before**2):
            open_now = np.bincount(entered, part, m + 1)[:m] - np.bincount(place, part, m)
            sums.append(_restarted(open_now, fresh))
        return closed + total**2 * sums[0] - 2 * total * sums[1] + sums[2]


def _restarted(steps: Any, fresh: Any) -> FloatArray:
    """Return running sums that begin anew with each curve."""
    edges = np.append(np.flatnonzero(fresh), len(steps))
    return np.concatenate([np.cumsum(steps[a:b]) for a, b in pairwise(edges)])
