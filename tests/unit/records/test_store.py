"""The store: made once, opened only when it is one, private, and strict on every connection."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.errors import StoreError
from riskkit.records import create_store, list_people, open_store, seed_synthetic
from riskkit.records.tables import SCHEMA_VERSION


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_a_store_is_made_once_and_keeps_its_content(url: str):
    made = create_store(url)
    seed_synthetic(made, seed=3, people=2)
    made.close()
    again = create_store(url)
    assert len(list_people(again)) == 2
    again.close()


def test_files_are_private(url: str, sqlite_store: object, secrets: Path):
    for folder in (file_of(url).parent, secrets):
        files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert len(files) >= 3
        assert set(files.values()) == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {"riskkit.db", "riskkit.db-wal"} <= {path.name for path in file_of(url).parent.iterdir()}
    assert {path.name for path in secrets.iterdir()} == {
        "master.key", "audit-signing.key", "audit-signing.pub",
    }  # fmt: skip


def test_every_connection_keeps_the_rules(sqlite_store):
    with sqlite_store.reading() as connection:
        kept = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in (
                "foreign_keys",
                "journal_mode",
                "synchronous",
                "busy_timeout",
                "recursive_triggers",
                "secure_delete",
            )
        }
    assert kept == {
        "foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000,
        "recursive_triggers": 1, "secure_delete": 1,
    }  # fmt: skip


def test_a_write_takes_the_lock_at_once(sqlite_store, url: str):
    with sqlite_store.writing():
        other = sqlite3.connect(file_of(url), timeout=0.01)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_text_in_a_number_column_is_refused(sqlite_store):
    with pytest.raises(StoreError, match="cannot store TEXT"), sqlite_store.writing() as connection:
        connection.execute(
            text("INSERT INTO assessment VALUES ('x', 'SYN-0001', 'i', '1', 'h', 'many', 'now')")
        )


def test_a_name_is_refused_unless_the_person_is_made_up(store):
    with pytest.raises(StoreError, match="names_only_of_synthetic"), store.writing() as connection:
        connection.execute(text("INSERT INTO person VALUES ('P1', 0, 'A. Name', 'unit', 'A')"))


def test_opening_what_is_not_there_says_how_to_make_it(url: str):
    with pytest.raises(StoreError, match="riskkit store init"):
        open_store(url)
    assert not file_of(url).exists()


def test_an_empty_file_is_not_a_store_but_may_become_one(url: str):
    file_of(url).parent.mkdir(parents=True)
    file_of(url).touch()
    with pytest.raises(StoreError, match="not there yet"):
        open_store(url)
    create_store(url).close()
    open_store(url).close()


def test_another_database_is_left_alone(url: str):
    file_of(url).parent.mkdir(parents=True)
    other = sqlite3.connect(file_of(url))
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    for way in (open_store, create_store):
        with pytest.raises(StoreError, match="not a riskkit store"):
            way(url)
    again = sqlite3.connect(file_of(url))
    assert again.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("theirs",)]
    again.close()


def test_a_file_that_is_no_database_is_named_as_such(url: str):
    file_of(url).parent.mkdir(parents=True)
    file_of(url).write_text("name;number\n" * 400)
    with pytest.raises(StoreError, match="not a database or is damaged"):
        open_store(url)


@pytest.mark.parametrize(
    ("version", "remedy"), [(SCHEMA_VERSION + 1, "newer riskkit"), (0, "riskkit store migrate")]
)
def test_another_schema_version_is_refused_with_what_to_do(store, store_url: str, version: int, remedy: str):
    with store.writing() as connection:
        connection.execute(text("UPDATE schema_version SET version = :v"), {"v": version})
    with pytest.raises(StoreError, match=remedy):
        open_store(store_url)


@pytest.mark.parametrize(
    "address", ["postgresql://host", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "no url"]
)
def test_an_address_that_cannot_be_used_is_refused(address: str):
    with pytest.raises(StoreError, match="store: has an address"):
        open_store(address)


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        create_store(f"sqlite:///{tmp_path / 'file' / 'riskkit.db'}")


def test_a_failed_write_leaves_nothing(store):
    before = list_people(store)

    def write_and_fail() -> None:
        with store.writing() as connection:
            connection.execute(text("INSERT INTO person VALUES ('SYN-9999', 1, 'X', 'unit', 'A')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert list_people(store) == before
