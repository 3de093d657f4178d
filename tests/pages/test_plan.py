"""Formulation, scenarios and plan on the page: asked for when begun, saved whole, and read again."""

from datetime import date
from typing import Any

import pytest

from riskkit.errors import JudgementError
from riskkit.pages.plan_draft import PLAN_LISTS
from riskkit.records.judgement_plan import Degree, Goal, Measure, Scenario

SCENARIO = {
    "name": "Old friends", "kind": "repeat", "nature": "Takes up contact", "at_risk": "neighbours\nfamily",
    "severity": "moderate", "severity_reason": "As before", "imminence": "low", "imminence_reason": "Far off",
    "likelihood": "cannot_say", "likelihood_reason": "Too little known", "warning_signs": "",
}  # fmt: skip
MEASURE = {
    "kind": "supervision", "description": "Weekly talk", "responsible": "Team", "scenarios": "Old friends",
    "starts": "2026-12-01", "ends": "",
}  # fmt: skip
GOAL = {
    "domain": "Housing", "goal": "Own room", "steps": "Register\nVisit", "responsible": "Municipality",
    "persons_view": "My own door", "review_on": "2027-03-01", "progress": "under_way",
}  # fmt: skip


def plan(**changes: Any) -> dict[str, Any]:
    whole = {
        "items": ["housing"], "account": "Debts, then old friends",
        "driving": "debts\nanger", "restraining": "sister",
        "scenarios": [SCENARIO], "measures": [MEASURE], "goals": [GOAL], "reassess_on": "2027-05-01",
    }  # fmt: skip
    return {**whole, **changes}


def fields(state: Any) -> list[str]:
    return [fault["field"] for fault in state.outcome["faults"]]


def test_a_whole_plan_is_saved_as_typed_parts_and_opens_again_as_it_was(page, complete):
    state = page()
    state.save(complete(plan=plan()))
    assert state.outcome["faults"] == []
    again = page()
    assert again.file["draft"]["plan"] == plan()
    saved = again._open.judgement
    low = Degree(degree="low", reason="Far off")
    assert saved.scenarios == (
        Scenario(
            name="Old friends", kind="repeat", nature="Takes up contact", at_risk=("neighbours", "family"),
            severity=Degree(degree="moderate", reason="As before"), imminence=low,
            likelihood=Degree(degree="cannot_say", reason="Too little known"),
        ),
    )  # fmt: skip
    assert saved.formulation.driving == ("debts", "anger")
    assert saved.plan.measures == (
        Measure(
            kind="supervision", description="Weekly talk", responsible="Team", scenarios=("Old friends",),
            starts=date(2026, 12, 1),
        ),
    )  # fmt: skip
    assert saved.plan.goals == (
        Goal(
            domain="Housing", goal="Own room", steps=("Register", "Visit"), responsible="Municipality",
            persons_view="My own door", review_on=date(2027, 3, 1), progress="under_way",
        ),
    )  # fmt: skip
    assert saved.plan.reassess_on == date(2027, 5, 1)


def test_a_saved_plan_is_read_in_words(page, complete):
    state = page()
    state.save(complete(plan=plan()))
    state.show_version(1)
    rows = {row["part"]: row["lines"] for row in state.shown["rows"]}
    assert rows["Formulering"][0] == "Hoe en waarom kwam deze persoon hiertoe?: Debts, then old friends"
    assert "Waarschijnlijkheid: niet te zeggen" in rows["Scenario 1"]
    assert "Begint op: 1 december 2026" in rows["Maatregel 1"]
    assert "Stand: loopt" in rows["Doel 1"]
    assert rows["Opnieuw beoordelen op"] == ["1 mei 2027"]


def test_nothing_of_it_is_asked_as_long_as_nothing_is_begun(page, complete):
    state = page()
    state.save(complete())
    judgement = state._open.judgement
    assert (judgement.formulation, judgement.scenarios, judgement.plan) == (None, (), None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account": " - "}, ["plan-account"]),
        ({"reassess_on": ""}, ["plan-reassess_on"]),
        ({"scenarios": [{**SCENARIO, "kind": "worse"}]}, ["plan-scenarios-0-kind"]),
        ({"scenarios": [{**SCENARIO, "at_risk": "-"}]}, ["plan-scenarios-0-at_risk"]),
        ({"scenarios": [SCENARIO, SCENARIO]}, ["plan-scenarios-1-name"]),
        ({"scenarios": [{**SCENARIO, "severity_reason": ""}]}, ["plan-scenarios-0-severity_reason"]),
        ({"scenarios": []}, ["plan-measures-0-scenarios"]),
        ({"measures": [{**MEASURE, "ends": "2026-11-30"}]}, ["plan-measures-0-ends"]),
        ({"measures": [{**MEASURE, "starts": "soon"}]}, ["plan-measures-0-starts"]),
        ({"goals": [{**GOAL, "steps": " \n"}]}, ["plan-goals-0-steps"]),
        ({"goals": [{**GOAL, "domain": "x" * 201}]}, ["plan-goals-0-domain"]),
        ({"driving": "x" * 20_001}, ["plan-driving"]),
    ],
)
def test_what_was_begun_and_lacks_something_is_said_at_its_field(page, complete, changes, expected):
    state = page()
    state.save(complete(plan=plan(**changes)))
    assert fields(state) == expected
    assert state.file["version"] == 0


@pytest.mark.parametrize("name", PLAN_LISTS)
def test_an_empty_entry_lacks_all_that_it_must_have(page, complete, name: str):
    state = page()
    state.save(complete(plan={name: [{}], "reassess_on": "2027-05-01"}))
    required = [f"plan-{name}-0-{field.name}" for field in PLAN_LISTS[name] if field.required]
    assert sorted({*required, *(["plan-scenarios-0-at_risk"] if name == "scenarios" else [])}) == sorted(
        fields(state)
    )
    assert state.outcome["faults"][0]["full"].split(" 1: ")[0] in ("Scenario", "Maatregel", "Doel")


def test_an_improvement_harms_nobody_and_needs_no_one_at_risk(page, complete):
    state = page()
    better = {**SCENARIO, "kind": "improvement", "at_risk": ""}
    state.save(complete(plan=plan(scenarios=[better])))
    assert fields(state) == []


def test_what_has_other_fields_is_refused(page, complete):
    with pytest.raises(JudgementError):
        page().save(complete(plan={"goals": [{"points": "3"}]}))


def test_a_plan_that_another_saved_meanwhile_is_shown_beside_mine(page, complete):
    first, second = page("ter-officer-1"), page("ter-officer-2")
    first.save(complete(plan=plan()))
    second.save(complete())
    (row,) = second.outcome["conflict"]["rows"]
    assert (row["part"], row["mine"]) == ("Duiding en plan", "niets ingevuld")
    assert "Korte naam: Old friends" in row["theirs"]
