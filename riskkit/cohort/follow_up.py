"""From registrations to one follow-up table: who was released, for how long at risk, to what event.

Two clocks stand side by side. The *raw* clock runs from release to event. The *corrected* one
stops while the person is in custody, when nothing could be done outside: that is time off the
clock, in start-stop form. Day 0 is the day of release. Source: Wartna, Blom & Tollenaar (2011),
*De WODC-Recidivemonitor*, sections 2.4-2.5, for the kinds of outcome; WODC Cahier 2019-10,
section 2.2, for the correction for incapacitation.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from riskkit.cohort.contradictions import check_registrations
from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.first_events import competing_day, outcome_day
from riskkit.cohort.flow import Flow
from riskkit.cohort.outcome import OutcomeDefinition, load_outcome
from riskkit.cohort.registrations import Days, Registrations, dates_of
from riskkit.cohort.spells import at_risk_spells
from riskkit.cohort.status_at_release import supervised_at_release, unit_at_release
from riskkit.errors import DataError, Fault

SAME_DAY: Final = 0.5
"""Time given to an event on the day of release: after the release, before the next day."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A cohort built from registrations.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a release: person, release_date, unit, entry, time, event (corrected clock), entry_raw,
        time_raw, event_raw (raw clock), custody_days, supervised, then the columns carried over.
        Times in days, above 0; event codes as in ``codes``.
    spells : pandas.DataFrame
        Start-stop rows of the time at risk: person, release_date, start, stop, event; days since
        release on the calendar, with custody left out.
    codes : dict of int to str
        Name of each event code: 0 censored, 1 the outcome, 2.. competing events.
    flow : Flow
        Releases read, left out by reason, and kept; and how many were changed, by rule.
    outcome : OutcomeDefinition
        What was counted.
    until : datetime.date
        Last day counted: the end of the registers less the lag.
    """

    table: pd.DataFrame
    spells: pd.DataFrame
    codes: dict[int, str]
    flow: Flow
    outcome: OutcomeDefinition
    until: date


def follow_up(
    registrations: Registrations | dict[str, pd.DataFrame],
    outcome: str | Path | OutcomeDefinition,
    *,
    until: date,
    period: tuple[date, date] | None = None,
    observed_from: date | None = None,
    index: Literal["first", "every"] = "first",
) -> FollowUp:
    """Follow released people to the outcome, a competing event or the end of observation.

    Parameters
    ----------
    registrations : Registrations or dict of DataFrames
        See `REGISTERS` for the tables and their columns.
    outcome : str, Path or OutcomeDefinition
        Id of a definition in ``parameters/outcomes``, a file, or a definition.
    until : datetime.date
        Last day that the registers cover.
    period : (date, date), optional
        First and last day of release that count.
    observed_from : date, optional
        Day on which observation began: who was released before enters late (left truncation), and
        who had an event before is not in the cohort.
    index : {"first", "every"}
        Which release of a person in the period counts.

    Returns
    -------
    FollowUp

    Raises
    ------
    DataError
        The registrations contradict themselves (every kind with its count), lack what the outcome
        needs, or leave nobody to follow.
    ParameterError
        There is no such outcome definition.
    """
    definition = load_outcome(outcome)
    known = registrations if isinstance(registrations, Registrations) else Registrations.of(registrations)
    _check_needs(known, definition)
    last = _day(until)
    check_registrations(known, until=last)
    chosen, dropped = _choose(known, period, index)
    work = _Work(known, definition, last, chosen)
    return work.build(until, dropped, None if observed_from is None else _day(observed_from))


def _day(moment: date) -> int:
    return int(np.datetime64(moment, "D").astype(np.int64))


def _check_needs(known: Registrations, definition: OutcomeDefinition) -> None:
    """Raise where the outcome asks for what the tables do not hold."""
    faults: list[Fault] = []
    if "offences" not in known.tables:
        faults.append(Fault("table 'offences'", "is missing", "the offences that can be the outcome"))
    if definition.same_kind:
        kinds = known.tables["releases"].get("offence_kind")
        lacking = known.rows("releases") if kinds is None else int((kinds == "").sum())
        if lacking:
            faults.append(
                Fault(
                    "column 'releases.offence_kind'",
                    f"{lacking} values are missing",
                    f"the kind of the first offence, which the outcome '{definition.id}' compares",
                )
            )
    needed = {"death": "deaths", "removal": "removals", "return_to_custody": "custody"}
    faults += [
        Fault(
            f"table '{needed[name]}'",
            "is missing",
            f"the competing event '{name}' of the outcome",
            "give the table, empty if nobody is in it",
        )
        for name in definition.competing
        if needed[name] not in known.tables
    ]
    if faults:
        raise DataError(faults)


def _choose(
    known: Registrations, period: tuple[date, date] | None, index: str
) -> tuple[Any, list[tuple[str, str, int]]]:
    """Return the rows of ``releases`` that count, by person and day, and what was left out."""
    person, day = (known.tables["releases"][name] for name in ("person", "release_date"))
    rows = np.lexsort((day, person))
    dropped: list[tuple[str, str, int]] = []
    if period is not None:
        inside = (day[rows] >= _day(period[0])) & (day[rows] <= _day(period[1]))
        dropped.append(("outside_period", "release_date", int((~inside).sum())))
        rows = rows[inside]
    if index == "first" and len(rows):
        first = np.concatenate([[True], person[rows][1:] != person[rows][:-1]])
        dropped.append(("later_release", "release_date", int((~first).sum())))
        rows = rows[first]
    return rows, dropped


class _Work:
    """The arrays of one build, one entry a chosen release."""

    def __init__(self, known: Registrations, definition: OutcomeDefinition, last: int, rows: Any) -> None:
        self.known, self.definition, self.rows = known, definition, rows
        releases = known.tables["releases"]
        self.person: Days = releases["person"][rows]
        self.release: Days = releases["release_date"][rows]
        self.end = np.int32(last - definition.lag_days)
        self.clock = CustodyClock.of(known, until=last, leave_is_free=definition.leave == "counted")
        self.changed: list[tuple[str, str, int]] = []

    def build(self, until: date, dropped: list[tuple[str, str, int]], observed: int | None) -> FollowUp:
        """Put the table, the spells and the flow together."""
        stop, code = self._ends()
        entered = np.maximum(self.release, observed) if observed is not None else self.release
        keep = self._keep(stop, entered, dropped)
        for name in ("person", "release", "rows"):
            setattr(self, name, getattr(self, name)[keep])
        stop, code, entered = stop[keep], code[keep], entered[keep]
        if not len(self.rows):
            raise DataError(Fault("cohort", "has nobody to follow", "releases before the end of observation"))
        table = self._table(stop, code, entered)
        spells = at_risk_spells(
            self.clock,
            self.person,
            self.release,
            entered,
            stop,
            table["time"].to_numpy(),
            table["event"].to_numpy(),
        )
        names = np.asarray(self.known.persons)
        spells.insert(0, "person", names[self.person[spells["row"]]])
        spells.insert(1, "release_date", table["release_date"].to_numpy()[spells["row"]])
        flow = Flow(
            self.known.rows("releases"), tuple(each for each in dropped if each[2]), tuple(self.changed)
        )
        last = until - timedelta(days=self.definition.lag_days)
        return FollowUp(table, spells.drop(columns="row"), self.definition.codes, flow, self.definition, last)

    def _ends(self) -> tuple[Days, Any]:
        """Return the day on which each person's follow-up ends, and the event's code."""
        outcome, notes = outcome_day(self.known, self.definition, self.clock, self.rows)
        for note in notes:
            self._note(*note)
        others = [
            competing_day(self.known, name, self.clock, self.rows) for name in self.definition.competing
        ]
        days = [outcome, *others]
        stacked = np.stack([*days, np.full(len(self.person), self.end, dtype=np.int32)])
        first = np.argmin(stacked, axis=0)  # on one day: the outcome, then the order of the file
        code = np.where(first == len(days), 0, first + 1)
        return stacked[first, np.arange(len(self.person))], code

    def _keep(self, stop: Days, entered: Days, dropped: list[tuple[str, str, int]]) -> Any:
        """Return which releases can be followed at all, and count the others."""
        late = self.release > self.end
        early = ~late & (entered > self.release) & (stop <= entered)
        never = ~late & ~early & (stop == self.release) & (stop == self.end)
        held = ~late & ~early & ~never & (self._at_risk(entered, stop) == 0) & (stop > self.release)
        for reason, column, which in (
            ("after_observation", "release_date", late),
            ("ended_before_entry", "entry", early),
            ("no_follow_up", "time", never),
            ("never_at_risk", "custody", held),
        ):
            dropped.append((reason, column, int(which.sum())))
        return ~(late | early | never | held)

    def _at_risk(self, first: Days, last: Days) -> Any:
        return (last - first).astype(np.int64) - self.clock.days_between(self.person, first, last)

    def _table(self, stop: Days, code: Any, entered: Days) -> pd.DataFrame:
        horizon = self.definition.horizon_days
        raw = (stop - self.release).astype(np.float64)
        risk = self._at_risk(self.release, stop).astype(np.float64)
        same_day = raw == 0
        self._note("same_day_event", "time", int(same_day.sum()))
        self._note("custody_off_the_clock", "time", int((risk < raw).sum()))
        raw[same_day] = risk[same_day] = SAME_DAY
        names = np.asarray(self.known.persons)
        table = pd.DataFrame({"person": names[self.person], "release_date": dates_of(self.release)})
        table["unit"] = unit_at_release(self.known, self.rows)
        table["entry"] = self._at_risk(self.release, entered).astype(np.float64)
        for clock, time in (("", risk), ("_raw", raw)):
            table[f"time{clock}"] = np.minimum(time, horizon)
            table[f"event{clock}"] = np.where(time > horizon, 0, code).astype(np.int64)
        table["entry_raw"] = (entered - self.release).astype(np.float64)
        table["custody_days"] = raw - risk
        table["supervised"] = supervised_at_release(self.known, self.rows)
        order = [
            "person",
            "release_date",
            "unit",
            "entry",
            "time",
            "event",
            "entry_raw",
            "time_raw",
            "event_raw",
            "custody_days",
            "supervised",
        ]
        carried = self.known.carried.iloc[self.rows].reset_index(drop=True)
        return pd.concat([table[order], carried], axis=1)

    def _note(self, rule: str, column: str, count: int) -> None:
        if count:
            self.changed.append((rule, column, count))
