"""Back up a store while it is in use, and restore it: one moment, whole or not at all.

The file is the same for SQLite and PostgreSQL, so a store can also move from one to the
other: a gzip of JSON lines, a heading, every row of every table, and a last line with
counts, the newest audit entry and the SHA-256 of all before, signed by the store's key: who
holds a backup cannot put an account or a record into it. What was sealed stays sealed:
without the store's keys a backup says nothing about anyone. Sessions of logged-in users
are left out: a backup lets no one in.
"""

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import SQLAlchemyError

from riskkit.errors import ErasedError, Fault, StoreError
from riskkit.records.access_tables import person_key
from riskkit.records.audit import ChainPlace, last_entry
from riskkit.records.audit_check import verify_audit
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.erasures import read_erasures
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import destroy_key, is_erased, seal
from riskkit.records.store import Store
from riskkit.records.tables import SCHEMA_VERSION

FORMAT: Final = "riskkit backup 2"
METADATA: Final = DOSSIER_TABLES["placement"].metadata
"""Of every table: those of assessments and access are known by the imports above."""

LEFT_OUT: Final = frozenset({"schema_version", "login_session", "login_guard"})
IN_TURN: Final = ("seq", "number", "version", "since")
"""Columns by which rows must arrive, where a table has one: the database checks each turn."""

MADE_UP: Final = (
    SQLAlchemyError, AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError
)  # fmt: skip
"""What comes of a line that is JSON, but no row of ours."""

BATCH: Final = 500
MOST_LINE: Final = 8 * 1024 * 1024
"""Bytes of one line: more than the longest record that can be saved."""


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What a backup holds: rows by table, the newest audit entry, and when it was made."""

    rows: dict[str, int]
    head: ChainPlace
    made_at: str


def back_up(store: Store, path: Path) -> BackupNote:
    """Write a backup of one moment of the store; others go on writing.

    Raises
    ------
    StoreError
        The file is there already or cannot be written; nothing is left of it.
    """
    if path.exists():
        raise StoreError(Fault("backup", "is there already", "a new file name"))
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
                note = _write(store, packed)
            raw.flush()
            os.fsync(raw.fileno())
        beside.replace(path)
    except OSError as error:
        raise StoreError(Fault("backup", f"cannot be written ({error.strerror})")) from None
    finally:
        beside.unlink(missing_ok=True)
    return note


def restore(store: Store, path: Path) -> BackupNote:
    """Fill an empty store from a backup, in one transaction; then check counts and audit.

    People who were erased after the backup was made are erased again.

    Raises
    ------
    StoreError
        The store is not empty, or the backup is torn, changed or of another version.
    """
    with store.writing() as connection:
        if any(connection.execute(select(table).limit(1)).first() for table in _tables()):
            raise StoreError(Fault("store", "is not empty", "a new store", "restore into another place"))
        try:
            note = _fill(connection, path, store.keys)
        except MADE_UP:
            raise StoreError(Fault("backup", "holds rows that the store's rules refuse")) from None
        if last_entry(connection) != note.head:
            raise StoreError(Fault("backup", "does not end with the audit entry it names"))
        _check_keys(connection, store)
        for person, at in read_erasures(store):
            if not is_erased(connection, person):
                _erase_again(connection, person, at)
    check = verify_audit(store, ())
    if not check.whole:
        raise StoreError(Fault("audit", "of the restored store does not verify", remedy=check.findings[0]))
    return note


def _check_keys(connection: Any, store: Store) -> None:
    """Refuse a backup whose people's keys were wrapped by another master key."""
    kept = select(person_key.c.person).where(person_key.c.wrapped.is_not(None)).limit(1)
    person = connection.execute(kept).scalar_one_or_none()
    if person is not None:
        seal(connection, store.keys, person=person, label="check", words="check")


def _erase_again(connection: Any, person: str, at: datetime) -> None:
    """Erase someone whose file the backup still holds; one who came later is not in it."""
    from contextlib import suppress

    with suppress(ErasedError):
        destroy_key(connection, person, at=at)


def _tables() -> list[Table]:
    return [table for table in METADATA.sorted_tables if table.name not in LEFT_OUT]


def _write(store: Store, output: gzip.GzipFile) -> BackupNote:
    """Write heading, rows and last line; return what was written."""
    digest = sha256()
    rows: dict[str, int] = {}

    def put(content: object) -> None:
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        output.write(line)

    with store.reading() as connection:
        made_at = datetime.now(UTC).isoformat()
        put({"format": FORMAT, "schema": SCHEMA_VERSION, "made_at": made_at})
        for table in _tables():
            rows[table.name] = 0
            turns = [table.c[name] for name in IN_TURN if name in table.c]
            wanted = select(table).order_by(*turns, *table.primary_key.columns)
            for row in connection.execution_options(yield_per=BATCH).execute(wanted):
                put([table.name, *row])
                rows[table.name] += 1
        head = last_entry(connection)
    put({"rows": rows, "head": asdict(head)})
    signature = store.keys.sign(_message(digest.hexdigest())).hex()
    output.write(json.dumps({"sha256": digest.hexdigest(), "signature": signature}).encode() + b"\n")
    return BackupNote(rows, head, made_at)


def _fill(connection: Any, path: Path, keys: KeyRing) -> BackupNote:
    """Insert every row in order; return what the backup says it holds."""
    heading: dict[str, Any] = {}
    ending: dict[str, Any] = {}
    counted: dict[str, int] = {table.name: 0 for table in _tables()}
    for content in _lines(path, keys):
        if isinstance(content, list):
            name, values = content[0], content[1:]
            columns = [column.name for column in METADATA.tables[name].columns]
            connection.execute(insert(METADATA.tables[name]).values(dict(zip(columns, values, strict=True))))
            counted[name] += 1
        elif not heading:
            heading = content
            if (content.get("format"), content.get("schema")) != (FORMAT, SCHEMA_VERSION):
                raise StoreError(Fault("backup", "is of another format or version", FORMAT))
        else:
            ending = content
    if ending.get("rows") != counted:
        raise StoreError(Fault("backup", "holds other numbers of rows than it says"))
    return BackupNote(counted, ChainPlace(**ending["head"]), heading["made_at"])


def _lines(path: Path, keys: KeyRing) -> Iterator[Any]:
    """Yield every line but the last, which must be the signed SHA-256 of those before."""
    digest, before = sha256(), b""
    try:
        with gzip.open(path, "rb") as lines:
            for line in iter(lambda: lines.readline(MOST_LINE), b""):
                if not line.endswith(b"\n"):
                    raise ValueError  # longer than any of ours: torn, or made to fill the memory
                if before:
                    digest.update(before)
                    yield json.loads(before)
                before = line
        ending = json.loads(before)
        if ending["sha256"] != digest.hexdigest():
            raise ValueError
        signature = bytes.fromhex(ending["signature"])
    except (OSError, EOFError, ValueError, TypeError, KeyError, RecursionError, zlib.error):
        raise StoreError(
            Fault("backup", "is not there, torn or changed", remedy="take another backup")
        ) from None
    if not keys.verify(signature, _message(digest.hexdigest())):
        raise StoreError(
            Fault("backup", "is not signed by this store: changed, or of another key",
                  remedy="set RISKKIT_SECRETS to the keys of the store it was taken from")
        )  # fmt: skip


def _message(digest: str) -> bytes:
    return f"riskkit backup\n{digest}\n".encode()
