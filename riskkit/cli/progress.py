"""Say what a long command is doing: one line that is rewritten, or a few plain lines in a log."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, TextIO

PAUSE: Final = 2.0
"""Seconds between two lines where no terminal reads along."""


@contextmanager
def progress_line(label: str, stream: TextIO | None = None) -> Generator[Callable[[int, int, str], None]]:
    """Show progress on the error stream while a command is at work.

    Parameters
    ----------
    label : str
        What is being made.
    stream : file, optional
        Where to; the error stream if None.
    """
    target = stream or sys.stderr
    rewritten = target.isatty()
    last = time.monotonic() - PAUSE

    def show(done: int, of: int, heading: str) -> None:
        nonlocal last
        text = f"riskkit: {label}: {done} of {of}" + (f" ({heading})" if heading else "")
        if rewritten:
            target.write(f"\r\x1b[K{text[:100]}")
        elif time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            target.write(f"{text}\n")
        target.flush()

    try:
        yield show
    finally:
        if rewritten:
            target.write("\r\x1b[K")
            target.flush()
