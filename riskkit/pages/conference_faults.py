"""What the conference form still lacks, all of it at once, each at its own field."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from riskkit.casework.conference import is_minor
from riskkit.casework.conference_catalogue import CandidateMeasure
from riskkit.pages.conference_draft import ABOUT, ADVISERS, MEASURE_FIELDS, ConferenceDraft, MeasureDraft
from riskkit.pages.draft_part import MOST_CHARACTERS, MOST_OF_LINE
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.form_values import day_of
from riskkit.pages.plan_draft import PlanField
from riskkit.records.judgement_items import says_something

Catalogue = Mapping[str, CandidateMeasure]
REASONS: Final = {"proportionality": "fault_proportionality", "necessity": "fault_necessity"}
"""What is asked of a measure without one of its two reasons."""


def conference_faults(
    draft: ConferenceDraft, catalogue: Catalogue, *, today: date, born_on: date | None
) -> list[FieldFault]:
    """Return everything to complete before the minutes can be recorded, in the page's order.

    Parameters
    ----------
    draft : ConferenceDraft
        The form as filled in.
    catalogue : mapping of str to CandidateMeasure
        The measures that can be weighed.
    today : date
        A conference is not held after this day.
    born_on : date or None
        Day of birth, where it is known: who is under age is no adult.
    """
    return [
        *_meeting_faults(draft, today, born_on),
        *(_child_faults(draft) if draft.about != "adult" else ()),
        *_text_faults("shared", draft.shared, "fault_shared"),
        *(_long("persons_view", draft.persons_view)),
        *(_long("agreed", draft.agreed)),
        *([] if draft.measures else [FieldFault("candidates", "fault_no_measure")]),
        *(
            fault
            for number, each in enumerate(draft.measures)
            for fault in _weighed(number, each, draft, catalogue)
        ),
    ]


def _meeting_faults(draft: ConferenceDraft, today: date, born_on: date | None) -> Iterator[FieldFault]:
    held = day_of(draft.held_on)
    if held is None:
        yield FieldFault("held_on", "fault_held_on")
    elif held > today:
        yield FieldFault("held_on", "fault_held_later")
    if draft.about not in ABOUT:
        yield FieldFault("about", "fault_about")
    elif draft.about == "adult" and is_minor(born_on, held or today):
        yield FieldFault("about", "fault_under_age")


def _child_faults(draft: ConferenceDraft) -> Iterator[FieldFault]:
    yield from _text_faults("interests", draft.interests, "fault_interests")
    said = [draft.advice.get(name, "") for name in ADVISERS]
    if not any(map(says_something, said)):
        yield FieldFault(f"advice-{ADVISERS[0]}", "fault_advice")
    for name, text in zip(ADVISERS, said, strict=True):
        yield from _long(f"advice-{name}", text)


def _weighed(
    number: int, draft: MeasureDraft, whole: ConferenceDraft, catalogue: Catalogue
) -> Iterator[FieldFault]:
    """Find what one measure lacks; each fault is named by the measure."""
    known = catalogue.get(draft.measure)
    before = [each.measure for each in whole.measures[:number]]
    if known is None or draft.measure in before:
        yield FieldFault("candidates", "fault_no_measure")
        return
    if whole.about == "child_of_returnee" and not known.for_children:
        yield FieldFault(f"candidate-{known.id}", "fault_not_for_child", known.id)
    for field in MEASURE_FIELDS:
        key = _fault_of(field, draft)
        if key:
            yield FieldFault(
                f"measure-{known.id}-{field.name}", key, known.id, ("measure", number, field.name)
            )


def _fault_of(field: PlanField, draft: MeasureDraft) -> str | None:
    """Return what is wrong with one field of a measure."""
    text: str = getattr(draft, field.name)
    if not field.required and field.name not in _asked(draft.decision):
        return None
    if field.kind == "choice":
        return None if text in field.choices else "fault_choose"
    if field.kind == "day":
        return _day_fault(field.name, draft)
    if not says_something(text):
        return REASONS.get(field.name, "fault_fill")
    most = MOST_OF_LINE if field.kind == "text" else MOST_CHARACTERS
    return None if len(text.strip()) <= most else "fault_short" if field.kind == "text" else "fault_long"


def _asked(decision: str) -> tuple[str, ...]:
    """Return which further fields a decision asks for."""
    return {"taken": ("decided_by", "starts_on"), "proposed": ("decided_by",)}.get(decision, ())


def _day_fault(name: str, draft: MeasureDraft) -> str | None:
    day = day_of(getattr(draft, name))
    if day is None:
        return "fault_day"
    starts = day_of(draft.starts_on) if draft.decision == "taken" else None
    return "fault_review_early" if name == "review_on" and starts and day <= starts else None


def _text_faults(field: str, text: str, key: str) -> list[FieldFault]:
    return _long(field, text) if says_something(text) else [FieldFault(field, key)]


def _long(field: str, text: str) -> list[FieldFault]:
    """Refuse what is too long, and what has characters but says nothing."""
    if text.strip() and not says_something(text):
        return [FieldFault(field, "fault_words")]
    return [FieldFault(field, "fault_long")] if len(text.strip()) > MOST_CHARACTERS else []
