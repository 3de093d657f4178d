"""Intervals of a risk by the delta method, on a scale that keeps them inside [0, 1]."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError
from riskkit.survival.stencil import jacobian


def delta_interval(
    risk: Callable[[Any], FloatArray],
    estimates: FloatArray,
    covariance: FloatArray,
    level: float,
    index: pd.Index,
) -> pd.DataFrame:
    """Return lower and upper limits of each person's risk.

    Parameters
    ----------
    risk : callable
        Parameters (k,) to risks (persons,), each in (0, 1).
    estimates, covariance : ndarray, shapes (k,) and (k, k)
        The model's parameters.
    level : float
        Confidence level in (0, 1).
    index : pandas.Index
        The persons' own index.

    Returns
    -------
    pandas.DataFrame, columns lower and upper

    Notes
    -----
    With ``g = log(-log(1 - risk))`` the standard error of ``g`` follows from its derivative
    and the covariance; the limits of ``g`` are turned back into risks.
    """

    def transformed(theta: Any) -> FloatArray:
        return np.log(-np.log1p(-risk(theta)))

    spread = np.sqrt(np.diag(covariance))
    slope = jacobian(transformed, estimates, spread)
    error = np.sqrt(np.einsum("ij,jk,ik->i", slope, covariance, slope))
    return log_log_limits(transformed(estimates), error, level, index)


def log_log_limits(middle: FloatArray, error: FloatArray, level: float, index: pd.Index) -> pd.DataFrame:
    """Return limits of risks from ``log(-log(1 - risk))`` and its standard error.

    Parameters
    ----------
    middle, error : ndarray, shape (persons,)
        Estimate and standard error on that scale; missing gives missing limits.
    level : float
        Confidence level in (0, 1).
    index : pandas.Index
        The persons' own index.

    Returns
    -------
    pandas.DataFrame, columns lower and upper

    Raises
    ------
    ParameterError
        The level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ParameterError(Fault("level", "is not a confidence level", "between 0 and 1"))
    reach = norm.ppf((1 + level) / 2) * error
    limits = {"lower": middle - reach, "upper": middle + reach}
    return pd.DataFrame({name: -np.expm1(-np.exp(value)) for name, value in limits.items()}, index=index)
