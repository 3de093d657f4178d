"""The audit trail for the inspector: search, export, who looked at one file, and whether it is whole.

The inspector reads who did what, changes nothing and sees no word of a file. Every search, export
and verification is itself on the trail before its answer is given.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from riskkit.casework.access import PSEUDONYM, Access
from riskkit.casework.file_copy_formats import plain_cell
from riskkit.casework.policy import Action
from riskkit.errors import Fault, ParameterError
from riskkit.records.audit import AuditEntry
from riskkit.records.audit_check import AuditCheck, verify_audit
from riskkit.records.audit_search import Looker, TrailQuery, count_found, lookers_at, search_entries
from riskkit.records.checkpoints import read_checkpoints

__all__ = [
    "Looker",
    "Points",
    "TrailPage",
    "TrailQuery",
    "actors_seen",
    "check_pseudonym",
    "export_trail",
    "last_checkpoint",
    "search_trail",
    "verify_trail",
    "who_looked_at",
]

PAGE: Final = 50
"""Entries of one page of a search."""

MOST_EXPORTED: Final = 100_000
"""Entries of one export; a longer one is refused, not cut off."""

COLUMNS: Final = (
    "number", "at", "actor", "role", "action", "outcome", "person", "subject", "purpose", "hash",
)  # fmt: skip
"""Columns of an export, under the names that the trail itself uses."""


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of a search.

    Attributes
    ----------
    entries : tuple of AuditEntry
        Newest first.
    found : int
        How many entries fit in all.
    older : int or None
        Where the next page begins; None on the last one.
    """

    entries: tuple[AuditEntry, ...]
    found: int
    older: int | None


@dataclass(frozen=True, slots=True)
class Points:
    """The signed checkpoints in the second place.

    Attributes
    ----------
    count : int
        How many there are.
    seq : int
        Entry of the last one; 0 if there is none.
    at : datetime or None
        When the last one was signed.
    valid : bool
        Whether the store's key signed the last one.
    """

    count: int
    seq: int
    at: datetime | None
    valid: bool


def search_trail(access: Access, query: TrailQuery, *, before: int | None = None) -> TrailPage:
    """Return one page of the entries that fit, newest first.

    Raises
    ------
    AccessRefused
        Not an inspector.
    ParameterError
        The person asked for is no pseudonym.
    """
    check_pseudonym(query.person)
    subject = query.said() + (f", before {before}" if before is not None else "")
    with access.permitted(Action.READ_TRAIL, person=query.person, subject=subject) as turn:
        found = count_found(turn.connection, query)
        read = search_entries(turn.connection, query, before=before, at_most=PAGE + 1)
    shown = read[:PAGE]
    return TrailPage(shown, found, shown[-1].seq if len(read) > PAGE else None)


def who_looked_at(access: Access, person: str) -> tuple[Looker, ...]:
    """Return who did what with one file, who was there last first; raises as `search_trail`."""
    check_pseudonym(person, empty=False)
    with access.permitted(Action.READ_TRAIL, person=person, subject="who looked") as turn:
        return lookers_at(turn.connection, person)


def actors_seen(access: Access) -> tuple[str, ...]:
    """Return the names of the accounts, to choose from."""
    from riskkit.records.accounts import list_accounts

    with access.permitted(Action.READ_TRAIL, subject="accounts") as turn:
        return tuple(each.name for each in list_accounts(turn.connection))


def export_trail(access: Access, query: TrailQuery) -> str:
    """Return all entries that fit as CSV, oldest first; no cell is a formula.

    Raises
    ------
    AccessRefused
        Not an inspector.
    ParameterError
        More than `MOST_EXPORTED` entries fit, or the person is no pseudonym.
    """
    check_pseudonym(query.person)
    with access.permitted(Action.EXPORT_TRAIL, person=query.person, subject=query.said()) as turn:
        read = search_entries(turn.connection, query, at_most=MOST_EXPORTED + 1)
        kept = read if len(read) <= MOST_EXPORTED else ()
        turn.subject = f"{len(kept)} entries: {query.said()}"
    if len(read) > MOST_EXPORTED:
        allowed = f"at most {MOST_EXPORTED} entries in one file"
        raise ParameterError(Fault("search", "finds too much to export", allowed, "take a shorter period"))
    return _as_csv(kept[::-1])


def verify_trail(access: Access) -> AuditCheck:
    """Read the whole chain and hold it against the signed checkpoints.

    Notes
    -----
    That it was asked is on record first. The chain is read outside that transaction, so that
    nobody who writes has to wait for it.
    """
    with access.permitted(Action.VERIFY_TRAIL, subject="chain and checkpoints"):
        pass
    store = access.store.acting_for(access.user)
    return verify_audit(store, read_checkpoints(access.store), all_there=True)


def last_checkpoint(access: Access) -> Points:
    """Return what is known of the signed checkpoints."""
    with access.permitted(Action.VERIFY_TRAIL, subject="checkpoints"):
        pass
    points = read_checkpoints(access.store)
    if not points:
        return Points(0, 0, None, valid=False)
    last = max(points, key=lambda each: each.seq)
    return Points(len(points), last.seq, datetime.fromisoformat(last.at), last.signed_by(access.store.keys))


def check_pseudonym(person: str, *, empty: bool = True) -> None:
    """Raise ParameterError for what no pseudonym looks like; nothing of it is repeated."""
    if not (PSEUDONYM.fullmatch(person) or (empty and not person)):
        allowed = "letters, digits, '-', '_' and '.', at most 64"
        raise ParameterError(Fault("person", "is no pseudonym", allowed))


def _as_csv(entries: Sequence[AuditEntry]) -> str:
    output = io.StringIO(newline="")
    writer = csv.writer(output, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in entries:
        note = each.note
        words = (note.actor, note.role, note.action, note.outcome, note.person, note.subject, note.purpose)
        writer.writerow([each.seq, each.at.isoformat(), *map(plain_cell, words), each.hash])
    return output.getvalue()
