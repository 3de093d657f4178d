"""Assessments of made-up people at every step, so that each role's page shows its whole journey at once.

Everything goes the way it goes in the pages, through casework, each step on the day on which it
would have been taken: counted back from the day on which the demonstration is made.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select

from riskkit.casework.demonstration import (
    DEMONSTRATION_INSTRUMENT,
    TEAM,
    levels_of,
    made_up_item,
    rules_of,
)
from riskkit.casework.desk import Desk
from riskkit.casework.figures import note_base_rate
from riskkit.casework.second import ask_second, give_second
from riskkit.errors import Fault, StoreError
from riskkit.instruments import Instrument, load
from riskkit.records import new_record_id, people_assessed
from riskkit.records.judgement import Consensus, ItemRating, Judgement, Rated, Rating, revise_judgement
from riskkit.records.judgement_check import check_judgement, differing_items
from riskkit.records.judgement_figures import override_level
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.judgement_items import ItemJudgement
from riskkit.records.judgement_plan import Degree, Formulation, Goal, Measure, Plan, Scenario
from riskkit.records.store import Store
from riskkit.records.tables import person, signature
from riskkit.wording import wording

FIRST, SECOND = "ter-officer-1", "ter-officer-2"
STEPS: Final[tuple[str, ...]] = ("begun", "explained", "judged", "asked", "compared", "agreed", "signed")
"""How far an assessment has come; one made-up person each, in this order."""

SEED: Final = 2026
RELEVANT: Final = 5
"""Items that are marked as relevant, from the first on."""


@dataclass(frozen=True, slots=True)
class Journeys:
    """What is needed to take the steps.

    Attributes
    ----------
    store : Store
        With the made-up caseload.
    today : date
        Day on which the demonstration is made.
    evidence : str
        Fingerprint of the published counts of which the base rate is shown.
    instrument : Instrument
        With which is assessed.
    """

    store: Store
    today: date
    evidence: str
    instrument: Instrument = field(default_factory=lambda: load(DEMONSTRATION_INSTRUMENT))

    def day(self, ahead: int) -> date:
        """Return the day so many days ahead."""
        return self.today + timedelta(days=ahead)

    def desk(self, user: str, back: int, minute: int = 0) -> Desk:
        """Return a user's desk as it was so many days ago, in office hours."""
        moment = datetime.combine(self.day(-back), time(9, minute), UTC)
        return Desk(self.store, user, lambda: moment)


def seed_journeys(journeys: Journeys) -> dict[str, str]:
    """Take made-up people of the team through the steps of an assessment; once, however often this runs.

    Returns
    -------
    dict of str to str
        Pseudonym by step of `STEPS`; empty where it was done before or there are too few people.
    """
    with journeys.store.reading() as connection:
        signed = connection.execute(select(signature.c.assessment).limit(1)).first()
    people = _people_without_assessment(journeys.store)
    if signed is not None or len(people) < len(STEPS):
        return {}
    whose: dict[str, str] = dict[str, str](zip(STEPS, people, strict=False))
    for _, take in sorted(_timetable(journeys, whose), key=lambda each: -each[0]):
        take()
    return whose


def _people_without_assessment(store: Store) -> list[str]:
    """Return the made-up people of the team without an assessment, in order of pseudonym."""
    there = people_assessed(store, DEMONSTRATION_INSTRUMENT)
    wanted = select(person.c.id).where(person.c.place == TEAM, person.c.synthetic == 1)
    with store.reading() as connection:
        every = connection.execute(wanted.order_by(person.c.id)).scalars().all()
    return [each for each in every if each not in there]


Step = tuple[int, Callable[[], object]]


def _timetable(at: Journeys, whose: Mapping[str, str]) -> Iterator[Step]:
    """Yield what happened, each with how many days ago."""
    for step, back in (("signed", 30), ("agreed", 20), ("compared", 12), ("judged", 9), ("asked", 8)):
        yield back, partial(_judge, at, whose[step], back)
    yield 29, partial(_see_base_rate, at, whose["signed"], 29)
    yield 29, partial(_sign, at, whose["signed"], FIRST, 29)
    yield 28, partial(_sign, at, whose["signed"], SECOND, 28)
    for step, back in (("agreed", 18), ("compared", 10), ("asked", 5)):
        yield back, partial(_ask, at, whose[step], back)
    for step, back in (("agreed", 16), ("compared", 7)):
        yield back, partial(_give, at, whose[step], back)
    yield 15, partial(_agree, at, whose["agreed"], 15)
    yield 14, partial(_see_base_rate, at, whose["agreed"], 14)
    yield 13, partial(_override, at, whose["agreed"], 13)
    yield 6, partial(_begin, at, whose["begun"], 6)
    yield 5, partial(_explain, at, whose["explained"], 5)


def _first(at: Journeys, whom: str, back: int, **parts: object) -> Judgement:
    """Return a first version by the first assessor."""
    desk = at.desk(FIRST, back)
    start = {
        "record": new_record_id(), "saved_by": FIRST, "saved_at": desk.clock(), "person": whom,
        "instrument": rules_of(at.instrument).instrument, **parts,
    }  # fmt: skip
    return check_judgement(Judgement.model_validate(start), rules_of(at.instrument))


def _items(at: Journeys, whom: str, back: int) -> tuple[ItemJudgement, ...]:
    draw, items = random.Random(f"journeys {SEED} {whom}"), at.instrument.items
    made = [made_up_item(item, item.id == items[2].id, draw, at.day(-back)) for item in items]
    return tuple(_looked_for(each, number) for number, each in enumerate(made))


def _looked_for(made: ItemJudgement, number: int) -> ItemJudgement:
    """Return an item that says where was looked on the side on which nothing was found."""
    rated = isinstance(made.rating, Rated)
    said = {
        "none_for": _say("looked_for") if rated and not made.evidence_for else None,
        "none_against": _say("looked_for") if rated and not made.evidence_against else None,
        "relevant": number < RELEVANT,
        "decisive": number == 0,
    }
    return made.model_copy(update=said)


def _begin(at: Journeys, whom: str, back: int) -> None:
    """Save what was found on the first items; nothing is judged yet."""
    at.desk(FIRST, back).save(_first(at, whom, back, items=_items(at, whom, back)[:4]))


def _explain(at: Journeys, whom: str, back: int) -> None:
    """Save everything found, the explanation and a scenario; plan and judgement are still to come."""
    items = _items(at, whom, back)
    explained = {"formulation": _formulation(items), "scenarios": (_scenario(),)}
    at.desk(FIRST, back).save(_first(at, whom, back, items=items, **explained))


def _judge(at: Journeys, whom: str, back: int) -> None:
    """Save an assessment in which nothing lacks."""
    desk, items = at.desk(FIRST, back), _items(at, whom, back)
    level = levels_of(at.instrument)[1].code
    judged = SummaryJudgement(
        level=str(level), reasons=_say("summary_reasons"), assessor=FIRST, at=desk.clock()
    )
    desk.save(
        _first(
            at, whom, back, items=items, formulation=_formulation(items), scenarios=(_scenario(),),
            plan=_plan(at, back), summary=judged,
        )
    )  # fmt: skip


def _ask(at: Journeys, whom: str, back: int) -> None:
    access = at.desk(FIRST, back).access
    ask_second(access, whom, instrument=at.instrument.id, assessor=SECOND, why=_say("second_asked"))


def _give(at: Journeys, whom: str, back: int) -> None:
    """Give the second judgement: alike but for the items on which the two are to differ."""
    rules = rules_of(at.instrument)
    seen = {each.item: each for each in _items(at, whom, back)}
    ratings = [
        ItemRating(item=item, rating=_other(seen[item].rating, rules.levels[item]), reasons=_say("source"))
        if item in _differing(at)
        else ItemRating(item=item, rating=seen[item].rating)
        for item in rules.levels
    ]
    give_second(
        at.desk(SECOND, back).access, whom, ratings=ratings, level=str(levels_of(at.instrument)[2].code),
        reasons=_say("second_reasons"), rules=rules, why=_say("second_given"),
    )  # fmt: skip


def _agree(at: Journeys, whom: str, back: int) -> None:
    """Settle every item on which the two differed, and the level."""
    desk = at.desk(FIRST, back)
    judgement = _newest(desk, at, whom)
    second = {each.item: each.rating for each in judgement.second.ratings} if judgement.second else {}
    settled = tuple(ItemRating(item=item, rating=second[item]) for item in differing_items(judgement))
    consensus = Consensus(
        ratings=settled, level=str(levels_of(at.instrument)[1].code), reasons=_say("agreed_reasons"),
        at=desk.clock(),
    )  # fmt: skip
    made = revise_judgement(
        judgement, {"consensus": consensus}, by=FIRST, at=desk.clock(), why=_say("agreed_note")
    )
    desk.save(check_judgement(made, rules_of(at.instrument)))


def _see_base_rate(at: Journeys, whom: str, back: int) -> None:
    access = at.desk(FIRST, back, minute=20).access
    note_base_rate(access, whom, instrument=at.instrument.id, evidence=at.evidence)


def _override(at: Journeys, whom: str, back: int) -> None:
    """Change the level after the base rate was seen; the judgement itself stays as it was."""
    desk = at.desk(FIRST, back)
    level = str(levels_of(at.instrument)[2].code)
    desk.save(
        override_level(
            _newest(desk, at, whom), level=level, reasons=_say("override_reasons"), by=FIRST,
            at=desk.clock(), ground="new_information",
        )
    )  # fmt: skip


def _sign(at: Journeys, whom: str, user: str, back: int) -> None:
    desk = at.desk(user, back, minute=30)
    desk.sign(_newest(desk, at, whom))


def _newest(desk: Desk, at: Journeys, whom: str) -> Judgement:
    judgement = desk.open_file(whom, instrument=at.instrument.id).judgement
    if judgement is None:
        raise StoreError(Fault("demonstration", "has no assessment where one was just made"))
    return judgement


def _differing(at: Journeys) -> tuple[str, ...]:
    return at.instrument.items[0].id, at.instrument.items[6].id


def _other(rating: Rating, levels: Sequence[str]) -> Rating:
    """Return a level beside the one that was given."""
    given = rating.level if isinstance(rating, Rated) else levels[0]
    return Rated(level=next(each for each in levels if each != given))


def _formulation(items: tuple[ItemJudgement, ...]) -> Formulation:
    return Formulation(
        account=_say("formulation_account"), driving=(_say("driving"),), restraining=(_say("restraining"),),
        items=tuple(each.item for each in items if each.relevant),
    )  # fmt: skip


def _scenario() -> Scenario:
    degree = Degree(degree="moderate", reason=_say("scenario_reason"))
    return Scenario(
        name=_say("scenario_name"), kind="repeat", nature=_say("scenario_nature"), severity=degree,
        imminence=degree, likelihood=degree, at_risk=(_say("scenario_at_risk"),),
        warning_signs=(_say("scenario_sign"),),
    )  # fmt: skip


def _plan(at: Journeys, back: int) -> Plan:
    measure = Measure(
        kind="supervision", description=_say("plan_measure"), responsible=_say("plan_responsible"),
        scenarios=(_say("scenario_name"),), starts=at.day(-back),
    )  # fmt: skip
    goal = Goal(
        domain=_say("goal_work_domain"), goal=_say("goal_work"), steps=(_say("goal_step"),),
        responsible=_say("goal_responsible"), persons_view=_say("plan_view"), review_on=at.day(60),
        progress="under_way",
    )  # fmt: skip
    return Plan(measures=(measure,), goals=(goal,), reassess_on=at.day(180 - back))


def _say(key: str) -> str:
    return wording("demonstration", "nl")(key)
