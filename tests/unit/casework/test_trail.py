"""The inspector's trail: search, pages, who looked, export, verification; on both databases."""

import csv
import io
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from riskkit.casework import trail
from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.supervision import open_with_purpose, read_trail
from riskkit.casework.trail import (
    TrailQuery,
    actors_seen,
    export_trail,
    last_checkpoint,
    search_trail,
    verify_trail,
    who_looked_at,
)
from riskkit.errors import AccessRefused, ParameterError
from riskkit.records import Store
from riskkit.records.audit import AuditNote, append_entry
from riskkit.records.checkpoints import write_checkpoint
from tests.conftest import fresh_postgresql
from tests.unit.casework.conftest import with_three_people

START = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


def fill(store: Store) -> None:
    """120 entries an hour apart: every third refused, two actors, two people, one purpose with markup."""
    with store.writing() as connection:
        for number in range(120):
            note = AuditNote(
                f"officer-{number % 2 + 1}", "officer", "file.read" if number % 4 else "draft.save",
                "refused" if number % 3 == 0 else "done", "OWN" if number % 5 else "TEAM",
                f"entry {number}", "=1+1" if number == 7 else "",
            )  # fmt: skip
            append_entry(connection, note, at=START + timedelta(hours=number))


def numbers(page: trail.TrailPage) -> list[int]:
    return [int(each.note.subject.removeprefix("entry ")) for each in page.entries]


@pytest.fixture
def inspector(store) -> Access:
    fill(store)
    return Access(store, "inspector-1")


def test_pages_follow_each_other_without_a_gap_whatever_is_added_meanwhile(inspector):
    query = TrailQuery(actor="officer-1")
    first = search_trail(inspector, query)
    assert (first.found, numbers(first)) == (60, list(range(118, 18, -2)))
    with inspector.store.writing() as connection:
        append_entry(connection, AuditNote("officer-1", "officer", "file.read", subject="entry 999"))
    second = search_trail(inspector, query, before=first.older)
    assert numbers(second) == list(range(18, -1, -2))
    assert second.older is None


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (TrailQuery(outcome="refused", person="TEAM"), [n for n in range(120) if n % 15 == 0]),
        (TrailQuery(action="draft.save", actor="officer-1"), [n for n in range(120) if n % 4 == 0]),
        (TrailQuery(since=START + timedelta(hours=100), person="OWN"), [n for n in range(100, 120) if n % 5]),
        (TrailQuery(since=START, until=START + timedelta(hours=3)), [0, 1, 2]),
        (TrailQuery(actor="officer-3"), []),
    ],
)
def test_each_filter_finds_what_it_says(inspector, query, wanted):
    assert numbers(search_trail(inspector, query)) == wanted[::-1]


def test_a_moment_counts_by_the_clock_not_by_its_time_zone(inspector):
    """14:00 in Amsterdam on 28 March 2026 (winter time, UTC+1) is 13:00 UTC: one hour after the start."""
    amsterdam = datetime.fromisoformat("2026-03-28T14:00:00+01:00")
    found = search_trail(inspector, TrailQuery(since=amsterdam, until=amsterdam + timedelta(minutes=1)))
    assert numbers(found) == [1]


@pytest.mark.parametrize(
    "bad", ["' OR 1=1 --", "officer-1'; DROP TABLE audit; --", "%", "officer-%", 'x" OR "1"="1', "\\", "ö"]
)
def test_what_is_searched_for_is_never_sql(inspector, bad):
    for query in (TrailQuery(actor=bad), TrailQuery(action=bad), TrailQuery(outcome=bad)):
        assert search_trail(inspector, query).found == 0
        assert export_trail(inspector, query).count("\n") == 1
    with pytest.raises(ParameterError, match="is no pseudonym") as refused:
        search_trail(inspector, TrailQuery(person=bad))
    assert bad not in str(refused.value)
    assert search_trail(inspector, TrailQuery(actor="officer-1")).found == 60


def test_every_question_is_on_the_trail_before_its_answer(inspector):
    search_trail(inspector, TrailQuery(person="OWN", outcome="refused"))
    who_looked_at(inspector, "OWN")
    export_trail(inspector, TrailQuery(actor="officer-2"))
    verify_trail(inspector)
    last = [each.note for each in read_trail(inspector, after=120)][:4]
    assert [(note.action, note.person, note.subject) for note in last] == [
        ("trail.read", "OWN", "outcome=refused"), ("trail.read", "OWN", "who looked"),
        ("trail.export", "", "60 entries: actor=officer-2"), ("trail.verify", "", "chain and checkpoints"),
    ]  # fmt: skip


def test_who_looked_at_one_file_is_counted_by_account_and_outcome(store):
    Desk(store, "officer-1").open_file("OWN", instrument="needs")
    Desk(store, "officer-1").open_file("OWN", instrument="needs")
    with pytest.raises(AccessRefused):
        Desk(store, "officer-9").open_file("OWN", instrument="needs")
    open_with_purpose(Access(store, "officer-9"), "OWN", "An urgent visit today")
    found = who_looked_at(Access(store, "inspector-1"), "OWN")
    assert [(each.actor, each.action, each.outcome, each.times) for each in found] == [
        ("officer-9", "file.break_glass", "done", 1), ("officer-9", "file.read", "refused", 1),
        ("officer-1", "file.read", "done", 2),
    ]  # fmt: skip
    assert all(each.first <= each.last for each in found)
    with pytest.raises(ParameterError, match="no pseudonym"):
        who_looked_at(Access(store, "inspector-1"), "")


def test_an_export_holds_every_entry_oldest_first_and_no_formula(inspector):
    rows = list(csv.DictReader(io.StringIO(export_trail(inspector, TrailQuery(actor="officer-2")))))
    assert [row["subject"] for row in rows] == [f"entry {number}" for number in range(1, 120, 2)]
    assert rows[3]["purpose"] == "'=1+1"
    assert [int(row["number"]) for row in rows] == list(range(2, 121, 2))


def test_too_much_to_export_is_refused_not_cut_off(inspector, monkeypatch):
    monkeypatch.setattr(trail, "MOST_EXPORTED", 59)
    with pytest.raises(ParameterError, match="take a shorter period"):
        export_trail(inspector, TrailQuery(actor="officer-2"))
    assert read_trail(inspector, after=120)[-1].note.subject == "0 entries: actor=officer-2"


def test_the_chain_is_held_against_the_checkpoints(inspector, tmp_path, monkeypatch):
    monkeypatch.setattr(trail, "read_checkpoints", lambda store: read(store, folder=tmp_path / "points"))
    assert last_checkpoint(inspector) == trail.Points(0, 0, None, valid=False)
    write_checkpoint(inspector.store, folder=tmp_path / "points")
    point = last_checkpoint(inspector)
    assert (point.count, point.seq, point.valid) == (1, 121, True)
    check = verify_trail(inspector)
    assert (check.whole, check.checkpoints, check.entries) == (True, 1, 123)


def read(store, *, folder):
    from riskkit.records.checkpoints import read_checkpoints

    return read_checkpoints(store, folder=folder)


@pytest.mark.parametrize(
    "user", ["officer-1", "unit-1", "supervisor-1", "researcher-1", "steward-1", "nobody"]
)
def test_nobody_else_reads_searches_exports_or_verifies(store, user):
    access = Access(store, user)
    for asked in (
        lambda: search_trail(access, TrailQuery()), lambda: who_looked_at(access, "OWN"),
        lambda: export_trail(access, TrailQuery()), lambda: verify_trail(access),
        lambda: actors_seen(access), lambda: last_checkpoint(access),
    ):  # fmt: skip
        with pytest.raises(AccessRefused, match="refused"):
            asked()
    mine = TrailQuery(actor=user, outcome="refused")
    assert search_trail(Access(store, "inspector-1"), mine).found == 6


def test_on_postgresql_the_inspector_gets_the_trail_and_nothing_of_a_file(postgresql_template, tmp_path):
    """Row-level security, whatever casework does: others get entries about people within reach at most."""
    files = ("person", "assessment", "assessment_version", "placement", "estimate", "person_key")
    reach = {
        "officer-1": 96,
        "supervisor-1": 120,
        "unit-9": 0,
        "steward-1": 0,
        "researcher-1": 0,
        "no one": 0,
    }
    with (
        fresh_postgresql(postgresql_template) as url,
        closing(with_three_people(url, tmp_path / "keys")) as store,
    ):
        fill(store)  # 96 entries are about OWN, 24 about TEAM
        with store.acting_for("inspector-1").reading() as connection:
            assert [counted(connection, table) for table in files] == [0] * len(files)
            assert counted(connection, "audit") == 120
        found = {}
        for user in reach:
            with store.acting_for(user).reading() as connection:
                found[user] = counted(connection, "audit")
        assert found == reach


def counted(connection, table: str) -> int:
    return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
