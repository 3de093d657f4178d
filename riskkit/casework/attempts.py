"""Attempts that the server itself turned away, put on record like any other refusal."""

from datetime import datetime
from typing import Final

from riskkit.casework.reach import find_actor
from riskkit.records.audit import AuditNote, append_entry
from riskkit.records.checkpoints import sign_when_due
from riskkit.records.store import Store

REACH_KERNEL: Final = "kernel.reach"
"""Someone who is logged in asked for the page (kernel) of someone else."""


def note_kernel_attempt(store: Store, user: str, *, owner: str, at: datetime) -> None:
    """Put on record that a user asked for another's kernel and was refused.

    Parameters
    ----------
    store : Store
        Whose trail it goes on.
    user, owner : str
        Who asked, and whose kernel it is.
    at : datetime
        When, with its time zone.
    """
    with store.writing() as connection:
        actor = find_actor(connection, user)
        role = str(actor.role) if actor else "none"
        note = AuditNote(user, role, REACH_KERNEL, "refused", subject=f"a page of {owner}")
        place = append_entry(connection, note, at=at)
    sign_when_due(store, place)
