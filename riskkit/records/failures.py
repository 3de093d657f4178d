"""The database's errors said in ours: what is the matter and what to do; never a value."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from riskkit.errors import Fault, StoreError

BUSY_SECONDS: Final = 10
"""How long a transaction waits for another before it gives up."""

BUSY: Final = Fault("store", f"was busy for {BUSY_SECONDS} s", remedy="try again; nothing was saved")
READ_ONLY: Final = Fault("store", "cannot be written", remedy="check the rights of the file and its folder")
FULL: Final = Fault("store", "has no room: the disk is full", remedy="make room; nothing was saved")
DAMAGED: Final = Fault("store", "is not a database or is damaged", remedy="restore the last backup")
CUT: Final = Fault("store", "lost its connection", remedy="try again; what was not confirmed was not saved")

SQLITE: Final = (
    ("locked", BUSY), ("busy", BUSY), ("readonly", READ_ONLY), ("read-only", READ_ONLY),
    ("unable to open", READ_ONLY), ("full", FULL), ("disk i/o", FULL), ("not a database", DAMAGED),
    ("malformed", DAMAGED),
)  # fmt: skip

POSTGRESQL: Final = {
    "55P03": BUSY, "57014": BUSY, "40P01": BUSY, "40001": BUSY, "25006": READ_ONLY, "53100": FULL,
    "57P01": CUT, "57P02": CUT, "57P03": CUT, "08006": CUT,
}  # fmt: skip

RULES: Final = {
    "22021": "TEXT",
    "23503": "FOREIGN KEY", "23505": "UNIQUE", "23502": "NOT NULL", "42501": "row-level security",
}  # fmt: skip
"""Names of rules by PostgreSQL's code, as SQLite words them."""


@contextmanager
def said_plainly() -> Generator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except NoConnectionFree:
        raise StoreError(BUSY) from None
    except DBAPIError as error:
        fault = _of_postgresql(error) if error.orig and _is_postgresql(error) else _of_sqlite(error)
        if fault is None:
            raise
        raise StoreError(fault) from None


def _is_postgresql(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("pg8000")


def _of_sqlite(error: DBAPIError) -> Fault | None:
    text = str(error.orig)
    if "constraint" in text or type(error.orig).__name__ == "IntegrityError":
        return _refused(text)
    return next((fault for part, fault in SQLITE if part in text.lower()), None)


def _of_postgresql(error: DBAPIError) -> Fault | None:
    said: Any = error.orig.args[0] if error.orig and error.orig.args else None
    if not isinstance(said, dict):
        return CUT if isinstance(error, InterfaceError) or error.connection_invalidated else None
    code = str(said.get("C"))
    if code == "23514":  # one of our own rules: its text, or the name of the check
        return _refused(f"CHECK {said['n']}" if "n" in said else str(said.get("M")))
    if code in RULES:
        return _refused(RULES[code])
    return POSTGRESQL.get(code)


def _refused(rule: str) -> Fault:
    return Fault("store", f"refuses the change ({rule})", remedy="nothing was saved")
