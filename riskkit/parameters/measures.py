"""Parameters of the measures report: what an intervention or condition did to one outcome."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_model import CohortReportParameters, Horizon, ReportCohort
from riskkit.parameters.cohort_source import ColumnName, check_name
from riskkit.parameters.held import Threshold, Withheld
from riskkit.parameters.labels import Text
from riskkit.parameters.typed import Parameters

SYNTHETIC_SOURCE: Final = "synthetic"
"""Names made-up people in place of a cohort; what they are made of stands in ``synthetic``."""


class MeasureCohort(ReportCohort):
    """A follow-up table, a public cohort, or made-up people."""

    @property
    def is_public(self) -> bool:
        """Return whether ``source`` needs no file."""
        return self.source == SYNTHETIC_SOURCE or super().is_public


class SyntheticMeasure(Parameters):
    """Made-up people for whom the true effect is known.

    Attributes
    ----------
    people : int
        200 to 20,000.
    hazard_ratio : float
        The true effect of the measure from its start on, 0.1 to 10.
    seed : int
        The same seed makes the same people.
    """

    people: Annotated[int, Field(ge=200, le=20_000)] = 2_000
    hazard_ratio: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1


class Measure(Parameters):
    """The intervention or condition.

    Attributes
    ----------
    label : Text
        What it is, as a noun phrase ("financial aid").
    column : str, optional
        1 for people who had it from release on, 0 for the others.
    start : str, optional
        In place of ``column``: when it started, in the cohort's unit of time from release; empty
        for people with whom it never did.
    assignment : {"lot", "choice"}
        Whether it was given by lot, or by anybody's choice or judgement.
    """

    label: Text
    column: ColumnName | None = None
    start: ColumnName | None = None
    assignment: Literal["lot", "choice"] = "choice"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.column is None) == (self.start is None):
            raise ValueError("give either the column of the measure or the column of its start")
        check_name(self.name)
        return self

    @property
    def name(self) -> str:
        """Return the column that says who had it, or when."""
        return str(self.column or self.start)


class MeasuresParameters(CohortReportParameters):
    """Parameters of ``notebooks/measures.ipynb``.

    Attributes
    ----------
    language, title, cohort, outcome, covariates, justification
        As for every report about one cohort; the effect is adjusted for ``covariates``.
    measure : Measure
        The intervention or condition.
    horizon : number
        Moment at which risks are compared, in the cohort's unit of time from release.
    landmark : number, optional
        Needed if the measure starts during follow-up: people still followed then are compared by
        whether it had started; before ``horizon``.
    penalty : {"firth"}, optional
        Firth's penalty, for few outcomes.
    interval : number, optional
        Width of a period where times are known by period only (years): the hazard ratio is then
        that of a model for grouped times. Only for a measure from release on.
    synthetic : SyntheticMeasure, optional
        Needed if ``cohort.source`` is "synthetic".
    threshold, withheld
        As for every report that passes through disclosure control.
    """

    cohort: MeasureCohort  # pyright: ignore[reportIncompatibleVariableOverride] - never assigned to
    measure: Measure
    horizon: Horizon
    landmark: Horizon | None = None
    penalty: Literal["firth"] | None = None
    interval: Horizon | None = None
    synthetic: SyntheticMeasure | None = None
    threshold: Threshold = 10
    withheld: Withheld

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (self.synthetic is not None) != (self.cohort.source == SYNTHETIC_SOURCE):
            raise ValueError("'synthetic' says what made-up people are made of: with source 'synthetic' only")
        if (self.landmark is not None) != (self.measure.start is not None):
            raise ValueError("a landmark is for a measure that starts during follow-up, and needed there")
        if self.landmark is not None and self.landmark >= self.horizon:
            raise ValueError("the landmark must come before the horizon")
        if self.measure.name in self.covariates:
            raise ValueError("covariates name the measure itself")
        if self.interval is not None and (self.measure.start is not None or self.penalty is not None):
            raise ValueError("interval is for a measure from release on, without a penalty")
        if faults := self.protected_faults((self.measure.name,)):
            raise ValueError(str(faults[0]).removesuffix("."))
        if self.cohort.known is not None:
            raise ValueError("an effect over time needs times; leave out cohort.known")
        return self
