"""The log-rank test of a difference in survival, and its relative for early differences."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from riskkit.checks import check_columns, check_events, check_times
from riskkit.errors import DataError, Fault, NoEventsError, ParameterError


@dataclass(frozen=True, slots=True)
class LogRank:
    """A test that all groups share one survival curve.

    Attributes
    ----------
    table : pandas.DataFrame
        Index the group; columns n, observed, expected (weighted where ``rho`` is not 0).
    chi_square : float
    df : int
        Groups less one.
    p : float
    """

    table: pd.DataFrame
    chi_square: float
    df: int
    p: float


def log_rank(data: pd.DataFrame, *, time: str, event: str, by: str, rho: float = 0.0) -> LogRank:
    """Test whether groups differ in survival.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1 the event.
    by : str
        Column of groups, two or more.
    rho : float
        Each event time counts by the pooled survival just before it, to this power: 0 is the
        log-rank test, 1 Peto and Peto's version of Gehan's, which looks at early differences.

    Returns
    -------
    LogRank

    Raises
    ------
    DataError, ParameterError, NoEventsError
        What is wrong with the columns; fewer than two groups; ``rho`` below 0; no event.

    Notes
    -----
    Assumes censoring independent of the event within groups. Harrington & Fleming (1982),
    Biometrika 69:553; equal to R's ``survival::survdiff``.
    """
    check_columns(data, [time, event, by])
    times, died = check_times(data, time), check_events(data, event) == 1
    if not rho >= 0:
        raise ParameterError(Fault("rho", "is below 0", "0 (log-rank), 1 (Peto) or more"))
    if not died.any():
        raise NoEventsError(Fault(f"column '{event}'", "has no events", "at least one event"))
    if missing := int(data[by].isna().sum()):
        raise DataError(Fault(f"column '{by}'", f"{missing} values are missing", "a group for every row"))
    codes, values = pd.factorize(data[by], sort=True)
    if len(values) < 2:
        raise DataError(Fault(f"column '{by}'", "has one group", "two or more"))
    distinct, place = np.unique(times, return_inverse=True)
    shape = (len(values), len(distinct))
    flat = codes * len(distinct) + place
    left = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    deaths = np.bincount(flat[died], minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    at_risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1].astype(np.float64)
    total, dead = at_risk.sum(axis=0), deaths.sum(axis=0)
    factor = np.concatenate([[1.0], np.cumprod(1 - dead / total)[:-1]]) ** rho
    share = at_risk / total
    observed, expected = deaths @ factor, (share * dead) @ factor
    spread = dead * np.divide(total - dead, total - 1, out=np.zeros_like(total), where=total > 1) * factor**2
    covariance = np.diag(share @ spread) - (share * spread) @ share.T
    gap = (observed - expected)[1:]  # the last group follows from the others
    chi_square = float(gap @ np.linalg.solve(covariance[1:, 1:], gap))
    table = pd.DataFrame(
        {"n": np.bincount(codes), "observed": observed, "expected": expected},
        index=pd.Index(values, name=by),
    )
    return LogRank(table, chi_square, len(values) - 1, float(chdtrc(len(values) - 1, chi_square)))
