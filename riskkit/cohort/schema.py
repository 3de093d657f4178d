"""The follow-up table's rules as a schema, and the data dictionary made from it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from riskkit.cohort.registrations import REGISTERS
from riskkit.errors import DataError, Fault

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

MEANINGS: Final[Mapping[str, tuple[str, str]]] = {
    "person": ("", "pseudonym of the person"),
    "release_date": ("date", "day of release: day 0 of both clocks"),
    "unit": ("", "unit that released the person"),
    "entry": ("days", "time at risk before observation began (delayed entry)"),
    "time": (
        "days",
        "time at risk from release to the event or the end of follow-up; custody is off the clock",
    ),
    "event": ("code", "what ended the time at risk"),
    "entry_raw": ("days", "calendar days from release to the beginning of observation"),
    "time_raw": ("days", "calendar days from release to the event or the end of follow-up"),
    "event_raw": ("code", "what ended the calendar time"),
    "custody_days": ("days", "days in custody between release and the end of follow-up"),
    "supervised": ("yes/no", "whether the person was under supervision on the day of release"),
}
"""Unit and meaning of each column of a follow-up table."""


def follow_up_schema(codes: Mapping[int, str]) -> "DataFrameSchema":
    """Return the rules that every built follow-up table keeps.

    Parameters
    ----------
    codes : mapping of int to str
        Event codes and their names.
    """
    from pandera.pandas import Check, Column, DataFrameSchema

    days = [Check.ge(0)]
    kinds: dict[str, tuple[Any, list[Any]]] = {
        "person": (object, []),
        "release_date": ("datetime64[s]", []),
        "unit": (object, []),
        "entry": (float, days),
        "time": (float, [Check.gt(0)]),
        "event": ("int64", [Check.isin(list(codes))]),
        "entry_raw": (float, days),
        "time_raw": (float, [Check.gt(0)]),
        "event_raw": ("int64", [Check.isin(list(codes))]),
        "custody_days": (float, days),
        "supervised": (bool, []),
    }
    columns = {
        name: Column(kind, checks, description=_meaning(name, codes), metadata={"unit": MEANINGS[name][0]})
        for name, (kind, checks) in kinds.items()
    }
    ordered = [
        Check(lambda frame: frame["entry"] < frame["time"], name="entry lies before time"),
        Check(lambda frame: frame["entry_raw"] < frame["time_raw"], name="raw entry lies before raw time"),
        Check(
            lambda frame: (frame["custody_days"] > 0) | (frame["time"] == frame["time_raw"]),
            name="without custody the clocks agree",
        ),
    ]
    return DataFrameSchema(columns, checks=ordered, strict=False, ordered=False)


def check_schema(table: pd.DataFrame, codes: Mapping[int, str]) -> None:
    """Raise DataError with every rule of the schema that the table breaks, and how often."""
    from pandera.errors import SchemaErrors

    try:
        follow_up_schema(codes).validate(table, lazy=True)
    except SchemaErrors as error:
        counted = error.failure_cases.groupby(["column", "check"], dropna=False).size()
        raise DataError(
            [
                Fault(f"column '{where}'", f"{count} values break a rule", str(rule))
                for (where, rule), count in counted.items()
            ]
        ) from None


def data_dictionary(codes: Mapping[int, str], carried: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return name, kind, unit, rule and meaning of each column, from the schema.

    Parameters
    ----------
    codes : mapping of int to str
        Event codes and their names.
    carried : mapping of str to {"number", "word"}, optional
        Columns that went along.
    """
    schema = follow_up_schema(codes)
    rows = [
        {
            "column": name,
            "kind": str(column.dtype),
            "unit": (column.metadata or {}).get("unit", ""),
            "rule": "; ".join(str(check.error or check.name) for check in column.checks),
            "meaning": column.description,
        }
        for name, column in schema.columns.items()
    ]
    rows += [
        {"column": name, "kind": "float64" if kind == "number" else "object", "unit": "", "rule": "",
         "meaning": "carried over from the releases"}
        for name, kind in (carried or {}).items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def register_dictionary() -> pd.DataFrame:
    """Return table, column, kind, need and meaning of every register's columns."""
    rows = [
        {
            "table": table,
            "column": name,
            "kind": what.kind,
            "required": what.required,
            "meaning": what.meaning,
        }
        for table, columns in REGISTERS.items()
        for name, what in columns.items()
    ]
    return pd.DataFrame(rows)


def _meaning(name: str, codes: Mapping[int, str]) -> str:
    meaning = MEANINGS[name][1]
    if name not in ("event", "event_raw"):
        return meaning
    return f"{meaning}: " + ", ".join(f"{code} {label}" for code, label in codes.items())
