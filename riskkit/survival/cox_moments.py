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
from riskkit.survival.cox_likelihood import Pass
from riskkit.survival.cox_walk import walk_moments


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
    return Moments(*walk_moments(rows.matrix, at.hazard, rows.layout, efron))


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
