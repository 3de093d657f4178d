"""Parameters of the monitoring report: what a model said, what happened, and what was done with it."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.cohort_source import ColumnName
from riskkit.parameters.found_file import found_file
from riskkit.parameters.held import Threshold, Withheld
from riskkit.parameters.labels import Language, Text
from riskkit.parameters.model import ModelId, ModelVersion
from riskkit.parameters.typed import Parameters

Source = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]


class EstimatesFile(Parameters):
    """Estimates that were shown and whose horizon has passed, one row each.

    Attributes
    ----------
    source : str
        A CSV file, relative to the parameter file.
    risk, event, month : str
        Columns: the risk as shown, in (0, 1); 1 if the outcome came, 0 if not; the month in which
        that was known, as 2026-11. Rows stand in the order in which outcomes became known.
    unit : str
        Column of the unit or team.
    groups : tuple of str
        Columns of subgroups.
    by, first, figure, final, reason : str
        Columns: who judged (by pseudonym); the level before the figure; the figure's band in the
        same words; the level that stands; the reason of a change, which may be empty.
    second : str
        Column with the level of a second assessor; empty where none was drawn.
    """

    source: Source
    risk: ColumnName = "risk"
    event: ColumnName = "event"
    month: ColumnName = "month"
    unit: ColumnName = "unit"
    groups: tuple[ColumnName, ...] = ()
    by: ColumnName = "by"
    first: ColumnName = "first"
    figure: ColumnName = "figure"
    final: ColumnName = "final"
    reason: ColumnName = "reason"
    second: ColumnName = "second"


class MonitoringParameters(Parameters):
    """Parameters of ``notebooks/monitoring.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title of the report.
    model, version : str
        What is watched.
    fitted_on, expires : date
        Age of the model, and its last day of use.
    on : date, optional
        Day of the report; the present day if none is given.
    cohort : EstimatesFile
        What was said and what happened.
    reference : str
        People the model was made on, to compare the inputs with: a public cohort or a CSV file.
    reference_sha256 : str, optional
        Checksum that this file must have.
    covariates : mapping of str to {"number", "yes_no", "category"}
        The model's inputs.
    levels : tuple of str
        Of judgements and bands, from low to high.
    synthetic : bool
        The people are made up; the report says so.
    false_alarm_rate : number
        Probability that a run raises any statistical alarm though the model is right.
    least_agreement : number
        Agreement of two assessors (weighted kappa) that is expected at least.
    seed, replicates : int
        Of the simulation that sets the limits of the charts.
    threshold, withheld
        As for every report that passes through disclosure control.
    """

    language: Language = "nl"
    title: Text
    model: ModelId
    version: ModelVersion
    fitted_on: date
    expires: date
    on: date | None = None
    cohort: EstimatesFile
    reference: Source
    reference_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    covariates: Annotated[
        dict[ColumnName, Literal["number", "yes_no", "category"]], Field(min_length=1, max_length=40)
    ]
    levels: Annotated[tuple[str, ...], Field(min_length=2, max_length=7)]
    synthetic: bool = False
    false_alarm_rate: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    least_agreement: Annotated[float, Field(gt=0, lt=1)] = 0.6
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    replicates: Annotated[int, Field(ge=200, le=100_000)] = 2000
    threshold: Threshold = 10
    withheld: Withheld

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if len(set(self.levels)) < len(self.levels):
            raise ValueError("levels name a level twice")
        if self.expires < self.fitted_on:
            raise ValueError("the model expires before it was made")
        return self

    def located(self, folder: Path) -> Self:
        """Return these parameters with the files that they name found from ``folder``.

        Raises
        ------
        ParameterError
            A file does not exist.
        """
        path = found_file(folder, self.cohort.source, "cohort.source")
        changes = {"cohort": self.cohort.model_copy(update={"source": path})}
        if self.reference.endswith(".csv"):
            changes |= {"reference": found_file(folder, self.reference, "reference")}
        return self.model_copy(update=changes)
