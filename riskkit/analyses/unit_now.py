"""A unit's people of today over the last whole month: released counts only, as the unit report makes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import pandas as pd

from riskkit.analyses.unit_people import LEVELS, people_of
from riskkit.disclosure import DEFAULT_RULES, ReleasedTable, ReleaseMemory, release_counts
from riskkit.parameters.schedule import Period

PHASES: Final = ("intake", "stay", "reintegration", "unknown")
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "phase": PHASES, "incidents": LEVELS["incidents"],
    "release": tuple(each for each in LEVELS["release"] if each != "gone"),
}  # fmt: skip
"""By question its groups: of the unit report's, those that can be answered of the people here now."""


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One record of someone in the unit.

    Attributes
    ----------
    person : str
        Pseudonym.
    record : {"stay", "incident", "release"}
        As in the extract of the unit report.
    start, end : date or None
        First and last day of a stay; day of an incident or an expected release.
    """

    person: str
    record: Literal["stay", "incident", "release"]
    start: date
    end: date | None = None


def last_month(today: date) -> Period:
    """Return the last whole calendar month: its figures stay the same all month."""
    last = today.replace(day=1) - timedelta(days=1)
    return Period(first=last.replace(day=1), last=last)


def unit_now(
    records: Iterable[UnitRecord], phases: Mapping[str, str], period: Period, memory: ReleaseMemory
) -> dict[str, ReleasedTable]:
    """Count people by each of `QUESTIONS`, and release what may leave.

    Parameters
    ----------
    records : iterable of UnitRecord
        Of everyone in the unit.
    phases : mapping of str to str
        Phase of detention by person, one of `PHASES`.
    period : Period
        As of `last_month`.
    memory : ReleaseMemory
        What was released before; what is released now is entered there.

    Raises
    ------
    DataError
        Nobody was in the unit in the period.
    """
    rows = [(each.person, "here", each.record, each.start, each.end) for each in records]
    extract = pd.DataFrame(rows, columns=["person", "unit", "record", "start", "end"])
    for name in ("start", "end"):
        extract[name] = pd.to_datetime(extract[name])
    people = people_of(extract, "here", period)
    people["release"] = people["release"].cat.remove_categories("gone")  # nobody who is here has left
    phase = [phases.get(str(each), "unknown") for each in people["person"]]
    people["phase"] = pd.Categorical(phase, categories=PHASES)
    return {
        name: release_counts(people, [name], rules=DEFAULT_RULES, register=memory, person="person")
        for name in QUESTIONS
    }
