"""Broken glass and who sees it; who is responsible for whom; the trail for the inspector."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from riskkit.casework.access import Access
from riskkit.casework.policy import Action, Reach, reach_of
from riskkit.casework.retention import erase
from riskkit.errors import AccessRefused, Fault, ParameterError
from riskkit.records.access_tables import account, break_glass
from riskkit.records.accounts import assign, end_assignment, find_account
from riskkit.records.audit import AuditEntry, read_entries

LASTS: Final = timedelta(hours=8)
"""How long a file stays open behind broken glass: one working day."""

SHORTEST_PURPOSE: Final = 10
"""Characters of a purpose that can be called one."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Someone opened a file outside their caseload; their supervisor is to look at it."""

    id: str
    account: str
    person: str
    purpose: str
    opened_at: datetime
    expires_at: datetime
    seen_by: str | None


def open_with_purpose(access: Access, person: str, purpose: str) -> Flag:
    """Open a file outside one's reach for a stated purpose; the supervisor sees it.

    Raises
    ------
    AccessRefused
        The purpose says nothing, the role may not, or there is no such person.
    """
    said = " ".join(purpose.split())
    with access.permitted(Action.BREAK_GLASS, person=person, purpose=said) as turn:
        if len(said) < SHORTEST_PURPOSE:
            raise AccessRefused("file.break_glass: refused; state the purpose in words.")
        flag = Flag(uuid4().hex, access.user, person, said[:1000], turn.at, turn.at + LASTS, None)
        row = {
            "id": flag.id, "account": flag.account, "person": person, "purpose": flag.purpose,
            "opened_at": flag.opened_at.astimezone(UTC).isoformat(),
            "expires_at": flag.expires_at.astimezone(UTC).isoformat(),
        }  # fmt: skip
        try:
            turn.connection.execute(insert(break_glass).values(**row))
        except DBAPIError:
            raise AccessRefused("file.break_glass: refused; nobody has this pseudonym.") from None
        return flag


def read_flags(access: Access) -> tuple[Flag, ...]:
    """Return the broken glass of one's own team that nobody looked at, or all of it for the inspector."""
    with access.permitted(Action.READ_FLAGS) as turn:
        wanted = select(break_glass).order_by(break_glass.c.opened_at)
        if reach_of(turn.actor.role, Action.READ_FLAGS) is Reach.TEAM:
            team = select(account.c.name).where(account.c.place == turn.actor.place)
            wanted = wanted.where(break_glass.c.account.in_(team), break_glass.c.seen_at.is_(None))
        rows = turn.connection.execute(wanted).all()
        turn.subject = f"{len(rows)} flags"
        return tuple(
            Flag(
                r.id, r.account, r.person, r.purpose, datetime.fromisoformat(r.opened_at),
                datetime.fromisoformat(r.expires_at), r.seen_by,
            )
            for r in rows
        )  # fmt: skip


def acknowledge(access: Access, flag: Flag) -> None:
    """Note that one's team member's broken glass was looked at; never one's own.

    Raises
    ------
    AccessRefused
        It is one's own, another team's, or was looked at already.
    """
    with access.permitted(Action.SEEN_FLAG, subject=flag.id) as turn:
        team = select(account.c.name).where(account.c.place == turn.actor.place)
        change = update(break_glass).where(
            break_glass.c.id == flag.id,
            break_glass.c.seen_at.is_(None),
            break_glass.c.account != access.user,
            break_glass.c.account.in_(team),
        )
        moment = turn.at.astimezone(UTC).isoformat()
        if turn.connection.execute(change.values(seen_by=access.user, seen_at=moment)).rowcount != 1:
            raise AccessRefused("flags.acknowledge: refused; it is yours, another team's, or seen already.")


def make_responsible(access: Access, *, colleague: str, person: str) -> None:
    """Assign a person of one's team to a colleague of one's team."""
    with access.permitted(Action.ASSIGN, person=person, subject=f"to {colleague}") as turn:
        found = find_account(turn.connection, colleague)
        if found is None or found.place != turn.actor.place or not found.active:
            raise AccessRefused("assignment.change: refused; the colleague is not in your team.")
        assign(turn.connection, name=colleague, people=(person,), by=access.user, at=turn.at)


def end_responsibility(access: Access, *, colleague: str, person: str) -> None:
    """End an assignment."""
    with access.permitted(Action.ASSIGN, person=person, subject=f"from {colleague}") as turn:
        if not end_assignment(turn.connection, name=colleague, person=person, at=turn.at):
            raise AccessRefused("assignment.change: refused; there is no such assignment.")


def erase_for_good(access: Access, person: str, *, typed: str, reasons: str, today: date) -> None:
    """Erase a file that is due, by who typed its pseudonym once more and says why it may go.

    Raises
    ------
    ParameterError
        The pseudonym was not repeated, or the reasons say nothing; nothing was asked of the store.
    AccessRefused, ErasedError
        As `riskkit.casework.retention.erase`.
    """
    said = " ".join(reasons.split())
    faults = [
        *([Fault("pseudonym", "is not repeated", "the pseudonym of this file")] if typed != person else []),
        *([Fault("reasons", "say too little", f"{SHORTEST_PURPOSE} characters or more")]
          if len(said) < SHORTEST_PURPOSE else []),
    ]  # fmt: skip
    if faults:
        raise ParameterError(faults)
    erase(access, person, today=today, reasons=said[:1000])


def read_trail(access: Access, *, person: str | None = None, after: int = 0) -> tuple[AuditEntry, ...]:
    """Return up to 1,000 entries of the trail, of one person or of all; for the inspector."""
    with access.permitted(Action.READ_TRAIL, subject=f"after {after}") as turn:
        return read_entries(turn.connection, person=person, after=after)


def people_of(entries: Iterable[AuditEntry]) -> frozenset[str]:
    """Return whose files the entries are about."""
    return frozenset(each.note.person for each in entries if each.note.person)
