"""What made-up people's units keep: phases, wings, releases with handovers, separations; all made up.

By days counted from the day on which the demonstration is made, so that some things are due, some
are late and some are in order.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection

from riskkit.records import Person, Store
from riskkit.records.dossier import DossierPart
from riskkit.records.dossier_entries import add_entry, entries_of
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease, UnitPlace
from riskkit.records.separations import Separation, add_separation, separations_of
from riskkit.wording import wording

PAIRS: Final = (
    (0, 2, "must_not_meet", "both", 60),
    (1, 6, "may_influence", "from_person", -12),
    (4, 5, "may_harm", "from_other", 25),
    (3, 8, "must_not_meet", "both", 150),
)
"""By places in the unit's list: who, whom, what, from whom, and in how many days it is reviewed."""

RELEASE_KINDS: Final = ("conditional", "end_of_sentence", "suspension")
STEPS: Final = (
    ("probation", {"asked_on": -40, "accepted_on": -30}, 20),
    ("municipality", {"asked_on": -40}, -3),
    ("care", {}, 10),
)
"""What is handed over at the first releases: steps taken, and by when, in days from today."""


def seed_units(store: Store, people: Sequence[Person], *, seed: int, today: date) -> None:
    """Fill what units keep of made-up people; doing it twice adds nothing.

    Parameters
    ----------
    store, people, seed, today
        As for `riskkit.casework.demonstration_file.seed_files`.
    """
    by_unit: dict[str, list[Person]] = {}
    for person in people:
        if person.setting == "unit":
            by_unit.setdefault(person.place, []).append(person)
    with store.writing() as connection:
        for unit, inside in by_unit.items():
            by = f"unit-{unit[-1].lower()}-officer-1"
            for number, person in enumerate(inside):
                _seed_person(store, connection, person, number, by=by, seed=seed, today=today)
            if not separations_of(connection, [each.id for each in inside]):
                _seed_separations(store, connection, inside, by=by, today=today)


def _seed_person(
    store: Store, connection: Connection, person: Person, number: int, *, by: str, seed: int, today: date
) -> None:
    if entries_of(connection, store.keys, person=person.id, kind="detention_phase"):
        return
    draw = random.Random(f"unit {seed} {person.id}")

    def keep(content: DossierPart, back: int) -> str:
        at = datetime.combine(today - timedelta(days=back), time(10, 0), UTC)
        return add_entry(connection, store.keys, person=person.id, content=content, by=by, at=at).id

    for back, content in _stay(person, number, draw, today):
        keep(content, back)
    days = 25 + 45 * number if number % 3 == 0 else draw.randint(200, 1200)
    release = keep(_release(draw, today + timedelta(days=days)), 50)
    if number % 3 == 0 and number < 9:
        for step in STEPS[: 3 - number // 3]:
            keep(_handover(release, *step, today), 5)


def _stay(person: Person, number: int, draw: random.Random, today: date) -> Iterator[tuple[int, DossierPart]]:
    """Yield phases and places, each with how many days ago it was recorded."""
    since, now = draw.randint(90, 118), draw.randint(5, 60)
    phase = ("stay", "reintegration", "stay")[number % 3]
    regime = draw.choice(("limited_community", "individual", "community"))
    yield since, DetentionPhase(
        phase="intake", regime="individual", starts_on=today - timedelta(days=since),
        ends_on=today - timedelta(days=now + 1), reasons=_say("phase_reasons"),
    )  # fmt: skip
    yield (
        now,
        DetentionPhase(
            phase=phase, regime=regime, starts_on=today - timedelta(days=now), reasons=_say("phase_reasons")
        ),
    )
    yield since, UnitPlace(
        unit=person.place, spot_kind="wing", spot=_say("wing", number=1 + number % 2),
        starts_on=today - timedelta(days=since),
    )  # fmt: skip
    if number % 4 == 1:
        yield now, UnitPlace(
            unit=person.place, spot_kind="activity", spot=_say("activity"),
            starts_on=today - timedelta(days=now),
        )  # fmt: skip


def _release(draw: random.Random, on: date) -> PlannedRelease:
    kind = draw.choice(RELEASE_KINDS)
    return PlannedRelease.model_validate(
        {"release_on": on, "release_kind": kind, "account": _say("release_account")}
    )


def _handover(release: str, organisation: str, steps: dict[str, int], due: int, today: date) -> Handover:
    days = {name: today + timedelta(days=number) for name, number in steps.items()}
    return Handover.model_validate(
        {"release": release, "organisation": organisation, "due_on": today + timedelta(days=due), **days,
         "task": _say(f"handover_{organisation}")}
    )  # fmt: skip


def _seed_separations(
    store: Store, connection: Connection, inside: list[Person], *, by: str, today: date
) -> None:
    at = datetime.combine(today - timedelta(days=80), time(10, 0), UTC)
    for first, second, kind, direction, review in PAIRS:
        if second < len(inside):
            content = Separation.model_validate(
                {"separation_kind": kind, "direction": direction, "reason": _say(f"apart_{kind}"),
                 "starts_on": today - timedelta(days=80), "review_on": today + timedelta(days=review)}
            )  # fmt: skip
            add_separation(
                connection, store.keys, person=inside[first].id, other=inside[second].id, content=content,
                by=by, at=at,
            )  # fmt: skip


def _say(key: str, **values: object) -> str:
    return wording("demonstration", "nl")(key, **values)
