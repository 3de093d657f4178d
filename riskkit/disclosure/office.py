"""The office's register of releases: one for reports and pages, so that they cannot be subtracted."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Generator
from pathlib import Path

from riskkit.disclosure.register import Register
from riskkit.errors import Fault, OutputError
from riskkit.settings import settings


@contextlib.contextmanager
def office_register() -> Generator[Register]:
    """Open the office's register of releases; one plan at a time.

    It stands in the workspace, its key among the secrets; both are made at first use.

    Raises
    ------
    OutputError
        They cannot be made, read or written.
    """
    folder = settings().workspace / "released"
    keys = settings().secrets or settings().workspace / "secrets"
    try:
        for each in (folder, keys):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(folder, error) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Register(folder / "register.jsonl", _key(keys / "register.key"))
    except OSError as error:
        raise _unusable(folder, error) from None
    finally:
        os.close(lock)


def _key(path: Path) -> bytes:
    """Return the register's key, made at first use (under the register's lock)."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(32))
            stream.flush()
            os.fsync(stream.fileno())
    return path.read_bytes()


def _unusable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        Fault("register of releases", f"cannot be used ({error.strerror})", "a workspace you may write in",
              f"see {folder}, or set RISKKIT_WORKSPACE")
    )  # fmt: skip
