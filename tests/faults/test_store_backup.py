"""Backups taken under writing restore to one moment, on either database, and bring no one back."""

import gzip
import json
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import record, record_who
from riskkit.casework.retention import erase
from riskkit.errors import ErasedError, StoreError
from riskkit.records import create_store
from riskkit.records.audit_check import verify_audit
from riskkit.records.backup import FORMAT, back_up, restore
from riskkit.records.dossier import OwnView, Placement
from riskkit.records.identity import Identity
from riskkit.records.tables import SCHEMA_VERSION
from tests.unit.casework.conftest import TEAM, judgement, next_version, with_three_people

DAY = date(2026, 11, 2)


@pytest.fixture
def store(store_url: str, tmp_path: Path):
    made = with_three_people(store_url, tmp_path / "keys")
    yield made
    made.close()


def fresh(tmp_path: Path, name: str = "new"):
    return create_store(f"sqlite:///{tmp_path / name / 'riskkit.db'}", secrets=tmp_path / "keys")


def test_a_backup_taken_under_writing_restores_to_one_moment(store, tmp_path: Path):
    stop = threading.Event()
    saved: list[int] = []

    def write() -> None:
        desk, last = Desk(store, "officer-1"), judgement("OWN", by="officer-1")
        desk.save(last)
        while not stop.is_set():
            last = next_version(last, by="officer-1")
            desk.save(last)
            saved.append(last.version)

    writer = threading.Thread(target=write)
    writer.start()
    while len(saved) < 3:
        stop.wait(0.01)
    before = saved[-1]
    note = back_up(store, tmp_path / "backup.gz")
    while saved[-1] < before + 3:
        stop.wait(0.01)
    stop.set()
    writer.join()
    other = fresh(tmp_path)
    assert restore(other, tmp_path / "backup.gz") == note
    with other.reading() as connection:
        versions = connection.execute(text("SELECT count(*) FROM assessment_version")).scalar_one()
        entries = connection.execute(text("SELECT count(*) FROM audit")).scalar_one()
    assert before <= versions < saved[-1] + 1
    assert versions == entries == note.rows["assessment_version"] == note.head.seq
    assert verify_audit(other, ()).whole
    opened = Desk(other, "officer-1").open_file("OWN", instrument="needs")
    assert opened.judgement is not None
    assert opened.judgement.version == versions
    other.close()


def test_a_backup_says_nothing_to_who_has_no_key(store, tmp_path: Path):
    access = Access(store, "officer-1")
    record_who(access, "OWN", Identity(name="Alfa Amber", register_number="R-77"))
    record(access, "OWN", OwnView(given_on=DAY, about="plan", own_words="My own words"))
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    Desk(store, "officer-1").keep_draft("OWN", instrument="needs", follows=1, content="half a sentence")
    back_up(store, tmp_path / "backup.gz")
    raw = gzip.decompress((tmp_path / "backup.gz").read_bytes())
    if store.file:
        store.close()
        raw += b"".join(each.read_bytes() for each in store.file.parent.glob("riskkit.db*"))
    for said in (b"Alfa", b"Amber", b"R-77", b"own words", b"half a", b'"reasons"'):
        assert said not in raw
    assert (tmp_path / "backup.gz").stat().st_mode & 0o077 == 0
    stranger = create_store(f"sqlite:///{tmp_path / 's' / 'riskkit.db'}", secrets=tmp_path / "other-keys")
    with pytest.raises(StoreError, match="another key"):
        restore(stranger, tmp_path / "backup.gz")
    stranger.close()


def test_a_restored_backup_brings_no_erased_person_back(store, tmp_path: Path):
    access = Access(store, "officer-1")
    ended = Placement(setting="team", place=TEAM, starts_on=date(2000, 1, 1), ends_on=date(2000, 2, 1))
    record(access, "OWN", ended)
    back_up(store, tmp_path / "backup.gz")
    erase(Access(store, "supervisor-1"), "OWN", today=DAY)
    from riskkit.records.checkpoints import checkpoint_folder

    other = fresh(tmp_path)
    kept, wanted = checkpoint_folder(store), checkpoint_folder(other)
    if kept != wanted:
        wanted.mkdir(parents=True, exist_ok=True)
        (wanted / "erasures.jsonl").write_bytes((kept / "erasures.jsonl").read_bytes())
    restore(other, tmp_path / "backup.gz")
    with pytest.raises(ErasedError):
        Desk(other, "officer-1").open_file("OWN", instrument="needs")
    other.close()
    if not store.file:
        (kept / "erasures.jsonl").unlink()


@pytest.mark.parametrize("damage", ["cut", "flipped", "count", "row", "empty", "text"])
def test_a_damaged_backup_is_refused_and_leaves_an_empty_store(tmp_path: Path, damage: str):
    store = with_three_people(f"sqlite:///{tmp_path / 'a' / 'riskkit.db'}", tmp_path / "keys")
    path = tmp_path / "backup.gz"
    back_up(store, path)
    store.close()
    raw = path.read_bytes()
    lines = gzip.decompress(raw).splitlines(keepends=True)
    if damage == "cut":
        path.write_bytes(raw[:-20])
    elif damage == "flipped":
        path.write_bytes(gzip.compress(b"".join(lines).replace(b"OWN", b"OWE")))
    elif damage == "count":
        path.write_bytes(gzip.compress(b"".join([*lines[:2], *lines[3:]])))
    elif damage == "row":
        path.write_bytes(
            gzip.compress(b"".join([*lines[:-1], b'["person","Z",1,null,"unit","A"]\n', lines[-1]]))
        )
    else:
        path.write_bytes(b"" if damage == "empty" else b"no gzip")
    other = fresh(tmp_path)
    with pytest.raises(StoreError, match="backup"):
        restore(other, path)
    with other.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar_one() == 0
    other.close()


def test_a_store_that_holds_something_is_not_overwritten(store, tmp_path: Path):
    back_up(store, tmp_path / "backup.gz")
    with pytest.raises(StoreError, match="not empty"):
        restore(store, tmp_path / "backup.gz")
    with pytest.raises(StoreError, match="is there already"):
        back_up(store, tmp_path / "backup.gz")
    assert [each.name for each in tmp_path.glob(".*.part")] == []


def test_a_bomb_in_a_backup_is_not_unpacked_whole(tmp_path: Path):
    """A gzip of 200 MB of zeros: one line that is no JSON, refused while memory stays small."""
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb") as bomb:
        bomb.write(json.dumps({"format": FORMAT, "schema": SCHEMA_VERSION}).encode() + b"\n")
        for _ in range(200):
            bomb.write(b"0" * 1_000_000)
    other = fresh(tmp_path)
    with pytest.raises(StoreError, match="backup"):
        restore(other, path)
    other.close()
