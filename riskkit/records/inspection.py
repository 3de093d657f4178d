"""Look a store over: damage, missing rules, files that others can read, keys that are not there."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from riskkit.errors import StoreError
from riskkit.records.audit import last_entry
from riskkit.records.checkpoints import lacking_checkpoints, read_checkpoints
from riskkit.records.store import Store

VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"
TRIGGER: Final = re.compile(r"^CREATE TRIGGER (\w+)", re.MULTILINE)
SECURED: Final = re.compile(r"^ALTER TABLE (\w+) ENABLE ROW LEVEL SECURITY", re.MULTILINE)


def inspect_store(store: Store) -> tuple[str, ...]:
    """Return what is wrong with a store, one sentence each; empty if nothing is.

    Notes
    -----
    It reads and changes nothing. Of the audit trail only whether its checkpoints are there; the
    rest is for `verify_audit`.
    """
    with store.reading() as connection:
        found = list(_sqlite(connection) if store.file else _postgresql(connection))
        last = last_entry(connection).seq
    found += _files(store)
    try:
        points = [point for point in read_checkpoints(store) if point.signed_by(store.keys)]
        found += lacking_checkpoints(points, last)
        store.keys.sign(b"check")
        store.keys.wrap(b"check", label="check")
    except StoreError as error:
        found.append(str(error))
    return tuple(found)


def _written(pattern: re.Pattern[str], dialect: str) -> set[str]:
    """Return the names that the migrations of one database make."""
    texts = (path.read_text(encoding="utf-8") for path in VERSIONS.glob(f"*.{dialect}.sql"))
    return {name for each in texts for name in pattern.findall(each)}


def _sqlite(connection: Connection) -> Iterator[str]:
    for (said,) in connection.execute(text("PRAGMA integrity_check(20)")).all():
        if said != "ok":
            yield "the file is damaged; restore the last backup"
            break
    lost = len(connection.execute(text("PRAGMA foreign_key_check")).all())
    if lost:
        yield f"{lost} rows point at nothing"
    there = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
    yield from _missing(_written(TRIGGER, "sqlite") - set(there))


def _postgresql(connection: Connection) -> Iterator[str]:
    working = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
    yield from _missing(_written(TRIGGER, "postgresql") - set(connection.execute(working).scalars()))
    secured = text("SELECT relname FROM pg_class WHERE relrowsecurity")
    for table in sorted(_written(SECURED, "postgresql") - set(connection.execute(secured).scalars())):
        yield f"row-level security is off for table {table}"


def _missing(names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        yield f"the rule {name} is missing or switched off: someone changed the database"


def _files(store: Store) -> Iterator[str]:
    """Yield every file of the store or its keys that another user of the machine can reach."""
    folder = store.keys.folder
    files = [folder, *folder.glob("*.key")] if folder.is_dir() else []
    if store.file is not None:
        files += store.file.parent.glob(f"{store.file.name}*")
    for path in files:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"{path.name} can be reached by other users of this machine; take their rights away"
