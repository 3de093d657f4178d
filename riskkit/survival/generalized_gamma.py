"""The generalised gamma distribution, whose derivatives nobody writes down.

Prentice's (1974, Biometrika 61:539) form, with ``z = (log t - location) / scale`` and shape
``Q``: 1 is Weibull, 0 log-normal, ``Q = scale`` gamma. In ``z`` everything has a closed form; in
``Q`` the incomplete gamma function has none, and a five-point rule takes its place.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import gammainc, gammaincc, gammaln, log_ndtr

from riskkit.checks import FloatArray

NEARLY_LOGNORMAL: Final = 1e-5
"""Below this size of Q the first terms of its series at the log-normal are used."""

STIRLING_ABOVE: Final = 1e3
"""Above this ``Q ** -2`` Stirling's series has the digits that the difference of logarithms loses."""

STEP: Final = 1e-3
"""Of the five-point rule in Q."""

LOG_ROOT: Final = 0.5 * np.log(2 * np.pi)


def density_of_z(z: Any, q: float) -> Any:
    """Return the log-density of ``z``."""
    if abs(q) < NEARLY_LOGNORMAL:
        return -0.5 * z**2 - LOG_ROOT - q * z**3 / 6 - q**2 * (z**4 / 24 + 1 / 12)
    k = q**-2
    # k (log k + Q z - exp(Q z)) - log Gamma(k), arranged so that large k cancels first
    if k > STIRLING_ABOVE:
        constant = 0.5 * np.log(k / (2 * np.pi)) - 1 / (12 * k) + 1 / (360 * k**3)
    else:
        constant = k * np.log(k) - k - gammaln(k)
    return np.log(abs(q)) + k * (q * z - np.expm1(q * z)) + constant


def survival_of_z(z: Any, q: float) -> Any:
    """Return the log-survival of ``z``."""
    if abs(q) < NEARLY_LOGNORMAL:
        plain = log_ndtr(-z)
        return plain + np.log1p(-q * (z**2 + 2) / 6 * np.exp(-0.5 * z**2 - LOG_ROOT - plain))
    k = q**-2
    at = k * np.exp(q * z)
    survival = gammaincc(k, at) if q > 0 else gammainc(k, at)
    # from whichever of survival and its complement is small, and so has all its digits
    large = survival > 0.5
    result = np.log(survival)
    dead = gammainc(k, at[large]) if q > 0 else gammaincc(k, at[large])
    result[large] = np.log1p(-dead)
    return result


@dataclass(frozen=True, slots=True)
class GeneralizedGamma:
    """The family, as `families.LocationScale` has the others.

    Attributes
    ----------
    shapes : tuple of str
        Names of the parameters beside location, as they stand in the coefficient table.
    start : tuple of float
        Where the search for them begins.
    """

    shapes: tuple[str, ...] = ("log(scale)", "Q")
    start: tuple[float, ...] = (0.0, 0.5)

    def log_density(self, log_time: Any, location: Any, shapes: Any) -> Any:
        """Return log f(t)."""
        z = (log_time - location) / np.exp(shapes[0])
        return density_of_z(z, float(shapes[1])) - shapes[0] - log_time

    def log_survival(self, log_time: Any, location: Any, shapes: Any) -> Any:
        """Return log S(t)."""
        z = np.atleast_1d((log_time - location) / np.exp(shapes[0]))
        return survival_of_z(z, float(shapes[1]))


@dataclass(frozen=True, slots=True)
class GammaLikelihood:
    """Log-likelihood of censored times by intercept, coefficients, log(scale) and Q.

    Attributes
    ----------
    log_time : ndarray, shape (n,)
    died : ndarray of bool, shape (n,)
    matrix : ndarray, shape (n, p)
        Covariates of the location, without intercept.
    """

    log_time: FloatArray
    died: Any
    matrix: FloatArray

    def value(self, theta: FloatArray) -> float:
        """Return the log-likelihood on the time scale."""
        z, scale, _ = self._place(theta)
        own = self._at(z, float(theta[-1]))[0].sum()
        return float(own - self.died.sum() * np.log(scale) - self.log_time[self.died].sum())

    def derivatives(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the slope (p + 3,) and the curvature (p + 3, p + 3)."""
        z, scale, basis = self._place(theta)
        by_z, by_q, by_zz, by_zq, by_qq = self._terms(z, float(theta[-1]))
        # the scale enters through z alone: dz / dlog(scale) = -z
        slope = np.concatenate([-by_z @ basis / scale, [-(z @ by_z) - self.died.sum(), by_q.sum()]])
        within = (basis * by_zz[:, None]).T @ basis / scale**2
        mixed = np.column_stack([(by_zz * z + by_z) @ basis / scale, -by_zq @ basis / scale])
        corner = np.array([[z**2 @ by_zz + z @ by_z, -(z @ by_zq)], [-(z @ by_zq), by_qq.sum()]])
        return slope, np.block([[within, mixed], [mixed.T, corner]])

    def _place(self, theta: FloatArray) -> tuple[FloatArray, float, FloatArray]:
        """Return z, the scale, and the location's derivative by its coefficients."""
        basis = np.column_stack([np.ones(len(self.matrix)), self.matrix])
        scale = float(np.exp(theta[-2]))
        return (self.log_time - basis @ theta[:-2]) / scale, scale, basis

    def _terms(self, z: FloatArray, q: float) -> tuple[FloatArray, ...]:
        """Return each person's derivatives by z, Q, z twice, z and Q, Q twice."""
        points = [self._at(z, q + shift * STEP) for shift in (-2, -1, 0, 1, 2)]
        values, slopes = [value for value, _ in points], [slope for _, slope in points]

        def first(f: list[FloatArray]) -> FloatArray:
            return (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * STEP)

        twice = (-values[0] + 16 * values[1] - 30 * values[2] + 16 * values[3] - values[4]) / (12 * STEP**2)
        by_z = slopes[2]
        # the slope of the density is d = (1 - exp(Q z)) / Q; the hazard h grows at the rate d + h
        drift, curve = _drift(z, q), -np.exp(q * z)
        by_zz = np.where(self.died, curve, by_z * (drift - by_z))
        return by_z, first(values), by_zz, first(slopes), twice

    def _at(self, z: FloatArray, q: float) -> tuple[FloatArray, FloatArray]:
        """Return each person's log-likelihood as a function of z, and its slope by z."""
        value, slope = np.empty_like(z), np.empty_like(z)
        died, left = self.died, ~self.died
        value[died], slope[died] = density_of_z(z[died], q), _drift(z[died], q)
        value[left] = survival_of_z(z[left], q)
        slope[left] = -np.exp(density_of_z(z[left], q) - value[left])
        return value, slope


def _drift(z: FloatArray, q: float) -> FloatArray:
    """Return the slope of the log-density by z."""
    return -np.expm1(q * z) / q if abs(q) >= NEARLY_LOGNORMAL else -z - q * z**2 / 2
