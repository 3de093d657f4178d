"""Steps of the hazards of several causes, and how they turn into the probability of one."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.cox_baseline import baseline, baseline_variance
from riskkit.survival.cox_model import CoxModel
from riskkit.survival.cox_moments import moments


@dataclass(frozen=True, slots=True)
class Hazard:
    """One cause's baseline steps at every observed time, at average covariates.

    ``step`` (m,), its variance ``own`` (m,), and the hazard-weighted risk-set means ``mean`` (m, p).
    """

    step: FloatArray
    own: FloatArray
    mean: FloatArray


def cause_hazard(model: CoxModel) -> Hazard:
    """Return the steps of a model's baseline, which `CoxModel` keeps as running sums."""
    rows, at = model.fit.task.rows, model.fit.at
    base = baseline(rows, at)
    parts = baseline_variance(rows, at, moments(rows, at, model.fit.task.efron), base)
    return Hazard(
        np.diff(base.hazard, prepend=0.0),
        np.diff(parts.own, prepend=0.0),
        np.diff(parts.means, axis=0, prepend=0.0),
    )


def survival_before(total: FloatArray) -> FloatArray:
    """Return the probability of no event before each time, from the steps of the total hazard."""
    survival = np.exp(-np.cumsum(total, axis=1))
    return np.column_stack([np.ones(len(total)), survival])[:, : total.shape[1]]


def share_of_step(total: FloatArray) -> FloatArray:
    """Return ``(1 - exp(-h)) / h``: the part of a step's hazard that becomes probability."""
    return np.divide(-np.expm1(-total), total, out=np.ones_like(total), where=total > 0)


def share_slope(total: FloatArray) -> FloatArray:
    """Return the derivative of `share_of_step`: by its series where the difference would lose the digits."""
    series = -1 / 2 + total / 3 - total**2 / 8 + total**3 / 30
    exact = np.divide(
        (1 + total) * np.exp(-total) - 1, total**2, out=np.zeros_like(total), where=total > 0.01
    )
    return np.where(total > 0.01, exact, series)


def all_causes(steps: Iterable[FloatArray]) -> FloatArray:
    """Return the steps of the total hazard, (persons, m)."""
    return np.sum(np.stack(list(steps)), axis=0)
