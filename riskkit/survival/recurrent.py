"""Recurrent events: people who can have the event again, as re-arrests and returns to custody.

Both models are Cox models of spells: a person's rows follow each other without overlap, each
from ``entry`` to ``time``, ending in the event or not; time that a person could not have the event
(in custody, say) is simply not there. Rows of one person depend on each other, so the
variance is robust by person.
"""

from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, check_columns, check_events, check_times
from riskkit.errors import DataError, Fault, ParameterError
from riskkit.survival.cox import fit_cox
from riskkit.survival.cox_data import read_entry
from riskkit.survival.cox_model import CoxModel

EPISODE: Final = "episode"
"""Column that tells which event a spell may end in: 1 the first, 2 the second, ..."""


def fit_andersen_gill(
    data: pd.DataFrame,
    *,
    person: str,
    entry: str,
    time: str,
    event: str,
    formula: str,
    strata: str | list[str] | None = None,
    ties: Literal["efron", "breslow"] = "efron",
) -> CoxModel:
    """Fit the Andersen-Gill model: the rate of events, whatever happened before.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a spell.
    person : str
        Column that tells whose spell it is.
    entry, time : str
        Columns: begin and end of the spell since the person's time zero.
    event : str
        Column: 1 if the spell ends in the event, else 0.
    formula : str
        Covariates; the number of earlier events may be one of them.
    strata : str or list of str, optional
    ties : {"efron", "breslow"}

    Returns
    -------
    CoxModel
        Its cumulative hazard is the expected number of events; its risks are the probability of
        at least one if events came independently.

    Raises
    ------
    DataError
        Spells of a person overlap, or the columns are at fault (see `fit_cox`).
    FitError
        No finite, unique estimate exists.

    Notes
    -----
    Assumes that covariates carry all that an earlier event says about a later one; the robust
    variance covers what they miss. Andersen & Gill (1982), Ann. Statist. 10:1100; Lin, Wei, Yang
    & Ying (2000), JRSS B 62:711. Equal to R's ``coxph(Surv(entry, time, event) ~ ..., cluster =
    person)``.
    """
    number_episodes(data, person=person, entry=entry, time=time, event=event)
    return fit_cox(
        data, time=time, event=event, entry=entry, formula=formula, strata=strata, cluster=person, ties=ties
    )


def fit_gap_time(
    data: pd.DataFrame,
    *,
    person: str,
    entry: str,
    time: str,
    event: str,
    formula: str,
    pooled_from: int | None = None,
    ties: Literal["efron", "breslow"] = "efron",
) -> CoxModel:
    """Fit the gap-time model of Prentice, Williams and Peterson: time since the last event.

    Parameters
    ----------
    data, person, entry, time, event, formula, ties
        As for `fit_andersen_gill`.
    pooled_from : int, optional
        Episodes from this one on share a baseline; late episodes have few people.

    Returns
    -------
    CoxModel
        Stratified by ``episode`` (1 before the first event, 2 after it, ...), which people to
        predict for must have as a column; its times count from the last event.

    Raises
    ------
    DataError, ParameterError
        Spells overlap, the columns are at fault, or ``pooled_from`` is below 1.
    FitError
        No finite, unique estimate exists.

    Notes
    -----
    The clock goes back to 0 at each event, and each episode has its own baseline. Prentice,
    Williams & Peterson (1981), Biometrika 68:373.
    """
    if pooled_from is not None and pooled_from < 1:
        raise ParameterError(Fault("pooled_from", "is below 1", "an episode, or None"))
    for name in ("since_last", "begin_since_last"):
        if name in data.columns:
            raise DataError(Fault(f"column '{name}'", "is a name that this model uses", remedy="rename it"))
    episodes, last = number_episodes(data, person=person, entry=entry, time=time, event=event)
    if pooled_from is not None:
        episodes = np.minimum(episodes, pooled_from)
    begin = data[entry].to_numpy(dtype=np.float64) - last
    spells = data.assign(
        **{EPISODE: episodes, "since_last": data[time].to_numpy(dtype=np.float64) - last,
           "begin_since_last": begin}
    )  # fmt: skip
    return fit_cox(
        spells, time="since_last", event=event, entry="begin_since_last" if begin.any() else None,
        formula=formula, strata=EPISODE, cluster=person, ties=ties,
    )  # fmt: skip


def number_episodes(
    data: pd.DataFrame, *, person: str, entry: str, time: str, event: str
) -> tuple[Any, FloatArray]:
    """Check that each person's spells follow each other, and number them by the events before.

    Returns
    -------
    episodes : ndarray of int, shape (n,)
        One more than the person's events before the spell.
    last : ndarray, shape (n,)
        End of the last of those events; the begin of the person's first spell before the first.

    Raises
    ------
    DataError
        Columns at fault, or spells of a person that overlap, with the count.
    """
    check_columns(data, [person, entry, time, event])
    times, codes = check_times(data, time), check_events(data, event)
    begins = read_entry(data, entry, time, times)
    if missing := int(data[person].isna().sum()):
        raise DataError(
            Fault(f"column '{person}'", f"{missing} values are missing", "a person for every row")
        )
    people, _ = pd.factorize(data[person])
    order = np.lexsort((begins, people))
    who, start, stop, ended = people[order], begins[order], times[order], codes[order]
    first = np.concatenate([[True], who[1:] != who[:-1]])
    if overlapping := int((~first[1:] & (start[1:] < stop[:-1])).sum()):
        raise DataError(
            Fault(f"columns '{entry}', '{time}'",
                  f"{overlapping} spells begin before the same person's last ended",
                  "spells of a person that follow each other", "one row a person and stretch of time")
        )  # fmt: skip
    before = np.concatenate([[0], np.cumsum(ended)[:-1]])
    opening = np.flatnonzero(first)[np.cumsum(first) - 1]
    episode = before - before[opening] + 1
    reset = first | np.concatenate([[False], ended[:-1] == 1])
    place = np.maximum.accumulate(np.where(reset, np.arange(len(who)), 0))
    origin = np.where(first[place], start[place], np.concatenate([[0.0], stop[:-1]])[place])
    episodes, last = np.empty(len(who), dtype=np.int64), np.empty(len(who))
    episodes[order], last[order] = episode, origin
    return episodes, last
