"""From registrations to one follow-up table: who was released, for how long at risk, to what event.

Two clocks stand side by side. The *raw* clock runs from release to event. The *corrected* one
stops while the person is in custody, when nothing could be done outside: that is time off the
clock, in start-stop form. Day 0 is the day of release. Source: Wartna, Blom & Tollenaar (2011),
*De WODC-Recidivemonitor*, sections 2.4-2.5, for the kinds of outcome; WODC Cahier 2019-10,
section 2.2, for the correction for incapacitation.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pandas as pd

from riskkit.cohort.contradictions import Check, raise_contradictions
from riskkit.cohort.flow import Flow
from riskkit.cohort.following import COLUMNS, Followed, Following, follow_people
from riskkit.cohort.outcome import OutcomeDefinition, load_outcome
from riskkit.cohort.registrations import Registrations
from riskkit.errors import DataError, Fault


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
    contradictions : tuple of (Check, int)
        Every check of the registrations and how often it did not hold; people with whom one did
        not are left out, or nothing is built.
    """

    table: pd.DataFrame
    spells: pd.DataFrame
    codes: dict[int, str]
    flow: Flow
    outcome: OutcomeDefinition
    until: date
    contradictions: tuple[tuple[Check, int], ...] = ()


def follow_up(
    registrations: Registrations | dict[str, pd.DataFrame],
    outcome: str | Path | OutcomeDefinition,
    *,
    until: date,
    period: tuple[date, date] | None = None,
    observed_from: date | None = None,
    index: Literal["first", "every"] = "first",
    contradictions: Literal["refuse", "leave_out"] = "refuse",
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
    contradictions : {"refuse", "leave_out"}
        What becomes of people whose registrations contradict themselves.

    Returns
    -------
    FollowUp

    Raises
    ------
    DataError
        The registrations contradict themselves (every kind with its count) and that is refused,
        lack what the outcome needs, or leave nobody to follow.
    ParameterError
        There is no such outcome definition.
    """
    definition = load_outcome(outcome)
    known = registrations if isinstance(registrations, Registrations) else Registrations.of(registrations)
    there = {name: tuple(columns) for name, columns in known.tables.items()}
    check_needs(there, definition, tuple(known.carried.columns))
    how = Following(definition, until, period, observed_from, index, contradictions)
    followed = follow_people(known, how)
    tally = Tally(how)
    tally.add(followed)
    flow = tally.finish()
    if followed.table is None or followed.spells is None:
        raise nobody()
    return FollowUp(
        followed.table, followed.spells, definition.codes, flow, definition, tally.last, tally.found
    )


class Tally:
    """What was counted while people were followed, in one part or in many.

    Parameters
    ----------
    how : Following
        How they were followed.
    """

    def __init__(self, how: Following) -> None:
        self._how = how
        self._read = 0
        self._counts: dict[str, dict[tuple[str, str], int]] = {"dropped": {}, "changed": {}}
        self._found: dict[Check, int] = {}

    def add(self, part: Followed) -> None:
        """Add what one part counted."""
        self._read += part.read
        for name, notes in (("dropped", part.dropped), ("changed", part.changed)):
            for rule, column, count in notes:
                counts = self._counts[name]
                counts[rule, column] = counts.get((rule, column), 0) + count
        for check, count in part.found:
            self._found[check] = self._found.get(check, 0) + count

    @property
    def found(self) -> tuple[tuple[Check, int], ...]:
        """Return every check and how often it did not hold."""
        return tuple(self._found.items())

    @property
    def refused(self) -> bool:
        """Return whether contradictions were found that are refused: nothing more need be followed."""
        return self._how.contradictions == "refuse" and any(self._found.values())

    @property
    def last(self) -> date:
        """Return the last day counted."""
        return self._how.until - timedelta(days=self._how.outcome.lag_days)

    def finish(self) -> Flow:
        """Return the flow of everyone.

        Raises
        ------
        DataError
            Contradictions that are refused.
        """
        if self.refused:
            raise_contradictions(self._found.items())
        dropped, changed = (
            tuple((rule, column, count) for (rule, column), count in self._counts[name].items() if count)
            for name in ("dropped", "changed")
        )
        return Flow(self._read, dropped, changed)


def nobody() -> DataError:
    """Return the error that there is nobody to follow."""
    return DataError(Fault("cohort", "has nobody to follow", "releases before the end of observation"))


def check_needs(
    tables: Mapping[str, Collection[str]], definition: OutcomeDefinition, carried: Collection[str] = ()
) -> None:
    """Raise where the outcome asks for what the tables do not hold.

    Parameters
    ----------
    tables : mapping of str to collection of str
        The tables there are, with their columns.
    definition : OutcomeDefinition
        What is counted.
    carried : collection of str
        Columns that go along; the built table has others of its own.

    Raises
    ------
    DataError
        Every table or column that is missing, or has the name of a built column.
    """
    faults = [
        Fault(f"column 'releases.{name}'", "has the name of a column that is built", "another name")
        for name in carried
        if name in COLUMNS
    ]
    if "offences" not in tables:
        faults.append(Fault("table 'offences'", "is missing", "the offences that can be the outcome"))
    if definition.same_kind and "offence_kind" not in tables["releases"]:
        rule = f"the kind of the first offence, which the outcome '{definition.id}' compares"
        faults.append(Fault("column 'releases.offence_kind'", "is missing", rule))
    needed = {"death": "deaths", "removal": "removals", "return_to_custody": "custody"}
    faults += [
        Fault(
            f"table '{needed[name]}'",
            "is missing",
            f"the competing event '{name}' of the outcome",
            "give the table, empty if nobody is in it",
        )
        for name in definition.competing
        if needed[name] not in tables
    ]
    if faults:
        raise DataError(faults)
