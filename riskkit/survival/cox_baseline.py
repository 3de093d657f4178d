"""The baseline of a Cox model: cumulative hazards by stratum, and risks with their uncertainty.

Everything is kept at average covariates (those of the standardised design), where nothing
overflows; covariates at zero are a shift of the logarithm.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from riskkit.checks import FloatArray, IntArray
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_kernel import rising
from riskkit.survival.cox_likelihood import Pass
from riskkit.survival.cox_moments import Moments, rising_sums


@dataclass(frozen=True, slots=True)
class Baseline:
    """Cumulative hazards by stratum and rising time.

    Attributes
    ----------
    time : ndarray, shape (m,)
        Every distinct observed time of each stratum.
    hazard : ndarray, shape (m,)
        Cumulative hazard at average covariates.
    edges : ndarray of int, shape (strata + 1,)
        Where each stratum begins.
    groups : ndarray of int, shape (m,)
        The group of `CoxRows` behind each time.
    """

    time: FloatArray
    hazard: FloatArray
    edges: IntArray
    groups: IntArray

    @property
    def follow_up(self) -> FloatArray:
        """Return the last time of each stratum."""
        return self.time[self.edges[1:] - 1]

    def places(self, strata: IntArray, time: float) -> IntArray:
        """Return the place of the last observed time up to ``time``, -1 before the first."""
        found = np.empty(len(strata), dtype=np.int64)
        for code in np.unique(strata):
            low, high = self.edges[code], self.edges[code + 1]
            place = low + np.searchsorted(self.time[low:high], time, side="right") - 1
            found[strata == code] = place if place >= low else -1
        return found


def baseline(rows: CoxRows, at: Pass) -> Baseline:
    """Return the baseline of a fit: Efron's with Efron's ties, else Breslow's."""
    groups = np.lexsort((rows.time, rows.stratum))
    _, until = rising(at.stay, rows.fresh)
    stratum = rows.stratum[groups]
    edges = np.searchsorted(stratum, np.arange(int(stratum[-1]) + 2))
    return Baseline(rows.time[groups], until[groups] * np.exp(-at.top), edges, groups)


def risks(base: Baseline, linear: FloatArray, strata: IntArray, horizons: FloatArray) -> FloatArray:
    """Return risks, (persons, horizons), from linear predictors relative to average covariates."""
    hazard = np.append(base.hazard, 0.0)  # place -1 reads the last entry
    columns = [hazard[base.places(strata, time)] for time in horizons]
    return -np.expm1(-np.exp(linear)[:, None] * np.stack(columns, axis=1))


def baseline_frame(
    base: Baseline, shift: float, strata: tuple[str, ...], levels: tuple[Any, ...]
) -> pd.DataFrame:
    """Return the baseline as a table, at covariates with linear predictor ``-shift`` to the average."""
    hazard = base.hazard * np.exp(-shift)
    place = np.repeat(np.arange(len(base.edges) - 1), np.diff(base.edges))
    columns: dict[str, Any] = {}
    for k, name in enumerate(strata):
        values = pd.Series([level[k] if len(strata) > 1 else level for level in levels])
        columns[name] = values.iloc[place].to_numpy()
    return pd.DataFrame(
        {**columns, "time": base.time, "cumulative_hazard": hazard, "survival": np.exp(-hazard)}
    )


@dataclass(frozen=True, slots=True)
class BaselineVariance:
    """What the uncertainty of a risk needs, in the order of a `Baseline`.

    Attributes
    ----------
    own : ndarray, shape (m,)
        Variance of the cumulative hazard, coefficients taken as known.
    means : ndarray, shape (m, p)
        Hazard-weighted integral of the risk-set means.
    """

    own: FloatArray
    means: FloatArray


def baseline_variance(rows: CoxRows, at: Pass, moments: Moments, base: Baseline) -> BaselineVariance:
    """Return the parts of the variance of a cumulative hazard (Tsiatis 1981, Link 1984)."""
    _, own = rising(moments.variance, rows.fresh)
    _, means = rising_sums(moments.stay, rows.fresh)
    return BaselineVariance(own[base.groups] * np.exp(-2 * at.top), means[base.groups] * np.exp(-at.top))


def risk_limits(
    base: Baseline, parts: BaselineVariance, matrix: FloatArray, beta: FloatArray, covariance: FloatArray,
    strata: IntArray, time: float, level: float,
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """Return lower and upper limits of risks; missing before the first event.

    Parameters
    ----------
    matrix : ndarray, shape (persons, p)
        Standardised covariates; ``beta`` and ``covariance`` are for those.

    Notes
    -----
    Delta method on ``log(-log(1 - risk))``: with ``H`` the baseline, the derivative with respect to
    the coefficients is ``x - means / H`` and the baseline adds ``own / H^2``.
    """
    place = base.places(strata, time)
    hazard = np.where(place < 0, 0.0, base.hazard[place])
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = matrix - parts.means[place] / hazard[:, None]
        variance = parts.own[place] / hazard**2 + np.einsum("ij,jk,ik->i", slope, covariance, slope)
        middle, reach = np.log(hazard) + matrix @ beta, ndtri((1 + level) / 2) * np.sqrt(variance)
        known = hazard > 0
        lower = np.where(known, -np.expm1(-np.exp(middle - reach)), np.nan)
        upper = np.where(known, -np.expm1(-np.exp(middle + reach)), np.nan)
    return lower, upper
