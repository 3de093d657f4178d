"""Formulation, scenarios, measures and goals as typed, and to and from a judgement record.

The fields of each list stand here once; the page draws them, the checks ask for them and
the reading view lists them from the same table.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal, Self, cast

from pydantic import Field, model_validator

from riskkit.pages.draft_part import DraftPart, Typed
from riskkit.pages.form_values import allowed_values
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_items import says_something
from riskkit.records.judgement_plan import Degree, Formulation, Goal, Measure, Plan, Scenario

Kind = Literal["text", "long", "lines", "choice", "day"]
"""One line, several lines, one entry a line, one out of a list, a day."""


@dataclass(frozen=True, slots=True)
class PlanField:
    """One field of an entry: its name, how it is filled in, whether it must be, and its choices."""

    name: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()


_DEGREES: Final = allowed_values(Degree, "degree")
_DEGREE_NAMES: Final = ("severity", "imminence", "likelihood")

PLAN_LISTS: Final[Mapping[str, tuple[PlanField, ...]]] = {
    "scenarios": (
        PlanField("name", "text"),
        PlanField("kind", "choice", choices=allowed_values(Scenario, "kind")),
        PlanField("nature", "long"),
        PlanField("at_risk", "lines", required=False),
        *(
            field
            for name in _DEGREE_NAMES
            for field in (PlanField(name, "choice", choices=_DEGREES), PlanField(f"{name}_reason", "long"))
        ),
        PlanField("warning_signs", "lines", required=False),
    ),
    "measures": (
        PlanField("kind", "choice", choices=allowed_values(Measure, "kind")),
        PlanField("description", "long"),
        PlanField("responsible", "text"),
        PlanField("scenarios", "lines", required=False),
        PlanField("starts", "day", required=False),
        PlanField("ends", "day", required=False),
    ),
    "goals": (
        PlanField("domain", "text"),
        PlanField("goal", "long"),
        PlanField("steps", "lines"),
        PlanField("responsible", "text"),
        PlanField("persons_view", "long", required=False),
        PlanField("review_on", "day"),
        PlanField("progress", "choice", choices=allowed_values(Goal, "progress")),
    ),
}

Row = dict[str, Typed]
Rows = Annotated[tuple[Row, ...], Field(max_length=50)]


class PlanDraft(DraftPart):
    """Steps 4 to 6 as filled in; entries by field name, several words one a line."""

    account: Typed = ""
    driving: Typed = ""
    restraining: Typed = ""
    items: Annotated[tuple[Typed, ...], Field(max_length=500)] = ()
    scenarios: Rows = ()
    measures: Rows = ()
    goals: Rows = ()
    reassess_on: Typed = ""

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        for name, fields in PLAN_LISTS.items():
            known = {field.name for field in fields}
            if any(row.keys() - known for row in self.rows(name)):
                raise ValueError(f"an entry of {name} has a field that is not known")
        return self

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return one of the three lists."""
        return cast("tuple[Row, ...]", getattr(self, name))

    @property
    def has_plan(self) -> bool:
        """Whether there is anything of a plan."""
        return bool(self.measures or self.goals or self.reassess_on.strip())

    @property
    def has_formulation(self) -> bool:
        """Whether there is anything of a formulation."""
        return bool(self.items) or any(
            text.strip() for text in (self.account, self.driving, self.restraining)
        )


def entries(text: str) -> tuple[str, ...]:
    """Return the entries of a text with one entry a line; a line that says nothing is none."""
    return tuple(line.strip() for line in text.splitlines() if says_something(line))


def plan_draft_of(judgement: Judgement | None) -> PlanDraft:
    """Return steps 4 to 6 of a saved judgement as they are filled in."""
    if judgement is None:
        return PlanDraft()
    formulation, plan = judgement.formulation, judgement.plan
    return PlanDraft(
        account=formulation.account if formulation else "",
        driving="\n".join(formulation.driving) if formulation else "",
        restraining="\n".join(formulation.restraining) if formulation else "",
        items=formulation.items if formulation else (),
        scenarios=tuple(_row("scenarios", scenario) for scenario in judgement.scenarios),
        measures=tuple(_row("measures", measure) for measure in plan.measures) if plan else (),
        goals=tuple(_row("goals", goal) for goal in plan.goals) if plan else (),
        reassess_on=plan.reassess_on.isoformat() if plan else "",
    )


def plan_parts(draft: PlanDraft, judged: Collection[str]) -> dict[str, object]:
    """Return formulation, scenarios and plan; the account leans on items that are ``judged`` only."""
    formulation = None
    if draft.has_formulation:
        formulation = Formulation(
            account=draft.account,
            driving=entries(draft.driving),
            restraining=entries(draft.restraining),
            items=tuple(item for item in draft.items if item in judged),
        )
    plan = None
    if draft.has_plan:
        plan = Plan(
            measures=tuple(map(_measure, draft.measures)),
            goals=tuple(map(_goal, draft.goals)),
            reassess_on=date.fromisoformat(draft.reassess_on),
        )
    return {
        "formulation": formulation, "scenarios": tuple(map(_scenario, draft.scenarios)), "plan": plan,
    }  # fmt: skip


def _row(name: str, part: Scenario | Measure | Goal) -> Row:
    """Write one entry of a record as it is filled in."""
    return {field.name: _WRITE[field.kind](_value(part, field.name)) for field in PLAN_LISTS[name]}


def _value(part: Scenario | Measure | Goal, name: str) -> Any:
    """Return one field of an entry; a degree stands with its reason in two fields."""
    if name.removesuffix("_reason") in _DEGREE_NAMES:
        degree = cast("Degree", getattr(part, name.removesuffix("_reason")))
        return degree.reason if name.endswith("_reason") else degree.degree
    return getattr(part, name)


def _write_lines(value: Iterable[str]) -> str:
    return "\n".join(value)


def _write_day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _write_text(value: str | None) -> str:
    return value or ""


_WRITE: Final[Mapping[Kind, Callable[[Any], str]]] = {
    "text": _write_text, "long": _write_text, "choice": _write_text,
    "lines": _write_lines, "day": _write_day,
}  # fmt: skip


def _scenario(row: Row) -> Scenario:
    degrees = {
        name: Degree.model_validate({"degree": row.get(name, ""), "reason": row.get(f"{name}_reason", "")})
        for name in _DEGREE_NAMES
    }
    return Scenario.model_validate(
        {"name": row["name"], "kind": row["kind"], "nature": row["nature"], **degrees,
         "at_risk": entries(row.get("at_risk", "")), "warning_signs": entries(row.get("warning_signs", ""))}
    )  # fmt: skip


def _measure(row: Row) -> Measure:
    days = {name: date.fromisoformat(row[name]) for name in ("starts", "ends") if row.get(name)}
    return Measure.model_validate(
        {"kind": row["kind"], "description": row["description"], "responsible": row["responsible"],
         "scenarios": entries(row.get("scenarios", "")), **days}
    )  # fmt: skip


def _goal(row: Row) -> Goal:
    return Goal.model_validate(
        {"domain": row["domain"], "goal": row["goal"], "steps": entries(row["steps"]),
         "responsible": row["responsible"], "persons_view": row.get("persons_view", "").strip() or None,
         "review_on": date.fromisoformat(row["review_on"]), "progress": row["progress"]}
    )  # fmt: skip
