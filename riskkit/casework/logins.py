"""Log in, stay logged in, log out: decided here, so that every surface decides alike.

Whether a name exists cannot be learned: an unknown name, a wrong password and an inactive
account get the same answer after the same work, and count as failures alike. From the
third failure in a row on, a name must wait, twice as long after each; so must an address from
which many names are tried, where a trusted proxy tells it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection

from riskkit.casework.passwords import fits
from riskkit.errors import LoginRefused
from riskkit.records.accounts import Account, find_account, password_hash_of
from riskkit.records.audit import AuditNote, ChainPlace, append_entry
from riskkit.records.checkpoints import sign_when_due
from riskkit.records.sessions import (
    SessionLimits,
    drop_old_failures,
    drop_old_sessions,
    end_session,
    failures_of,
    find_session,
    forget_failures,
    note_failure,
    start_session,
    touch_session,
)
from riskkit.records.store import Store
from riskkit.settings import settings

FREE_TRIES: Final = 3
FREE_TRIES_OF_ADDRESS: Final = 20
"""More than of a name: a whole office may share one address."""

LONGEST_WAIT: Final = timedelta(minutes=15)
"""Also how long a failure counts against an address."""

LONGEST_NAME: Final = 100
KEPT: Final = timedelta(days=7)
"""How long ended sessions and counts of failures are kept."""

WRONG: Final = "login: name and password do not match."
WAIT: Final = "login: too many tries; wait a while and try again."


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A session that was started: whose, and the token for the browser alone."""

    account: Account
    token: str


def limits() -> SessionLimits:
    """Return how long a session lasts unused, and at most, as set."""
    return SessionLimits(
        timedelta(minutes=settings().session_idle_minutes), timedelta(hours=settings().session_hours)
    )


def log_in(store: Store, name: str, password: str, *, at: datetime, address: str | None = None) -> LoggedIn:
    """Start a session.

    Parameters
    ----------
    store, name, password, at
        The store, what was typed, and the moment.
    address : str or None
        From where, if someone trusted says so; None if it is not known.

    Raises
    ------
    LoginRefused
        Name and password do not match, or this name or address must wait; the refusal is on record.
    """
    name = _written(name)
    right = _check_password(store, name, password, at=at, address=address)
    with store.writing() as connection:
        who = find_account(connection, name)
        admitted = None
        if right and who is not None and who.active:
            drop_old_sessions(connection, before=at - KEPT)
            started = LoggedIn(who, start_session(connection, who, at=at))
            admitted = started, _admit(connection, AuditNote(name, who.role, "login"), at=at)
    if admitted is not None:
        sign_when_due(store, admitted[1])
        return admitted[0]
    _record_refusal(store, name, at=at, count=(_slot(name), *_address_slots(address)))
    raise LoginRefused(WRONG)


def confirm(store: Store, name: str, password: str, *, at: datetime, subject: str) -> Account:
    """Return the account of someone who gives its password for one act, without a session.

    Parameters
    ----------
    store, name, password, at
        As of `log_in`; tries count together with those of logging in.
    subject : str
        For which act, for the record.

    Raises
    ------
    LoginRefused
        As `log_in`.
    """
    name = _written(name)
    right = _check_password(store, name, password, at=at, address=None)
    with store.writing() as connection:
        who = find_account(connection, name)
        admitted = None
        if right and who is not None and who.active:
            note = AuditNote(name, who.role, "account.confirm", subject=subject)
            admitted = who, _admit(connection, note, at=at)
    if admitted is not None:
        sign_when_due(store, admitted[1])
        return admitted[0]
    _record_refusal(store, name, at=at, count=(_slot(name),))
    raise LoginRefused(WRONG)


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """Return how long a name waits after so many failures in a row: 1, 2, 4 ... seconds."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - free, 30)), LONGEST_WAIT)


def find_active(store: Store, name: str) -> Account | None:
    """Return the active account of a name that someone else vouches for; None if there is none."""
    with store.reading() as connection:
        who = find_account(connection, name.strip().lower()[:LONGEST_NAME])
    return who if who is not None and who.active else None


def session_owner(store: Store, token: str, *, at: datetime, use: bool = True) -> Account | None:
    """Return whose session this is at this moment; None if it does not hold (any more).

    Parameters
    ----------
    store, token, at
        The store, the browser's token, and the moment.
    use : bool
        Whether that keeps the session from becoming idle.
    """
    with store.reading() as connection:
        found = find_session(connection, token, limits(), at=at)
    if found is None:
        return None
    if use and found[1]:
        with store.writing() as connection:
            touch_session(connection, token, at=at)
    return found[0]


def log_out(store: Store, token: str, *, at: datetime) -> None:
    """End a session; its token is of no use any more."""
    with store.writing() as connection:
        found = find_session(connection, token, limits(), at=at)
        end_session(connection, token, at=at)
        if found is None:
            return
        place = append_entry(connection, AuditNote(found[0].name, found[0].role, "logout"), at=at)
    sign_when_due(store, place)


def _admit(connection: Connection, note: AuditNote, *, at: datetime) -> ChainPlace:
    """Put on record that a password was right, and forget the failures before it."""
    forget_failures(connection, _slot(note.actor))
    return append_entry(connection, note, at=at)


def _written(name: str) -> str:
    return name.strip().lower()[:LONGEST_NAME]


def _check_password(store: Store, name: str, password: str, *, at: datetime, address: str | None) -> bool:
    """Return whether the password fits, after the same work for any name; refuse who must wait."""
    slots = {_slot(name): FREE_TRIES, **dict.fromkeys(_address_slots(address), FREE_TRIES_OF_ADDRESS)}
    with store.reading() as connection:
        before = {slot: failures_of(connection, slot) for slot in slots}
        stored = password_hash_of(connection, name)
    for slot, free in slots.items():
        failed = before[slot]
        if failed is not None and failed[1] <= at < failed[1] + wait_after(failed[0], free):
            _record_refusal(store, name, at=at, count=())
            raise LoginRefused(WAIT)
    return fits(password, stored)


def _record_refusal(store: Store, name: str, *, at: datetime, count: tuple[str, ...]) -> None:
    """Put a refused login on record; a name that is no account's is not copied: it may be a password."""
    with store.writing() as connection:
        if count:
            drop_old_failures(connection, before=at - KEPT)
        for slot in count:
            forget = timedelta.max if slot == _slot(name) else LONGEST_WAIT
            note_failure(connection, slot, at=at, forget=forget)
        known = find_account(connection, name) is not None
        actor = name if known else "(unknown)"
        place = append_entry(connection, AuditNote(actor, "none", "login", "refused"), at=at)
    sign_when_due(store, place)


def _slot(name: str) -> str:
    """Return under what failures of a name are counted: someone may have typed a password there."""
    return sha256(name.encode()).hexdigest()


def _address_slots(address: str | None) -> tuple[str, ...]:
    """Return under what failures of an address are counted, apart from those of any name."""
    return (sha256(b"address\0" + address.encode()).hexdigest(),) if address else ()
