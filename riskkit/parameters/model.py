"""Parameters of a model version that is to be entered in the registry: fit, checks and card."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_model import CohortReportParameters, Horizon
from riskkit.parameters.cohort_source import ColumnName
from riskkit.parameters.labels import Text, Words
from riskkit.parameters.two_people import check_two_people
from riskkit.parameters.typed import Parameters

ModelId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
ModelVersion = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$", max_length=20)]
PersonName = Annotated[str, Field(min_length=2, max_length=200)]


class Reason(Parameters):
    """Why a covariate is in the model.

    Attributes
    ----------
    reason : Text
        Why it predicts, and why it may be used.
    stands_for : tuple of str
        Protected attributes that it may partly stand in for.
    unit : str
        Unit of a number; empty for yes or no.
    """

    reason: Text
    stands_for: tuple[str, ...] = ()
    unit: str = ""


class Band(Parameters):
    """A band of risks.

    Attributes
    ----------
    lowest : number
        Lower edge, in [0, 1); the edge itself belongs to the band.
    name : Text
        What the band is called.
    """

    lowest: Annotated[float, Field(ge=0, lt=1)]
    name: Text


class Update(Parameters):
    """An old version that is brought to the cohort's people, in place of a new fit.

    Attributes
    ----------
    from_version : str
        Which version; it stays as it is.
    how : {"intercept", "slope", "baseline"}
        What is estimated anew.
    """

    from_version: ModelVersion
    how: Literal["intercept", "slope", "baseline"]


class ModelParameters(CohortReportParameters):
    """Parameters of ``riskkit model fit``.

    Attributes
    ----------
    language, title, cohort, outcome, covariates, justification
        As for every report about one cohort; ``title`` is the model's name on its card and the
        covariates are columns as they stand.
    id, version : str
        Which model, and which version of it; a version never changes.
    change : Text
        What is new in this version.
    purpose, exclusions, limits : Text
        For the card.
    owner, validator : str
        Two people: who answers for the model, and who checked it.
    expires : date
        Last day of use without a new validation.
    populations : tuple of str
        Short names of the populations that it was made and validated for.
    country, years, data_source : str
        Where and when the data come from.
    reasons : mapping of str to Reason
        One a covariate.
    horizons : tuple of number
        In the cohort's unit, rising; measures are taken at the last.
    bands : tuple of Band
        From 0 up; none where no band is shown.
    people : tuple of mapping
        Covariates of the worked cases.
    audit : tuple of str
        Columns whose groups are judged one by one; never predictors by this.
    replicates, seed : int
        Of the bootstrap that corrects for optimism.
    update : Update, optional
        Recalibrate an earlier version in place of a new fit.
    impact_assessment : str
        Where the assessments are kept; empty until they are made.
    """

    id: ModelId
    version: ModelVersion
    change: Text
    purpose: Text
    exclusions: Text
    limits: Text
    owner: PersonName
    validator: PersonName
    expires: date
    populations: Annotated[tuple[ColumnName, ...], Field(min_length=1)]
    country: Words
    years: Words
    data_source: Words
    reasons: dict[ColumnName, Reason]
    horizons: Annotated[tuple[Horizon, ...], Field(min_length=1, max_length=8)]
    bands: tuple[Band, ...] = ()
    people: Annotated[tuple[dict[ColumnName, int | float], ...], Field(min_length=1, max_length=20)]
    audit: Annotated[tuple[ColumnName, ...], Field(max_length=10)] = ()
    replicates: Annotated[int, Field(ge=20, le=2_000)] = 200
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    update: Update | None = None
    impact_assessment: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        wanted = set(self.covariates)
        if not wanted or set(self.reasons) != wanted:
            raise ValueError("'reasons' must give a reason for exactly the covariates")
        if any(set(person) != wanted for person in self.people):
            raise ValueError("'people' must give a value for exactly the covariates")
        if any(late <= early for early, late in pairwise(self.horizons)):
            raise ValueError("horizons must rise from the first to the last")
        check_two_people(self.owner, self.validator)
        return self

    @model_validator(mode="after")
    def _bands_from_nought(self) -> Self:
        edges = [band.lowest for band in self.bands]
        if edges and (edges[0] != 0 or any(b <= a for a, b in pairwise(edges))):
            raise ValueError("bands must begin at 0 and rise")
        return self
