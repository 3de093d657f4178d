"""The folder of a batch: who is at work in it, its reports, its index."""

import contextlib
import fcntl
import json
import os
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final

from riskkit.errors import Fault, OutputError
from riskkit.reports.folder import sweep, whole_path

LOCK: Final = ".riskkit-batch"
INDEX: Final = "index.html"
STATES: Final = "batch.json"
PLAN: Final = "plan.json"
REPORTS: Final = "reports"


@contextlib.contextmanager
def batch_folder(out: Path) -> Generator[Path]:
    """Claim a folder for one batch; yield it as a path from the root.

    What a killed batch left half-made is swept, and the index of an earlier run goes: it must
    not speak for a batch that is still at work.

    Raises
    ------
    OutputError
        Another batch is at work there, something else is in it, or it cannot be written.
    """
    folder = whole_path(out)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / LOCK).exists() and any(folder.iterdir()):
            raise OutputError(
                Fault(str(folder), "holds something else than a batch", "a new folder, or one of a batch",
                      "choose another --out")
            )  # fmt: skip
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        _claim(lock, folder)
        (folder / REPORTS).mkdir(mode=0o700, exist_ok=True)
        sweep(folder / REPORTS)
        for name in (INDEX, STATES):
            (folder / name).unlink(missing_ok=True)
        yield folder
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:
        os.close(lock)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_plan(folder: Path) -> dict[str, Any]:
    """Return what an earlier run in this folder decided; nothing where there is no such file."""
    try:
        found = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_plan(folder: Path, plan: Mapping[str, Any]) -> None:
    """Keep what was decided before the first report, for a run that takes over from here."""
    write_whole(folder / PLAN, json.dumps(plan, indent=1, sort_keys=True) + "\n")


def _claim(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(
            Fault(str(folder), "is where another batch is at work now", "one batch a folder",
                  "wait until it is done, or choose another --out")
        ) from None  # fmt: skip


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        Fault(str(folder), f"cannot be written ({error.strerror})", "a folder you may write in, with room",
              "choose another --out; what is finished stays")
    )  # fmt: skip
