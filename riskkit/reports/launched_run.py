"""One report that was asked for on a page, made in this process alone; see `riskkit.reports.launched`.

What comes of it is written beside the request: progress, and the kind of failure with what our
own checks said. Nothing else leaves this process: no traceback, no path, no value of the data.
"""

import ctypes
import logging
import os
import signal
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from riskkit.casework.report_folder import REPORT, STATE, RunRequest, RunState, read_run, write_whole
from riskkit.casework.report_runs import check_request
from riskkit.errors import (
    GateRefused,
    InputError,
    OutputError,
    OutsideFailure,
    ReportFailed,
    RiskkitError,
)
from riskkit.reports.memory_limit import EXHAUSTED, LAUNCHED, limit_memory
from riskkit.settings import settings

NICE: Final = 5
"""Pages go before reports."""

_PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Make the report of the run folder named first; end with the process named second."""
    own, parent = Path(sys.argv[1]), int(sys.argv[2])
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    os.nice(NICE)
    limit_memory(LAUNCHED)
    found = read_run(own)
    if found is not None:
        write_whole(own / STATE, make_report(own, found[0]))


def make_report(own: Path, request: RunRequest) -> RunState:
    """Make the report of a request in its folder; return how it ended.

    Parameters
    ----------
    own : Path
        Folder of the run; the report appears in it, whole or not at all.
    request : RunRequest
        What was asked; checked again here.
    """
    state = RunState(status="running")

    def progress(done: int, of: int, heading: str) -> None:
        nonlocal state
        state = state.with_(done=done, of=of, heading=heading)
        write_whole(own / STATE, state)

    from riskkit.kernels import use_warm_kernels
    from riskkit.reports.release_plan import plan_one
    from riskkit.reports.runner import run_report

    try:
        parameters = check_request(request.notebook, request.values, place=request.place, limit=request.limit)
        use_warm_kernels()
        made = run_report(
            request.notebook, plan_one(parameters), own / REPORT,
            progress=progress, timeout=request.limit, pdf=request.pdf,
        )  # fmt: skip
    except RiskkitError as error:
        return state.with_(status="failed", reason=reason_of(error), said=said_by(error))
    except MemoryError:
        return state.with_(status="failed", reason="memory")
    except Exception as error:  # noqa: BLE001 - whatever happens, the run ends in a state
        _log(request, error)
        return state.with_(status="failed", reason="defect")
    return state.with_(
        status="done", done=state.of, title=made.title, headline=made.headline, fingerprint=_mark(made.folder)
    )


def reason_of(error: RiskkitError) -> str:
    """Return the kind of a failure: the page has a sentence and a remedy for each."""
    if isinstance(error, OutputError):
        return "disk"
    if isinstance(error, InputError):
        return "input"
    if isinstance(error, GateRefused):
        return "gate"
    if isinstance(error, OutsideFailure):
        return "outside"
    return _stopped(str(error)) if isinstance(error, ReportFailed) else "defect"


def _stopped(said: str) -> str:
    """Return the kind of failure of a notebook that stopped by itself, or was stopped."""
    if "took longer than it may" in said:
        return "timeout"
    return "memory" if f"stopped with {EXHAUSTED}" in said else "defect"


def said_by(error: RiskkitError) -> tuple[str, ...]:
    """Return what our own checks said, without where the executed copy lies."""
    if isinstance(error, OutputError):
        return ()  # it names folders of this machine
    if isinstance(error, InputError):
        told = [fault for fault in error.faults if not fault.where.startswith("notebook ")]
        return tuple(str(fault) for fault in told)
    text = str(error).partition("; no report was made")[0]
    return (text.partition(" (notebook ")[0] if isinstance(error, GateRefused) else text,)


def _mark(folder: Path) -> str:
    """Return the fingerprint of a finished report's identity."""
    from riskkit.reports.manifest import read_manifest
    from riskkit.stewardship.code_origin import fingerprint_of

    manifest = read_manifest(folder)
    return fingerprint_of(manifest["identity"]) if manifest else ""


def _log(request: RunRequest, error: Exception) -> None:
    """Log the kind of an unforeseen error and the lines it passed through; never its message."""
    frames, at = [], error.__traceback__
    while at is not None:
        frames.append(f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}")
        at = at.tb_next
    folder = settings().workspace / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = logging.getLogger("riskkit.launched")
    log.propagate = False
    log.addHandler(RotatingFileHandler(folder / "reports.log", maxBytes=1_000_000, backupCount=3))
    log.error("run %s: %s at %s", request.run[:8], type(error).__name__, " > ".join(frames))


if __name__ == "__main__":
    main()
