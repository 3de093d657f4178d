"""The demonstration's caseload with files and a few past assessments, all made up and marked so."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from riskkit.casework.assessors import demonstration_assessors
from riskkit.casework.demonstration_file import seed_files
from riskkit.casework.demonstration_unit import seed_units
from riskkit.errors import Fault, InstrumentError
from riskkit.instruments import Instrument, load
from riskkit.instruments.item import Item, Option
from riskkit.records import (
    Person,
    Store,
    new_record_id,
    people_assessed,
    save_judgement,
    seed_synthetic,
    synthetic_people,
)
from riskkit.records.accounts import add_account, assign, find_account
from riskkit.records.judgement import InstrumentReference, Judgement
from riskkit.records.judgement_check import JudgementRules
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.judgement_items import Evidence, ItemJudgement, Rated, Unknown
from riskkit.wording import wording

DEMONSTRATION_INSTRUMENT: Final = "reintegration-needs"
FIRST_DAY: Final = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
TEAM: Final = "Team TER"
NO_PASSWORD: Final = "none"
"""No hash at all: every password fails."""

SHARE_ASSESSED: Final = 5
"""One in so many people has a past assessment."""


def seed_demonstration(store: Store, *, seed: int = 2026, people: int = 60) -> int:
    """Put the made-up caseload, its files and a few past assessments in a store; doing it twice adds nothing.

    Parameters
    ----------
    store : Store
        A store without real people.
    seed : int
        The same seed gives the same people and answers.
    people : int
        How many people.

    Returns
    -------
    int
        How many people were added.

    Notes
    -----
    Each made-up officer gets an account that nobody can log in to yet: it has no password.

    Raises
    ------
    StoreError
        The store holds real people, or another made-up caseload.
    """
    added = seed_synthetic(store, seed=seed, people=people)
    _add_officers(store, synthetic_people(seed=seed, people=people))
    instrument = load(DEMONSTRATION_INSTRUMENT)
    there = people_assessed(store, instrument.id)
    draw = random.Random(seed)
    for turn, person in enumerate(synthetic_people(seed=seed, people=people)[::SHARE_ASSESSED]):
        judgement = _made_up(instrument, person, draw, FIRST_DAY + timedelta(days=3 * turn))
        if person.id not in there:
            save_judgement(store, judgement)
    today, there_now = datetime.now(UTC).date(), synthetic_people(seed=seed, people=people)
    seed_files(store, there_now, seed=seed, today=today)
    seed_units(store, there_now, seed=seed, today=today)
    return added


def _add_officers(store: Store, people: Iterable[Person]) -> None:
    """Give each made-up officer an account, and those of the team the team's caseload."""
    team = [person.id for person in people if person.place == TEAM]
    with store.writing() as connection:
        for officer in demonstration_assessors():
            if find_account(connection, officer.key) is None:
                add_account(
                    connection, name=officer.key, display_name=officer.name, password_hash=NO_PASSWORD,
                    role="officer" if officer.place == TEAM else "unit", place=officer.place, at=FIRST_DAY,
                )  # fmt: skip
            if officer.place == TEAM:
                assign(connection, name=officer.key, people=team, by=officer.key, at=FIRST_DAY)


def _made_up(instrument: Instrument, person: Person, draw: random.Random, at: datetime) -> Judgement:
    """Make up one complete first assessment, by an officer of the person's place."""
    by = draw.choice([each for each in demonstration_assessors() if each.place == person.place]).key
    unknown = draw.choice([item.id for item in instrument.items if item.unknown == "allowed"])
    items = tuple(made_up_item(item, item.id == unknown, draw, at.date()) for item in instrument.items)
    level = str(draw.choice(levels_of(instrument)).code)
    return Judgement(
        record=new_record_id(),
        saved_by=by,
        saved_at=at,
        person=person.id,
        instrument=_reference(instrument),
        items=items,
        summary=SummaryJudgement(level=level, reasons=_say("summary_reasons"), assessor=by, at=at),
    )


def rules_of(instrument: Instrument) -> JudgementRules:
    """Return what an instrument allows, as records check it."""
    return JudgementRules(
        instrument=_reference(instrument),
        levels={item.id: tuple(str(each.code) for each in item.options) for item in instrument.items},
        protective={item.id for item in instrument.items if item.kind == "protective"},
        summary_levels=tuple(str(each.code) for each in levels_of(instrument)),
    )


def _reference(instrument: Instrument) -> InstrumentReference:
    return InstrumentReference(id=instrument.id, version=instrument.version, sha256=instrument.hash)


def levels_of(instrument: Instrument) -> tuple[Option, ...]:
    """Return the levels of the summary judgement."""
    if instrument.rule.kind != "judgement":
        raise InstrumentError(Fault(instrument.id, "computes a result", "structured judgement"))
    return instrument.rule.levels


def made_up_item(item: Item, unknown: bool, draw: random.Random, on: date) -> ItemJudgement:
    """Make up one item's rating, with one piece of evidence if it is rated."""
    level = str(draw.choice(item.options).code)
    reads = "protective" if item.kind == "protective" else "risk"
    if unknown:
        return ItemJudgement(item=item.id, reads=reads, rating=Unknown(reason=_say("unknown_reason")))
    seen = Evidence(
        statement=_say(f"observed_{level}"),
        source=_say("source"),
        dated=on - timedelta(days=draw.randint(1, 30)),
    )
    present = level != "low"
    return ItemJudgement(
        item=item.id,
        reads=reads,
        rating=Rated(level=level),
        evidence_for=(seen,) if present else (),
        evidence_against=() if present else (seen,),
    )


def _say(key: str) -> str:
    return wording("demonstration", "nl")(key)
