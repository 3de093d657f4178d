"""A figure from a person's file, to be proved: only for who may read that file.

What is handed out is what made the figure, never the figure's own words: which model or instrument,
their fingerprints, and the inputs to compute it again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused
from riskkit.records.assessments import notes_of
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, versions_of
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.tables import assessment

LONGEST: Final = 64
"""Characters that an id of ours may have."""


@dataclass(frozen=True, slots=True)
class AssessmentOrigin:
    """What an assessment was made with.

    Attributes
    ----------
    instrument, version, fingerprint : str
        The instrument as it was when the assessment was started.
    versions : int
        Saved versions, each of which is still what was saved.
    last_saved : datetime
        When the newest was saved.
    """

    instrument: str
    version: str
    fingerprint: str
    versions: int
    last_saved: datetime


def note_proof(access: Access, code: str) -> None:
    """Put on record that a figure is to be proved, by its reference code."""
    with access.permitted(Action.PROVE, subject=code[:200]):
        pass


def estimate_to_prove(access: Access, entry: str) -> tuple[DossierEntry, ...]:
    """Return every version of an estimate, as it was shown first to last.

    Raises
    ------
    AccessRefused
        There is none of this id, or the file is outside this user's reach: in the same words.
    """
    table = DOSSIER_TABLES[ShownEstimate.KIND]
    person = _person_of(access, select(table.c.person).where(table.c.id == entry[:LONGEST]).limit(1))
    with access.permitted(Action.READ, person=person, subject="proof") as turn:
        found = versions_of(
            turn.connection, turn.keys, person=person, kind=ShownEstimate.KIND, entry=entry[:LONGEST]
        )
        if not found:
            raise _nothing()
        return found[::-1]


def assessment_to_prove(access: Access, record: str) -> AssessmentOrigin:
    """Return what an assessment was made with; every saved version is checked while it is read.

    Raises
    ------
    AccessRefused
        As `estimate_to_prove`.
    StoreError
        A version is not what was saved.
    """
    wanted = select(assessment).where(assessment.c.id == record[:LONGEST])
    person = _person_of(access, wanted.with_only_columns(assessment.c.person))
    with access.permitted(Action.READ, person=person, subject="proof") as turn:
        row = turn.connection.execute(wanted).one_or_none()
        if row is None:
            raise _nothing()
        notes = notes_of(turn.connection, turn.keys, row.id)
        return AssessmentOrigin(
            row.instrument, row.instrument_version, row.instrument_sha256, len(notes), notes[0].saved_at
        )


def _person_of(access: Access, wanted: Select[Any]) -> str:
    """Return whose it is, for the decision that follows; empty where there is none."""
    with access.store.acting_for(access.user).reading() as connection:
        return connection.execute(wanted).scalar_one_or_none() or ""


def _nothing() -> AccessRefused:
    return AccessRefused("figure.prove: refused; there is no such figure within your reach.")
