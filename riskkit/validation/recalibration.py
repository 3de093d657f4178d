"""Bringing an old model's risks to new people: an updated model, as a new version of the old."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from scipy.stats import norm

from riskkit.checks import FloatArray
from riskkit.errors import DataError, Fault, ParameterError
from riskkit.fields import CONFIDENCE, OUTCOME
from riskkit.survival.horizon import check_horizons
from riskkit.survival.model import coefficient_table
from riskkit.validation.calibration import checked_risks
from riskkit.validation.cloglog_regression import cloglog, inverse_cloglog, regress
from riskkit.validation.columns import Columns
from riskkit.validation.new_baseline import NewBaseline, fit_baseline
from riskkit.validation.observed import pseudo_observations
from riskkit.validation.outcomes import check_both_classes

How = Literal["intercept", "slope", "baseline"]
WAYS: Final[tuple[How, ...]] = ("intercept", "slope", "baseline")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecalibratedModel:
    """An old model whose risks were brought to new people; the old one is inside, unchanged.

    Attributes
    ----------
    original : SurvivalModel
        The model as it was.
    how : {"intercept", "slope", "baseline"}
        What was estimated anew.
    version : int
        One more than the original's (a model without a version is the first).
    coefficients : pandas.DataFrame
        Index term (intercept; slope); coef, se, z, p, lower, upper, on the complementary log-log
        scale; without rows where the baseline was estimated.
    covariance : pandas.DataFrame
        Of these, terms x terms.
    log_likelihood : float
        Minus half the sum of squared residuals of the pseudo-observations; for a new baseline the
        partial log likelihood of the old scale.
    n, n_events : int
        New people, and their events of the outcome.
    horizon : float
        At which the risks were brought into line.
    follow_up : float
        Of the new people; a new baseline says nothing beyond it.
    converged : bool
        Always true: an update that does not converge raises.
    baseline : NewBaseline or None
    """

    original: Any
    how: How
    version: int
    coefficients: pd.DataFrame
    covariance: pd.DataFrame
    log_likelihood: float
    n: int
    n_events: int
    horizon: float
    follow_up: float
    converged: bool
    baseline: NewBaseline | None

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return the old linear predictor, times the slope where that was estimated, (persons,)."""
        return self._slope() * np.asarray(self.original.linear_predictor(data), dtype=np.float64)

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return updated risks, persons x times, in [0, 1].

        Raises
        ------
        ExtrapolationError, DataError
            As the original; a new baseline also refuses times beyond the new follow-up.
        """
        if self.baseline is not None:
            horizons = check_horizons(times, self.follow_up)
            value = self._old_scale(data)[:, None] + self.baseline.log_hazard(horizons)
            return pd.DataFrame(
                inverse_cloglog(value), index=data.index, columns=pd.Index(horizons, name="time")
            )
        old = self.original.predict_risk(data, times)
        with np.errstate(divide="ignore"):  # a risk of 0 stays 0, a risk of 1 stays 1
            value = self._intercept() + self._slope() * cloglog(old.to_numpy())
        return pd.DataFrame(inverse_cloglog(value), index=old.index, columns=old.columns)

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return lower and upper limits of each person's updated risk by ``time``.

        Notes
        -----
        On the complementary log-log scale the old interval's width and the update's error add as
        those of independent samples: the people of the model and the new people.
        """
        at = self.horizon if self.baseline is not None else time
        limits = self.original.predict_risk_interval(data, at, level)
        reach = float(norm.ppf((1 + level) / 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            middle = cloglog(self.predict_risk(data, [time]).to_numpy()[:, 0])
            width = cloglog(limits["upper"].to_numpy()) - cloglog(limits["lower"].to_numpy())
            variance = (self._slope() * width / 2 / reach) ** 2 + self._update_variance(data, time)
            limits = {
                "lower": middle - reach * np.sqrt(variance),
                "upper": middle + reach * np.sqrt(variance),
            }
        return pd.DataFrame({name: inverse_cloglog(x) for name, x in limits.items()}, index=data.index)

    def _old_scale(self, data: pd.DataFrame) -> FloatArray:
        return cloglog(self.original.predict_risk(data, [self.horizon]).to_numpy()[:, 0])

    def _update_variance(self, data: pd.DataFrame, time: float) -> FloatArray | float:
        """Return the variance that the update itself adds, (persons,)."""
        if self.baseline is not None:
            return self.baseline.log_variance(time)
        old = cloglog(self.original.predict_risk(data, [time]).to_numpy()[:, 0])
        design = np.column_stack([np.ones_like(old), old])[:, : len(self.coefficients)]
        return np.einsum("ij,jk,ik->i", design, self.covariance.to_numpy(), design)

    def _intercept(self) -> float:
        return float(self.coefficients["coef"].get("intercept", 0.0))

    def _slope(self) -> float:
        return float(self.coefficients["coef"].get("slope", 1.0))


def recalibrate(
    model: Any,
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    horizon: float,
    how: How = "intercept",
    cause: int = OUTCOME,
) -> RecalibratedModel:
    """Return a new version of a model, brought to new people.

    Parameters
    ----------
    model : SurvivalModel
        Stays as it is.
    data : pandas.DataFrame
        One row a person that had no part in the model.
    time, event : str
        Columns of the outcome.
    horizon : float
        In the unit of ``time``; up to the follow-up of these people and of the model.
    how : {"intercept", "slope", "baseline"}
        ``intercept``: all risks up or down, log(-log(1 - risk)) by a constant. ``slope``: also
        stretched or shrunk. ``baseline``: who is at higher risk than whom stays; how risk grows
        with time is estimated anew. Take the first that the events can carry.
    cause : int
        The event code that the model predicts; other codes above 0 are competing events.

    Returns
    -------
    RecalibratedModel

    Raises
    ------
    ParameterError, DataError, NoEventsError, ExtrapolationError, FitError
        What is wrong with the arguments or columns; risks of exactly 0 or 1, or the same for all.

    Notes
    -----
    Intercept and slope are those of ``calibration``, so that afterwards its intercept is 0 (and
    its slope 1) on the same people. The new baseline is Breslow's with the old scale as offset;
    with competing events, Fine & Gray's. Sources: Steyerberg, Clinical Prediction Models (2019),
    ch. 20; van Houwelingen, Statistics in Medicine 2000.
    """
    if how not in WAYS:
        raise ParameterError(Fault("how", "is not known", ", ".join(WAYS)))
    outcomes = Columns(time, event, cause).read(data)
    risk = np.asarray(model.predict_risk(data, [horizon]), dtype=np.float64)[:, 0]
    outcomes, risk, at = checked_risks(outcomes.time, outcomes.event, risk, horizon)
    check_both_classes(outcomes, at)
    if extreme := int(((risk <= 0) | (risk >= 1)).sum()):
        raise DataError(
            Fault("model", f"gives {extreme} risks of exactly 0 or 1", "strictly between 0 and 1")
        )
    old = cloglog(risk)
    terms: list[str] = []
    estimates, covariance = np.empty(0), np.empty((0, 0))
    baseline = None
    if how == "baseline":
        baseline, value = fit_baseline(outcomes, old)
    else:
        terms = ["intercept", "slope"] if how == "slope" else ["intercept"]
        design, offset = np.column_stack([np.ones_like(old), old]), np.zeros_like(old)
        if how == "intercept":
            design, offset = design[:, :1], old
        pseudo = pseudo_observations(outcomes, at)
        found = regress(pseudo, design, offset)
        estimates, covariance = found.coefficients, found.covariance
        value = -float(((pseudo - inverse_cloglog(offset + design @ estimates)) ** 2).sum()) / 2
    return RecalibratedModel(
        original=model, how=how, version=int(getattr(model, "version", 1)) + 1,
        coefficients=coefficient_table(terms, estimates, covariance),
        covariance=pd.DataFrame(covariance, index=terms, columns=terms), log_likelihood=value,
        n=outcomes.n, n_events=outcomes.n_events, horizon=at, follow_up=float(outcomes.time.max()),
        converged=True, baseline=baseline,
    )  # fmt: skip
