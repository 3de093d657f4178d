"""N reports at a time on this machine: worker processes that may die without the batch dying."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from riskkit.reports.batch_work import Limits, Outcome, failed, make
from riskkit.reports.memory_limit import limit_memory
from riskkit.reports.schedule import Job

SPARE: Final = 120.0
"""Seconds beyond its timeout after which a worker that does not answer is killed."""

_PR_SET_PDEATHSIG: Final = 1

Ended = Callable[[Outcome], None]


def run_local(
    jobs: Sequence[Job], place: Callable[[Job], Path], limits: Limits, *, workers: int, ended: Ended
) -> None:
    """Make reports, ``workers`` at a time.

    Parameters
    ----------
    jobs : sequence of Job
        What is to be made, in the order in which it is started.
    place : callable
        The folder of a job's report.
    limits : Limits
        What each may take.
    workers : int
        Processes at a time.
    ended : callable
        Told once about each job.

    Notes
    -----
    A worker that is killed loses the one report it was at; that is tried again elsewhere. One
    that answers to nothing is killed. If we are stopped, the workers are, and with them their
    kernels; if we are killed, the system kills the workers.
    """
    waiting, tries = deque(jobs), Counter[str]()
    pool = [_Worker(limits) for _ in range(min(workers, len(jobs)))]
    try:
        while waiting or any(each.job for each in pool):
            for each in pool:
                if waiting and each.job is None:
                    job = waiting.popleft()
                    tries[job.name] += 1
                    each.give(job, place(job))
            for job, outcome in _ended_now(pool):
                if outcome.outside and tries[job.name] < limits.attempts:
                    waiting.append(job)
                else:
                    ended(outcome.tried(tries[job.name]))
    finally:
        for each in pool:
            each.stop()


def _ended_now(pool: Sequence["_Worker"]) -> list[tuple[Job, Outcome]]:
    """Wait a little; return what ended, with workers that died replaced."""
    busy = [each for each in pool if each.job is not None]
    ready = wait([each.connection for each in busy], timeout=0.5)
    found: list[tuple[Job, Outcome]] = []
    for each in busy:
        outcome = each.answer() if each.connection in ready else each.overdue()
        if outcome is not None and each.job is not None:
            found.append((each.job, outcome))
            each.job = None
    return found


class _Worker:
    """One process that makes reports, one after another."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.job: Job | None = None
        self._given = 0.0
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_serve, args=(theirs, self._limits, os.getpid()))
        self.process.start()
        theirs.close()

    def give(self, job: Job, out: Path) -> None:
        """Give it a report to make."""
        self.job, self._given = job, time.monotonic()
        with contextlib.suppress(OSError):  # it died while idle: `answer` finds that out
            self.connection.send((job, out))

    def answer(self) -> Outcome | None:
        """Return what it says, or that it died; a dead one is replaced."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            return self._replaced("the process that made the report was killed", outside=True)

    def overdue(self) -> Outcome | None:
        """Kill it, and say so, where it took far longer than it may."""
        if time.monotonic() - self._given < self._limits.timeout + SPARE:
            return None
        return self._replaced("the report took longer than it may, and its process did not answer")

    def stop(self) -> None:
        """End it; politely first, so that its kernel and its folder are cleared away."""
        if self.job is None:
            self.connection.close()
        else:
            self.process.terminate()
        self.process.join(10)
        self._kill()

    def _replaced(self, message: str, *, outside: bool = False) -> Outcome:
        job = self.job
        self._kill()
        self._start()
        return failed(job.name if job else "", message, outside=outside, since=self._given)

    def _kill(self) -> None:
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.connection.close()


def _serve(connection: Connection, limits: Limits, parent: int) -> None:
    """Make what is asked for until nobody asks any more (in the worker)."""
    from riskkit.kernels import use_warm_kernels

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    limit_memory(limits.memory)
    use_warm_kernels()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):  # whoever asked is gone, or stops us
        while True:
            job, out = _asked(connection)
            connection.send(make(job, out, limits))


def _asked(connection: Connection) -> tuple[Job, Path]:
    asked: Any = connection.recv()
    return asked
