"""Make the reports that a user asked for on a page, one after another, in processes of their own.

``python -m riskkit.reports.launched FOLDER`` works off the queue in that folder; it ends when the
queue is empty, and a second one on the same folder ends by itself. So a run goes on when its
page is closed or reloaded, and nothing runs where nothing is asked. Each report is made by a
child (`riskkit.reports.launched_run`), so that it can be stopped, overrun its time or be killed
without the queue going with it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskkit.casework.access import Access
from riskkit.casework.report_folder import (
    CANCEL,
    LOCK,
    REPORT,
    STATE,
    Run,
    RunRequest,
    RunState,
    locked,
    read_run,
    read_runs,
    write_whole,
)
from riskkit.casework.report_runs import note_run
from riskkit.errors import RiskkitError
from riskkit.records import open_store
from riskkit.settings import settings

AT_ONCE: Final = 2
"""Reports of all users together that are made at the same time."""

LOOK_EVERY: Final = 0.2
SPARE: Final = 120.0
"""Seconds beyond its limit, in which a report may stop by itself, after which its process is killed."""

GRACE: Final = 20.0
"""Seconds that a stopped report has to clear its kernel away."""

LOCK_TRIES: Final = 40
"""A page that looks whether anyone serves the queue holds the lock for a moment."""


def main() -> None:
    """Work off the queue of the folder named on the command line."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    serve_queue(Path(sys.argv[1]))


def serve_queue(folder: Path) -> None:
    """Make what is asked for until nothing waits, unless somebody else is at it already."""
    while True:
        with _alone(folder) as ours:
            if not ours:
                return
            _fail_interrupted(folder)
            while (run := _next_waiting(folder)) is not None:
                _make(folder, run)
        # somebody may have asked, and found us still holding the lock, since we looked last
        if _next_waiting(folder) is None:
            return


@contextlib.contextmanager
def _alone(folder: Path) -> Generator[bool]:
    """Hold the queue; gives False where somebody else keeps hold of it."""
    for turn in range(LOCK_TRIES):
        with locked(folder / LOCK) as ours:
            if ours or turn == LOCK_TRIES - 1:
                yield ours
                return
        time.sleep(0.05)


def _next_waiting(folder: Path) -> Run | None:
    return next((each for each in read_runs(folder) if each[1].status == "queued"), None)


def _fail_interrupted(folder: Path) -> None:
    """Say of runs that nobody is making any more that they were interrupted."""
    for request, state in read_runs(folder):
        if state.status == "running":
            _end(folder, request, state.with_(status="failed", reason="interrupted"))


def _make(folder: Path, run: Run) -> None:
    """Make one report, or say why there is none."""
    request, state = run
    own = folder / request.run
    try:
        _note(request, None)
    except RiskkitError:  # the account is closed by now, or the store is not to be had
        _end(folder, request, state.with_(status="failed", reason="refused"))
        return
    with _slot((own / CANCEL).exists) as free:
        if free:
            _watch(folder, request)
    after = (read_run(own) or run)[1]
    if not after.over:
        stopped = (own / CANCEL).exists()
        ending = (
            {"status": "cancelled"} if stopped else {"status": "failed", "reason": after.reason or "killed"}
        )
        after = after.with_(**ending)
    _end(folder, request, after)


@contextlib.contextmanager
def _slot(stopped: Callable[[], bool]) -> Generator[bool]:
    """Wait until fewer than `AT_ONCE` reports are being made; gives False if stopped before."""
    parent = settings().workspace.resolve() / "reports"
    while not stopped():
        for number in range(AT_ONCE):
            with locked(parent / f".at-once-{number}") as ours:
                if ours:
                    yield True
                    return
        time.sleep(LOOK_EVERY)
    yield False


def _watch(folder: Path, request: RunRequest) -> None:
    """Let a child make the report; stop it when asked to, or when it takes far too long."""
    own = folder / request.run
    write_whole(own / STATE, RunState(status="running"))
    child = subprocess.Popen(
        [sys.executable, "-m", "riskkit.reports.launched_run", str(own), str(os.getpid())],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + request.limit + SPARE
    try:
        while child.poll() is None and not (own / CANCEL).exists() and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
    finally:
        if child.poll() is None:
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):  # it does not heed: the next line
                child.wait(GRACE)
            child.kill()
        child.wait()


def _end(folder: Path, request: RunRequest, state: RunState) -> None:
    """Write how a run ended, put it on record, and leave nothing of a report that was not made."""
    own = folder / request.run
    if state.status != "done":
        for leftover in (own / REPORT, own / f".{REPORT}.riskkit-run"):
            shutil.rmtree(leftover, ignore_errors=True)  # may hold data
    ending = state.with_(ended_at=datetime.now(UTC))
    write_whole(own / STATE, ending)
    with contextlib.suppress(RiskkitError):  # the account may be closed by now; that too is on record
        _note(request, ending)


def _note(request: RunRequest, state: RunState | None) -> None:
    """Put on record that a run begins or has ended, for whom it is."""
    with contextlib.closing(open_store(settings().store_url)) as store:
        note_run(Access(store, request.owner), request, state)


if __name__ == "__main__":
    main()
