"""Versions: every one kept, none changed, and the second of two writers is refused."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.errors import ConflictError, StoreError
from riskkit.records import (
    latest_judgement,
    list_versions,
    people_assessed,
    read_version,
    save_judgement,
)


def test_what_was_saved_is_read_back_whole(store, first, following):
    one = first()
    two = following(one)
    save_judgement(store, one)
    save_judgement(store, two)
    assert latest_judgement(store, person="SYN-0001", instrument="needs") == two
    assert read_version(store, record=one.record, version=1) == one
    assert [(n.version, n.saved_by, n.change) for n in list_versions(store, one.record)] == [
        (2, "officer-2", "new report"),
        (1, "officer-1", None),
    ]
    assert people_assessed(store, "needs") == {"SYN-0001"}


def test_who_was_never_assessed_has_no_judgement(store):
    assert latest_judgement(store, person="SYN-0002", instrument="needs") is None
    assert people_assessed(store, "needs") == frozenset()


def test_the_second_of_two_on_one_version_is_refused_and_nothing_is_lost(store, first, following):
    one = first()
    save_judgement(store, one)
    mine, theirs = following(one, "mine"), following(one, "theirs")
    save_judgement(store, theirs)
    with pytest.raises(ConflictError, match="has version 2 by now; yours follows version 1"):
        save_judgement(store, mine)
    assert latest_judgement(store, person="SYN-0001", instrument="needs") == theirs
    assert len(list_versions(store, one.record)) == 2


def test_two_who_start_at_the_same_time_do_not_make_two(store, first):
    save_judgement(store, first("a" * 32))
    with pytest.raises(ConflictError, match="started by someone else"):
        save_judgement(store, first("b" * 32))
    with pytest.raises(ConflictError):
        save_judgement(store, first("b" * 32), after="c" * 32)


def test_a_new_assessment_follows_the_one_before(store, first):
    save_judgement(store, first("a" * 32))
    save_judgement(store, first("b" * 32), after="a" * 32)
    newest = latest_judgement(store, person="SYN-0001", instrument="needs")
    assert newest is not None
    assert newest.record == "b" * 32


def test_of_twenty_at_once_exactly_one_is_first(store, first, following):
    one = first()
    save_judgement(store, one)
    outcomes: list[str] = []

    def save(number: int) -> None:
        try:
            save_judgement(store, following(one, f"attempt {number}"))
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("refused")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 19 + ["saved"]


def test_a_version_without_its_assessment_or_person_is_refused(store, first, following):
    with pytest.raises(StoreError, match="not in the store"):
        save_judgement(store, following(first()))
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        save_judgement(store, first(person="SYN-4000"))
    with pytest.raises(StoreError, match="no such version"):
        read_version(store, record="a" * 32, version=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessment_version SET record = '{}'",
        "UPDATE assessment_version SET version = 5",
        "DELETE FROM assessment_version",
        "UPDATE assessment SET person = 'SYN-0002'",
        "DELETE FROM assessment",
        "DELETE FROM schema_version",
        "INSERT OR REPLACE INTO assessment_version SELECT * FROM assessment_version",
        "INSERT OR REPLACE INTO assessment SELECT * FROM assessment",
        "INSERT INTO assessment_version SELECT assessment, 7, record, fingerprint, saved_by, saved_at "
        "FROM assessment_version",
    ],
)
@pytest.mark.parametrize("ours", [True, False])
def test_the_database_itself_refuses_to_change_history(
    sqlite_store, url: str, first, statement: str, ours: bool
):
    save_judgement(sqlite_store, first())
    if ours:
        with (
            pytest.raises(StoreError, match=r"never changed|next number"),
            sqlite_store.writing() as connection,
        ):
            connection.execute(text(statement))
    else:  # a connection that this program did not open, without its pragmas
        raw = sqlite3.connect(Path(url.removeprefix("sqlite:///")))
        with pytest.raises(sqlite3.IntegrityError, match=r"never changed|next number"):
            raw.execute(statement)
        raw.close()
    assert latest_judgement(sqlite_store, person="SYN-0001", instrument="needs") == first()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessment_version SET record = '{}'",
        "DELETE FROM assessment_version",
        "TRUNCATE assessment_version CASCADE",
        "UPDATE assessment SET person = 'SYN-0002'",
        "DELETE FROM assessment",
        "TRUNCATE assessment CASCADE",
        "DELETE FROM schema_version",
        "INSERT INTO assessment_version SELECT assessment, 7, record, fingerprint, saved_by, saved_at "
        "FROM assessment_version",
    ],
)
def test_postgresql_itself_refuses_to_change_history(postgresql_store, first, statement: str):
    save_judgement(postgresql_store, first())
    with (
        pytest.raises(StoreError, match=r"never changed|next number"),
        postgresql_store.writing() as connection,
    ):
        connection.execute(text(statement))
    assert latest_judgement(postgresql_store, person="SYN-0001", instrument="needs") == first()


@pytest.mark.parametrize(
    "change",
    [
        "record = substr(record, 1, 40) || 'AAAA' || substr(record, 45)",
        "record = (SELECT record FROM assessment_version WHERE version = 2)",
        "record = 'not sealed'",
        "record = ''",
    ],
)
def test_a_record_changed_past_the_triggers_is_noticed(sqlite_store, first, following, change: str):
    save_judgement(sqlite_store, first())
    save_judgement(sqlite_store, following(first()))
    with sqlite_store.writing() as connection:
        connection.execute(text("DROP TRIGGER assessment_version_no_update"))
        connection.execute(text(f"UPDATE assessment_version SET {change} WHERE version = 1"))
    with pytest.raises(StoreError, match="cannot be unsealed"):
        read_version(sqlite_store, record="a" * 32, version=1)


def test_a_fingerprint_changed_past_the_triggers_is_noticed(sqlite_store, first):
    save_judgement(sqlite_store, first())
    with sqlite_store.writing() as connection:
        connection.execute(text("DROP TRIGGER assessment_version_no_update"))
        connection.execute(text("UPDATE assessment_version SET fingerprint = 'x'"))
    with pytest.raises(StoreError, match="not what was saved"):
        latest_judgement(sqlite_store, person="SYN-0001", instrument="needs")


def test_a_busy_store_says_so(sqlite_store, first, monkeypatch: pytest.MonkeyPatch, url: str):
    blocker = sqlite3.connect(Path(url.removeprefix("sqlite:///")), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("riskkit.records.engines.PRAGMAS", ("busy_timeout = 20", "foreign_keys = ON"))
    sqlite_store.close()
    with pytest.raises(StoreError, match="was busy"):
        save_judgement(sqlite_store, first())
    blocker.execute("ROLLBACK")
    blocker.close()
    save_judgement(sqlite_store, first())


def test_no_error_of_the_database_names_a_person(store):
    assessment = "INSERT INTO assessment VALUES ('x', 'SYN-4000', 'i', '1', 'h', 1, 'now')"
    with pytest.raises(StoreError, match="FOREIGN KEY") as caught, store.writing() as connection:
        connection.execute(text(assessment))
    assert "SYN-4000" not in str(caught.value)
    with pytest.raises(StoreError, match="UNIQUE") as caught, store.writing() as connection:
        connection.execute(text("INSERT INTO person VALUES ('SYN-0001', 1, 'X', 'unit', 'A')"))
    assert "SYN-0001" not in str(caught.value)
