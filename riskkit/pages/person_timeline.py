"""Where each entry of a file stands in time, and the same as a list in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, cast

from babel.dates import format_date

from riskkit.casework.caseload import LATE_RETURNS
from riskkit.casework.person_file import PersonFile
from riskkit.pages.texts import CLOCKS, Texts
from riskkit.records.dossier import DossierPart
from riskkit.wording import wording

WHEN: Final = {
    "placement": ("starts_on", "ends_on"), "leave": ("starts_on", "ends_on"),
    "supervision_order": ("starts_on", "ends_on"), "special_condition": ("starts_on", "ends_on"),
    "measure": ("starts_on", "ends_on"), "incident": ("happened_on", "happened_on"),
    "life_event": ("happened_on", "happened_on"), "conference": ("held_on", "held_on"),
    "own_view": ("given_on", "given_on"), "correction_request": ("received_on", "received_on"),
    "detention_phase": ("starts_on", "ends_on"), "planned_release": ("release_on", "release_on"),
    "handover": ("due_on", "due_on"),
}  # fmt: skip
"""First and last day of each kind of entry. Goals stand in the plan; estimates that were shown stay off
this page, which is read before a new judgement is made."""

SUBJECT: Final = {
    "placement": "place", "leave": "leave_kind", "supervision_order": "order_kind",
    "special_condition": "condition_kind", "measure": "measure_kind", "incident": "incident_kind",
    "life_event": "event_kind", "conference": "organisations", "own_view": "about",
    "correction_request": "about", "detention_phase": "phase", "planned_release": "release_kind",
    "handover": "organisation",
}  # fmt: skip
INNER: Final = ("release",)
"""Fields that only say which entry belongs to which."""

LANES: Final = (
    ("stay", ("placement",)),
    ("phase", ("detention_phase",)),
    ("leave", ("leave",)),
    ("supervision", ("supervision_order", "special_condition")),
    ("measure", ("measure",)),
    ("events", ("incident", "life_event", "conference", "own_view", "correction_request")),
    ("assessment", ("assessment",)),
    ("release", ("planned_release", "handover")),
)
OF_UNITS: Final = ("phase", "release")
"""Lanes that units fill: left out of the drawing of someone of whom no unit kept anything."""

AHEAD: Final = timedelta(days=180)
"""The drawing ends here; what lasts longer runs to its edge, and the list says until when."""

STEPS: Final = (
    (timedelta(days=366), (1, 4, 7, 10), "MMM y"),
    (timedelta(days=3 * 366), (1, 7), "MMM y"),
    (timedelta.max, (1,), "y"),
)
"""Up to how long a time the drawing names which months, so that the names keep apart."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry in time; ``last`` is None where it has no end yet."""

    kind: str
    subject: str
    first: date
    last: date | None
    lines: tuple[str, ...] = ()
    alert: bool = False


def events_of(file: PersonFile, titles: Mapping[str, str], texts: Texts) -> tuple[Event, ...]:
    """Return everything in a file that has a day, newest first; ``titles`` names the instruments."""
    found = [_event(each.content, texts) for each in file.entries if each.content.KIND in WHEN]
    for versions in file.assessments:
        newest = versions[-1]
        on = newest.saved_at.astimezone(CLOCKS).date()
        title = titles.get(newest.instrument.id, newest.instrument.id)
        line = texts.say("assessment_line", version=newest.version, instrument=newest.instrument.version)
        found.append(Event("assessment", title, on, on, (line,)))
    return tuple(sorted(found, key=lambda each: (each.first, each.kind), reverse=True))


def show_timeline(events: Sequence[Event], texts: Texts, today: date) -> dict[str, Any]:
    """Return the drawing (places from 0 to 1) and the list; empty where there is nothing."""
    if not events:
        return {}
    first = min(each.first for each in events)
    last = max(today + timedelta(days=30), min(today + AHEAD, max(each.last or today for each in events)))
    whole = (last - first).days

    def place(on: date) -> float:
        return min(1.0, max(0.0, (on - first).days / whole))

    return {
        "today": place(today),
        "ticks": [{"at": place(on), "label": said} for on, said in _ticks(first, last, texts)],
        "lanes": [
            {
                "label": texts.say(f"lane_{name}"),
                "bars": [
                    {"from": place(each.first), "to": place(each.last or last), "alert": each.alert}
                    for each in events
                    if each.kind in kinds
                ],
            }
            for name, kinds in LANES
            if name not in OF_UNITS or any(each.kind in kinds for each in events)
        ],
        "list": [_said(each, texts) for each in events],
    }


def said_days(first: date, last: date | None, texts: Texts) -> str:
    """Say a period in words: one day, from and until, or since."""
    if last is None:
        return texts.say("days_since", first=texts.day(first))
    if last == first:
        return texts.day(first)
    return texts.say("days_between", first=texts.day(first), last=texts.day(last))


def _event(content: DossierPart, texts: Texts) -> Event:
    labels = wording("casework", texts.language)
    values: dict[str, Any] = content.model_dump()
    first, last = (values[name] for name in WHEN[content.KIND])
    subject = SUBJECT[content.KIND]
    told = {
        name: value
        for name, value in values.items()
        if value not in (None, "", ())
        and name not in (*WHEN[content.KIND], subject, *INNER, *content.ABOUT_OTHERS)
    }
    lines = tuple(f"{labels(f'field_{name}')}: {_value(value, texts)}" for name, value in told.items())
    return Event(
        content.KIND,
        _value(values[subject], texts),
        first,
        last,
        lines,
        content.KIND == "incident" or values.get("outcome") in LATE_RETURNS,
    )


def _value(value: object, texts: Texts) -> str:
    if isinstance(value, date):
        return texts.day(value)
    if isinstance(value, tuple):
        return "; ".join(_brief(each, texts) for each in cast("tuple[object, ...]", value))
    return wording("casework", texts.language).texts.get(f"value_{value}", str(value))


def _brief(part: object, texts: Texts) -> str:
    """Say one part of an entry in a line; a measure that was weighed by its name and the decision."""
    if not isinstance(part, Mapping):
        return _value(part, texts)
    said = cast("Mapping[str, object]", part)
    named = ("name", "decision") if "decision" in said else tuple(said)
    return ": ".join(_value(said[name], texts) for name in named)


def _said(event: Event, texts: Texts) -> dict[str, Any]:
    title = texts.say("event_title", what=texts.say(f"what_{event.kind}"), subject=event.subject)
    return {
        "when": said_days(event.first, event.last, texts),
        "title": title,
        "lines": list(event.lines),
        "alert": event.alert,
    }


def _ticks(first: date, last: date, texts: Texts) -> Iterable[tuple[date, str]]:
    """Yield the first days of quarters, half-years or years, by how long the time is."""
    months, pattern = next((months, said) for most, months, said in STEPS if last - first <= most)
    for year in range(first.year, last.year + 1):
        for month in months:
            on = date(year, month, 1)
            if first <= on <= last:
                yield on, format_date(on, pattern, locale=texts.language)
