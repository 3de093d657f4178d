"""From a unit to the table of who is here, as plain values in one language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from riskkit.casework.caseload import CaseloadEntry, Dated
from riskkit.fields import SYNTHETIC
from riskkit.pages.texts import Texts
from riskkit.pages.unit_people import UnitPeople
from riskkit.pages.unit_rows import LAST, Cell, cell, day_cell, days_text, value
from riskkit.records import Person

SOON: Final = timedelta(days=90)
"""A release within them is near."""

PARTS: Final = ("separations", "places", "incidents", "leaves", "goals", "releases", "figures")
"""Parts of the page below the table, in their order."""

COLUMNS: Final = ("person", "phase", "wing", "since", "release", "assessment", "alerts")
FILTERS: Final = ("all", "attention", "soon", "assess", "no_wing")


def show_people(
    people: UnitPeople, caseload: Mapping[str, CaseloadEntry], texts: Texts, now: datetime
) -> dict[str, Any]:
    """Return who is here: one row a person, soonest release first."""
    inside = people.overview.people
    made_up = any(each.synthetic for each in inside)
    mark, when = f"{SYNTHETIC} · " if made_up else "", texts.moment(now)
    listed = sorted(inside, key=lambda each: (people.release(each.id) or date.max, each.id))
    unit = people.overview.place
    return {
        "caption": texts.say("people_caption", unit=unit, when=when),
        "columns": [texts.say(f"column_{name}") for name in COLUMNS],
        "filters": [
            {"value": "" if name == "all" else name, "label": texts.say(f"filter_{name}")} for name in FILTERS
        ],
        "rows": [_row(each, people, caseload.get(each.id), texts) for each in listed],
        "links": [{"id": f"rk-part-{each}", "label": texts.say(f"part_{each}")} for each in PARTS],
        "synthetic": made_up,
        "print": f"{mark}{texts.say('title')} {unit} · {when}",
    }


def _row(person: Person, people: UnitPeople, entry: CaseloadEntry | None, texts: Texts) -> dict[str, Any]:
    name, release = person.made_up_name or person.id, people.release(person.id)
    alerts = _alerts(person.id, people, entry, texts)
    assess = _assessment(entry)
    found = {
        "attention": bool(alerts),
        "soon": release is not None and release <= people.today + SOON,
        "assess": assess is None or assess.on <= people.today + SOON,
        "no_wing": not any(each.spot_kind == "wing" for each in people.places(person.id)),
    }
    return {
        "id": person.id,
        "cells": [
            cell(name, quiet=[person.id]),
            _phase(person.id, people, texts),
            _places(person.id, people, texts),
            _since(people.arrived(person.id), people.today, texts),
            _release(release, people.today, texts),
            _assess(entry, assess, people.today, texts),
            _alert_cell(alerts, texts),
        ],
        "tags": sorted(name for name, holds in found.items() if holds),
    }


def _phase(person: str, people: UnitPeople, texts: Texts) -> Cell:
    phase = people.phase(person)
    if phase is None:
        return cell(texts.say("phase_none"), sort="~", alert=True)
    since = texts.say("since", day=texts.short_day(phase.starts_on))
    return cell(value(phase.phase, texts), value(phase.regime, texts), quiet=[since])


def _places(person: str, people: UnitPeople, texts: Texts) -> Cell:
    places = people.places(person)
    if not any(each.spot_kind == "wing" for each in places):
        return cell(texts.say("wing_none"), *(each.spot for each in places), sort="~", alert=True)
    return cell(*(each.spot for each in places))


def _since(arrived: date | None, today: date, texts: Texts) -> Cell:
    if arrived is None:
        return cell(texts.say("nothing"), sort=0)
    days = (today - arrived).days
    return cell(days_text(days, texts), sort=-days, quiet=[texts.short_day(arrived)])


def _release(on: date | None, today: date, texts: Texts) -> Cell:
    if on is None:
        return day_cell(None, texts.say("release_none"))
    days = (on - today).days
    if days < 0:
        return day_cell(
            on,
            texts.say("release_past", days=days_text(-days, texts)),
            late=True,
            quiet=[texts.short_day(on)],
        )
    return day_cell(on, days_text(days, texts), quiet=[texts.short_day(on)])


def _assessment(entry: CaseloadEntry | None) -> Dated | None:
    """Return when someone is to be assessed next; None where no day is planned."""
    due = entry.due if entry else ()
    return next((each for each in due if each.kind == "assessment"), None)


def _assess(entry: CaseloadEntry | None, due: Dated | None, today: date, texts: Texts) -> Cell:
    if entry is None or not entry.assessed:
        return cell(texts.say("assess_never"), sort=0, alert=True)
    if due is None:
        return cell(texts.say("assess_unplanned"), sort=LAST)
    late = due.on < today
    said = texts.say("assess_late" if late else "assess_on", day=texts.short_day(due.on))
    return day_cell(due.on, said, late=late)


def _alerts(person: str, people: UnitPeople, entry: CaseloadEntry | None, texts: Texts) -> list[str]:
    said = [
        texts.say(f"alert_{each.kind}", day=texts.short_day(each.on))
        for each in (entry.alerts if entry else ())
    ]
    for kept in people.overview.separations:
        if person not in (kept.person, kept.other) or not kept.holds(people.today, people.today):
            continue
        if kept.review_on < people.today:
            said.append(texts.say("alert_review", day=texts.short_day(kept.review_on)))
        for place in people.together(person, kept.party(person)):
            said.append(texts.say("alert_together", spot=place.spot))
    return said


def _alert_cell(said: Iterable[str], texts: Texts) -> Cell:
    lines = [{"text": each, "mark": "alert"} for each in said]
    return {"lines": lines or [{"text": texts.say("alerts_none"), "mark": ""}], "sort": -len(lines)}
