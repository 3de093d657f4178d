"""One report of a batch, made in this process: whatever happens, it ends in an outcome."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from riskkit.errors import OutsideFailure, RiskkitError
from riskkit.reports.schedule import Job


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report of a batch may take.

    Attributes
    ----------
    timeout : float
        Seconds.
    attempts : int
        Tries, where it fails for reasons outside it.
    memory : int or None
        GiB of address space.
    pdf : bool
        Whether to write the PDF.
    """

    timeout: float = 1_800.0
    attempts: int = 3
    memory: int | None = None
    pdf: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one report of a batch ended.

    Attributes
    ----------
    name : str
        The job's.
    state : {"made", "reused", "failed"}
        ``reused``: a whole report of the same identity was there.
    title, headline : str
        Of the report; empty where it failed.
    message : str
        Why it failed.
    exit_code : int
        0, or that of the error's class.
    outside : bool
        Whether it failed for reasons outside it.
    attempts : int
        How often it was tried.
    seconds : float
        What the last try took.
    alarms : tuple of (str, str)
        Kind and place of what was found that somebody must look at.
    """

    name: str
    state: Literal["made", "reused", "failed"]
    title: str = ""
    headline: str = ""
    message: str = ""
    exit_code: int = 0
    outside: bool = False
    attempts: int = 1
    seconds: float = 0.0
    alarms: tuple[tuple[str, str], ...] = ()

    def tried(self, attempts: int) -> "Outcome":
        """Return this outcome with the number of tries."""
        return replace(self, attempts=attempts)


def make(job: Job, out: Path, limits: Limits) -> Outcome:
    """Make the report of a job at ``out``, or take the one that is there.

    Returns
    -------
    Outcome
        No error of one report leaves this function: the others must go on.
    """
    from riskkit.reports.runner import run_or_reuse

    start = time.monotonic()
    try:
        done = run_or_reuse(job.notebook, job.parameters, out, timeout=limits.timeout, pdf=limits.pdf)
    except RiskkitError as error:
        outside = isinstance(error, OutsideFailure)
        return failed(job.name, str(error), error.exit_code, outside=outside, since=start)
    except Exception as error:  # noqa: BLE001 - one report must not end the batch
        # the system's errors (no process, no socket, no memory) are outside the report
        said = f"stopped with {type(error).__name__} outside the notebook"
        return failed(job.name, said, 1, outside=isinstance(error, OSError), since=start)
    state = "reused" if done.reused else "made"
    return Outcome(job.name, state, done.title, done.headline, seconds=time.monotonic() - start)


def failed(
    name: str, message: str, exit_code: int = 1, *, outside: bool = False, since: float | None = None
) -> Outcome:
    """Return the outcome of a job that made no report."""
    seconds = 0.0 if since is None else time.monotonic() - since
    return Outcome(name, "failed", message=message, exit_code=exit_code, outside=outside, seconds=seconds)
