"""What a unit records day by day: a phase that follows another, a release whose date moves."""

from datetime import timedelta

from riskkit.casework.access import Access, Turn
from riskkit.casework.policy import Action
from riskkit.errors import Fault, StoreError
from riskkit.records.dossier_entries import DossierEntry, add_entry, entries_of
from riskkit.records.dossier_unit import DetentionPhase, PlannedRelease


def record_phase(access: Access, person: str, content: DetentionPhase) -> DossierEntry:
    """Record a phase; the one before ends on the day before.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach.
    StoreError
        Another phase begins on or after the day on which this one begins.
    """
    with access.permitted(Action.RECORD, person=person, subject=content.KIND) as turn:
        for entry in entries_of(turn.connection, turn.keys, person=person, kind=content.KIND):
            before = entry.content
            if not isinstance(before, DetentionPhase):
                continue
            if before.starts_on >= content.starts_on:
                raise StoreError(
                    Fault("starts_on", "is not after the day on which another phase begins",
                          remedy="choose a later day")
                )  # fmt: skip
            if before.ends_on is None or before.ends_on >= content.starts_on:
                ended = before.model_copy(update={"ends_on": content.starts_on - timedelta(days=1)})
                _add(turn, person, ended, follows=entry)
        entry = _add(turn, person, content)
        turn.subject = f"{content.KIND} {entry.id} version {entry.version}"
        return entry


def record_release(access: Access, person: str, content: PlannedRelease) -> DossierEntry:
    """Record when someone is expected to leave; a date that is there moves, as its next version.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach.
    """
    with access.permitted(Action.RECORD, person=person, subject=content.KIND) as turn:
        there = entries_of(turn.connection, turn.keys, person=person, kind=content.KIND)
        entry = _add(turn, person, content, follows=there[-1] if there else None)
        turn.subject = f"{content.KIND} {entry.id} version {entry.version}"
        return entry


def _add(
    turn: Turn,
    person: str,
    content: DetentionPhase | PlannedRelease,
    *,
    follows: DossierEntry | None = None,
) -> DossierEntry:
    return add_entry(
        turn.connection, turn.keys, person=person, content=content, by=turn.actor.name, at=turn.at,
        follows=follows,
    )  # fmt: skip
