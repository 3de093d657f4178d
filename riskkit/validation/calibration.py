"""Calibration at a horizon: whether the predicted risks come true."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.errors import DataError, Fault
from riskkit.fields import OUTCOME
from riskkit.validation.calibration_curve import Curve, smooth_curve
from riskkit.validation.cloglog_regression import cloglog, regress
from riskkit.validation.estimate import Estimate, plain
from riskkit.validation.observed import observed_estimate, pseudo_observations
from riskkit.validation.outcomes import Outcomes, check_both_classes, check_horizon, check_outcomes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """Calibration of predicted risks at one horizon.

    Attributes
    ----------
    intercept : Estimate
        Calibration in the large on the complementary log-log scale, slope held at 1: 0 is
        perfect, above 0 the risks were too low.
    slope : Estimate
        1 is perfect; below 1 the risks were too extreme, as after overfitting.
    observed_expected_ratio : Estimate
        Observed risk over mean predicted risk: 1 is perfect, above 1 the risks were too low.
    observed : Estimate
        Observed risk by the horizon (Kaplan-Meier or Aalen-Johansen).
    expected : float
        Mean predicted risk.
    ici, e50, e90 : Estimate
        Mean, median and 90th percentile of the distance between the predicted risk and the
        smooth curve, over the persons.
    curve : pandas.DataFrame
        Columns risk, observed, lower, upper: the smooth curve with its pointwise 95 % band
        between the smallest and the largest predicted risk.
    horizon : float
        In the unit of ``time``.
    n, n_events : int
        Persons, and those with the outcome by the horizon.
    """

    intercept: Estimate
    slope: Estimate
    observed_expected_ratio: Estimate
    observed: Estimate
    expected: float
    ici: Estimate
    e50: Estimate
    e90: Estimate
    curve: pd.DataFrame
    horizon: float
    n: int
    n_events: int


def calibration(time: Any, event: Any, risk: Any, *, horizon: float, cause: int = OUTCOME) -> Calibration:
    """Return calibration intercept, slope, observed over expected, and the smooth curve.

    Parameters
    ----------
    time : array-like, shape (n,)
        Follow-up, above 0.
    event : array-like, shape (n,)
        0 censored, 1 the outcome, 2 and up competing events.
    risk : array-like, shape (n,)
        Predicted probability of the outcome by ``horizon``, strictly between 0 and 1.
    horizon : float
        In the unit of ``time``, up to the follow-up.
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    Calibration

    Raises
    ------
    DataError, NoEventsError, ParameterError, ExtrapolationError
        Arrays that do not fit, risks of exactly 0 or 1, nobody with or nobody without the
        outcome, a horizon past the follow-up.
    CollinearityError, ConvergenceError
        The same risk for everybody, or no finite slope.

    Notes
    -----
    Jackknife pseudo-observations of the risk are regressed on cloglog(risk) with a
    complementary log-log link and a robust covariance: one method with and without competing
    events (van Geloven et al., BMJ 2022; McLernon et al., Annals of Internal Medicine 2023,
    for what to report). The curve uses a restricted cubic spline of cloglog(risk) (Austin,
    Harrell & van Klaveren, Statistics in Medicine 2020); its distances' intervals come from
    1,000 draws of its coefficients, and lie above 0 by construction. Censoring must not
    depend on the outcome.
    """
    outcomes, risks, at = checked_risks(time, event, risk, horizon, cause)
    check_both_classes(outcomes, at)
    if extreme := int(((risks <= 0) | (risks >= 1)).sum()):
        raise DataError(Fault("risk", f"{extreme} values are exactly 0 or 1", "strictly between 0 and 1"))
    pseudo = pseudo_observations(outcomes, at)
    intercept, slope = weak_calibration(pseudo, risks)
    n_events = int(((outcomes.event == 1) & (outcomes.time <= at)).sum())
    curve: Curve = smooth_curve(pseudo, risks, n_events)
    return Calibration(
        intercept=intercept, slope=slope, observed_expected_ratio=_ratio(outcomes, risks, at),
        observed=observed_estimate(outcomes, at), expected=float(risks.mean()),
        ici=curve.ici, e50=curve.e50, e90=curve.e90, curve=curve.frame,
        horizon=at, n=outcomes.n, n_events=n_events,
    )  # fmt: skip


def observed_expected_ratio(
    time: Any, event: Any, risk: Any, *, horizon: float, cause: int = OUTCOME
) -> Estimate:
    """Return the observed risk by ``horizon`` over the mean predicted risk.

    Parameters, errors and sources as for ``calibration``; also fit for one common risk.
    The interval takes the predictions as given and is exact (Clopper-Pearson) where nobody is
    censored before the horizon.
    """
    outcomes, risks, at = checked_risks(time, event, risk, horizon, cause)
    if not risks.any():
        raise DataError(Fault("risk", "is 0 for everybody", "a mean risk above 0"))
    return _ratio(outcomes, risks, at)


def checked_risks(
    time: Any, event: Any, risk: Any, horizon: Any, cause: int = OUTCOME
) -> tuple[Outcomes, FloatArray, float]:
    """Return outcomes, one risk a person, and the horizon, all checked."""
    outcomes, arrays = check_outcomes(time, event, cause=cause, risk=risk)
    if arrays["risk"].ndim != 1:
        raise DataError(Fault("risk", "has more than one column", "one value a person"))
    return outcomes, arrays["risk"], check_horizon(outcomes, horizon)


def weak_calibration(pseudo: FloatArray, risks: FloatArray) -> tuple[Estimate, Estimate]:
    """Return the calibration intercept (slope held at 1) and slope."""
    predictor, ones = cloglog(risks), np.ones((len(risks), 1))
    large = regress(pseudo, ones, predictor)
    both = regress(pseudo, np.column_stack([ones, predictor]), predictor)
    return (
        plain(float(large.coefficients[0]), float(np.sqrt(large.covariance[0, 0]))),
        plain(1 + float(both.coefficients[1]), float(np.sqrt(both.covariance[1, 1]))),
    )


def _ratio(outcomes: Outcomes, risks: FloatArray, horizon: float) -> Estimate:
    observed, expected = observed_estimate(outcomes, horizon), float(risks.mean())
    return Estimate(
        estimate=observed.estimate / expected, std_error=observed.std_error / expected,
        lower=observed.lower / expected, upper=observed.upper / expected,
    )  # fmt: skip
