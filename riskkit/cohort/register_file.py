"""One register as it is written, made readable by DuckDB: CSV, Parquet, or a database's query."""

import csv
import os
from pathlib import Path
from typing import Any, Final

from riskkit.errors import DataError, Fault
from riskkit.parameters.cohort_build import RegisterSource

FETCHED: Final = 50_000
"""Rows of a database's answer that are held at a time."""


def open_register(connection: Any, name: str, source: RegisterSource) -> dict[str, str]:
    """Make ``raw NAME`` of a register as it is written; return its columns with DuckDB's types.

    Raises
    ------
    DataError
        The file is not there or cannot be read, or the query fails.
    """
    if source.file is not None:
        path = Path(source.file)
        if not path.is_file():
            raise DataError(
                Fault(f"register '{name}'", f"file {path.name} does not exist", "a CSV or Parquet file")
            )
        quoted = str(path).replace("'", "''")
        reading = (
            f"read_parquet('{quoted}')" if path.suffix == ".parquet" else _csv(name, path, quoted, source)
        )
        run_statement(connection, name, f'CREATE TEMP VIEW "raw {name}" AS SELECT * FROM {reading}')
    else:
        _fetch(connection, name, source)
    described = run_statement(connection, name, f'DESCRIBE "raw {name}"').fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def run_statement(connection: Any, name: str, statement: str) -> Any:
    """Run a statement that reads a register; DuckDB's messages repeat rows, ours must not.

    Raises
    ------
    DataError
        It cannot be read.
    """
    import duckdb

    try:
        return connection.execute(statement)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise DataError(_unreadable(name, error)) from None


def _csv(name: str, path: Path, quoted: str, source: RegisterSource) -> str:
    """Return DuckDB's call for a CSV file, with nothing left for it to guess."""
    mark = {"tab": "\t"}.get(source.delimiter, source.delimiter)
    try:
        encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
        with path.open(encoding=encoding, newline="") as stream:
            header = [each.strip() for each in next(csv.reader(stream, delimiter=mark), [])]
    except (UnicodeError, csv.Error, OSError) as error:
        raise DataError(_unreadable(name, error)) from None
    if (
        not header
        or len(set(header)) < len(header)
        or not all(each and each.isprintable() for each in header)
    ):
        raise DataError(
            Fault(f"register '{name}'", "has no header line with a name for each column, each once")
        )
    columns = ", ".join(f"'{each.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for each in header)
    options = {
        "auto_detect": "false", "header": "true", "columns": f"{{{columns}}}", "delim": f"'{mark}'",
        "quote": "'\"'", "escape": "'\"'", "strict_mode": "true", "null_padding": "false",
        "encoding": f"'{source.encoding}'", "nullstr": "['', 'NA']",
    }  # fmt: skip
    return f"read_csv('{quoted}', {', '.join(f'{key}={value}' for key, value in options.items())})"


def _fetch(connection: Any, name: str, source: RegisterSource) -> None:
    """Bring the rows of a database's query over, some at a time."""
    import pandas as pd
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import SQLAlchemyError

    url = os.environ.get(str(source.database_variable))
    if url is None:
        raise DataError(
            Fault(f"register '{name}'", f"the variable {source.database_variable} is not set",
                  "the URL of the database")
        )  # fmt: skip
    try:
        engine = create_engine(url, hide_parameters=True)
        with engine.connect().execution_options(stream_results=True) as database:
            parts = pd.read_sql(text(str(source.query)), database, dtype_backend="pyarrow", chunksize=FETCHED)
            for number, part in enumerate(parts):
                _keep(connection, name, part, first=number == 0)
        engine.dispose()
    except SQLAlchemyError as error:
        raise DataError(
            Fault(f"register '{name}'", f"the query failed ({type(error).__name__})", "a SELECT")
        ) from None


def _keep(connection: Any, name: str, part: Any, *, first: bool) -> None:
    """Add rows to ``raw NAME``; the first ones say of what kind each column is."""
    connection.register("fetched", part)
    try:
        verb = f'CREATE TEMP TABLE "raw {name}" AS' if first else f'INSERT INTO "raw {name}"'
        run_statement(connection, name, f"{verb} SELECT * FROM fetched")
    finally:
        connection.unregister("fetched")


def _unreadable(name: str, error: Exception) -> Fault:
    """Say that a file cannot be read, without what DuckDB repeats of its rows."""
    text = str(error).lower()
    what = (
        "is not written in the encoding that was said"
        if "unicode" in text or "encod" in text
        else "cannot be read"
    )
    return Fault(
        f"register '{name}'", what, "one header line and the same number of fields on every line",
        "set 'delimiter' or 'encoding'",
    )  # fmt: skip
