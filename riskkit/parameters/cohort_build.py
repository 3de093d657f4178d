"""Parameters of ``riskkit cohort build``: which registers, in what form, and what is followed."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.typed import Parameters

RegisterName = Literal[
    "releases", "custody", "transfers", "leave", "offences", "deaths", "removals", "supervision"
]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r'^[^\x00-\x1f\x7f"]+$')]


class RegisterSource(Parameters):
    """Where one register stands and how its values are written.

    Attributes
    ----------
    file : str, optional
        A ``.csv`` or ``.parquet`` file, relative to the parameter file; or
    database_variable, query : str, optional
        the environment variable that holds the database's URL (never the URL itself), and the
        SELECT to run there.
    columns : dict of str to str
        Our column name to the register's own, where they differ.
    dates : str
        How dates are written, as for strptime; Dutch dates are ``%d-%m-%Y``.
    decimal, delimiter, encoding : str
        Of a CSV file.
    yes, no : str
        How yes and no are written.
    """

    file: str | None = None
    database_variable: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    query: Annotated[str, Field(min_length=1, max_length=20_000)] | None = None
    columns: dict[Name, Name] = Field(default_factory=dict[str, str])
    dates: Annotated[str, Field(pattern=r"^[%A-Za-z0-9 ./:-]+$", max_length=40)] = "%Y-%m-%d"
    decimal: Literal[".", ","] = "."
    delimiter: Literal[",", ";", "tab"] = ","
    encoding: Literal["utf-8", "latin-1", "utf-16"] = "utf-8"
    yes: Name = "1"
    no: Name = "0"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.file is None) == (self.database_variable is None):
            raise ValueError("needs either 'file', or 'database_variable' with 'query'")
        if (self.database_variable is None) != (self.query is None):
            raise ValueError("'database_variable' and 'query' go together")
        if self.file is not None and not self.file.endswith((".csv", ".parquet")):
            raise ValueError("'file' must end in .csv or .parquet")
        return self


class CohortBuildParameters(Parameters):
    """What to build.

    Attributes
    ----------
    registers : dict of str to RegisterSource
        The registers there are; ``releases`` and ``offences`` at least.
    carry : dict of str to {"number", "word"}
        Further columns of ``releases`` that go along.
    outcome : str
        Id of a definition in ``parameters/outcomes``.
    until : date
        Last day that the registers cover.
    period : (date, date), optional
        First and last day of release that count.
    observed_from : date, optional
        Day on which observation began.
    index : {"first", "every"}
        Which release of a person counts.
    contradictions : {"refuse", "leave_out"}
        What becomes of people whose registrations contradict themselves: nothing is built, or all
        their rows are left out; how often, by kind, is told either way.
    """

    registers: dict[RegisterName, RegisterSource]
    carry: dict[Name, Literal["number", "word"]] = Field(default_factory=dict[str, Literal["number", "word"]])
    outcome: str
    until: date
    period: tuple[date, date] | None = None
    observed_from: date | None = None
    index: Literal["first", "every"] = "first"
    contradictions: Literal["refuse", "leave_out"] = "refuse"

    @model_validator(mode="after")
    def _there(self) -> Self:
        if missing := [name for name in ("releases", "offences") if name not in self.registers]:
            raise ValueError(f"'registers' lacks {' and '.join(missing)}")
        if self.period is not None and self.period[0] > self.period[1]:
            raise ValueError("'period' ends before it begins")
        return self

    def located(self, folder: Path) -> Self:
        """Return these parameters with the registers' files found from ``folder``."""
        found = {
            name: source.model_copy(update={"file": str((folder / source.file).resolve())})
            if source.file
            else source
            for name, source in self.registers.items()
        }
        return self.model_copy(update={"registers": found})
