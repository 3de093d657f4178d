"""One guard around every callback: the user hears it, the log has it, no person is named.

Voila shows nothing and logs nothing when a callback fails. The log here holds a reference
number, the kind of error and the lines of code it passed through; never the message of an
error that is not our own, which may repeat what someone typed.
"""

import logging
import os
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final
from uuid import uuid4

from riskkit.errors import RiskkitError

LOG: Final = logging.getLogger("riskkit.pages")


def guarded(action: Callable[[], None], report: Callable[[str], None]) -> None:
    """Run ``action``; if it fails, log it under a reference number and report that number.

    Parameters
    ----------
    action : callable
        What a click or a change asks for.
    report : callable
        Tells the user; receives the reference number.
    """
    try:
        action()
    except Exception as error:  # noqa: BLE001 - the one place where a page's errors come together
        reference = uuid4().hex[:8]
        LOG.error("failure %s: %s", reference, described(error))
        report(reference)


@contextmanager
def logged() -> Generator[None]:
    """Log what fails while a page is built, and let it fail: the page then says it cannot be shown."""
    try:
        yield
    except Exception as error:
        LOG.error("page not built: %s", described(error))
        raise


def described(error: BaseException) -> str:
    """Return the kind of an error and where it came from.

    Our own messages name columns and items, never a person; any other may repeat what was
    typed, so its message is left out.
    """
    frames = traceback.extract_tb(error.__traceback__)
    path = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    said = f" ({error})" if isinstance(error, RiskkitError) else ""
    return f"{type(error).__name__}{said} at {path}"


def log_to(folder: Path) -> None:
    """Write the pages' log to a file that only its owner can read; calling twice is harmless."""
    if LOG.handlers:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "pages.log"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
