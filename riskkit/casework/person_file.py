"""One person's whole file for reading, and who looked at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from riskkit.casework.access import Access
from riskkit.casework.blindness import BLIND, readable_assessments, withheld_record
from riskkit.casework.form_drafts import FormDraft, forms_kept
from riskkit.casework.opening import open_person
from riskkit.casework.policy import Action
from riskkit.records import Person
from riskkit.records.access_tables import audit
from riskkit.records.assessments import notes_of, version_of
from riskkit.records.dossier import KINDS, ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, entries_of
from riskkit.records.judgement import Judgement

MOST_LOOKS: Final = 200
WHILE_TYPING: Final = (str(Action.DRAFT), str(Action.KEEP_FORM))
"""On the trail every few seconds of typing: left out here, or they would crowd out who looked."""


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What is kept about one person.

    Attributes
    ----------
    person : Person
        Whose file it is.
    entries : tuple of DossierEntry
        Newest version of every entry of every kind.
    assessments : tuple of tuple of Judgement
        Every version of every assessment, oldest first.
    typed : tuple of FormDraft
        What the reader was typing about this person and did not record yet.
    """

    person: Person
    entries: tuple[DossierEntry, ...]
    assessments: tuple[tuple[Judgement, ...], ...]
    typed: tuple[FormDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """One entry of the trail about a file: when, who, what, with which outcome and purpose."""

    at: datetime
    actor: str
    action: str
    outcome: str
    purpose: str


def read_person_file(access: Access, person: str) -> PersonFile:
    """Return one person's whole file; what a second assessor must not see yet is left out.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach, or there is no such person.
    ErasedError
        The file was erased.
    StoreError
        What was saved cannot be trusted any more.
    """
    with access.permitted(Action.READ, person=person, subject="whole file") as turn:
        connection, keys = turn.connection, turn.keys
        whose = open_person(turn, person)
        kinds = tuple(KINDS)
        if withheld_record(connection, keys, access.user, person=person) is not None:
            turn.subject += BLIND
            kinds = tuple(kind for kind in KINDS if kind != ShownEstimate.KIND)
        return PersonFile(
            whose,
            tuple(each for kind in kinds for each in entries_of(connection, keys, person=person, kind=kind)),
            tuple(
                tuple(
                    version_of(connection, keys, record=record, version=note.version)
                    for note in reversed(notes_of(connection, keys, record))
                )
                for record in readable_assessments(turn, person)
            ),
            forms_kept(turn, (person,)),
        )


def who_looked(access: Access, person: str) -> tuple[Look, ...]:
    """Return up to `MOST_LOOKS` entries of the trail about one file, newest first.

    Notes
    -----
    On PostgreSQL, row-level security gives the trail of a person to whoever sees the person. Broken
    glass that ended takes it away: then nothing comes back.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach.
    """
    with access.permitted(Action.READ, person=person, subject="who looked") as turn:
        seen = or_(audit.c.action.not_in(WHILE_TYPING), audit.c.outcome != "done")
        wanted = select(audit).where(audit.c.person == person, seen)
        wanted = wanted.order_by(audit.c.seq.desc()).limit(MOST_LOOKS)
        return tuple(
            Look(datetime.fromisoformat(row.at), row.actor, row.action, row.outcome, row.purpose)
            for row in turn.connection.execute(wanted)
        )
