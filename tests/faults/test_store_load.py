"""Two officers on one assessment and fifty at once: nothing lost, no deadlock, latency told."""

import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.casework.desk import Desk
from riskkit.errors import ConflictError, StoreError
from riskkit.records import create_store
from riskkit.records.accounts import add_account
from riskkit.records.audit_check import verify_audit
from riskkit.records.people import Person, add_people
from tests.unit.casework.conftest import AT, judgement, next_version

LONGEST = 900
"""Seconds after which it must be a deadlock, on the slowest of machines."""

OFFICERS = 50
SAVES = 4


@pytest.fixture
def busy(store_url: str, tmp_path: Path):
    store = create_store(store_url, secrets=tmp_path / "keys")
    with store.writing() as connection:
        for number in range(OFFICERS):
            add_account(
                connection, name=f"unit-{number}", display_name="U", password_hash="none", role="unit",
                place="Unit A", at=AT,
            )  # fmt: skip
        people = [Person(f"P-{n}", True, "X (SYNTHETIC)", "unit", "Unit A") for n in range(OFFICERS + 1)]
        add_people(connection, store.keys, people)
    yield store
    store.close()


def patiently(save: Callable[[], None]) -> int:
    """Save, and try again as long as the store says that it is busy; return how often it said so."""
    until, told = time.monotonic() + LONGEST, 0
    while True:
        try:
            save()
        except StoreError as error:
            if "was busy" not in str(error) or time.monotonic() > until:
                raise
            told += 1
        else:
            return told


def at_once(work, officers: int) -> None:
    ready = threading.Barrier(officers)
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            ready.wait(LONGEST)
            work(number)
        except Exception as error:  # noqa: BLE001 - told to the main thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(officers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in threads), "a deadlock"
    assert failed == []


def test_fifty_officers_at_once_each_on_an_own_file(busy, capsys: pytest.CaptureFixture[str]):
    times: list[float] = []
    told_busy: list[int] = []

    def work(number: int) -> None:
        desk = Desk(busy, f"unit-{number}")
        saved = judgement(f"P-{number}", by=f"unit-{number}", record=f"{number:032d}")
        for turn in range(SAVES):
            started = time.perf_counter()
            told_busy.append(patiently(partial(desk.save, saved)))
            times.append(time.perf_counter() - started)
            if turn < SAVES - 1:
                saved = next_version(saved, by=f"unit-{number}")

    at_once(work, OFFICERS)
    with busy.reading() as connection:
        counted = connection.execute(text("SELECT count(*) FROM assessment_version")).scalar_one()
    assert counted == len(times) == OFFICERS * SAVES
    check = verify_audit(busy, ())
    assert (check.entries, check.findings) == (OFFICERS * SAVES, ())
    times.sort()
    with capsys.disabled():
        print(
            f"\n{OFFICERS} officers at once ({busy.engine.dialect.name}): a save takes "
            f"{1000 * statistics.median(times):.0f} ms (median), "
            f"{1000 * times[int(0.95 * len(times))]:.0f} ms (95 %), {1000 * times[-1]:.0f} ms (worst), "
            f"told {sum(told_busy)} times that the store was busy"
        )


def test_promise_14_all_on_one_assessment_and_exactly_one_saves_each_version(busy):
    first = judgement("P-50", by="unit-0")
    Desk(busy, "unit-0").save(first)
    outcomes: list[str] = []

    def work(number: int) -> None:
        try:
            mine = next_version(first, by=f"unit-{number}", why=f"by {number}")
            patiently(partial(Desk(busy, f"unit-{number}").save, mine))
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("refused")

    at_once(work, OFFICERS)
    assert sorted(outcomes) == ["refused"] * (OFFICERS - 1) + ["saved"]
    with busy.reading() as connection:
        kept = connection.execute(
            text("SELECT outcome, count(*) FROM audit WHERE action = 'assessment.save' GROUP BY outcome")
        )
        assert {outcome: number for outcome, number in kept} == {"done": 2, "conflict": OFFICERS - 1}
    assert verify_audit(busy, ()).whole
