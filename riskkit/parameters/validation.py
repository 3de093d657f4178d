"""Parameters of the validation report: how well one model predicts in one cohort."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_model import CohortReportParameters, Horizon, ModelChoice
from riskkit.parameters.cohort_source import ColumnName, check_name
from riskkit.parameters.held import Threshold, Withheld


class ValidationParameters(CohortReportParameters):
    """Parameters of ``notebooks/validation.ipynb``.

    Attributes
    ----------
    language, title, cohort, outcome, covariates, justification
        As for every report about one cohort; ``covariates`` are the model's predictors.
    model : ModelChoice
        Family, penalty, width of periods and link.
    horizons : tuple of number
        Times at which predictions are judged, in the cohort's unit, rising; the last is the
        main one.
    folds : int
        Parts of the cross-validation, 2 to 20.
    repeats : int
        Times that the people are cut anew for the repeated cross-validation, 1 to 50.
    replicates : int
        Bootstrap samples for the optimism, 20 to 2,000; 200 and more for a report that counts.
    seed : int
        Seed of the folds and the samples.
    sites : str, optional
        Column of the place (prison, team, region), at least three: each is judged by the model
        of all others. It divides people and never predicts.
    leaderboard : {"nij_year_1"}, optional
        Published scores to compare with: those of the 2021 forecasting challenge for the first
        year; only for the cohort ``georgia_parole``.
    threshold, withheld
        As for every report that passes through disclosure control.
    """

    model: ModelChoice
    horizons: Annotated[tuple[Horizon, ...], Field(min_length=1, max_length=8)]
    folds: Annotated[int, Field(ge=2, le=20)] = 10
    repeats: Annotated[int, Field(ge=1, le=50)] = 5
    replicates: Annotated[int, Field(ge=20, le=2_000)] = 200
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    sites: ColumnName | None = None
    leaderboard: Literal["nij_year_1"] | None = None
    threshold: Threshold = 10
    withheld: Withheld

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if not self.covariates:
            raise ValueError("a model needs at least one covariate")
        if any(late <= early for early, late in pairwise(self.horizons)):
            raise ValueError("horizons must rise from the first to the last")
        known = self.cohort.known
        if known is not None and (self.horizons != (known.by,) or self.model.interval != known.by):
            raise ValueError(
                "an outcome known at one moment has that one horizon, and a discrete model of that interval"
            )
        if self.sites is not None and check_name(self.sites) in self.covariates:
            raise ValueError("sites divide people; they cannot be a covariate too")
        if self.leaderboard is not None and (self.cohort.source, self.horizons[0]) != ("georgia_parole", 1.0):
            raise ValueError("the leaderboard is for georgia_parole with 1 (year) as first horizon")
        return self
