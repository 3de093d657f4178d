"""The first day after each release on which something that counts happened."""

from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.cohort.custody_clock import CustodyClock
from riskkit.cohort.outcome import OutcomeDefinition
from riskkit.cohort.person_days import person_days, split_person_days
from riskkit.cohort.registrations import NO_DAY, Days, Registrations

FAR: Final = np.int32(2**30)
"""A day that never comes."""

_TABLES: Final = {"death": "deaths", "removal": "removals"}

Note = tuple[str, str, int]


def outcome_day(
    known: Registrations, rule: OutcomeDefinition, clock: CustodyClock, rows: Any, end: int
) -> tuple[Days, list[Note]]:
    """Return the day of the first offence that counts, and how many offences did not.

    Parameters
    ----------
    known : Registrations
        With offences.
    rule : OutcomeDefinition
        What counts.
    clock : CustodyClock
        Custody intervals.
    rows : ndarray of int
        The rows of ``releases`` that are followed.
    end : int
        Last day counted: what came later may not have led to a conviction yet.

    Returns
    -------
    days : ndarray of int32, shape (rows,)
        `FAR` where there is none.
    notes : list of (rule, column, count)
        Offences that do not count, each under the first rule that excludes it.
    """
    offences = known.tables["offences"]
    counts = np.ones(len(offences["person"]), dtype=bool)
    notes: list[Note] = []
    for reason, column, passes in _rules(offences, rule, clock, end):
        notes.append((f"offence_{reason}", f"offences.{column}", int((counts & ~passes).sum())))
        counts &= passes
    releases = known.tables["releases"]
    who, wanted = offences["person"][counts], releases["person"][rows]
    if rule.same_kind:  # a person's offences of one kind are searched as if a person of their own
        who, wanted = _by_kind(who, offences["kind"][counts], wanted, releases["offence_kind"][rows])
    return _first(who, offences["offence_date"][counts], wanted, releases["release_date"][rows]), notes


def competing_day(known: Registrations, name: str, clock: CustodyClock, rows: Any) -> Days:
    """Return the day of a competing event after each release, `FAR` where there is none."""
    releases = known.tables["releases"]
    person, day = releases["person"][rows], releases["release_date"][rows]
    if name == "return_to_custody":
        found = clock.next_start(person, day)
        return np.where(found == NO_DAY, FAR, found).astype(np.int32)
    table = known.tables[_TABLES[name]]
    return _first(table["person"], table["date"], person, day)


def _rules(
    offences: Any, rule: OutcomeDefinition, clock: CustodyClock, end: int
) -> list[tuple[str, str, Any]]:
    """Return each rule with the column it reads and which offences pass it."""
    rules: list[tuple[str, str, Any]] = [
        ("below_penalty", "max_penalty_years", offences["max_penalty_years"] >= rule.min_max_penalty_years)
    ]
    if rule.terrorism:
        rules.append(("not_terrorism", "terrorism", offences["terrorism"]))
    if rule.conviction:
        rules.append(("not_convicted", "conviction_date", offences["conviction_date"] != NO_DAY))
    if not rule.in_custody:
        held = clock.holds(offences["person"], offences["offence_date"])
        rules.append(("in_custody", "offence_date", ~held))
    rules.append(("in_lag", "offence_date", offences["offence_date"] <= end))
    return rules


def _by_kind(who: Days, kinds: Any, wanted: Days, wanted_kinds: Any) -> tuple[Days, Days]:
    """Give each pair of person and kind a number, the same in both."""
    names = pd.Index(pd.unique(np.concatenate([kinds, wanted_kinds])))
    pairs = np.concatenate(
        [
            persons.astype(np.int64) * len(names) + names.get_indexer(pd.Index(each))
            for persons, each in ((who, kinds), (wanted, wanted_kinds))
        ]
    )
    codes = np.unique(pairs, return_inverse=True)[1].astype(np.int32)
    return codes[: len(who)], codes[len(who) :]


def _first(who: Days, when: Days, wanted: Days, since: Days) -> Days:
    """Return the first of (who, when) for each wanted one on or after its day ``since``."""
    if not len(who):
        return np.full(len(wanted), FAR, dtype=np.int32)
    keys = np.sort(person_days(who, when))
    place = np.searchsorted(keys, person_days(wanted, since))
    person, day = split_person_days(keys[np.minimum(place, len(keys) - 1)])
    there = (place < len(keys)) & (person == wanted)
    return np.where(there, day, FAR).astype(np.int32)
