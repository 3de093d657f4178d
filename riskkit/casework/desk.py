"""The desk of one assessor: open a file, save a version, keep a draft, sign.

Every method asks `Access` first, so that it is decided and put on record before anything
is given; see `riskkit.casework.policy` for who may do what.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from riskkit.casework.access import Access, Turn, present_moment
from riskkit.casework.assessors import current_user
from riskkit.casework.authorship import check_authorship
from riskkit.casework.blindness import BLIND, check_not_blind, check_record_open, withheld_from
from riskkit.casework.drafts import Draft, drop_draft, keep_draft, read_draft
from riskkit.casework.opening import open_person
from riskkit.casework.policy import Action, Role
from riskkit.casework.reach import find_actor, within_reach_of
from riskkit.casework.signing import Signature, sign, signatures_of
from riskkit.errors import AccessRefused
from riskkit.records import Person, Store, VersionNote, open_store
from riskkit.records.accounts import list_accounts
from riskkit.records.assessments import (
    add_version,
    newest_version,
    notes_of,
    person_of,
    standing_version,
    version_of,
)
from riskkit.records.judgement import Judgement, SecondAsked
from riskkit.records.people import read_person
from riskkit.records.tables import assessment
from riskkit.records.tables import person as person_table


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One person's file as it stood when it was opened.

    Attributes
    ----------
    person : Person
        Whose file it is.
    judgement : Judgement or None
        Newest version of the newest assessment; None if there is none yet.
    versions : tuple of VersionNote
        Who saved what when, newest first.
    draft : Draft or None
        What this assessor was writing and did not save yet.
    signatures : tuple of Signature
        Who signed which version.
    blind : SecondAsked or None
        This assessor was asked to judge apart: what was saved is withheld.
    """

    person: Person
    judgement: Judgement | None
    versions: tuple[VersionNote, ...]
    draft: Draft | None = None
    signatures: tuple[Signature, ...] = ()
    blind: SecondAsked | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page may ask of the store, for one user.

    Attributes
    ----------
    store : Store
        Where the files are.
    user : str
        Name of the account, as the server knows it.
    clock : callable
        Returns the present moment with its time zone.
    """

    store: Store
    user: str
    clock: Callable[[], datetime] = field(default=present_moment)

    @property
    def access(self) -> Access:
        """The way to everything else that casework does, for the same user."""
        return Access(self.store, self.user, self.clock)

    def role(self) -> Role | None:
        """Return the role of this user's account; None if it is not active."""
        with self.store.acting_for(self.user).reading() as connection:
            actor = find_actor(connection, self.user)
        return actor.role if actor else None

    def names_shown(self) -> dict[str, str]:
        """Return the name shown of every account, by key: a version says who made it."""
        with self.store.acting_for(self.user).reading() as connection:
            return {each.name: each.display_name for each in list_accounts(connection)}

    def list_people(self) -> tuple[Person, ...]:
        """Return everyone whose file this user may open without stating a purpose."""
        with self.access.permitted(Action.LIST) as turn:
            rows = turn.connection.execute(
                select(person_table)
                .where(within_reach_of(turn.actor, Action.LIST))
                .order_by(person_table.c.id)
            ).all()
            turn.subject = f"{len(rows)} people"
            return tuple(read_person(row) for row in rows)

    def people_assessed(self, instrument: str) -> frozenset[str]:
        """Return the pseudonyms of those in the caseload who have an assessment with this instrument."""
        with self.access.permitted(Action.LIST, subject=f"assessed with {instrument}") as turn:
            wanted = (
                select(assessment.c.person)
                .join(person_table, person_table.c.id == assessment.c.person)
                .where(assessment.c.instrument == instrument, within_reach_of(turn.actor, Action.LIST))
            )
            return frozenset(turn.connection.execute(wanted).scalars())

    def open_file(self, person: str, *, instrument: str) -> OpenFile:
        """Open one person's file with one instrument.

        Raises
        ------
        AccessRefused
            The file is outside this user's reach, or there is no such person.
        ErasedError
            The file was erased.
        StoreError
            What was saved cannot be trusted any more.
        """
        with self.access.permitted(Action.READ, person=person, subject=f"file, {instrument}") as turn:
            connection, keys = turn.connection, turn.keys
            whose = open_person(turn, person)
            judgement = newest_version(connection, keys, person=person, instrument=instrument)
            draft = read_draft(turn, person=person, instrument=instrument)
            if judgement is not None and withheld_from(judgement, self.user):
                turn.subject += BLIND
                return OpenFile(whose, None, (), draft, blind=judgement.second_asked)
            return OpenFile(
                whose,
                judgement,
                notes_of(connection, keys, judgement.record) if judgement else (),
                draft,
                signatures_of(connection, judgement.record) if judgement else (),
            )

    def read_version(self, file: OpenFile, version: int) -> Judgement:
        """Return one version of the open file's assessment; StoreError if there is none."""
        record = file.judgement.record if file.judgement else ""
        subject = f"assessment {record} version {version}"
        with self.access.permitted(Action.READ, person=file.person.id, subject=subject) as turn:
            _check_whose(turn, record, file.person.id)
            check_record_open(turn, "file.read", record)
            return version_of(turn.connection, turn.keys, record=record, version=version)

    def save(self, judgement: Judgement, *, after: str | None = None) -> None:
        """Save one version and let go of the draft it came from.

        Raises
        ------
        ConflictError
            Someone saved first; what they saved stands, and the draft is kept.
        AccessRefused
            The file is outside this user's reach, or the version bears another's name.
        """
        subject = f"assessment {judgement.record} version {judgement.version}"
        with self.access.permitted(Action.SAVE, person=judgement.person, subject=subject) as turn:
            check_not_blind(
                turn, "assessment.save", person=judgement.person, instrument=judgement.instrument.id
            )
            before = None
            if judgement.version > 1:
                _check_whose(turn, judgement.record, judgement.person)
                before = standing_version(turn.connection, turn.keys, judgement.record)
            if before is None or (judgement.previous and judgement.previous.version == before.version):
                check_authorship(before, judgement, self.user)  # a stale version is a conflict instead
            add_version(turn.connection, turn.keys, judgement, after=after)
            drop_draft(turn, person=judgement.person, instrument=judgement.instrument.id)

    def keep_draft(self, person: str, *, instrument: str, follows: int, content: str) -> None:
        """Keep what is being written, so that a crash loses none of it; one draft a file and user."""
        with self.access.permitted(Action.DRAFT, person=person, subject=f"draft, {instrument}") as turn:
            keep_draft(turn, person=person, instrument=instrument, follows=follows, content=content)

    def drop_draft(self, person: str, *, instrument: str) -> None:
        """Let go of the draft."""
        with self.access.permitted(Action.DRAFT, person=person, subject=f"no draft, {instrument}") as turn:
            drop_draft(turn, person=person, instrument=instrument)

    def sign(self, judgement: Judgement) -> Signature:
        """Sign a saved version: its author first, then someone else (four eyes).

        Raises
        ------
        AccessRefused
            It is not the newest version, is signed already, or the second signature is the author's.
        """
        subject = f"assessment {judgement.record} version {judgement.version}"
        with self.access.permitted(Action.SIGN, person=judgement.person, subject=subject) as turn:
            _check_whose(turn, judgement.record, judgement.person)
            check_record_open(turn, "assessment.sign", judgement.record)
            return sign(turn, judgement)


def open_desk(url: str) -> Desk:
    """Open the store for the user whom the server named.

    Raises
    ------
    AccessRefused
        No server named a user.
    StoreError
        There is no store; it says what to do.
    """
    return Desk(open_store(url), current_user())


def _check_whose(turn: Turn, record: str, person: str) -> None:
    """Refuse a record that is not this person's: what is allowed was decided for that person."""
    if person_of(turn.connection, record) != person:
        raise AccessRefused("refused; there is no such assessment in this file.")
