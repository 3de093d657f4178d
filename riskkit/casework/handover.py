"""Releases ahead and what other organisations take over: how far each is, and what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from riskkit.records.dossier_entries import DossierEntry
from riskkit.records.dossier_unit import Handover, PlannedRelease

AHEAD: Final = timedelta(days=365)
"""Releases further away are not followed yet."""

ASKED_BEFORE: Final = timedelta(days=90)
"""So long before a release every handover should have been asked: to be confirmed by the organisation."""

ALWAYS: Final = ("probation", "municipality")
"""Organisations that take something over at every release."""

State = Literal["missing", "open", "asked", "accepted", "done"]


@dataclass(frozen=True, slots=True)
class HandoverStep:
    """One handover at one release.

    Attributes
    ----------
    organisation : str
        Who takes over.
    state : {"missing", "open", "asked", "accepted", "done"}
        How far it is; missing where nothing was planned with one that always takes over.
    due_on : date
        By when it must be done; asked, where it is missing.
    late : bool
        The day has passed.
    entry : DossierEntry or None
        The record; None where it is missing.
    """

    organisation: str
    state: State
    due_on: date
    late: bool
    entry: DossierEntry | None


@dataclass(frozen=True, slots=True)
class ReleaseAhead:
    """One release within a year, or past while the person is still here.

    Attributes
    ----------
    release : DossierEntry
        The record of the planned release.
    days_left : int
        Days until then; negative once it has passed.
    steps : tuple of HandoverStep
        Late ones first, then by day.
    """

    release: DossierEntry
    days_left: int
    steps: tuple[HandoverStep, ...]

    @property
    def late(self) -> bool:
        """Whether anything of it is late."""
        return self.days_left < 0 or any(each.late for each in self.steps)


def releases_ahead(
    releases: Iterable[DossierEntry], handovers: Iterable[DossierEntry], today: date
) -> tuple[ReleaseAhead, ...]:
    """Return the releases within `AHEAD` with their handovers, soonest first; cancelled ones are left out."""
    by_release: dict[str, list[DossierEntry]] = {}
    for each in handovers:
        if isinstance(each.content, Handover):
            by_release.setdefault(each.content.release, []).append(each)
    found = [
        ReleaseAhead(each, (on - today).days, _steps(on, by_release.get(each.id, ()), today))
        for each in releases
        if (on := release_day(each)) is not None and on <= today + AHEAD
    ]
    return tuple(sorted(found, key=lambda each: (each.days_left, each.release.person)))


def release_day(entry: DossierEntry) -> date | None:
    """Return the day of a planned release; None where it was cancelled."""
    content = entry.content
    if not isinstance(content, PlannedRelease) or content.release_kind == "cancelled":
        return None
    return content.release_on


def _steps(release_on: date, handovers: Iterable[DossierEntry], today: date) -> tuple[HandoverStep, ...]:
    steps = [_step(each, each.content, today) for each in handovers if isinstance(each.content, Handover)]
    ask_by = release_on - ASKED_BEFORE
    planned = {each.organisation for each in steps}
    steps += [
        HandoverStep(each, "missing", ask_by, ask_by < today, None) for each in ALWAYS if each not in planned
    ]
    return tuple(sorted(steps, key=lambda each: (not each.late, each.due_on, each.organisation)))


def _step(entry: DossierEntry, content: Handover, today: date) -> HandoverStep:
    late = content.state != "done" and content.due_on < today
    return HandoverStep(content.organisation, content.state, content.due_on, late, entry)
