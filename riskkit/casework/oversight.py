"""What a supervisor oversees: work per officer, levels changed after a figure, second assessments.

Everything is of the supervisor's own unit or team. Nobody's words are taken from the files: of a
judgement only its levels, who gave them and when.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import func, select

from riskkit.casework.access import Access, Turn
from riskkit.casework.policy import Action
from riskkit.casework.reach import within_reach_of
from riskkit.errors import InstrumentError
from riskkit.instruments import load
from riskkit.records.access_tables import account, assignment
from riskkit.records.assessments import standing_version
from riskkit.records.judgement import Judgement
from riskkit.records.sealing import is_erased
from riskkit.records.tables import assessment, assessment_version
from riskkit.records.tables import person as person_table

RECENT: Final = timedelta(days=90)
"""Over this long the assessments are counted that someone saved."""

WORKING: Final = ("officer", "unit")
"""Roles that are responsible for people."""

Direction = Literal["up", "down", "unknown"]
LevelsOf = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the own unit or team, and what is with them.

    Attributes
    ----------
    account, name, role : str
        Key, name shown, and role.
    active : bool
        Whether the account may log in.
    people : tuple of str
        Pseudonyms of whom they are responsible for.
    saved : int
        Versions of assessments that they saved within `RECENT`.
    """

    account: str
    name: str
    role: str
    active: bool
    people: tuple[str, ...]
    saved: int


@dataclass(frozen=True, slots=True)
class LevelMoved:
    """A summary level that changed after figures were seen.

    Attributes
    ----------
    person, instrument, by : str
        About whom, with which instrument, by whom.
    at : datetime
        When.
    before, after : str
        The levels.
    direction : {"up", "down", "unknown"}
        By the instrument's own order; unknown where it has no such level.
    ground : str or None
        The reason in one word; None in records from before it was asked.
    """

    person: str
    instrument: str
    by: str
    at: datetime
    before: str
    after: str
    direction: Direction
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two assessors said the same, with one instrument.

    Attributes
    ----------
    instrument : str
        Which.
    assessed : int
        Assessments with a summary judgement.
    second : int
        Of these, those with a second assessor.
    same_level : int
        Of these, those in which both gave the same summary level.
    items, same_items : int
        Items that both rated, and those with the same rating.
    consensus : int
        Second assessments after which both wrote down what they agree on.
    """

    instrument: str
    assessed: int
    second: int
    same_level: int
    items: int
    same_items: int
    consensus: int


@dataclass(frozen=True, slots=True)
class Oversight:
    """The own unit or team at one moment.

    Attributes
    ----------
    place : str
        The unit or team.
    colleagues : tuple of Colleague
        Those who are or were responsible for people, by name.
    with_nobody : tuple of str
        Pseudonyms of whom no active colleague of this place is responsible for.
    moved : tuple of LevelMoved
        Newest first.
    agreement : tuple of Agreement
        By instrument.
    """

    place: str
    colleagues: tuple[Colleague, ...]
    with_nobody: tuple[str, ...]
    moved: tuple[LevelMoved, ...]
    agreement: tuple[Agreement, ...]


def read_oversight(access: Access, *, levels_of: LevelsOf | None = None) -> Oversight:
    """Return what there is to oversee in the own unit or team.

    Parameters
    ----------
    access : Access
        Of a supervisor.
    levels_of : callable, optional
        Summary levels of an instrument from low to high, by its id; by default the library's.

    Raises
    ------
    AccessRefused
        The role oversees no team.
    """
    with access.permitted(Action.OVERSEE) as turn:
        people = tuple(
            turn.connection.execute(
                select(person_table.c.id)
                .where(within_reach_of(turn.actor, Action.OVERSEE))
                .order_by(person_table.c.id)
            ).scalars()
        )
        judgements = _standing(turn)
        colleagues = _colleagues(turn, set(people))
        held = {each for one in colleagues if one.active for each in one.people}
        turn.subject = f"{len(people)} people, {len(colleagues)} colleagues"
        return Oversight(
            turn.actor.place,
            colleagues,
            tuple(each for each in people if each not in held),
            _moved(judgements, levels_of or library_levels),
            _agreement(judgements),
        )


def library_levels(instrument: str) -> tuple[str, ...]:
    """Return the summary levels of an instrument of the library, low to high; none where it has none."""
    try:
        rule = load(instrument).rule
    except InstrumentError:
        return ()
    return tuple(str(each.code) for each in rule.levels) if rule.kind == "judgement" else ()


def direction_of(before: str, after: str, levels: Sequence[str]) -> Direction:
    """Return which way a level moved."""
    if before not in levels or after not in levels:
        return "unknown"
    return "up" if levels.index(after) > levels.index(before) else "down"


def _standing(turn: Turn) -> list[Judgement]:
    """Return the newest version of every assessment in reach whose key is there."""
    wanted = (
        select(assessment.c.id, assessment.c.person)
        .join(person_table, person_table.c.id == assessment.c.person)
        .where(within_reach_of(turn.actor, Action.OVERSEE))
        .order_by(assessment.c.created_at, assessment.c.id)
    )
    rows = turn.connection.execute(wanted).all()
    gone = {each for each in {row.person for row in rows} if is_erased(turn.connection, each)}
    return [standing_version(turn.connection, turn.keys, row.id) for row in rows if row.person not in gone]


def _colleagues(turn: Turn, people: set[str]) -> tuple[Colleague, ...]:
    """Return who works here, each with the people of this place that are theirs."""
    held = defaultdict[str, list[str]](list)
    open_ones = select(assignment.c.account, assignment.c.person).where(assignment.c.until.is_(None))
    for row in turn.connection.execute(open_ones.order_by(assignment.c.person)).all():
        if row.person in people:
            held[row.account].append(row.person)
    saved = _saved(turn)
    here = (
        select(account.c.name, account.c.display_name, account.c.role, account.c.active)
        .where(account.c.place == turn.actor.place, account.c.role.in_(WORKING))
        .order_by(account.c.display_name, account.c.name)
    )
    return tuple(
        Colleague(row.name, row.display_name, row.role, bool(row.active), tuple(held[row.name]),
                  saved.get(row.name, 0))
        for row in turn.connection.execute(here).all()
    )  # fmt: skip


def _saved(turn: Turn) -> Mapping[str, int]:
    since = (turn.at - RECENT).astimezone(UTC).isoformat()
    wanted = (
        select(assessment_version.c.saved_by, func.count().label("n"))
        .join(assessment, assessment.c.id == assessment_version.c.assessment)
        .join(person_table, person_table.c.id == assessment.c.person)
        .where(within_reach_of(turn.actor, Action.OVERSEE), assessment_version.c.saved_at >= since)
        .group_by(assessment_version.c.saved_by)
    )
    return {row.saved_by: row.n for row in turn.connection.execute(wanted).all()}


def _moved(judgements: Iterable[Judgement], levels_of: LevelsOf) -> tuple[LevelMoved, ...]:
    found = [
        LevelMoved(
            each.person, each.instrument.id, moved.by, moved.at, moved.previous_level, moved.level,
            direction_of(moved.previous_level, moved.level, levels_of(each.instrument.id)), moved.ground,
        )
        for each in judgements
        for moved in each.overrides
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.at, each.person), reverse=True))


def _agreement(judgements: Iterable[Judgement]) -> tuple[Agreement, ...]:
    counts = defaultdict[str, Counter[str]](Counter)
    for each in judgements:
        counts[each.instrument.id].update(_compared(each))
    return tuple(
        Agreement(
            name, found["assessed"], found["second"], found["same_level"], found["items"],
            found["same_items"], found["consensus"],
        )
        for name, found in sorted(counts.items())
    )  # fmt: skip


def _compared(judgement: Judgement) -> Counter[str]:
    """Count, for one assessment, what its two assessors said."""
    found = Counter[str](assessed=int(judgement.summary is not None))
    if judgement.summary is None or judgement.second is None:
        return found
    first = {each.item: each.rating for each in judgement.items}
    both = [(first[each.item], each.rating) for each in judgement.second.ratings if each.item in first]
    found.update(
        second=1,
        same_level=int(judgement.summary.level == judgement.second.summary.level),
        items=len(both),
        same_items=sum(_said(one) == _said(other) for one, other in both),
        consensus=int(judgement.consensus is not None),
    )
    return found


def _said(rating: object) -> tuple[object, object]:
    """Return state and level of a rating: the reason for not knowing may be worded otherwise."""
    return getattr(rating, "state", None), getattr(rating, "level", None)
