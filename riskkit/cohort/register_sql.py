"""The SQL that turns a register's column into numbers, and NULL where it is not written as said."""

from collections.abc import Mapping
from typing import Final

from riskkit.cohort.registrations import RegisterColumn
from riskkit.parameters.cohort_build import RegisterSource

WRITTEN: Final[Mapping[str, str]] = {
    "person": "text",
    "day": "dates",
    "open_day": "dates",
    "years": "numbers from 0 up",
    "word": "text",
    "yes_no": "yes or no",
}
"""What each kind of column should hold, for messages."""


def text_of(column: str) -> str:
    """Return the SQL of a column as text, NULL where nothing is written."""
    return f"nullif(trim(CAST(\"{column}\" AS VARCHAR)), '')"


def is_zoned(native: str) -> bool:
    """Return whether DuckDB's type is of moments: which day they are depends on the place."""
    return native.startswith("TIMESTAMPTZ") or native.endswith("WITH TIME ZONE")


def typed_column(column: str, native: str, what: RegisterColumn, source: RegisterSource) -> str:
    """Return the SQL of a column in its kind.

    Parameters
    ----------
    column : str
        Its name in the register.
    native : str
        DuckDB's type of it: VARCHAR for CSV, the file's own for Parquet.
    what : RegisterColumn
        Its kind.
    source : RegisterSource
        How values are written.
    """
    text = text_of(column)
    if what.kind in ("day", "open_day"):
        dated = native.startswith(("DATE", "TIMESTAMP"))
        known = f'"{column}"' if dated else f"try_strptime({text}, '{source.dates}')"
        return f"CAST(CAST({known} AS DATE) - DATE '1970-01-01' AS INTEGER)"
    if what.kind == "years":
        number = f"replace({text}, ',', '.')" if source.decimal == "," else text
        return f"CASE WHEN try_cast({number} AS DOUBLE) >= 0 THEN try_cast({number} AS DOUBLE) END"
    if what.kind == "yes_no":
        yes, no = (each.replace("'", "''") for each in (source.yes, source.no))
        return (
            f"CASE WHEN {text} IN ('{yes}', 'true') THEN true WHEN {text} IN ('{no}', 'false') THEN false END"
        )
    return text
