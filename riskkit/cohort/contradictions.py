"""What cannot be true of registrations, found all at once, by kind and count."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.person_days import person_days, split_person_days
from riskkit.cohort.registrations import NO_DAY, REGISTERS, Days, Registrations
from riskkit.errors import DataError, Fault

Kind = Literal[
    "late", "backwards", "overlap", "twice", "offence_after_release", "in_custody", "no_custody",
    "outside_custody", "beyond_custody", "conviction_first", "second_death", "after_death", "no_kind",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold of the registrations.

    Attributes
    ----------
    kind : str
        What is held against what.
    where : str
        Table, or table and column.
    problem, allowed : str
        What is wrong of the rows that break it, and what would be right, for messages.
    """

    kind: Kind
    where: str
    problem: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How often one thing did not hold.

    Attributes
    ----------
    check : Check
        What was held.
    people : ndarray of int32
        The person of each row that breaks it; empty where none does.
    """

    check: Check
    people: Days

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return len(self.people)


def find_contradictions(registrations: Registrations, *, until: int) -> tuple[Finding, ...]:
    """Return everything that was checked, also what was found nowhere, in one order for all tables.

    Parameters
    ----------
    registrations : Registrations
        The tables.
    until : int
        Last day that the registers cover, as days since 1970.

    Notes
    -----
    Checked: days after the end of the registers; intervals that end before they start; custody
    that overlaps; a release in the middle of custody, or without custody that ends that day;
    leave or transfers outside custody; a conviction before its offence; the offence behind a
    custody after the release from it; two releases on a day; two deaths; anything after death.
    Every check looks at one person at a time, so that people may be checked in parts.
    """
    clock = CustodyClock.of(registrations, until=until, leave_is_free=False)
    return (
        *_late(registrations, until),
        *_backwards(registrations),
        *_overlaps(registrations),
        *_releases(registrations, clock),
        *_outside_custody(registrations, clock),
        *_offences(registrations),
        *_deaths(registrations),
    )


def raise_contradictions(counts: Iterable[tuple[Check, int]]) -> None:
    """Raise one error with every check that does not hold and how often.

    Raises
    ------
    DataError
        Any count is above 0.
    """
    faults = [Fault(check.where, f"{n} {check.problem}", check.allowed) for check, n in counts if n]
    if faults:
        raise DataError(faults)


def _late(registrations: Registrations, until: int) -> list[Finding]:
    problem, allowed = "days lie after the end of the registers", "days up to 'until'"
    return [
        Finding(
            Check("late", f"column '{name}.{column}'", problem, allowed),
            columns["person"][columns[column] > until],
        )
        for name, columns in registrations.tables.items()
        for column, what in REGISTERS[name].items()
        if what.kind in ("day", "open_day") and column in columns
    ]


def _backwards(registrations: Registrations) -> list[Finding]:
    found: list[Finding] = []
    for name in ("custody", "leave", "supervision"):
        if name in registrations.tables:
            columns = registrations.tables[name]
            wrong = (columns["end"] != NO_DAY) & (columns["end"] < columns["start"])
            check = Check(
                "backwards", f"table '{name}'", "intervals end before they start", "end on or after start"
            )
            found.append(Finding(check, columns["person"][wrong]))
    return found


def _overlaps(registrations: Registrations) -> list[Finding]:
    found: list[Finding] = []
    for name in ("custody", "leave"):
        if name in registrations.tables:
            columns = registrations.tables[name]
            end = np.where(columns["end"] == NO_DAY, np.iinfo(np.int32).max, columns["end"])
            order = np.lexsort((end, columns["start"], columns["person"]))
            person, start, end = columns["person"][order], columns["start"][order], end[order]
            latest, until = split_person_days(np.maximum.accumulate(person_days(person, end)))
            wrong = (person[1:] == latest[:-1]) & (start[1:] < until[:-1])  # of all that began before it
            check = Check(
                "overlap", f"table '{name}'", "intervals overlap another of the same person", "one at a time"
            )
            found.append(Finding(check, person[1:][wrong]))
    return found


def _releases(registrations: Registrations, clock: CustodyClock) -> list[Finding]:
    releases = registrations.tables["releases"]
    person, day = releases["person"], releases["release_date"]
    twice = Check("twice", "table 'releases'", "releases stand there twice", "one release a person and day")
    found = [Finding(twice, _repeated(person, day))]
    if "offence_date" in releases:
        offence = releases["offence_date"]
        check = Check(
            "offence_after_release", "column 'releases.offence_date'",
            "offences come after the release from custody for them", "before the release",
        )  # fmt: skip
        found.append(Finding(check, person[(offence != NO_DAY) & (offence > day)]))
    if "custody" in registrations.tables:
        custody = registrations.tables["custody"]
        held = clock.holds(person, day)
        gap = ~np.isin(person_days(person, day), person_days(custody["person"], custody["end"])) & ~held
        middle = Check(
            "in_custody", "table 'releases'", "releases fall in the middle of custody",
            "custody ends on the day of release",
        )  # fmt: skip
        without = Check(
            "no_custody", "table 'releases'", "releases follow no custody that ends that day",
            "a custody interval that ends on the day of release",
        )  # fmt: skip
        found += [Finding(middle, person[held]), Finding(without, person[gap])]
    return found


def _outside_custody(registrations: Registrations, clock: CustodyClock) -> list[Finding]:
    if "custody" not in registrations.tables:
        return []
    found: list[Finding] = []
    for name, column in (("leave", "start"), ("transfers", "date")):
        if name in registrations.tables:
            columns = registrations.tables[name]
            held = clock.covers(columns["person"], columns[column])
            check = Check("outside_custody", f"table '{name}'", "begin outside custody", "within custody")
            found.append(Finding(check, columns["person"][~held]))
    if "leave" in registrations.tables:
        columns = registrations.tables["leave"]
        end = np.where(columns["end"] == NO_DAY, columns["start"], columns["end"])
        back = clock.days_between(columns["person"], columns["start"], end) == end - columns["start"]
        check = Check("beyond_custody", "table 'leave'", "last beyond custody", "back before release")
        found.append(Finding(check, columns["person"][~back]))
    return found


def _offences(registrations: Registrations) -> list[Finding]:
    if "offences" not in registrations.tables:
        return []
    offences = registrations.tables["offences"]
    convicted = offences["conviction_date"]
    wrong = (convicted != NO_DAY) & (convicted < offences["offence_date"])
    check = Check(
        "conviction_first",
        "table 'offences'",
        "convictions come before the offence",
        "on or after the offence",
    )
    return [Finding(check, offences["person"][wrong])]


_AFTER_DEATH: Final = (
    ("releases", "release_date"),
    ("custody", "start"),
    ("offences", "offence_date"),
    ("transfers", "date"),
    ("removals", "date"),
    ("leave", "start"),
    ("supervision", "start"),
)


def _deaths(registrations: Registrations) -> list[Finding]:
    if "deaths" not in registrations.tables:
        return []
    deaths = registrations.tables["deaths"]
    person, day = deaths["person"], deaths["date"]
    second = Check("second_death", "table 'deaths'", "deaths are a person's second", "one death a person")
    found = [Finding(second, _repeated(person))]
    died = np.full(len(registrations.persons), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(died, person, day)
    for name, column in _AFTER_DEATH:
        if name in registrations.tables:
            columns = registrations.tables[name]
            check = Check(
                "after_death", f"column '{name}.{column}'", "days come after the person's death",
                "up to the day of death",
            )  # fmt: skip
            found.append(Finding(check, columns["person"][columns[column] > died[columns["person"]]]))
    return found


def _repeated(person: Days, day: Any = None) -> Days:
    """Return the person of each row that says again what another row says."""
    keys = np.sort(person_days(person, np.zeros_like(person) if day is None else day))
    again, _ = split_person_days(keys[1:][keys[1:] == keys[:-1]])
    return again.astype(np.int32)
