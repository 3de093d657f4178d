"""Parameters of the subgroups report: whether a model or a score works alike for every group."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_model import CohortReportParameters, Horizon, ModelChoice
from riskkit.parameters.cohort_source import ColumnName, check_name
from riskkit.parameters.held import Threshold, Withheld
from riskkit.parameters.labels import Text
from riskkit.parameters.typed import Parameters


class Subgroup(Parameters):
    """One group: the value of the column and its label for readers."""

    code: Annotated[str, Field(min_length=1, max_length=100)]
    label: Text


class ScoreUnderAudit(Parameters):
    """A score that is already in the data.

    Attributes
    ----------
    column : str
        Whole numbers from 1 up.
    label : Text
        What readers call it.
    highest : int
        The highest score that exists, 2 to 100.
    """

    column: ColumnName
    label: Text
    highest: Annotated[int, Field(ge=2, le=100)]


class SubgroupsParameters(CohortReportParameters):
    """Parameters of ``notebooks/subgroups.ipynb``.

    Attributes
    ----------
    language, title, cohort, outcome, covariates, justification
        As for every report about one cohort; ``covariates`` are the model's predictors, empty
        for a score.
    group : str
        Column that divides people, for example a protected attribute: it is used for this audit
        only and never predicts.
    groups : tuple of Subgroup
        Groups to show, in this order; everyone else is put together in one more.
    score : ScoreUnderAudit, optional
        The score under audit; else a model is fitted.
    model : ModelChoice, optional
        The model under audit: its risks are cross-validated.
    horizon : number
        Moment at which the outcome is judged, in the cohort's unit of time.
    flag_from : number
        A score, or a risk from 0 to 1, from which a person counts as flagged.
    folds : int
        Parts of the cross-validation, 2 to 20.
    seed : int
        Seed of the folds.
    threshold, withheld
        As for every report that passes through disclosure control.
    """

    group: ColumnName
    groups: Annotated[tuple[Subgroup, ...], Field(min_length=1, max_length=8)]
    score: ScoreUnderAudit | None = None
    model: ModelChoice | None = None
    horizon: Horizon
    flag_from: Annotated[float, Field(gt=0, le=100)]
    folds: Annotated[int, Field(ge=2, le=20)] = 10
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    threshold: Threshold = 10
    withheld: Withheld

    @property
    def highest(self) -> float:
        """Return the highest value that can be flagged: the score's, or 1 for a risk."""
        return float(self.score.highest) if self.score is not None else 1.0

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (self.score is None) == (self.model is None):
            raise ValueError("give either a score or a model to audit")
        if (self.model is None) != (not self.covariates):
            raise ValueError("covariates are the predictors of a model; leave them out for a score")
        if self.flag_from > self.highest:
            raise ValueError(f"flag_from lies above the highest possible value, {self.highest:g}")
        codes = [each.code for each in self.groups]
        if len(set(codes)) < len(codes):
            raise ValueError("groups give a code twice")
        if check_name(self.group) in self.covariates:
            raise ValueError("the group is for the audit only; it cannot be a predictor too")
        known = self.cohort.known
        if known is not None and known.by != self.horizon:
            raise ValueError(
                "an outcome known at one moment is judged then: horizon must equal cohort.known.by"
            )
        return self
