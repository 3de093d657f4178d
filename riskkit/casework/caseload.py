"""The caseload at a glance: what is due, what changed, what asks for attention; nobody's words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping, func, select

from riskkit.casework.access import Access, Turn
from riskkit.casework.blindness import withheld_from
from riskkit.casework.policy import Action
from riskkit.casework.reach import within_reach_of
from riskkit.records import Person
from riskkit.records.assessments import standing_version
from riskkit.records.dossier import KINDS
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.judgement import Judgement
from riskkit.records.people import read_person
from riskkit.records.sealing import is_erased
from riskkit.records.tables import assessment, assessment_version
from riskkit.records.tables import person as person_table

RECENT: Final = timedelta(days=30)
"""For so long an incident or a late return is shown as an alert."""

DEADLINES: Final = {
    "plan_goal": "review_on", "measure": "review_on",
    "special_condition": "ends_on", "supervision_order": "ends_on",
}  # fmt: skip
"""Column of each kind of entry that says by when someone has to look at it."""

LATE_RETURNS: Final = ("returned_late", "not_returned")


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of a kind on a day: a deadline, or what asks for attention."""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Change:
    """What was recorded last, and when."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseloadEntry:
    """One person in a caseload.

    Attributes
    ----------
    person : Person
        Who.
    due : tuple of Dated
        Deadlines, earliest first: "assessment" and the kinds of `DEADLINES`.
    conditions : tuple of Dated
        Special conditions that hold today, by kind, with their first day.
    alerts : tuple of Dated
        What waits for this user: "second_asked" (to judge apart), "consensus" (to agree with the other
        assessor), "correction" (a request that is open); then "incident", "returned_late" or
        "not_returned" within `RECENT`.
    changed : Change or None
        Newest entry or version; None where there is none.
    assessed : bool
        Whether there is any assessment.
    """

    person: Person
    due: tuple[Dated, ...]
    conditions: tuple[Dated, ...]
    alerts: tuple[Dated, ...]
    changed: Change | None
    assessed: bool


def read_caseload(access: Access) -> tuple[CaseloadEntry, ...]:
    """Return everyone in this user's caseload, in order of pseudonym.

    Raises
    ------
    AccessRefused
        The role has no caseload.
    """
    with access.permitted(Action.LIST) as turn:
        rows = turn.connection.execute(
            select(person_table).where(within_reach_of(turn.actor, Action.LIST)).order_by(person_table.c.id)
        )
        people = [read_person(row) for row in rows.all()]
        turn.subject = f"{len(people)} people, what is due"
        found = {kind: _by_person(_newest_rows(turn, kind)) for kind in KINDS}
        saved = _last_saved(turn)
        reassess, waiting = _of_assessments(turn)
        today = turn.at.date()
        return tuple(
            _entry(each, {kind: rows[each.id] for kind, rows in found.items()}, reassess[each.id],
                   waiting[each.id], saved.get(each.id), today)
            for each in people
        )  # fmt: skip


def _entry(
    person: Person,
    rows: dict[str, Sequence[RowMapping]],
    reassess: Iterable[Dated],
    waiting: Iterable[Dated],
    saved: datetime | None,
    today: date,
) -> CaseloadEntry:
    changes = [
        Change(kind, datetime.fromisoformat(row["recorded_at"])) for kind, of in rows.items() for row in of
    ]
    if saved is not None:
        changes.append(Change("assessment", saved))
    return CaseloadEntry(
        person,
        tuple(sorted([*_deadlines(rows, today), *reassess], key=lambda each: each.on)),
        tuple(
            Dated(row["condition_kind"], _day(row["starts_on"]))
            for row in rows["special_condition"]
            if _holds(row, today)
        ),
        (*waiting, *sorted(_alerts(rows, today), key=lambda each: each.on, reverse=True)),
        max(changes, key=lambda each: each.at, default=None),
        saved is not None,
    )


def _deadlines(rows: dict[str, Sequence[RowMapping]], today: date) -> Iterable[Dated]:
    """Yield deadlines: reviews of what still runs, and ends that are not past."""
    for kind, column in DEADLINES.items():
        for row in rows[kind]:
            ended = column == "ends_on" and row[column] is not None and _day(row[column]) < today
            done = row.get("progress") in ("reached", "dropped") or (
                kind == "measure" and not _holds(row, today)
            )
            if row[column] is not None and not ended and not done:
                yield Dated(kind, _day(row[column]))


def _alerts(rows: dict[str, Sequence[RowMapping]], today: date) -> Iterable[Dated]:
    for row in rows["correction_request"]:
        if row["outcome"] == "open":
            yield Dated("correction", _day(row["received_on"]))
    for row in rows["incident"]:
        if today - _day(row["happened_on"]) <= RECENT:
            yield Dated("incident", _day(row["happened_on"]))
    for row in rows["leave"]:
        on = _day(row["ends_on"] or row["starts_on"])
        if row["outcome"] in LATE_RETURNS and today - on <= RECENT:
            yield Dated(row["outcome"], on)


def _newest_rows(turn: Turn, kind: str) -> Sequence[RowMapping]:
    """Return the structure of the newest version of every entry of one kind in the caseload."""
    table = DOSSIER_TABLES[kind]
    newest = select(table.c.id, func.max(table.c.version).label("version")).group_by(table.c.id).subquery()
    wanted = (
        select(table.c.person, table.c.recorded_at, *(table.c[name] for name in KINDS[kind].STRUCTURE))
        .join(newest, (table.c.id == newest.c.id) & (table.c.version == newest.c.version))
        .join(person_table, person_table.c.id == table.c.person)
        .where(within_reach_of(turn.actor, Action.LIST))
    )
    return turn.connection.execute(wanted).mappings().all()


def _last_saved(turn: Turn) -> dict[str, datetime]:
    wanted = (
        select(assessment.c.person, func.max(assessment_version.c.saved_at).label("at"))
        .join(assessment_version, assessment_version.c.assessment == assessment.c.id)
        .join(person_table, person_table.c.id == assessment.c.person)
        .where(within_reach_of(turn.actor, Action.LIST))
        .group_by(assessment.c.person)
    )
    return {row.person: datetime.fromisoformat(row.at) for row in turn.connection.execute(wanted)}


def _of_assessments(turn: Turn) -> tuple[dict[str, list[Dated]], dict[str, list[Dated]]]:
    """Return when each person is to be assessed again, and what waits for the actor; no words beside."""
    wanted = (
        select(assessment.c.id, assessment.c.person)
        .join(person_table, person_table.c.id == assessment.c.person)
        .where(within_reach_of(turn.actor, Action.LIST))
        .order_by(assessment.c.number)
    )
    newest: dict[tuple[str, str], Dated] = {}
    waiting = defaultdict[str, list[Dated]](list)
    for row in turn.connection.execute(wanted).all():
        if is_erased(turn.connection, row.person):
            continue
        judgement = standing_version(turn.connection, turn.keys, row.id)
        waiting[row.person].extend(_waits_for(judgement, turn.actor.name))
        if withheld_from(judgement, turn.actor.name):
            continue
        key = (row.person, judgement.instrument.id)
        newest.pop(key, None)  # a later assessment without a plan takes the deadline away
        if judgement.plan is not None:
            newest[key] = Dated("assessment", judgement.plan.reassess_on)
    found = defaultdict[str, list[Dated]](list)
    for (person, _), due in newest.items():
        found[person].append(due)
    return found, waiting


def _waits_for(judgement: Judgement, user: str) -> Iterable[Dated]:
    """Yield what an assessment waits for this user to do: judge apart, or agree with the other."""
    asked, second = judgement.second_asked, judgement.second
    if asked is not None and withheld_from(judgement, user):
        yield Dated("second_asked", asked.at.date())
    elif second is not None and judgement.consensus is None and user in judgement.assessors:
        yield Dated("consensus", second.summary.at.date())


def _by_person(rows: Iterable[RowMapping]) -> defaultdict[str, list[RowMapping]]:
    found = defaultdict[str, list[RowMapping]](list)
    for row in rows:
        found[row["person"]].append(row)
    return found


def _holds(row: RowMapping, today: date) -> bool:
    return _day(row["starts_on"]) <= today and (row["ends_on"] is None or _day(row["ends_on"]) >= today)


def _day(written: Any) -> date:
    return date.fromisoformat(written)
