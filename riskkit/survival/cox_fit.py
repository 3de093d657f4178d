"""From sorted rows to estimates: which search, which covariance, which intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from riskkit.checks import FloatArray, IntArray
from riskkit.fields import CONFIDENCE
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_firth import firth_table, maximise_firth
from riskkit.survival.cox_likelihood import Likelihood, Pass, evaluate, likelihood
from riskkit.survival.cox_moments import moments
from riskkit.survival.cox_newton import maximise
from riskkit.survival.cox_residuals import robust_covariance, score
from riskkit.survival.model import coefficient_table


@dataclass(frozen=True, slots=True)
class Fit:
    """Estimates and what they were made with.

    Attributes
    ----------
    task : Likelihood
        The rows and ties.
    penalty : "firth", float or None
    clusters : ndarray of int, shape (n,), or None
        Cluster of each row.
    alone : ndarray, shape (n,), or None
        Weight of one copy of each row, where every copy is a cluster of its own.
    beta, covariance : ndarray, shapes (p,) and (p, p)
        For standardised covariates; the covariance is robust where there are clusters.
    naive : ndarray, shape (p, p)
        Inverse information (with the ridge's part, if any).
    at : Pass
        The likelihood at the estimates.
    penalised : float
        The likelihood with its penalty there; the likelihood itself without one.
    table : pandas.DataFrame
        Coefficients as shown.
    """

    task: Likelihood
    penalty: str | float | None
    clusters: IntArray | None
    alone: FloatArray | None
    beta: FloatArray
    covariance: FloatArray
    naive: FloatArray
    at: Pass
    penalised: float
    table: pd.DataFrame


def fit_rows(
    rows: CoxRows,
    terms: Sequence[str],
    *,
    efron: bool,
    penalty: str | float | None,
    clusters: IntArray | None,
    alone: FloatArray | None = None,
) -> Fit:
    """Estimate the coefficients of laid-out rows.

    Raises
    ------
    CollinearityError, SeparationError, ConvergenceError
        No finite, unique estimate exists.
    """
    task = likelihood(rows, efron)
    if penalty == "firth":
        found = maximise_firth(task, terms)
        naive = _inverse(found.at.information)
        table = firth_table(task, terms, found, naive)
        value = found.penalised + float(np.log(rows.spread).sum())  # of covariates as they came
        return Fit(task, penalty, clusters, alone, found.beta, naive, naive, found.at, value, table)
    ridge = np.zeros(len(terms)) if penalty is None else float(penalty) * ridge_scale(rows)
    maximum = maximise(task, terms, ridge)
    naive = (maximum.inverse + maximum.inverse.T) / 2
    covariance = naive
    if (clusters is not None or alone is not None) and len(terms):
        shares = score(rows, maximum.at, moments(rows, maximum.at, efron)) @ naive
        if clusters is not None:
            covariance = robust_covariance(shares, rows.weights, clusters)
        elif alone is not None:  # k copies of weight w add k w^2, not (k w)^2
            covariance = robust_covariance(shares, np.sqrt(alone * rows.weights), np.arange(len(alone)))
    table = coefficient_table(
        terms, maximum.beta / rows.spread, covariance / np.outer(rows.spread, rows.spread), CONFIDENCE
    )
    value = maximum.at.log_likelihood - float(ridge @ maximum.beta**2) / 2
    return Fit(task, penalty, clusters, alone, maximum.beta, covariance, naive, maximum.at, value, table)


def _inverse(information: FloatArray) -> FloatArray:
    """Return the inverse, exactly symmetric."""
    inverse: Any = np.linalg.inv(information)
    return (inverse + inverse.T) / 2


def ridge_scale(rows: CoxRows) -> FloatArray:
    """Return the variance (with n - 1) of each standardised covariate, rows counted as they repeat."""
    count = rows.frequencies if len(rows.frequencies) else np.ones(len(rows.order))
    total = count.sum()
    mean = count @ rows.matrix / total
    return (count @ rows.matrix**2 - total * mean**2) / (total - 1)


def overall_tests(fit: Fit) -> pd.DataFrame:
    """Return the tests that all coefficients are zero.

    Returns
    -------
    pandas.DataFrame
        Index likelihood_ratio, wald, score; columns chi_square, df, p.
    """
    p = len(fit.beta)
    null = evaluate(fit.task, np.zeros(p))
    values = {
        "likelihood_ratio": 2 * (fit.at.log_likelihood - null.log_likelihood),
        "wald": float(fit.beta @ np.linalg.solve(fit.covariance, fit.beta)),
        "score": float(null.score @ np.linalg.solve(null.information, null.score)),
    }
    rows = {name: (value, p, float(chdtrc(p, value))) for name, value in values.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["chi_square", "df", "p"]).astype({"df": int})
