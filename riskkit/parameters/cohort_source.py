"""Where a report's follow-up table comes from: a public cohort, or a file with its columns described."""

import keyword
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from riskkit.errors import Fault
from riskkit.parameters.found_file import found_file
from riskkit.parameters.labels import ColumnDescription, Text
from riskkit.parameters.protected import protected_columns
from riskkit.parameters.typed import Parameters

PUBLIC_COHORTS: Final = ("compas_two_years", "georgia_parole", "recid", "rossi")
"""Real cohorts that ship with riskkit and can be named in place of a file."""

LATE_ENTRY: Final = ("compas_two_years",)
"""Of these, people come under observation some time after the moment that their time counts from."""

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
        A public cohort (see `PUBLIC_COHORTS`) or a CSV file, relative to the parameter file.
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
        self.check_complete()
        return self

    def check_complete(self) -> None:
        """Raise ValueError where a file's columns are not said, or a public cohort's are said again."""
        given = [name for name in ("time", "event", "time_unit") if getattr(self, name) is not None]
        if self.is_public and (given or self.columns):
            raise ValueError(f"the public cohort '{self.source}' knows its own columns; leave out "
                             f"{', '.join([*given, *(['columns'] if self.columns else [])])}")  # fmt: skip
        if not self.is_public and len(given) < 3:
            missing = sorted({"time", "event", "time_unit"} - set(given))
            raise ValueError(
                f"a file needs {', '.join(missing)} (public cohorts: {', '.join(PUBLIC_COHORTS)})"
            )

    def located(self, folder: Path) -> Self:
        """Return this source with its file found from ``folder``; a public cohort needs none.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        if self.is_public:
            return self
        path = found_file(folder, self.source, "cohort.source", other=PUBLIC_COHORTS)
        return self.model_copy(update={"source": path})

    def protected_faults(self, names: Iterable[str]) -> list[Fault]:
        """Return a fault for each of ``names`` that is protected by its name, its label or its mark."""
        return protected_columns(names, self.columns)
