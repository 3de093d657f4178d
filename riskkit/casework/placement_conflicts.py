"""Whom someone would meet at a place, in spite of a separation: looked up where it is recorded.

The check runs in the transaction that records the place. Writers of a store go one after the
other, so that two planners cannot each find the place free of the other's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import RowMapping, func, select, text

from riskkit.casework.access import Turn
from riskkit.casework.policy import Action, Reach, reach_of
from riskkit.casework.reach import reaches
from riskkit.errors import ConflictError, Fault
from riskkit.records.dossier import Placement
from riskkit.records.dossier_part import GoingAhead
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.dossier_unit import UnitPlace
from riskkit.records.sealing import is_erased
from riskkit.records.separations import KeptSeparation, separations_of, unsealed
from riskkit.records.tables import person as person_table

OTHER_PARTY: Final = text("SELECT place, erased FROM riskkit_other_party(:person)")
"""PostgreSQL shows no file of another unit; this says only where the other party is."""


Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where someone is, and whether the file was erased: an erased one meets nobody any more."""

    place: str
    erased: bool


@dataclass(frozen=True, slots=True)
class PlacementConflict:
    """Someone who would be met in spite of a separation.

    Attributes
    ----------
    separation : KeptSeparation
        With its words where the user may see both files.
    other : str
        Pseudonym of who would be met.
    spot : str
        Where.
    """

    separation: KeptSeparation
    other: str
    spot: str


def conflicts_at(turn: Turn, person: str, place: UnitPlace | Placement) -> tuple[PlacementConflict, ...]:
    """Return every separation that a place would break, soonest review first.

    Notes
    -----
    A unit is checked when someone comes there from elsewhere; inside it, wings and activities are.
    """
    if isinstance(place, Placement) and _is_in(turn, person, place.place):
        return ()
    apart = separations_of(turn.connection, (person,))
    at = {other: whereabouts(turn, other) for other in {each.party(person) for each in apart}}
    others = [other for other, found in at.items() if not found.erased]
    if isinstance(place, UnitPlace):
        there, spot = _on_spot(turn, place, others), place.spot
    else:
        here = [other for other in others if at[other].place == place.place]
        there, spot = {other: [(place.starts_on, place.ends_on)] for other in here}, place.place
    return tuple(
        PlacementConflict(known_to(turn, each), each.party(person), spot)
        for each in apart
        if any(each.holds(first, last) for first, last in there.get(each.party(person), ()))
    )


Place = TypeVar("Place", UnitPlace, Placement)


def agreed_place(turn: Turn, person: str, place: Place) -> Place:
    """Return a place with the separations that it breaks, each named and with the reason.

    Raises
    ------
    ConflictError
        It breaks a separation that was not named: none was shown, or one came since.
    """
    found = {each.separation.id for each in conflicts_at(turn, person, place)}
    named = place.going_ahead
    unnamed = found - set(named.separations if named else ())
    if unnamed:
        raise ConflictError(
            Fault(
                "placement",
                f"breaks {len(unnamed)} separations that were not named",
                "a place that breaks none, or a reason to go ahead",
                "look at the check again; nothing was recorded",
            )
        )
    ahead = GoingAhead(separations=tuple(sorted(found)), reason=named.reason) if found and named else None
    return place.model_copy(update={"going_ahead": ahead})


def known_to(turn: Turn, kept: KeptSeparation) -> KeptSeparation:
    """Return a separation with its words if the user reaches both people, else without."""
    reach = reach_of(turn.actor.role, Action.READ) or Reach.GROUP
    both = (kept.person, kept.other)
    seen = all(reaches(turn.connection, turn.actor, reach, each) for each in both)
    return unsealed(turn.connection, turn.keys, kept) if seen else kept


def whereabouts(turn: Turn, other: str) -> Whereabouts:
    """Return where the other party of a separation is, also in another unit."""
    if turn.connection.dialect.name == "postgresql":
        row = turn.connection.execute(OTHER_PARTY, {"person": other}).one_or_none()
        return Whereabouts(row.place, row.erased) if row else Whereabouts("", False)
    place = turn.connection.execute(select(person_table.c.place).where(person_table.c.id == other))
    return Whereabouts(place.scalar_one(), is_erased(turn.connection, other))


def _is_in(turn: Turn, person: str, place: str) -> bool:
    wanted = select(person_table.c.place).where(person_table.c.id == person)
    return turn.connection.execute(wanted).scalar_one_or_none() == place


def _on_spot(turn: Turn, place: UnitPlace, others: Iterable[str]) -> dict[str, list[Days]]:
    """Return the days on which each of the others is at the same spot during a place's days."""
    table = DOSSIER_TABLES["unit_place"]
    newest = select(table.c.id, func.max(table.c.version).label("version")).group_by(table.c.id).subquery()
    wanted = (
        select(table.c.person, table.c.spot, table.c.starts_on, table.c.ends_on)
        .join(newest, (table.c.id == newest.c.id) & (table.c.version == newest.c.version))
        .join(person_table, person_table.c.id == table.c.person)
        .where(
            table.c.unit == place.unit,
            table.c.spot_kind == place.spot_kind,
            person_table.c.place == place.unit,
            table.c.person.in_(list(others)),
        )
    )
    found: dict[str, list[Days]] = {}
    for row in turn.connection.execute(wanted).mappings():
        same = row["spot"].casefold() == place.spot.casefold()  # not by the database: it folds ASCII only
        shared = _shared(place, row) if same else None
        if shared is not None:
            found.setdefault(row["person"], []).append(shared)
    return found


def _shared(place: UnitPlace, row: RowMapping) -> Days | None:
    """Return the days that two stays share; None where they share none."""
    first = max(place.starts_on, date.fromisoformat(row["starts_on"]))
    ends = [each for each in (place.ends_on, _day(row["ends_on"])) if each is not None]
    last = min(ends) if ends else None
    return None if last is not None and last < first else (first, last)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
