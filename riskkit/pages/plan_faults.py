"""What formulation, scenarios and plan still lack, each at its own field; what is not begun may wait."""

from collections.abc import Iterator

from riskkit.pages.draft_part import MOST_CHARACTERS, MOST_OF_LINE
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.form_values import day_of
from riskkit.pages.plan_draft import PLAN_LISTS, PlanDraft, PlanField, Row, entries
from riskkit.records.judgement_items import says_something


def plan_faults(draft: PlanDraft) -> Iterator[FieldFault]:
    """Find everything to complete in what was begun, in the page's order."""
    yield from _formulation_faults(draft)
    for name, fields in PLAN_LISTS.items():
        for number, row in enumerate(draft.rows(name)):
            found = {field.name: _fault_of(field, row) for field in fields}
            found |= dict(_entry_faults(name, number, row, draft))  # keeps the order of the fields
            yield from (_at(name, number, field, key) for field, key in found.items() if key)
    if draft.has_plan and day_of(draft.reassess_on) is None:
        yield FieldFault("plan-reassess_on", "fault_reassess")


def _formulation_faults(draft: PlanDraft) -> Iterator[FieldFault]:
    if draft.has_formulation and not says_something(draft.account):
        yield FieldFault("plan-account", "fault_account")
    for name in ("account", "driving", "restraining"):
        if len(getattr(draft, name)) > MOST_CHARACTERS:
            yield FieldFault(f"plan-{name}", "fault_long")


def _at(name: str, number: int, field: str, key: str) -> FieldFault:
    return FieldFault(f"plan-{name}-{number}-{field}", key, row=(name, number, field))


def _fault_of(field: PlanField, row: Row) -> str | None:
    """Return what is wrong with one field by itself."""
    text = row.get(field.name, "")
    if not (entries(text) if field.kind == "lines" else text.strip()):
        return (
            {"choice": "fault_choose", "day": "fault_day"}.get(field.kind, "fault_fill")
            if field.required
            else None
        )
    if field.kind == "choice":
        return None if text in field.choices else "fault_choose"
    if field.kind == "day":
        return None if day_of(text) else "fault_day"
    if field.kind == "text" and len(text.strip()) > MOST_OF_LINE:
        return "fault_short"
    return "fault_fill" if not says_something(text) else "fault_long" if len(text) > MOST_CHARACTERS else None


def _entry_faults(name: str, number: int, row: Row, draft: PlanDraft) -> Iterator[tuple[str, str]]:
    """Find what fields of one entry cannot be together, or with other entries: field and sentence."""
    if name == "scenarios":
        before = [each.get("name", "").strip() for each in draft.scenarios[:number]]
        if row.get("name", "").strip() in filter(None, before):
            yield "name", "fault_twice"
        if row.get("kind") != "improvement" and not entries(row.get("at_risk", "")):
            yield "at_risk", "fault_fill"
    if name == "measures":
        known = {each.get("name", "").strip() for each in draft.scenarios}
        if set(entries(row.get("scenarios", ""))) - known:
            yield "scenarios", "fault_no_scenario"
        starts, ends = day_of(row.get("starts", "")), day_of(row.get("ends", ""))
        if starts and ends and ends < starts:
            yield "ends", "fault_ends"
