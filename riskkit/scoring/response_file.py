"""Read a CSV file of answers: text stays text until the instrument says that it is a number."""

import csv
import io
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from riskkit.errors import Fault, OutputError, ResponseError
from riskkit.instruments import Instrument
from riskkit.instruments.case_table import NOT_APPLICABLE, UNKNOWN
from riskkit.instruments.responses import NotApplicable, Unknown
from riskkit.scoring.ages import ages_from_dates, dates_in

MAX_BYTES: Final = 500_000_000
_WHOLE: Final = re.compile(r"^-?(?:0|[1-9][0-9]{0,9})$")


def read_responses(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Read answers, one line a person, for `riskkit.scoring.score`.

    Parameters
    ----------
    path : Path
        Comma-separated UTF-8 text with a heading of item ids; ``person``,
        ``instrument_version`` and ``population`` may stand beside them. In the place of ages
        a file may give ``date_of_birth`` and the dates of `riskkit.scoring.ages.DATES`. An empty cell or
        ``?`` is unknown, ``?: reason`` unknown with a reason, ``n/a`` not applicable.
    instrument : Instrument
        Its items say which columns hold whole numbers.

    Raises
    ------
    ResponseError
        Missing, too large, not UTF-8, empty, or with lines of unequal length.
    """
    rows = _rows(path)
    heading, body = [name.strip() for name in rows[0]], rows[1:]
    if uneven := sum(len(row) != len(heading) for row in body):
        raise ResponseError(
            Fault(path.name, f"has {uneven} lines with more or fewer cells than the heading",
                  f"{len(heading)} cells a line", "check commas inside cells: they need quotes")
        )  # fmt: skip
    numeric = {item.id for item in instrument.items if item.numeric}
    items = {item.id for item in instrument.items}
    frame = pd.DataFrame(body, columns=heading, dtype=object)
    if len(set(heading)) != len(heading):
        return frame  # the scorer names the column that is there twice
    if dates_in(heading):
        frame = _with_ages(frame, instrument)
    for name in heading:
        if name in items:
            frame[name] = pd.Series([_cell(cell, name in numeric) for cell in frame[name]], dtype=object)
    return frame


def one_person(frame: pd.DataFrame, instrument: Instrument, person: str | None) -> dict[str, Any]:
    """Return the answers of one person of a file by item: of the person named, else of the first line.

    Raises
    ------
    ResponseError
        No or more than one such person, or columns that are no items.
    """
    beside = ("person", "instrument_version", "population")
    if person is not None:
        if "person" not in frame.columns:
            raise ResponseError(
                Fault("column 'person'", "is not in the table", remedy="add it, or leave out --person")
            )
        frame = frame[frame["person"] == person]
        if len(frame) != 1:
            raise ResponseError(Fault("column 'person'", f"names this person {len(frame)} times", "once"))
    known = {item.id for item in instrument.items}
    foreign = [name for name in frame.columns if name not in known and name not in beside]
    if foreign:
        raise ResponseError(
            [Fault(f"column '{name}'", f"is not an item of {instrument.id}") for name in foreign]
        )
    return {name: frame[name].iloc[0] for name in frame.columns if name in known}


def write_results(table: pd.DataFrame, path: Path | None) -> str:
    """Return results as CSV text, every digit kept; written to ``path`` where one is given.

    Raises
    ------
    OutputError
        The file is there already, or cannot be written.
    """
    text = table.to_csv(index=False)
    if path is not None:
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
        except FileExistsError:
            raise OutputError(Fault(path.name, "is there already", "a new file name")) from None
        except OSError as error:
            raise OutputError(
                Fault(str(path), f"cannot be written ({error.strerror})", "a folder you may write in")
            ) from None
    return text


def _with_ages(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Put ages in the place of dates; a table that gives both is refused."""
    names = dates_in(frame.columns)
    counts: Counter[tuple[str, str, str, str]] = Counter()
    rows: list[dict[str, int | Unknown]] = []
    for cells in frame[list(names)].itertuples(index=False):
        try:
            rows.append(ages_from_dates(dict(zip(names, map(_date, cells), strict=True)), instrument))
        except ResponseError as error:
            counts.update((each.where, each.problem, each.allowed, each.remedy) for each in error.faults)
    faults = [
        Fault(where, f"{problem} in {count} rows", allowed, remedy)
        for (where, problem, allowed, remedy), count in counts.items()
    ]
    asked = list(rows[0]) if rows else []
    faults += [
        Fault(f"column '{name}'", "stands beside the dates that give it", "ages or dates, not both")
        for name in asked
        if name in frame.columns
    ]
    if faults:
        raise ResponseError(faults)
    ages = {name: pd.Series([row[name] for row in rows], dtype=object) for name in asked}
    return frame.drop(columns=list(names)).assign(**ages)


def _date(cell: str) -> date | None:
    text = cell.strip()
    if not text or text.startswith(UNKNOWN):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ResponseError(
            Fault(
                "a date",
                "is not written as year-month-day",
                "dates such as 1988-02-29",
                "no order is guessed",
            )
        ) from None


def _rows(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ResponseError(Fault(path.name, "is too large", f"at most {MAX_BYTES} bytes", "split it"))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ResponseError(Fault(str(path), "does not exist", remedy="check the path")) from None
    except UnicodeDecodeError:
        raise ResponseError(Fault(path.name, "is not UTF-8 text", "UTF-8")) from None
    except OSError as error:
        raise ResponseError(
            Fault(str(path), f"cannot be read ({error.strerror})", "a readable file")
        ) from None
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except csv.Error as error:
        raise ResponseError(Fault(path.name, f"is not comma-separated text ({error})", "CSV")) from None
    if len(rows) < 2:
        raise ResponseError(Fault(path.name, "has no people", "a heading and one line a person"))
    return rows


def _cell(cell: str, numeric: bool) -> Any:
    """Return one answer as the scorer takes it."""
    text = cell.strip()
    if not text:
        return None
    if text == NOT_APPLICABLE:
        return NotApplicable()
    if text.startswith(UNKNOWN):
        reason = text.removeprefix(UNKNOWN).lstrip(": ")
        return Unknown(reason) if reason else Unknown()
    return int(text) if numeric and _WHOLE.match(text) else text
