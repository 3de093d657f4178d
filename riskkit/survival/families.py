"""Distributions of the time to event, as location-scale families of its logarithm.

With ``z = (log t - location) / scale`` each family gives the log-density of ``t`` and its
log-survival. Sources: Kalbfleisch & Prentice (2002), *The Statistical Analysis of Failure
Time Data*, 2nd ed., ch. 2; the generalised gamma in Prentice's (1974, Biometrika 61:539)
form, with shape ``Q``: 1 is Weibull, 0 log-normal, ``Q = scale`` gamma.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd.numpy
import numpy as np
from autograd.scipy.stats import norm
from scipy.special import gammainc, gammaincc, gammaln, log_ndtr

anp: Any = autograd.numpy  # its functions are made at import: no type checker sees them

Curve = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Family:
    """One distribution of the time to event.

    Attributes
    ----------
    shapes : tuple of str
        Names of the parameters beside location, as they stand in the coefficient table.
    start : tuple of float
        Where the search for them begins.
    log_density, log_survival : callable
        (log time, location, shape parameters) to log f(t) and log S(t).
    smooth : bool
        Whether automatic differentiation reaches through both functions.
    """

    shapes: tuple[str, ...]
    start: tuple[float, ...]
    log_density: Curve
    log_survival: Curve
    smooth: bool = True


def _weibull_density(log_time: Any, location: Any, shapes: Any) -> Any:
    z = (log_time - location) / anp.exp(shapes[0])
    return z - anp.exp(z) - shapes[0] - log_time


def _weibull_survival(log_time: Any, location: Any, shapes: Any) -> Any:
    return -anp.exp((log_time - location) / anp.exp(shapes[0]))


def _exponential_density(log_time: Any, location: Any, shapes: Any) -> Any:
    return -location - anp.exp(log_time - location)


def _exponential_survival(log_time: Any, location: Any, shapes: Any) -> Any:
    return -anp.exp(log_time - location)


def _lognormal_density(log_time: Any, location: Any, shapes: Any) -> Any:
    z = (log_time - location) / anp.exp(shapes[0])
    return -0.5 * z**2 - 0.5 * anp.log(2 * anp.pi) - shapes[0] - log_time


def _lognormal_survival(log_time: Any, location: Any, shapes: Any) -> Any:
    return norm.logsf((log_time - location) / anp.exp(shapes[0]))


def _loglogistic_density(log_time: Any, location: Any, shapes: Any) -> Any:
    z = (log_time - location) / anp.exp(shapes[0])
    return z - 2 * anp.logaddexp(0.0, z) - shapes[0] - log_time


def _loglogistic_survival(log_time: Any, location: Any, shapes: Any) -> Any:
    return -anp.logaddexp(0.0, (log_time - location) / anp.exp(shapes[0]))


NEARLY_LOGNORMAL = 1e-5
"""Below this size of Q the log-normal stands in, which then differs by less than Q itself."""

STIRLING_ABOVE = 1e3
"""Above this ``k`` Stirling's series has all the digits that the difference of logarithms loses."""


def _gamma_density(log_time: Any, location: Any, shapes: Any) -> Any:
    z, q = (log_time - location) / np.exp(shapes[0]), float(shapes[1])
    if abs(q) < NEARLY_LOGNORMAL:
        return -0.5 * z**2 - 0.5 * np.log(2 * np.pi) - shapes[0] - log_time
    k = q**-2
    # k (log k + Q z - exp(Q z)) - log Gamma(k), arranged so that large k cancels first
    if k > STIRLING_ABOVE:
        constant = 0.5 * np.log(k / (2 * np.pi)) - 1 / (12 * k) + 1 / (360 * k**3)
    else:
        constant = k * np.log(k) - k - gammaln(k)
    return np.log(abs(q)) - shapes[0] - log_time + k * (q * z - np.expm1(q * z)) + constant


def _gamma_survival(log_time: Any, location: Any, shapes: Any) -> Any:
    z, q = (log_time - location) / np.exp(shapes[0]), float(shapes[1])
    if abs(q) < NEARLY_LOGNORMAL:
        return log_ndtr(-z)
    k = q**-2
    at = k * np.exp(q * z)
    survival, dead = gammaincc(k, at), gammainc(k, at)
    if q < 0:
        survival, dead = dead, survival
    # from whichever of the two is small, and so has all its digits
    return np.where(dead < 0.5, np.log1p(-dead), np.log(survival))


FAMILIES = {
    "weibull": Family(("log(scale)",), (0.0,), _weibull_density, _weibull_survival),
    "exponential": Family((), (), _exponential_density, _exponential_survival),
    "lognormal": Family(("log(scale)",), (0.0,), _lognormal_density, _lognormal_survival),
    "loglogistic": Family(("log(scale)",), (0.0,), _loglogistic_density, _loglogistic_survival),
    "generalized_gamma": Family(
        ("log(scale)", "Q"), (0.0, 0.5), _gamma_density, _gamma_survival, smooth=False
    ),
}
"""The catalogue: one line a family."""
