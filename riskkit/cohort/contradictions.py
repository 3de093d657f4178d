"""What cannot be true of registrations, found all at once, by kind and count."""

import numpy as np

from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.person_days import person_days
from riskkit.cohort.registrations import NO_DAY, REGISTERS, Registrations
from riskkit.errors import DataError, Fault


def check_registrations(registrations: Registrations, *, until: int) -> None:
    """Raise one error with every kind of contradiction and how often it occurs.

    Parameters
    ----------
    registrations : Registrations
        The tables.
    until : int
        Last day that the registers cover, as days since 1970.

    Raises
    ------
    DataError
        Days after the end of the registers; intervals that end before they start; custody that
        overlaps; a release in the middle of custody, or without custody that ends that day; leave or
        transfers outside custody; a conviction before its offence; the offence behind a custody
        after the release from it; two releases on a day; two deaths; anything after death.
    """
    faults = [
        *_late(registrations, until),
        *_backwards(registrations),
        *_overlaps(registrations),
        *_releases(registrations, until),
        *_outside_custody(registrations, until),
        *_offences(registrations),
        *_deaths(registrations),
    ]
    if faults:
        raise DataError(faults)


def _counted(where: str, count: int, problem: str, allowed: str) -> list[Fault]:
    return [Fault(where, f"{count} {problem}", allowed)] if count else []


def _late(registrations: Registrations, until: int) -> list[Fault]:
    faults: list[Fault] = []
    for name, columns in registrations.tables.items():
        for column, what in REGISTERS[name].items():
            if what.kind in ("day", "open_day") and column in columns:
                count = int((columns[column] > until).sum())
                faults += _counted(
                    f"column '{name}.{column}'",
                    count,
                    "days lie after the end of the registers",
                    "days up to 'until'",
                )
    return faults


def _backwards(registrations: Registrations) -> list[Fault]:
    faults: list[Fault] = []
    for name in ("custody", "leave", "supervision"):
        if name in registrations.tables:
            start, end = (registrations.tables[name][column] for column in ("start", "end"))
            count = int(((end != NO_DAY) & (end < start)).sum())
            faults += _counted(
                f"table '{name}'", count, "intervals end before they start", "end on or after start"
            )
    return faults


def _overlaps(registrations: Registrations) -> list[Fault]:
    faults: list[Fault] = []
    for name in ("custody", "leave"):
        if name in registrations.tables:
            columns = registrations.tables[name]
            order = np.lexsort((columns["start"], columns["person"]))
            person, start, end = (columns[each][order] for each in ("person", "start", "end"))
            same = person[1:] == person[:-1]
            open_ended = end[:-1] == NO_DAY
            count = int((same & (open_ended | (start[1:] < end[:-1]))).sum())
            faults += _counted(
                f"table '{name}'", count, "intervals overlap another of the same person", "one at a time"
            )
    return faults


def _releases(registrations: Registrations, until: int) -> list[Fault]:
    releases = registrations.tables["releases"]
    person, day = releases["person"], releases["release_date"]
    keys = person_days(person, day)
    faults = _counted(
        "table 'releases'",
        len(keys) - len(np.unique(keys)),
        "releases stand there twice",
        "one release a person and day",
    )
    if "offence_date" in releases:
        offence = releases["offence_date"]
        count = int(((offence != NO_DAY) & (offence > day)).sum())
        faults += _counted(
            "column 'releases.offence_date'",
            count,
            "offences come after the release from custody for them",
            "before the release",
        )
    if "custody" in registrations.tables:
        custody = registrations.tables["custody"]
        clock = CustodyClock.of(registrations, until=until, leave_is_free=False)
        faults += _counted(
            "table 'releases'",
            int(clock.holds(person, day).sum()),
            "releases fall in the middle of custody",
            "custody ends on the day of release",
        )
        ends = person_days(custody["person"], custody["end"])
        gap = ~np.isin(keys, ends) & ~clock.holds(person, day)
        faults += _counted(
            "table 'releases'",
            int(gap.sum()),
            "releases follow no custody that ends that day",
            "a custody interval that ends on the day of release",
        )
    return faults


def _outside_custody(registrations: Registrations, until: int) -> list[Fault]:
    if "custody" not in registrations.tables:
        return []
    clock = CustodyClock.of(registrations, until=until, leave_is_free=False)
    faults: list[Fault] = []
    for name, column in (("leave", "start"), ("transfers", "date")):
        if name in registrations.tables:
            columns = registrations.tables[name]
            held = clock.holds(columns["person"], columns[column] + np.int32(1))
            held |= clock.holds(columns["person"], columns[column])
            faults += _counted(
                f"table '{name}'", int((~held).sum()), "begin outside custody", "within custody"
            )
    if "leave" in registrations.tables:
        columns = registrations.tables["leave"]
        end = np.where(columns["end"] == NO_DAY, columns["start"], columns["end"])
        back = clock.days_between(columns["person"], columns["start"], end) == end - columns["start"]
        faults += _counted("table 'leave'", int((~back).sum()), "last beyond custody", "back before release")
    return faults


def _offences(registrations: Registrations) -> list[Fault]:
    if "offences" not in registrations.tables:
        return []
    offences = registrations.tables["offences"]
    convicted = offences["conviction_date"]
    count = int(((convicted != NO_DAY) & (convicted < offences["offence_date"])).sum())
    return _counted(
        "table 'offences'", count, "convictions come before the offence", "on or after the offence"
    )


def _deaths(registrations: Registrations) -> list[Fault]:
    if "deaths" not in registrations.tables:
        return []
    deaths = registrations.tables["deaths"]
    person, day = deaths["person"], deaths["date"]
    faults = _counted(
        "table 'deaths'",
        len(person) - len(np.unique(person)),
        "deaths are a person's second",
        "one death a person",
    )
    died = np.full(len(registrations.persons), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(died, person, day)
    for name, column in (
        ("releases", "release_date"),
        ("custody", "start"),
        ("offences", "offence_date"),
        ("transfers", "date"),
        ("removals", "date"),
    ):
        if name in registrations.tables:
            columns = registrations.tables[name]
            count = int((columns[column] > died[columns["person"]]).sum())
            faults += _counted(
                f"column '{name}.{column}'",
                count,
                "days come after the person's death",
                "up to the day of death",
            )
    return faults
