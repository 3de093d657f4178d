"""Migrations: what they make is what queries expect, and an old store arrives with its data."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import riskkit.records.access_tables
import riskkit.records.dossier_tables  # noqa: F401 - both describe tables of the same metadata
from riskkit.errors import StoreError
from riskkit.records import create_store, latest_judgement, list_people, open_store, save_judgement
from riskkit.records.engines import connect, read_address
from riskkit.records.judgement import fingerprint, write_judgement
from riskkit.records.migrate import migrate_store
from riskkit.records.migrations.statements import run_statements
from riskkit.records.tables import SCHEMA_VERSION, metadata


def test_the_migrations_make_the_tables_that_queries_name(store):
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_table_is_strict_in_sqlite(sqlite_store):
    with sqlite_store.reading() as connection:
        tables = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    loose = {name for name, sql in tables if not sql.rstrip().upper().endswith("STRICT")}
    assert loose == {"alembic_version"}


@pytest.fixture
def version_1_url(request: pytest.FixtureRequest, tmp_path: Path, first):
    """Make a store as version 1 made it, with two people and one assessment in plain text."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = connect(read_address(url))
    record = first()
    rows = {
        "r": record.record, "j": write_judgement(record), "f": fingerprint(record), "at": "2026-11-02",
    }  # fmt: skip
    with engine.connect() as connection, connection.begin():
        run_statements(connection, "v0001_assessments")
        for statement in (
            "INSERT INTO schema_version VALUES (1, 1, '2026-11-01')",
            "INSERT INTO person VALUES ('SYN-0001', 1, 'Alfa (SYNTHETIC)', 'unit', 'Unit A')",
            "INSERT INTO person VALUES ('SYN-0002', 1, 'Bravo (SYNTHETIC)', 'team', 'Team TER')",
            "INSERT INTO assessment VALUES (:r, 'SYN-0001', 'needs', '1.0', 'h', 1, :at)",
            "INSERT INTO assessment_version VALUES (:r, 1, :j, :f, 'officer-1', :at)",
        ):
            connection.execute(text(statement), rows if ":" in statement else {})
    engine.dispose()
    return url


def test_a_store_of_version_1_arrives_with_its_data(version_1_url: str, secrets: Path, first, following):
    with pytest.raises(StoreError, match="riskkit store migrate"):
        open_store(version_1_url, secrets=secrets)
    old = open_store(version_1_url, secrets=secrets, any_version=True)
    assert migrate_store(old) == (1, SCHEMA_VERSION)
    assert migrate_store(old) == (SCHEMA_VERSION, SCHEMA_VERSION)
    old.close()
    store = open_store(version_1_url, secrets=secrets)
    assert [each.id for each in list_people(store)] == ["SYN-0001", "SYN-0002"]
    assert latest_judgement(store, person="SYN-0001", instrument="needs") == first()
    save_judgement(store, following(first()))
    with store.reading() as connection:
        kept = connection.execute(text("SELECT record FROM assessment_version")).scalars().all()
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert not any("officer-1" in record for record in kept)
    with pytest.raises(StoreError, match="never changed"), store.writing() as connection:
        connection.execute(text("UPDATE assessment_version SET record = ''"))
    store.close()


def test_a_migration_that_fails_leaves_the_old_store(
    version_1_url: str, secrets: Path, monkeypatch: pytest.MonkeyPatch
):
    old = open_store(version_1_url, secrets=secrets, any_version=True)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("riskkit.records.keys.KeyRing.wrap", fail)
    with pytest.raises(RuntimeError):
        migrate_store(old)
    with old.reading() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        assert set(tables) == {"schema_version", "person", "assessment", "assessment_version"}
        assert connection.execute(text("SELECT version FROM schema_version")).scalar_one() == 1
    monkeypatch.undo()
    assert migrate_store(old) == (1, SCHEMA_VERSION)
    old.close()


def test_a_database_that_is_not_ours_is_not_migrated(tmp_path: Path, secrets: Path):
    url = f"sqlite:///{tmp_path / 'theirs.db'}"
    engine = connect(read_address(url))
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE theirs (x)")
    engine.dispose()
    store = open_store(url, secrets=secrets, any_version=True)
    with pytest.raises(StoreError, match="not a riskkit store"):
        migrate_store(store)
    store.close()


def test_a_newer_store_is_left_alone(url: str, secrets: Path):
    store = create_store(url, secrets=secrets)
    with store.writing() as connection:
        connection.execute(text("UPDATE schema_version SET version = :v"), {"v": SCHEMA_VERSION + 1})
    with pytest.raises(StoreError, match="newer riskkit"):
        migrate_store(store)
    store.close()
