"""From a caseload to the rows that its page shows, as plain values in one language."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from riskkit.casework.caseload import CaseloadEntry
from riskkit.fields import SYNTHETIC
from riskkit.pages.texts import CLOCKS, Texts
from riskkit.wording import wording

AHEAD: Final = timedelta(days=60)
"""Deadlines further ahead are on the person's page, not in the list."""

SOON: Final = timedelta(days=30)
NEW: Final = timedelta(days=14)
MOST_LINES: Final = 2
COLUMNS: Final = ("person", "alerts", "due", "conditions", "changed")
FILTERS: Final = ("all", "late", "soon", "alert", "changed", "unassessed")
NEVER: Final = date.max

Cell = dict[str, Any]


def show_caseload(entries: Iterable[CaseloadEntry], texts: Texts, now: datetime) -> dict[str, Any]:
    """Return the table of a caseload: columns, filters, and one row a person, soonest due first."""
    today = now.astimezone(CLOCKS).date()
    listed = sorted(entries, key=lambda each: (_first_due(each), each.person.id))
    made_up = any(each.person.synthetic for each in listed)
    when = texts.moment(now)
    mark = f"{SYNTHETIC} · " if made_up else ""
    return {
        "caption": texts.say("caption", when=when),
        "columns": [texts.say(f"column_{name}") for name in COLUMNS],
        "filters": [
            {"value": "" if name == "all" else name, "label": texts.say(f"filter_{name}")} for name in FILTERS
        ],
        "rows": [_row(each, texts, today) for each in listed],
        "synthetic": made_up,
        "print": f"{mark}{texts.say('title')} · {when}",
    }


def _row(entry: CaseloadEntry, texts: Texts, today: date) -> dict[str, Any]:
    person = entry.person
    name = {"text": person.made_up_name or person.id}
    facts = {"text": f"{person.id} · {person.place}", "mark": "quiet"}
    return {
        "id": person.id,
        "cells": [
            {"lines": [name, facts], "sort": person.made_up_name or person.id},
            _alerts(entry, texts),
            _due(entry, texts, today),
            _conditions(entry, texts),
            _changed(entry, texts),
        ],
        "tags": sorted(tags_of(entry, today)),
    }


def tags_of(entry: CaseloadEntry, today: date) -> set[str]:
    """Return by which filters a person is shown."""
    changed = entry.changed.at.astimezone(CLOCKS).date() if entry.changed else date.min
    found = {
        "late": _first_due(entry) < today,
        "soon": _first_due(entry) <= today + SOON,
        "alert": bool(entry.alerts) or not entry.assessed,
        "changed": today - changed <= NEW,
        "unassessed": not entry.assessed,
    }
    return {name for name, holds in found.items() if holds}


def _alerts(entry: CaseloadEntry, texts: Texts) -> Cell:
    said = [texts.say(f"alert_{each.kind}", day=texts.short_day(each.on)) for each in entry.alerts]
    said += [] if entry.assessed else [texts.say("alert_unassessed")]
    lines = [{"text": each, "mark": "alert"} for each in said] or [{"text": texts.say("alerts_none")}]
    return {"lines": lines, "sort": -len(said)}


def _due(entry: CaseloadEntry, texts: Texts, today: date) -> Cell:
    near = [each for each in entry.due if each.on <= today + AHEAD]
    lines = [
        {
            "text": texts.say(
                "due_late" if each.on < today else "due_on",
                what=texts.say(f"due_what_{each.kind}"),
                day=texts.short_day(each.on),
            ),
            "mark": "alert" if each.on < today else "",
        }
        for each in near[:MOST_LINES]
    ]
    if len(near) > MOST_LINES:
        lines.append({"text": texts.say("due_more", count=len(near) - MOST_LINES), "mark": "quiet"})
    nothing = {"text": texts.say("due_none", days=AHEAD.days), "mark": "quiet"}
    return {"lines": lines or [nothing], "sort": _first_due(entry).toordinal()}


def _conditions(entry: CaseloadEntry, texts: Texts) -> Cell:
    labels = wording("casework", texts.language)
    lines = [{"text": labels(f"value_{each.kind}").capitalize()} for each in entry.conditions]
    return {"lines": lines or [{"text": texts.say("conditions_none")}], "sort": -len(entry.conditions)}


def _changed(entry: CaseloadEntry, texts: Texts) -> Cell:
    if entry.changed is None:
        return {"lines": [{"text": texts.say("nothing")}], "sort": 0}
    day = texts.short_day(entry.changed.at.astimezone(CLOCKS).date())
    said = texts.say("changed", what=texts.say(f"what_{entry.changed.kind}"), day=day)
    return {"lines": [{"text": said}], "sort": -entry.changed.at.timestamp()}


def _first_due(entry: CaseloadEntry) -> date:
    return entry.due[0].on if entry.due else NEVER
