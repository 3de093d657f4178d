"""Start a process that belongs to no page: it goes on when the page that asked is closed."""

import os
import subprocess
import sys
from typing import Final

LEFT_BEHIND: Final = ("RISKKIT_KERNEL_PRELOAD", "RISKKIT_USER")
"""What is meant for pages: reports have a preloaded process of their own."""

_started: list[subprocess.Popen[bytes]] = []
"""Kept until they have ended, so that an ended one is collected."""


def start_apart(module: str, *arguments: str) -> None:
    """Start ``python -m MODULE ARGUMENTS`` in a session of its own.

    Parameters
    ----------
    module : str
        One of ours.
    *arguments : str
        For its command line.

    Raises
    ------
    OSError
        The system gives no process.
    """
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _started[:] = [*(each for each in _started if each.poll() is None), process]
