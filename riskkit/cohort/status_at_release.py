"""Where a person was, and under what order, on the day of release."""

from typing import Any

import numpy as np

from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.person_days import person_days, split_person_days
from riskkit.cohort.registrations import NO_DAY, Days, Registrations


def unit_at_release(known: Registrations, rows: Any, clock: CustodyClock) -> Any:
    """Return the unit that released each person: of the last transfer, else as registered, else "".

    Only transfers of the custody that ends with the release count, not those of an earlier one.

    Parameters
    ----------
    known : Registrations
        With transfers, or without.
    rows : ndarray of int
        The rows of ``releases`` that are followed.
    clock : CustodyClock
        Custody, leave included.
    """
    releases = known.tables["releases"]
    named = releases["unit"][rows] if "unit" in releases else np.full(len(rows), "", dtype=object)
    if not known.rows("transfers"):
        return named
    moves = known.tables["transfers"]
    person, day = releases["person"][rows], releases["release_date"][rows]
    order = np.lexsort((moves["date"], moves["person"]))
    who, when, where = (moves[each][order] for each in ("person", "date", "to_unit"))
    found = np.searchsorted(person_days(who, when), person_days(person, day), side="right") - 1
    there = (found >= 0) & (who[found] == person) & (when[found] >= _since(known, person, day, clock))
    return np.where(there, where[found], named)


def _since(known: Registrations, person: Days, day: Days, clock: CustodyClock) -> Days:
    """Return the first day of the custody that ended; the day after the last release if that is unknown."""
    if known.rows("custody"):
        start = clock.start_of(person, day)
        return np.where(start == NO_DAY, day, start).astype(np.int32)  # held for less than a day
    releases = known.tables["releases"]
    keys = np.sort(person_days(releases["person"], releases["release_date"]))
    place = np.searchsorted(keys, person_days(person, day), side="left") - 1
    who, last = split_person_days(keys[place])
    return np.where((place >= 0) & (who == person), last + 1, NO_DAY).astype(np.int32)


def supervised_at_release(known: Registrations, rows: Any) -> Any:
    """Return whether each person is under supervision on the day of release, by any order."""
    if not known.rows("supervision"):
        return np.zeros(len(rows), dtype=bool)
    orders, releases = known.tables["supervision"], known.tables["releases"]
    person, day = releases["person"][rows], releases["release_date"][rows]
    over = orders["end"] != NO_DAY
    begun = _up_to(orders["person"], orders["start"], person, day)
    ended = _up_to(orders["person"][over], orders["end"][over], person, day - np.int32(1))
    return begun > ended


def _up_to(who: Days, when: Days, wanted: Days, day: Days) -> Any:
    """Return how many entries each wanted person has up to and with a day."""
    keys = np.sort(person_days(who, when))
    first = np.searchsorted(keys, person_days(wanted, np.full_like(day, NO_DAY)), side="left")
    return np.searchsorted(keys, person_days(wanted, day), side="right") - first
