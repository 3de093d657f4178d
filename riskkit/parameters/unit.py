"""Parameters of the unit report: one unit or team over one period, from an extract."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from riskkit.parameters.found_file import found_file
from riskkit.parameters.labels import Language, Text, Words
from riskkit.parameters.schedule import Period
from riskkit.parameters.typed import Parameters


class UnitExtract(Parameters):
    """An extract of records, one line a record.

    Attributes
    ----------
    source : str
        A CSV file, relative to the parameter file, with the columns ``person``, ``unit``,
        ``record``, ``start`` and ``end`` (days as YYYY-MM-DD). ``record`` is ``stay`` (start and
        end of a stay), ``assessment`` (day it is due, day it was done), ``incident`` (its day)
        or ``release`` (the day that is expected).
    synthetic : bool
        Whether the people are made up; the report then says so.
    """

    source: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]
    synthetic: bool = False


class UnitParameters(Parameters):
    """Parameters of ``notebooks/unit.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title; the unit and the period are put after it.
    unit : str
        The unit or team, as the extract names it.
    period : Period
        First and last day.
    extract : UnitExtract
        The records.
    threshold : int
        Counts of fewer people are not shown.
    withheld : dict of str to tuple of int
        Cells, by table, that could be subtracted from an earlier report. Filled in when the
        report is planned against the register of releases; not meant to be written by hand.
    """

    language: Language = "nl"
    title: Text
    unit: Words
    period: Period
    extract: UnitExtract
    threshold: Annotated[int, Field(ge=5, le=100)] = 10
    withheld: dict[str, tuple[int, ...]] = Field(default_factory=dict[str, tuple[int, ...]])

    def located(self, folder: Path) -> Self:
        """Return these parameters with the extract found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        path = found_file(folder, self.extract.source, "extract.source")
        return self.model_copy(update={"extract": self.extract.model_copy(update={"source": path})})
