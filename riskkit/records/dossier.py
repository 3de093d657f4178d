"""What a person's file holds besides assessments: typed, frozen, one class a kind.

Fields named in ``STRUCTURE`` are kept as columns (dates, kinds, places); all others are
words, sealed with the person's key.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from riskkit.records.conference_parts import Adviser, ConsideredMeasure
from riskkit.records.dossier_part import DossierPart, DossierPeriod, GoingAhead
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease, UnitPlace
from riskkit.records.judgement_items import Label, Moment, Text


class Placement(DossierPeriod):
    """Custody, a unit, or supervision by a team."""

    KIND: ClassVar[str] = "placement"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("setting", "place", "starts_on", "ends_on")

    ABOUT_OTHERS: ClassVar[tuple[str, ...]] = ("going_ahead",)

    setting: Literal["unit", "team"]
    place: Label
    reasons: Text | None = None
    going_ahead: GoingAhead | None = None


class Leave(DossierPeriod):
    """Leave from custody: asked, given or refused, and how it went."""

    KIND: ClassVar[str] = "leave"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("leave_kind", "starts_on", "ends_on", "outcome")

    leave_kind: Label
    outcome: Literal["asked", "refused", "granted", "returned_on_time", "returned_late", "not_returned"]
    reasons: Text
    conditions: Text | None = None


class SupervisionOrder(DossierPeriod):
    """A decision that places a person under supervision."""

    KIND: ClassVar[str] = "supervision_order"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("order_kind", "authority", "starts_on", "ends_on")

    order_kind: Label
    authority: Label
    decision: Text


class SpecialCondition(DossierPeriod):
    """A special condition of a supervision order."""

    KIND: ClassVar[str] = "special_condition"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("supervision_order", "condition_kind", "starts_on", "ends_on")

    supervision_order: Label
    condition_kind: Literal[
        "location_ban", "reporting_duty", "contact_ban", "specialist_care", "electronic_monitoring", "other"
    ]
    description: Text


class DossierMeasure(DossierPeriod):
    """A measure or intervention, with why it is proportionate and necessary."""

    KIND: ClassVar[str] = "measure"
    STRUCTURE: ClassVar[tuple[str, ...]] = (
        "measure_kind", "legal_ground", "decided_by", "starts_on", "review_on", "ends_on",
    )  # fmt: skip

    measure_kind: Label
    legal_ground: Label
    decided_by: Label
    review_on: date
    goal: Text
    proportionality: Text
    necessity: Text
    effect: Text | None = None


class Incident(DossierPart):
    """Something that happened and that others had to act on."""

    KIND: ClassVar[str] = "incident"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("incident_kind", "happened_on")

    incident_kind: Label
    happened_on: date
    account: Text


class LifeEvent(DossierPart):
    """An event in someone's life that matters here, good or bad."""

    KIND: ClassVar[str] = "life_event"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("event_kind", "happened_on")

    event_kind: Label
    happened_on: date
    account: Text


class PlanGoal(DossierPart):
    """A goal of the plan as it stands between assessments."""

    KIND: ClassVar[str] = "plan_goal"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("domain", "review_on", "progress")

    domain: Label
    review_on: date
    progress: Literal["not_started", "under_way", "reached", "dropped"]
    goal: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    responsible: Text
    persons_view: Text | None = None


class Conference(DossierPart):
    """A case conference: who took part, what was shared on what ground, and what was weighed.

    Attributes
    ----------
    held_on, ground, organisations, shared, agreed
        The day, the ground for sharing, the organisations at the table, what was shared and
        said, and what was agreed.
    about : {"adult", "minor", "child_of_returnee"}
        A minor, and a child whose parents came back from a conflict area, have rules of their own.
    interests : str or None
        The child's best interests; needed for whoever is no adult.
    advisers : tuple of Adviser
        What advisers said; at least one for whoever is no adult.
    persons_view : str or None
        What the person, or the child, says about it.
    measures : tuple of ConsideredMeasure
        Every measure that was weighed, with its decision.
    """

    KIND: ClassVar[str] = "conference"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("held_on", "ground", "organisations")

    held_on: date
    ground: Label
    organisations: Annotated[str, Field(min_length=1, max_length=2000)]
    shared: Text
    agreed: Text | None = None
    about: Literal["adult", "minor", "child_of_returnee"] = "adult"
    interests: Text | None = None
    advisers: tuple[Adviser, ...] = ()
    persons_view: Text | None = None
    measures: tuple[ConsideredMeasure, ...] = ()

    @model_validator(mode="after")
    def _check_child(self) -> Self:
        if self.about != "adult" and (self.interests is None or not self.advisers):
            raise ValueError("a conference about a child weighs its interests and names an adviser")
        return self


class OwnView(DossierPart):
    """What the person says about it, in own words."""

    KIND: ClassVar[str] = "own_view"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("given_on",)

    given_on: date
    about: Text
    own_words: Text


class CorrectionRequest(DossierPart):
    """The person asks for something to be put right, and what came of it."""

    KIND: ClassVar[str] = "correction_request"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("received_on", "outcome", "decided_on")

    received_on: date
    outcome: Literal["open", "corrected", "noted_beside", "refused"] = "open"
    decided_on: date | None = None
    about: Text
    request: Text
    reasons: Text | None = None

    @model_validator(mode="after")
    def _check_decision(self) -> Self:
        if (self.outcome == "open") != (self.decided_on is None):
            raise ValueError("a decision has a day, and an open request has none")
        if self.outcome == "refused" and self.reasons is None:
            raise ValueError("a refusal needs its reasons")
        return self


class ShownEstimate(DossierPart):
    """An estimate that was shown, with everything that made it: it can be computed again.

    Attributes
    ----------
    model, model_version, model_fingerprint, shown_on
        Which model, exactly, and the day.
    shown_at : datetime
        The moment, with its zone.
    inputs : mapping
        The covariates as they went in; None where one was not known.
    time, time_unit : float, str
        The horizon.
    risk : float or None
        As shown; None where covariates were not known.
    lower, upper : float
        Limits as shown.
    band : str
        As shown; empty where no bands are used.
    advice : str or None
        The advice in which it was used.
    """

    KIND: ClassVar[str] = "estimate"
    STRUCTURE: ClassVar[tuple[str, ...]] = ("model", "model_version", "model_fingerprint", "shown_on")

    model: Label
    model_version: Label
    model_fingerprint: Label
    shown_on: date
    shown_at: Moment
    inputs: dict[Label, int | float | str | None]
    time: Annotated[float, Field(gt=0)]
    time_unit: Label
    risk: Annotated[float, Field(ge=0, le=1)] | None
    lower: Annotated[float, Field(ge=0, le=1)]
    upper: Annotated[float, Field(ge=0, le=1)]
    band: Annotated[str, Field(max_length=200)] = ""
    advice: Text | None = None


KINDS: Final[Mapping[str, type[DossierPart]]] = MappingProxyType(
    {
        kind.KIND: kind
        for kind in (
            Placement, Leave, SupervisionOrder, SpecialCondition, DossierMeasure, Incident, LifeEvent,
            PlanGoal, Conference, OwnView, CorrectionRequest, ShownEstimate, DetentionPhase, UnitPlace,
            PlannedRelease, Handover,
        )
    }
)  # fmt: skip
"""Every kind of entry by its name, which is also that of its table."""
