"""Releases within a year and what others take over, with what is late in words."""

from typing import Any, Final

from riskkit.casework.handover import HandoverStep, ReleaseAhead, releases_ahead
from riskkit.pages.texts import Texts
from riskkit.pages.unit_people import UnitPeople
from riskkit.pages.unit_rows import (
    Cell,
    Row,
    action,
    cell,
    day_cell,
    days_text,
    person_cell,
    shown_list,
    value,
)
from riskkit.records.dossier_unit import Handover, PlannedRelease

COLUMNS: Final = ("release_day", "person", "release_kind", "handover")
FILTERS: Final = ("all", "late", "soon")


def ahead_of(people: UnitPeople) -> tuple[ReleaseAhead, ...]:
    """Return the releases within a year of everyone here."""
    entries = people.overview.entries
    return releases_ahead(entries["planned_release"], entries["handover"], people.today)


def show_releases(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return the releases, soonest first, each with its handovers."""
    rows = [_release(each, people, texts) for each in ahead_of(people)]
    return shown_list("releases", COLUMNS, FILTERS, rows, texts)


def release_choices(people: UnitPeople, texts: Texts) -> list[dict[str, str]]:
    """Return the releases for which something may be handed over."""
    found: list[dict[str, str]] = []
    for each in ahead_of(people):
        content = each.release.content
        if isinstance(content, PlannedRelease):
            who, day = people.name(each.release.person, texts), texts.short_day(content.release_on)
            found.append({"value": each.release.id, "label": texts.say("pair", first=who, second=day)})
    return found


def _release(ahead: ReleaseAhead, people: UnitPeople, texts: Texts) -> Row:
    entry, content = ahead.release, ahead.release.content
    if not isinstance(content, PlannedRelease):
        raise TypeError("a release ahead is a planned release")
    late = ahead.days_left < 0
    left = (
        texts.say("release_past", days=days_text(-ahead.days_left, texts))
        if late
        else texts.say("in_days", days=days_text(ahead.days_left, texts))
    )
    who = people.name(entry.person, texts)
    tags = {"all"} | ({"late"} if ahead.late else set()) | ({"soon"} if ahead.days_left <= 90 else set())
    return Row(
        entry.id,
        [
            day_cell(content.release_on, texts.short_day(content.release_on), late=late, quiet=[left]),
            person_cell(people, entry.person, texts),
            cell(value(content.release_kind, texts), quiet=[content.account]),
            _handovers(ahead, texts),
        ],
        tags,
        [change for step in ahead.steps if (change := _change(step, who, texts)) is not None],
    )


def _handovers(ahead: ReleaseAhead, texts: Texts) -> Cell:
    lines: list[dict[str, str]] = []
    for step in ahead.steps:
        lines.append({"text": _said(step, texts), "mark": "alert" if step.late else ""})
        if step.entry is not None and isinstance(step.entry.content, Handover):
            told = [step.entry.content.task, step.entry.content.note or ""]
            lines += [{"text": each, "mark": "quiet"} for each in told if each]
    return {"lines": lines, "sort": -sum(each.late for each in ahead.steps)}


def _said(step: HandoverStep, texts: Texts) -> str:
    """Say how far a handover is, and what is late about it."""
    content = step.entry.content if step.entry else None
    taken = None
    if isinstance(content, Handover):
        taken = content.done_on or content.accepted_on or content.asked_on
    key = f"part_step_{step.state}" + ("_late" if step.late else "")
    return texts.say(
        key,
        who=value(step.organisation, texts),
        day=texts.short_day(taken) if taken else "",
        due=texts.short_day(step.due_on),
    )


def _change(step: HandoverStep, who: str, texts: Texts) -> dict[str, Any] | None:
    content = step.entry.content if step.entry else None
    if step.entry is None or not isinstance(content, Handover) or step.state == "done":
        return None
    days = {
        name: day.isoformat() if (day := getattr(content, name)) else ""
        for name in ("asked_on", "accepted_on", "done_on", "due_on")
    }
    organisation = value(step.organisation, texts)
    label = texts.say("do_step", who=organisation)
    return action(
        "handover_step", step.entry.id, step.entry.version, label, f"{who}, {organisation}",
        note=content.note or "", **days,
    )  # fmt: skip
