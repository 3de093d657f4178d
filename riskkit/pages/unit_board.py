"""The board of the unit page: its parts with their lists and forms, as plain values in one language."""

from collections.abc import Mapping
from typing import Any, Final

from riskkit.pages.texts import Texts
from riskkit.pages.unit_drafts import show_typed
from riskkit.pages.unit_forms import FORMS, FormField
from riskkit.pages.unit_lists import show_goals, show_incidents, show_leaves
from riskkit.pages.unit_people import UnitPeople
from riskkit.pages.unit_releases import release_choices, show_releases
from riskkit.pages.unit_separations import show_against, show_matrix, show_separations
from riskkit.pages.unit_view import PARTS
from riskkit.records.dossier_unit import UnitPlace
from riskkit.wording import wording

NEW: Final[Mapping[str, tuple[str, ...]]] = {
    "separations": ("separation",), "places": ("place", "phase"), "incidents": ("incident",),
    "leaves": ("leave",), "releases": ("release", "handover"),
}  # fmt: skip
"""By part of the page, the forms that make something new."""

OWN_LABELS: Final = frozenset(
    {"separation.starts_on", "place.starts_on", "leave.starts_on", "phase.starts_on"}
)
"""Fields that are called otherwise in one form than in the others."""


def show_board(people: UnitPeople, texts: Texts, *, may_record: bool) -> dict[str, Any]:
    """Return every part but the figures.

    Parameters
    ----------
    people : UnitPeople
        The unit.
    texts : Texts
        The sentences.
    may_record : bool
        Whether forms are offered; what may be recorded is decided in casework.
    """
    lists = {
        "separations": [show_separations(people, texts)],
        "places": [show_against(people, texts)],
        "incidents": [show_incidents(people, texts)],
        "leaves": [show_leaves(people, texts)],
        "goals": [show_goals(people, texts)],
        "releases": [show_releases(people, texts)],
        "figures": [],
    }
    if not may_record:
        for each in (row for shown in lists.values() for one in shown for row in one["rows"]):
            each["actions"] = []
    return {
        "unit": people.overview.place,
        "may_record": may_record,
        "matrix": show_matrix(people, texts),
        "parts": [
            {
                "id": name,
                "heading": texts.say(f"part_{name}"),
                "intro": texts.say(f"part_{name}_intro"),
                "forms": list(NEW.get(name, ())) if may_record else [],
                "lists": lists[name],
            }
            for name in PARTS
        ],
        "typed": show_typed(people, texts) if may_record else [],
        "forms": {name: _form(name, people, texts) for name in FORMS} if may_record else {},
    }


def choices_of(people: UnitPeople, texts: Texts) -> dict[str, list[dict[str, str]]]:
    """Return who, and which releases, may be chosen in the forms."""
    inside = [
        {"value": each.id, "label": f"{each.id} – {each.made_up_name}" if each.made_up_name else each.id}
        for each in people.overview.people
    ]
    return {"person": inside, "release": release_choices(people, texts)}


def field_label(form: str, field: str, texts: Texts) -> str:
    """Return what a field is called."""
    own = f"{form}_" if f"{form}.{field}" in OWN_LABELS else ""
    return texts.say(f"part_field_{own}{field}")


def _form(name: str, people: UnitPeople, texts: Texts) -> dict[str, Any]:
    offered = choices_of(people, texts)
    return {
        "name": name,
        "open": texts.say(f"part_open_{name}"),
        "heading": texts.say(f"part_form_{name}"),
        "hint": texts.say(f"part_hint_{name}"),
        "fields": [_field(name, each, offered, people, texts) for each in FORMS[name]],
    }


def _field(
    form: str, field: FormField, offered: Mapping[str, list[dict[str, str]]], people: UnitPeople, texts: Texts
) -> dict[str, Any]:
    today = people.today.isoformat()
    spots = sorted({each.spot for _, each in people.entries(UnitPlace)}) if field.name == "spot" else []
    known = texts.say("spots_known", spots=", ".join(spots)) if spots else ""
    return {
        "name": field.name,
        "kind": field.kind,
        "label": field_label(form, field.name, texts),
        "required": field.required,
        "choices": offered.get(field.kind) or [
            {"value": each, "label": _choice(each, field.name, texts)} for each in field.choices
        ],
        "hint": known,
        "value": today if field.name in ("starts_on", "happened_on") else "",
    }  # fmt: skip


def _choice(code: str, field: str, texts: Texts) -> str:
    if field == "what":
        return texts.say(f"part_apart_{code.replace('.', '_')}")
    return wording("casework", texts.language)(f"value_{code}").capitalize()
