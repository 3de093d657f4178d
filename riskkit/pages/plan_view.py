"""Formulation, scenarios and plan in words, for reading and for comparing."""

from datetime import date
from typing import Any

from riskkit.pages.plan_draft import PLAN_LISTS, PlanDraft, PlanField, Row
from riskkit.pages.texts import Texts


def plan_rows(draft: PlanDraft, texts: Texts) -> list[dict[str, Any]]:
    """Return one row a part with something in it: its name, and its lines."""
    rows: list[dict[str, Any]] = []
    formulation = [
        f"{texts.say(f'plan_{name}')}: {text}"
        for name in ("account", "driving", "restraining")
        if (text := str(getattr(draft, name)).strip())
    ]
    if formulation:
        rows.append({"part": texts.say("plan_formulation"), "lines": formulation})
    for name, fields in PLAN_LISTS.items():
        for number, row in enumerate(draft.rows(name), start=1):
            lines = [line for field in fields if (line := _line(name, field, row, texts))]
            rows.append({"part": f"{texts.say(f'plan_{name}_one')} {number}", "lines": lines})
    if draft.reassess_on:
        day = texts.day(date.fromisoformat(draft.reassess_on))
        rows.append({"part": texts.say("plan_reassess_on"), "lines": [day]})
    return rows


def _line(name: str, field: PlanField, row: Row, texts: Texts) -> str:
    """Return one field with its name, in words; nothing where it is empty."""
    value = row.get(field.name, "").strip()
    if not value:
        return ""
    if field.kind == "choice":
        value = texts.say(f"choice_{value}")
    if field.kind == "day":
        value = texts.day(date.fromisoformat(value))
    return f"{texts.say(f'plan_{name}_{field.name}')}: {value}"
