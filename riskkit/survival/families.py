"""Distributions of the time to event, as location-scale families of its logarithm.

With ``z = (log t - location) / scale`` each family gives the log-density of ``t`` and its
log-survival. Sources: Kalbfleisch & Prentice (2002), *The Statistical Analysis of Failure
Time Data*, 2nd ed., ch. 2; the generalised gamma has a file of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd.numpy
from autograd.scipy.stats import norm

from riskkit.survival import generalized_gamma

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
        Whether automatic differentiation reaches through both functions; if not, its slopes are
        those of `generalized_gamma.Slopes`.
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


FAMILIES = {
    "weibull": Family(("log(scale)",), (0.0,), _weibull_density, _weibull_survival),
    "exponential": Family((), (), _exponential_density, _exponential_survival),
    "lognormal": Family(("log(scale)",), (0.0,), _lognormal_density, _lognormal_survival),
    "loglogistic": Family(("log(scale)",), (0.0,), _loglogistic_density, _loglogistic_survival),
    "generalized_gamma": Family(
        ("log(scale)", "Q"),
        (0.0, 0.5),
        generalized_gamma.log_density,
        generalized_gamma.log_survival,
        smooth=False,
    ),
}
"""The catalogue: one line a family."""
