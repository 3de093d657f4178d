"""What every survival model answers, and the table in which it shows its coefficients."""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from riskkit.checks import FloatArray
from riskkit.fields import CONFIDENCE


@runtime_checkable
class SurvivalModel(Protocol):
    """A fitted model of the time to an event.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        Index ``term``; columns coef, se, z, p, lower, upper (95 %).
    covariance : pandas.DataFrame
        Of the coefficients, terms x terms.
    log_likelihood : float
        At the estimates (partial for Cox, pseudo for Fine-Gray).
    n, n_events : int
        Rows and events of the outcome.
    converged : bool
        True: a fit that does not converge raises instead.
    """

    @property
    def coefficients(self) -> pd.DataFrame:
        """Return the coefficient table."""
        ...

    @property
    def covariance(self) -> pd.DataFrame:
        """Return the covariance of the coefficients."""
        ...

    @property
    def log_likelihood(self) -> float:
        """Return the log-likelihood at the estimates."""
        ...

    @property
    def n(self) -> int:
        """Return the number of rows."""
        ...

    @property
    def n_events(self) -> int:
        """Return the number of events."""
        ...

    @property
    def converged(self) -> bool:
        """Return whether the fit converged."""
        ...

    def linear_predictor(self, data: pd.DataFrame) -> Any:
        """Return each person's linear predictor: higher is sooner."""
        ...

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return risks, persons x times, in [0, 1]."""
        ...

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return lower and upper limits of each person's risk by ``time``."""
        ...


def coefficient_table(
    terms: Sequence[str], estimates: FloatArray, covariance: FloatArray, level: float = CONFIDENCE
) -> pd.DataFrame:
    """Lay out estimates with their Wald statistics.

    Parameters
    ----------
    terms : sequence of str, length k
        Names of the coefficients.
    estimates, covariance : ndarray, shapes (k,) and (k, k)
        On the scale of the linear predictor.
    level : float
        Of the interval, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        Index ``term``; columns coef, se, z, p (two-sided), lower, upper.
    """
    se = np.sqrt(np.diag(covariance))
    z = estimates / se
    reach = ndtri((1 + level) / 2) * se
    return pd.DataFrame(
        {
            "coef": estimates,
            "se": se,
            "z": z,
            "p": 2 * ndtr(-np.abs(z)),
            "lower": estimates - reach,
            "upper": estimates + reach,
        },
        index=pd.Index(list(terms), name="term"),
    )
