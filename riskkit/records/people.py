"""The people a store knows: by pseudonym; a name is kept only of made-up people."""

from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Row, select

from riskkit.errors import Fault, StoreError
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
    return tuple(_read(row) for row in rows)


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
    return _read(row)


def _read(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        synthetic=bool(row.synthetic),
        made_up_name=row.made_up_name,
        setting=cast("Setting", row.setting),
        place=row.place,
    )
