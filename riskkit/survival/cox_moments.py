"""Covariate averages over the risk sets of a fitted Cox model, one row an event time.

Residuals, the baseline's variance and the proportional-hazards test all need them; the fit
itself does not, so they are worked out only when asked for.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.compiled import compiled
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_kernel import change, tie_sums
from riskkit.survival.cox_likelihood import Pass


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the tie steps of each group; ``z`` as in `cox_kernel`, ``m`` the risk-set mean.

    Attributes
    ----------
    variance : ndarray, shape (groups,)
        Sum of ``1/z^2``: the variance of the hazard's step.
    mean : ndarray, shape (groups, p)
        Average of ``m`` over the steps; 0 in groups without events.
    stay, go : ndarray, shape (groups, p)
        Sums of ``m/z`` for those at risk without and with the event in the group.
    """

    variance: FloatArray
    mean: FloatArray
    stay: FloatArray
    go: FloatArray


def moments(rows: CoxRows, at: Pass, efron: bool) -> Moments:
    """Return the moments at a pass; hazards stand relative to its ``top``."""
    return Moments(
        *_moments(
            rows.matrix, at.hazard, rows.weights, rows.starts, rows.events, rows.tied, rows.fresh,
            rows.leaving, rows.entered, efron,
        )
    )  # fmt: skip


def rising_sums(steps: FloatArray, fresh: Any) -> tuple[FloatArray, FloatArray]:
    """Return per group the sums over its stratum before its time and with it, (groups + 1, p)."""
    return _rising_sums(steps, fresh)


@compiled
def _rising_sums(steps: Any, fresh: Any) -> Any:
    groups, p = steps.shape
    before, until = np.zeros((groups + 1, p)), np.zeros((groups + 1, p))
    running = np.zeros(p)
    for group in range(groups - 1, -1, -1):
        before[group] = running
        running += steps[group]
        until[group] = running
        if fresh[group]:
            running[:] = 0.0
    return before, until


@compiled
def _moments(
    matrix: Any, hazard: Any, weights: Any, starts: Any, events: Any, tied: Any, fresh: Any,
    leaving: Any, entered: Any, efron: bool,
) -> Any:  # fmt: skip
    """Walk the groups as `scan_late` does and keep the moments of each."""
    groups, p = len(events), matrix.shape[1]
    variance = np.zeros(groups)
    mean, stay, go = np.zeros((groups, p)), np.zeros((groups, p)), np.zeros((groups, p))
    own, sums = np.zeros(p + 1), np.zeros(p + 1)
    high, low = np.zeros(p + 1), np.zeros(p + 1)
    gone = 0
    for group in range(groups):
        if fresh[group]:
            gone = starts[group]
            high[:] = 0.0
            low[:] = 0.0
        while len(leaving) > 0 and gone < starts[group] and entered[leaving[gone]] <= group:
            change(high, low, matrix[leaving[gone]], -hazard[leaving[gone]])
            gone += 1
            if gone == starts[group]:  # nobody is left
                high[:] = 0.0
                low[:] = 0.0
        for row in range(starts[group], events[group]):
            change(high, low, matrix[row], hazard[row])
        sums[:] = high + low
        own[:] = 0.0
        dead = 0.0
        for row in range(events[group], starts[group + 1]):
            dead += weights[row]
            own[p] += hazard[row]
            for k in range(p):
                own[k] += hazard[row] * matrix[row, k]
            change(high, low, matrix[row], hazard[row])
        if tied[group] > 0:
            _, first, second, both, cross, square = tie_sums(
                sums[p], own[p], tied[group], dead / tied[group], efron
            )
            variance[group] = both
            for k in range(p):
                mean[group, k] = (first * sums[k] + second * own[k]) / dead
                stay[group, k] = both * sums[k] + cross * own[k]
                go[group, k] = cross * sums[k] + square * own[k]
    return variance, mean, stay, go
