"""Parameters of the recidivism report: one cohort, one outcome, one model."""

from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from riskkit.parameters.cohort_model import CohortReportParameters, Horizon
from riskkit.parameters.cohort_source import ColumnName
from riskkit.parameters.held import Threshold, Withheld
from riskkit.parameters.labels import Text
from riskkit.parameters.typed import Parameters


class Profile(Parameters):
    """An example person for whom the risk is shown.

    Attributes
    ----------
    name : Text
        How the report calls this example.
    values : dict of str to number or text
        A value for each covariate.
    """

    name: Text
    values: dict[ColumnName, int | float | str]


class RecidivismParameters(CohortReportParameters):
    """Parameters of ``notebooks/recidivism.ipynb``.

    Attributes
    ----------
    language, title, cohort, outcome, covariates, justification
        As for every report about one cohort; ``covariates`` are those of the Cox model, at least one.
    group : str, optional
        Column that splits the survival curves.
    horizons : tuple of number
        Times at which figures are given, in the cohort's unit, rising; the last is the main one.
    profiles : tuple of Profile
        Example persons, at most 6.
    ties : {"efron", "breslow"}
        How the partial likelihood treats tied event times.
    threshold, withheld
        As for every report that passes through disclosure control.
    """

    takes_late_entry: ClassVar[bool] = True

    covariates: Annotated[  # pyright: ignore[reportGeneralTypeIssues] - required here, never assigned to
        tuple[ColumnName, ...], Field(min_length=1, max_length=40)
    ]
    group: ColumnName | None = None
    horizons: Annotated[tuple[Horizon, ...], Field(min_length=1, max_length=8)]
    profiles: Annotated[tuple[Profile, ...], Field(max_length=6)] = ()
    ties: Literal["efron", "breslow"] = "efron"
    threshold: Threshold = 10
    withheld: Withheld

    @field_validator("horizons")
    @classmethod
    def _rising(cls, horizons: tuple[float, ...]) -> tuple[float, ...]:
        if any(b <= a for a, b in pairwise(horizons)):
            raise ValueError("must rise from the first to the last")
        return horizons

    @model_validator(mode="after")
    def _agree(self) -> Self:
        source = self.cohort
        if source.known is not None:
            raise ValueError("curves need times; leave out cohort.known")
        wrong = [name for name in (source.time, source.event) if name in self.covariates]
        if wrong:
            raise ValueError(f"covariates name the time or event column: {', '.join(map(str, wrong))}")
        undescribed = [name for name in self._used if name not in source.columns and not source.is_public]
        if undescribed:
            raise ValueError(f"cohort.columns does not describe: {', '.join(undescribed)}")
        for number, profile in enumerate(self.profiles, start=1):
            if set(profile.values) != set(self.covariates):
                raise ValueError(f"profile {number} must give a value for exactly the covariates")
        return self

    @property
    def _used(self) -> tuple[str, ...]:
        return (*self.covariates, *([self.group] if self.group else []))
