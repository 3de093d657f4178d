"""Open and create the store: SQLite with write-ahead log, full sync, strict tables.

Every write transaction takes the write lock at once (``BEGIN IMMEDIATE``): what it read
cannot change before it writes, so two officers can never both believe they were first.
The file belongs to its owner alone (mode 0600); SQLite gives the log beside it the same.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from riskkit.errors import Fault, StoreError
from riskkit.records.tables import SCHEMA_VERSION, metadata, schema

BUSY_SECONDS: Final = 10
"""How long a transaction waits for another before it gives up."""

PRAGMAS: Final = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "recursive_triggers = ON",
    "trusted_schema = OFF",
)


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; hand it to the functions of this room.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        Connections that already keep the rules of this module.
    """

    engine: Engine

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Give a connection that sees one moment of the store."""
        with _said_plainly(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Give a connection that holds the write lock; commit at the end, or nothing at all."""
        with _said_plainly(), self.engine.connect() as plain:
            connection = plain.execution_options(riskkit_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def create_store(url: str) -> Store:
    """Create the store if it is not there yet, and open it; running it twice is harmless.

    Parameters
    ----------
    url : str
        SQLAlchemy URL, ``sqlite:////path/to/file.db``.

    Raises
    ------
    StoreError
        The URL is not one of SQLite, the folder cannot be written, or what is there is
        not a store of this version.
    """
    path = _file_of(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(
            Fault("store", f"cannot be written ({error.strerror})", "a folder you may write in")
        ) from None
    store = _connect(path)
    try:
        with store.writing() as connection:
            if not inspect(connection).get_table_names():
                metadata.create_all(connection)
                made = {"only": 1, "version": SCHEMA_VERSION, "created_at": datetime.now(UTC).isoformat()}
                connection.execute(insert(schema).values(made))
        _check_version(store)
    except BaseException:
        store.close()
        raise
    return store


def open_store(url: str) -> Store:
    """Open a store that is there, of this version.

    Raises
    ------
    StoreError
        There is no store, or it is of another version; the message says what to do.
    """
    path = _file_of(url)
    if not path.is_file() or path.stat().st_size == 0:
        raise StoreError(
            Fault("store", "is not there yet", remedy="make one with 'riskkit store init' or 'riskkit demo'")
        )
    store = _connect(path)
    try:
        _check_version(store)
    except BaseException:
        store.close()
        raise
    return store


def _file_of(url: str) -> Path:
    """Return the file of an SQLite URL."""
    try:
        parsed: URL = make_url(url)
    except ArgumentError:
        raise StoreError(Fault("store", "has an address that is not a URL", "sqlite:////path/file")) from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise StoreError(
            Fault("store", "has an address this version cannot use", "sqlite:////path/to/file.db")
        )
    return Path(parsed.database)


def _connect(path: Path) -> Store:
    """Make an engine whose every connection and transaction keeps the rules above."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS}, hide_parameters=True
    )

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("riskkit_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return Store(engine)


def _check_version(store: Store) -> None:
    """Refuse what is not a store, and a store of another version."""
    with store.reading() as connection:
        tables = inspect(connection).get_table_names()
        found: Any = None
        if schema.name in tables:
            found = connection.execute(select(schema.c.version)).scalar_one_or_none()
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


@contextmanager
def _said_plainly() -> Generator[None]:
    """Turn the database's errors into ours: what is the matter and what to do."""
    try:
        yield
    except OperationalError as error:
        text = str(error.orig).lower()
        if "locked" in text or "busy" in text:
            fault = Fault("store", f"was busy for {BUSY_SECONDS} s", remedy="try again; nothing was saved")
        elif "readonly" in text or "read-only" in text or "unable to open" in text:
            fault = Fault("store", "cannot be written", remedy="check the rights of the file and its folder")
        elif "full" in text:
            fault = Fault("store", "has no room: the disk is full", remedy="make room; nothing was saved")
        else:
            raise
        raise StoreError(fault) from None
    except DatabaseError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise StoreError(
                Fault("store", "is not a database or is damaged", remedy="restore the last backup")
            ) from None
        raise
