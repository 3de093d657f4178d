"""Read registers from CSV, Parquet or a database into numbers, column by column, within 2 GiB.

DuckDB does the reading: it goes through the files in pieces and hands over only the columns
that are used, already as numbers. Nothing is guessed: dates, decimals and yes/no are read as
the parameters say they are written, and what does not fit is counted and refused.
"""

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.cohort.register_sql import WRITTEN, text_of, typed_column
from riskkit.cohort.registrations import NO_DAY, REGISTERS, RegisterColumn, Registrations
from riskkit.errors import DataError, Fault
from riskkit.parameters.cohort_build import CohortBuildParameters, RegisterSource

MEMORY: Final = "1500MB"
"""What DuckDB may use before it writes to disk."""


def read_registrations(parameters: CohortBuildParameters) -> Registrations:
    """Read the registers that the parameters name.

    Parameters
    ----------
    parameters : CohortBuildParameters
        With absolute paths (see ``located``).

    Returns
    -------
    Registrations

    Raises
    ------
    DataError
        One error with every fault: missing file, missing column, values that are missing or not
        written as said, by column and count.
    """
    import duckdb

    with TemporaryDirectory(prefix="riskkit-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": folder,
            "threads": "2",
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        with duckdb.connect(config=config) as connection:
            return _read(_Reader(connection), parameters)


def _read(reader: "_Reader", parameters: CohortBuildParameters) -> Registrations:
    faults: list[Fault] = []
    for name, source in parameters.registers.items():
        carry = parameters.carry if name == "releases" else {}
        try:
            reader.open(name, source, carry)
        except DataError as error:
            faults += error.faults
    faults = faults or [fault for name in parameters.registers for fault in reader.faults(name)]
    if faults:
        raise DataError(faults)
    persons = reader.number_persons()
    tables = {name: reader.columns(name) for name in parameters.registers}
    carried = pd.DataFrame({name: tables["releases"].pop(f"carry {name}") for name in parameters.carry})
    return Registrations(persons, tables, carried)


class _Reader:
    """Registers as DuckDB tables of typed columns, each with a note of where nothing was written."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._columns: dict[str, dict[str, RegisterColumn]] = {}

    def open(self, name: str, source: RegisterSource, carry: Mapping[str, str]) -> None:
        """Read one register; raise where the file, or a column of it, is not there."""
        there = self._raw(name, source)
        wanted = {**REGISTERS[name], **{f"carry {each}": _carried(kind) for each, kind in carry.items()}}
        used: dict[str, RegisterColumn] = {}
        faults: list[Fault] = []
        parts: list[str] = []
        for column, what in wanted.items():
            plain = column.removeprefix("carry ")
            theirs = source.columns.get(plain, plain)
            if theirs in there:
                used[column] = what
                typed = typed_column(theirs, there[theirs], what, source)
                parts += [f'{typed} AS "{column}"', f'{text_of(theirs)} IS NULL AS "absent {column}"']
            elif what.required or plain in source.columns:
                listed = ", ".join(list(there)[:20])
                rule = f"a column named '{theirs}'; there are: {listed}"
                faults.append(Fault(f"column '{name}.{plain}'", "is missing", rule))
        if unknown := sorted(set(source.columns) - {each.removeprefix("carry ") for each in wanted}):
            what = f"names columns it does not have: {', '.join(unknown)}"
            faults.append(Fault(f"register '{name}'", what, ", ".join(REGISTERS[name])))
        if faults:
            raise DataError(faults)
        self._run(name, f'CREATE TEMP TABLE "{name}" AS SELECT {", ".join(parts)} FROM "raw {name}"')
        self._columns[name] = used

    def faults(self, name: str) -> list[Fault]:
        """Return the columns with missing or unreadable values."""
        columns = self._columns[name]
        counts = ", ".join(
            f'count(*) FILTER ("absent {each}"), count(*) FILTER (NOT "absent {each}" AND "{each}" IS NULL)'
            for each in columns
        )
        row = self._connection.execute(f'SELECT {counts} FROM "{name}"').fetchone()
        found: list[Fault] = []
        for number, (column, what) in enumerate(columns.items()):
            where = f"column '{name}.{column.removeprefix('carry ')}'"
            missing, bad = row[2 * number], row[2 * number + 1]
            if missing and what.kind not in ("open_day", "word"):
                found.append(Fault(where, f"{missing} values are missing", "a value in every row"))
            if bad:
                remedy = "set 'dates', 'decimal', 'yes' or 'no' of the register"
                found.append(
                    Fault(where, f"{bad} values are not written as said", WRITTEN[what.kind], remedy)
                )
        return found

    def number_persons(self) -> Any:
        """Give every person a number and return the names in that order."""
        every = " UNION ".join(f'SELECT person FROM "{name}"' for name in self._columns)
        self._connection.execute(
            f"CREATE TYPE persons AS ENUM (SELECT person FROM ({every}) ORDER BY person)"
        )
        names = self._connection.execute("SELECT unnest(enum_range(NULL::persons)) AS v").fetchnumpy()["v"]
        return np.asarray(names, dtype=object)

    def columns(self, name: str) -> dict[str, Any]:
        """Return a register's columns as arrays."""
        return {column: self._array(name, column, what) for column, what in self._columns[name].items()}

    def _array(self, name: str, column: str, what: RegisterColumn) -> Any:
        if what.kind == "word":
            return self._words(name, column)
        value = "enum_code(person::persons)" if what.kind == "person" else f'"{column}"'
        values = self._connection.execute(f'SELECT {value} AS v FROM "{name}"').fetchnumpy()["v"]
        if what.kind in ("day", "open_day", "person"):
            return np.ma.filled(values, NO_DAY).astype(np.int32)
        return np.asarray(values, dtype=bool if what.kind == "yes_no" else np.float64)

    def _words(self, name: str, column: str) -> Any:
        """Return a column of words that share one object a different word; "" where there is none."""
        known = f'SELECT coalesce("{column}", \'\') AS v FROM "{name}"'
        distinct = self._connection.execute(f"SELECT DISTINCT v FROM ({known}) ORDER BY v").fetchall()
        words = np.array([row[0] for row in distinct], dtype=object)
        self._connection.execute("DROP TYPE IF EXISTS words")
        self._connection.execute(f"CREATE TYPE words AS ENUM (SELECT DISTINCT v FROM ({known}) ORDER BY v)")
        codes = self._connection.execute(f"SELECT enum_code(v::words) AS v FROM ({known})").fetchnumpy()["v"]
        return words[np.asarray(codes)]

    def _raw(self, name: str, source: RegisterSource) -> dict[str, str]:
        """Make the view of a register as it is written; return its columns with DuckDB's types."""
        if source.file is not None:
            self._raw_file(name, Path(source.file), source)
        else:
            self._connection.register(f"raw {name}", _queried(name, source))
        described = self._run(name, f'DESCRIBE "raw {name}"').fetchall()
        return {str(row[0]): str(row[1]) for row in described}

    def _raw_file(self, name: str, path: Path, source: RegisterSource) -> None:
        if not path.is_file():
            raise DataError(
                Fault(f"register '{name}'", f"file {path.name} does not exist", "a CSV or Parquet file")
            )
        quoted = str(path).replace("'", "''")
        reading = (
            f"read_parquet('{quoted}')" if path.suffix == ".parquet" else _csv(name, path, quoted, source)
        )
        self._run(name, f'CREATE VIEW "raw {name}" AS SELECT * FROM {reading}')

    def _run(self, name: str, statement: str) -> Any:
        """Run a statement that reads a register; DuckDB's messages repeat rows, ours must not."""
        import duckdb

        try:
            return self._connection.execute(statement)
        except duckdb.Error as error:
            raise DataError(_unreadable(name, error)) from None


def _csv(name: str, path: Path, quoted: str, source: RegisterSource) -> str:
    """Return DuckDB's call for a CSV file, with nothing left for it to guess."""
    mark = {"tab": "\t"}.get(source.delimiter, source.delimiter)
    try:
        with path.open(encoding=source.encoding, newline="") as stream:
            header = [each.strip().lstrip("\ufeff") for each in next(csv.reader(stream, delimiter=mark), [])]
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


def _queried(name: str, source: RegisterSource) -> pd.DataFrame:
    """Return the rows of a database query."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import SQLAlchemyError

    url = os.environ.get(str(source.database_variable))
    if url is None:
        raise DataError(
            Fault(
                f"register '{name}'",
                f"the variable {source.database_variable} is not set",
                "the URL of the database",
            )
        )
    try:
        engine = create_engine(url, hide_parameters=True)
        with engine.connect() as connection:
            return pd.read_sql(text(str(source.query)), connection, dtype_backend="pyarrow")
    except SQLAlchemyError as error:
        raise DataError(
            Fault(f"register '{name}'", f"the query failed ({type(error).__name__})", "a SELECT")
        ) from None


def _carried(kind: str) -> RegisterColumn:
    return RegisterColumn("word" if kind == "word" else "years", True, "carried over")


def _unreadable(name: str, error: Exception) -> Fault:
    """Say that a file cannot be read, without what DuckDB repeats of its rows."""
    text = str(error).lower()
    what = (
        "is not written in the encoding that was said"
        if "unicode" in text or "encod" in text
        else "cannot be read"
    )
    return Fault(
        f"register '{name}'",
        what,
        "one header line and the same number of fields on every line",
        "set 'delimiter' or 'encoding'",
    )
