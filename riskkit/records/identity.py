"""Who a pseudonym is: kept apart from everything else, sealed, and counted by version."""

from datetime import date

from sqlalchemy import Connection, insert, select, update

from riskkit.errors import ConflictError, Fault
from riskkit.records.access_tables import identity
from riskkit.records.judgement_items import Label, Part
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import seal, unseal


class Identity(Part):
    """What a person is called and by which numbers registers know them.

    Attributes
    ----------
    name : str
        Full name.
    born_on : date or None
        Day of birth.
    register_number : str or None
        Number in the judicial register.
    address : str or None
        Last known address.
    """

    name: Label
    born_on: date | None = None
    register_number: Label | None = None
    address: Label | None = None


def record_identity(
    connection: Connection, keys: KeyRing, person: str, content: Identity, *, follows: int = 0
) -> None:
    """Keep who a person is.

    Parameters
    ----------
    connection, keys
        A write transaction, and the store's keys.
    person : str
        Pseudonym.
    content : Identity
        What is known.
    follows : int
        Version it takes the place of; 0 if there is none yet.

    Raises
    ------
    ConflictError
        Someone else changed it in the meantime.
    """
    version = follows + 1
    sealed = seal(
        connection, keys, person=person, label=f"identity/{version}", words=content.model_dump_json()
    )
    if follows == 0:
        connection.execute(insert(identity).values(person=person, version=1, sealed=sealed))
        return
    there = (identity.c.person == person) & (identity.c.version == follows)
    done = connection.execute(update(identity).where(there).values(version=version, sealed=sealed))
    if done.rowcount != 1:
        raise ConflictError(Fault("identity", "was changed by someone else", remedy="open it and compare"))


def read_identity(connection: Connection, keys: KeyRing, person: str) -> tuple[Identity, int] | None:
    """Return who a person is and in which version; None if that was never recorded."""
    row = connection.execute(select(identity).where(identity.c.person == person)).one_or_none()
    if row is None:
        return None
    words = unseal(connection, keys, person=person, label=f"identity/{row.version}", sealed=row.sealed)
    return Identity.model_validate_json(words), row.version
