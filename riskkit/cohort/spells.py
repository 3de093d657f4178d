"""Time at risk as start-stop rows: the calendar since release, with custody left out."""

from typing import Any

import numpy as np
import pandas as pd

from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.person_days import person_days
from riskkit.cohort.registrations import Days


def at_risk_spells(
    clock: CustodyClock, person: Days, release: Days, entered: Days, stop: Days, time: Any, event: Any
) -> pd.DataFrame:
    """Return one row a stretch of freedom.

    Parameters
    ----------
    clock : CustodyClock
        Custody intervals.
    person, release, entered, stop : ndarray of int32, shape (releases,)
        Who, the day of release, of entry into observation and of the end of follow-up.
    time : ndarray, shape (releases,)
        Time at risk from release to the end, already cut at the horizon.
    event : ndarray of int, shape (releases,)
        Code of the event at that time.

    Returns
    -------
    pandas.DataFrame, columns row, start, stop, event
        ``row`` numbers the release; start and stop are days since release. The event stands in
        the last row of its release, 0 in the others. The lengths from release to the last stop
        add up to ``time``.
    """
    keys = person_days(clock.person, clock.start)
    first = np.searchsorted(keys, person_days(person, release), side="left")
    after = np.searchsorted(keys, person_days(person, stop), side="left")
    inside = np.maximum(after - first, 0)
    rows = np.repeat(np.arange(len(person)), inside + 1)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(inside + 1) - (inside + 1), inside + 1)
    number = first[rows] + place  # of the custody that ends this stretch
    begins = np.where(place == 0, 0, _at(clock.end, number - 1) - release[rows]).astype(np.float64)
    last = place == inside[rows]
    ends = np.where(last, stop[rows] - release[rows], _at(clock.start, number) - release[rows]).astype(
        np.float64
    )
    ends = np.where(last & (stop[rows] == release[rows]), time[rows], np.maximum(ends, begins))
    spells = pd.DataFrame(
        {"row": rows, "start": begins, "stop": ends, "event": np.where(last, event[rows], 0)}
    )
    before = _before(spells)
    spells["stop"] = np.minimum(spells["stop"], spells["start"] + (time[rows] - before))
    reached = before + (spells["stop"] - spells["start"])
    spells["event"] = np.where(np.isclose(reached, time[rows]), event[rows], 0)
    spells["start"] = np.maximum(spells["start"], (entered - release)[rows])
    return spells[spells["stop"] > spells["start"]].reset_index(drop=True)


def _before(spells: pd.DataFrame) -> Any:
    """Return the time at risk of each release before each of its stretches."""
    length = (spells["stop"] - spells["start"]).to_numpy()
    total = np.cumsum(length) - length
    opening = np.concatenate([[True], np.diff(spells["row"].to_numpy()) != 0])
    return total - np.maximum.accumulate(np.where(opening, total, -np.inf))


def _at(values: Days, places: Any) -> Any:
    """Return values at places, 0 where a place is outside (and is not used)."""
    if not len(values):
        return np.zeros(len(places), dtype=np.int64)
    return values[np.clip(places, 0, len(values) - 1)].astype(np.int64)
