"""Files of the workspace written whole or not at all, for their owner alone."""

import os
from pathlib import Path

from riskkit.errors import Fault, OutputError


def write_whole_file(path: Path, content: bytes, *, what: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Parameters
    ----------
    path : Path
        Its folder must be there; a link in its place is not followed.
    content : bytes
        All of it.
    what : str
        What it is, for the message.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise unwritable(what, error) from None


def unwritable(what: str, error: OSError) -> OutputError:
    """Return the error that says why something cannot be written."""
    return OutputError(Fault(what, f"cannot be written ({error.strerror})", "room and rights to write"))
