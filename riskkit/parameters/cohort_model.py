"""What the reports about one model in one cohort share: the cohort, the outcome, the model."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from riskkit.errors import Fault
from riskkit.parameters.cohort_source import LATE_ENTRY, CohortSource, ColumnName, check_name
from riskkit.parameters.labels import Language, Text, Words
from riskkit.parameters.typed import Parameters

Horizon = Annotated[float, Field(gt=0, le=100_000)]


class KnownOutcome(Parameters):
    """An outcome that is known for everyone at one moment, without times.

    Attributes
    ----------
    column : str
        1 if it happened by then, 0 if not.
    by : number
        The moment, in the cohort's unit of time.
    """

    column: ColumnName
    by: Horizon


class ReportCohort(CohortSource):
    """A follow-up table, or a public cohort.

    Attributes
    ----------
    known : KnownOutcome, optional
        Use this yes-or-no outcome in place of the times; only for a public cohort.
    """

    known: KnownOutcome | None = None

    @model_validator(mode="after")
    def _known_in_public(self) -> Self:
        if self.known is not None and not self.is_public:
            raise ValueError("'known' is for public cohorts; give a file a time column")
        return self


class ModelChoice(Parameters):
    """Which model is fitted.

    Attributes
    ----------
    family : {"cox", "discrete"}
        Cox for times; discrete for grouped times or one moment.
    penalty : {"firth"}, optional
        Firth's penalty of a Cox model, for few events.
    interval : number, optional
        Width of a period of a discrete model, in the cohort's unit of time.
    link : {"logit", "cloglog"}
        Scale of a discrete model's coefficients.
    """

    family: Literal["cox", "discrete"] = "cox"
    penalty: Literal["firth"] | None = None
    interval: Horizon | None = None
    link: Literal["logit", "cloglog"] = "cloglog"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.family == "discrete" and self.interval is None:
            raise ValueError("a discrete model needs the width of its periods: interval")
        if self.family == "discrete" and self.penalty is not None:
            raise ValueError("a penalty is for Cox models")
        if self.family == "cox" and self.interval is not None:
            raise ValueError("interval is for discrete models")
        return self


class CohortReportParameters(Parameters):
    """Parameters that every report about one cohort has.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title of the report.
    cohort : ReportCohort
        Where the follow-up table comes from.
    outcome : Text
        What was measured, as a noun phrase ("re-arrest"), without the horizon.
    covariates : tuple of str
        Predictors, or what an effect is adjusted for.
    justification : str, optional
        Written reason for a protected attribute among the covariates; shown in the report.
    """

    takes_late_entry: ClassVar[bool] = False
    """Whether people may come under observation late."""

    language: Language = "nl"
    title: Text
    cohort: ReportCohort
    outcome: Text
    covariates: Annotated[tuple[ColumnName, ...], Field(max_length=40)] = ()
    justification: Annotated[Words, Field(min_length=40)] | None = None

    @field_validator("covariates")
    @classmethod
    def _names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) < len(names):
            raise ValueError("names a column twice")
        return tuple(check_name(name) for name in names)

    @model_validator(mode="after")
    def _followed_from_the_start(self) -> Self:
        late = self.cohort.source in LATE_ENTRY and self.cohort.known is None
        if late and not self.takes_late_entry:
            raise ValueError(
                f"people of '{self.cohort.source}' come under observation late, which this report does not "
                "take into account: its figures would be wrong; use an outcome that is known for everyone "
                "(cohort.known, with column two_year_recid by 730), or the recidivism report"
            )
        return self

    @model_validator(mode="after")
    def _unprotected(self) -> Self:
        faults = self.protected_faults(self.covariates)
        if faults and self.justification is None:
            raise ValueError("; ".join(str(fault).removesuffix(".") for fault in faults))
        return self

    def protected_faults(self, names: tuple[str, ...]) -> list[Fault]:
        """Return a fault for each of ``names`` that is protected by its name, labels or mark."""
        return self.cohort.protected_faults(names)

    def located(self, folder: Path) -> Self:
        """Return these parameters with the cohort's file found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        return self.model_copy(update={"cohort": self.cohort.located(folder)})
