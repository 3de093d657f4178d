"""From a filled-in form of the unit page to a record, through casework; every right is checked there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from riskkit.casework.access import Access
from riskkit.casework.dossier import record
from riskkit.casework.placement import record_separation
from riskkit.casework.unit_overview import UnitOverview
from riskkit.casework.unit_records import record_phase, record_release
from riskkit.errors import ConflictError, Fault
from riskkit.pages.unit_forms import Draft
from riskkit.records.dossier import Incident, Leave, PlanGoal
from riskkit.records.dossier_entries import DossierEntry
from riskkit.records.dossier_part import DossierPart
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease, UnitPlace
from riskkit.records.separations import KeptSeparation, Separation

Content = TypeVar("Content", bound=DossierPart)


@dataclass(frozen=True, slots=True)
class Opened:
    """The entry from whose row a form was opened, in the version that was shown."""

    entry: str
    version: int


def record_form(access: Access, overview: UnitOverview, form: str, draft: Draft, opened: Opened) -> None:
    """Record what a form without faults says.

    Parameters
    ----------
    access : Access
        The user's way to the store.
    overview : UnitOverview
        What the page shows.
    form, draft
        Name of the form, and what was filled in, by field.
    opened : Opened
        Which entry it changes; empty for a new one.

    Raises
    ------
    ConflictError
        The entry changed, or is no longer there.
    AccessRefused, StoreError
        Casework refuses.
    """
    _RECORD[form](access, overview, draft, opened)


def place_of(draft: Draft, unit: str) -> UnitPlace:
    """Return the place that a form says."""
    return UnitPlace.model_validate(
        {"unit": unit, "spot_kind": draft["spot_kind"], "spot": draft["spot"],
         "starts_on": date.fromisoformat(draft["starts_on"]), "ends_on": _day(draft["ends_on"])}
    )  # fmt: skip


def _separate(access: Access, _: UnitOverview, draft: Draft, opened: Opened) -> None:
    kind, _dot, direction = draft["what"].partition(".")
    content = Separation.model_validate(
        {"separation_kind": kind, "direction": direction or "both", "reason": draft["reason"],
         "starts_on": _must(draft["starts_on"]), "review_on": _must(draft["review_on"])}
    )  # fmt: skip
    record_separation(access, draft["person"], draft["other"], content)


def _review(access: Access, overview: UnitOverview, draft: Draft, opened: Opened) -> None:
    kept, content = _separation(overview, opened)
    changed = {"review": draft["review"], "review_on": _must(draft["review_on"])}
    _follow(access, kept, content, changed)


def _end(access: Access, overview: UnitOverview, draft: Draft, opened: Opened) -> None:
    kept, content = _separation(overview, opened)
    _follow(access, kept, content, {"review": draft["review"], "ends_on": _must(draft["ends_on"])})


def _follow(access: Access, kept: KeptSeparation, content: Separation, changed: Mapping[str, Any]) -> None:
    after = Separation.model_validate({**content.model_dump(), **changed})
    record_separation(access, kept.person, kept.other, after, follows=kept)


def _phase(access: Access, _: UnitOverview, draft: Draft, opened: Opened) -> None:
    content = DetentionPhase.model_validate(
        {"phase": draft["phase"], "regime": draft["regime"], "starts_on": _must(draft["starts_on"]),
         "reasons": draft["reasons"]}
    )  # fmt: skip
    record_phase(access, draft["person"], content)


def _incident(access: Access, _: UnitOverview, draft: Draft, opened: Opened) -> None:
    content = Incident(
        incident_kind=draft["incident_kind"], happened_on=_must(draft["happened_on"]),
        account=draft["account"],
    )  # fmt: skip
    record(access, draft["person"], content)


def _leave(access: Access, _: UnitOverview, draft: Draft, opened: Opened) -> None:
    content = Leave.model_validate(
        {"leave_kind": draft["leave_kind"], "outcome": draft["outcome"], "reasons": draft["reasons"],
         "conditions": draft["conditions"] or None, "starts_on": _must(draft["starts_on"]),
         "ends_on": _day(draft["ends_on"])}
    )  # fmt: skip
    record(access, draft["person"], content)


def _leave_outcome(access: Access, overview: UnitOverview, draft: Draft, opened: Opened) -> None:
    entry, content = _entry(overview, Leave, opened)
    changed = {"outcome": draft["outcome"], "ends_on": _day(draft["ends_on"])}
    record(access, entry.person, Leave.model_validate({**content.model_dump(), **changed}), follows=entry)


def _goal(access: Access, overview: UnitOverview, draft: Draft, opened: Opened) -> None:
    entry, content = _entry(overview, PlanGoal, opened)
    changed = {"progress": draft["progress"], "review_on": _must(draft["review_on"])}
    record(access, entry.person, PlanGoal.model_validate({**content.model_dump(), **changed}), follows=entry)


def _release(access: Access, _: UnitOverview, draft: Draft, opened: Opened) -> None:
    content = PlannedRelease.model_validate(
        {"release_on": _must(draft["release_on"]), "release_kind": draft["release_kind"],
         "account": draft["account"]}
    )  # fmt: skip
    record_release(access, draft["person"], content)


def _handover(access: Access, overview: UnitOverview, draft: Draft, opened: Opened) -> None:
    release = next(each for each in overview.entries["planned_release"] if each.id == draft["release"])
    content = Handover.model_validate(
        {"release": release.id, "organisation": draft["organisation"], "task": draft["task"],
         "due_on": _must(draft["due_on"]), "asked_on": _day(draft["asked_on"])}
    )  # fmt: skip
    record(access, release.person, content)


def _handover_step(access: Access, overview: UnitOverview, draft: Draft, opened: Opened) -> None:
    entry, content = _entry(overview, Handover, opened)
    days = {name: _day(draft[name]) for name in ("asked_on", "accepted_on", "done_on")}
    changed = {**days, "due_on": _must(draft["due_on"]), "note": draft["note"] or None}
    record(access, entry.person, Handover.model_validate({**content.model_dump(), **changed}), follows=entry)


_RECORD: Final[Mapping[str, Callable[[Access, UnitOverview, Draft, Opened], None]]] = {
    "separation": _separate, "separation_review": _review, "separation_end": _end, "phase": _phase,
    "incident": _incident, "leave": _leave, "leave_outcome": _leave_outcome, "goal_progress": _goal,
    "release": _release, "handover": _handover, "handover_step": _handover_step,
}  # fmt: skip


def _entry(overview: UnitOverview, kind: type[Content], opened: Opened) -> tuple[DossierEntry, Content]:
    for entry in overview.entries[kind.KIND]:
        if (entry.id, entry.version) == (opened.entry, opened.version) and isinstance(entry.content, kind):
            return entry, entry.content
    raise _gone()


def _separation(overview: UnitOverview, opened: Opened) -> tuple[KeptSeparation, Separation]:
    for kept in overview.separations:
        if (kept.id, kept.version) == (opened.entry, opened.version) and kept.content is not None:
            return kept, kept.content
    raise _gone()


def _gone() -> ConflictError:
    return ConflictError(Fault("entry", "is not what the form was opened on", remedy="look at it again"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _must(text: str) -> date:
    return date.fromisoformat(text)
