"""Open and create the store, and read and write it a transaction at a time."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.engine import URL

from riskkit.errors import Fault, StoreError
from riskkit.records.engines import connect, file_of, read_address
from riskkit.records.failures import said_plainly
from riskkit.records.keys import KeyRing
from riskkit.records.tables import SCHEMA_VERSION, schema
from riskkit.settings import settings

WRITE_LOCK: Final = text("SELECT pg_advisory_xact_lock(724500)")
"""On PostgreSQL writers go one after the other, as SQLite's ``BEGIN IMMEDIATE`` makes them: what a
writer compares with is what it writes after."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; hand it to the functions of this room.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        Connections that already keep the rules of `records.engines`.
    address : URL
        Where it is.
    keys : KeyRing
        Where its keys are.
    user : str or None
        For whom transactions are; None for the operator. On PostgreSQL, row-level
        security limits what a user's transactions see.
    """

    engine: Engine
    address: URL
    keys: KeyRing
    user: str | None = None

    @property
    def file(self) -> Path | None:
        """The file of an SQLite store."""
        return file_of(self.address)

    def acting_for(self, user: str) -> "Store":
        """Return the same store, with its transactions done for one user."""
        return replace(self, user=user)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Give a connection that sees one moment of the store."""
        level = {} if self.file else {"isolation_level": "REPEATABLE READ"}
        with said_plainly(), self.engine.connect() as plain:
            connection = plain.execution_options(riskkit_user=self.user, **level)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Give a connection that writes; commit at the end, or nothing at all."""
        with said_plainly(), self.engine.connect() as plain:
            connection = plain.execution_options(riskkit_writes=True, riskkit_user=self.user)
            with connection.begin():
                if self.file is None:
                    connection.execute(WRITE_LOCK)
                yield connection

    def forget_old_pages(self) -> None:
        """Bring an SQLite store's log into the file, so that nothing destroyed lingers there."""
        if self.file is not None:
            with said_plainly():
                raw = self.engine.raw_connection()
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def create_store(url: str, *, secrets: Path | None = None) -> Store:
    """Create the store if it is not there yet, and open it; running it twice is harmless.

    Parameters
    ----------
    url : str
        SQLAlchemy URL, ``sqlite:////path/to/file.db`` or ``postgresql://user@host/database``.
    secrets : Path or None
        Folder of the keys; None takes ``RISKKIT_SECRETS``, else ``secrets`` beside the file.

    Raises
    ------
    StoreError
        The URL cannot be used, the folder cannot be written, or what is there is not a
        store of this version.
    """
    address = read_address(url)
    keys = KeyRing(_secrets_of(address, secrets))
    path = file_of(address)
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
        keys.create()
    except OSError as error:
        raise StoreError(
            Fault("store", f"cannot be written ({error.strerror})", "a folder you may write in")
        ) from None
    store = Store(connect(address), address, keys)
    try:
        _make_tables(store)
        _check_version(store)
    except BaseException:
        store.close()
        raise
    return store


def open_store(url: str, *, secrets: Path | None = None, any_version: bool = False) -> Store:
    """Open a store that is there, of this version.

    Parameters
    ----------
    url, secrets
        As in `create_store`.
    any_version : bool
        Open a store of an earlier version too; only a migration asks for that.

    Raises
    ------
    StoreError
        There is no store, or it is of another version; the message says what to do.
    """
    address = read_address(url)
    path = file_of(address)
    if path is not None and (not path.is_file() or path.stat().st_size == 0):
        raise StoreError(
            Fault("store", "is not there yet", remedy="make one with 'riskkit store init' or 'riskkit demo'")
        )
    store = Store(connect(address), address, KeyRing(_secrets_of(address, secrets)))
    try:
        if not any_version:
            _check_version(store)
    except BaseException:
        store.close()
        raise
    return store


def schema_version(connection: Connection) -> int | None:
    """Return the version a store was made with; None if it is no store of ours."""
    found: Any = None
    if schema.name in inspect(connection).get_table_names():
        found = connection.execute(select(schema.c.version)).scalar_one_or_none()
    return found


def _secrets_of(address: URL, given: Path | None) -> Path:
    configured = given or settings().secrets
    if configured is not None:
        return configured
    path = file_of(address)
    return (path.parent if path else settings().workspace) / "secrets"


def _make_tables(store: Store) -> None:
    """Make the tables in an empty database; leave any other alone."""
    from riskkit.records.migrate import run_migrations

    with store.writing() as connection:
        if not inspect(connection).get_table_names():
            run_migrations(connection, store.keys)


def _check_version(store: Store) -> None:
    """Refuse what is not a store, and a store of another version."""
    with store.reading() as connection:
        found = schema_version(connection)
    if found is None:
        raise StoreError(Fault("store", "is a database, but not a riskkit store", "a store made by riskkit"))
    if found != SCHEMA_VERSION:
        older = found < SCHEMA_VERSION
        raise StoreError(
            Fault(
                "store",
                f"has schema version {found}",
                f"version {SCHEMA_VERSION}",
                "make a backup, then 'riskkit store migrate'" if older else "install a newer riskkit",
            )
        )
