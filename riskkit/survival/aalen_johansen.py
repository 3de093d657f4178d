"""The Aalen-Johansen estimator: the probability of each cause by each time, with its variance."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import norm

from riskkit.checks import FloatArray, IntArray, check_columns
from riskkit.errors import DataError, Fault
from riskkit.fields import CENSORED, CONFIDENCE
from riskkit.survival.competing import read_competing

COLUMNS: Final = ("cause", "time", "cumulative_incidence", "std_error", "lower", "upper")


@dataclass(frozen=True, slots=True)
class AalenJohansen:
    """Cumulative incidences.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns: the grouping column under its own name (if any), ``cause`` (code),
        ``time`` (every distinct observed time), ``cumulative_incidence``, ``std_error``,
        ``lower`` and ``upper``. Limits are missing before the first event of the cause,
        when nothing is known of them.
    level : float
        Of the intervals.
    n : int
        People.
    n_events : dict of int to int
        Events by cause.
    """

    table: pd.DataFrame
    level: float
    n: int
    n_events: dict[int, int]


def aalen_johansen(data: pd.DataFrame, *, time: str, event: str, by: str | None = None) -> AalenJohansen:
    """Estimate the cumulative incidence of each cause.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1, 2, .. the causes.
    by : str, optional
        Column of groups, each estimated on its own.

    Returns
    -------
    AalenJohansen

    Raises
    ------
    DataError
        A column is missing, holds times or codes that are not allowed, or groups are missing.
    NoEventsError
        Every row is censored.

    Notes
    -----
    Assumes censoring independent of the outcome within a group. At a time with both, events come
    before censoring. The variance is the sum of squared influences (the infinitesimal jackknife;
    for one cause it is Greenwood's), and the 95 % limits are those of the logarithm of the
    cumulative incidence, not above 1: value, standard error and limits equal those of R's
    ``survival::survfit`` for multi-state data. (``cmprsk::cuminc`` gives the same incidences with
    Aalen's counting-process variance, which is larger: it has ``1 / (Y - 1)`` where this has
    ``1 / Y``.) With all causes' incidences and the all-cause Kaplan-Meier survival the
    probabilities at any time add up to 1.
    """
    check_columns(data, [time, event, by])
    times, codes = read_competing(data, time, event)
    causes = np.unique(codes[codes != CENSORED])
    if by is None:
        parts = [_table(times, codes, causes)]
    else:
        parts = [_labelled(by, value, _table(times[rows], codes[rows], causes))
                 for value, rows in _groups(data, by)]  # fmt: skip
    counts = {int(cause): int((codes == cause).sum()) for cause in causes}
    return AalenJohansen(pd.concat(parts, ignore_index=True), CONFIDENCE, len(times), counts)


def _groups(data: pd.DataFrame, by: str) -> list[tuple[Any, IntArray]]:
    """Return each group's value and rows, in the order of the values."""
    if by in COLUMNS:
        raise DataError(Fault(f"column '{by}'", "has the name of a column of the result", remedy="rename it"))
    if missing := int(data[by].isna().sum()):
        raise DataError(Fault(f"column '{by}'", f"{missing} values are missing", "a group for every row"))
    codes, values = pd.factorize(data[by], sort=True)
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(values) + 1))
    return [(value, order[edges[i] : edges[i + 1]]) for i, value in enumerate(values)]


def _labelled(by: str, value: object, table: pd.DataFrame) -> pd.DataFrame:
    table.insert(0, by, pd.Series([value]).repeat(len(table)).to_numpy())
    return table


def _table(times: FloatArray, codes: IntArray, causes: IntArray) -> pd.DataFrame:
    """Return one group's estimates for all causes, cause by cause."""
    distinct, at_risk, deaths = count_events(times, codes, causes)
    incidence, error = estimate(at_risk, deaths)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.exp(norm.ppf((1 + CONFIDENCE) / 2) * error / incidence)
        lower, upper = incidence / factor, np.minimum(incidence * factor, 1.0)
    codes_and_times = [np.repeat(causes, len(distinct)), np.tile(distinct, len(causes))]
    numbers = [values.ravel() for values in (incidence, error, lower, upper)]
    return pd.DataFrame(dict(zip(COLUMNS, codes_and_times + numbers, strict=True)))


def count_events(
    times: FloatArray, codes: IntArray, causes: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Count people at risk and events at each distinct time.

    Returns
    -------
    distinct : ndarray, shape (k,)
        Observed times, ascending.
    at_risk : ndarray, shape (k,)
        People with a time at or after it.
    deaths : ndarray, shape (len(causes), k)
        Events of each cause.
    """
    order = np.argsort(times)
    ordered = times[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sorted_codes = codes[order]
    deaths = np.stack([np.add.reduceat(sorted_codes == cause, first, dtype=np.float64) for cause in causes])
    return ordered[first], (len(times) - first).astype(np.float64), deaths


def estimate(at_risk: FloatArray, deaths: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return cumulative incidences and standard errors, both (causes, k).

    The influence of the hazard of cause ``j`` at ``s`` on the incidence of ``k`` at ``t`` is
    ``S(s-) [j = k] - D / (1 - h)`` with ``D = F_k(t) - F_k(s)`` and ``h`` the hazard of any cause;
    with the multinomial variance of the hazards the variance is the sum over ``s <= t`` of

        ``(S^2 h_k (1 - h_k) - 2 S h_k D + D^2 h / (1 - h)) / Y``.

    ``D`` grows with ``t``; the three sums follow from running sums of its steps, all of one
    sign, so that nothing cancels.
    """
    hazards = deaths / at_risk
    hazard = deaths.sum(axis=0) / at_risk
    before = np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]])
    steps = before * hazards
    incidence = np.cumsum(steps, axis=1)
    # after a time at which all at risk had an event nothing follows: D is 0 there
    odds = np.divide(hazard, 1 - hazard, out=np.zeros_like(hazard), where=hazard < 1) / at_risk
    earlier = _shifted(np.cumsum(odds))
    first = np.cumsum(steps * earlier, axis=1)
    quadratic = np.cumsum(2 * steps * _shifted(first) + steps**2 * earlier, axis=1)
    linear = np.cumsum(steps * _shifted(np.cumsum(steps / at_risk, axis=1)), axis=1)
    own = np.cumsum(steps * before * (1 - hazards) / at_risk, axis=1)
    # rounding may leave -1e-20 where the variance is 0
    return incidence, np.sqrt(np.maximum(own - 2 * linear + quadratic, 0.0))


def _shifted(sums: FloatArray) -> FloatArray:
    """Return running sums up to, but without, each entry of the last axis."""
    shifted = np.zeros_like(sums)
    shifted[..., 1:] = sums[..., :-1]
    return shifted
