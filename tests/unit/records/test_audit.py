"""The audit trail: it only grows, and whatever is done to it past the database is found."""

import hashlib
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.errors import StoreError
from riskkit.records.audit import AuditNote, append_entry, count_entries, entry_hash, last_entry, read_entries
from riskkit.records.audit_check import verify_audit
from riskkit.records.checkpoints import (
    FILE,
    Checkpoint,
    lacking_checkpoints,
    read_checkpoints,
    sign_when_due,
    write_checkpoint,
)

NOTE = AuditNote("officer-1", "officer", "file.read", person="SYN-0001", subject="needs")


def fill(store, entries: int) -> None:
    with store.writing() as connection:
        for number in range(entries):
            append_entry(connection, AuditNote("o", "officer", "file.read", subject=str(number)))


def found(store, folder: Path | None = None) -> str:
    points = read_checkpoints(store, folder=folder) if folder else ()
    return " | ".join(verify_audit(store, points).findings)


def past_triggers(store, *statements: str) -> None:
    """Do to the trail what only a holder of the database can do."""
    with store.writing() as connection:
        if store.file:
            for name in ("audit_no_update", "audit_no_delete", "audit_in_chain"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))


def test_the_hash_is_that_of_the_written_rule():
    # By hand: every field as its length, a colon and its text; then the hash before.
    by_hand = "1:1" + "2:at" + "1:o" + "7:officer" + "4:read" + "4:done" + "1:p" + "1:s" + "0:" + "0" * 64
    fields = ["at", "o", "officer", "read", "done", "p", "s", ""]
    assert entry_hash(1, fields, "0" * 64) == hashlib.sha256(by_hand.encode()).hexdigest()


def test_fields_cannot_run_into_each_other():
    one = entry_hash(1, ["ab", "c", "", "", "", "", "", ""], "0" * 64)
    other = entry_hash(1, ["a", "bc", "", "", "", "", "", ""], "0" * 64)
    assert one != other


def test_entries_follow_each_other_and_verify(store):
    with store.writing() as connection:
        assert append_entry(connection, NOTE).seq == 1
        assert append_entry(connection, AuditNote("ö😀", "officer", "x", "refused", purpose="a:b")).seq == 2
    with store.reading() as connection:
        one, two = read_entries(connection)
        assert count_entries(connection) == 2
        assert read_entries(connection, person="SYN-0001") == (one,)
    assert (one.note, one.previous, two.previous) == (NOTE, "0" * 64, one.hash)
    check = verify_audit(store, ())
    assert (check.entries, check.whole) == (2, True)


def test_what_is_not_committed_leaves_no_entry(store):
    def write_and_fail() -> None:
        with store.writing() as connection:
            append_entry(connection, NOTE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    fill(store, 1)
    assert verify_audit(store, ()).entries == 1


def test_a_field_that_is_too_long_or_holds_nul_is_refused(store):
    with pytest.raises(StoreError, match="purpose"), store.writing() as connection:
        append_entry(connection, AuditNote("o", "r", "x", purpose="p" * 2001))
    with pytest.raises(StoreError, match="subject"), store.writing() as connection:
        append_entry(connection, AuditNote("o", "r", "x", subject="a\0b"))


def test_twenty_writers_at_once_make_one_chain(store):
    def write() -> None:
        for _ in range(5):
            with store.writing() as connection:
                append_entry(connection, NOTE)

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check = verify_audit(store, ())
    assert (check.entries, check.findings) == (100, ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT seq + 7, at, actor, role, action, outcome, person, subject, purpose, "
        "previous, replace(hash, substr(hash, 1, 1), 'x') FROM audit WHERE seq = 3",
        "INSERT INTO audit SELECT 4, at, actor, role, action, outcome, person, subject, purpose, "
        "previous, replace(hash, substr(hash, 1, 1), 'x') FROM audit WHERE seq = 3",
    ],
)
def test_the_database_refuses_what_is_not_the_next_entry(store, statement: str):
    fill(store, 3)
    with (
        pytest.raises(StoreError, match=r"never changed|follows the one before"),
        store.writing() as connection,
    ):
        connection.execute(text(statement))
    assert verify_audit(store, ()).entries == 3


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["UPDATE audit SET actor = 'x' WHERE seq = 4"], "entry 4 was changed"),
        (["DELETE FROM audit WHERE seq = 4"], "entry 4 was removed"),
        (["DELETE FROM audit WHERE seq IN (4, 5, 6)"], "entries 4 to 6 were removed"),
        (["DELETE FROM audit WHERE seq = 1"], "entry 1 was removed"),
        (
            ["UPDATE audit SET seq = 99 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4",
             "UPDATE audit SET seq = 4 WHERE seq = 99"],
            "entry 3 does not follow entry 2",
        ),
        (
            [
                "UPDATE audit SET seq = seq + 100 WHERE seq > 3",
                "UPDATE audit SET seq = seq - 99 WHERE seq > 100",
                "INSERT INTO audit VALUES (4, 'at', 'a', 'r', 'x', 'done', '', '', '', "
                f"'{'1' * 64}', '{'2' * 64}')",
            ],
            "entry 4 does not follow entry 3",
        ),
    ],
    ids=["changed", "removed", "three removed", "first removed", "reordered", "inserted"],
)  # fmt: skip
def test_what_a_holder_of_the_database_does_is_found_with_its_place(store, statements, says):
    fill(store, 10)
    past_triggers(store, *statements)
    assert says in found(store)


def test_a_cut_at_the_end_is_found_by_the_checkpoint_only(store, tmp_path: Path):
    fill(store, 10)
    write_checkpoint(store, folder=tmp_path)
    past_triggers(store, "DELETE FROM audit WHERE seq > 6")
    assert found(store) == ""
    assert "entries 7 to 10 at least were removed from the end" in found(store, tmp_path)


def test_a_chain_rewritten_whole_is_found_between_two_checkpoints(store, tmp_path: Path):
    fill(store, 4)
    write_checkpoint(store, folder=tmp_path)
    fill(store, 4)
    write_checkpoint(store, folder=tmp_path)
    past_triggers(store, "UPDATE audit SET actor = 'nobody' WHERE seq = 6")
    rewrite(store)
    assert found(store) == ""
    assert "entries 5 to 8 were rewritten" in found(store, tmp_path)


def rewrite(store) -> None:
    """Give every entry the hash that fits its changed content, as a forger would."""
    with store.writing() as connection:
        previous = "0" * 64
        for entry in read_entries(connection):
            note = entry.note
            fields = [
                entry.at.isoformat(), note.actor, note.role, note.action, note.outcome, note.person,
                note.subject, note.purpose,
            ]  # fmt: skip
            digest = entry_hash(entry.seq, fields, previous)
            change = text("UPDATE audit SET previous = :p, hash = :h WHERE seq = :s")
            connection.execute(change, {"p": previous, "h": digest, "s": entry.seq})
            previous = digest


def test_a_forged_checkpoint_is_named(store, tmp_path: Path):
    fill(store, 3)
    write_checkpoint(store, folder=tmp_path)
    path = tmp_path / FILE
    path.write_text(path.read_text().replace('"seq": 3', '"seq": 2'))
    assert "the checkpoint of entry 2 has no valid signature" in found(store, tmp_path)


def test_a_torn_last_line_is_left_out_and_a_torn_other_line_is_not(store, tmp_path: Path):
    fill(store, 2)
    write_checkpoint(store, folder=tmp_path)
    path = tmp_path / FILE
    whole = path.read_text()
    path.write_text(whole + whole[:20])
    assert [point.seq for point in read_checkpoints(store, folder=tmp_path)] == [2]
    path.write_text(whole[:20] + "\n" + whole)
    with pytest.raises(StoreError, match="no checkpoint"):
        read_checkpoints(store, folder=tmp_path)
    assert write_checkpoint(store, folder=tmp_path) is not None


def test_an_empty_trail_has_no_checkpoint(store, tmp_path: Path):
    assert write_checkpoint(store, folder=tmp_path) is None
    assert verify_audit(store, read_checkpoints(store, folder=tmp_path)).whole


def points_at(*numbers: int) -> tuple[Checkpoint, ...]:
    return tuple(Checkpoint(number, "0" * 64, "2026-01-01T00:00:00+00:00", "") for number in numbers)


@pytest.mark.parametrize(
    ("numbers", "last", "says"),
    [
        ((), 100, ""),
        ((), 101, "the trail has 101 entries and no checkpoint, where every 100th is signed"),
        ((), 0, ""),
        ((100, 200, 300), 399, ""),
        ((200, 300), 399, ""),  # the machine stopped between entry 100 and its checkpoint
        ((201, 300), 399, "the checkpoints begin with entry 201"),
        ((100, 200), 400, ""),  # entry 300 the same
        ((100, 200), 401, "the checkpoints end with entry 200 of 401"),
        ((100, 300, 200, 400), 400, ""),  # of two processes one had to wait
        ((100, 1200, 201, 1300), 1300, ""),
        ((100, 1200, 200, 1300), 1300, "a checkpoint of entry 200 was made after that of entry 1200"),
        ((100, 2000, 1900, 1000), 1100, "a checkpoint of entry 1000 was made after that of entry 2000"),
    ],
)
def test_checkpoints_that_are_gone_or_went_back_are_said_whatever_the_trail_is(numbers, last, says):
    found = lacking_checkpoints(points_at(*numbers), last)
    assert [each.startswith(says) for each in found] == ([True] if says else [])


def test_a_folder_of_checkpoints_that_was_emptied_is_a_finding(store, tmp_path, monkeypatch):
    monkeypatch.setattr("riskkit.records.checkpoints.checkpoint_folder", lambda store: tmp_path / "points")
    for _ in range(21):
        fill(store, 5)
        with store.reading() as connection:
            sign_when_due(store, last_entry(connection), entries=5)
    points = read_checkpoints(store)
    assert [each.seq for each in points] == [100]
    assert verify_audit(store, points, all_there=True).whole
    (tmp_path / "points" / FILE).unlink()
    found = verify_audit(store, read_checkpoints(store), all_there=True).findings
    assert found == (
        "the trail has 105 entries and no checkpoint, where every 100th is signed: some were "
        "removed, or this is not their folder (RISKKIT_CHECKPOINTS)",
    )
    assert verify_audit(store, ()).whole  # a backup is read without its checkpoints
