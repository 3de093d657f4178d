"""A second assessor judges blind: the first assessment is withheld until both have judged.

The question to judge apart stands in the first assessment itself (`SecondAsked`). From then
on, and until the second judgement is given or the question withdrawn, nothing that was
saved in that assessment is given to whoever was asked, whatever page or function asks.
"""

from typing import Final

from sqlalchemy import Connection, select

from riskkit.casework.access import Turn
from riskkit.errors import AccessRefused
from riskkit.records.access_tables import audit
from riskkit.records.assessments import assessments_of, person_of, standing_version
from riskkit.records.dossier import KINDS
from riskkit.records.judgement import Judgement
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import is_erased
from riskkit.records.store import Store

READS_NO_JUDGEMENT: Final = frozenset({*KINDS, "who looked", "proof"})
"""Subjects of the trail's ``file.read`` that gave no assessment."""

BLIND: Final = ", blind"
"""How the subject of an entry ends where an assessment was withheld."""


def withheld_from(judgement: Judgement, user: str) -> bool:
    """Return whether an assessment, by its newest version, is withheld from a user."""
    asked = judgement.second_asked
    return judgement.waits_for_second and asked is not None and asked.assessor == user


def readable_assessments(turn: Turn, person: str) -> tuple[str, ...]:
    """Return the ids of a person's assessments that this user may read now, oldest first."""
    return tuple(
        record
        for record in assessments_of(turn.connection, person)
        if not withheld_from(standing_version(turn.connection, turn.keys, record), turn.actor.name)
    )


def withheld_record(
    connection: Connection, keys: KeyRing, user: str, *, person: str, instrument: str | None = None
) -> Judgement | None:
    """Return the assessment of this person that is withheld from a user; None if there is none.

    Parameters
    ----------
    connection, keys : Connection, KeyRing
        Of a transaction under way.
    user : str
        Who asks.
    person : str
        Pseudonym.
    instrument : str or None
        Only assessments with this instrument; None for any.
    """
    if is_erased(connection, person):
        return None
    for record in assessments_of(connection, person):
        judgement = standing_version(connection, keys, record)
        if instrument in (None, judgement.instrument.id) and withheld_from(judgement, user):
            return judgement
    return None


def check_not_blind(turn: Turn, action: str, *, person: str, instrument: str | None = None) -> None:
    """Raise where the user judges this person blind: AccessRefused, in words that give nothing away."""
    found = withheld_record(turn.connection, turn.keys, turn.actor.name, person=person, instrument=instrument)
    if found is not None:
        raise AccessRefused(
            f"{action}: refused; you were asked to judge this person apart, as second assessor. "
            "Give your judgement first."
        )


def check_record_open(turn: Turn, action: str, record: str) -> None:
    """Raise where this assessment is withheld from the user: AccessRefused."""
    person = person_of(turn.connection, record)
    if person is None or is_erased(turn.connection, person):
        return
    judgement = standing_version(turn.connection, turn.keys, record)
    if withheld_from(judgement, turn.actor.name):
        check_not_blind(turn, action, person=person, instrument=judgement.instrument.id)


def who_read(store: Store, judgement: Judgement) -> frozenset[str]:
    """Return who was given this assessment already, by the trail.

    The trail is read under the store's own account: a user may not read in it what others did.
    Nothing of it is given but these names. What the trail does not describe as something else
    counts as having read the assessment.
    """
    wanted = (
        select(audit.c.actor, audit.c.action, audit.c.subject)
        .where(audit.c.person == judgement.person, audit.c.outcome == "done")
        .order_by(audit.c.seq)
    )
    with store.reading() as connection:
        entries = connection.execute(wanted).all()
    started = f"assessment {judgement.record} version 1"
    first = next((n for n, each in enumerate(entries) if each.subject == started), 0)
    return frozenset(each.actor for each in entries[first:] if _gave(each.action, each.subject, judgement))


def _gave(action: str, subject: str, judgement: Judgement) -> bool:
    """Return whether an entry of the trail says that its actor saw or made this assessment."""
    if action in ("file.export", "file.share"):
        return True
    if action in ("assessment.save", "assessment.sign"):
        return f"assessment {judgement.record}" in subject
    if action != "file.read" or subject.endswith(BLIND):
        return False
    if subject.startswith("file, "):
        return subject == f"file, {judgement.instrument.id}"
    kind = subject.split(maxsplit=1)[0] if subject else ""
    return subject not in READS_NO_JUDGEMENT and not (kind in KINDS and subject.endswith(", history"))
