"""The likelihood of a mixture cure model, with its slope and curvature.

With ``p`` the probability of being susceptible and ``w`` that probability for someone still without
the event, ``logit w = logit p + log S(t)``: every derivative is made of ``p``, ``w`` and the hazard.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from riskkit.checks import FloatArray
from riskkit.survival.censored_likelihood import summed, with_intercept
from riskkit.survival.families import LocationScale


@dataclass(frozen=True, slots=True)
class CureLikelihood:
    """Log-likelihood by both intercepts with their coefficients, and the family's shapes.

    Attributes
    ----------
    log_time : ndarray, shape (n,)
    died : ndarray of bool, shape (n,)
    who, when : ndarray, shapes (n, p) and (n, q)
        Covariates of being susceptible, and of the time among the susceptible.
    family : LocationScale
    """

    log_time: FloatArray
    died: Any
    who: FloatArray
    when: FloatArray
    family: LocationScale

    def unpack(self, theta: Any) -> tuple[FloatArray, FloatArray, float]:
        """Return the logit of being susceptible, z and the scale."""
        a, b = 1 + self.who.shape[1], 2 + self.who.shape[1] + self.when.shape[1]
        scale = self.family.scale(theta[b:])
        place = (self.log_time - theta[a] - self.when @ theta[a + 1 : b]) / scale
        return theta[0] + self.who @ theta[1:a], place, scale

    def value(self, theta: FloatArray) -> float:
        """Return the log-likelihood on the time scale."""
        logit, z, scale = self.unpack(theta)
        log_p, log_cured = -np.logaddexp(0.0, -logit), -np.logaddexp(0.0, logit)
        died, left = self.died, ~self.died
        density = log_p[died] + self.family.density(z[died]) - np.log(scale) - self.log_time[died]
        alive = np.logaddexp(log_cured[left], log_p[left] + self.family.survival(z[left]))
        return float(density.sum() + alive.sum())

    def derivatives(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the slope (k,) and the curvature (k, k)."""
        logit, z, scale = self.unpack(theta)
        by_logit, by_z, twice_logit, mixed, twice_z = self._terms(logit, z)
        who, when = self.who, self.when
        slope = np.concatenate([summed(who, by_logit), -summed(when, by_z) / scale])
        across = -with_intercept(who, mixed, when) / scale
        blocks = [
            [with_intercept(who, twice_logit, who), across],
            [across.T, with_intercept(when, twice_z, when) / scale**2],
        ]
        if self.family.shapes:
            slope = np.append(slope, -(z @ by_z) - self.died.sum())
            edges = [-summed(who, mixed * z)[:, None], summed(when, twice_z * z + by_z)[:, None] / scale]
            blocks = [[*row, edge] for row, edge in zip(blocks, edges, strict=True)]
            blocks.append([edges[0].T, edges[1].T, np.array([[z**2 @ twice_z + z @ by_z]])])
        return slope, np.block(blocks)

    def _terms(self, logit: FloatArray, z: FloatArray) -> tuple[FloatArray, ...]:
        """Return each person's derivatives by logit, z, logit twice, logit and z, z twice."""
        family, died = self.family, self.died
        p = expit(logit)
        survival = family.survival(z)
        w = np.where(died, 1.0, expit(logit + survival))
        hazard, slope = np.exp(family.density(z) - survival), family.slope(z)
        doubt = w * (1 - w)
        by_z = np.where(died, slope, -w * hazard)
        twice_z = np.where(died, family.curve(z), doubt * hazard**2 - w * hazard * (slope + hazard))
        return w - p, by_z, doubt - p * (1 - p), -doubt * hazard, twice_z
