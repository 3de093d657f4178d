"""Residuals of a Cox model, and the cluster-robust covariance made of them.

Definitions of Therneau & Grambsch (2000), *Modeling Survival Data*, chapters 4 and 6, with
Efron's ties where the fit has them; all are per row and not multiplied by case weights.
"""

from typing import Any

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_likelihood import Pass
from riskkit.survival.cox_moments import Moments, rising_sums


def martingale(rows: CoxRows, at: Pass) -> FloatArray:
    """Return events less expected events, (n,)."""
    return rows.died - _per_copy(at.lived, rows)


def _per_copy(values: FloatArray, rows: CoxRows) -> FloatArray:
    """Return values without the row's weight; 0 for rows that count zero times."""
    return np.divide(values, rows.weights, out=np.zeros_like(values), where=rows.weights > 0)


def deviance(residuals: FloatArray, died: Any) -> FloatArray:
    """Return martingale residuals on the scale of the deviance, (n,)."""
    expected = died - residuals
    log = np.log(expected, out=np.zeros_like(expected), where=died)
    return np.sign(residuals) * np.sqrt(np.maximum(-2 * (residuals + log), 0.0))


def schoenfeld(rows: CoxRows, moments: Moments) -> tuple[FloatArray, IntArray]:
    """Return covariates less their risk-set mean at each event, (events, p), and the rows they are of.

    Events run by stratum, rising time and the caller's order.
    """
    died = np.flatnonzero(rows.died & (rows.weights > 0))
    group = rows.group[died]
    died = died[np.lexsort((rows.order[died], rows.time[group], rows.stratum[group]))]
    return rows.matrix[died] - moments.mean[rows.group[died]], died


def score(rows: CoxRows, at: Pass, moments: Moments) -> FloatArray:
    """Return each row's share of the score, (n, p); the weighted sum is zero at the maximum."""
    group, died = rows.group, rows.died
    hazard = _per_copy(at.hazard, rows)
    before, until = rising_sums(moments.stay, rows.fresh)
    averages = np.where(died[:, None], before[group] + moments.go[group], until[group])
    if len(rows.entered):
        averages -= until[rows.entered]
    found = np.where(died[:, None], rows.matrix - moments.mean[group], 0.0)
    found -= rows.matrix * _per_copy(at.lived, rows)[:, None]
    found += averages * hazard[:, None]
    return found


def robust_covariance(shares: FloatArray, weights: FloatArray, clusters: IntArray) -> FloatArray:
    """Return the sandwich of residuals summed by cluster.

    Parameters
    ----------
    shares : ndarray, shape (n, p)
        dfbeta residuals.
    weights : ndarray, shape (n,)
    clusters : ndarray of int, shape (n,)
        Codes from 0.
    """
    size = int(clusters.max()) + 1
    sums: Any = np.stack([np.bincount(clusters, column * weights, size) for column in shares.T], axis=1)
    return sums.T @ sums
