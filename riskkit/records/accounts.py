"""Accounts: who may log in and in which role, and who is responsible for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from riskkit.errors import Fault, StoreError
from riskkit.records.access_tables import account, assignment

PLACED: Final = frozenset({"officer", "unit", "supervisor"})
"""Roles that belong to a unit or team."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account, without its password.

    Attributes
    ----------
    name, display_name : str
        Name to log in with, and name shown.
    role : str
        What the account is for.
    place : str or None
        Unit or team.
    active : bool
        Whether it may log in.
    epoch : int
        Raised by every change of password, role or activity: sessions of before then end.
    """

    name: str
    display_name: str
    role: str
    place: str | None
    active: bool
    epoch: int


def add_account(
    connection: Connection,
    *,
    name: str,
    display_name: str,
    password_hash: str,
    role: str,
    place: str | None,
    at: datetime,
) -> None:
    """Add an account.

    Raises
    ------
    StoreError
        The name is taken, or the role needs a unit or team.
    """
    if role in PLACED and not place:
        raise StoreError(Fault("place", f"is missing: the role '{role}' belongs to a unit or team"))
    if find_account(connection, name) is not None:
        raise StoreError(Fault("account", "is there already", "a name that is not in use"))
    connection.execute(
        insert(account).values(
            name=name, display_name=display_name, password_hash=password_hash, role=role, place=place,
            active=1, epoch=1, created_at=at.astimezone(UTC).isoformat(),
        )
    )  # fmt: skip


def change_account(connection: Connection, name: str, **changes: Any) -> Account:
    """Change role, place, activity or password; every open session of the account ends.

    Raises
    ------
    StoreError
        There is no such account, or the role needs a unit or team.
    """
    there = find_account(connection, name)
    if there is None:
        raise StoreError(Fault("account", "is not there", remedy="see 'riskkit user list'"))
    role, place = changes.get("role", there.role), changes.get("place", there.place)
    if role in PLACED and not place:
        raise StoreError(Fault("place", f"is missing: the role '{role}' belongs to a unit or team"))
    change = update(account).where(account.c.name == name)
    connection.execute(change.values(**changes, epoch=there.epoch + 1))
    return _must_find(connection, name)


def find_account(connection: Connection, name: str) -> Account | None:
    """Return one account; None if there is none of this name."""
    row = connection.execute(select(*_SHOWN).where(account.c.name == name)).one_or_none()
    return _read(row) if row else None


def list_accounts(connection: Connection) -> tuple[Account, ...]:
    """Return every account in order of name."""
    return tuple(map(_read, connection.execute(select(*_SHOWN).order_by(account.c.name)).all()))


def password_hash_of(connection: Connection, name: str) -> str | None:
    """Return the hash of an account's password; None if there is no such account."""
    wanted = select(account.c.password_hash).where(account.c.name == name)
    return connection.execute(wanted).scalar_one_or_none()


def assign(connection: Connection, *, name: str, people: Iterable[str], by: str, at: datetime) -> None:
    """Make an account responsible for people; who is assigned already stays so."""
    wanted = select(assignment.c.person).where(assignment.c.account == name, assignment.c.until.is_(None))
    there = set(connection.execute(wanted).scalars())
    moment = at.astimezone(UTC).isoformat()
    for each in people:
        if each not in there:
            row = {"account": name, "person": each, "since": moment, "until": None, "assigned_by": by}
            connection.execute(insert(assignment).values(**row))


def end_assignment(connection: Connection, *, name: str, person: str, at: datetime) -> bool:
    """End an assignment; False if there was none."""
    there = update(assignment).where(
        assignment.c.account == name, assignment.c.person == person, assignment.c.until.is_(None)
    )
    return connection.execute(there.values(until=at.astimezone(UTC).isoformat())).rowcount > 0


_SHOWN: Final[tuple[ColumnElement[Any], ...]] = tuple(
    account.c[name] for name in ("name", "display_name", "role", "place", "active", "epoch")
)


def _must_find(connection: Connection, name: str) -> Account:
    row = connection.execute(select(*_SHOWN).where(account.c.name == name)).one()
    return _read(row)


def _read(row: Row[Any]) -> Account:
    return Account(row.name, row.display_name, row.role, row.place, bool(row.active), row.epoch)
