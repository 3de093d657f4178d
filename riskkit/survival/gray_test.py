"""Gray's K-sample test of whether cumulative incidences of a cause differ between groups."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import chi2

from riskkit.checks import FloatArray, IntArray, check_columns
from riskkit.errors import DataError, Fault, FitError
from riskkit.fields import CENSORED
from riskkit.survival.competing import read_competing

FLAT: Final = 1e-10
"""Variance of a score, for each event, that is no more than rounding."""


@dataclass(frozen=True, slots=True)
class GrayTest:
    """Gray's test for each cause.

    Attributes
    ----------
    table : pandas.DataFrame
        Index ``cause``; columns statistic (chi-square), df, p.
    groups : tuple
        The groups compared.
    """

    table: pd.DataFrame
    groups: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Events and people at risk by distinct event time (rows) and group (columns)."""

    cause: FloatArray
    other: FloatArray
    at_risk: FloatArray


def gray_test(data: pd.DataFrame, *, time: str, event: str, by: str) -> GrayTest:
    """Compare the cumulative incidence of each cause between groups.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1, 2, .. the causes.
    by : str
        Column of groups, two or more.

    Returns
    -------
    GrayTest

    Raises
    ------
    DataError
        A column is missing or holds what it should not, or there is only one group.
    NoEventsError
        Every row is censored.
    FitError
        The variance of the scores is singular, so that no statistic exists; names the cause.

    Notes
    -----
    Gray (1988), Annals of Statistics 16:1141, with weight 1 (rho = 0); assumes censoring
    independent of the outcome within groups. Equal to ``Tests`` of R's cmprsk::cuminc.
    """
    check_columns(data, [time, event, by])
    times, codes = read_competing(data, time, event)
    if missing := int(data[by].isna().sum()):
        raise DataError(Fault(f"column '{by}'", f"{missing} values are missing", "a group for every row"))
    group, values = pd.factorize(data[by], sort=True)
    if len(values) < 2:
        raise DataError(Fault(f"column '{by}'", "has one group", "two groups or more"))
    causes = [int(cause) for cause in np.unique(codes[codes != CENSORED])]
    statistics = [
        _statistic(_count(times, codes, group.astype(np.int64), len(values), cause), cause)
        for cause in causes
    ]
    df = len(values) - 1
    table = pd.DataFrame(
        {"statistic": statistics, "df": df, "p": chi2.sf(statistics, df)},
        index=pd.Index(causes, name="cause"),
    )
    return GrayTest(table, tuple(values))


def _count(times: FloatArray, codes: IntArray, group: IntArray, n_groups: int, cause: int) -> _Counts:
    distinct, place = np.unique(times, return_inverse=True)
    cells = place * n_groups + group

    def table(rows: FloatArray) -> FloatArray:
        counts = np.bincount(cells, weights=rows, minlength=len(distinct) * n_groups)
        return counts.astype(np.float64).reshape(len(distinct), n_groups)

    everyone = table(np.ones(len(times)))
    at_risk = np.cumsum(everyone[::-1], axis=0)[::-1]
    own = table((codes == cause).astype(np.float64))
    other = table(((codes != cause) & (codes != CENSORED)).astype(np.float64))
    keep = (own + other).sum(axis=1) > 0
    return _Counts(own[keep], other[keep], at_risk[keep])


def _statistic(counts: _Counts, cause: int) -> float:
    """Return the score's quadratic form in its inverse variance, for all groups but the last."""
    score, variance = _score(counts)
    least = FLAT * counts.cause.sum()  # a variance by rounding alone is none
    if np.linalg.matrix_rank(variance, tol=least, hermitian=True) < len(score):
        raise FitError(
            Fault(f"cause {cause}", "the variance of the group scores is singular",
                  "groups at risk together, with events", "merge groups, or leave out one without events")
        )  # fmt: skip
    return float(score @ np.linalg.solve(variance, score))


def _score(counts: _Counts) -> tuple[FloatArray, FloatArray]:
    """Return scores (groups - 1,) and their variance.

    Notation of Gray (1988): within each group ``h = Y / S(t-)`` is the size of its risk set
    corrected for competing events and censoring, and ``R = h (1 - F(t-))``; ``F`` without a
    group is the pooled subdistribution.
    """
    at_risk, deaths = counts.at_risk, counts.cause.sum(axis=1)
    present = at_risk > 0
    safe = np.where(present, at_risk, 1.0)
    survival: FloatArray = np.cumprod(1 - (counts.cause + counts.other) / safe, axis=0, dtype=np.float64)
    before = _lagged(survival, 1.0)
    size = np.where(present, at_risk / np.where(present, before, 1.0), 0.0)
    incidence = _lagged(np.cumsum(before * counts.cause / safe, axis=0), 0.0)
    total = size.sum(axis=1)
    pooled: FloatArray = np.cumsum(deaths / total, dtype=np.float64)
    share = size * (1 - incidence)
    expected = deaths[:, None] * share / share.sum(axis=1, keepdims=True)
    score = np.where(present, counts.cause - expected, 0.0).sum(axis=0)
    spread = np.einsum("ti,ij->tij", size, np.eye(size.shape[1]))
    spread -= size[:, :, None] * size[:, None, :] / total[:, None, None]
    hazard = deaths / (total * (1 - _lagged(pooled, 0.0)))
    drift = np.cumsum(spread * hazard[:, None, None], axis=0)
    drift = drift[-1] - drift
    left = np.divide(1 - pooled[:, None], survival, out=np.zeros_like(survival), where=survival > 0)
    variance = _own_part(counts, spread, drift, left, before, total) + _other_part(
        counts, drift, left, before, survival
    )
    return score[:-1], variance[:-1, :-1]


def _own_part(
    counts: _Counts,
    spread: FloatArray,
    drift: FloatArray,
    left: FloatArray,
    before: FloatArray,
    total: FloatArray,
) -> FloatArray:
    """Return the variance that comes from events of the cause (ties: hypergeometric correction)."""
    deaths = counts.cause.sum(axis=1)
    ties = np.ones_like(before)
    many = deaths > 1
    ties[many] -= (deaths[many, None] - 1) / (total[many, None] * before[many] - 1)
    size = total[:, None] * np.where(counts.at_risk > 0, counts.at_risk, np.inf)
    weight = ties * before * deaths[:, None] / size
    influence = spread + (1 - left)[:, None, :] * drift
    return np.einsum("tik,tjk,tk->ij", influence, influence, weight)


def _other_part(
    counts: _Counts, drift: FloatArray, left: FloatArray, before: FloatArray, survival: FloatArray
) -> FloatArray:
    """Return the variance that comes from competing events."""
    at_risk = np.where(counts.at_risk > 0, counts.at_risk, np.inf)
    ties = 1 - np.maximum(counts.other - 1, 0) / np.where(at_risk > 1, at_risk - 1, 1.0)
    weight = np.where(survival > 0, ties * before**2 * counts.other / at_risk**2, 0.0)
    influence = left[:, None, :] * drift
    return np.einsum("tik,tjk,tk->ij", influence, influence, weight)


def _lagged(values: FloatArray, start: float) -> FloatArray:
    """Return the values just before each time."""
    return np.concatenate([np.full((1, *values.shape[1:]), start), values[:-1]])
