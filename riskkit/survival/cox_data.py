"""Follow-up rows laid out once for Cox models: sorted, grouped by tied time, standardised."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import (
    FloatArray,
    IntArray,
    check_columns,
    check_numbers,
    check_times,
    check_weights,
)
from riskkit.errors import DataError, Fault, NoEventsError, ParameterError
from riskkit.survival.competing import check_single_outcome
from riskkit.survival.cox_kernel import Layout
from riskkit.survival.cox_order import Order, Ranks, order_rows, rank_times
from riskkit.survival.cox_strata import stratum_codes
from riskkit.survival.design import Design, read_ordered
from riskkit.survival.design_matrix import Standardised


@dataclass(frozen=True, slots=True)
class CoxRows:
    """Rows in the order that every pass uses: by stratum, then latest time first, events last.

    Attributes
    ----------
    matrix : ndarray, shape (n, p)
        Covariates minus ``centre``, divided by ``spread``.
    centre, spread : ndarray, shape (p,)
        Mean and standard deviation of each term over the rows.
    weights : ndarray, shape (n,)
        Case weights (times frequencies).
    frequencies : ndarray, shape (n,) or (0,)
        How often each row counts; empty for once each.
    starts : ndarray of int, shape (groups + 1,)
        First row of each (stratum, time) group.
    events : ndarray of int, shape (groups,)
        First row of the group that ends in the event; the group's end without any.
    tied : ndarray, shape (groups,)
        Number of events in each group.
    time, stratum : ndarray, shape (groups,)
        Time and stratum code of each group.
    fresh : ndarray of bool, shape (groups,)
        Whether the group opens a stratum.
    entry : ndarray, shape (n,) or (0,)
        Time at which each row begins; empty when nobody enters late.
    leaving : ndarray of int, shape (n,) or (0,)
        Rows by stratum, latest entry first; empty when nobody enters late.
    entered : ndarray of int, shape (n,) or (0,)
        First group whose time is not after the row's entry, ``groups`` if none.
    order : ndarray of int, shape (n,)
        Row of the caller's table behind each row here.
    """

    matrix: FloatArray
    centre: FloatArray
    spread: FloatArray
    weights: FloatArray
    frequencies: FloatArray
    starts: IntArray
    events: IntArray
    tied: FloatArray
    time: FloatArray
    stratum: IntArray
    fresh: Any
    entry: FloatArray
    leaving: IntArray
    entered: IntArray
    order: IntArray

    @property
    def died(self) -> Any:
        """Return whether each row ends in the event, (n,)."""
        return np.arange(len(self.order)) >= np.repeat(self.events, np.diff(self.starts))

    @property
    def group(self) -> IntArray:
        """Return each row's group, (n,)."""
        return np.repeat(np.arange(len(self.events)), np.diff(self.starts))

    @property
    def layout(self) -> Layout:
        """Return the arrays that compiled passes walk along."""
        return Layout(
            self.weights, self.starts, self.events, self.tied, self.fresh, self.leaving, self.entered
        )

    @property
    def n(self) -> int:
        """Return the number of rows, each as often as it counts."""
        return int(self.frequencies.sum()) if len(self.frequencies) else len(self.order)

    @property
    def n_events(self) -> int:
        """Return the number of events."""
        return int(self.tied.sum())


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a Cox model was fitted to, read and checked.

    Attributes
    ----------
    rows : CoxRows
    design : Design
        How covariates are read; its own matrix is empty.
    strata : tuple of str
        Columns that make the strata.
    levels : tuple
        The strata in the order of their codes; empty without ``strata``.
    index : pandas.Index
        Of the caller's table.
    """

    rows: CoxRows
    design: Design
    strata: tuple[str, ...]
    levels: tuple[Any, ...]
    index: pd.Index


def read_rows(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    formula: str,
    entry: str | None = None,
    strata: str | list[str] | None = None,
    weights: str | None = None,
) -> FollowUp:
    """Check the columns of a follow-up table and lay its rows out.

    Raises
    ------
    DataError, NoEventsError, CollinearityError, FormulaError
        Everything that is wrong with the columns.
    """
    by = (strata,) if isinstance(strata, str) else tuple(strata or ())
    check_columns(data, [time, event, entry, weights, *by])
    times, died, begins, case = _read_times(data, time, event, entry, weights)
    codes, levels = stratum_codes(data, by)
    keep = None if case is None or case.all() else np.flatnonzero(case > 0)
    if keep is not None and case is not None:  # a row of weight zero is no row
        times, died, case = times[keep], died[keep], case[keep]
        begins = None if begins is None else begins[keep]
        codes = codes[keep] if len(codes) else codes
    if not died.any():
        raise NoEventsError(
            Fault(f"column '{event}'", "has no events", "at least one event with weight above 0")
        )
    ranks = rank_times(times, begins)
    n_strata = int(codes.max()) + 1 if len(codes) else 1
    order = order_rows(ranks, died, codes, n_strata)
    places = order.rows if keep is None else keep[order.rows]
    design, covariates = read_ordered(data, formula, places)
    rows = lay_out(covariates, order, ranks, places, case, codes)
    return FollowUp(rows, design, by, levels, data.index)


def lay_out(
    covariates: Standardised,
    order: Order,
    ranks: Ranks,
    places: IntArray,
    weights: FloatArray | None,
    stratum: IntArray,
) -> CoxRows:
    """Put covariates in order and the order itself together.

    Parameters
    ----------
    covariates : Standardised
        In the order of the rows.
    order, ranks : Order, Ranks
        Of the times.
    places : ndarray of int, shape (n,)
        Row of the caller's table behind each row.
    weights : ndarray, shape (n,), or None
    stratum : ndarray of int, shape (n,) or (0,)
        Both in the order in which the times came.
    """
    n = len(places)
    leaving, entered, begins = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    if len(ranks.entry_rank):
        codes = stratum[order.rows] if len(stratum) else np.zeros(n, dtype=np.int64)
        late = ranks.entry_rank[order.rows]
        leaving, entered = _late(late.astype(np.int64), codes, order.rank, order.stratum)
        begins = ranks.values[late]
    return CoxRows(
        matrix=covariates.matrix, centre=covariates.centre, spread=covariates.spread,
        weights=np.ones(n) if weights is None else weights[order.rows],
        frequencies=np.empty(0), starts=order.starts, events=order.events,
        tied=(order.starts[1:] - order.events).astype(np.float64),
        time=ranks.values[order.rank], stratum=order.stratum,
        fresh=np.concatenate([[True], order.stratum[1:] != order.stratum[:-1]]),
        entry=begins, leaving=leaving, entered=entered, order=places,
    )  # fmt: skip


def repeat_rows(rows: CoxRows, frequencies: FloatArray, case: FloatArray) -> CoxRows:
    """Return the rows, each counting as often as ``frequencies`` (in the caller's order) says.

    Parameters
    ----------
    rows : CoxRows
    frequencies : ndarray, shape (rows of the caller's table,)
        Whole numbers from 0 up.
    case : ndarray, shape (n,)
        Case weights of one copy of each row, in the order of ``rows``.
    """
    counted = frequencies[rows.order]
    tied = np.add.reduceat(np.where(rows.died, counted, 0.0), rows.starts[:-1])
    return replace(rows, weights=case * counted, frequencies=counted, tied=tied)


def read_entry(data: pd.DataFrame, entry: str, time: str, times: FloatArray) -> FloatArray:
    """Return entry times, each before the row's end.

    Raises
    ------
    DataError
        Text, missing or infinite entries, or entries not before the end, with the count.
    """
    begins = check_numbers(data, entry)
    if late := int((begins >= times).sum()):
        raise DataError(
            Fault(f"column '{entry}'", f"{late} entries are not before '{time}'",
                  "entry before the end of the row")
        )  # fmt: skip
    return begins


def check_frequencies(frequencies: Any, n: int) -> FloatArray:
    """Return how often each row counts.

    Raises
    ------
    ParameterError
        Not ``n`` whole numbers from 0 up.
    """
    counted = np.asarray(frequencies, dtype=np.float64)
    if counted.shape != (n,) or not ((counted >= 0) & (counted == np.floor(counted))).all():
        raise ParameterError(
            Fault("frequencies", "are not counts of the fitted rows", f"{n} whole numbers from 0 up")
        )
    return counted


def _read_times(
    data: pd.DataFrame, time: str, event: str, entry: str | None, weights: str | None
) -> tuple[FloatArray, Any, FloatArray | None, FloatArray | None]:
    """Return times, whether each row ends in the event, entries and weights; every fault at once."""
    faults: list[Fault] = []
    found: list[Any] = []
    readers = [
        (check_times, time),
        (check_single_outcome, event),
        (check_numbers, entry),
        (check_weights, weights),
    ]
    for reader, column in readers:
        try:
            found.append(None if column is None else reader(data, column))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    times, codes, begins, case = found
    if entry is not None:
        begins = read_entry(data, entry, time, times)
    return times, codes == 1, begins, case


def _late(
    entry_rank: IntArray, codes: IntArray, group_rank: IntArray, group_stratum: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the rows in the order in which they leave, and the group after which each has left."""
    leaving = np.lexsort((-entry_rank, codes))
    # groups run by stratum and falling rank: one rising key for both searches
    width = int(max(group_rank.max(), entry_rank.max())) + 2
    keys = group_stratum * width + (width - 1 - group_rank)
    found = np.searchsorted(keys, codes * width + (width - 1 - entry_rank), side="left")
    inside = found < len(keys)
    inside[inside] = group_stratum[found[inside]] == codes[inside]
    return leaving, np.where(inside, found, len(keys))
