"""Connections that keep the rules of the store, to SQLite and to PostgreSQL.

SQLite: write-ahead log, full sync, foreign keys, busy timeout; every write transaction
takes the write lock at once and in its turn, so that what it read cannot change before it
writes.
PostgreSQL: what is done for a user is done under the role ``riskkit_app``, whose sight is
limited by row-level security to what that user may see.
"""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from riskkit.errors import Fault, StoreError
from riskkit.records.failures import BUSY_SECONDS
from riskkit.records.turnstile import turn_to_write

PRAGMAS: Final = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "secure_delete = ON",
)

FOR_ALL: Final = text(
    "SELECT set_config('lock_timeout', :wait, true), set_config('riskkit.user', :user, true)"
)
POOL: Final = 10
"""Connections that one process keeps to PostgreSQL, and as many again when busy."""


def read_address(url: str) -> URL:
    """Return the address of a store.

    Raises
    ------
    StoreError
        It is no URL, or of a database that cannot be used.
    """
    allowed = "sqlite:////path/to/file.db or postgresql://user@host/database"
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(Fault("store", "has an address that is not a URL", allowed)) from None
    kind = address.get_backend_name()
    if kind == "postgresql" and address.database:
        return address.set(drivername="postgresql+pg8000")
    if kind == "sqlite" and address.database and address.database != ":memory:":
        return address
    raise StoreError(Fault("store", "has an address this version cannot use", allowed))


def file_of(address: URL) -> Path | None:
    """Return the file of an SQLite store; None for PostgreSQL."""
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def connect(address: URL) -> Engine:
    """Return an engine whose every connection and transaction keeps the rules above."""
    return _sqlite(address) if file_of(address) else _postgresql(address)


def _sqlite(address: URL) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=address.database),
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        hide_parameters=True,
        pool_timeout=BUSY_SECONDS,
    )

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("riskkit_writes", False):
            connection.exec_driver_sql("BEGIN")
            return
        with turn_to_write(Path(str(address.database)), BUSY_SECONDS) as left:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(left * 1000)}")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _postgresql(address: URL) -> Engine:
    path = address.query.get("host")
    if isinstance(path, str) and path.startswith("/"):  # a socket's folder, as libpq writes it
        socket = f"{path}/.s.PGSQL.{address.port or 5432}"
        address = address.set(host=None, query={"unix_sock": socket})
    engine = create_engine(
        address, hide_parameters=True, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True,
        pool_timeout=BUSY_SECONDS,
    )  # fmt: skip

    def on_begin(connection: Connection) -> None:
        user = connection.get_execution_options().get("riskkit_user")
        connection.execute(FOR_ALL, {"wait": f"{BUSY_SECONDS}s", "user": user or ""})
        if user is not None:
            connection.exec_driver_sql("SET LOCAL ROLE riskkit_app")

    event.listen(engine, "begin", on_begin)
    return engine
