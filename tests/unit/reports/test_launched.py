"""Reports that are asked for, made by real processes: every way in which one can end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from riskkit.casework.report_folder import RunState, owner_folder, read_run, write_whole
from riskkit.casework.report_runs import ask_for_report, cancel_run, progress_of, report_files
from riskkit.errors import (
    DataError,
    Fault,
    GateRefused,
    OutputError,
    OutsideFailure,
    ParameterError,
    ReportFailed,
    StoreError,
)
from riskkit.records import Store
from riskkit.records.accounts import change_account
from riskkit.reports.launched_run import reason_of, said_by
from riskkit.reports.memory_limit import LAUNCHED
from riskkit.wording import wording
from tests.unit.casework.report_office import ROSSI, as_, office, trail
from tests.unit.reports.batch_home import make_home

WAIT = 300
"""Seconds: generous for a machine that is busy with other tests."""

USER = "researcher-1"
DATA = """from riskkit.errors import DataError, Fault
raise DataError(Fault("column 'age'", "3 values are negative"))"""
GATE = (
    'from riskkit.errors import TooFewEventsRefused; raise TooFewEventsRefused("4 events for 3 covariates.")'
)
DEFECT = 'raise KeyError("SECRET-ROW-17")'
SLEEP = "import time; time.sleep(600)"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("RISKKIT_KERNEL_PRELOAD", '["ipykernel.kernelapp"]')  # quick, and of these tests alone
    monkeypatch.setenv("RISKKIT_KERNEL_IDLE_SECONDS", "20")
    with office(tmp_path / "workspace", make_home(tmp_path / "home")) as opened:
        yield opened


def ask(store: Store, code: str, user: str = USER) -> str:
    values = {**ROSSI, "title": {"nl": "Proef", "en": code}}
    return ask_for_report(as_(store, user), "base_rate", values, place="shipped", limit=300.0, pdf=False).run


@pytest.fixture
def work(store: Store) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a process that makes the queue of a user."""
    started: list[subprocess.Popen[bytes]] = []

    def start(user: str = USER) -> subprocess.Popen[bytes]:
        folder = owner_folder(user)
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "riskkit.reports.launched", str(folder)], start_new_session=True
            )
        )
        return started[-1]

    yield start
    for each in started:
        if each.poll() is None:
            each.terminate()
        each.wait(WAIT)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.1)


def states(store: Store, user: str = USER) -> list[RunState]:
    return [state for _, state in progress_of(as_(store, user))]


def running(store: Store, run: str) -> bool:
    found = read_run(owner_folder(USER) / run)
    return found is not None and found[1].heading == "The middle"


def children_of(pid: int) -> list[int]:
    """Processes that a process has started."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended between listing and reading
            if int(stat.read_text().rpartition(") ")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def test_reports_are_made_in_turn_and_each_ends_as_it_should(store, work):
    runs = [ask(store, code) for code in ("pass", DATA, GATE, DEFECT)]
    assert work().wait(WAIT) == 0
    made, data, gate, defect = states(store)
    assert (made.status, made.done, made.of, made.title, made.headline) == (
        "done", 4, 4, "Proef", "Er is iets gemaakt.",
    )  # fmt: skip
    assert len(made.fingerprint) == 64
    assert (data.status, data.reason) == ("failed", "input")
    assert data.said == ("column 'age': 3 values are negative.",)
    assert (gate.status, gate.reason, gate.said) == ("failed", "gate", ("4 events for 3 covariates.",))
    assert (defect.status, defect.reason) == ("failed", "defect")
    assert defect.said == ("notebook base_rate, cell 4 (The middle): stopped with KeyError",)
    access = as_(store, USER)
    assert report_files(access, runs[0]) == (
        "manifest.json", "report.html", "report.ipynb", "tables/counts.csv",
    )  # fmt: skip
    for run in runs[1:]:  # nothing that may hold data is left of a report that was not made
        assert sorted(each.name for each in (owner_folder(USER) / run).iterdir()) == [
            "request.json", "state.json",
        ]  # fmt: skip
    assert "SECRET" not in str(states(store)) + str(trail(store))
    said = [subject.rpartition(", ")[2] for _, action, _, subject in trail(store) if action == "report.run"]
    assert said == [
        "asked", "asked", "asked", "asked", "begun", f"report {made.fingerprint[:16]}", "begun",
        "failed input", "begun", "failed gate", "begun", "failed defect",
    ]  # fmt: skip


def test_a_report_is_stopped_and_the_next_is_made(store, work):
    first, second = ask(store, SLEEP), ask(store, "pass")
    process = work()
    until(lambda: running(store, first))
    cancel_run(as_(store, USER), first)
    assert process.wait(WAIT) == 0
    assert [each.status for each in states(store)] == ["cancelled", "done"]
    assert sorted(each.name for each in (owner_folder(USER) / first).iterdir()) == [
        "cancel", "request.json", "state.json",
    ]  # fmt: skip
    assert report_files(as_(store, USER), second)


def test_one_that_waits_is_stopped_before_it_begins(store, work):
    run = ask(store, SLEEP)
    cancel_run(as_(store, USER), run)
    assert work().wait(WAIT) == 0
    assert [each.status for each in states(store)] == ["cancelled"]


def test_a_killed_report_is_said_to_be_and_the_next_is_made(store, work):
    first = ask(store, SLEEP)
    ask(store, "pass")
    process = work()
    until(lambda: running(store, first))
    (child,) = children_of(process.pid)
    os.kill(child, signal.SIGKILL)
    assert process.wait(WAIT) == 0
    assert [(each.status, each.reason) for each in states(store)] == [("failed", "killed"), ("done", "")]


def test_a_killed_queue_takes_its_report_along_and_is_taken_up_again(store, work):
    first = ask(store, SLEEP)
    ask(store, "pass")
    process = work()
    until(lambda: running(store, first))
    (child,) = children_of(process.pid)
    process.kill()
    process.wait(WAIT)
    until(lambda: not Path(f"/proc/{child}").exists() or _is_dead(child))
    assert [each.status for each in states(store)] == ["running", "queued"]
    assert work().wait(WAIT) == 0
    assert [(each.status, each.reason) for each in states(store)] == [("failed", "interrupted"), ("done", "")]


def _is_dead(pid: int) -> bool:
    """Whether a process has ended and only its number is left."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except OSError:
        return True


def test_a_second_process_on_the_same_queue_ends_and_makes_nothing(store, work):
    run = ask(store, SLEEP)
    first = work()
    until(lambda: running(store, run))
    assert work().wait(WAIT) == 0
    assert first.poll() is None
    cancel_run(as_(store, USER), run)
    assert first.wait(WAIT) == 0
    begun = [subject for *_, subject in trail(store) if subject.endswith("begun")]
    assert len(begun) == 1


def test_a_closed_account_has_nothing_made(store, work):
    ask(store, "pass")
    with store.writing() as connection:
        change_account(connection, USER, active=0)
    assert work().wait(WAIT) == 0
    (state,) = [read_run(each)[1] for each in owner_folder(USER).iterdir() if each.is_dir()]
    assert (state.status, state.reason) == ("failed", "refused")
    assert trail(store)[-1][:3] == (USER, "report.run", "refused")


def test_what_was_asked_is_checked_again_before_it_is_made(store, work):
    """Whoever can write to the queue gets no further than the page does."""
    run = ask(store, "pass")
    folder = owner_folder(USER) / run
    request = read_run(folder)[0]
    outside = {"title": ROSSI["title"], "counts": {"source": "/etc/passwd"}}
    write_whole(folder / "request.json", request.model_copy(update={"values": outside}))
    assert work().wait(WAIT) == 0
    (state,) = states(store)
    assert (state.status, state.reason) == ("failed", "input")
    assert state.said[0].startswith("'counts.source': is not among the data files")


IMPATIENT = """
import sys
from pathlib import Path
from riskkit.casework import report_runs
from riskkit.casework.report_folder import read_run
from riskkit.reports.launched_run import make_report
report_runs.LIMITS = (3.0,)
own = Path(sys.argv[1])
request = read_run(own)[0].model_copy(update={"limit": 3.0})
print(make_report(own, request).model_dump_json())
"""


def test_a_report_that_takes_too_long_ends(store):
    own = owner_folder(USER) / ask(store, SLEEP)
    command = [sys.executable, "-c", IMPATIENT, str(own)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=WAIT)
    state = RunState.model_validate_json(done.stdout)
    assert (state.status, state.reason) == ("failed", "timeout")
    assert state.said[0].endswith("the report took longer than it may")


def test_a_report_that_exhausts_its_memory_ends_and_the_next_is_made(store, work):
    """It asks for four times what it may have: the limit of batches holds for it too."""
    ask(store, f"x = bytearray({4 * LAUNCHED} * 1024**3)")
    ask(store, "pass")
    assert work().wait(WAIT) == 0
    greedy, next_one = states(store)
    assert (greedy.status, greedy.reason) == ("failed", "memory")
    assert greedy.said == ("notebook base_rate, cell 4 (The middle): stopped with MemoryError",)
    assert next_one.status == "done"
    for language, told in (("nl", "meer geheugen"), ("en", "more memory")):
        assert told in wording("launcher", language)(f"reason_{greedy.reason}", number="16")


@pytest.mark.parametrize(
    ("error", "reason", "said"),
    [
        (ParameterError(Fault("'x'", "is missing")), "input", ("'x': is missing.",)),
        (DataError([Fault("a", "b"), Fault("notebook n, cell 3", "stopped there")]), "input", ("a: b.",)),
        (StoreError(Fault("store", "is locked")), "input", ("store: is locked.",)),
        (OutputError(Fault("/home/x/report", "cannot be written")), "disk", ()),
        (GateRefused("Too few. (notebook n, cell 2; no report was made; see /x)"), "gate", ("Too few.",)),
        (OutsideFailure("died; no report was made; the executed copy is /x."), "outside", ("died",)),
        (ReportFailed("n: the report took longer than it may; no report was made; x"), "timeout",
         ("n: the report took longer than it may",)),
        (ReportFailed("n: stopped with MemoryError; no report was made; x"), "memory",
         ("n: stopped with MemoryError",)),
        (ReportFailed("n: stopped with KeyError; no report was made; x"), "defect",
         ("n: stopped with KeyError",)),
    ],
)  # fmt: skip
def test_each_failure_has_its_kind_and_no_path(error, reason, said):
    assert (reason_of(error), said_by(error)) == (reason, said)
