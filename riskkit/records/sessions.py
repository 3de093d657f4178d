"""Login sessions and the count of failed logins, as the store keeps them.

A session's token is known to the browser alone; the store keeps its SHA-256, so that a
copy of the store lets no one in.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from riskkit.records.access_tables import account, login_guard, login_session
from riskkit.records.accounts import Account, find_account

TOUCH: Final = timedelta(seconds=30)
"""How often a session's last moment of use is written down."""

SKEW: Final = timedelta(minutes=2)
"""How far a moment may lie in the future; more means that the clock was set back."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts unused, and at most."""

    idle: timedelta
    absolute: timedelta


def start_session(connection: Connection, who: Account, *, at: datetime) -> str:
    """Start a session and return its token; a token is never used twice."""
    token = secrets.token_urlsafe(32)
    moment = at.astimezone(UTC).isoformat()
    connection.execute(
        insert(login_session).values(
            token_hash=_hash(token), account=who.name, epoch=who.epoch, started_at=moment, last_seen_at=moment
        )
    )
    return token


def find_session(
    connection: Connection, token: str, limits: SessionLimits, *, at: datetime
) -> tuple[Account, bool] | None:
    """Return whose session this is, and whether its use should be written down again.

    None if there is no such session, it has ended or lasted too long, the account is no
    longer active or was changed since, or the clock was set back before the session.
    """
    row = connection.execute(
        select(login_session).where(login_session.c.token_hash == _hash(token))
    ).one_or_none()
    if row is None or row.ended_at is not None:
        return None
    started, seen = datetime.fromisoformat(row.started_at), datetime.fromisoformat(row.last_seen_at)
    if started > at + SKEW or seen > at + SKEW:
        return None
    if at - started > limits.absolute or at - seen > limits.idle:
        return None
    who = find_account(connection, row.account)
    if who is None or not who.active or who.epoch != row.epoch:
        return None
    return who, at - seen > TOUCH


def touch_session(connection: Connection, token: str, *, at: datetime) -> None:
    """Write down that a session was used."""
    mine = (login_session.c.token_hash == _hash(token)) & login_session.c.ended_at.is_(None)
    connection.execute(update(login_session).where(mine).values(last_seen_at=at.astimezone(UTC).isoformat()))


def end_session(connection: Connection, token: str, *, at: datetime) -> None:
    """End a session; it cannot be taken up again."""
    mine = (login_session.c.token_hash == _hash(token)) & login_session.c.ended_at.is_(None)
    connection.execute(update(login_session).where(mine).values(ended_at=at.astimezone(UTC).isoformat()))


def end_sessions_of(connection: Connection, name: str) -> None:
    """End every session of an account, by raising its epoch."""
    connection.execute(update(account).where(account.c.name == name).values(epoch=account.c.epoch + 1))


def drop_old_sessions(connection: Connection, *, before: datetime) -> int:
    """Drop sessions that started before a moment; return how many."""
    old = login_session.c.started_at < before.astimezone(UTC).isoformat()
    return connection.execute(delete(login_session).where(old)).rowcount


def failures_of(connection: Connection, name: str) -> tuple[int, datetime] | None:
    """Return how often login with this name failed in a row, and when last."""
    row = connection.execute(select(login_guard).where(login_guard.c.name == name)).one_or_none()
    return (row.failures, datetime.fromisoformat(row.last_at)) if row else None


def note_failure(
    connection: Connection, name: str, *, at: datetime, forget: timedelta = timedelta.max
) -> None:
    """Count one more failed login under this name, whether there is such an account or not.

    Failures further back than ``forget`` before this one do not count any more.
    """
    moment, before = at.astimezone(UTC).isoformat(), failures_of(connection, name)
    if before is None:
        connection.execute(insert(login_guard).values(name=name, failures=1, last_at=moment))
        return
    failures = 1 if at - before[1] > forget else before[0] + 1
    mine = update(login_guard).where(login_guard.c.name == name)
    connection.execute(mine.values(failures=failures, last_at=moment))


def forget_failures(connection: Connection, name: str) -> None:
    """Begin counting anew."""
    connection.execute(delete(login_guard).where(login_guard.c.name == name))


def drop_old_failures(connection: Connection, *, before: datetime) -> None:
    """Drop counts whose last failure lies before a moment, so that made-up names do not pile up."""
    connection.execute(delete(login_guard).where(login_guard.c.last_at < before.astimezone(UTC).isoformat()))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
