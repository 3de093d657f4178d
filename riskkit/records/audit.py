"""The audit trail: append-only, every entry hashed over the one before it.

An entry says who did what to whose file, with which outcome; never what the file says.
The database refuses what does not follow the chain, and what would change it. Someone
who holds the database itself can still rewrite it whole: that is found by the signed
checkpoints (see `records.checkpoints`), which lie elsewhere.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Literal

from sqlalchemy import Connection, func, insert, select, text

from riskkit.errors import Fault, StoreError
from riskkit.records.access_tables import audit

Outcome = Literal["done", "refused", "conflict"]
GENESIS: Final = "0" * 64
LIMIT: Final = 2000
"""Characters that one field of an entry may have."""

FIELDS: Final = ("at", "actor", "role", "action", "outcome", "person", "subject", "purpose")
LOCK: Final = text("SELECT pg_advisory_xact_lock(724501)")


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What an entry says.

    Attributes
    ----------
    actor, role : str
        Who, and in which role.
    action, outcome : str
        What was asked, and whether it was done.
    person : str
        Pseudonym of whose file it was; empty where none.
    subject : str
        Which record, version, kind or count.
    purpose : str
        Why, in the actor's words, where a purpose is asked.
    """

    actor: str
    role: str
    action: str
    outcome: Outcome = "done"
    person: str = ""
    subject: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry with its place in the chain."""

    seq: int
    at: datetime
    note: AuditNote
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainPlace:
    """Number and hash of one entry."""

    seq: int
    hash: str


def append_entry(connection: Connection, note: AuditNote, *, at: datetime | None = None) -> ChainPlace:
    """Append one entry in a write transaction and return its place in the chain.

    Raises
    ------
    StoreError
        A field is longer than allowed or holds a NUL character.
    """
    values = _values(note, at or datetime.now(UTC))
    head = _head(connection)
    seq, previous = head.seq, head.hash
    values = {"seq": seq + 1, **values, "previous": previous}
    digest = entry_hash(seq + 1, [str(values[name]) for name in FIELDS], previous)
    connection.execute(insert(audit).values(**values, hash=digest))
    return ChainPlace(seq + 1, digest)


def entry_hash(seq: int, fields: list[str], previous: str) -> str:
    """Return the SHA-256 of one entry: every field with its length, then the hash before."""
    parts = "".join(f"{len(each)}:{each}" for each in (str(seq), *fields))
    return sha256((parts + previous).encode()).hexdigest()


def last_entry(connection: Connection) -> ChainPlace:
    """Return the place of the newest entry; 0 and zeros if there is none."""
    wanted = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return ChainPlace(row.seq, row.hash) if row else ChainPlace(0, GENESIS)


def read_entries(
    connection: Connection, *, person: str | None = None, after: int = 0, at_most: int = 1000
) -> tuple[AuditEntry, ...]:
    """Return entries in order, of one person or of all."""
    wanted = select(audit).where(audit.c.seq > after)
    if person is not None:
        wanted = wanted.where(audit.c.person == person)
    rows = connection.execute(wanted.order_by(audit.c.seq).limit(at_most)).all()
    return tuple(
        AuditEntry(
            r.seq,
            datetime.fromisoformat(r.at),
            AuditNote(r.actor, r.role, r.action, r.outcome, r.person, r.subject, r.purpose),
            r.previous,
            r.hash,
        )
        for r in rows
    )


def count_entries(connection: Connection) -> int:
    """Return how many entries there are."""
    return connection.execute(select(func.count()).select_from(audit)).scalar_one()


def _values(note: AuditNote, at: datetime) -> dict[str, str]:
    values = {"at": at.astimezone(UTC).isoformat(), **{name: str(getattr(note, name)) for name in FIELDS[1:]}}
    faults = [
        Fault(name, "is too long or holds a NUL character", f"at most {LIMIT} characters")
        for name, value in values.items()
        if len(value) > LIMIT or "\0" in value
    ]
    if faults:
        raise StoreError(faults)
    return values


def _head(connection: Connection) -> ChainPlace:
    """Return the newest entry's number and hash, with nobody able to append meanwhile."""
    if connection.dialect.name == "sqlite":  # the write lock is held already
        return last_entry(connection)
    connection.execute(LOCK)
    row = connection.execute(text("SELECT seq, hash FROM riskkit_audit_head()")).one_or_none()
    return ChainPlace(row.seq, row.hash) if row else ChainPlace(0, GENESIS)
