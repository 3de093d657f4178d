"""An estimate with its standard error and interval, and the scales on which intervals are made."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from riskkit.fields import CONFIDENCE

REACH = float(norm.ppf((1 + CONFIDENCE) / 2))
"""Standard errors from the estimate to either limit of a 95 % interval."""


ROUNDING = 1e-12
"""A share this near to 0 or 1 is 0 or 1, but for the order in which it was added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One measure of a model, with its uncertainty.

    Attributes
    ----------
    estimate : float
        The measure.
    std_error : float
        Its standard error, on the scale of the estimate.
    lower, upper : float
        95 % interval; inside the measure's own range.
    """

    estimate: float
    std_error: float
    lower: float
    upper: float


def plain_limits(estimate: float, std_error: float) -> tuple[float, float]:
    """Return estimate -/+ 1.96 standard errors."""
    return estimate - REACH * std_error, estimate + REACH * std_error


def logit_limits(estimate: float, std_error: float) -> tuple[float, float]:
    """Return the interval of a proportion, made on the logit scale: it stays inside [0, 1].

    At 0 and 1 the logit does not exist; the plain interval, cut at 0 and 1, takes its place.
    """
    if not ROUNDING < estimate < 1 - ROUNDING:
        low, high = plain_limits(estimate, std_error)
        return max(low, 0.0), min(high, 1.0)
    middle = np.log(estimate / (1 - estimate))
    reach = REACH * std_error / (estimate * (1 - estimate))
    return float(1 / (1 + np.exp(reach - middle))), float(1 / (1 + np.exp(-reach - middle)))


def log_limits(estimate: float, std_error: float) -> tuple[float, float]:
    """Return the interval of a positive number, made on the log scale."""
    if not estimate > 0:
        low, high = plain_limits(estimate, std_error)
        return max(low, 0.0), high
    factor = float(np.exp(REACH * std_error / estimate))
    return estimate / factor, estimate * factor


def plain(estimate: float, std_error: float) -> Estimate:
    """Return an estimate with its plain interval."""
    lower, upper = plain_limits(estimate, std_error)
    return Estimate(estimate=estimate, std_error=std_error, lower=lower, upper=upper)
