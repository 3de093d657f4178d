"""The calibration slope over the whole follow-up: a hazards model with one covariate.

``weights`` has shape (k, n), one row a sample, as in ``weighted_pairs``; people stand in order
of time.
"""

from typing import Any

import numpy as np
from numba import njit

from riskkit.survival.compiled import compiled

_ROUNDS = 60
_ROUNDING = 1e-12
"""Information, in units of events times the largest square, that is no more than rounding."""

_FLAT = 1e-8
"""Share of the information at the start below which the likelihood has run flat."""

_CLOSE = 1e-7
"""Newton's error squares: after a step this small the next would be below 1e-13."""


@compiled
def fit_slopes(starts: Any, event: Any, predictor: Any, weights: Any, held: bool) -> Any:
    """Return the coefficient of ``predictor`` in a proportional hazards model, shape (k,).

    Parameters
    ----------
    starts : ndarray of int, shape (g + 1,)
        First row of each distinct time, and n.
    event : ndarray, shape (n,)
        0 censored, 1 the outcome, 2 and up competing events.
    predictor : ndarray, shape (n,)
        Centred, so that no digits are lost.
    weights : ndarray, shape (k, n)
        Whole numbers: how often each row counts.
    held : bool
        Keep those with a competing event at risk with Fine & Gray's weights, ties by Breslow
        (as R's cmprsk); without it they leave, ties by Efron (as R's survival).

    Returns
    -------
    ndarray, shape (k,)
        Not a number where there is no finite estimate.
    """
    samples = len(weights)
    largest = (predictor * predictor).max() if len(predictor) else 0.0
    found = np.full(samples, np.nan)
    for k in range(samples):
        slope, at_first = 1.0, 0.0
        nothing = _ROUNDING * largest * (weights[k] * (event == 1)).sum()
        for turn in range(_ROUNDS):
            score, information = _terms(starts, event, predictor, weights[k], held, slope)
            if not (information > (nothing if turn == 0 else 0.0) and np.isfinite(score)):
                break
            if turn == 0:
                at_first = information
            step = min(2.0, max(-2.0, score / information))
            slope += step
            if abs(step) < _CLOSE * (1 + abs(slope)):
                # a flat likelihood is no maximum: risks separate events from the rest
                found[k] = slope if abs(slope) < 1e3 and information > _FLAT * at_first else np.nan
                break
    return found


@compiled
def _terms(starts: Any, event: Any, x: Any, weight: Any, held: bool, slope: float) -> Any:
    """Return score and information of the log likelihood at one slope."""
    linear = slope * x
    hazard = weight * np.exp(linear - linear.max())
    waiting = _held_sums(starts, event, x, weight, hazard) if held else np.zeros((1, 3))
    score, information = 0.0, 0.0
    sums, dead = np.zeros(3), np.zeros(3)
    for group in range(len(starts) - 2, -1, -1):
        deaths = 0.0
        dead[:] = 0.0
        for row in range(starts[group], starts[group + 1]):
            _add(sums, hazard[row], x[row])
            if event[row] == 1:
                deaths += weight[row]
                score += weight[row] * x[row]
                _add(dead, hazard[row], x[row])
        rounds = 1 if held and deaths > 0 else int(deaths)
        for turn in range(rounds):
            part = turn / rounds
            zero, one, two = sums[0] - part * dead[0], sums[1] - part * dead[1], sums[2] - part * dead[2]
            if held:
                zero, one, two = zero + waiting[group, 0], one + waiting[group, 1], two + waiting[group, 2]
            score -= deaths / rounds * one / zero
            information += deaths / rounds * (two / zero - (one / zero) ** 2)
    return score, information


@njit(nogil=True, cache=True, inline="always")
def _add(sums: Any, hazard: float, value: float) -> None:
    sums[0] += hazard
    sums[1] += hazard * value
    sums[2] += hazard * value * value


@compiled
def _held_sums(starts: Any, event: Any, x: Any, weight: Any, hazard: Any) -> Any:
    """Return, at each distinct time, the sums over those with a competing event before it.

    Each weighs G(t-) over G(T-), G the chance of staying uncensored (Fine & Gray 1999), with
    everybody followed up to a time at risk of censoring then, as in R's cmprsk.
    """
    found = np.zeros((len(starts) - 1, 3))
    sums = np.zeros(3)
    staying, followed = 1.0, weight.sum()
    for group in range(len(starts) - 1):
        found[group] = sums * staying
        censored, leaving = 0.0, 0.0
        for row in range(starts[group], starts[group + 1]):
            leaving += weight[row]
            if event[row] == 0:
                censored += weight[row]
            elif event[row] > 1 and staying > 0:
                _add(sums, hazard[row] / staying, x[row])
        if followed > 0:
            staying *= 1 - censored / followed
        followed -= leaving
    return found
