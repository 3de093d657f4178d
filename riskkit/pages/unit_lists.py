"""Incidents, leave and goals of a unit, as rows in words."""

from datetime import date, timedelta
from typing import Any, Final

from riskkit.casework.caseload import LATE_RETURNS
from riskkit.pages.texts import Texts
from riskkit.pages.unit_people import UnitPeople
from riskkit.pages.unit_rows import Row, action, cell, day_cell, person_cell, shown_list, value
from riskkit.records.dossier import Incident, Leave, PlanGoal
from riskkit.records.dossier_entries import DossierEntry

RECENT: Final = timedelta(days=30)
DONE: Final = ("reached", "dropped")
OVER: Final = ("refused", "returned_on_time", *LATE_RETURNS)
"""Outcomes after which nothing of a leave is to come."""


def show_incidents(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return the incidents of everyone here, newest first."""
    found = sorted(people.entries(Incident), key=lambda each: each[1].happened_on, reverse=True)
    rows = [
        Row(
            entry.id,
            [
                day_cell(content.happened_on, texts.short_day(content.happened_on)),
                person_cell(people, entry.person, texts),
                cell(content.incident_kind),
                cell(content.account),
                cell(people.by(entry)),
            ],
            {"all"} | ({"recent"} if people.today - content.happened_on <= RECENT else set()),
        )
        for entry, content in found
    ]
    columns = ("happened", "person", "incident", "account", "recorded")
    return shown_list("incidents", columns, ("all", "recent"), rows, texts)


def show_leaves(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return every leave, newest first."""
    found = sorted(people.entries(Leave), key=lambda each: each[1].starts_on, reverse=True)
    rows = [_leave(entry, content, people, texts) for entry, content in found]
    columns = ("leave_days", "person", "leave", "outcome", "reason")
    return shown_list("leaves", columns, ("all", "ahead", "wrong"), rows, texts)


def _leave(entry: DossierEntry, content: Leave, people: UnitPeople, texts: Texts) -> Row:
    wrong, ahead = content.outcome in LATE_RETURNS, content.outcome not in OVER
    first, last = texts.short_day(content.starts_on), content.ends_on
    days = first if last in (None, content.starts_on) else _span(content.starts_on, last, texts)
    unknown = ahead and last is not None and last < people.today
    outcome = texts.say("leave_unknown") if unknown else value(content.outcome, texts)
    conditions = [texts.say("conditions", said=content.conditions)] if content.conditions else []
    tags = {"all"} | ({"ahead"} if ahead else set()) | ({"wrong"} if wrong or unknown else set())
    label, who = texts.say("do_outcome"), people.name(entry.person, texts)
    change = action(
        "leave_outcome", entry.id, entry.version, label, who, outcome=content.outcome,
        ends_on=last.isoformat() if last else "",
    )  # fmt: skip
    return Row(
        entry.id,
        [
            day_cell(content.starts_on, days),
            person_cell(people, entry.person, texts),
            cell(content.leave_kind),
            cell(outcome, alert=wrong or unknown),
            cell(content.reasons, quiet=conditions),
        ],
        tags,
        [change] if ahead else [],
    )


def _span(first: date, last: date | None, texts: Texts) -> str:
    return texts.say(
        "span", first=texts.short_day(first), last=texts.short_day(last) if last else texts.say("nothing")
    )


def show_goals(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return the goals that people work on, soonest review first."""
    found = sorted(people.entries(PlanGoal), key=lambda each: (each[1].progress in DONE, each[1].review_on))
    rows = [_goal(entry, content, people, texts) for entry, content in found]
    columns = ("person", "goal", "progress", "goal_review", "responsible")
    return shown_list("goals", columns, ("open", "late", "all"), rows, texts)


def _goal(entry: DossierEntry, content: PlanGoal, people: UnitPeople, texts: Texts) -> Row:
    done = content.progress in DONE
    late = not done and content.review_on < people.today
    day = texts.short_day(content.review_on)
    said = texts.say("nothing") if done else texts.say("review_late" if late else "review_on", day=day)
    steps = [texts.say("step", said=each) for each in content.steps]
    view = [texts.say("own_view", said=content.persons_view)] if content.persons_view else []
    who = texts.say("pair", first=people.name(entry.person, texts), second=content.domain)
    change = action(
        "goal_progress", entry.id, entry.version, texts.say("do_progress"), who, progress=content.progress
    )
    return Row(
        entry.id,
        [
            person_cell(people, entry.person, texts),
            cell(f"{content.domain}: {content.goal}", quiet=[*steps, *view]),
            cell(value(content.progress, texts)),
            day_cell(None if done else content.review_on, said, late=late),
            cell(content.responsible),
        ],
        {"all"} | (set() if done else {"open"}) | ({"late"} if late else set()),
        [] if done else [change],
    )
