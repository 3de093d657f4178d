"""Parameters of the recidivism report: one cohort, one outcome, one model."""

import keyword
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from riskkit.errors import Fault, ParameterError
from riskkit.parameters.labels import ColumnDescription, Language, Text, Words
from riskkit.parameters.protected import protected_faults
from riskkit.parameters.typed import Parameters

PUBLIC_COHORTS = ("rossi", "recid")
"""Real cohorts that ship with riskkit and can be named in place of a file."""

Unit = Literal["day", "week", "month", "year"]


def check_name(name: str) -> str:
    """Return a column name that can stand in a formula."""
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or "__" in name:
        raise ValueError("must be letters, digits and single underscores; rename the column in the file")
    return name


ColumnName = Annotated[str, Field(min_length=1, max_length=100)]


class CohortSource(Parameters):
    """Where the follow-up table comes from.

    Attributes
    ----------
    source : str
        A public cohort (``rossi``, ``recid``) or a CSV file, relative to the parameter file.
    time, event : str, optional
        Columns with the time from release to event or end of follow-up, and the event code
        (0 censored, 1 the outcome). Needed for a file; a public cohort knows its own.
    time_unit : {"day", "week", "month", "year"}, optional
        Unit of ``time``; needed for a file, never guessed.
    columns : dict of str to ColumnDescription
        Description of the other columns used; needed for a file.
    caveat : Text, optional
        What a reader must know about this cohort.
    decimal : {".", ","}
        Decimal mark of the file.
    delimiter : {",", ";", "tab"}
        Between the columns of the file.
    drop : tuple of {"missing", "no_follow_up"}
        Rows to leave out, and count, instead of refusing the file.
    """

    source: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]
    time: ColumnName | None = None
    event: ColumnName | None = None
    time_unit: Unit | None = None
    columns: dict[ColumnName, ColumnDescription] = Field(default_factory=dict[ColumnName, ColumnDescription])
    caveat: Text | None = None
    decimal: Literal[".", ","] = "."
    delimiter: Literal[",", ";", "tab"] = ","
    drop: tuple[Literal["missing", "no_follow_up"], ...] = ()

    @property
    def is_public(self) -> bool:
        """Return whether ``source`` names a cohort that ships with riskkit."""
        return self.source in PUBLIC_COHORTS

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = [name for name in ("time", "event", "time_unit") if getattr(self, name) is not None]
        if self.is_public and (given or self.columns):
            raise ValueError(f"the public cohort '{self.source}' knows its own columns; leave out "
                             f"{', '.join([*given, *(['columns'] if self.columns else [])])}")  # fmt: skip
        if not self.is_public and len(given) < 3:
            missing = sorted({"time", "event", "time_unit"} - set(given))
            raise ValueError(
                f"a file needs {', '.join(missing)} (public cohorts: {', '.join(PUBLIC_COHORTS)})"
            )
        return self


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


class RecidivismParameters(Parameters):
    """Parameters of ``notebooks/recidivism.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    cohort : CohortSource
        Where the follow-up table comes from.
    title : Text
        Title of the report.
    outcome : Text
        What was measured, as a noun phrase ("re-arrest"), without the horizon.
    group : str, optional
        Column that splits the survival curves.
    covariates : tuple of str
        Columns of the Cox model, at least one.
    horizons : tuple of number
        Times at which figures are given, in the cohort's unit, rising; the last is the main one.
    profiles : tuple of Profile
        Example persons, at most 6.
    ties : {"efron", "breslow"}
        How the partial likelihood treats tied event times.
    justification : str, optional
        Written reason for using a protected attribute as predictor; shown in the report.
    """

    language: Language = "nl"
    cohort: CohortSource
    title: Text
    outcome: Text
    group: ColumnName | None = None
    covariates: Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=40)]
    horizons: Annotated[tuple[Annotated[float, Field(gt=0, le=100_000)], ...],
                        Field(min_length=1, max_length=8)]  # fmt: skip
    profiles: Annotated[tuple[Profile, ...], Field(max_length=6)] = ()
    ties: Literal["efron", "breslow"] = "efron"
    justification: Annotated[Words, Field(min_length=40)] | None = None

    @field_validator("covariates")
    @classmethod
    def _names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) < len(names):
            raise ValueError("names a column twice")
        return tuple(check_name(name) for name in names)

    @field_validator("horizons")
    @classmethod
    def _rising(cls, horizons: tuple[float, ...]) -> tuple[float, ...]:
        if any(b <= a for a, b in pairwise(horizons)):
            raise ValueError("must rise from the first to the last")
        return horizons

    @model_validator(mode="after")
    def _agree(self) -> Self:
        source = self.cohort
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

    @model_validator(mode="after")
    def _unprotected(self) -> Self:
        columns = self.cohort.columns
        labels = {name: (column.label.nl, column.label.en) for name, column in columns.items()}
        marked = [name for name, column in columns.items() if column.protected]
        faults = protected_faults(self.covariates, labels, marked)
        if faults and self.justification is None:
            raise ValueError("; ".join(str(fault).removesuffix(".") for fault in faults))
        return self

    @property
    def protected_covariates(self) -> tuple[str, ...]:
        """Return the predictors that are protected and stand here only by their justification."""
        columns = self.cohort.columns
        labels = {name: (column.label.nl, column.label.en) for name, column in columns.items()}
        marked = [name for name, column in columns.items() if column.protected]
        return tuple(name for name in self.covariates if protected_faults([name], labels, marked))

    def located(self, folder: Path) -> Self:
        """Return these parameters with the cohort's file found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        if self.cohort.is_public:
            return self
        path = (folder / self.cohort.source).resolve()
        if not path.is_file():
            raise ParameterError(
                Fault("'cohort.source'", f"there is no file {self.cohort.source}",
                      f"a CSV file, relative to the parameter file, or {' or '.join(PUBLIC_COHORTS)}")
            )  # fmt: skip
        return self.model_copy(update={"cohort": self.cohort.model_copy(update={"source": str(path)})})
