"""Where a person was, and under what order, on the day of release."""

from typing import Any

import numpy as np

from riskkit.cohort.person_days import person_days
from riskkit.cohort.registrations import NO_DAY, Days, Registrations


def unit_at_release(known: Registrations, rows: Any) -> Any:
    """Return the unit that released each person: of the last transfer, else as registered, else ""."""
    releases = known.tables["releases"]
    named = releases["unit"][rows] if "unit" in releases else np.full(len(rows), "", dtype=object)
    if not known.rows("transfers"):
        return named
    moves = known.tables["transfers"]
    found, there = _last(
        moves["person"], moves["date"], releases["person"][rows], releases["release_date"][rows]
    )
    return np.where(there, moves["to_unit"][found], named)


def supervised_at_release(known: Registrations, rows: Any) -> Any:
    """Return whether each person is under supervision on the day of release."""
    if not known.rows("supervision"):
        return np.zeros(len(rows), dtype=bool)
    orders, releases = known.tables["supervision"], known.tables["releases"]
    day = releases["release_date"][rows]
    found, there = _last(orders["person"], orders["start"], releases["person"][rows], day)
    running = (orders["end"][found] == NO_DAY) | (orders["end"][found] >= day)
    return there & running


def _last(who: Days, when: Days, wanted: Days, day: Days) -> tuple[Any, Any]:
    """Return the row of each wanted person's last entry up to and with a day, and whether there is one."""
    order = np.lexsort((when, who))
    keys = person_days(who[order], when[order])
    place = np.searchsorted(keys, person_days(wanted, day), side="right") - 1
    found = order[np.maximum(place, 0)]
    return found, (place >= 0) & (who[found] == wanted)
