"""Search the audit trail, newest first, a page at a time; what is searched for is never part of the SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, select

from riskkit.records.access_tables import audit
from riskkit.records.audit import AuditEntry, AuditNote, Outcome

BYTEWISE: Final[Mapping[str, str]] = {"sqlite": "BINARY", "postgresql": "C"}
"""How moments written as ISO 8601 in UTC are compared, whatever the language of the database."""


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """What to look for; an empty part asks nothing.

    Attributes
    ----------
    actor, action, person : str
        Exactly this account, action or pseudonym.
    outcome : {"", "done", "refused", "conflict"}
        What came of it.
    since, until : datetime or None
        With time zone: from this moment, and before this moment.
    """

    actor: str = ""
    action: str = ""
    person: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def said(self) -> str:
        """Return the search in words for the trail; the person stands in its own column there."""
        parts = [
            f"{name}={getattr(self, name)}" for name in ("actor", "action", "outcome") if getattr(self, name)
        ]
        parts += [
            f"{name}={moment.astimezone(UTC).isoformat()}"
            for name, moment in (("since", self.since), ("until", self.until))
            if moment is not None
        ]
        return ", ".join(parts) or "everything"


@dataclass(frozen=True, slots=True)
class Looker:
    """What one account did with one file.

    Attributes
    ----------
    actor, role, action, outcome : str
        Who, in which role, what, and what came of it.
    times : int
        How often.
    first, last : datetime
        The first and the last time.
    """

    actor: str
    role: str
    action: str
    outcome: str
    times: int
    first: datetime
    last: datetime


def search_entries(
    connection: Connection, query: TrailQuery, *, before: int | None = None, at_most: int = 50
) -> tuple[AuditEntry, ...]:
    """Return entries that fit, newest first.

    Parameters
    ----------
    connection : Connection
        Under way.
    query : TrailQuery
        What to look for.
    before : int, optional
        Only entries with a lower number: the next page starts below the last one shown.
    at_most : int
        Entries of one page.
    """
    wanted = select(audit).where(*_fits(connection, query))
    if before is not None:
        wanted = wanted.where(audit.c.seq < before)
    rows = connection.execute(wanted.order_by(audit.c.seq.desc()).limit(at_most)).all()
    return tuple(map(_read, rows))


def count_found(connection: Connection, query: TrailQuery) -> int:
    """Return how many entries fit."""
    wanted = select(func.count()).select_from(audit).where(*_fits(connection, query))
    return int(connection.execute(wanted).scalar_one())


def lookers_at(connection: Connection, person: str) -> tuple[Looker, ...]:
    """Return who did what with one file, who was there last first."""
    own = (audit.c.actor, audit.c.role, audit.c.action, audit.c.outcome)
    # The chain is in order of time only as far as clocks are: first and last are by the clock.
    first, last = func.min(audit.c.at).label("first"), func.max(audit.c.at).label("last")
    wanted = (
        select(*own, func.count().label("times"), first, last)
        .where(audit.c.person == person)
        .group_by(*own)
        .order_by(func.max(audit.c.seq).desc())
    )
    return tuple(
        Looker(
            row.actor, row.role, row.action, row.outcome, row.times, datetime.fromisoformat(row.first),
            datetime.fromisoformat(row.last),
        )
        for row in connection.execute(wanted).all()
    )  # fmt: skip


def _fits(connection: Connection, query: TrailQuery) -> list[ColumnElement[bool]]:
    same = [
        audit.c[name] == getattr(query, name)
        for name in ("actor", "action", "person", "outcome")
        if getattr(query, name)
    ]
    at = audit.c.at.collate(BYTEWISE[connection.dialect.name])
    if query.since is not None:
        same.append(at >= query.since.astimezone(UTC).isoformat())
    if query.until is not None:
        same.append(at < query.until.astimezone(UTC).isoformat())
    return same


def _read(row: Row[Any]) -> AuditEntry:
    outcome: Outcome = row.outcome
    note = AuditNote(row.actor, row.role, row.action, outcome, row.person, row.subject, row.purpose)
    return AuditEntry(row.seq, datetime.fromisoformat(row.at), note, row.previous, row.hash)
