"""Parameters of a batch: which reports, for which units and periods, with what limits."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.labels import Language, Text, Words
from riskkit.parameters.model import ModelId, ModelVersion
from riskkit.parameters.typed import Parameters

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""A name that is part of a folder's name: no signs that mean something to a file system."""


class Period(Parameters):
    """First and last day of a period, both included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.last < self.first:
            raise ValueError("the period ends before it begins")
        return self


class ScheduledReport(Parameters):
    """One notebook of a schedule.

    Attributes
    ----------
    notebook : str
        Name of the notebook.
    file : str
        Its parameter file, relative to the schedule.
    name : str, optional
        Name of its reports; the notebook's if left out.
    vary : tuple of {"unit", "period"}
        Parameters of the notebook that run over the schedule's units or periods.
    changes : dict
        Values that replace those of the file.
    """

    notebook: Annotated[str, Field(min_length=1, max_length=60)]
    file: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]
    name: Slug | None = None
    vary: Annotated[tuple[Literal["unit", "period"], ...], Field(max_length=2)] = ()
    changes: Annotated[dict[str, Any], Field(max_length=50)] = Field(default_factory=dict[str, Any])


class DryRun(Parameters):
    """Estimates of a model that were shown, to be computed again; nothing is changed by it.

    Attributes
    ----------
    model : str
        Id of a registered model.
    to : str, optional
        Version to compute with; the one in use if left out.
    by : str
        Account of a steward: the audit names who looked.
    password_variable : str
        Environment variable that names the file with this account's password (never the
        password itself).
    """

    model: ModelId
    to: ModelVersion | None = None
    by: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
    password_variable: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] = "RISKKIT_STEWARD_PASSWORD_FILE"


class Schedule(Parameters):
    """A batch of reports.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the index page.
    title : Text
        Title of the index page.
    units : dict of str to str
        Units or teams: name in folders, and name in the data.
    periods : dict of str to Period
        Periods by name in folders.
    reports : tuple of ScheduledReport
        The notebooks.
    recompute : tuple of DryRun
        Models whose shown estimates are computed again afterwards; one that is another now is an
        alarm, as what a monitoring report finds is.
    timeout : float
        Seconds that one report may take.
    attempts : int
        How often a report is tried that fails for reasons outside it (a killed process).
    memory : int, optional
        GiB of address space that one report may use; None sets no limit.
    pdf : bool
        Whether to write PDFs too.
    """

    language: Language = "nl"
    title: Text
    units: Annotated[dict[Slug, Words], Field(max_length=2_000)] = Field(default_factory=dict[str, str])
    periods: Annotated[dict[Slug, Period], Field(max_length=500)] = Field(default_factory=dict[str, Period])
    reports: Annotated[tuple[ScheduledReport, ...], Field(min_length=1, max_length=100)]
    recompute: Annotated[tuple[DryRun, ...], Field(max_length=100)] = ()
    timeout: Annotated[float, Field(ge=1, le=86_400)] = 1_800.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    memory: Annotated[int, Field(ge=1, le=1_024)] | None = None
    pdf: bool = True

    @model_validator(mode="after")
    def _there(self) -> Self:
        for axis, known in (("unit", self.units), ("period", self.periods)):
            if any(axis in report.vary for report in self.reports) and not known:
                raise ValueError(f"a report varies '{axis}', but '{axis}s' names none")
        if len(set(self.units.values())) < len(self.units):
            raise ValueError("'units' names one unit twice")
        names = [report.name or report.notebook.replace("_", "-") for report in self.reports]
        if len(set(names)) < len(names):
            raise ValueError("two reports have the same name; give each a 'name' of its own")
        models = [each.model for each in self.recompute]
        if len(set(models)) < len(models):
            raise ValueError("'recompute' names one model twice")
        return self
