"""What a form still lacks, all of it at once, each at its own field."""

from datetime import date
from typing import Final

from riskkit.pages.draft import Draft, EvidenceDraft, ItemDraft, draft_of
from riskkit.pages.draft_part import MOST_CHARACTERS
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.instrument_form import FormItem, InstrumentForm
from riskkit.pages.plan_faults import plan_faults
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_items import says_something


def faults_of(
    draft: Draft, form: InstrumentForm, *, first: bool, today: date, unfinished: bool = False
) -> list[FieldFault]:
    """Return everything to complete before this form can be saved, in the page's order.

    Parameters
    ----------
    draft : Draft
        The form as filled in.
    form : InstrumentForm
        The instrument.
    first : bool
        Version 1; later versions must say what changed and why.
    today : date
        Evidence cannot be dated after this day.
    unfinished : bool
        What is untouched may stay so: the assessor saves to go on later.
    """
    found: list[FieldFault] = []
    for item in form.items:
        filled = draft.items.get(item.id, ItemDraft())
        if not (unfinished and filled.untouched):
            found += _item_faults(item, filled, today)
    found += plan_faults(draft.plan)
    if not (unfinished and draft.without_summary):
        if draft.summary_level not in {level.code for level in form.summary_levels}:
            found.append(FieldFault("summary-level", "fault_level"))
        found += _text_faults("summary-reasons", draft.summary_reasons, "fault_reasons", None)
    if not first and not unfinished:
        found += _text_faults("change", draft.change, "fault_change", None)
    return found


def second_faults(draft: Draft, form: InstrumentForm) -> list[FieldFault]:
    """Return everything to complete before a second assessor's judgement can be given."""
    found: list[FieldFault] = []
    for item in form.items:
        filled = draft.items.get(item.id, ItemDraft())
        if not _answers(item, filled):
            found.append(FieldFault(f"item-{item.id}", "fault_rating", item.id))
        elif filled.state != "value" or filled.reason.strip():
            found += _text_faults(f"item-{item.id}-reason", filled.reason, "fault_reason", item.id)
    if draft.summary_level not in {level.code for level in form.summary_levels}:
        found.append(FieldFault("summary-level", "fault_level"))
    return found + _text_faults("summary-reasons", draft.summary_reasons, "fault_reasons", None)


def frozen_faults(draft: Draft, judgement: Judgement | None, form: InstrumentForm) -> list[FieldFault]:
    """Return what was changed although it stands: after figures, or since a second assessor was asked."""
    if judgement is None or draft.anew:
        return []
    saved, found = draft_of(judgement, form), list[FieldFault]()
    if judgement.second_asked is not None and draft.items != saved.items:
        changed = next(name for name in saved.items if draft.items.get(name) != saved.items[name])
        found.append(FieldFault(f"item-{changed}", "fault_stands", changed))
    stands = judgement.figures_seen or judgement.second_asked is not None
    said = (draft.summary_level, draft.summary_reasons.strip())
    if stands and said != (saved.summary_level, saved.summary_reasons):
        found.append(FieldFault("summary-level", "fault_stands"))
    return found


def _item_faults(item: FormItem, draft: ItemDraft, today: date) -> list[FieldFault]:
    found: list[FieldFault] = []
    if not _answers(item, draft):
        found.append(FieldFault(f"item-{item.id}", "fault_rating", item.id))
    elif draft.state != "value":
        found += _text_faults(f"item-{item.id}-reason", draft.reason, "fault_reason", item.id)
    for side in ("for", "against"):
        if len(getattr(draft, f"none_{side}")) > MOST_CHARACTERS:
            found.append(FieldFault(f"item-{item.id}-none_{side}", "fault_long", item.id))
    for number, piece in enumerate(draft.evidence):
        found += _evidence_faults(f"item-{item.id}-evidence-{number}", piece, item.id, today)
    return found


def _answers(item: FormItem, draft: ItemDraft) -> bool:
    """Whether the answer is one that the instrument allows for this item."""
    if draft.state == "value":
        return draft.level in {level.code for level in item.levels}
    allowed: Final = {"unknown": item.unknown, "not_applicable": item.not_applicable}
    return allowed.get(draft.state) is not None


def _evidence_faults(field: str, piece: EvidenceDraft, item: str, today: date) -> list[FieldFault]:
    found = _text_faults(f"{field}-statement", piece.statement, "fault_statement", item)
    found += _text_faults(f"{field}-source", piece.source, "fault_source", item)
    try:
        if date.fromisoformat(piece.dated) > today:
            found.append(FieldFault(f"{field}-dated", "fault_future", item))
    except ValueError:
        found.append(FieldFault(f"{field}-dated", "fault_dated", item))
    return found


def _text_faults(field: str, text: str, key: str, item: str | None) -> list[FieldFault]:
    """Ask that a text says something (a dash is not a reason) and fits the record."""
    if not says_something(text):
        return [FieldFault(field, key, item)]
    if len(text.strip()) > MOST_CHARACTERS:
        return [FieldFault(field, "fault_long", item)]
    return []
