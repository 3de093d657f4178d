"""Follow the people of some registrations; what is done for one person depends on no other.

People may therefore be followed in parts, here or elsewhere: the parts put one after another
are the same rows, and their counts add up.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from riskkit.cohort.contradictions import Check, Finding, find_contradictions
from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.first_events import Note, competing_day, outcome_day
from riskkit.cohort.outcome import OutcomeDefinition
from riskkit.cohort.registrations import Days, Registrations, dates_of
from riskkit.cohort.spells import at_risk_spells
from riskkit.cohort.status_at_release import supervised_at_release, unit_at_release

SAME_DAY: Final = 0.5
"""Time given to an event on the day of release: after the release, before the next day."""

COLUMNS: Final = (
    "person", "release_date", "unit", "entry", "time", "event", "entry_raw", "time_raw", "event_raw",
    "custody_days", "supervised",
)  # fmt: skip
"""Columns of a built follow-up table, before those that are carried over."""


@dataclass(frozen=True, slots=True)
class Following:
    """How people are followed.

    Attributes
    ----------
    outcome : OutcomeDefinition
        What counts.
    until : datetime.date
        Last day that the registers cover.
    period : (date, date) or None
        First and last day of release that count.
    observed_from : date or None
        Day on which observation began.
    index : {"first", "every"}
        Which release of a person counts.
    contradictions : {"refuse", "leave_out"}
        What becomes of people whose registrations contradict themselves.
    """

    outcome: OutcomeDefinition
    until: date
    period: tuple[date, date] | None = None
    observed_from: date | None = None
    index: Literal["first", "every"] = "first"
    contradictions: Literal["refuse", "leave_out"] = "refuse"


@dataclass(frozen=True, slots=True)
class Followed:
    """People who were followed, with what was counted on the way.

    Attributes
    ----------
    table, spells : pandas.DataFrame or None
        As in `FollowUp`; None where nobody could be followed, or contradictions are refused.
    read : int
        Releases.
    dropped, changed : tuple of (str, str, int)
        As in `Flow`, zeros included, always in the same order.
    found : tuple of (Check, int)
        Every check and how often it did not hold.
    """

    table: pd.DataFrame | None
    spells: pd.DataFrame | None
    read: int
    dropped: tuple[Note, ...]
    changed: tuple[Note, ...]
    found: tuple[tuple[Check, int], ...]


def follow_people(known: Registrations, how: Following) -> Followed:
    """Follow everyone in the registrations.

    Parameters
    ----------
    known : Registrations
        All rows of the people in them.
    how : Following
        What counts, and until when.
    """
    read = known.rows("releases")
    findings = (*find_contradictions(known, until=day_number(how.until)), *_lacking_kind(known, how.outcome))
    found = tuple((each.check, each.count) for each in findings)
    wrong = np.unique(np.concatenate([each.people for each in findings]))
    if len(wrong) and how.contradictions == "refuse":
        return Followed(None, None, read, (), (), found)
    dropped: list[Note] = []
    if how.contradictions == "leave_out":
        known = known.without(wrong)
        dropped.append(("contradiction", "person", read - known.rows("releases")))
    rows = _choose(known, how, dropped)
    work = _Work(known, how, rows)
    table, spells = work.follow(dropped)
    return Followed(table, spells, read, tuple(dropped), tuple(work.changed), found)


def day_number(moment: date) -> int:
    """Return a date as days since 1970."""
    return int(np.datetime64(moment, "D").astype(np.int64))


def _lacking_kind(known: Registrations, outcome: OutcomeDefinition) -> list[Finding]:
    """Return releases without the kind of offence that the outcome compares with."""
    if not outcome.same_kind:
        return []
    releases = known.tables["releases"]
    allowed = f"the kind of the first offence, which the outcome '{outcome.id}' compares"
    check = Check("no_kind", "column 'releases.offence_kind'", "values are missing", allowed)
    return [Finding(check, releases["person"][releases["offence_kind"] == ""])]


def _choose(known: Registrations, how: Following, dropped: list[Note]) -> Any:
    """Return the rows of ``releases`` that count, by person and day, and count the others."""
    person, day = (known.tables["releases"][name] for name in ("person", "release_date"))
    rows = np.lexsort((day, person))
    if how.period is not None:
        inside = (day[rows] >= day_number(how.period[0])) & (day[rows] <= day_number(how.period[1]))
        dropped.append(("outside_period", "release_date", int((~inside).sum())))
        rows = rows[inside]
    if how.index == "first":
        first = np.ones(len(rows), dtype=bool)
        first[1:] = person[rows][1:] != person[rows][:-1]
        dropped.append(("later_release", "release_date", int((~first).sum())))
        rows = rows[first]
    return rows


class _Work:
    """The arrays of one part, one entry a chosen release."""

    def __init__(self, known: Registrations, how: Following, rows: Any) -> None:
        self.known, self.how, self.definition, self.rows = known, how, how.outcome, rows
        releases = known.tables["releases"]
        last = day_number(how.until)
        self.person: Days = releases["person"][rows]
        self.release: Days = releases["release_date"][rows]
        self.end = np.int32(last - self.definition.lag_days)
        self.clock = CustodyClock.of(known, until=last, leave_is_free=self.definition.leave == "counted")
        self.changed: list[Note] = []

    def follow(self, dropped: list[Note]) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
        """Return the table and the stretches at risk; count who is left out."""
        stop, code = self._ends()
        begun = self.how.observed_from
        entered = np.maximum(self.release, day_number(begun)) if begun is not None else self.release
        keep = self._keep(stop, entered, dropped)
        for name in ("person", "release", "rows"):
            setattr(self, name, getattr(self, name)[keep])
        stop, code, entered = stop[keep], code[keep], entered[keep].astype(np.int32)
        table = self._table(stop, code, entered)
        if not len(self.rows):
            return None, None
        spells = at_risk_spells(
            self.clock, self.person, self.release, entered, stop, table["time"].to_numpy(),
            table["event"].to_numpy(),
        )  # fmt: skip
        spells.insert(0, "person", self._names()[spells["row"]])
        spells.insert(1, "release_date", table["release_date"].to_numpy()[spells["row"]])
        return table, spells.drop(columns="row")

    def _custody(self) -> CustodyClock:
        """Return custody with leave in it, whatever the definition says of leave."""
        return CustodyClock.of(self.known, until=day_number(self.how.until), leave_is_free=False)

    def _names(self) -> Any:
        """Return the pseudonym behind each chosen release."""
        return np.asarray(self.known.persons)[self.person]

    def _ends(self) -> tuple[Days, Any]:
        """Return the day on which each person's follow-up ends, and the event's code."""
        outcome, notes = outcome_day(self.known, self.definition, self.clock, self.rows, int(self.end))
        self.changed += notes
        others = [
            competing_day(self.known, name, self.clock, self.rows) for name in self.definition.competing
        ]
        days = [outcome, *others]
        stacked = np.stack([*days, np.full(len(self.person), self.end, dtype=np.int32)])
        first = np.argmin(stacked, axis=0)  # on one day: the outcome, then the order of the file
        code = np.where(first == len(days), 0, first + 1)
        return stacked[first, np.arange(len(self.person))], code

    def _keep(self, stop: Days, entered: Days, dropped: list[Note]) -> Any:
        """Return which releases can be followed at all, and count the others."""
        late = self.release > self.end
        early = ~late & (entered > self.release) & (stop <= entered)
        past = ~late & ~early & (entered - self.release >= self.definition.horizon_days)
        never = ~late & ~early & ~past & (stop == self.release) & (stop == self.end)
        held = ~late & ~early & ~past & ~never & (self._at_risk(entered, stop) == 0) & (stop > self.release)
        for reason, column, which in (
            ("after_observation", "release_date", late),
            ("ended_before_entry", "entry", early),
            ("entered_after_horizon", "entry", past),
            ("no_follow_up", "time", never),
            ("never_at_risk", "custody", held),
        ):
            dropped.append((reason, column, int(which.sum())))
        return ~(late | early | past | never | held)

    def _at_risk(self, first: Days, last: Days) -> Any:
        return (last - first).astype(np.int64) - self.clock.days_between(self.person, first, last)

    def _table(self, stop: Days, code: Any, entered: Days) -> pd.DataFrame:
        horizon = self.definition.horizon_days
        raw = (stop - self.release).astype(np.float64)
        risk = self._at_risk(self.release, stop).astype(np.float64)
        same_day = raw == 0
        self.changed.append(("same_day_event", "time", int(same_day.sum())))
        self.changed.append(("custody_off_the_clock", "time", int((risk < raw).sum())))
        self.changed.append(("late_entry", "entry", int((entered > self.release).sum())))
        self.changed.append(("cut_at_horizon", "time", int((risk > horizon).sum())))
        raw[same_day] = risk[same_day] = SAME_DAY
        table = pd.DataFrame({"person": self._names(), "release_date": dates_of(self.release)})
        table["unit"] = unit_at_release(self.known, self.rows, self._custody())
        table["entry"] = self._at_risk(self.release, entered).astype(np.float64)
        for clock, time in (("", risk), ("_raw", raw)):
            table[f"time{clock}"] = np.minimum(time, horizon)
            table[f"event{clock}"] = np.where(time > horizon, 0, code).astype(np.int64)
        table["entry_raw"] = (entered - self.release).astype(np.float64)
        table["custody_days"] = raw - risk
        table["supervised"] = supervised_at_release(self.known, self.rows)
        carried = self.known.carried
        if not len(carried.columns):
            return table[list(COLUMNS)]
        return pd.concat([table[list(COLUMNS)], carried.iloc[self.rows].reset_index(drop=True)], axis=1)
