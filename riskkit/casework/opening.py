"""The first look into a file: whether the database gives it, and whether it still can be read."""

from sqlalchemy import select

from riskkit.casework.access import Turn
from riskkit.errors import AccessRefused, ErasedError, Fault
from riskkit.records import Person
from riskkit.records.people import read_person
from riskkit.records.sealing import is_erased
from riskkit.records.tables import person as person_table


def open_person(turn: Turn, person: str) -> Person:
    """Return whose file it is.

    Raises
    ------
    AccessRefused
        The database's own row-level security decided otherwise than the policy.
    ErasedError
        The file was erased.
    """
    row = turn.connection.execute(select(person_table).where(person_table.c.id == person)).one_or_none()
    if row is None:
        raise AccessRefused("file.read: refused; the database does not give this file.")
    check_not_erased(turn, person)
    return read_person(row)


def check_not_erased(turn: Turn, person: str) -> None:
    """Raise ErasedError if the person's key was destroyed."""
    if is_erased(turn.connection, person):
        raise ErasedError(Fault("file", "was erased: the person's key was destroyed"))
