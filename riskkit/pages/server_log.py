"""The server's log: JSON lines that say what kind of thing happened, and to no one in particular.

A line holds the moment, the kind of route, the status and how long it took; never an
address as it was asked, a name, a header or a value.
"""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

import structlog
from tornado.web import RequestHandler

FILE: Final = "serve.log"
NOT_NEWS: Final = ("is not trusted", "could not be started")
"""Said of every notebook at every visit, and what we say ourselves in our own words."""


def server_log(folder: Path) -> Any:
    """Return the log, written to a file that only its owner can read.

    Parameters
    ----------
    folder : Path
        Where the file is, or is made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    output = logging.getLogger("riskkit.serve")
    if not output.handlers:
        output.addHandler(RotatingFileHandler(path, maxBytes=5_000_000, backupCount=5, encoding="utf-8"))
        output.setLevel(logging.INFO)
        output.propagate = False
    return structlog.wrap_logger(
        output,
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )


def note_request(log: Any, handler: RequestHandler) -> None:
    """Log one finished request by its kind."""
    log.info(
        "request",
        method=handler.request.method,
        route=type(handler).__name__.removeprefix("Gated"),
        status=handler.get_status(),
        milliseconds=round(1000 * handler.request.request_time()),
    )


def without_content(record: logging.LogRecord) -> bool:
    """Keep a failing cell's source, outputs and error text out of Voila's own log.

    Voila logs them whole, and with them whatever a person's file holds.
    """
    text = str(record.msg)
    if any(part in text for part in NOT_NEWS):
        return False
    if record.exc_info or "executing cell" in text or "Uncaught exception" in text:
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = "a page failed to build (%s); see the pages' log"
        record.args = (kind.__name__ if kind else "unknown",)
        record.exc_info, record.exc_text = None, None
    return True
