"""Accounts to try the demonstration with: made-up people only, passwords to throw away."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select

from riskkit.casework.assessors import demonstration_assessors
from riskkit.casework.passwords import hash_password, throw_away_password
from riskkit.casework.policy import Role
from riskkit.errors import Fault, StoreError
from riskkit.fields import SYNTHETIC
from riskkit.records.accounts import add_account, change_account, find_account
from riskkit.records.store import Store
from riskkit.records.tables import person


@dataclass(frozen=True, slots=True)
class _Account:
    """One made-up account beside those of the officers."""

    name: str
    shown: str
    role: Role
    place: str | None = None


_OTHERS: Final = (
    _Account("ter-supervisor-1", "Leidinggevende, Team TER", Role.SUPERVISOR, "Team TER"),
    _Account("unit-a-supervisor-1", "Leidinggevende, Terrorist Unit A", Role.SUPERVISOR, "Terrorist Unit A"),
    _Account("inspector-1", "Inspecteur", Role.INSPECTOR),
    _Account("researcher-1", "Onderzoeker", Role.RESEARCHER),
    _Account("steward-1", "Modelbeheerder 1", Role.STEWARD),
    _Account("steward-2", "Modelbeheerder 2", Role.STEWARD),
)
"""Two stewards: what one enters, the other approves."""


def demonstration_logins(store: Store) -> dict[str, str]:
    """Give an account of every role, the made-up officers first, a new password to throw away.

    Parameters
    ----------
    store : Store
        A store with the made-up caseload and no one else.

    Returns
    -------
    dict of str to str
        Password by user name; it is nowhere else, and the ones of before no longer work.

    Raises
    ------
    StoreError
        The store holds real people: they get no passwords that are printed on a screen.
    """
    with store.reading() as connection:
        real = connection.execute(select(person.c.id).where(person.c.synthetic == 0).limit(1)).first()
    if real is not None:
        raise StoreError(Fault("store", "holds real people", remedy="use 'riskkit user add'"))
    names = [each.key for each in demonstration_assessors()] + [each.name for each in _OTHERS]
    passwords = {name: throw_away_password() for name in names}
    hashes = {name: hash_password(password) for name, password in passwords.items()}
    with store.writing() as connection:
        for each in _OTHERS:
            if find_account(connection, each.name) is None:
                add_account(
                    connection, name=each.name, display_name=f"{each.shown} ({SYNTHETIC})",
                    password_hash=hashes[each.name], role=each.role, place=each.place, at=datetime.now(UTC),
                )  # fmt: skip
        for name in names:
            if find_account(connection, name) is not None:
                change_account(connection, name, password_hash=hashes[name])
    return passwords
