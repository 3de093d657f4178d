"""The validated follow-up table: one row a person, from release to event or end of follow-up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from riskkit.checks import check_columns, check_events, check_numbers, check_times
from riskkit.cohort.description import describe_cohort, public_cohorts, published_origin
from riskkit.cohort.flow import Flow
from riskkit.cohort.origin import Origin
from riskkit.cohort.public_data import public_path, read_public, recid
from riskkit.cohort.table_file import Encoding, fingerprint, read_text_table
from riskkit.cohort.typed_columns import read_columns
from riskkit.errors import DataError, Fault
from riskkit.parameters.labels import ColumnDescription

Drop = Literal["missing", "no_follow_up"]


@dataclass(frozen=True, slots=True)
class Cohort:
    """A follow-up table that passed every check.

    Attributes
    ----------
    name : str
        Public name or file name.
    table : pandas.DataFrame
        One row a person; time above 0 and finite, event codes whole and known.
    time, event : str
        Column names.
    entry : str or None
        Column of delayed entry, from 0 up and below time.
    time_unit : str or None
        Unit of time; None where it was not stated (it is never guessed).
    flow : Flow
        Rows read, left out and kept.
    fingerprint : str
        SHA-256 of the source file.
    columns : dict of str to ColumnDescription
        What is known of the columns.
    origin : Origin or None
        Why figures about these people may be shown whole; None for a file.
    """

    name: str
    table: pd.DataFrame
    time: str
    event: str
    entry: str | None
    time_unit: str | None
    flow: Flow
    fingerprint: str
    columns: Mapping[str, ColumnDescription] = field(default_factory=dict[str, ColumnDescription])
    origin: Origin | None = None

    @property
    def n(self) -> int:
        """Return the number of people."""
        return len(self.table)

    @property
    def n_events(self) -> int:
        """Return the number of people with the outcome (code 1)."""
        return int((self.table[self.event] == 1).sum())


def read_cohort(  # noqa: PLR0913 - one keyword a choice that must be said
    source: str | Path,
    *,
    time: str | None = None,
    event: str | None = None,
    entry: str | None = None,
    time_unit: str | None = None,
    columns: Mapping[str, ColumnDescription] | None = None,
    use: Collection[str] | None = None,
    event_codes: Collection[int] = (0, 1),
    drop: Collection[Drop] = (),
    decimal: str = ".",
    delimiter: str = ",",
    encoding: Encoding = "utf-8",
) -> Cohort:
    """Read and check a follow-up table.

    Parameters
    ----------
    source : str or Path
        A public cohort ("rossi", "recid", "compas_two_years", "georgia_parole") or a CSV or Parquet file.
    time, event : str, optional
        Columns of time and event code; a public cohort knows its own.
    entry : str, optional
        Column of delayed entry (left truncation), same unit as time.
    time_unit : str, optional
        Unit of time; kept as said, never guessed.
    columns : mapping of str to ColumnDescription, optional
        Kinds of other columns; one that is not described is read as numbers where any value
        looks like one.
    use : collection of str, optional
        Further columns that the analysis uses: they must be complete. None keeps every column
        as it is; otherwise only these are kept beside time, event and entry.
    event_codes : collection of int
        Codes that may occur.
    drop : collection of {"missing", "no_follow_up"}
        Rows to leave out, and count in the flow, instead of refusing: rows with a missing value
        in a used column, and rows without any time at risk (time 0, or not after entry).
    decimal, delimiter, encoding : str
        Of a CSV file.

    Returns
    -------
    Cohort

    Raises
    ------
    DataError
        One error with every fault: missing, empty or unreadable file, wrong columns, text in
        numbers, decimal commas, negative, zero or infinite times, unknown event codes, missing
        values; with the column, the count and the rule.
    """
    public = str(source) if str(source) in public_cohorts() else None
    if public:
        known = describe_cohort(public)
        time, event, entry = time or known.time, event or known.event, entry or known.entry
        time_unit, columns = time_unit or known.time_unit, {**known.columns, **(columns or {})}
    if time is None or event is None:
        raise DataError(Fault("cohort", "has no time or event column named", "the names of both"))
    path = public_path(public) if public else Path(source)
    roles = _Roles(time, event, entry, tuple(use or ()))
    if public:
        table, faults = (recid() if public == "recid" else read_public(public)), list[Fault]()
        check_columns(table, roles.used)
    else:
        mark = {"tab": "\t"}.get(delimiter, delimiter)
        text = read_text_table(path, delimiter=mark, encoding=encoding)
        decimal = "." if path.suffix == ".parquet" else decimal
        check_columns(text, roles.used)
        read = roles.used if use is not None else [str(column) for column in text.columns]
        table, faults = read_columns(
            text, {each: (columns or {}).get(each) for each in read}, decimal=decimal
        )
    table = table[roles.used] if use is not None else table
    unreadable = {fault.where for fault in faults}
    checkable = [each for each in roles.used if f"column '{each}'" not in unreadable]
    table, flow = _leave_out(table, roles, checkable, drop)
    faults += _faults(table, roles, checkable, tuple(event_codes))
    if faults:
        raise DataError(faults)
    described = {each: columns[each] for each in table.columns if each in columns} if columns else {}
    kept = table.reset_index(drop=True)
    origin = published_origin(public) if public else None
    return Cohort(
        public or path.name, kept, time, event, entry, time_unit, flow, fingerprint(path), described, origin
    )


@dataclass(frozen=True, slots=True)
class _Roles:
    """Which column does what."""

    time: str
    event: str
    entry: str | None
    others: tuple[str, ...]

    @property
    def used(self) -> list[str]:
        """Return every used column once."""
        names = (self.time, self.event, *([self.entry] if self.entry else []), *self.others)
        return sorted(set(names), key=names.index)


def _leave_out(
    table: pd.DataFrame, roles: _Roles, checkable: list[str], drop: Collection[Drop]
) -> tuple[pd.DataFrame, Flow]:
    """Leave out the rows that may be left out, and keep count."""
    read, dropped = len(table), list[tuple[str, str, int]]()
    if "missing" in drop:
        for name in checkable:
            table = _left_out(table, table[name].isna(), "missing", name, dropped)
    timed = {roles.time, *([roles.entry] if roles.entry else [])} <= set(checkable)
    if "no_follow_up" in drop and timed:
        start = table[roles.entry] if roles.entry else 0
        none = (table[roles.time] <= start) & (table[roles.time] >= 0)
        table = _left_out(table, none, "no_follow_up", roles.time, dropped)
    return table, Flow(read, tuple(dropped))


def _faults(
    table: pd.DataFrame, roles: _Roles, checkable: list[str], event_codes: tuple[int, ...]
) -> list[Fault]:
    """Check what could be read of the used columns."""
    if table.empty:
        return [Fault("data", "has no rows left", "at least one row")]
    faults: list[Fault] = []
    for name in checkable:
        try:
            _check(table, name, roles, event_codes)
        except DataError as error:
            faults += error.faults
    if roles.entry and not faults and roles.entry in checkable:
        faults += _entry_faults(table, roles.time, roles.entry)
    return faults


def _check(table: pd.DataFrame, name: str, roles: _Roles, event_codes: tuple[int, ...]) -> None:
    """Raise unless one column is what its role asks."""
    if name == roles.time:
        check_times(table, name)
    elif name == roles.event:
        check_events(table, name, allowed=event_codes)
    elif pd.api.types.is_numeric_dtype(table[name].dtype):
        check_numbers(table, name)
    elif missing := int(table[name].isna().sum()):
        raise DataError(Fault(f"column '{name}'", f"{missing} values are missing", "no missing values"))


def _left_out(
    table: pd.DataFrame, out: pd.Series, reason: str, column: str, dropped: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Leave rows out and note how many."""
    if count := int(out.sum()):
        dropped.append((reason, column, count))
        return table[~out]
    return table


def _entry_faults(table: pd.DataFrame, time: str, entry: str) -> list[Fault]:
    faults: list[Fault] = []
    if negative := int((table[entry] < 0).sum()):
        faults.append(Fault(f"column '{entry}'", f"{negative} entries are negative", "entries from 0 up"))
    if late := int((table[entry] >= table[time]).sum()):
        faults.append(
            Fault(f"column '{entry}'", f"{late} entries are not before '{time}'", "entry before time",
                  "leave them out on purpose with drop: no_follow_up")
        )  # fmt: skip
    return faults
