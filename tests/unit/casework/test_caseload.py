"""The caseload at a glance: each deadline, condition and alert worked out by hand."""

from datetime import date, timedelta

import pytest

from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.caseload import RECENT, Change, Dated, read_caseload
from riskkit.casework.dossier import record
from riskkit.casework.second import ask_second, give_second
from riskkit.errors import AccessRefused
from riskkit.records.dossier import (
    CorrectionRequest,
    Incident,
    Leave,
    PlanGoal,
    SpecialCondition,
    SupervisionOrder,
)
from riskkit.records.judgement import revise_judgement
from riskkit.records.judgement_check import JudgementRules
from riskkit.records.judgement_plan import Plan
from tests.unit.casework.conftest import AT, judgement

TODAY = AT.date()  # 2 November 2026


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def goal(progress, on: date) -> PlanGoal:
    return PlanGoal(
        domain="Housing", review_on=on, progress=progress, goal="A room", steps=("Ask",), responsible="Town"
    )


def condition(kind, starts: date, ends: date | None) -> SpecialCondition:
    return SpecialCondition(
        supervision_order="order",
        condition_kind=kind,
        starts_on=starts,
        ends_on=ends,
        description="As decided",
    )


def order(ends: date) -> SupervisionOrder:
    return SupervisionOrder(
        order_kind="release", authority="court", starts_on=days(-90), ends_on=ends, decision="Supervision"
    )


def leave(outcome, back: date) -> Leave:
    return Leave(leave_kind="day", starts_on=back, ends_on=back, outcome=outcome, reasons="Family")


@pytest.fixture
def officer(store):
    return Access(store, "officer-1", lambda: AT)


def test_nothing_recorded_is_nothing_due(officer):
    (only,) = read_caseload(officer)
    assert (only.person.id, only.due, only.conditions, only.alerts) == ("OWN", (), (), ())
    assert (only.changed, only.assessed) == (None, False)


def test_what_is_due_is_what_still_runs_earliest_first(officer):
    for content in (
        goal("under_way", days(-3)), goal("reached", days(5)), goal("dropped", days(-9)),
        condition("contact_ban", days(-30), days(10)), condition("location_ban", days(-30), days(-1)),
        condition("reporting_duty", days(-30), None), condition("other", days(20), None), order(days(400)),
    ):  # fmt: skip
        record(officer, "OWN", content)
    (only,) = read_caseload(officer)
    assert only.due == (
        Dated("plan_goal", days(-3)),
        Dated("special_condition", days(10)),
        Dated("supervision_order", days(400)),
    )
    assert set(only.conditions) == {Dated("contact_ban", days(-30)), Dated("reporting_duty", days(-30))}
    assert only.changed is not None
    assert only.changed.at == AT


def test_only_the_newest_version_of_an_entry_counts(officer):
    first = record(officer, "OWN", goal("under_way", days(-3)))
    record(officer, "OWN", goal("under_way", days(30)), follows=first)
    (only,) = read_caseload(officer)
    assert only.due == (Dated("plan_goal", days(30)),)


def test_the_next_assessment_is_due_on_the_day_the_newest_version_names(store, officer):
    desk = Desk(store, "officer-1", lambda: AT)
    first = judgement("OWN", by="officer-1").model_copy(update={"plan": Plan(reassess_on=days(90))})
    desk.save(first)
    (only,) = read_caseload(officer)
    assert (only.due, only.assessed) == ((Dated("assessment", days(90)),), True)
    parts = {"plan": Plan(reassess_on=days(15))}
    desk.save(revise_judgement(first, parts, by="officer-1", at=AT + timedelta(hours=1), why="sooner"))
    (only,) = read_caseload(officer)
    assert only.due == (Dated("assessment", days(15)),)
    assert only.changed == Change("assessment", AT + timedelta(hours=1))


@pytest.mark.parametrize("late", ["returned_late", "not_returned"])
def test_incidents_and_late_returns_are_alerts_for_thirty_days_and_no_longer(officer, late):
    edge, past = TODAY - RECENT, TODAY - RECENT - timedelta(days=1)
    for content in (
        Incident(incident_kind="quarrel", happened_on=edge, account="Loud"),
        Incident(incident_kind="quarrel", happened_on=past, account="Loud"),
        leave(late, days(-2)), leave("returned_on_time", days(-1)), leave(late, past),
    ):  # fmt: skip
        record(officer, "OWN", content)
    (only,) = read_caseload(officer)
    assert only.alerts == (Dated(late, days(-2)), Dated("incident", edge))


def test_each_role_sees_its_own_reach_and_some_see_none(store):
    seen = {
        user: [each.person.id for each in read_caseload(Access(store, user, lambda: AT))]
        for user in ("officer-1", "officer-2", "unit-1", "supervisor-1")
    }
    assert seen == {"officer-1": ["OWN"], "officer-2": [], "unit-1": ["OWN"], "supervisor-1": ["OWN", "TEAM"]}
    for user in ("researcher-1", "inspector-1", "nobody"):
        with pytest.raises(AccessRefused):
            read_caseload(Access(store, user, lambda: AT))


def test_what_waits_for_someone_is_told_to_them_alone(store):
    """Who was asked to judge apart, then both who judged, and everyone while a correction is asked."""

    def waits(user: str) -> list[str]:
        (entry,) = [each for each in read_caseload(Access(store, user)) if each.person.id == "OWN"]
        return [each.kind for each in entry.alerts]

    first, second = (
        Access(store, user, lambda hours=hours: AT + timedelta(hours=hours))
        for user, hours in (("officer-1", 1), ("unit-1", 2))
    )
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    assert (waits("officer-1"), waits("unit-1")) == ([], [])
    ask_second(first, "OWN", instrument="needs", assessor="unit-1", why="four eyes")
    assert (waits("officer-1"), waits("unit-1")) == ([], ["second_asked"])
    rules = JudgementRules(judgement("OWN", by="officer-1").instrument, {}, (), ("low", "high"))
    give_second(second, "OWN", ratings=(), level="high", reasons="Apart", rules=rules, why="given")
    assert (waits("officer-1"), waits("unit-1")) == (["consensus"], ["consensus"])
    record(first, "OWN", CorrectionRequest(received_on=TODAY, about="x", request="y"))
    assert waits("unit-1") == ["consensus", "correction"]
