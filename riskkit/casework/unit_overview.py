"""A prison unit at a glance: who is here, with what the unit keeps of each, and who must not meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from riskkit.casework.access import Access, Turn
from riskkit.casework.form_drafts import FormDraft, forms_kept
from riskkit.casework.placement_conflicts import known_to, whereabouts
from riskkit.casework.policy import Action
from riskkit.records import Person
from riskkit.records.dossier_entries import DossierEntry, entries_about
from riskkit.records.people import read_person
from riskkit.records.sealing import is_erased
from riskkit.records.separations import KeptSeparation, separations_of
from riskkit.records.tables import person as person_table

SHOWN: Final = (
    "placement", "detention_phase", "unit_place", "planned_release", "handover", "incident", "leave",
    "plan_goal",
)  # fmt: skip
"""Kinds of entry that a unit works with every day."""


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """What a unit sees of itself.

    Attributes
    ----------
    place : str
        Name of the unit.
    people : tuple of Person
        Everyone in it whose file stands, in order of pseudonym.
    entries : mapping of str to tuple of DossierEntry
        Newest version of every entry about them, by each kind of `SHOWN`.
    separations : tuple of KeptSeparation
        Every separation of any of them that stands or stood, soonest review first; without
        words where the other person is elsewhere.
    typed : tuple of FormDraft
        What the reader was typing about them and did not record yet, the oldest first.
    """

    place: str
    people: tuple[Person, ...]
    entries: Mapping[str, tuple[DossierEntry, ...]]
    separations: tuple[KeptSeparation, ...]
    typed: tuple[FormDraft, ...] = ()


def read_unit(access: Access) -> UnitOverview:
    """Return the unit of this user.

    Raises
    ------
    AccessRefused
        The role has no unit.
    """
    with access.permitted(Action.READ_UNIT) as turn:
        wanted = select(person_table).where(
            person_table.c.place == turn.actor.place, person_table.c.setting == "unit"
        )
        rows = turn.connection.execute(wanted.order_by(person_table.c.id)).all()
        people = tuple(each for row in rows if not is_erased(turn.connection, (each := read_person(row)).id))
        names = [each.id for each in people]
        entries = {kind: entries_about(turn.connection, turn.keys, people=names, kind=kind) for kind in SHOWN}
        apart = _separations(turn, names)
        turn.subject = f"{len(people)} people, {len(apart)} separations"
        return UnitOverview(turn.actor.place, people, entries, apart, forms_kept(turn, names))


def _separations(turn: Turn, people: list[str]) -> tuple[KeptSeparation, ...]:
    """Return separations of people in the unit; one with an erased person is no more."""
    return tuple(
        known_to(turn, each)
        for each in separations_of(turn.connection, people)
        if not any(whereabouts(turn, one).erased for one in (each.person, each.other) if one not in people)
    )
