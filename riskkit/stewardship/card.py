"""The card of a model or instrument: what it is for, for whom, on what it rests, until when."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters import Parameters
from riskkit.parameters.labels import Text
from riskkit.parameters.model import Band
from riskkit.parameters.protected import protected_kind
from riskkit.parameters.two_people import check_two_people, is_same_person
from riskkit.stewardship.model_parts import Id, Version

Name = Annotated[str, Field(min_length=2, max_length=200)]
SigningRole = Literal["owner", "validator"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CardData(Parameters):
    """The data behind a model.

    Attributes
    ----------
    source, country, years : str
        Where they come from.
    n, n_events : int
        People and events.
    fingerprint : str
        SHA-256 of the file.
    """

    source: str
    country: str
    years: str
    n: Annotated[int, Field(gt=0)]
    n_events: Annotated[int, Field(ge=0)]
    fingerprint: Sha256


class CardCovariate(Parameters):
    """Why a covariate is in, and what it may stand for.

    Attributes
    ----------
    name : str
        As in the model.
    reason : Text
        Why it predicts, and why it may be used.
    stands_for : tuple of str
        Protected attributes that it may partly stand in for; empty where none is known.
    """

    name: str
    reason: Text
    stands_for: tuple[str, ...] = ()

    @property
    def protected(self) -> str | None:
        """Return which protected attribute its own name names, None if none."""
        return protected_kind(self.name)


class Performance(Parameters):
    """One measure, for everyone or for a group.

    Attributes
    ----------
    measure : str
        Its name.
    group : Text, optional
        The subgroup; none for everyone.
    estimate, lower, upper : float
        With the limits of the 95 % interval.
    n, n_events : int
        People and events.
    """

    measure: str
    group: Text | None = None
    estimate: float
    lower: float
    upper: float
    n: Annotated[int, Field(gt=0)]
    n_events: Annotated[int, Field(ge=0)]


class BandCount(Parameters):
    """How many of the people behind the model had a computed risk in one band.

    Attributes
    ----------
    lowest : float
        Lower edge of the band.
    n : int
        People whose risk, computed with this version by its last horizon, lay in the band.
    n_events : int, optional
        How many of them had the outcome by then; none where that is not known of everyone.
    """

    lowest: Annotated[float, Field(ge=0, lt=1)]
    n: Annotated[int, Field(ge=0)]
    n_events: Annotated[int, Field(ge=0)] | None = None


class Change(Parameters):
    """One line of the change log."""

    version: Version
    on: date
    by: Name
    what: Text


class Signature(Parameters):
    """Somebody's agreement that this version may be used."""

    by: Name
    role: SigningRole
    on: date


def signed_by_both(signatures: Iterable[Signature], *, owner: str, validator: str) -> bool:
    """Return whether owner and validator are those who signed last in their roles."""
    who = {each.role: each.by for each in signatures}
    return is_same_person(who.get("owner", ""), owner) and is_same_person(who.get("validator", ""), validator)


class Card(Parameters):
    """The card of one version.

    Attributes
    ----------
    id, version : str
        Which model or instrument.
    fingerprint : str
        SHA-256 of the model's file (or instrument's) that the card is about.
    kind : {"model", "instrument"}
        What it is.
    name, purpose, exclusions, limits : Text
        For readers.
    owner, validator : str
        Two people: who answers for it, and who checked it.
    populations : tuple of str
        For whom it may be used.
    data : CardData
        What it rests on.
    outcome : Text
        What was measured.
    horizons : tuple of str
        Lengths of follow-up, with unit.
    covariates : tuple of CardCovariate
        Each with its reason.
    performance : tuple of Performance
        Overall and by subgroup.
    expires : date
        Last day of use without a new validation.
    changes : tuple of Change
        Newest last.
    signatures : tuple of Signature
        Owner and validator, two people, once it may be used.
    bands : tuple of Band
        Bands of risks, from 0 up; none where no band is shown.
    counts : tuple of BandCount
        People behind the model by band; none where it was not counted.
    justification : str
        Written reason for a protected covariate; empty where there is none.
    impact_assessment : str
        Where the data-protection and fundamental-rights assessments are; empty until they are made.
    """

    id: Id
    version: Version
    fingerprint: Sha256
    kind: Literal["model", "instrument"] = "model"
    name: Text
    purpose: Text
    exclusions: Text
    limits: Text
    owner: Name
    validator: Name
    populations: Annotated[tuple[str, ...], Field(min_length=1)]
    data: CardData
    outcome: Text
    horizons: Annotated[tuple[str, ...], Field(min_length=1)]
    covariates: Annotated[tuple[CardCovariate, ...], Field(min_length=1)]
    performance: Annotated[tuple[Performance, ...], Field(min_length=1)]
    expires: date
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    signatures: tuple[Signature, ...] = ()
    bands: tuple[Band, ...] = ()
    counts: tuple[BandCount, ...] = ()
    justification: str = ""
    impact_assessment: str = ""

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        check_two_people(self.owner, self.validator)
        return self

    @model_validator(mode="after")
    def _no_protected_covariate(self) -> Self:
        named = [each.name for each in self.covariates if each.protected]
        if named and len(self.justification) < 40:
            raise ValueError(
                f"covariates name a protected attribute or a proxy: {', '.join(named)}; "
                "leave them out, or give a written 'justification'"
            )
        return self

    @property
    def signed_by_two(self) -> bool:
        """Return whether owner and validator, two people, have signed."""
        return signed_by_both(self.signatures, owner=self.owner, validator=self.validator)
