"""Seal what is written about a person with that person's key; destroy the key to erase it."""

import secrets
from base64 import b64decode, b64encode
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from riskkit.errors import ErasedError, Fault, StoreError
from riskkit.records.access_tables import person_key
from riskkit.records.keys import KEY_BYTES, KeyRing, decrypt, encrypt


def make_key(connection: Connection, keys: KeyRing, person: str) -> None:
    """Give a new person a key of their own."""
    wrapped = keys.wrap(secrets.token_bytes(KEY_BYTES), label=_label(person, "key"))
    connection.execute(insert(person_key).values(person=person, wrapped=b64encode(wrapped).decode()))


def seal(connection: Connection, keys: KeyRing, *, person: str, label: str, words: str) -> str:
    """Return words sealed with a person's key, bound to the place where they are kept.

    Raises
    ------
    ErasedError
        The person's key was destroyed.
    StoreError
        The person has no key, or the master key is not this store's.
    """
    key = _key_of(connection, keys, person)
    return b64encode(encrypt(key, words.encode(), label=_label(person, label))).decode()


def unseal(connection: Connection, keys: KeyRing, *, person: str, label: str, sealed: str) -> str:
    """Return the words; ErasedError after erasure, StoreError if anything was changed or moved."""
    key = _key_of(connection, keys, person)
    try:
        raw = b64decode(sealed, validate=True)
    except ValueError:
        raw = b""
    return decrypt(key, raw, label=_label(person, label)).decode()


def destroy_key(connection: Connection, person: str, *, at: datetime) -> None:
    """Destroy a person's key; what was sealed with it is gone for everyone, for ever.

    Raises
    ------
    ErasedError
        It was destroyed before, or the person has none.
    """
    there = person_key.c.person == person
    change = update(person_key).where(there, person_key.c.wrapped.is_not(None))
    done = connection.execute(change.values(wrapped=None, destroyed_at=at.astimezone(UTC).isoformat()))
    if done.rowcount != 1:
        raise ErasedError(Fault("person", "has no key that could be destroyed"))


def is_erased(connection: Connection, person: str) -> bool:
    """Return whether the person's key was destroyed."""
    wanted = select(person_key.c.destroyed_at).where(person_key.c.person == person)
    return connection.execute(wanted).scalar_one_or_none() is not None


def _key_of(connection: Connection, keys: KeyRing, person: str) -> bytes:
    row = connection.execute(select(person_key).where(person_key.c.person == person)).one_or_none()
    if row is None:
        raise StoreError(Fault("person", "is not in the store, or not for you"))
    if row.wrapped is None:
        raise ErasedError(Fault("file", "was erased: the person's key was destroyed"))
    return keys.unwrap(b64decode(row.wrapped), label=_label(person, "key"))


def _label(person: str, place: str) -> str:
    return f"{person}/{place}"
