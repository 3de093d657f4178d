"""A case conference: one person, the organisations at the table, one ground; and what was decided.

What comes to the table is the pack that the ground allows, and nothing else of the file. The
minutes and every measure that was taken are recorded together or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, get_args

from sqlalchemy import select

from riskkit.casework.access import Access, Turn
from riskkit.casework.drafts import Draft, drop_draft, read_draft
from riskkit.casework.file_copy import FileCopy, is_made_up
from riskkit.casework.opening import check_not_erased
from riskkit.casework.policy import Action, reach_of
from riskkit.casework.sharing import GROUNDS, check_sharing, make_pack, sharing_subject
from riskkit.errors import ConflictError, Fault, StoreError
from riskkit.parameters.labels import Language
from riskkit.records.conference_parts import ConsideredMeasure
from riskkit.records.dossier import Conference, DossierMeasure
from riskkit.records.dossier_entries import DossierEntry, add_entry, entries_of
from riskkit.records.identity import read_identity
from riskkit.records.tables import person as person_table

OF_AGE: Final = 18
"""Years."""


@dataclass(frozen=True, slots=True)
class ConferenceTable:
    """What is on the table.

    Attributes
    ----------
    person : str
        Pseudonym.
    synthetic : bool
        The person is made up.
    name : str
        What the person is called, where the ground allows that; empty where it was never recorded.
    born_on : date or None
        As recorded, where the ground allows it.
    ground, organisations : str, tuple of str
        Why may be shared, and with whom.
    packs : mapping of {"nl", "en"} to FileCopy
        All that the ground allows, in both languages.
    held : tuple of Held
        Conferences recorded before, newest last: when, by whom, on which ground.
    draft : Draft or None
        What this user was writing about this person on this ground.
    may_record : bool
        Whether the role records; the record itself is decided again when it is made.
    """

    person: str
    synthetic: bool
    name: str
    born_on: date | None
    ground: str
    organisations: tuple[str, ...]
    packs: Mapping[Language, FileCopy]
    held: tuple["Held", ...]
    draft: Draft | None
    may_record: bool


@dataclass(frozen=True, slots=True)
class Held:
    """That a conference was recorded; no word of what was said in it."""

    held_on: date
    ground: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedConference:
    """The minutes as recorded, and the measures that were taken with them."""

    conference: DossierEntry
    measures: tuple[DossierEntry, ...]


def draft_name(ground: str) -> str:
    """Return under which name a draft is kept: one a ground, for what one allows the other may not."""
    return f"conference/{ground}"


def open_table(
    access: Access, person: str, *, ground: str, organisations: tuple[str, ...]
) -> ConferenceTable:
    """Put on the table what a ground allows; that it was shared, and with whom, is on record.

    Raises
    ------
    ParameterError
        There is no such ground, or nobody is at the table.
    AccessRefused
        The file is outside this user's reach; broken glass does not open it for sharing.
    ErasedError
        The file was erased.
    """
    check_sharing(ground, organisations)
    subject = f"conference; {sharing_subject(ground, organisations)}"
    with access.permitted(Action.SHARE, person=person, subject=subject) as turn:
        check_not_erased(turn, person)
        allowed = GROUNDS[ground].identity
        found = read_identity(turn.connection, turn.keys, person)
        packs = {
            language: make_pack(turn, person, ground=ground, organisations=organisations, language=language)
            for language in get_args(Language)
        }
        return ConferenceTable(
            person=person,
            synthetic=is_made_up(turn, person),
            name=(found[0].name if found else _made_up_name(turn, person)) if "name" in allowed else "",
            born_on=found[0].born_on if found and "born_on" in allowed else None,
            ground=ground,
            organisations=organisations,
            packs=packs,
            held=_held(turn, person),
            draft=read_draft(turn, person=person, instrument=draft_name(ground)),
            may_record=reach_of(turn.actor.role, Action.RECORD) is not None,
        )


def is_minor(born_on: date | None, on: date) -> bool:
    """Return whether someone born on a day is not of age yet; an unknown day of birth says nothing."""
    if born_on is None:
        return False
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return years < OF_AGE


def record_conference(access: Access, person: str, content: Conference, *, after: int) -> RecordedConference:
    """Record the minutes and every measure that was taken, in one transaction.

    Parameters
    ----------
    access, person
        Who records, about whom.
    content : Conference
        The minutes.
    after : int
        How many conferences there were when the table was opened.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach, or the role does not record.
    ConflictError
        Someone else recorded a conference in the meantime; nothing was recorded.
    StoreError
        The ground is not known, or a minor is recorded as an adult.
    """
    if content.ground not in GROUNDS:
        raise StoreError(Fault("ground", "is not known", ", ".join(GROUNDS)))
    with access.permitted(Action.RECORD, person=person, subject=Conference.KIND) as turn:
        _check_who(turn, person, content)
        there = len(_held(turn, person))
        if there != after:
            raise ConflictError(
                Fault(
                    "conference", f"{there - after} were recorded since you began",
                    remedy="look at them first; nothing of yours was lost",
                )
            )  # fmt: skip
        conference = _add(turn, person, content)
        taken = [each for each in content.measures if each.decision == "taken"]
        measures = tuple(_add(turn, person, _measure(each)) for each in taken)
        drop_draft(turn, person=person, instrument=draft_name(content.ground))
        turn.subject = f"conference {conference.id} version 1, {len(measures)} measures"
        return RecordedConference(conference, measures)


def _add(turn: Turn, person: str, content: Conference | DossierMeasure) -> DossierEntry:
    return add_entry(
        turn.connection, turn.keys, person=person, content=content, by=turn.actor.name, at=turn.at
    )


def _measure(considered: ConsideredMeasure) -> DossierMeasure:
    """Return the measure as an entry of its own; a legal ground too long for its column is cut."""
    if considered.starts_on is None or considered.decided_by is None:
        raise StoreError(Fault("measure", "is taken without a first day or without who decided"))
    return DossierMeasure(
        measure_kind=considered.name,
        legal_ground=considered.legal_ground[:200].strip(),
        decided_by=considered.decided_by,
        starts_on=considered.starts_on,
        review_on=considered.review_on,
        goal=considered.goal,
        proportionality=considered.proportionality,
        necessity=considered.necessity,
    )


def _check_who(turn: Turn, person: str, content: Conference) -> None:
    found = read_identity(turn.connection, turn.keys, person)
    if content.about == "adult" and found and is_minor(found[0].born_on, content.held_on):
        raise StoreError(Fault("about", "says adult of someone under age", "minor or child_of_returnee"))


def _made_up_name(turn: Turn, person: str) -> str:
    """Return the name of someone who is made up; empty for anyone real."""
    wanted = select(person_table.c.made_up_name).where(person_table.c.id == person)
    return turn.connection.execute(wanted).scalar_one_or_none() or ""


def _held(turn: Turn, person: str) -> tuple[Held, ...]:
    entries = entries_of(turn.connection, turn.keys, person=person, kind=Conference.KIND)
    return tuple(
        Held(each.content.held_on, each.content.ground, each.recorded_by, each.recorded_at)
        for each in entries
        if isinstance(each.content, Conference)
    )
