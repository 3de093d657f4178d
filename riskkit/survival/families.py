"""Distributions of the time to event, as location-scale families of its logarithm.

With ``z = (log t - location) / scale`` a family is the density and the survival of ``z``; the rest
follows. Sources: Kalbfleisch & Prentice (2002), *The Statistical Analysis of Failure Time
Data*, 2nd ed., ch. 2; the generalised gamma has a file of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import expit, log_ndtr

from riskkit.survival.generalized_gamma import GeneralizedGamma

Curve = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class LocationScale:
    """One distribution of the time to event.

    Attributes
    ----------
    shapes : tuple of str
        Names of the parameters beside location, as they stand in the coefficient table: the
        logarithm of the scale, or none where the scale is 1.
    start : tuple of float
        Where the search for them begins.
    density, slope, curve : callable
        Log-density of ``z``, its first and its second derivative.
    survival : callable
        Log-survival of ``z``.
    """

    shapes: tuple[str, ...]
    start: tuple[float, ...]
    density: Curve
    slope: Curve
    curve: Curve
    survival: Curve

    def scale(self, shapes: Any) -> float:
        """Return the scale."""
        return float(np.exp(shapes[0])) if self.shapes else 1.0

    def log_density(self, log_time: Any, location: Any, shapes: Any) -> Any:
        """Return log f(t)."""
        scale = self.scale(shapes)
        return self.density((log_time - location) / scale) - np.log(scale) - log_time

    def log_survival(self, log_time: Any, location: Any, shapes: Any) -> Any:
        """Return log S(t)."""
        return self.survival((log_time - location) / self.scale(shapes))


LOG_ROOT: Final = 0.5 * np.log(2 * np.pi)

_EXTREME: Final = (
    lambda z: z - np.exp(z),
    lambda z: -np.expm1(z),
    lambda z: -np.exp(z),
    lambda z: -np.exp(z),
)
_NORMAL: Final = (
    lambda z: -0.5 * z**2 - LOG_ROOT,
    lambda z: -z,
    lambda z: -np.ones_like(z),
    lambda z: log_ndtr(-z),
)
_LOGISTIC: Final = (
    lambda z: z - 2 * np.logaddexp(0.0, z),
    lambda z: 1 - 2 * expit(z),
    lambda z: -2 * expit(z) * expit(-z),
    lambda z: -np.logaddexp(0.0, z),
)

FAMILIES: Final[dict[str, LocationScale | GeneralizedGamma]] = {
    "weibull": LocationScale(("log(scale)",), (0.0,), *_EXTREME),
    "exponential": LocationScale((), (), *_EXTREME),
    "lognormal": LocationScale(("log(scale)",), (0.0,), *_NORMAL),
    "loglogistic": LocationScale(("log(scale)",), (0.0,), *_LOGISTIC),
    "generalized_gamma": GeneralizedGamma(),
}
"""The catalogue: one line a family."""
