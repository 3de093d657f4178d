"""Read registers from CSV, Parquet or a database into numbers, some people at a time.

DuckDB does the reading: it goes through the files in pieces, gives every person a number, and
keeps the typed columns sorted by that number in a file of its own, so that the rows of some
people can be had without the others'. Nothing is guessed: dates, decimals and yes/no are read
as the parameters say they are written, and what does not fit is counted and refused.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.cohort.register_file import open_register, run_statement
from riskkit.cohort.register_sql import WRITTEN, is_zoned, text_of, typed_column
from riskkit.cohort.registrations import NO_DAY, REGISTERS, RegisterColumn, Registrations
from riskkit.errors import DataError, Fault, OutsideFailure
from riskkit.parameters.cohort_build import CohortBuildParameters, RegisterName, RegisterSource

MEMORY: Final = "600MB"
"""What DuckDB may use before it writes to disk."""


@contextmanager
def open_registers(parameters: CohortBuildParameters) -> Generator["Registers"]:
    """Read the registers that the parameters name, and hold them ready.

    Parameters
    ----------
    parameters : CohortBuildParameters
        With absolute paths (see ``located``).

    Raises
    ------
    DataError
        One error with every fault: missing file, missing column, values that are missing or not
        written as said, by column and count.
    OutsideFailure
        Not enough memory, or room for temporary files.
    """
    with _store() as registers:
        registers.read(parameters)
        yield registers


def check_register(name: RegisterName, source: RegisterSource) -> int:
    """Read one register, and return its number of rows.

    Parameters
    ----------
    name : str
        Of `REGISTERS`.
    source : RegisterSource
        Where it stands, and how values are written in it.

    Raises
    ------
    DataError
        One error with every fault, by column and count.
    OutsideFailure
        Not enough memory, or room for temporary files.
    """
    with _store() as registers:
        return registers.check(name, source)


@contextmanager
def _store() -> Generator["Registers"]:
    """Open a database for registers in a temporary folder."""
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
        try:
            with duckdb.connect(str(Path(folder) / "registers"), config=config) as connection:
                connection.execute("SET enable_progress_bar = false")  # it would draw into logs
                yield Registers(connection)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            what = "memory" if isinstance(error, duckdb.OutOfMemoryException) else "room for temporary files"
            raise OutsideFailure(
                f"there is not enough {what} to read the registers; nothing was written"
            ) from None


def read_registrations(parameters: CohortBuildParameters) -> Registrations:
    """Read all people of the registers at once; see `open_registers`."""
    with open_registers(parameters) as registers:
        return registers.of_people(0, registers.people)


class Registers:
    """Registers as DuckDB tables of typed columns, sorted by the number of the person.

    Attributes
    ----------
    people : int
        How many people are in them; their numbers, from 0, follow the order of their pseudonyms.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._columns: dict[str, dict[str, RegisterColumn]] = {}
        self._carried: tuple[str, ...] = ()
        self.people = 0

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Return the columns there are, by table."""
        return {
            name: tuple(column for column in columns if not column.startswith("carry "))
            for name, columns in self._columns.items()
        }

    def read(self, parameters: CohortBuildParameters) -> None:
        """Read every register; raise DataError with every fault of all of them."""
        faults: list[Fault] = []
        for name, source in parameters.registers.items():
            try:
                self._open(name, source, parameters.carry if name == "releases" else {})
            except DataError as error:
                faults += error.faults
        faults = faults or [fault for name in self._columns for fault in self._faults(name)]
        if faults:
            raise DataError(faults)
        self._carried = tuple(parameters.carry)
        self._number_people()

    def check(self, name: str, source: RegisterSource) -> int:
        """Read one register and return its number of rows; raise DataError with every fault of it."""
        self._open(name, source, {})
        if faults := self._faults(name):
            raise DataError(faults)
        return self._connection.execute(f'SELECT count(*) FROM "typed {name}"').fetchone()[0]

    def of_people(self, first: int, last: int) -> Registrations:
        """Return the rows of the people with numbers from ``first`` up to, not with, ``last``."""
        names = self._connection.execute(
            f"SELECT person FROM people WHERE rowid >= {first} AND rowid < {last} ORDER BY rowid"
        ).fetchnumpy()["person"]
        tables = {name: self._arrays(name, first, last) for name in self._columns}
        carried = pd.DataFrame({name: tables["releases"].pop(f"carry {name}") for name in self._carried})
        return Registrations(np.asarray(names, dtype=object), tables, carried)

    def parts(self, size: int) -> Iterator[Registrations]:
        """Return everyone, ``size`` people at a time."""
        for first in range(0, self.people, size):
            yield self.of_people(first, min(first + size, self.people))

    def _open(self, name: str, source: RegisterSource, carry: Mapping[str, str]) -> None:
        """Read one register; raise where the file, or a column of it, is not there."""
        there = open_register(self._connection, name, source)
        wanted = {**REGISTERS[name], **{f"carry {each}": _carried(kind) for each, kind in carry.items()}}
        used: dict[str, RegisterColumn] = {}
        faults: list[Fault] = []
        parts: list[str] = []
        for column, what in wanted.items():
            plain = column.removeprefix("carry ")
            theirs = source.columns.get(plain, plain)
            if what.kind in ("day", "open_day") and is_zoned(there.get(theirs, "")):
                remedy = "turn them into days of the place where they were registered"
                zoned = "holds moments in a time zone"
                faults.append(Fault(f"column '{name}.{plain}'", zoned, "days", remedy))
            elif theirs in there:
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
        statement = f'CREATE TABLE "typed {name}" AS SELECT {", ".join(parts)} FROM "raw {name}"'
        run_statement(self._connection, name, statement)
        self._columns[name] = used

    def _faults(self, name: str) -> list[Fault]:
        """Return the columns with missing or unreadable values."""
        columns = self._columns[name]
        counts = ", ".join(
            f'count(*) FILTER ("absent {each}"), count(*) FILTER (NOT "absent {each}" AND "{each}" IS NULL)'
            for each in columns
        )
        row = self._connection.execute(f'SELECT {counts} FROM "typed {name}"').fetchone()
        found: list[Fault] = []
        for number, (column, what) in enumerate(columns.items()):
            where = f"column '{name}.{column.removeprefix('carry ')}'"
            missing, bad = row[2 * number], row[2 * number + 1]
            carried = column.startswith("carry ")  # what is not known of a person is no fault
            if missing and what.kind not in ("open_day", "word") and not carried:
                found.append(Fault(where, f"{missing} values are missing", "a value in every row"))
            if bad:
                remedy = "set 'dates', 'decimal', 'yes' or 'no' of the register"
                found.append(
                    Fault(where, f"{bad} values are not written as said", WRITTEN[what.kind], remedy)
                )
        return found

    def _number_people(self) -> None:
        """Give every person a number, and sort each register by it, its rows in their own order."""
        run = self._connection.execute
        every = " UNION ".join(f'SELECT person FROM "typed {name}"' for name in self._columns)
        run(f"CREATE TABLE people AS SELECT person FROM ({every}) ORDER BY person")
        self.people = run("SELECT count(*) FROM people").fetchone()[0]
        for name, columns in self._columns.items():
            others = "".join(f', t."{column}"' for column in columns if column != "person")
            run(
                f'CREATE TABLE "{name}" AS SELECT CAST(p.rowid AS INTEGER) AS number{others} '
                f'FROM "typed {name}" t JOIN people p USING (person) ORDER BY p.rowid, t.rowid'
            )
            run(f'DROP TABLE "typed {name}"')

    def _arrays(self, name: str, first: int, last: int) -> dict[str, Any]:
        """Return a register's columns as arrays."""
        columns = self._columns[name]
        wanted = ", ".join("number" if column == "person" else f'"{column}"' for column in columns)
        rows = f'FROM "{name}" WHERE number >= {first} AND number < {last} ORDER BY number, rowid'
        found = self._connection.sql(f"SELECT {wanted} {rows}").to_arrow_table()
        arrays = {
            column: _array(values, what)
            for (column, what), values in zip(columns.items(), found.columns, strict=True)
        }
        arrays["person"] = arrays["person"] - np.int32(first)
        return arrays


def _array(values: Any, what: RegisterColumn) -> Any:
    """Return one column in numbers; words share one object a different word, "" where there is none."""
    if what.kind == "word":
        words = values.combine_chunks().fill_null("").dictionary_encode()
        return words.dictionary.to_numpy(zero_copy_only=False)[words.indices.to_numpy()]
    if what.kind in ("day", "open_day"):
        values = values.fill_null(int(NO_DAY))
    kinds = {"day": np.int32, "open_day": np.int32, "person": np.int32, "yes_no": bool}
    return np.array(values.to_numpy(), dtype=kinds.get(what.kind, np.float64))


def _carried(kind: str) -> RegisterColumn:
    return RegisterColumn("word" if kind == "word" else "years", True, "carried over")
