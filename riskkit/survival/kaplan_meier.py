"""The Kaplan-Meier estimator: the probability of no event by each time, with its variance."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from riskkit.checks import FloatArray, IntArray, check_columns, check_times, check_weights
from riskkit.errors import DataError, Fault
from riskkit.fields import CONFIDENCE
from riskkit.survival.competing import check_single_outcome
from riskkit.survival.compiled import compiled
from riskkit.survival.cox_data import read_entry
from riskkit.survival.cox_order import Order, Ranks, order_rows, rank_times
from riskkit.survival.kaplan_meier_variance import jackknife_variance

COLUMNS: Final = ("time", "n_at_risk", "n_events", "survival", "std_error", "lower", "upper")


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """Survival curves.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns: the grouping column under its own name (if any), ``time`` (every distinct observed
        time), ``n_at_risk`` (just before), ``n_events`` (at the time), ``survival``, ``std_error`` (of
        the survival), ``lower`` and ``upper``. Where the survival is 0 its error and limits are
        missing, as in R: nothing is known of them.
    level : float
        Of the intervals.
    n, n_events : int
        Rows with weight, and events among them.
    """

    table: pd.DataFrame
    level: float
    n: int
    n_events: int


def kaplan_meier(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    by: str | None = None,
    entry: str | None = None,
    weights: str | None = None,
) -> KaplanMeier:
    """Estimate survival curves.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1 the event. With competing events use
        `aalen_johansen`: one minus Kaplan-Meier would overstate the risk.
    by : str, optional
        Column of groups, each estimated on its own.
    entry : str, optional
        Column: time from which the row is under observation (left truncation).
    weights : str, optional
        Column of case weights from 0 up; rows of weight 0 are left out. Whole numbers count as
        repeated rows.

    Returns
    -------
    KaplanMeier

    Raises
    ------
    DataError
        A column is missing, holds times, codes, entries or weights that are not allowed, or groups
        are missing.

    Notes
    -----
    Assumes censoring and entry independent of the event within a group. Kaplan & Meier (1958);
    Greenwood's variance (with fractional weights the infinitesimal jackknife's, which takes
    weights as weights); 95 % limits are those of the logarithm of the survival, not above 1. Value,
    error and limits equal those of R's ``survival::survfit``. A group without events has the
    curve 1 and error 0: tell its uncertainty by `zero_events_bound`.
    """
    check_columns(data, [time, event, by, entry, weights])
    times, died, begins, case = _read(data, time, event, entry, weights)
    codes, values = _groups(data, by)
    if case is not None and not case.all():
        keep = case > 0
        times, died, case = times[keep], died[keep], case[keep]
        codes = codes[keep] if by else codes
        begins = None if begins is None else begins[keep]
    stratum, columns = _curves(times, died, begins, case, codes, max(len(values), 1))
    if by is not None:
        columns = {by: np.asarray(values)[stratum], **columns}
    table = pd.DataFrame(columns, copy=False)
    return KaplanMeier(table, CONFIDENCE, len(times), int(died.sum()))


def _read(
    data: pd.DataFrame, time: str, event: str, entry: str | None, weights: str | None
) -> tuple[FloatArray, Any, FloatArray | None, FloatArray | None]:
    times = check_times(data, time)
    died = check_single_outcome(data, event) == 1
    begins = None if entry is None else read_entry(data, entry, time, times)
    return times, died, begins, None if weights is None else check_weights(data, weights)


def _groups(data: pd.DataFrame, by: str | None) -> tuple[IntArray, Any]:
    """Return each row's group as a code (empty without groups), and the groups in order."""
    if by is None:
        return np.empty(0, dtype=np.int64), ()
    if by in COLUMNS:
        raise DataError(Fault(f"column '{by}'", "has the name of a column of the result", remedy="rename it"))
    if missing := int(data[by].isna().sum()):
        raise DataError(Fault(f"column '{by}'", f"{missing} values are missing", "a group for every row"))
    codes, values = pd.factorize(data[by], sort=True)
    return codes.astype(np.int64), values


def _curves(
    times: FloatArray, died: Any, entry: FloatArray | None, weights: FloatArray | None,
    codes: IntArray, n_groups: int,
) -> tuple[IntArray, dict[str, Any]]:  # fmt: skip
    """Return the group's code of each row of all curves, and the columns of their table."""
    ranks = rank_times(times, entry)
    order = order_rows(ranks, died, codes, n_groups)
    counts = _counts(order, ranks, weights, codes)
    rising = _rising(order)
    at_risk, deaths = counts.at_risk[rising], counts.deaths[rising]
    stratum = order.stratum[rising]
    fresh = np.concatenate([[True], stratum[1:] != stratum[:-1]])
    survival, greenwood = _product(at_risk, deaths, fresh)
    fractional = weights is not None and (weights != np.floor(weights)).any()
    if fractional:
        greenwood = jackknife_variance(order, ranks, weights, rising, at_risk, deaths, fresh)
    error = np.sqrt(greenwood)
    with np.errstate(invalid="ignore", over="ignore"):
        reach = np.exp(ndtri((1 + CONFIDENCE) / 2) * error)
        columns: dict[str, Any] = {
            "time": ranks.values[order.rank[rising]], "n_at_risk": at_risk, "n_events": deaths,
            "survival": survival, "std_error": np.where(survival > 0, survival * error, np.nan),
            "lower": np.where(survival > 0, survival / reach, np.nan),
            "upper": np.where(survival > 0, np.minimum(survival * reach, 1.0), np.nan),
        }  # fmt: skip
    if not fractional:
        columns["n_at_risk"], columns["n_events"] = at_risk.astype(np.int64), deaths.astype(np.int64)
    return stratum, columns


def _rising(order: Order) -> IntArray:
    """Return the groups by curve and rising time: each curve's own order turned round."""
    first = np.flatnonzero(np.concatenate([[True], order.stratum[1:] != order.stratum[:-1]]))
    edges = np.append(first, len(order.stratum))
    return np.concatenate([np.arange(high - 1, low - 1, -1) for low, high in pairwise(edges)])


@dataclass(frozen=True, slots=True)
class _Counts:
    """Weight at risk and of events per group of an `Order`."""

    at_risk: FloatArray
    deaths: FloatArray


def _counts(order: Order, ranks: Ranks, weights: FloatArray | None, codes: IntArray) -> _Counts:
    """Count those at risk and the events at each time of each group."""
    if weights is None:
        size = np.diff(order.starts).astype(np.float64)
        deaths = (order.starts[1:] - order.events).astype(np.float64)
    else:
        case = np.append(weights[order.rows], 0.0)
        size = np.add.reduceat(case, order.starts[:-1])
        cuts = np.stack([order.events, order.starts[1:]], axis=1).ravel()
        deaths = np.where(order.events < order.starts[1:], np.add.reduceat(case, cuts)[::2], 0.0)
    first = np.flatnonzero(np.concatenate([[True], order.stratum[1:] != order.stratum[:-1]]))
    total = np.cumsum(size)
    before = np.concatenate([[0.0], total])[first]
    at_risk = total - np.repeat(before, np.diff(np.append(first, len(size))))
    if len(ranks.entry_rank):
        at_risk = at_risk - _absent(order, ranks, weights, codes)
    return _Counts(at_risk, deaths)


def _absent(order: Order, ranks: Ranks, weights: FloatArray | None, codes: IntArray) -> FloatArray:
    """Return the weight of those with a later time who had not entered yet, per group."""
    n_ranks = len(ranks.values)
    stratum = codes if len(codes) else np.zeros(len(ranks.rank), dtype=np.int64)
    keys = order.stratum * n_ranks + (n_ranks - 1 - order.rank)  # rising
    entries = stratum * n_ranks + (n_ranks - 1 - ranks.entry_rank)
    place = np.argsort(entries, kind="stable")
    case = np.ones(len(entries)) if weights is None else weights[place]
    total = np.concatenate([[0.0], np.cumsum(case)])
    until = np.searchsorted(entries[place], keys, side="right")
    opened = np.searchsorted(entries[place], order.stratum * n_ranks, side="left")
    return total[until] - total[opened]


@compiled
def _product(at_risk: Any, deaths: Any, fresh: Any) -> Any:
    """Return the product-limit estimate, and Greenwood's sum: the variance of its logarithm."""
    survival, greenwood = np.empty(len(at_risk)), np.empty(len(at_risk))
    left, variance = 1.0, 0.0
    for i in range(len(at_risk)):
        if fresh[i]:
            left, variance = 1.0, 0.0
        if deaths[i] > 0:
            left *= max(at_risk[i] - deaths[i], 0.0) / at_risk[i]
            variance += deaths[i] / (at_risk[i] * (at_risk[i] - deaths[i]))
        survival[i], greenwood[i] = left, variance
    return survival, greenwood
