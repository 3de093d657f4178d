"""The observed risk at a horizon, its standard error and its leave-one-out values."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import beta

from riskkit.checks import FloatArray, IntArray
from riskkit.fields import CONFIDENCE, OUTCOME
from riskkit.validation.estimate import Estimate
from riskkit.validation.outcomes import Outcomes


@dataclass(frozen=True, slots=True)
class _Steps:
    """Counts at the distinct times up to the horizon; persons after it sit in the last place."""

    at_risk: FloatArray
    outcomes: FloatArray
    events: FloatArray
    places: IntArray
    codes: IntArray


def _steps(outcomes: Outcomes, horizon: float) -> _Steps:
    early = outcomes.time <= horizon
    times = np.unique(outcomes.time[early])
    places = np.where(early, np.searchsorted(times, outcomes.time), len(times))
    size = len(times) + 1
    codes = np.where(early, outcomes.event, 0)
    at_risk = np.bincount(places, minlength=size)[::-1].cumsum()[::-1].astype(np.float64)

    def count(chosen: Any) -> FloatArray:
        return np.bincount(places, chosen, size).astype(np.float64)

    return _Steps(at_risk, count(codes == OUTCOME), count(codes > 0), places, codes)


def _ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Divide, giving 0 where nobody is left."""
    return np.divide(top, bottom, out=np.zeros_like(bottom), where=bottom > 0)


def observed_risk(outcomes: Outcomes, horizon: float) -> tuple[float, FloatArray]:
    """Return the observed risk by ``horizon`` and each person's influence on it.

    Parameters
    ----------
    outcomes : Outcomes
    horizon : float

    Returns
    -------
    float, ndarray of shape (n,)
        The Aalen-Johansen estimate (one less Kaplan-Meier where no competing events occur)
        and n times its derivative with respect to each person's weight.
    """
    steps = _steps(outcomes, horizon)
    hazard, outcome_hazard = _ratio(steps.events, steps.at_risk), _ratio(steps.outcomes, steps.at_risk)
    survival = np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]])
    rise = survival * outcome_hazard
    risk = float(rise.sum())
    later = np.append(rise[::-1].cumsum()[::-1][1:], 0.0)
    own = _ratio(survival, steps.at_risk)
    share = _ratio(later, steps.at_risk * (1 - hazard))
    exposed = np.cumsum(own * outcome_hazard - share * hazard)[steps.places]
    influence = (steps.codes == OUTCOME) * own[steps.places]
    influence -= (steps.codes > 0) * share[steps.places] + exposed
    return risk, outcomes.n * influence


def pseudo_observations(outcomes: Outcomes, horizon: float) -> FloatArray:
    """Return each person's jackknife pseudo-observation of the risk by ``horizon``.

    Returns
    -------
    ndarray, shape (n,)
        ``n risk - (n - 1) risk without the person``: equal to the outcome (0 or 1) where
        nobody is censored early; may lie outside [0, 1].

    Notes
    -----
    Exact, in one pass: leaving a person out lowers the number at risk by one up to that
    person's time, and changes nothing later (Andersen, Klein & Rosthoj, Biometrika 2003).
    """
    steps = _steps(outcomes, horizon)
    survival, risk = _walk(steps.at_risk, steps.outcomes, steps.events)
    total = risk[-1]
    rest = _ratio(total - risk, survival)
    survival, risk = _walk(steps.at_risk - 1, steps.outcomes, steps.events)
    left, own = (steps.at_risk - 1)[steps.places], steps.codes > 0
    own_outcome = _ratio(steps.outcomes[steps.places] - (steps.codes == OUTCOME), left)
    own_hazard = _ratio(steps.events[steps.places] - own, left)
    after = own_outcome + (1 - own_hazard) * rest[steps.places + 1]
    without = risk[steps.places] + survival[steps.places] * after
    return outcomes.n * total - (outcomes.n - 1) * without


def _walk(at_risk: FloatArray, outcomes: FloatArray, events: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return survival and risk just before each place, and after the last."""
    survival = np.concatenate([[1.0], np.cumprod(1 - _ratio(events, at_risk))])
    rises = survival[:-1] * _ratio(outcomes, at_risk)
    return survival, np.concatenate([[0.0], rises.cumsum()])


def observed_estimate(outcomes: Outcomes, horizon: float) -> Estimate:
    """Return the observed risk with an interval that is exact where nobody is censored.

    Notes
    -----
    Clopper-Pearson with the number of persons that would carry the same variance had nobody
    been censored (Fay & Brittain, Statistics in Medicine 2013, for the idea); with no outcome,
    or nothing else, the number still followed at the horizon stands in for it.
    """
    risk, influence = observed_risk(outcomes, horizon)
    variance = float(influence @ influence) / outcomes.n**2
    followed = max(1, int((outcomes.time >= horizon).sum()))
    size = risk * (1 - risk) / variance if variance > 0 else float(followed)
    tail = (1 - CONFIDENCE) / 2
    hits = size * risk
    lower = float(beta.ppf(tail, hits, size - hits + 1)) if risk > 0 else 0.0
    upper = float(beta.isf(tail, hits + 1, size - hits)) if risk < 1 else 1.0
    return Estimate(estimate=risk, std_error=float(np.sqrt(variance)), lower=lower, upper=upper)
