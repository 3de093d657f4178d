"""Parameters of the base-rate report: published counts, or one cohort followed to one horizon."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_source import CohortSource
from riskkit.parameters.found_file import found_file
from riskkit.parameters.held import Threshold, Withheld
from riskkit.parameters.labels import Language, Text, Words
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


class CountsFile(Parameters):
    """A CSV file of counts, one line a group.

    Attributes
    ----------
    source : str
        The file, relative to the parameter file: columns group, outcome, n_events, n, followed and
        source, as in `CountedGroup`, in one language.
    delimiter : {",", ";", "tab"}
        Between the columns.
    """

    source: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]
    delimiter: Literal[",", ";", "tab"] = ","


class BaseRateParameters(Parameters):
    """Parameters of ``notebooks/base_rate.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title of the report.
    groups : tuple of CountedGroup
        Counts, the group that the report is about first; at most 20.
    counts : CountsFile, optional
        The same as a file.
    cohort : CohortSource, optional
        A follow-up table to count from.
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
    threshold, withheld
        As for every report that passes through disclosure control; counts that are quoted from
        publications are shown as published.
    """

    language: Language = "nl"
    title: Text
    groups: Annotated[tuple[CountedGroup, ...], Field(max_length=20)] = ()
    counts: CountsFile | None = None
    cohort: CohortSource | None = None
    outcome: Text | None = None
    horizon: Annotated[float, Field(gt=0, le=100_000)] | None = None
    predictors: Annotated[int, Field(ge=1, le=100)] = 5
    hazard_ratio: Annotated[float, Field(gt=1, le=1_000)] = 2.0
    share: Annotated[float, Field(gt=0, le=0.5)] = 0.5
    power: Annotated[float, Field(ge=0.5, lt=1)] = 0.8
    half_width: Annotated[float, Field(ge=0.001, lt=0.5)] = 0.02
    threshold: Threshold = 10
    withheld: Withheld

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        sources = [bool(self.groups), self.counts is not None, self.cohort is not None]
        if sum(sources) != 1:
            raise ValueError("give one of groups, counts and cohort")
        given = [name for name in ("outcome", "horizon") if getattr(self, name) is not None]
        if self.cohort is not None and len(given) < 2:
            raise ValueError("a cohort needs outcome and horizon")
        if self.cohort is None and given:
            raise ValueError(f"groups have their own outcome; leave out {', '.join(given)}")
        names = [group.name.nl for group in self.groups]
        if len(set(names)) < len(names):
            raise ValueError("groups name a group twice")
        return self

    def located(self, folder: Path) -> Self:
        """Return these parameters with the file that they name found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        if self.counts is not None:
            path = found_file(folder, self.counts.source, "counts.source")
            return self.model_copy(update={"counts": self.counts.model_copy(update={"source": path})})
        if self.cohort is not None:
            return self.model_copy(update={"cohort": self.cohort.located(folder)})
        return self
