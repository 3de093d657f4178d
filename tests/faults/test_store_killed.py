"""Kill -9 while saving and signing: every acknowledged version is there, no half one, chain whole.

``RISKKIT_SOAK=1`` runs all 200 kills a database; a quick run does a few.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.casework.desk import Desk
from riskkit.records import create_store, open_store
from riskkit.records.accounts import add_account
from riskkit.records.audit_check import verify_audit
from riskkit.records.people import Person, add_people
from tests.unit.casework.conftest import AT

ROUNDS = 100 if os.environ.get("RISKKIT_SOAK") == "1" else 2
"""Each round kills two writers at once."""

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from riskkit.casework import Desk
from riskkit.errors import StoreError
from riskkit.records import open_store
from riskkit.records.judgement import InstrumentReference, Judgement, revise_judgement
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records import new_record_id
url, keys, user, person = sys.argv[1:]
desk = Desk(open_store(url, secrets=Path(keys)), user)
reference = InstrumentReference(id="needs", version="1", sha256="0" * 64)

def patiently(do):
    # on a slow machine the other writer's turn may last long: try again, as the message says
    while True:
        try:
            return do()
        except StoreError as error:
            if "was busy" not in str(error):
                raise

before = patiently(lambda: desk.open_file(person, instrument="needs")).judgement
while True:
    now = datetime.now(UTC)
    if before is None:
        summary = SummaryJudgement(level="low", reasons="x", assessor=user, at=now)
        after = Judgement(record=new_record_id(), saved_by=user, saved_at=now, person=person,
                          instrument=reference, summary=summary)
    else:
        after = revise_judgement(before, {}, by=user, at=now, why="again")
    patiently(lambda: desk.save(after))
    print("saved", after.record, after.version, flush=True)
    patiently(lambda: desk.sign(after))
    print("signed", after.record, after.version, flush=True)
    before = after
"""


def start(url: str, keys: Path, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(keys), f"unit-{number}", f"P-{number}"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_promise_12_acknowledged_saves_and_signatures_survive_kill_9(store_url: str, tmp_path: Path):
    keys = tmp_path / "keys"
    store = create_store(store_url, secrets=keys)
    with store.writing() as connection:
        for number in (1, 2):
            place = f"Unit {number}"
            add_account(
                connection, name=f"unit-{number}", display_name="U", password_hash="none", role="unit",
                place=place, at=AT,
            )  # fmt: skip
            person = Person(f"P-{number}", True, "X (SYNTHETIC)", "unit", place)
            add_people(connection, store.keys, [person])
    store.close()
    acknowledged: set[tuple[str, ...]] = set()
    kills = 0
    for turn in range(ROUNDS):
        writers = [start(store_url, keys, number) for number in (1, 2)]
        first = [writer.stdout.readline() for writer in writers if writer.stdout]
        if not all(first):  # one gave up: the other would fill its pipe while we read
            for writer in writers:
                writer.kill()
            pytest.fail(str([writer.communicate()[1] for writer in writers]))
        time.sleep(0.02 + 0.37 * ((turn * 7) % 10) / 10)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            kills += 1
        said = first + [line for writer in writers for line in writer.communicate()[0].splitlines()]
        before = len(acknowledged)
        acknowledged |= {tuple(line.split()) for line in said if len(line.split()) == 3}
        assert len(acknowledged) > before, "nothing was saved in this round: it proves nothing"
        check_store(store_url, keys, acknowledged)
    print(f"{kills} kills, {len(acknowledged)} acknowledged, all there")


def check_store(url: str, keys: Path, acknowledged: set[tuple[str, ...]]) -> None:
    store = open_store(url, secrets=keys)
    with store.reading() as connection:
        versions = set(
            map(tuple, connection.execute(text("SELECT assessment, version FROM assessment_version")))
        )
        signed = set(map(tuple, connection.execute(text("SELECT assessment, version FROM signature"))))
        done = text("SELECT action, count(*) FROM audit WHERE outcome = 'done' GROUP BY action")
        counted = {action: number for action, number in connection.execute(done)}
        broken = store.file and connection.execute(text("PRAGMA integrity_check")).scalar() != "ok"
    for kind, record, version in acknowledged:
        there = versions if kind == "saved" else signed
        assert (record, int(version)) in there
    # What was done and what is on record are one: neither without the other.
    assert counted.get("assessment.save", 0) == len(versions)
    assert counted.get("assessment.sign", 0) == len(signed)
    assert signed <= versions
    assert not broken
    check = verify_audit(store, ())
    assert check.whole, check.findings
    store.close()


DRAFTER = """
import sys
from pathlib import Path
from riskkit.casework import Desk
from riskkit.records import open_store
desk = Desk(open_store(sys.argv[1], secrets=Path(sys.argv[2])), "unit-1")
number = 0
while True:
    number += 1
    desk.keep_draft("P-1", instrument="needs", follows=0, content=str(number))
    print(number, flush=True)
"""


def test_what_was_being_written_survives_kill_9(store_url: str, tmp_path: Path):
    """The last draft that was acknowledged is there, or the one after it, whole."""
    keys = tmp_path / "keys"
    store = create_store(store_url, secrets=keys)
    with store.writing() as connection:
        add_account(
            connection, name="unit-1", display_name="U", password_hash="none", role="unit", place="Unit 1",
            at=AT,
        )  # fmt: skip
        add_people(connection, store.keys, [Person("P-1", True, "X (SYNTHETIC)", "unit", "Unit 1")])
    writer = subprocess.Popen(
        [sys.executable, "-c", DRAFTER, store_url, str(keys)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(5)]
    writer.kill()
    said += writer.communicate()[0].splitlines()
    last = max(int(line) for line in said if line.strip())
    draft = Desk(store, "unit-1").open_file("P-1", instrument="needs").draft
    assert draft is not None
    assert int(draft.content) in (last, last + 1)
    store.close()
