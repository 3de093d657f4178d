"""Writers of an SQLite store take turns, so that nobody waits in vain beside someone who writes a lot.

SQLite lets a writer try again and again until the lock happens to be free; whoever writes without
a pause takes it back each time. So a writer first goes through a turnstile: a lock that the system
gives in order of arrival, held only while waiting for the store's own. It is let go by itself when
a process is killed.
"""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SUFFIX: Final = "-turn"


@contextmanager
def turn_to_write(file: Path, seconds: float) -> Generator[float]:
    """Wait for one's turn and give the time that is left to wait for the store itself.

    Parameters
    ----------
    file : Path
        The store's file; the turnstile lies beside it.
    seconds : float
        How long one waits in all. Who holds the turnstile waits no longer than that, so that who
        comes after learns in time too.

    Yields
    ------
    float
        Seconds that are left; 0 if all went by.
    """
    started = time.monotonic()
    try:
        handle = os.open(file.with_name(file.name + SUFFIX), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:  # a folder that cannot be written: the store itself will say so
        yield seconds
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield max(0.0, seconds - (time.monotonic() - started))
    finally:
        os.close(handle)
