"""Discrimination at a horizon: the cumulative/dynamic area under the ROC curve."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.fields import OUTCOME
from riskkit.validation.censoring import Horizon, at_horizon, standard_error
from riskkit.validation.estimate import Estimate, logit_limits
from riskkit.validation.outcomes import check_both_classes, check_horizon, check_outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaUnderCurve(Estimate):
    """Area under the ROC curve at a horizon.

    Attributes
    ----------
    horizon : float
        In the unit of ``time``.
    n, n_events, n_free : int
        Persons; those with the outcome by the horizon; those known to be free of it.
    """

    horizon: float
    n: int
    n_events: int
    n_free: int


def auc_at(
    time: Any, event: Any, linear_predictor: Any, *, horizon: float, cause: int = OUTCOME
) -> AreaUnderCurve:
    """Return the chance that one with the outcome by ``horizon`` ranks above one without.

    Parameters
    ----------
    time : array-like, shape (n,)
        Follow-up, above 0.
    event : array-like, shape (n,)
        0 censored, 1 the outcome, 2 and up competing events.
    linear_predictor : array-like, shape (n,)
        Higher means sooner; a risk will do as well.
    horizon : float
        In the unit of ``time``, up to the follow-up.
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    AreaUnderCurve
        In [0, 1]; equal ranks count one half. The interval is made on the logit scale.

    Raises
    ------
    DataError, NoEventsError, ParameterError, ExtrapolationError
        Arrays that do not fit; nobody with, or nobody without, the outcome; a horizon that is
        not a number or lies past the follow-up.

    Notes
    -----
    Inverse probability of censoring weights; the standard error counts their estimation.
    Those who had a competing event by the horizon are among those without the outcome.
    Source: Blanche, Dartigues & Jacqmin-Gadda, Statistics in Medicine 2013.
    """
    outcomes, arrays = check_outcomes(time, event, cause=cause, linear_predictor=linear_predictor)
    at = check_horizon(outcomes, horizon)
    check_both_classes(outcomes, at)
    known = at_horizon(outcomes, at)
    estimate, parts = _area(known, arrays["linear_predictor"])
    std_error = standard_error(known.influence(parts))
    estimate = min(max(estimate, 0.0), 1.0)  # sums of weights can end a rounding beyond their total
    lower, upper = logit_limits(estimate, std_error)
    return AreaUnderCurve(
        estimate=estimate, std_error=std_error, lower=lower, upper=upper, horizon=at,
        n=outcomes.n, n_events=int(known.outcome.sum()), n_free=int(known.free.sum()),
    )  # fmt: skip


def _area(known: Horizon, marker: FloatArray) -> tuple[float, FloatArray]:
    """Return the area and n times each person's share in its derivative."""
    _, ranks = np.unique(marker, return_inverse=True)
    cases = np.where(known.outcome, known.weights, 0.0)
    controls = np.where(known.free, known.weights, 0.0)
    case_total, control_total = cases.sum(), controls.sum()
    at_rank = np.bincount(ranks, controls)
    below = (np.cumsum(at_rank) - at_rank / 2)[ranks] / control_total
    at_rank = np.bincount(ranks, cases)
    above = 1 - (np.cumsum(at_rank) - at_rank / 2)[ranks] / case_total
    area = float(cases @ below / case_total)
    shares = cases * (below - area) / case_total + controls * (above - area) / control_total
    return area, len(ranks) * shares
