"""The files of the reports that people ask for on a page: a folder a user, a folder a run in it.

A request is written once, by who asks; its state is written by who makes the report. Each
file appears whole or not at all. Names of folders come from us, never from a visitor.
"""

import contextlib
import fcntl
import hashlib
import os
import re
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError

from riskkit.casework.report_data import DataPlace
from riskkit.casework.whole_file import write_whole_file
from riskkit.errors import Fault, OutputError
from riskkit.parameters import Parameters
from riskkit.settings import settings

RUN: Final = re.compile(r"[0-9a-f]{32}")
FOLDER: Final = ("reports", "of-users")
REQUEST, STATE, CANCEL, REPORT, LOCK = "request.json", "state.json", "cancel", "report", "lock"
ENDED: Final = frozenset({"done", "failed", "cancelled"})


class RunRequest(Parameters):
    """What was asked.

    Attributes
    ----------
    run : str
        32 hexadecimal digits, drawn by us.
    owner : str
        Who asked, and the only one who may see the report.
    notebook : str
        Which notebook.
    values : dict
        Its parameters as plain values; they are checked again before they are used.
    parameters_sha256 : str
        Fingerprint of these parameters.
    place : {"shipped", "office"}
        From which folder their files are found.
    limit : float
        Seconds that the report may take.
    pdf : bool
        Whether a PDF is made too.
    asked_at : datetime
        When.
    """

    run: str
    owner: str
    notebook: str
    values: dict[str, Any]
    parameters_sha256: str
    place: DataPlace
    limit: float
    pdf: bool
    asked_at: datetime


class RunState(Parameters):
    """How far a run is.

    Attributes
    ----------
    status : {"queued", "running", "done", "failed", "cancelled"}
        Where it stands.
    done, of : int
        Code cells finished, and how many there are.
    heading : str
        Under which heading the notebook is at work.
    reason : str
        Kind of failure: a word that the page has a sentence for.
    said : tuple of str
        What our own checks said of it; no data, no path.
    title, headline : str
        Of the finished report.
    fingerprint : str
        Identity of the finished report: the same data, parameters and code give the same.
    ended_at : datetime or None
        When it ended.
    """

    status: Literal["queued", "running", "done", "failed", "cancelled"] = "queued"
    done: int = 0
    of: int = 0
    heading: str = ""
    reason: str = ""
    said: tuple[str, ...] = ()
    title: str = ""
    headline: str = ""
    fingerprint: str = ""
    ended_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Return whether nothing more will happen to it."""
        return self.status in ENDED

    def with_(self, **changes: Any) -> "RunState":
        """Return this state with some of it changed."""
        return self.model_copy(update=changes)


Run = tuple[RunRequest, RunState]


def owner_folder(user: str) -> Path:
    """Return the folder of one user's runs; it is made if need be, closed to others.

    Raises
    ------
    OutputError
        It cannot be made, or a link stands in its place.
    """
    name = hashlib.sha256(user.encode()).hexdigest()[:24]
    at = settings().workspace.resolve()
    for part in (*FOLDER, name):
        at = at / part
        make_own(at)
    return at


def make_own(folder: Path) -> None:
    """Make a folder of ours unless it is there; OutputError if it is a link or cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            Fault("folder of reports", f"cannot be made ({error.strerror})", "room and rights to write")
        ) from None
    if folder.is_symlink() or not folder.is_dir():
        raise OutputError(Fault("folder of reports", "is a link", "a folder of our own"))


def run_folder_of(folder: Path, run: str) -> Path:
    """Return the folder of one run; OutputError unless it is one of ours and no link."""
    at = folder / run
    if not RUN.fullmatch(run) or at.is_symlink() or not at.is_dir():
        raise OutputError(Fault("report", "is not one of yours"))
    return at


def read_runs(folder: Path) -> tuple[Run, ...]:
    """Return every run of a folder that can be read, the oldest first."""
    names = [each.name for each in folder.iterdir() if RUN.fullmatch(each.name) and not each.is_symlink()]
    found = [read_run(folder / name) for name in names]
    return tuple(sorted((each for each in found if each), key=lambda each: (each[0].asked_at, each[0].run)))


def read_run(folder: Path) -> Run | None:
    """Return one run; None where its request cannot be read."""
    try:
        request = RunRequest.model_validate_json((folder / REQUEST).read_bytes())
    except (OSError, ValidationError):
        return None
    try:
        state = RunState.model_validate_json((folder / STATE).read_bytes())
    except (OSError, ValidationError):
        state = RunState()
    return request, state


def write_whole(path: Path, content: Parameters) -> None:
    """Write one file of a run so that a reader sees the old one or the new one, never a part.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    write_whole_file(path, content.model_dump_json().encode(), what="state of a report")


@contextlib.contextmanager
def locked(path: Path) -> Generator[bool]:
    """Hold a lock while the block runs; gives False, without waiting, where somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def is_served(folder: Path) -> bool:
    """Return whether somebody is making the reports of a folder."""
    with locked(folder / LOCK) as ours:
        return not ours
