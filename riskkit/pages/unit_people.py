"""Who is where in a unit today, in which phase and since when: looked up once for every list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from riskkit.casework.handover import release_day
from riskkit.casework.unit_overview import UnitOverview
from riskkit.pages.texts import Texts
from riskkit.records import Person
from riskkit.records.dossier import Placement
from riskkit.records.dossier_entries import DossierEntry
from riskkit.records.dossier_part import DossierPart
from riskkit.records.dossier_unit import DetentionPhase, UnitPlace

Content = TypeVar("Content", bound=DossierPart)


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """The people of a unit with what its lists say of them again and again.

    Attributes
    ----------
    overview : UnitOverview
        As it was read.
    today : date
        By the clocks where the page is read.
    names : mapping of str to str
        Name shown of every account.
    """

    overview: UnitOverview
    today: date
    names: Mapping[str, str]

    def person(self, person: str) -> Person | None:
        """Return someone of the unit; None if they are elsewhere."""
        return next((each for each in self.overview.people if each.id == person), None)

    def name(self, person: str, texts: Texts) -> str:
        """Return what someone of the unit is called here."""
        found = self.person(person)
        return (found.made_up_name or found.id) if found else texts.say("elsewhere")

    def by(self, entry: DossierEntry) -> str:
        """Return the name shown of who recorded an entry."""
        return self.names.get(entry.recorded_by, entry.recorded_by)

    def entries(self, kind: type[Content], person: str | None = None) -> list[tuple[DossierEntry, Content]]:
        """Return entries of one kind with their content, of one person or of all."""
        return [
            (each, each.content)
            for each in self.overview.entries[kind.KIND]
            if isinstance(each.content, kind) and person in (None, each.person)
        ]

    def arrived(self, person: str) -> date | None:
        """Return since when someone is in the unit."""
        stays = [
            each.starts_on
            for _, each in self.entries(Placement, person)
            if each.place == self.overview.place and each.ends_on is None
        ]
        return max(stays, default=None)

    def phase(self, person: str) -> DetentionPhase | None:
        """Return the phase that someone is in today."""
        return _newest(each for _, each in self.entries(DetentionPhase, person) if holds(each, self.today))

    def places(self, person: str) -> list[UnitPlace]:
        """Return the wing and activities of someone today, the wing first."""
        now = [each for _, each in self.entries(UnitPlace, person) if holds(each, self.today)]
        return sorted(now, key=lambda each: (each.spot_kind != "wing", each.spot))

    def release(self, person: str) -> date | None:
        """Return the day on which someone is expected to leave."""
        days = [
            day
            for each in self.overview.entries["planned_release"]
            if each.person == person and (day := release_day(each)) is not None
        ]
        return min(days, default=None)

    def together(self, one: str, other: str) -> list[UnitPlace]:
        """Return the places of the first at which the second is too, today."""
        there = {each.key for each in self.places(other)}
        return [each for each in self.places(one) if each.key in there]


def holds(period: DetentionPhase | UnitPlace, today: date) -> bool:
    """Return whether a period holds today."""
    return period.starts_on <= today and (period.ends_on is None or period.ends_on >= today)


def _newest(phases: Iterable[DetentionPhase]) -> DetentionPhase | None:
    return max(phases, key=lambda each: each.starts_on, default=None)
