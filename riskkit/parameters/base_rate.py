"""Parameters of the base-rate report: published counts, or one cohort followed to one horizon."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from riskkit.errors import Fault, ParameterError
from riskkit.parameters.labels import Language, Text, Words
from riskkit.parameters.recidivism import PUBLIC_COHORTS, CohortSource
from riskkit.parameters.typed import Parameters


class CountedGroup(Parameters):
    """How many people of one group had the outcome.

    Attributes
    ----------
    name : Text
        Who they are.
    outcome : Text
        What was measured, as a noun phrase ("a new conviction for terrorism").
    n_events, n : int
        People with the outcome, among people followed.
    followed : Text
        When and how long they were followed.
    source : str
        Publication that the counts come from.
    """

    name: Text
    outcome: Text
    n_events: Annotated[int, Field(ge=0, le=100_000_000)]
    n: Annotated[int, Field(ge=1, le=100_000_000)]
    followed: Text
    source: Words

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.n_events > self.n:
            raise ValueError("n_events is larger than n: count people, not offences")
        return self


class BaseRateParameters(Parameters):
    """Parameters of ``notebooks/base_rate.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title of the report.
    groups : tuple of CountedGroup
        Counts, the group that the report is about first; 1 to 20, or none with a cohort.
    cohort : CohortSource, optional
        A follow-up table to count from, in place of groups.
    outcome : Text, optional
        What was measured in the cohort.
    horizon : number, optional
        Time by which the outcome counts, in the cohort's unit; everyone must be followed so long.
    predictors : int
        Predictors that somebody would like to use in an individual model, 1 to 100.
    hazard_ratio : number
        Effect that a study should be able to show, above 1.
    share : number
        Share of the people in the smaller of the two groups that such a study compares.
    power : number
        Wanted probability of showing the effect.
    half_width : number
        How precisely the rate should be known: half the width of its interval, as a proportion.
    """

    language: Language = "nl"
    title: Text
    groups: Annotated[tuple[CountedGroup, ...], Field(max_length=20)] = ()
    cohort: CohortSource | None = None
    outcome: Text | None = None
    horizon: Annotated[float, Field(gt=0, le=100_000)] | None = None
    predictors: Annotated[int, Field(ge=1, le=100)] = 5
    hazard_ratio: Annotated[float, Field(gt=1, le=1_000)] = 2.0
    share: Annotated[float, Field(gt=0, le=0.5)] = 0.5
    power: Annotated[float, Field(ge=0.5, lt=1)] = 0.8
    half_width: Annotated[float, Field(ge=0.001, lt=0.5)] = 0.02

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.groups) == (self.cohort is not None):
            raise ValueError("give either groups (counts) or a cohort")
        given = [name for name in ("outcome", "horizon") if getattr(self, name) is not None]
        if self.cohort is not None and len(given) < 2:
            raise ValueError("a cohort needs outcome and horizon")
        if self.groups and given:
            raise ValueError(f"groups have their own outcome; leave out {', '.join(given)}")
        names = [group.name.nl for group in self.groups]
        if len(set(names)) < len(names):
            raise ValueError("groups name a group twice")
        return self

    def located(self, folder: Path) -> Self:
        """Return these parameters with the cohort's file found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        if self.cohort is None or self.cohort.is_public:
            return self
        path = (folder / self.cohort.source).resolve()
        if not path.is_file():
            raise ParameterError(
                Fault("'cohort.source'", f"there is no file {self.cohort.source}",
                      f"a CSV file, relative to the parameter file, or {' or '.join(PUBLIC_COHORTS)}")
            )  # fmt: skip
        return self.model_copy(update={"cohort": self.cohort.model_copy(update={"source": str(path)})})
