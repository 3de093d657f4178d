"""Whether a file is a table as a description says it should be."""

from pathlib import Path
from typing import Final, cast, get_args

import pandas as pd

from riskkit.cohort.description import describe_cohort, public_cohorts
from riskkit.cohort.follow_up_table import Cohort, read_cohort
from riskkit.cohort.outcome import load_outcome
from riskkit.cohort.registration_files import check_register
from riskkit.cohort.registrations import REGISTERS
from riskkit.cohort.schema import check_schema
from riskkit.cohort.table_file import Encoding
from riskkit.errors import DataError, Fault, ParameterError
from riskkit.parameters.cohort_build import RegisterName, RegisterSource

FOLLOW_UP: Final = "follow-up"
"""Name of the rules that every built table keeps."""


def schemas() -> tuple[str, ...]:
    """Return the names that a file can be checked by: described cohorts, registers, a built table."""
    return (*public_cohorts(), *REGISTERS, FOLLOW_UP)


def check_file(
    path: Path, schema: str, *, decimal: str = ".", delimiter: str = ",", encoding: Encoding = "utf-8"
) -> Cohort:
    """Read a file by the description of a cohort; every described column must be there, complete.

    Parameters
    ----------
    path : Path
        A CSV file with one header line, or a Parquet file.
    schema : str
        Name of a described cohort.
    decimal : {".", ","}
        Decimal mark of a CSV file.
    delimiter : {",", ";", "tab"}
        Between its columns.
    encoding : {"utf-8", "latin-1", "utf-16"}
        Of its text.

    Raises
    ------
    DataError
        One error with every fault: column, count and rule.
    """
    if schema not in public_cohorts():
        raise DataError(Fault(f"cohort '{schema}'", "is not known", ", ".join(schemas())))
    known = describe_cohort(schema)
    return read_cohort(
        path.absolute(), time=known.time, event=known.event, entry=known.entry, time_unit=known.time_unit,
        columns=known.columns, use=tuple(known.columns), decimal=decimal, delimiter=delimiter,
        encoding=encoding,
    )  # fmt: skip


def check_register_file(path: Path, register: str, **written: str) -> int:
    """Read a register's file, and return its number of rows.

    Parameters
    ----------
    path : Path
        A CSV or Parquet file.
    register : str
        Name of a register; it need not hold the columns that may be missing.
    **written : str
        How values are written: ``dates``, ``decimal``, ``delimiter``, ``encoding``, ``yes``, ``no``.

    Raises
    ------
    ParameterError
        The file is neither CSV nor Parquet, or values cannot be written so.
    DataError
        One error with every fault: column, count and rule.
    """
    try:
        source = RegisterSource.model_validate({"file": str(path.absolute()), **written})
    except ValueError as error:
        rule = "see 'riskkit cohort check -h'"
        raise ParameterError(Fault(path.name, "cannot be read so", rule)) from error
    if register not in get_args(RegisterName):
        raise DataError(Fault(f"schema '{register}'", "is not known", ", ".join(schemas())))
    return check_register(cast(RegisterName, register), source)


def check_built_file(path: Path, outcome: str) -> int:
    """Check the Parquet file of a built cohort against the rules of its schema; return its rows.

    Parameters
    ----------
    path : Path
        As ``riskkit cohort build`` writes it.
    outcome : str
        Id of the outcome definition that it was built with.

    Raises
    ------
    DataError
        It cannot be read, or every rule that it breaks, with the count.
    ParameterError
        There is no such outcome definition.
    """
    codes = load_outcome(outcome).codes
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        what = f"cannot be read ({type(error).__name__})"
        raise DataError(Fault(path.name, what, "a Parquet file")) from None
    dated = table.astype({name: "datetime64[s]" for name in table.columns if name == "release_date"})
    check_schema(dated, codes)
    return len(table)
