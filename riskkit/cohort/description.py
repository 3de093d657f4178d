"""Descriptions of the public cohorts, one YAML each beside their data."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from riskkit.cohort.origin import Origin
from riskkit.errors import DataError, Fault
from riskkit.parameters import Parameters, read_parameters
from riskkit.parameters.labels import ColumnDescription, Text

PUBLIC: Final = Path(__file__).parent / "public"


class CohortDescription(Parameters):
    """What a public cohort is, where it comes from and what its columns hold.

    Attributes
    ----------
    title, population, outcome, caveat : Text
        For readers; ``outcome`` is a noun phrase without the horizon.
    period : str
        When the people were released or screened.
    source : str
        Publication and place where the data stand.
    licence : str
        On what terms they may be used.
    file : str
        Name of the file, ``lifelines:`` before it where that package ships it.
    time, event : str
        Columns of the follow-up time and the event code.
    entry : str, optional
        Column of delayed entry.
    time_unit : {"day", "week", "month", "year"}
        Unit of time and entry.
    n : int
        Number of rows.
    columns : dict of str to ColumnDescription
        Every column that is used or protected.
    """

    title: Text
    population: Text
    outcome: Text
    caveat: Text
    period: str
    source: str
    licence: str
    file: str
    time: str
    event: str
    entry: str | None = None
    time_unit: Literal["day", "week", "month", "year"]
    n: Annotated[int, Field(gt=0)]
    columns: dict[str, ColumnDescription]

    @property
    def protected(self) -> tuple[str, ...]:
        """Return the protected columns: for the subgroup audit, never predictors."""
        return tuple(name for name, column in self.columns.items() if column.protected)


def public_cohorts() -> tuple[str, ...]:
    """Return the names of the public cohorts."""
    return tuple(sorted(path.stem for path in PUBLIC.glob("*.yaml")))


@cache
def describe_cohort(name: str) -> CohortDescription:
    """Return the description of a public cohort.

    Raises
    ------
    DataError
        There is no such cohort.
    """
    if name not in public_cohorts():
        raise DataError(Fault(f"cohort '{name}'", "is not known", ", ".join(public_cohorts())))
    return read_parameters(PUBLIC / f"{name}.yaml", CohortDescription)


def published_origin(name: str) -> Origin:
    """Return why figures about a public cohort may be shown whole: who published it, and on what terms."""
    known = describe_cohort(name)
    return Origin("published", known.source, known.licence)
