"""Whether a file is a follow-up table as a description says it should be."""

from pathlib import Path

from riskkit.cohort.description import describe_cohort
from riskkit.cohort.follow_up_table import Cohort, read_cohort


def check_file(path: Path, schema: str, *, decimal: str = ".", delimiter: str = ",") -> Cohort:
    """Read a file by the description of a cohort; every described column must be there, complete.

    Parameters
    ----------
    path : Path
        A CSV file with one header line.
    schema : str
        Name of a described cohort.
    decimal : {".", ","}
        Decimal mark.
    delimiter : {",", ";", "tab"}
        Between the columns.

    Raises
    ------
    DataError
        One error with every fault: column, count and rule.
    """
    known = describe_cohort(schema)
    return read_cohort(
        path.absolute(), time=known.time, event=known.event, entry=known.entry, time_unit=known.time_unit,
        columns=known.columns, use=tuple(known.columns), decimal=decimal, delimiter=delimiter,
    )  # fmt: skip
