"""Parameters of the cohort report: who is in a cohort, how it came about, how long they were followed."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_build import CohortBuildParameters
from riskkit.parameters.cohort_source import CohortSource, ColumnName
from riskkit.parameters.labels import Language, Text
from riskkit.parameters.typed import Parameters, read_parameters

BUILT = "manifest.json"
"""File of a built cohort that stands for the whole folder."""


class DescribedCohort(CohortSource):
    """A cohort to describe.

    Attributes
    ----------
    source : str
        A public cohort; a CSV file with one row a person; the ``manifest.json`` in the folder that
        ``riskkit cohort build`` made; or the ``.yaml`` that such a build is made from, whose
        registers are then read for this report.
    entry : str, optional
        Column of a file with the time at which each person came under observation.
    columns : dict of str to ColumnDescription
        Description of a file's columns; for a built cohort, of the columns carried over. The levels
        of a file's event column name its codes: 0, 1 the outcome, 2.. competing events.
    synthetic : bool
        Whether the people are made up; the report then says so.
    """

    entry: ColumnName | None = None
    synthetic: bool = False

    @property
    def is_built(self) -> bool:
        """Return whether ``source`` is a cohort that was built."""
        return Path(self.source).name == BUILT

    @property
    def is_registers(self) -> bool:
        """Return whether ``source`` says how to build a cohort from registers."""
        return self.source.endswith((".yaml", ".yml"))

    @property
    def files(self) -> tuple[Path, ...]:
        """Return every file that decides the figures; empty for a public cohort."""
        path = Path(self.source)
        if self.is_public:
            return ()
        if self.is_built:
            return (path, path.with_name("cohort.parquet"), path.with_name("flow.csv"))
        if self.is_registers:
            registers = self.build().registers.values()
            return (path, *(Path(each.file) for each in registers if each.file is not None))
        return (path,)

    def build(self) -> CohortBuildParameters:
        """Return how the cohort is built, its files located.

        Raises
        ------
        ParameterError
            Every fault of the file.
        """
        path = Path(self.source)
        return read_parameters(path, CohortBuildParameters).located(path.resolve().parent)

    def check_complete(self) -> None:
        """Raise ValueError where columns are not said, or said of a cohort that knows its own."""
        if not (self.is_built or self.is_registers):
            super().check_complete()
        own = ("time", "event", "time_unit", "entry")
        given = [name for name in own if getattr(self, name) is not None]
        if given and (self.is_public or self.is_built or self.is_registers):
            raise ValueError(f"this cohort knows its own {', '.join(given)}; leave them out")


class CohortParameters(Parameters):
    """Parameters of ``notebooks/cohort.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title of the report.
    cohort : DescribedCohort
        Which cohort.
    outcome : Text, optional
        What was measured, as a noun phrase without the horizon; needed for a file, other cohorts
        know their own.
    covariates : tuple of str
        Columns to describe, in this order; every described column if empty.
    threshold : int
        Counts of fewer people are not shown; published cohorts are shown whole.
    withheld : dict of str to tuple of int
        Cells, by table, that could be subtracted from an earlier report. Filled in when the
        report is planned against the register of releases; not meant to be written by hand.
    """

    language: Language = "nl"
    title: Text
    cohort: DescribedCohort
    outcome: Text | None = None
    covariates: Annotated[tuple[ColumnName, ...], Field(max_length=60)] = ()
    threshold: Annotated[int, Field(ge=5, le=100)] = 10
    withheld: dict[str, tuple[int, ...]] = Field(default_factory=dict[str, tuple[int, ...]])

    @model_validator(mode="after")
    def _agree(self) -> Self:
        source = self.cohort
        knows = source.is_public or source.is_built or source.is_registers
        if knows == (self.outcome is not None):
            raise ValueError("outcome is for a CSV file, and needed there; other cohorts know their own")
        if len(set(self.covariates)) < len(self.covariates):
            raise ValueError("covariates name a column twice")
        undescribed = [name for name in self.covariates if name not in source.columns]
        if not knows and undescribed:
            raise ValueError(f"cohort.columns does not describe: {', '.join(undescribed)}")
        return self

    def located(self, folder: Path) -> Self:
        """Return these parameters with the cohort's file found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        return self.model_copy(update={"cohort": self.cohort.located(folder)})
