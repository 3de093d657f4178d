"""What is being written and not saved yet: kept sealed, one draft a file and user."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, insert, select, update

from riskkit.casework.access import Turn
from riskkit.errors import Fault, StoreError
from riskkit.records.access_tables import draft
from riskkit.records.sealing import seal, unseal

MOST: Final = 1_000_000
"""Characters of one draft."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was kept.

    Attributes
    ----------
    follows : int
        Version of the assessment it was begun on; 0 for a first one.
    content : str
        What was being written, in the form the page uses.
    saved_at : datetime
        When it was kept.
    """

    follows: int
    content: str
    saved_at: datetime


def keep_draft(turn: Turn, *, person: str, instrument: str, follows: int, content: str) -> None:
    """Keep a draft in the place of the one before; StoreError if it is too long."""
    if len(content) > MOST:
        raise StoreError(Fault("draft", "is too long", f"at most {MOST:,} characters"))
    drop_draft(turn, person=person, instrument=instrument)
    sealed = seal(turn.connection, turn.keys, person=person, label=_label(turn, instrument), words=content)
    turn.connection.execute(
        insert(draft).values(
            account=turn.actor.name,
            person=person,
            instrument=instrument,
            follows=follows,
            sealed=sealed,
            saved_at=turn.at.astimezone(UTC).isoformat(),
        )
    )


def read_draft(turn: Turn, *, person: str, instrument: str) -> Draft | None:
    """Return this user's draft; None if there is none."""
    wanted = select(draft).where(
        draft.c.account == turn.actor.name, draft.c.person == person, draft.c.instrument == instrument
    )
    row = turn.connection.execute(wanted).one_or_none()
    if row is None:
        return None
    words = unseal(
        turn.connection, turn.keys, person=person, label=_label(turn, instrument), sealed=row.sealed
    )
    return Draft(row.follows, words, datetime.fromisoformat(row.saved_at))


def let_draft_follow(turn: Turn, *, person: str, instrument: str, version: int) -> None:
    """Let this user's draft follow a version that the user made without touching what the draft holds."""
    mine = (draft.c.account == turn.actor.name, draft.c.person == person, draft.c.instrument == instrument)
    turn.connection.execute(
        update(draft).where(*mine, draft.c.follows == version - 1).values(follows=version)
    )


def drop_draft(turn: Turn, *, person: str, instrument: str) -> None:
    """Let go of this user's draft."""
    turn.connection.execute(
        delete(draft).where(
            draft.c.account == turn.actor.name, draft.c.person == person, draft.c.instrument == instrument
        )
    )


def _label(turn: Turn, instrument: str) -> str:
    return f"draft/{turn.actor.name}/{instrument}"
