"""Where a report is made and how it appears: whole, at once, or not at all.

A report is made in a hidden folder beside its destination, on the same file system, and
renamed to it when everything is written and synced. A lock on a file in that folder says
that its maker is alive; the system drops the lock when the maker dies, however it dies, so
what a killed run left behind is told apart from a run at work, and swept at the next start.
"""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskkit.errors import Fault, OutputError

MARK: Final = ".riskkit-run"
FAILED: Final = "failed.ipynb"


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The place of one run.

    Attributes
    ----------
    out : Path
        Where the report goes.
    folder : Path
        Hidden folder beside it, with the lock and scratch files.
    report : Path
        The report in the making; becomes ``out``.
    """

    out: Path
    folder: Path
    report: Path

    def publish(self) -> None:
        """Make the report appear at its destination, whole.

        Raises
        ------
        OutputError
            Something appeared there in the meantime, or the destination cannot be replaced.
        """
        for path in sorted(self.report.rglob("*"), reverse=True):
            _sync(path)
        _sync(self.report)
        try:
            if holds_only_failure(self.out):
                (self.out / FAILED).unlink()
            self.report.rename(self.out)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise _taken(self.out) from None
            raise _unwritable(self.out, error) from None
        _sync(self.out.parent)

    def keep_failure(self, executed: Path) -> Path:
        """Keep the executed copy of a failed notebook; return where it is."""
        kept = self.out / FAILED
        try:
            self.out.mkdir(mode=0o700, exist_ok=True)
            _sync(executed)
            executed.replace(kept)
        except OSError as error:
            raise _unwritable(self.out, error) from None
        return kept


@contextlib.contextmanager
def run_folder(out: Path) -> Generator[RunFolder]:
    """Claim a destination for one run; afterwards nothing of the run is left but the report.

    Parameters
    ----------
    out : Path
        Folder of the report: absent, empty, or holding only the copy of a failed run.

    Raises
    ------
    OutputError
        The folder is taken, another run is making a report there, or it cannot be written.
    """
    out = whole_path(out)
    check_free(out)
    folder = out.parent / f".{out.name}{MARK}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        sweep(out.parent, but=folder)
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = _lock(folder)
        if lock is None:
            raise _busy(out)
        _empty(folder)
        (folder / "report").mkdir(mode=0o700)
    except OSError as error:
        raise _unwritable(out, error) from None
    try:
        check_free(out)  # the run before may have finished while we waited for the lock
        yield RunFolder(out, folder, folder / "report")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def whole_path(out: Path) -> Path:
    """Return a destination as a path from the root, without ``..``."""
    return Path(os.path.abspath(out))


def check_free(out: Path) -> None:
    """Raise OutputError unless a report can go to ``out``, a whole path."""
    if not out.name:
        raise OutputError(Fault(str(out), "is no place for a report", "a folder of its own"))
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(Fault(str(out), "is not a folder", "a new or empty folder", "choose another --out"))
    try:
        if out.is_dir() and any(out.iterdir()) and not holds_only_failure(out):
            raise _taken(out)
    except OSError as error:
        raise _unwritable(out, error) from None


def holds_only_failure(out: Path) -> bool:
    """Return whether a folder holds the executed copy of a failed run and nothing else."""
    return out.is_dir() and [path.name for path in out.iterdir()] == [FAILED]


def sweep(parent: Path, *, but: Path | None = None) -> int:
    """Remove what killed runs left in ``parent``; return how many there were."""
    swept = 0
    for folder in parent.glob(f".*{MARK}"):
        if folder == but or folder.is_symlink() or not folder.is_dir():
            continue
        with contextlib.suppress(OSError):  # another user's leftovers are not ours to remove
            lock = _lock(folder)
            if lock is None:
                continue
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
            swept += 1
    return swept


def _lock(folder: Path) -> int | None:
    """Return the descriptor of the locked lock file, or None where its maker is alive."""
    path = folder / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # the maker may have removed the file between our opening and our locking it
        held = os.fstat(descriptor)
        there = path.stat()
    except (BlockingIOError, FileNotFoundError):
        os.close(descriptor)
        return None
    if (held.st_dev, held.st_ino) != (there.st_dev, there.st_ino):
        os.close(descriptor)
        return None
    return descriptor


def _empty(folder: Path) -> None:
    """Remove what an earlier, killed run left in the claimed folder."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


def _sync(path: Path) -> None:
    """Bring a file or a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(out: Path) -> OutputError:
    return OutputError(
        Fault(str(out), "is not empty; a report never overwrites another", "a new or empty folder",
              "choose another --out, or move the old report away first")
    )  # fmt: skip


def _busy(out: Path) -> OutputError:
    return OutputError(
        Fault(str(out), "is where another run is making a report now", "one run a folder",
              "wait until it is done, or choose another --out")
    )  # fmt: skip


def _unwritable(out: Path, error: OSError) -> OutputError:
    return OutputError(
        Fault(str(out), f"cannot be written ({error.strerror})", "a folder in which you may make folders",
              "choose another --out")
    )  # fmt: skip
