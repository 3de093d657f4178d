"""Separations and places in a unit: recorded here, and nowhere past the check."""

from datetime import timedelta

from riskkit.casework.access import Access, Turn
from riskkit.casework.placement_conflicts import PlacementConflict, agreed_place, conflicts_at
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused, Fault, StoreError
from riskkit.records.dossier_entries import DossierEntry, add_entry, entries_of
from riskkit.records.dossier_unit import UnitPlace
from riskkit.records.separations import KeptSeparation, Separation, add_separation


def record_separation(
    access: Access, person: str, other: str, content: Separation, *, follows: KeptSeparation | None = None
) -> KeptSeparation:
    """Record that two people are kept apart, or the next version: a review, or the end.

    Raises
    ------
    AccessRefused
        One of the two is outside this user's unit; it is on record about both.
    ConflictError
        Someone else made the next version first.
    StoreError
        The two are one.
    """
    if person == other:
        raise StoreError(Fault("separation", "is between one person", "two different people"))
    with access.permitted(Action.SEPARATE, person=person, other=other, subject="separation") as turn:
        kept = add_separation(
            turn.connection, turn.keys, person=person, other=other, content=content, by=access.user,
            at=turn.at, follows=follows,
        )  # fmt: skip
        turn.subject = f"separation {kept.id} version {kept.version}"
        return kept


def check_place(access: Access, person: str, place: UnitPlace) -> tuple[PlacementConflict, ...]:
    """Return every separation that a place would break; nothing is recorded but the look.

    Raises
    ------
    AccessRefused
        The person, or the place, is outside this user's unit.
    """
    with access.permitted(Action.PLACE, person=person, subject="check") as turn:
        _check_unit(turn, place)
        found = conflicts_at(turn, person, place)
        turn.subject = f"check, {len(found)} separations in the way"
        return found


def record_place(access: Access, person: str, place: UnitPlace) -> DossierEntry:
    """Record a place in the unit; a new wing ends the stay on the wing before.

    Raises
    ------
    AccessRefused
        The person, or the place, is outside this user's unit.
    ConflictError
        It breaks a separation that ``place.going_ahead`` does not name.
    StoreError
        A stay on a wing begins on or after the day on which this one begins.
    """
    with access.permitted(Action.PLACE, person=person, subject="place") as turn:
        _check_unit(turn, place)
        agreed = agreed_place(turn, person, place)
        if agreed.spot_kind == "wing":
            _leave_wing(turn, person, agreed)
        entry = _add(turn, person, agreed)
        ahead = agreed.going_ahead
        against = f", against {len(ahead.separations)} separations" if ahead else ""
        turn.subject = f"unit_place {entry.id} version {entry.version}{against}"
        return entry


def _add(turn: Turn, person: str, content: UnitPlace, *, follows: DossierEntry | None = None) -> DossierEntry:
    return add_entry(
        turn.connection, turn.keys, person=person, content=content, by=turn.actor.name, at=turn.at,
        follows=follows,
    )  # fmt: skip


def _leave_wing(turn: Turn, person: str, new: UnitPlace) -> None:
    """End the stay on the wing that someone leaves, on the day before."""
    for entry in entries_of(turn.connection, turn.keys, person=person, kind="unit_place"):
        old = entry.content
        if not isinstance(old, UnitPlace) or old.spot_kind != "wing":
            continue
        if old.ends_on is not None and old.ends_on < new.starts_on:
            continue
        if old.starts_on >= new.starts_on:
            raise StoreError(
                Fault(
                    "starts_on", "is not after the day on which another stay on a wing begins",
                    remedy="choose a later day",
                )
            )  # fmt: skip
        left = old.model_copy(update={"ends_on": new.starts_on - timedelta(days=1)})
        _add(turn, person, left, follows=entry)


def _check_unit(turn: Turn, place: UnitPlace) -> None:
    if place.unit != turn.actor.place:
        raise AccessRefused("placement.plan: refused; the place is not in your unit.")
