"""From an open conference table to what its page shows, as plain values in one language.

Nothing of the file comes in here but the pack that the ground allows.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from riskkit.casework.conference import ConferenceTable, Held
from riskkit.casework.conference_catalogue import CandidateMeasure
from riskkit.casework.sharing import GROUNDS, allowed_words
from riskkit.fields import SYNTHETIC
from riskkit.pages.conference_draft import ABOUT, ADVISERS, MEASURE_FIELDS, OFFICIAL, ConferenceDraft
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.texts import CLOCKS, Language, Texts, read_texts
from riskkit.records import Person
from riskkit.records.judgement_items import says_something

ORGANISATIONS: Final = (
    "municipality", "police", "prosecution", "probation", "prison", "mental_health", "child_protection",
    "support_centre", "safety_house",
)  # fmt: skip
GROUPS: Final = ("judicial", "administrative", "care", "supervision", "reintegration")
PAGE: Final = "conference"
ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def show_grounds(texts: Texts) -> list[dict[str, Any]]:
    """Return every ground with what it allows to be shared."""
    return [
        {
            "value": ground,
            "label": texts.say(f"ground_{ground}"),
            "meaning": texts.say(f"ground_{ground}_for"),
            "allows": list(allowed_words(ground, texts.language)),
        }
        for ground in GROUNDS
    ]


def show_organisations(texts: Texts) -> list[dict[str, str]]:
    """Return the organisations that usually are at the table."""
    return [{"value": each, "label": texts.say(f"org_{each}")} for each in ORGANISATIONS]


def organisations_named(chosen: object, other: object) -> tuple[str, ...]:
    """Return the names of who is at the table, in the language of the file; further ones by comma."""
    say = read_texts(OFFICIAL, PAGE).say
    listed = chosen if isinstance(chosen, list) else []
    named = [say(f"org_{each}") for each in ORGANISATIONS if each in listed]
    further = [" ".join(each.split()) for each in str(other or "").split(",")]
    return tuple(dict.fromkeys([*named, *(each for each in further if says_something(each))]))


def advisers_named(language: Language) -> dict[str, str]:
    """Return what each adviser is called."""
    texts = read_texts(language, PAGE)
    return {each: texts.say(f"adviser_{each}") for each in ADVISERS}


def show_form(catalogue: Mapping[str, CandidateMeasure], texts: Texts) -> dict[str, Any]:
    """Return the measures by group, the fields of each, the advisers, and about whom it can be."""
    return {
        "groups": [
            {
                "label": texts.say(f"group_{group}"),
                "measures": [
                    _measure(each, catalogue, texts.language)
                    for each in catalogue.values()
                    if each.group == group
                ],
            }
            for group in GROUPS
        ],
        "fields": [
            {"name": each.name, "kind": each.kind, "required": each.required, "choices": list(each.choices)}
            for each in MEASURE_FIELDS
        ],
        "advisers": [{"id": each, "label": name} for each, name in advisers_named(texts.language).items()],
        "about": [
            {"value": each, "label": texts.say(f"about_{each}"), "meaning": texts.say(f"about_{each}_means")}
            for each in ABOUT
        ],
    }


def _measure(
    measure: CandidateMeasure, catalogue: Mapping[str, CandidateMeasure], language: Language
) -> dict[str, Any]:
    lighter = [catalogue[each].name.in_(language) for each in measure.lighter]
    return {
        "id": measure.id,
        "name": measure.name.in_(language),
        "what": measure.what.in_(language),
        "decides": measure.decides.in_(language),
        "law": measure.ground(language),
        "verified": measure.law.status == "checked",
        "effect": measure.evidence(language),
        "effect_status": measure.effect.status,
        "burden": measure.burden.in_(language),
        "lighter": "; ".join([*lighter, measure.also_lighter.in_(language)]),
        "for_children": measure.for_children,
    }  # fmt: skip


def print_line(people: Iterable[Person], texts: Texts, now: datetime) -> str:
    """Return what stands on every sheet before a table is open: which page, and when."""
    mark = f"{SYNTHETIC} · " if any(each.synthetic for each in people) else ""
    return f"{mark}{texts.say('title')} · {texts.moment(now)}"


def show_table(table: ConferenceTable, texts: Texts, now: datetime) -> dict[str, Any]:
    """Return what is on the table: whom it is about, the pack, and a draft that was kept."""
    pack, when = table.packs[texts.language], texts.moment(now)
    ground = texts.say(f"ground_{table.ground}")
    named = ", ".join(table.organisations)
    mark = f"{SYNTHETIC} · " if table.synthetic else ""
    return {
        "person": {
            "id": table.person,
            "name": table.name or table.person,
            "place": ground,
            "synthetic": table.synthetic,
        },
        "ground": table.ground,
        "heading": texts.say("on_table", ground=ground, organisations=named),
        "print": mark + texts.say("print_conference", person=table.person, ground=ground, when=when),
        "sections": [
            {
                "heading": each.heading,
                "entries": [
                    [[label, _in_words(value, texts)] for label, value in entry] for entry in each.entries
                ],
            }
            for each in pack.sections
        ],
        "may_record": table.may_record,
    }


def _in_words(value: str, texts: Texts) -> str:
    """Write a day in words, as people read it; anything else stays as it is."""
    try:
        return texts.day(date.fromisoformat(value)) if ISO_DAY.fullmatch(value) else value
    except ValueError:  # 30 February, typed by someone
        return value


def show_conflict(held: Iterable[Held], names: Mapping[str, str], texts: Texts) -> dict[str, Any]:
    """Say which conferences were recorded meanwhile; not a word of what was said there."""
    rows = [
        {
            "part": texts.day(each.held_on),
            "theirs": texts.say(
                "conflict_row",
                who=names.get(each.recorded_by, each.recorded_by),
                when=texts.moment(each.recorded_at),
                ground=texts.sentences.get(f"ground_{each.ground}", each.ground),
            ),
            "mine": "",
        }
        for each in held
    ]
    return {
        "text": texts.say("conflict_text"),
        "keep": texts.say("conflict_keep"),
        "drop": texts.say("conflict_drop"),
        "rows": rows,
    }


def show_faults(
    faults: Iterable[FieldFault], catalogue: Mapping[str, CandidateMeasure], texts: Texts
) -> list[dict[str, str]]:
    """Return what is missing, each with its field; what a measure lacks is named by the measure."""
    shown: list[dict[str, str]] = []
    for fault in faults:
        gaps = {"field": texts.say(f"plan_measure_{fault.row[2]}")} if fault.row else {}
        text = texts.say(fault.key, **gaps)
        known = catalogue.get(fault.item or "")
        place = known.name.in_(texts.language) if known else ""
        full = f"{place}: {text[:1].lower()}{text[1:]}" if place else text
        shown.append({"field": fault.field, "text": text, "full": full})
    return shown


def empty_draft(now: datetime) -> ConferenceDraft:
    """Return a form that was not touched: held today."""
    return ConferenceDraft(held_on=now.astimezone(CLOCKS).date().isoformat())
