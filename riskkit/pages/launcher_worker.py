"""Start the process that makes the reports of one queue; it outlives the page that asked."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

MODULE: Final = "riskkit.reports.launched"

_started: list[subprocess.Popen[bytes]] = []
"""Kept until they have ended, so that an ended one is collected."""

LEFT_BEHIND: Final = ("RISKKIT_KERNEL_PRELOAD", "RISKKIT_USER")
"""What is meant for pages: reports have a preloaded process of their own."""


def start_worker(folder: Path) -> None:
    """Start it; if one is at work already, the new one ends by itself.

    Parameters
    ----------
    folder : Path
        The queue: the folder of one user's runs.

    Raises
    ------
    OSError
        The system gives no process.
    """
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, str(folder)], env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _started[:] = [*(each for each in _started if each.poll() is None), process]
