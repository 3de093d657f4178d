"""Migrations: what they make is what queries expect, and an old store arrives with its data."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

import riskkit.records.access_tables
import riskkit.records.dossier_tables  # noqa: F401 - both describe tables of the same metadata
import riskkit.records.migrate as migrate_module
from riskkit.errors import StoreError
from riskkit.records import (
    Person,
    Store,
    create_store,
    latest_judgement,
    list_people,
    open_store,
    save_judgement,
)
from riskkit.records.audit import AuditNote, append_entry
from riskkit.records.audit_check import verify_audit
from riskkit.records.dossier import Incident, OwnView
from riskkit.records.dossier_entries import add_entry, entries_of
from riskkit.records.engines import connect, read_address
from riskkit.records.inspection import inspect_store
from riskkit.records.judgement import fingerprint, write_judgement
from riskkit.records.keys import KeyRing
from riskkit.records.migrate import migrate_store
from riskkit.records.migrations.statements import run_statements
from riskkit.records.people import add_people
from riskkit.records.separations import Separation, add_separation, unsealed
from riskkit.records.tables import SCHEMA_VERSION, metadata
from tests.conftest import empty_postgresql

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
INCIDENT = Incident(incident_kind="quarrel", happened_on=DAY, account="Loud words")
VIEW = OwnView(given_on=DAY, about="The plan", own_words="I agree")
APART = Separation(
    separation_kind="must_not_meet", direction="both", reason="Threats", starts_on=DAY,
    review_on=date(2027, 2, 1),
)  # fmt: skip


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


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database without any table: of each kind in turn."""
    if request.param == "sqlite":
        (tmp_path / "earlier.db").touch(mode=0o600)
        yield f"sqlite:///{tmp_path / 'earlier.db'}"
        return
    with empty_postgresql(request.getfixturevalue("postgresql_server")) as url:
        yield url


def make_earlier(url: str, secrets: Path, version: int) -> None:
    """Make a store as an earlier riskkit made it, with two people, two entries and a trail."""
    address = read_address(url)
    store = Store(connect(address), address, KeyRing(secrets))
    store.keys.create()
    with store.writing() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrate_module.__file__).parent / "migrations"))
        config.attributes.update(connection=connection, keys=store.keys)
        command.upgrade(config, str(version))
        row = text("INSERT INTO schema_version VALUES (1, :version, '2026-11-01')")
        connection.execute(row, {"version": version})
        people = [
            Person("SYN-0001", True, "Alfa (SYNTHETIC)", "unit", "Unit A"),
            Person("SYN-0002", True, "Bravo (SYNTHETIC)", "unit", "Unit A"),
        ]
        add_people(connection, store.keys, people)
        for content in (INCIDENT, VIEW):
            add_entry(connection, store.keys, person="SYN-0001", content=content, by="o", at=AT)
        append_entry(connection, AuditNote("o", "unit", "file.read", person="SYN-0001"), at=AT)
    store.close()


@pytest.mark.parametrize("version", range(2, SCHEMA_VERSION))
def test_a_store_of_any_later_version_arrives_with_its_data(empty_url: str, secrets: Path, version: int):
    make_earlier(empty_url, secrets, version)
    with pytest.raises(StoreError, match="riskkit store migrate"):
        open_store(empty_url, secrets=secrets)
    old = open_store(empty_url, secrets=secrets, any_version=True)
    assert migrate_store(old) == (version, SCHEMA_VERSION)
    old.close()
    store = open_store(empty_url, secrets=secrets)
    assert [each.id for each in list_people(store)] == ["SYN-0001", "SYN-0002"]
    with store.writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        for content in (INCIDENT, VIEW):
            (kept,) = entries_of(connection, store.keys, person="SYN-0001", kind=content.KIND)
            assert kept.content == content
        apart = add_separation(
            connection, store.keys, person="SYN-0001", other="SYN-0002", content=APART, by="o", at=AT
        )
        assert unsealed(connection, store.keys, apart) == apart
    assert verify_audit(store, ()).whole
    assert inspect_store(store) == ()
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
