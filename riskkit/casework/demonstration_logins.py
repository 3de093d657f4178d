"""Accounts to try the demonstration with: made-up people only, passwords to throw away."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select

from riskkit.casework.assessors import demonstration_assessors
from riskkit.casework.passwords import hash_password, throw_away_password
from riskkit.errors import Fault, StoreError
from riskkit.fields import SYNTHETIC
from riskkit.records.accounts import add_account, change_account, find_account
from riskkit.records.store import Store
from riskkit.records.tables import person

SUPERVISOR: Final = "ter-supervisor-1"
TEAM: Final = "Team TER"


def demonstration_logins(store: Store) -> dict[str, str]:
    """Give every made-up officer, and a supervisor, a new password to throw away.

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
    names = [each.key for each in demonstration_assessors()] + [SUPERVISOR]
    passwords = {name: throw_away_password() for name in names}
    hashes = {name: hash_password(password) for name, password in passwords.items()}
    with store.writing() as connection:
        if find_account(connection, SUPERVISOR) is None:
            add_account(
                connection, name=SUPERVISOR, display_name=f"Leidinggevende, Team TER ({SYNTHETIC})",
                password_hash=hashes[SUPERVISOR], role="supervisor", place=TEAM, at=datetime.now(UTC),
            )  # fmt: skip
        for name in names:
            if find_account(connection, name) is not None:
                change_account(connection, name, password_hash=hashes[name])
    return passwords
