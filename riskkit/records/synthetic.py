"""A made-up caseload to practise and demonstrate with: the same seed gives the same people.

Pseudonyms begin with ``SYN`` and every name says that it is made up, so that nobody can
take a printout for a real file. Given names are letters of the spelling alphabet; they
belong to no language, faith or origin.
"""

import random
from typing import Final

from sqlalchemy import select

from riskkit.errors import Fault, StoreError
from riskkit.fields import SYNTHETIC
from riskkit.records.people import Person, Setting, add_people
from riskkit.records.store import Store
from riskkit.records.tables import person

PLACES: Final[tuple[tuple[Setting, str], ...]] = (
    ("unit", "Terrorist Unit A"),
    ("unit", "Terrorist Unit B"),
    ("team", "Team TER"),
)

FIRST: Final = (
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett",
    "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango",
)  # fmt: skip

LAST: Final = (
    "Amber", "Basalt", "Cobalt", "Dolomiet", "Ebben", "Fluoriet", "Graniet", "Hematiet", "Indigo", "Jade",
    "Kwarts", "Leisteen", "Marmer", "Nikkel", "Opaal", "Porfier", "Robijn", "Saffier", "Topaas", "Zirkoon",
)  # fmt: skip


def synthetic_people(*, seed: int, people: int = 60) -> tuple[Person, ...]:
    """Make up people, spread evenly over two units and one team.

    Parameters
    ----------
    seed : int
        The same seed gives the same people.
    people : int
        How many, 1 to 400 (as many as there are different names).

    Raises
    ------
    StoreError
        ``people`` is out of range.
    """
    most = len(FIRST) * len(LAST)
    if not 1 <= people <= most:
        raise StoreError(Fault("people", "is out of range", f"a whole number from 1 to {most}"))
    draw = random.Random(seed)
    names = draw.sample([f"{first} {last}" for first in FIRST for last in LAST], people)
    places = [PLACES[turn % len(PLACES)] for turn in range(people)]
    draw.shuffle(places)
    return tuple(
        Person(f"SYN-{number:04d}", True, f"{name} ({SYNTHETIC})", *place)
        for number, (name, place) in enumerate(zip(names, places, strict=True), start=1)
    )


def seed_synthetic(store: Store, *, seed: int, people: int = 60) -> int:
    """Put a made-up caseload in the store; seeding the same again adds nobody.

    Returns
    -------
    int
        How many people were added.

    Raises
    ------
    StoreError
        The store holds real people, or a made-up caseload of another seed or size.
    """
    wanted = synthetic_people(seed=seed, people=people)
    with store.writing() as connection:
        there = {tuple(row) for row in connection.execute(select(person))}
        if any(row[1] == 0 for row in there):
            raise StoreError(
                Fault(
                    "store", "holds real people", "a store of its own for made-up people", "use another file"
                )
            )
        rows = {(p.id, int(p.synthetic), p.made_up_name, p.setting, p.place): p for p in wanted}
        if there == set(rows):
            return 0
        if there:
            raise StoreError(
                Fault("store", "holds another made-up caseload", "the same seed and size", "use a new store")
            )
        add_people(connection, store.keys, rows.values())
        return len(rows)
