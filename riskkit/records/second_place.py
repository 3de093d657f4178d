"""The second place: files that only grow, in a folder that the store's own does not hold.

Checkpoints, erasures and what was decided about models are noted here a line at a time; best on
another machine, or on a disk that only appends.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from riskkit.errors import Fault, StoreError


def append_line(folder: Path, name: str, content: Mapping[str, Any], *, what: str) -> None:
    """Append one line and wait until it is on the disk; half a line that a crash left is dropped.

    Parameters
    ----------
    folder : Path
        Made when it is not there, open to its owner alone.
    name : str
        Of the file.
    content : mapping
        Becomes one line of JSON.
    what : str
        What the file holds, for the message.

    Raises
    ------
    StoreError
        The second place cannot be written.
    """
    line = (json.dumps(dict(content)) + "\n").encode()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / name, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        with os.fdopen(handle, "a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _drop_torn_line(file)
            file.write(line)
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            Fault(what, f"cannot be written ({error.strerror})", remedy="set RISKKIT_CHECKPOINTS")
        ) from None


def read_lines(folder: Path, name: str) -> list[str]:
    """Return every whole line; none where there is no file. Half a last line is left out."""
    path = folder / name
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    return [line for line in lines if line.endswith("\n")]


def _drop_torn_line(file: Any) -> None:
    """Cut off what follows the last end of a line: a disk was full, or the machine stopped."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return
    file.seek(size - 1)
    if file.read(1) == b"\n":
        return
    file.seek(0)
    file.truncate(file.read().rfind(b"\n") + 1)
