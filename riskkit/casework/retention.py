"""How long files are kept, which are due, and their erasure by destroying the person's key.

The term runs from the last end of placements, supervision orders and conditions; while
one of them is open, nothing is due. Its length is a setting, for the organisation's
privacy officer to confirm. The audit trail outlives the file: it names no one but a
pseudonym, and still verifies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select, update

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.casework.reach import within_reach_of
from riskkit.errors import AccessRefused
from riskkit.records.access_tables import person_key
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.erasures import note_erasure
from riskkit.records.sealing import destroy_key
from riskkit.records.tables import person as person_table
from riskkit.settings import settings

BINDING: Final = ("placement", "supervision_order", "special_condition")
"""Kinds of entry that keep a file alive until they end."""


@dataclass(frozen=True, slots=True)
class DueFile:
    """One file whose term has passed: the last end, and since when it is due."""

    person: str
    last_end: date
    due_since: date


def list_due(access: Access, *, today: date) -> tuple[DueFile, ...]:
    """Return the files in reach whose term has passed, longest due first."""
    with access.permitted(Action.LIST_DUE) as turn:
        wanted = (
            select(person_table.c.id)
            .join(person_key, person_key.c.person == person_table.c.id)
            .where(within_reach_of(turn.actor, Action.LIST_DUE), person_key.c.destroyed_at.is_(None))
        )
        people = turn.connection.execute(wanted).scalars().all()
        due = [found for each in people if (found := due_file(turn.connection, each, today=today))]
        turn.subject = f"{len(due)} of {len(people)} files due"
        return tuple(sorted(due, key=lambda each: (each.due_since, each.person)))


def due_file(connection: Connection, person: str, *, today: date) -> DueFile | None:
    """Return since when a file is due; None while its term runs or no end is known."""
    ends: list[str | None] = []
    for kind in BINDING:
        ends += _ends(connection, kind, person)
    known = [end for end in ends if end is not None]
    if not known or len(known) != len(ends):
        return None
    last = date.fromisoformat(max(known))
    due = _years_later(last, settings().retention_years)
    return DueFile(person, last, due) if due <= today else None


def erase(access: Access, person: str, *, today: date, reasons: str = "") -> None:
    """Erase a file that is due: its key is destroyed, and with it every word and the identity.

    Parameters
    ----------
    access : Access
        Of a supervisor.
    person : str
        Pseudonym.
    today : date
        The present day.
    reasons : str
        Why it may go, for the trail.

    Raises
    ------
    AccessRefused
        The term has not passed, or the role or reach does not allow it.
    ErasedError
        It was erased before.

    Notes
    -----
    Backups made earlier hold the wrapped key until they expire. The pseudonym goes on a list
    in the second place, and restoring such a backup erases the file again.
    """
    with access.permitted(Action.ERASE, person=person, subject="term passed", purpose=reasons) as turn:
        if due_file(turn.connection, person, today=today) is None:
            raise AccessRefused("file.erase: refused; its term has not passed.")
        destroy_key(turn.connection, person, at=turn.at)
        turn.connection.execute(
            update(person_table).where(person_table.c.id == person).values(made_up_name=None)
        )
    note_erasure(access.store, person, at=access.clock())
    access.store.forget_old_pages()


def _ends(connection: Connection, kind: str, person: str) -> Iterable[str | None]:
    """Return the last day in the newest version of every entry of one kind."""
    table = DOSSIER_TABLES[kind]
    newest = (
        select(table.c.id, func.max(table.c.version).label("version"))
        .where(table.c.person == person)
        .group_by(table.c.id)
        .subquery()
    )
    both = (table.c.id == newest.c.id) & (table.c.version == newest.c.version)
    return connection.execute(select(table.c.ends_on).join(newest, both)).scalars().all()


def _years_later(day: date, years: int) -> date:
    """Return the same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
