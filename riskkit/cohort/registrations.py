"""Registrations as they come from the registers: who was released, held, convicted, died, left.

Eight tables, of which only ``releases`` is required. Inside, a person is a number and a day
is a number (days since 1 January 1970), so that ten million rows fit in memory and every rule
is arithmetic on arrays; names and dates come back at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from riskkit.errors import DataError, Fault

Days = npt.NDArray[np.int32]
NO_DAY: Final = np.iinfo(np.int32).min
"""In a column of days: there is none (an interval that has not ended, no conviction yet)."""

Kind = Literal["person", "day", "open_day", "years", "word", "yes_no"]


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column of a register.

    Attributes
    ----------
    kind : {"person", "day", "open_day", "years", "word", "yes_no"}
        ``open_day`` may be missing; ``years`` is a number from 0 up.
    required : bool
        Whether the table must have it.
    meaning : str
        For the data dictionary.
    """

    kind: Kind
    required: bool
    meaning: str


_PERSON: Final = RegisterColumn("person", True, "pseudonym of the person, the same in every table")

REGISTERS: Final[Mapping[str, Mapping[str, RegisterColumn]]] = {
    "releases": {
        "person": _PERSON,
        "release_date": RegisterColumn("day", True, "day on which the person was released"),
        "unit": RegisterColumn("word", False, "unit that released the person; transfers overrule it"),
        "offence_kind": RegisterColumn("word", False, "kind of the offence that led to this custody"),
        "offence_date": RegisterColumn("open_day", False, "day of the offence that led to this custody"),
    },
    "custody": {
        "person": _PERSON,
        "start": RegisterColumn("day", True, "first day in custody"),
        "end": RegisterColumn("open_day", True, "day of release; missing while the person is held"),
    },
    "transfers": {
        "person": _PERSON,
        "date": RegisterColumn("day", True, "day of the transfer"),
        "to_unit": RegisterColumn("word", True, "unit that the person came to"),
    },
    "leave": {
        "person": _PERSON,
        "start": RegisterColumn("day", True, "first day of leave from custody"),
        "end": RegisterColumn("open_day", True, "day of return; missing while on leave"),
    },
    "offences": {
        "person": _PERSON,
        "offence_date": RegisterColumn("day", True, "day of the offence"),
        "conviction_date": RegisterColumn(
            "open_day", True, "day of the conviction; missing if there is none"
        ),
        "max_penalty_years": RegisterColumn("years", True, "longest prison term that the law sets on it"),
        "kind": RegisterColumn("word", True, "kind of offence"),
        "terrorism": RegisterColumn("yes_no", True, "whether it is a terrorist offence"),
    },
    "deaths": {"person": _PERSON, "date": RegisterColumn("day", True, "day of death")},
    "removals": {
        "person": _PERSON,
        "date": RegisterColumn("day", True, "day on which the person was removed from the country"),
    },
    "supervision": {
        "person": _PERSON,
        "start": RegisterColumn("day", True, "first day under supervision"),
        "end": RegisterColumn("open_day", True, "last day; missing while it runs"),
    },
}
"""Every table and its columns."""


@dataclass(frozen=True, slots=True)
class Registrations:
    """Checked registrations, in numbers.

    Attributes
    ----------
    persons : numpy array or pandas.Index
        Pseudonym behind each person's number.
    tables : dict of str to dict of str to ndarray
        Columns of each table there is: person numbers and days as int32, years as float64,
        words as text, yes/no as bool.
    carried : pandas.DataFrame
        Further columns of ``releases``, as they came, in its order.
    """

    persons: Any
    tables: Mapping[str, Mapping[str, Any]]
    carried: pd.DataFrame = field(default_factory=pd.DataFrame)

    def rows(self, table: str) -> int:
        """Return the number of rows of a table, 0 where it is not there."""
        return len(self.tables[table]["person"]) if table in self.tables else 0

    def without(self, people: Days) -> "Registrations":
        """Return these registrations without all rows of some people; the others keep their numbers."""
        out = np.zeros(len(self.persons), dtype=bool)
        out[people] = True
        kept = {name: ~out[columns["person"]] for name, columns in self.tables.items()}
        tables = {
            name: {column: values[kept[name]] for column, values in columns.items()}
            for name, columns in self.tables.items()
        }
        carried = self.carried[kept["releases"]] if len(self.carried.columns) else self.carried
        return Registrations(self.persons, tables, carried.reset_index(drop=True))

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> "Registrations":
        """Read registrations from data frames.

        Parameters
        ----------
        tables : mapping of str to DataFrame
            By the names of `REGISTERS`; dates as datetime64 or date objects.

        Raises
        ------
        DataError
            One error with every fault: unknown table, missing column, missing or unreadable
            value, by column and count.
        """
        faults = _table_faults(tables)
        if faults:
            raise DataError(faults)
        everyone = pd.concat([frame["person"] for frame in tables.values()], ignore_index=True)
        persons = pd.Index(pd.unique(everyone.dropna().astype(str)))
        read: dict[str, dict[str, Any]] = {}
        for name, frame in tables.items():
            read[name] = {}
            for column, what in REGISTERS[name].items():
                if column in frame:
                    try:
                        read[name][column] = _typed(frame[column], what.kind, persons, f"{name}.{column}")
                    except DataError as error:
                        faults += error.faults
        if faults:
            raise DataError(faults)
        releases = tables["releases"]
        extra = [column for column in releases.columns if column not in REGISTERS["releases"]]
        return cls(persons, read, releases[extra].reset_index(drop=True))


def _table_faults(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    faults = [
        Fault(f"table '{name}'", "is not known", ", ".join(REGISTERS))
        for name in tables
        if name not in REGISTERS
    ]
    if "releases" not in tables:
        faults.append(Fault("table 'releases'", "is missing", "one row a release"))
    for name, frame in tables.items():
        if name in REGISTERS:
            faults += [
                Fault(f"column '{name}.{column}'", "is missing", what.meaning)
                for column, what in REGISTERS[name].items()
                if what.required and column not in frame
            ]
    return faults


def _typed(column: pd.Series, kind: Kind, persons: pd.Index, where: str) -> Any:
    """Return one column in numbers, or raise with the count of what cannot be read."""
    missing = int(column.isna().sum())
    if missing and kind not in ("open_day", "word"):
        raise DataError(Fault(f"column '{where}'", f"{missing} values are missing", "a value in every row"))
    if kind == "person":
        return persons.get_indexer(pd.Index(column.astype(str))).astype(np.int32)
    if kind in ("day", "open_day"):
        return days_of(column, where)
    if kind == "years":
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
        bad = int((~(numbers >= 0)).sum())
        if bad:
            raise DataError(Fault(f"column '{where}'", f"{bad} values are not numbers from 0 up", "years"))
        return numbers
    if kind == "yes_no":
        known = column.isin([0, 1])
        if not known.all():
            raise DataError(
                Fault(f"column '{where}'", f"{int((~known).sum())} values are not 0 or 1", "0 or 1")
            )
        return column.astype(bool).to_numpy()
    return column.astype(object).where(column.notna(), "").to_numpy()


def days_of(column: pd.Series, where: str) -> Days:
    """Return dates as days since 1 January 1970, `NO_DAY` where there is none."""
    try:
        dates = pd.to_datetime(column) if not pd.api.types.is_datetime64_any_dtype(column.dtype) else column
    except (ValueError, TypeError):
        raise DataError(
            Fault(
                f"column '{where}'", "holds text that is no date", "dates", "give the file's own date format"
            )
        ) from None
    if pd.api.types.is_numeric_dtype(column.dtype):
        raise DataError(Fault(f"column '{where}'", "holds numbers", "dates"))
    numbers = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(dates.isna().to_numpy(), NO_DAY, numbers).astype(np.int32)


def dates_of(days: Any) -> Any:
    """Return days as datetime64[s], NaT for `NO_DAY`."""
    dates = days.astype("datetime64[D]").astype("datetime64[s]")
    dates[days == NO_DAY] = np.datetime64("NaT")
    return dates
