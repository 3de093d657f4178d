"""Time in custody: whether a day falls in it, and how much of it lies between two days."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.cohort.person_days import person_days
from riskkit.cohort.registrations import NO_DAY, Days, Registrations


@dataclass(frozen=True, slots=True)
class CustodyClock:
    """Intervals of custody, by person and start, none overlapping; an end is the first free day.

    Attributes
    ----------
    person, start, end : ndarray of int32, shape (intervals,)
        Intervals ``[start, end)``.
    """

    person: Days
    start: Days
    end: Days
    _keys: Any
    _before: Any

    @classmethod
    def of(cls, registrations: Registrations, *, until: int, leave_is_free: bool) -> "CustodyClock":
        """Lay out custody up to and with ``until`` (a day), cut by leave where that counts as free.

        An interval that begins on the day on which another ends goes on with it (a transfer written
        as two intervals), but where a release stands on that day: there a new one begins.
        """
        parts = [_bounds(registrations, "custody", until, 1)]
        if leave_is_free:
            parts.append(_bounds(registrations, "leave", until, -1))
        person, day, step = (np.concatenate([part[i] for part in parts]) for i in range(3))
        order = np.lexsort((step, day, person))  # on one day, what ends goes before what begins
        person, day, step = person[order], day[order], step[order]
        held = np.cumsum(step)  # every interval is closed, so it is zero between persons
        opens = (held > 0) & (np.concatenate([[0], held[:-1]]) == 0)
        closes = (held == 0) & (np.concatenate([[0], held[:-1]]) > 0)
        who, start, end = person[opens], day[opens], day[closes]
        longer = end > start
        who, start, end = _joined(registrations, who[longer], start[longer], end[longer])
        total = np.concatenate([[0], np.cumsum((end - start).astype(np.int64))])
        return cls(who, start, end, person_days(who, start), total)

    def holds(self, person: Days, day: Days) -> Any:
        """Return for each (person, day) whether the person is in custody that day, not its first."""
        last = self._last(person, day, "left")
        there = (last >= 0) & (self.person[last] == person) if len(self.person) else np.zeros(len(day), bool)
        return there & (self.end[last] > day) if len(self.person) else there

    def covers(self, person: Days, day: Days) -> Any:
        """Return for each (person, day) whether custody runs from that day to the next."""
        last = self._last(person, day, "right")
        there = (last >= 0) & (self.person[last] == person) if len(self.person) else np.zeros(len(day), bool)
        return there & (self.end[last] > day) if len(self.person) else there

    def start_of(self, person: Days, day: Days) -> Days:
        """Return the first day of the custody that ends on each day, `NO_DAY` where none does."""
        if not len(self.person):
            return np.full(len(day), NO_DAY, dtype=np.int32)
        last = self._last(person, day, "left")
        there = (last >= 0) & (self.person[last] == person) & (self.end[last] == day)
        return np.where(there, self.start[last], NO_DAY).astype(np.int32)

    def days_between(self, person: Days, first: Days, last: Days) -> Any:
        """Return the days in custody in ``[first, last)`` for each person."""
        return self._days_before(person, last) - self._days_before(person, first)

    def next_start(self, person: Days, day: Days) -> Days:
        """Return the first day from ``day`` on on which each person came into custody, or `NO_DAY`."""
        if not len(self.person):
            return np.full(len(day), NO_DAY, dtype=np.int32)
        place = self._last(person, day, "left") + 1
        inside = np.minimum(place, len(self.person) - 1)
        there = (place < len(self.person)) & (self.person[inside] == person)
        return np.where(there, self.start[inside], NO_DAY).astype(np.int32)

    def _days_before(self, person: Days, day: Days) -> Any:
        """Return the days in custody of everybody sorted before, and of the person before ``day``."""
        if not len(self.person):
            return np.zeros(len(day), dtype=np.int64)
        last = self._last(person, day, "left")
        mine = (last >= 0) & (self.person[last] == person)
        running = np.clip(day.astype(np.int64) - self.start[last], 0, self.end[last] - self.start[last])
        return np.where(mine, self._before[np.maximum(last, 0)] + running, self._before[last + 1])

    def _last(self, person: Days, day: Days, side: Any) -> Any:
        """Return the last interval that starts before (left) or by (right) each (person, day)."""
        return np.searchsorted(self._keys, person_days(person, day), side=side) - 1


def _joined(registrations: Registrations, who: Days, start: Days, end: Days) -> tuple[Days, Days, Days]:
    """Join custody that goes on the day on which it ends, unless a release stands there."""
    if len(who) < 2 or "custody" not in registrations.tables:
        return who, start, end
    custody, releases = registrations.tables["custody"], registrations.tables["releases"]
    seams = np.intersect1d(
        person_days(custody["person"], custody["end"]), person_days(custody["person"], custody["start"])
    )
    seams = np.setdiff1d(seams, person_days(releases["person"], releases["release_date"]))
    goes_on = (who[1:] == who[:-1]) & (start[1:] == end[:-1])
    goes_on &= np.isin(person_days(who[1:], start[1:]), seams)
    first, last = np.concatenate([[True], ~goes_on]), np.concatenate([~goes_on, [True]])
    return who[first], start[first], end[last]


def _bounds(registrations: Registrations, table: str, until: int, step: int) -> tuple[Any, Any, Any]:
    """Return person, day and step of each beginning and end in a table of intervals."""
    if table not in registrations.tables:
        empty = np.empty(0, dtype=np.int32)
        return empty, empty, empty
    columns = registrations.tables[table]
    end = np.where(columns["end"] == NO_DAY, until + 1, columns["end"]).astype(np.int32)
    end = np.maximum(end, columns["start"])
    steps = np.full(len(end), step, dtype=np.int32)
    return (
        np.concatenate([columns["person"], columns["person"]]),
        np.concatenate([columns["start"], end]),
        np.concatenate([steps, -steps]),
    )
