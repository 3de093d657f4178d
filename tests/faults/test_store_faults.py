"""Full disk, read-only store, a lock held for long, a connection cut: said plainly, nothing lost."""

import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.casework.desk import Desk
from riskkit.errors import StoreError
from riskkit.records import Store, open_store
from riskkit.records.audit_check import verify_audit
from riskkit.records.checkpoints import read_checkpoints, write_checkpoint
from tests.conftest import fresh_postgresql
from tests.unit.casework.conftest import judgement, next_version, with_three_people


@pytest.fixture
def sqlite(tmp_path: Path):
    store = with_three_people(f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}", tmp_path / "keys")
    yield store
    store.close()


def one_more(store: Store) -> None:
    desk = Desk(store, "officer-1")
    before = desk.open_file("OWN", instrument="needs").judgement
    desk.save(next_version(before, by="officer-1") if before else judgement("OWN", by="officer-1"))


FULL = """
import resource, sys
from pathlib import Path
from riskkit.errors import StoreError
from riskkit.records import open_store
from tests.faults.test_store_faults import one_more
store = open_store(sys.argv[1], secrets=Path(sys.argv[2]))
one_more(store)
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = 1_000
log = Path(sys.argv[1].removeprefix("sqlite:///") + "-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + room, resource.RLIM_INFINITY))
said = ""
for _ in range(50):
    try:
        one_more(store)
    except StoreError as error:
        said = str(error)
        break
print(said)
"""


def test_a_full_disk_is_said_and_what_was_saved_is_there(sqlite: Store, tmp_path: Path):
    url = f"sqlite:///{sqlite.file}"
    done = subprocess.run(
        [sys.executable, "-c", FULL, url, str(tmp_path / "keys")], capture_output=True, text=True,
        check=True, timeout=120, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert "the disk is full" in done.stdout, done.stdout
    assert "nothing was saved" in done.stdout
    one_more(sqlite)
    assert verify_audit(sqlite, ()).whole
    with sqlite.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_a_read_only_store_is_said(sqlite: Store, monkeypatch: pytest.MonkeyPatch):
    one_more(sqlite)
    sqlite.close()
    # File modes stop nobody who is root, as in this test; the database's own switch does.
    monkeypatch.setattr("riskkit.records.engines.PRAGMAS", ("foreign_keys = ON", "query_only = ON"))
    with pytest.raises(StoreError, match="cannot be written"):
        one_more(sqlite)


def test_a_lock_held_for_long_is_waited_for(sqlite: Store):
    blocker = sqlite3.connect(sqlite.file or "", isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")
    threading.Timer(1.5, lambda: blocker.execute("ROLLBACK")).start()
    started = time.monotonic()
    one_more(sqlite)
    assert time.monotonic() - started > 1.0
    blocker.close()


def test_nobody_waits_in_vain_beside_someone_who_writes_without_a_pause(sqlite: Store):
    """In turn one waits for who writes now, perhaps one more; SQLite's own way is to try one's luck."""
    stop, written, turns = threading.Event(), threading.Event(), [0]

    def write_on_and_on() -> None:
        while not stop.is_set():
            with sqlite.writing() as connection:
                connection.execute(text("SELECT 1"))
                turns[0] += 1
                time.sleep(0.3)  # held for nearly all of the time
            written.set()

    busy, waited = threading.Thread(target=write_on_and_on), []
    busy.start()
    try:
        assert written.wait(60)
        for _ in range(5):
            before = turns[0]
            with sqlite.writing() as connection:
                connection.execute(text("SELECT 1"))
                waited.append(turns[0] - before)
    finally:
        stop.set()
        busy.join()
    assert statistics.median(waited) <= 2, waited


def test_who_stands_in_line_behind_a_lock_held_for_long_learns_in_time(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("riskkit.records.engines.BUSY_SECONDS", 1)
    blocker = sqlite3.connect(sqlite.file or "", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    said: list[str] = []

    def wait() -> None:
        try:
            one_more(sqlite)
        except StoreError as error:
            said.append(str(error))

    waiting = [threading.Thread(target=wait) for _ in range(4)]
    for each in waiting:
        each.start()
    for each in waiting:
        each.join(60)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert [("was busy" in each) for each in said] == [True] * 4
    one_more(sqlite)


@pytest.fixture
def postgresql(postgresql_template: str, tmp_path: Path):
    with fresh_postgresql(postgresql_template) as url:
        store = with_three_people(url, tmp_path / "keys")
        yield store
        store.close()


def test_a_lock_held_for_long_in_postgresql_is_said(postgresql: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("riskkit.records.engines.BUSY_SECONDS", 1)
    with postgresql.writing() as blocker:
        blocker.execute(text("SELECT pg_advisory_xact_lock(724501)"))
        with pytest.raises(StoreError, match="was busy"):
            one_more(postgresql)
    one_more(postgresql)


def test_a_connection_cut_in_mid_transaction_saves_nothing_and_the_next_one_works(postgresql: Store):
    one_more(postgresql)

    def cut_while_writing() -> None:
        with postgresql.writing() as connection:
            mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            connection.execute(text("INSERT INTO person VALUES ('LOST', 1, NULL, 'unit', 'A')"))
            with postgresql.reading() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
            connection.execute(text("SELECT 1"))

    with pytest.raises(StoreError, match="lost its connection"):
        cut_while_writing()
    one_more(postgresql)
    with postgresql.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM person WHERE id = 'LOST'")).scalar_one() == 0
    assert verify_audit(postgresql, ()).whole


def test_no_connection_free_is_said_like_a_busy_store(either: Store, monkeypatch: pytest.MonkeyPatch):
    from sqlalchemy.exc import TimeoutError as NoConnectionFree

    def none_free(*_: object, **__: object) -> None:
        raise NoConnectionFree("QueuePool limit of size 10 overflow 10 reached")

    monkeypatch.setattr(type(either.engine), "connect", none_free)
    with pytest.raises(StoreError, match="was busy"):
        one_more(either)
    monkeypatch.undo()
    one_more(either)


def test_a_full_disk_of_postgresql_is_said_and_nothing_half_is_kept(postgresql: Store):
    """The server says 53100 (disk_full) when it has no room; here a trigger says it in its place."""
    one_more(postgresql)
    with postgresql.writing() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
                "'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
            )
        )
        trigger = "CREATE TRIGGER no_room BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION no_room()"
        connection.execute(text(trigger))
    with pytest.raises(StoreError, match=r"the disk is full.*nothing was saved"):
        one_more(postgresql)
    with postgresql.writing() as connection:
        connection.execute(text("DROP TRIGGER no_room ON audit"))
    with postgresql.reading() as connection:  # the version went in before the entry that found no room
        assert connection.execute(text("SELECT count(*) FROM assessment_version")).scalar_one() == 1
    one_more(postgresql)
    assert verify_audit(postgresql, ()).whole


def test_a_read_only_postgresql_is_said(postgresql: Store):
    one_more(postgresql)
    database = postgresql.address.database
    with postgresql.writing() as connection:
        connection.execute(text(f"ALTER DATABASE {database} SET default_transaction_read_only = on"))
    postgresql.close()  # it holds for connections that are made from now on
    with pytest.raises(StoreError, match="cannot be written"):
        one_more(postgresql)
    with postgresql.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM assessment_version")).scalar_one() == 1


def test_a_server_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(StoreError, match="lost its connection"):
        open_store(f"postgresql://nobody@/riskkit?host={tmp_path}", secrets=tmp_path / "keys")


def test_a_process_that_ends_in_mid_transaction_saves_nothing_and_the_next_one_works(sqlite: Store):
    one_more(sqlite)
    raw = sqlite3.connect(sqlite.file or "", isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO person VALUES ('LOST', 1, NULL, 'unit', 'A')")
    raw.close()  # as the system does with the files of a process that is gone
    one_more(sqlite)
    with sqlite.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM person WHERE id = 'LOST'")).scalar_one() == 0
    assert verify_audit(sqlite, ()).whole


@pytest.fixture
def either(store_url: str, tmp_path: Path):
    store = with_three_people(store_url, tmp_path / "keys")
    yield store
    store.close()


def test_a_clock_set_back_keeps_the_chain_and_the_order(either: Store):
    from datetime import timedelta

    from riskkit.casework.access import Access
    from riskkit.casework.dossier import read_entries
    from riskkit.records.audit import read_entries as read_trail
    from tests.unit.casework.conftest import AT

    for moment in (AT, AT - timedelta(days=400), AT + timedelta(days=1), AT - timedelta(hours=1)):
        read_entries(Access(either, "officer-1", clock=lambda now=moment: now), "OWN", "incident")
    with either.reading() as connection:
        trail = read_trail(connection)
    assert [entry.seq for entry in trail] == [1, 2, 3, 4]
    assert [entry.at for entry in trail] != sorted(entry.at for entry in trail)
    assert verify_audit(either, ()).whole


def test_checkpoints_that_cannot_be_written_are_said(sqlite: Store, tmp_path: Path):
    one_more(sqlite)
    (tmp_path / "taken").touch()
    with pytest.raises(StoreError, match="RISKKIT_CHECKPOINTS"):
        write_checkpoint(sqlite, folder=tmp_path / "taken")
    assert read_checkpoints(sqlite, folder=tmp_path / "taken") == ()


def test_no_limit_of_this_process_was_changed():
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    assert os.environ.get("RISKKIT_USER") is None
