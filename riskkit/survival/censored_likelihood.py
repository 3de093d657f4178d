"""The likelihood of censored times under a location-scale family, with its slope and curvature."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.families import LocationScale


@dataclass(frozen=True, slots=True)
class CensoredLikelihood:
    """Log-likelihood of a parametric model by intercept, coefficients and the family's shapes.

    Attributes
    ----------
    log_time : ndarray, shape (n,)
    died : ndarray of bool, shape (n,)
    matrix : ndarray, shape (n, p)
        Covariates of the location, without intercept.
    family : LocationScale
    """

    log_time: FloatArray
    died: Any
    matrix: FloatArray
    family: LocationScale

    def value(self, theta: FloatArray) -> float:
        """Return the log-likelihood on the time scale."""
        z, scale = self._place(theta)
        density = self.family.density(z[self.died]) - np.log(scale) - self.log_time[self.died]
        return float(density.sum() + self.family.survival(z[~self.died]).sum())

    def derivatives(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the slope (k,) and the curvature (k, k)."""
        z, scale = self._place(theta)
        by_z, by_zz = by_place(self.family, z, self.died)
        slope = -summed(self.matrix, by_z) / scale
        within = with_intercept(self.matrix, by_zz, self.matrix) / scale**2
        if not self.family.shapes:
            return slope, within
        mixed = summed(self.matrix, by_zz * z + by_z)[:, None] / scale
        corner = np.array([[z**2 @ by_zz + z @ by_z]])
        by_scale = -(z @ by_z) - self.died.sum()
        return np.append(slope, by_scale), np.block([[within, mixed], [mixed.T, corner]])

    def _place(self, theta: FloatArray) -> tuple[FloatArray, float]:
        """Return z and the scale."""
        width = 1 + self.matrix.shape[1]
        scale = self.family.scale(theta[width:])
        return (self.log_time - theta[0] - self.matrix @ theta[1:width]) / scale, scale


def by_place(family: LocationScale, z: FloatArray, died: Any) -> tuple[FloatArray, FloatArray]:
    """Return each person's first and second derivative by ``z``: of log f if died, else of log S.

    The slope of ``log S`` is minus the hazard ``h``, which itself grows at ``h (d + h)`` with ``d`` the
    slope of ``log f``.
    """
    slope, curve = family.slope(z), family.curve(z)
    hazard = np.exp(family.density(z) - family.survival(z))
    return np.where(died, slope, -hazard), np.where(died, curve, -hazard * (slope + hazard))


def summed(matrix: FloatArray, weight: FloatArray) -> FloatArray:
    """Return the weighted sums of the intercept's column and of ``matrix``, (1 + p,)."""
    return np.concatenate([[weight.sum()], weight @ matrix])


def with_intercept(left: FloatArray, weight: FloatArray, right: FloatArray) -> FloatArray:
    """Return ``[1 left]' diag(weight) [1 right]``, (1 + p, 1 + q)."""
    inside = (left * weight[:, None]).T @ right
    return np.block(
        [[np.array([[weight.sum()]]), (weight @ right)[None]], [(weight @ left)[:, None], inside]]
    )
