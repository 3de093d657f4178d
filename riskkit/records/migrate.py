"""Bring a store to this version's tables: one transaction, whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from riskkit.errors import Fault, StoreError
from riskkit.records.keys import KeyRing
from riskkit.records.store import Store, schema_version
from riskkit.records.tables import SCHEMA_VERSION


def migrate_store(store: Store) -> tuple[int, int]:
    """Bring a store to this version's tables; a store that has them stays as it is.

    Returns
    -------
    tuple of int
        The version it had, and the version it has now.

    Raises
    ------
    StoreError
        It is no store of ours, or a newer riskkit made it.
    """
    store.keys.create()
    with store.writing() as connection:
        found = schema_version(connection)
        if found is None:
            raise StoreError(Fault("store", "is a database, but not a riskkit store"))
        if found > SCHEMA_VERSION:
            raise StoreError(
                Fault(
                    "store",
                    f"has schema version {found}",
                    f"up to {SCHEMA_VERSION}",
                    "install a newer riskkit",
                )
            )
        if found < SCHEMA_VERSION:
            run_migrations(connection, store.keys)
    return found, SCHEMA_VERSION


def run_migrations(connection: Connection, keys: KeyRing) -> None:
    """Run the steps that a database lacks, in the transaction of the connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(connection=connection, keys=keys)
    found = schema_version(connection)
    if found == 1 and "alembic_version" not in inspect(connection).get_table_names():
        command.stamp(config, "1")  # the first version was made before there were migrations
    command.upgrade(config, "head")
    if found is None:
        made = text('INSERT INTO schema_version ("only", version, created_at) VALUES (1, :version, :at)')
        connection.execute(made, {"version": SCHEMA_VERSION, "at": datetime.now(UTC).isoformat()})
    else:
        connection.execute(text("UPDATE schema_version SET version = :version"), {"version": SCHEMA_VERSION})
