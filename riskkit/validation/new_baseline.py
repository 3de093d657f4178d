"""A baseline estimated anew, with everybody's old scale taken as it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.fields import CENSORED, OUTCOME
from riskkit.validation.outcomes import Outcomes


@dataclass(frozen=True, slots=True, eq=False)
class NewBaseline:
    """Cumulative hazard for people whose old log cumulative hazard was 0.

    Attributes
    ----------
    times : ndarray, shape (m,)
        Event times, ascending.
    hazard : ndarray, shape (m,)
        Cumulative hazard after each.
    variance : ndarray, shape (m,)
        Of the cumulative hazard.
    """

    times: FloatArray
    hazard: FloatArray
    variance: FloatArray

    def log_hazard(self, horizons: FloatArray) -> FloatArray:
        """Return the log cumulative hazard by each horizon, minus infinity before the first event."""
        with np.errstate(divide="ignore"):
            return np.log(np.concatenate([[0.0], self.hazard])[self._places(horizons)])

    def log_variance(self, horizon: float) -> float:
        """Return the variance of the log cumulative hazard, missing before the first event."""
        place = int(self._places(np.array([horizon]))[0]) - 1
        return float(self.variance[place] / self.hazard[place] ** 2) if place >= 0 else float("nan")

    def _places(self, horizons: FloatArray) -> Any:
        return np.searchsorted(self.times, horizons, side="right")


def fit_baseline(outcomes: Outcomes, scale: FloatArray) -> tuple[NewBaseline, float]:
    """Return the baseline and the partial log likelihood.

    Parameters
    ----------
    outcomes : Outcomes
        0 censored, 1 the outcome, 2 and up competing.
    scale : ndarray, shape (n,)
        Each person's old log cumulative hazard at one horizon.

    Notes
    -----
    Breslow's estimate with an offset. Those who had a competing event stay at risk with Fine &
    Gray's weights (G(t-) over G(T-), G the chance of staying uncensored), so that the risk is a
    cumulative incidence; the variance then takes those weights as known.
    """
    times, places = np.unique(outcomes.time, return_inverse=True)
    size = len(times)
    hazard = np.exp(scale)
    at_risk = np.bincount(places, hazard, size)[::-1].cumsum()[::-1]
    followed = np.bincount(places, minlength=size)[::-1].cumsum()[::-1]
    censored = np.bincount(places, outcomes.event == CENSORED, size)
    staying = np.concatenate([[1.0], np.cumprod(1 - censored / followed)[:-1]])
    competing = outcomes.event > OUTCOME
    if competing.any():
        own = np.zeros(outcomes.n)
        own[competing] = hazard[competing] / staying[places[competing]]
        held = np.bincount(places, own, size).cumsum()
        at_risk = at_risk + staying * np.concatenate([[0.0], held[:-1]])
    deaths = np.bincount(places, outcomes.event == OUTCOME, size)
    happened = deaths > 0
    steps, totals = deaths[happened], at_risk[happened]
    baseline = NewBaseline(times[happened], (steps / totals).cumsum(), (steps / totals**2).cumsum())
    value = float(scale[outcomes.event == OUTCOME].sum() - steps @ np.log(totals))
    return baseline, value
