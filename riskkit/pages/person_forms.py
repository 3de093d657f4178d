"""Forms for entries of a file, made from the classes of the file itself: a new field there is a field here.

What kind of field it is follows from its type: a day, a choice, one line, several lines, or one
entry a line. Labels are those of the catalogue ``casework``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, cast

from pydantic import Field, TypeAdapter, ValidationError

from riskkit.casework.sharing import sharing_words
from riskkit.errors import Fault, JudgementError, StoreError
from riskkit.pages.draft_part import MOST_CHARACTERS, MOST_OF_LINE, Typed, unlike_form
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.form_values import day_of
from riskkit.pages.plan_draft import Kind, PlanField, entries
from riskkit.pages.texts import Texts
from riskkit.records.dossier import KINDS, DossierPart
from riskkit.records.dossier_entries import read_content
from riskkit.records.judgement_items import says_something

RECORDED: Final = (
    "special_condition", "measure", "incident", "leave", "plan_goal", "own_view", "life_event",
    "supervision_order", "correction_request",
)  # fmt: skip
"""Kinds that the person page records; others have a page or a rule of their own."""

LEFT_OUT: Final[Mapping[str, tuple[str, ...]]] = {"correction_request": ("outcome", "decided_on", "reasons")}
"""Fields that another step fills in."""

PAST: Final = ("happened_on", "given_on", "received_on", "decided_on")
"""Days that cannot lie ahead."""

Values = dict[str, str]

_VALUES: Final = TypeAdapter(
    Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(max_length=40)]
)


def read_values(sent: object) -> Values:
    """Return what the browser sent as text by field.

    Raises
    ------
    JudgementError
        It is no set of texts; no value is repeated.
    """
    try:
        return _VALUES.validate_python(sent, strict=True)
    except ValidationError as error:
        raise JudgementError(unlike_form(error)) from None


def fields_of(kind: str) -> tuple[PlanField, ...]:
    """Return the fields of one kind of entry, in the order of its class.

    Raises
    ------
    StoreError
        The page does not record this kind.
    """
    if kind not in RECORDED:
        raise StoreError(Fault("kind", "is not recorded here", ", ".join(RECORDED)))
    left_out = LEFT_OUT.get(kind, ())
    part = KINDS[kind]
    schemas = cast("dict[str, Any]", part.model_json_schema()["properties"])
    named = {**dict.fromkeys(part.STRUCTURE), **part.model_fields}  # the facts first, then the words
    return tuple(_field(name, part, schemas[name]) for name in named if name not in left_out)


def show_forms(texts: Texts) -> list[dict[str, Any]]:
    """Return every form with its labels in one language."""
    say = sharing_words(texts.language)
    return [
        {
            "kind": kind,
            "label": texts.say(f"what_{kind}"),
            "fields": [
                {
                    "name": field.name,
                    "kind": field.kind,
                    "required": field.required,
                    "label": say(f"field_{field.name}"),
                    "choices": [{"value": each, "label": say(f"value_{each}")} for each in field.choices],
                }
                for field in fields_of(kind)
            ],
        }
        for kind in RECORDED
    ]


def entry_faults(kind: str, values: Values, *, today: date) -> list[FieldFault]:
    """Return everything to complete before an entry can be recorded, in the order of its fields."""
    fields = fields_of(kind)
    found = {field.name: _fault_of(field, values.get(field.name, ""), today) for field in fields}
    starts, ends = day_of(values.get("starts_on", "")), day_of(values.get("ends_on", ""))
    if starts and ends and ends < starts:
        found["ends_on"] = "fault_ends"
    return [FieldFault(f"entry-{name}", key, name) for name, key in found.items() if key]


def content_of(kind: str, values: Values) -> DossierPart:
    """Return a complete form as the content of an entry.

    Raises
    ------
    StoreError
        It contradicts itself in a way that `entry_faults` does not know.
    """
    said: dict[str, object] = {}
    for field in fields_of(kind):
        text = values.get(field.name, "").strip()
        said[field.name] = list(entries(text)) if field.kind == "lines" else text or None
    given = {name: value for name, value in said.items() if value is not None}
    return read_content(kind, given)


def values_of(content: DossierPart) -> Values:
    """Return an entry as its form is filled in."""
    said = content.model_dump(mode="json")
    return {field.name: _written(said.get(field.name)) for field in fields_of(content.KIND)}


def _field(name: str, part: type[DossierPart], schema: Mapping[str, Any]) -> PlanField:
    """Return one field; its kind follows from the JSON schema of its type."""
    alternatives = cast("list[Mapping[str, Any]]", schema.get("anyOf", [schema]))
    said = next(each for each in alternatives if each.get("type") != "null")
    choices = tuple(map(str, said.get("enum", ())))
    return PlanField(name, _kind(said), part.model_fields[name].is_required(), choices)


def _kind(schema: Mapping[str, Any]) -> Kind:
    if "enum" in schema:
        return "choice"
    if schema.get("type") == "array":
        return "lines"
    if schema.get("format") == "date":
        return "day"
    return "text" if schema.get("maxLength", MOST_CHARACTERS) <= MOST_OF_LINE else "long"


def _fault_of(field: PlanField, text: str, today: date) -> str | None:
    """Return what is wrong with one field by itself."""
    if not text.strip():
        empty = {"choice": "fault_choose", "day": "fault_day"}.get(field.kind, "fault_fill")
        return empty if field.required else None
    if field.kind == "choice":
        return None if text in field.choices else "fault_choose"
    if field.kind == "day":
        return _fault_of_day(field.name, text, today)
    return _fault_of_words(field, text)


def _fault_of_day(name: str, text: str, today: date) -> str | None:
    day = day_of(text)
    return "fault_day" if day is None else "fault_future" if name in PAST and day > today else None


def _fault_of_words(field: PlanField, text: str) -> str | None:
    if not says_something(text):
        return "fault_fill" if field.required else "fault_words"
    if field.kind == "text" and len(text.strip()) > MOST_OF_LINE:
        return "fault_short"
    parts = entries(text) if field.kind == "lines" else (text.strip(),)
    return "fault_long" if any(len(part) > MOST_CHARACTERS for part in parts) else None


def _written(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, cast("list[object]", value)))
    return "" if value is None else str(value)
