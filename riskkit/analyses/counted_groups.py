"""Counts of a base-rate report, read from a file."""

from pathlib import Path
from typing import Final

import pandas as pd

from riskkit.checks import check_columns
from riskkit.cohort.table_file import read_text_table
from riskkit.errors import DataError, Fault
from riskkit.parameters.base_rate import CountedGroup, CountsFile
from riskkit.parameters.labels import Text

COLUMNS: Final = ("group", "outcome", "n_events", "n", "followed", "source")
MOST: Final = 20


def read_counts(file: CountsFile) -> tuple[CountedGroup, ...]:
    """Return the groups of a counts file, in its order.

    Raises
    ------
    DataError
        The file cannot be read, a column is missing, a text is empty or too long, a group occurs twice, a
        count is no whole number, there are no people, or more people with the outcome than people.
    """
    delimiter = "\t" if file.delimiter == "tab" else file.delimiter
    table = read_text_table(Path(file.source), delimiter=delimiter)
    check_columns(table, COLUMNS)
    if faults := _faults(table):
        raise DataError(faults)

    def text(value: str) -> Text:
        return Text(nl=value, en=value)

    return tuple(
        CountedGroup(
            name=text(row["group"]), outcome=text(row["outcome"]), n_events=int(row["n_events"]),
            n=int(row["n"]), followed=text(row["followed"]), source=row["source"],
        )
        for row in table.to_dict("records")
    )  # fmt: skip


def _faults(table: pd.DataFrame) -> list[Fault]:
    """Return everything that is wrong with the rows, without their values."""
    wrong = [
        *(_text_fault(table, name) for name in ("group", "outcome", "followed", "source")),
        *(_count_fault(table, name) for name in ("n_events", "n")),
    ]
    if not any(wrong[-2:]):  # both are counts: they can be compared
        events, people = table["n_events"].astype(int), table["n"].astype(int)
        wrong.append(_fault("n", int((people == 0).sum()), "groups have nobody", "at least one person"))
        wrong.append(
            _fault(
                "n_events", int((events > people).sum()), "counts are larger than n", "people, not offences"
            )
        )
    wrong.append(_fault("group", int(table["group"].duplicated().sum()), "groups occur again", "each once"))
    if len(table) > MOST:
        wrong.append(Fault("counts", f"hold {len(table)} groups", f"at most {MOST}"))
    return [fault for fault in wrong if fault is not None]


def _text_fault(table: pd.DataFrame, name: str) -> Fault | None:
    odd = ~table[name].str.strip().str.len().between(1, 2000)
    return _fault(name, int(odd.sum()), "values are empty or too long", "1 to 2,000 signs")


def _count_fault(table: pd.DataFrame, name: str) -> Fault | None:
    odd = ~table[name].str.fullmatch(r"[0-9]{1,9}")
    return _fault(name, int(odd.sum()), "values are no counts", "whole numbers from 0 up")


def _fault(column: str, count: int, problem: str, allowed: str) -> Fault | None:
    return Fault(f"column '{column}'", f"{count} {problem}", allowed) if count else None
