"""What stands in the form: read from the browser, and to and from a judgement record.

The browser is outside: what it sends is checked for shape and size here, whatever the
page's own controls allow.
"""

from datetime import date, datetime
from typing import Annotated, Literal, cast

from pydantic import Field

from riskkit.pages.draft_part import DraftPart, Typed
from riskkit.pages.instrument_form import FormItem, InstrumentForm
from riskkit.pages.plan_draft import PlanDraft, plan_draft_of, plan_parts
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.judgement_items import (
    Evidence,
    ItemJudgement,
    NotApplicable,
    Rated,
    Rating,
    Unknown,
)

State = Literal["", "value", "unknown", "not_applicable"]


class EvidenceDraft(DraftPart):
    """One piece of evidence as typed; ``dated`` as the browser writes a day (yyyy-mm-dd)."""

    side: Literal["for", "against"] = "for"
    statement: Typed = ""
    source: Typed = ""
    dated: Typed = ""


class ItemDraft(DraftPart):
    """One item as filled in; an empty ``state`` is an item not yet answered."""

    state: State = ""
    level: Typed = ""
    reason: Typed = ""
    relevant: bool = False
    decisive: bool = False
    evidence: Annotated[tuple[EvidenceDraft, ...], Field(max_length=100)] = ()
    none_for: Typed = ""
    none_against: Typed = ""

    @property
    def untouched(self) -> bool:
        """Whether nothing was filled in yet."""
        return not self.state and not self.evidence


class Draft(DraftPart):
    """The whole form as filled in; ``anew`` begins a new assessment beside the one that is open."""

    items: Annotated[dict[str, ItemDraft], Field(max_length=500)] = Field(default_factory=dict)
    plan: PlanDraft = PlanDraft()
    summary_level: Typed = ""
    summary_reasons: Typed = ""
    change: Typed = ""
    anew: bool = False

    @property
    def without_summary(self) -> bool:
        """Whether the summary judgement is still to be made."""
        return not self.summary_level and not self.summary_reasons.strip()


def draft_of(judgement: Judgement | None, form: InstrumentForm) -> Draft:
    """Return the form filled in with a saved judgement; empty where there is none."""
    saved = {each.item: each for each in judgement.items} if judgement else {}
    summary = judgement.summary if judgement else None
    return Draft(
        items={item.id: _item_draft(saved.get(item.id)) for item in form.items},
        plan=plan_draft_of(judgement),
        summary_level=summary.level if summary else "",
        summary_reasons=summary.reasons if summary else "",
    )


def begun_anew(judgement: Judgement | None, form: InstrumentForm) -> Draft:
    """Return the form of a new assessment: the earlier findings to go through again, no judgement yet."""
    earlier = draft_of(judgement, form)
    return earlier.model_copy(update={"summary_level": "", "summary_reasons": "", "anew": True})


def judged_parts(
    draft: Draft, form: InstrumentForm, *, base: Judgement | None, by: str, at: datetime
) -> dict[str, object]:
    """Return the parts of a judgement record that a complete form changes.

    Parameters
    ----------
    draft : Draft
        `faults_of` finds nothing in it; what is untouched is left out.
    form : InstrumentForm
        The instrument it was filled in with.
    base : Judgement or None
        The version it follows; what this form does not show is kept from it.
    by, at : str, datetime
        Who judges, and when.
    """
    filled = [(item, draft.items.get(item.id, ItemDraft())) for item in form.items]
    items = tuple(_item_judgement(item, each) for item, each in filled if not each.untouched)
    parts: dict[str, object] = {"items": items, **plan_parts(draft.plan, {each.item for each in items})}
    if draft.without_summary:
        return {**parts, "summary": None}
    level, reasons = draft.summary_level, draft.summary_reasons.strip()
    before = base.summary if base else None
    if before is not None and (before.level, before.reasons) == (level, reasons):
        return {**parts, "summary": before}
    return {**parts, "summary": SummaryJudgement(level=level, reasons=reasons, assessor=by, at=at)}


def _item_draft(saved: ItemJudgement | None) -> ItemDraft:
    if saved is None:
        return ItemDraft()
    pieces = [("for", each) for each in saved.evidence_for]
    pieces += [("against", each) for each in saved.evidence_against]
    return ItemDraft(
        state=cast("State", saved.rating.state),
        level=getattr(saved.rating, "level", ""),
        reason=getattr(saved.rating, "reason", ""),
        relevant=saved.relevant,
        decisive=saved.decisive,
        none_for=saved.none_for or "",
        none_against=saved.none_against or "",
        evidence=tuple(
            EvidenceDraft(
                side=cast("Literal['for', 'against']", side),
                statement=each.statement,
                source=each.source,
                dated=each.dated.isoformat(),
            )
            for side, each in pieces
        ),
    )


def _item_judgement(item: FormItem, draft: ItemDraft) -> ItemJudgement:
    """Build one item; where was looked is kept only for a side on which nothing was found."""
    decisive = draft.decisive and draft.state == "value"
    evidence_for, evidence_against = _evidence(draft, "for"), _evidence(draft, "against")
    return ItemJudgement(
        item=item.id,
        reads="protective" if item.protective else "risk",
        rating=rating_of(draft),
        evidence_for=evidence_for,
        evidence_against=evidence_against,
        none_for=None if evidence_for else draft.none_for.strip() or None,
        none_against=None if evidence_against else draft.none_against.strip() or None,
        relevant=(draft.relevant or decisive) and draft.state != "not_applicable",
        decisive=decisive,
    )


def rating_of(draft: ItemDraft) -> Rating:
    """Return the answer to one item in its state."""
    if draft.state == "value":
        return Rated(level=draft.level)
    if draft.state == "unknown":
        return Unknown(reason=draft.reason)
    return NotApplicable(reason=draft.reason)


def _evidence(draft: ItemDraft, side: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(statement=each.statement, source=each.source, dated=date.fromisoformat(each.dated))
        for each in draft.evidence
        if each.side == side
    )
