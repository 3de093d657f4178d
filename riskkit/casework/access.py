"""The one place where access is decided, put on record, and only then given.

Everything that casework does with a file runs inside `Access.permitted`: one transaction
that looks up who asks, decides by the policy, does the work and appends to the audit
trail. What is on record and what was done are one: both are there, or neither.
"""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, delete

from riskkit.casework.policy import ABOUT_NO_ONE, OPENED_BY_BREAK_GLASS, Action, Reach, Role, reach_of
from riskkit.casework.reach import Actor, find_actor, glass_broken, reaches
from riskkit.errors import AccessRefused, ConflictError
from riskkit.records.access_tables import draft
from riskkit.records.audit import LIMIT, AuditNote, Outcome, append_entry
from riskkit.records.checkpoints import sign_when_due
from riskkit.records.keys import KeyRing
from riskkit.records.store import Store

PSEUDONYM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
"""What a pseudonym looks like; anything else that was asked for is not copied into the trail."""


def present_moment() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Turn:
    """One permitted action under way; the work may still say in ``subject`` what it was about."""

    connection: Connection
    keys: KeyRing
    actor: Actor
    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class Access:
    """The store, for one user.

    Attributes
    ----------
    store : Store
        Where the files are.
    user : str
        Name of the account, as the server knows it.
    clock : callable
        Returns the present moment with its time zone.
    finishes : str
        Name of a draft of this user that what is done makes superfluous: it is let go of in the
        same transaction, so that it neither outlives the record nor is lost without one.
    """

    store: Store
    user: str
    clock: Callable[[], datetime] = field(default=present_moment)
    finishes: str = ""

    def finishing(self, name: str) -> "Access":
        """Return this access for the one action that makes a draft of this name superfluous."""
        return replace(self, finishes=name)

    @contextmanager
    def permitted(
        self, action: Action, *, person: str = "", subject: str = "", purpose: str = "", other: str = ""
    ) -> Generator[Turn]:
        """Give a transaction in which the action is allowed and put on record.

        Parameters
        ----------
        action : Action
            What is asked.
        person : str
            Pseudonym of whose file it is; empty where the action is about no one person.
        subject, purpose : str
            What goes on record about which record it was, and why.
        other : str
            Pseudonym of the second person of a record about two: the action must be allowed for
            both, and is on record about both.

        Raises
        ------
        AccessRefused
            The policy does not allow it; the refusal is on record before this is raised.
        ConflictError
            Raised by the work inside; it is undone and the conflict is on record.
        """
        stopped: AccessRefused | ConflictError | None
        with self.store.acting_for(self.user).writing() as connection:
            at = self.clock()
            actor = find_actor(connection, self.user)
            whose = (person, other) if other else (person,)
            refusals = [_refusal(connection, actor, action, each, at) for each in whose]
            stopped = next((each for each in refusals if each is not None), None)
            turn = Turn(connection, self.store.keys, actor or _nobody(self.user), at, subject)
            if stopped is None:
                stopped = yield from _work(turn)
                if stopped is None and self.finishes:
                    _let_go(turn, person, self.finishes)
            note = AuditNote(
                actor=self.user,
                role=str(actor.role) if actor else "none",
                action=str(action),
                outcome=_outcome(stopped),
                subject=turn.subject[:LIMIT],
                purpose=purpose[:LIMIT],
            )
            notes = [replace(note, person=_on_record(each)) for each in whose]
            place = [append_entry(connection, each, at=at) for each in notes][-1]
        sign_when_due(self.store, place, entries=len(notes))
        if stopped is not None:
            raise stopped


def _work(turn: Turn) -> Generator[Turn, None, AccessRefused | ConflictError | None]:
    """Let the work be done; undo it and return the reason if it was refused half-way."""
    with_nothing_lost = turn.connection.begin_nested()
    try:
        yield turn
    except (AccessRefused, ConflictError) as error:
        with_nothing_lost.rollback()
        return error
    with_nothing_lost.commit()
    return None


def _let_go(turn: Turn, person: str, name: str) -> None:
    """Let go of the actor's draft of this name about a person."""
    mine = (draft.c.account == turn.actor.name, draft.c.person == person, draft.c.instrument == name)
    turn.connection.execute(delete(draft).where(*mine))


def _on_record(person: str) -> str:
    """Return a pseudonym as the trail names it; what is none is not copied there."""
    return person if PSEUDONYM.fullmatch(person) else "(no pseudonym)" if person else ""


def _outcome(stopped: AccessRefused | ConflictError | None) -> Outcome:
    if stopped is None:
        return "done"
    return "refused" if isinstance(stopped, AccessRefused) else "conflict"


def _refusal(
    connection: Connection, actor: Actor | None, action: Action, person: str, at: datetime
) -> AccessRefused | None:
    """Decide; return why not, in the same words whether the person is unknown or not theirs."""
    if actor is None:
        return AccessRefused(f"{action}: refused; the account is not active. Ask your administrator.")
    reach = reach_of(actor.role, action)
    if reach is None:
        return AccessRefused(f"{action}: refused; the role '{actor.role}' does not allow it.")
    if action in ABOUT_NO_ONE or (reach is Reach.ANYONE and PSEUDONYM.fullmatch(person)):
        return None
    if not PSEUDONYM.fullmatch(person):
        return _outside(action, reach)
    if reaches(connection, actor, reach, person):
        return None
    if action in OPENED_BY_BREAK_GLASS and glass_broken(connection, actor, person, at=at):
        return None
    return _outside(action, reach)


def _outside(action: Action, reach: Reach) -> AccessRefused:
    return AccessRefused(
        f"{action}: refused; this file is outside your {reach.removeprefix('own ')}. "
        "If you need it now, open it with a stated purpose; your supervisor is told."
    )


def _nobody(name: str) -> Actor:
    """Return a stand-in that reaches no one, for the record of a refusal."""
    return Actor(name, Role.INSPECTOR, "")
