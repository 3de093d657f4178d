"""Bring a smooth log-likelihood to its maximum at machine precision, by Newton's method."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import ConvergenceError, Fault

MAX_STEPS: Final = 200
TOLERANCE: Final = 1e-12
"""Newton decrement (twice the expected gain in log-likelihood) at which the maximum is reached."""


class Likelihood(Protocol):
    """A log-likelihood of k parameters with its derivatives."""

    def value(self, theta: FloatArray) -> float:
        """Return the log-likelihood; not finite where the parameters are impossible."""
        ...

    def derivatives(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the slope (k,) and the curvature (k, k)."""
        ...


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the log-likelihood is highest.

    Attributes
    ----------
    estimates : ndarray, shape (k,)
        The parameters at the maximum.
    covariance : ndarray, shape (k, k)
        Inverse of the observed information there.
    log_likelihood : float
        The maximum itself.
    """

    estimates: FloatArray
    covariance: FloatArray
    log_likelihood: float


def maximise(likelihood: Likelihood, start: FloatArray) -> Maximum:
    """Maximise a log-likelihood.

    Parameters
    ----------
    likelihood : Likelihood
        What to maximise.
    start : ndarray, shape (k,)
        A point where it is finite.

    Raises
    ------
    ConvergenceError
        No maximum inside the parameter space: a parameter runs off to infinity, or the
        information is singular there.
    """
    theta, value = start.astype(float), likelihood.value(start)
    with np.errstate(all="ignore"):  # trial steps may overshoot; they are judged by their value
        for _ in range(MAX_STEPS):
            score, curvature = likelihood.derivatives(theta)
            step = _ascent(-curvature, score)
            if score @ step < TOLERANCE:
                # this step no longer shows in the value, but it doubles the digits of the estimates
                theta = theta + step
                return Maximum(theta, _invert(-likelihood.derivatives(theta)[1]), likelihood.value(theta))
            theta, value, moved = _climb(likelihood, theta, value, step)
            if not moved:  # the value is flat to the last digit: this is as high as floats go
                if abs(score @ step) < 1e-6:
                    return Maximum(theta, _invert(-curvature), value)
                break
    raise ConvergenceError(_no_maximum())


def _ascent(information: FloatArray, score: FloatArray) -> FloatArray:
    """Return the Newton step, bent uphill where the surface is not concave."""
    if not np.all(np.isfinite(information)):
        raise ConvergenceError(_no_maximum())
    values, vectors = np.linalg.eigh((information + information.T) / 2)
    floor = max(float(np.abs(values).max()), 1.0) * 1e-13
    step = vectors @ ((vectors.T @ score) / np.maximum(np.abs(values), floor))
    return np.asarray(step)


def _climb(
    likelihood: Likelihood, theta: FloatArray, value: float, step: FloatArray
) -> tuple[FloatArray, float, bool]:
    """Halve the step until the log-likelihood does not fall."""
    size = 1.0
    for _ in range(50):
        trial = theta + size * step
        at_trial = likelihood.value(trial)
        if np.isfinite(at_trial) and at_trial >= value and not np.array_equal(trial, theta):
            return trial, at_trial, True
        size /= 2
    return theta, value, False


def _invert(information: FloatArray) -> FloatArray:
    """Invert the information; a flat direction means that there is no unique maximum."""
    values, vectors = np.linalg.eigh((information + information.T) / 2)
    if values.min() <= 1e-11 * max(float(values.max()), 1e-300):
        raise ConvergenceError(_no_maximum())
    return np.asarray((vectors / values) @ vectors.T)


def _no_maximum() -> Fault:
    return Fault(
        "model",
        "the likelihood has no single highest point: some parameter runs to infinity or is not identified",
        "data in which every covariate value has both events and censored times",
        "leave out covariates that predict perfectly, or choose a simpler model",
    )
