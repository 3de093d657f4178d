"""Regression of pseudo-observations on the complementary log-log scale."""

from dataclasses import dataclass

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import CollinearityError, ConvergenceError, Fault

_ROUNDS = 200
_SMALL = 1e-12


def cloglog(risk: FloatArray) -> FloatArray:
    """Return log(-log(1 - risk)); risks strictly between 0 and 1."""
    return np.log(-np.log1p(-risk))


def inverse_cloglog(value: FloatArray) -> FloatArray:
    """Return 1 - exp(-exp(value))."""
    return -np.expm1(-np.exp(np.minimum(value, 700.0)))


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficients (k,) and their sandwich covariance (k, k)."""

    coefficients: FloatArray
    covariance: FloatArray


def regress(pseudo: FloatArray, design: FloatArray, offset: FloatArray) -> Regression:
    """Fit E(pseudo) = 1 - exp(-exp(offset + design @ coefficients)).

    Parameters
    ----------
    pseudo : ndarray, shape (n,)
        Pseudo-observations of the risk.
    design : ndarray, shape (n, k)
    offset : ndarray, shape (n,)

    Raises
    ------
    CollinearityError
        The columns do not determine the coefficients.
    ConvergenceError
        No finite solution was reached.

    Notes
    -----
    Generalised estimating equations with independent working correlation and constant
    variance, solved by Gauss-Newton steps; robust covariance (Andersen & Pohar Perme,
    Statistical Methods in Medical Research 2010; van Geloven et al., BMJ 2022).
    """
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise CollinearityError(
            Fault("risk", "does not vary enough to estimate a slope or a curve", "different risks")
        )
    beta = np.zeros(design.shape[1])
    loss, slope = _state(pseudo, design, offset, beta)[:2]
    for _ in range(_ROUNDS):
        residual = pseudo - inverse_cloglog(offset + design @ beta)
        weighted = design * slope[:, None]
        step = np.linalg.lstsq(weighted, residual, rcond=None)[0]
        size = 1.0
        while size > 1e-10:
            trial = _state(pseudo, design, offset, beta + size * step)
            if trial[0] <= loss * (1 + _SMALL):  # rounding must not stop the last digits
                break
            size /= 2
        else:
            size = 0.0
            trial = (loss, slope)
        beta = beta + size * step
        done = np.abs(size * step).max() <= _SMALL * (1 + np.abs(beta).max())
        loss, slope = trial
        if done:
            return _finish(pseudo, design, offset, beta, slope)
    raise ConvergenceError(
        Fault("risk", "no finite calibration slope or curve was reached", "risks that carry information")
    )


def _state(
    pseudo: FloatArray, design: FloatArray, offset: FloatArray, beta: FloatArray
) -> tuple[float, FloatArray]:
    """Return the sum of squares and the derivative of the mean by the linear predictor."""
    value = np.minimum(offset + design @ beta, 700.0)
    residual = pseudo - inverse_cloglog(value)
    return float(residual @ residual), np.exp(value - np.exp(value))


def _finish(
    pseudo: FloatArray, design: FloatArray, offset: FloatArray, beta: FloatArray, slope: FloatArray
) -> Regression:
    """Return the fit, unless it ran off to where the mean no longer responds."""
    weighted = design * slope[:, None]
    gram = weighted.T @ weighted
    if not np.isfinite(np.linalg.cond(gram)) or np.linalg.cond(gram) > 1e14:
        raise ConvergenceError(
            Fault("risk", "the calibration slope or curve runs to infinity", "overlap of risks and outcomes")
        )
    score = weighted * (pseudo - inverse_cloglog(offset + design @ beta))[:, None]
    bread = np.linalg.inv(gram)
    return Regression(beta, bread @ (score.T @ score) @ bread)
