"""The people a store knows: by pseudonym; a name is kept only of made-up people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, insert, select, update

from riskkit.errors import Fault, StoreError
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import make_key
from riskkit.records.store import Store
from riskkit.records.tables import person

Setting = Literal["unit", "team"]


@dataclass(frozen=True, slots=True)
class Person:
    """One person in the caseload.

    Attributes
    ----------
    id : str
        Pseudonym; the key in every other table.
    synthetic : bool
        Made up; shown as SYNTHETIC wherever the person appears.
    made_up_name : str or None
        Name of a SYNTHETIC person; always None for a real one.
    setting : {"unit", "team"}
        In a prison unit, or with a probation team.
    place : str
        Name of that unit or team.
    """

    id: str
    synthetic: bool
    made_up_name: str | None
    setting: Setting
    place: str


def list_people(store: Store) -> tuple[Person, ...]:
    """Return everyone in the store, in order of pseudonym."""
    with store.reading() as connection:
        rows = connection.execute(select(person).order_by(person.c.id)).all()
    return tuple(read_person(row) for row in rows)


def find_person(store: Store, person_id: str) -> Person:
    """Return one person.

    Raises
    ------
    StoreError
        There is nobody with this pseudonym.
    """
    with store.reading() as connection:
        row = connection.execute(select(person).where(person.c.id == person_id)).one_or_none()
    if row is None:
        raise StoreError(Fault("person", "is not in the store", remedy="choose someone from the list"))
    return read_person(row)


def add_people(connection: Connection, keys: KeyRing, people: Iterable[Person]) -> None:
    """Add new people, each with a key of their own."""
    for each in people:
        connection.execute(
            insert(person).values(
                id=each.id,
                synthetic=int(each.synthetic),
                made_up_name=each.made_up_name,
                setting=each.setting,
                place=each.place,
            )
        )
        make_key(connection, keys, each.id)


def move_person(connection: Connection, person_id: str, *, setting: Setting, place: str) -> None:
    """Note where a person is now; the placement itself is an entry in the file."""
    connection.execute(update(person).where(person.c.id == person_id).values(setting=setting, place=place))


def read_person(row: Row[Any]) -> Person:
    """Return the person of one row of the table."""
    return Person(
        id=row.id,
        synthetic=bool(row.synthetic),
        made_up_name=row.made_up_name,
        setting=cast("Setting", row.setting),
        place=row.place,
    )
