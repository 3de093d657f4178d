"""What a made-up person's file holds besides assessments, all made up and marked so."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from riskkit.records import Person, Store
from riskkit.records.dossier import (
    DossierMeasure,
    DossierPart,
    Incident,
    Leave,
    OwnView,
    Placement,
    PlanGoal,
    SpecialCondition,
    SupervisionOrder,
)
from riskkit.records.dossier_entries import add_entry, entries_of
from riskkit.wording import wording

CONDITIONS: Final = (
    "location_ban", "reporting_duty", "contact_ban", "specialist_care", "electronic_monitoring",
)  # fmt: skip
RETURNED: Final = ("returned_on_time", "returned_on_time", "returned_late", "not_returned")
PROGRESS: Final = ("not_started", "under_way", "under_way", "reached")


def seed_files(store: Store, people: tuple[Person, ...], *, seed: int, today: date) -> None:
    """Fill the files of made-up people, by days counted from ``today``; doing it twice adds nothing.

    Parameters
    ----------
    store : Store
        A store with these people.
    people : tuple of Person
        Made-up people.
    seed : int
        The same seed gives the same files.
    today : date
        Day on which the demonstration is made, so that some things are due and some are late.
    """
    with store.writing() as connection:
        for number, person in enumerate(people):
            if entries_of(connection, store.keys, person=person.id, kind="placement"):
                continue
            draw = random.Random(seed * 1000 + number)
            by = "ter-officer-1" if person.setting == "team" else f"unit-{person.place[-1].lower()}-officer-1"
            for back, content in _file(person, draw, today):
                at = datetime.combine(today - timedelta(days=back), time(9, 30), UTC)
                add_entry(connection, store.keys, person=person.id, content=content, by=by, at=at)


def _file(person: Person, draw: random.Random, today: date) -> Iterator[tuple[int, DossierPart]]:
    """Yield entries, each with how many days ago it was recorded."""
    came = draw.randint(120, 500)
    if person.setting == "team":
        yield came, _placement("unit", "Terrorist Unit A", today, came + 700, came + 1)
        yield from _leaves(draw, today, came + 60)
        yield came, _placement("team", person.place, today, came, None)
        yield from _supervision(draw, today, came)
    else:
        yield came, _placement("unit", person.place, today, came, None)
        yield from _leaves(draw, today, draw.randint(2, 60))
    if draw.random() < 0.25:
        happened = draw.randint(3, 80)
        yield happened - 1, Incident(
            incident_kind=_say("incident_kind"), happened_on=_ago(today, happened),
            account=_say("incident_account"),
        )  # fmt: skip
    yield from _goals(draw, today)
    if draw.random() < 0.4:
        yield (
            20,
            OwnView(given_on=_ago(today, 21), about=_say("own_view_about"), own_words=_say("own_view_words")),
        )


def _placement(
    setting: Literal["unit", "team"], place: str, today: date, first: int, last: int | None
) -> Placement:
    ends = None if last is None else _ago(today, last)
    return Placement(setting=setting, place=place, starts_on=_ago(today, first), ends_on=ends)


def _leaves(draw: random.Random, today: date, back: int) -> Iterator[tuple[int, Leave]]:
    yield back - 1, Leave(
        leave_kind=_say("leave_kind"), starts_on=_ago(today, back), ends_on=_ago(today, back - 1),
        outcome=draw.choice(RETURNED), reasons=_say("leave_reasons"), conditions=_say("leave_conditions"),
    )  # fmt: skip


def _supervision(draw: random.Random, today: date, came: int) -> Iterator[tuple[int, DossierPart]]:
    ends = today + timedelta(days=draw.randint(20, 700))
    yield came, SupervisionOrder(
        order_kind=_say("order_kind"), authority=_say("authority"), starts_on=_ago(today, came), ends_on=ends,
        decision=_say("decision"),
    )  # fmt: skip
    for kind in draw.sample(CONDITIONS, draw.randint(1, 3)):
        yield came, SpecialCondition(
            supervision_order=_say("order_kind"), condition_kind=kind, starts_on=_ago(today, came),
            ends_on=ends if draw.random() < 0.5 else None, description=_say("condition_description"),
        )  # fmt: skip
    if draw.random() < 0.5:
        yield 40, DossierMeasure(
            measure_kind=_say("measure_kind"), legal_ground=_say("legal_ground"),
            decided_by=_say("authority"), starts_on=_ago(today, 45),
            review_on=today + timedelta(days=draw.randint(-15, 90)),
            goal=_say("measure_goal"), proportionality=_say("proportionality"), necessity=_say("necessity"),
        )  # fmt: skip


def _goals(draw: random.Random, today: date) -> Iterator[tuple[int, PlanGoal]]:
    for domain in draw.sample(("housing", "work", "network"), draw.randint(1, 2)):
        yield draw.randint(1, 60), PlanGoal(
            domain=_say(f"goal_{domain}_domain"), review_on=today + timedelta(days=draw.randint(-20, 120)),
            progress=draw.choice(PROGRESS), goal=_say(f"goal_{domain}"), steps=(_say("goal_step"),),
            responsible=_say("goal_responsible"),
        )  # fmt: skip


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _say(key: str) -> str:
    return wording("demonstration", "nl")(key)
