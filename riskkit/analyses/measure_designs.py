"""Three ways to lay out people whose measure starts during follow-up, and what two get wrong.

Naive: whoever ever started counts as treated from release on. The time before the start could
hold no outcome (else there had been no start): it is immortal, and makes any measure look good
(Suissa 2008, American Journal of Epidemiology 167:492-499).
Time-varying: that time counts as time without the measure.
Landmark: people still followed at one moment, compared from there on by what had started then
(Anderson, Cain & Gelber 1983, Journal of Clinical Oncology 1:710-719).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from riskkit.errors import DataError, Fault

TREATED: Final = "measure_on"
BEGIN: Final = "begin"
END: Final = "end"


@dataclass(frozen=True, slots=True)
class ImmortalTime:
    """Time before a start, which naive counting credits to the measure.

    Attributes
    ----------
    n_started : int or float
        People with whom the measure started while they were followed.
    n_late : int or float
        People whose start lies at or after the end of their follow-up; counted as never. Like the
        others missing where it is withheld.
    waiting : float
        Time between release and start, over the people who started.
    treated : float
        Time from start on.
    """

    n_started: float
    n_late: float
    waiting: float
    treated: float

    @property
    def share(self) -> float:
        """Share of the time that naive counting calls treated and that was not."""
        return self.waiting / (self.waiting + self.treated)


def started(table: pd.DataFrame, time: str, start: str) -> pd.Series:
    """Return whether the measure started while a person was followed.

    Raises
    ------
    DataError
        Starts that are no numbers or negative, or nobody or everybody who started.
    """
    values = table[start]
    if not pd.api.types.is_numeric_dtype(values.dtype):
        raise DataError(Fault(f"column '{start}'", "holds text, not numbers", "times from release, or empty"))
    if negative := int((values < 0).sum()):
        raise DataError(
            Fault(f"column '{start}'", f"{negative} starts are negative", "times from 0 up, or empty")
        )
    found = values.notna() & (values < table[time])
    if not 0 < int(found.sum()) < len(table):
        raise DataError(
            Fault(f"column '{start}'", f"{int(found.sum())} of {len(table)} people started while followed",
                  "some with and some without a start")
        )  # fmt: skip
    return found


def immortal_time(table: pd.DataFrame, time: str, start: str) -> ImmortalTime:
    """Return how much time naive counting would credit to the measure."""
    found = started(table, time, start)
    begin, end = table.loc[found, start], table.loc[found, time]
    late = int((table[start].notna() & ~found).sum())
    return ImmortalTime(int(found.sum()), late, float(begin.sum()), float((end - begin).sum()))


def naive_rows(table: pd.DataFrame, time: str, start: str) -> pd.DataFrame:
    """Return one row a person, treated from release on if ever started: wrong on purpose."""
    return table.assign(**{TREATED: started(table, time, start).astype(np.int64)})


def time_varying_rows(table: pd.DataFrame, time: str, event: str, start: str) -> pd.DataFrame:
    """Return one row a person and state: without the measure until its start, with it after.

    Returns
    -------
    pandas.DataFrame
        The columns of ``table`` with begin, end and measure_on; the event stands on the last
        row of a person. A start at release gives one row.
    """
    found = started(table, time, start)
    waits = found & (table[start] > 0)
    before = table[~found | waits].assign(**{BEGIN: 0.0, TREATED: 0})
    before[END] = np.where(waits[before.index], before[start], before[time])
    before.loc[waits[before.index], event] = 0
    after = table[found].assign(**{TREATED: 1})
    after[BEGIN], after[END] = after[start].astype(float), after[time]
    return pd.concat([before, after], ignore_index=True)


def landmark_rows(table: pd.DataFrame, time: str, start: str, landmark: float) -> pd.DataFrame:
    """Return the people still followed at the landmark, with time counted from it.

    Raises
    ------
    DataError
        Nobody with, or nobody without, the measure at the landmark.
    """
    found = started(table, time, start)
    left = table[table[time] > landmark]
    on = (found[left.index] & (left[start] <= landmark)).astype(np.int64)
    if not 0 < int(on.sum()) < len(left):
        raise DataError(
            Fault("'landmark'", f"{int(on.sum())} of the {len(left)} people then followed have the measure",
                  "some with and some without it", "choose another landmark")
        )  # fmt: skip
    return left.assign(**{TREATED: on, time: left[time] - landmark}).reset_index(drop=True)
