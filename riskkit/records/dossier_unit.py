"""What a prison unit keeps of someone's stay: phase and regime, place in the unit, release, handover."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator

from riskkit.records.dossier_part import DossierPart, DossierPeriod, GoingAhead
from riskkit.records.judgement_items import Label, Text


def _one_spacing(text: str) -> str:
    """Write a name with single spaces: two writings of one place must not pass for two places."""
    return " ".join(text.split())


Spot = Annotated[Label, AfterValidator(_one_spacing)]
"""Name of a wing or an activity."""


class DetentionPhase(DossierPeriod):
    """A phase of detention with its regime.

    Notes
    -----
    Regimes are those of the Dutch Penitentiary Principles Act (Pbw, articles 19 to 22): community,
    limited community, individual.
    """

    KIND: ClassVar[str] = "detention_phase"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("phase", "regime", "starts_on", "ends_on")

    phase: Literal["intake", "stay", "reintegration"]
    regime: Literal["community", "limited_community", "individual"]
    reasons: Text


class UnitPlace(DossierPeriod):
    """A place inside a unit: the wing of someone's cell, or an activity with others.

    Attributes
    ----------
    unit : str
        Name of the unit.
    spot_kind : {"wing", "activity"}
        Someone lives on one wing at a time, and may take part in several activities.
    spot : str
        Name of the wing or activity.
    going_ahead : GoingAhead or None
        Set where the place was confirmed in spite of separations.
    """

    KIND: ClassVar[str] = "unit_place"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("unit", "spot_kind", "spot", "starts_on", "ends_on")
    ABOUT_OTHERS: ClassVar[tuple[str, ...]] = ("going_ahead",)

    unit: Label
    spot_kind: Literal["wing", "activity"]
    spot: Spot
    going_ahead: GoingAhead | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What two writings of one place have in common."""
        return self.unit, self.spot_kind, self.spot.casefold()


class PlannedRelease(DossierPart):
    """The day on which someone is expected to leave, and how."""

    KIND: ClassVar[str] = "planned_release"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("release_on", "release_kind")

    release_on: date
    release_kind: Literal["conditional", "end_of_sentence", "suspension", "cancelled"]
    account: Text


class Handover(DossierPart):
    """What another organisation takes over at a release: asked, accepted, done, and by when.

    Attributes
    ----------
    release : str
        Id of the planned release.
    organisation : {"probation", "municipality", "police", "care", "other"}
        Who takes over.
    due_on : date
        By when it must be done.
    asked_on, accepted_on, done_on : date or None
        Each step has a day once it was taken, and none is taken before the one before it.
    task : str
        What is handed over.
    note : str or None
        What there is to say about it.
    """

    KIND: ClassVar[str] = "handover"
    STRUCTURE: ClassVar[tuple[str, ...]] = (
        "release", "organisation", "due_on", "asked_on", "accepted_on", "done_on",
    )  # fmt: skip

    release: Label
    organisation: Literal["probation", "municipality", "police", "care", "other"]
    due_on: date
    asked_on: date | None = None
    accepted_on: date | None = None
    done_on: date | None = None
    task: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _check_steps(self) -> Self:
        steps = (self.asked_on, self.accepted_on, self.done_on)
        taken = [each for each in steps if each is not None]
        if list(steps[: len(taken)]) != taken or taken != sorted(taken):
            raise ValueError("is asked first, then accepted, then done, on days in that order")
        return self

    @property
    def state(self) -> Literal["open", "asked", "accepted", "done"]:
        """How far it is."""
        if self.done_on is not None:
            return "done"
        if self.accepted_on is not None:
            return "accepted"
        return "open" if self.asked_on is None else "asked"
