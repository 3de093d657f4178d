"""From an extract's records to one row a person who was in the unit in the period."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from riskkit.checks import check_columns
from riskkit.errors import DataError, Fault
from riskkit.parameters.schedule import Period

COLUMNS: Final = ("person", "unit", "record", "start", "end")
RECORDS: Final = ("stay", "assessment", "incident", "release")

LEVELS: Final = {
    "movement": ("stayed", "arrived", "left", "passed"),
    "assessment": ("none", "in_time", "late", "open"),
    "incidents": ("none", "one", "more"),
    "release": ("gone", "soon", "year", "later", "unknown"),
}
"""Groups of each question; every person is in one of each."""

SOON: Final = 90
"""Days: a release within them is near."""

YEAR: Final = 365


def read_extract(path: Path) -> pd.DataFrame:
    """Read and check an extract.

    Raises
    ------
    DataError
        Unreadable, a column missing, an unknown kind of record, a day that is none, an end
        before its start, or a record without person, unit or start.
    """
    try:
        read = pd.read_csv(path, dtype=str, keep_default_na=False, usecols=lambda name: name in COLUMNS)
    except (OSError, ValueError) as error:
        raise DataError(
            Fault(path.name, f"cannot be read ({type(error).__name__})", "a CSV file in UTF-8")
        ) from None
    check_columns(read, COLUMNS)
    faults: list[Fault] = []
    for name in ("person", "unit", "start"):
        _count(faults, name, (read[name] == ""), "are empty")
    _count(faults, "record", ~read["record"].isin(RECORDS), "are unknown", ", ".join(RECORDS))
    for name in ("start", "end"):
        days = pd.to_datetime(read[name], format="%Y-%m-%d", errors="coerce")
        _count(faults, name, days.isna() & (read[name] != ""), "are no days", "YYYY-MM-DD")
        read[name] = days
    stays = read["record"] == "stay"
    _count(faults, "end", stays & (read["end"] < read["start"]), "lie before their start")
    if faults:
        raise DataError(faults)
    return read


def people_of(extract: pd.DataFrame, unit: str, period: Period) -> pd.DataFrame:
    """Return who was in a unit in a period, with one group of each question.

    Parameters
    ----------
    extract : pandas.DataFrame
        As `read_extract` returns it.
    unit : str
        The unit.
    period : Period
        First and last day, both included.

    Returns
    -------
    pandas.DataFrame
        person, and a categorical column for each of `LEVELS`.

    Raises
    ------
    DataError
        The extract does not know the unit, or nobody was there.

    Notes
    -----
    A stay counts if it overlaps the period by a day. Assessments and incidents count if they are
    due or happened in it; a person with several assessments counts under the worst. Days after
    the period are not known in it: an assessment done later is still open.
    """
    here = extract[extract["unit"] == unit]
    if here.empty:
        raise DataError(Fault("'unit'", "is not in the extract", "a unit as the extract names it"))
    first, last = pd.Timestamp(period.first), pd.Timestamp(period.last)
    stays = here[here["record"] == "stay"]
    ends = stays["end"].where(stays["end"] <= last)  # what happens later is not known yet
    stays = stays.assign(end=ends)[(stays["start"] <= last) & ~(ends < first)]
    if stays.empty:
        raise DataError(Fault("'period'", "holds nobody in this unit", "a period with people"))
    by_person = stays.assign(open=stays["end"].isna()).groupby("person", sort=True)
    people = by_person.agg({"start": "min", "open": "any"})
    known = here[here["person"].isin(people.index)]
    made = pd.DataFrame({"person": people.index.astype(str)}, index=people.index)
    made["movement"] = _movement(people, first)
    made["assessment"] = _assessment(known, first, last).reindex(people.index, fill_value="none")
    made["incidents"] = _incidents(known, first, last).reindex(people.index, fill_value="none")
    made["release"] = _release(known, people["open"], last)
    for name, levels in LEVELS.items():
        made[name] = pd.Categorical(made[name], categories=levels)
    return made.reset_index(drop=True)


def _movement(people: pd.DataFrame, first: pd.Timestamp) -> pd.Series:
    arrived = people["start"] >= first
    words = {
        (False, True): "stayed",
        (True, True): "arrived",
        (False, False): "left",
        (True, False): "passed",
    }
    return pd.Series(
        [words[bool(new), bool(still)] for new, still in zip(arrived, people["open"], strict=True)],
        index=people.index,
    )


def _within(rows: pd.DataFrame, record: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    return rows[(rows["record"] == record) & rows["start"].between(first, last)]


def _assessment(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Return each person's worst assessment that was due: open, else late, else in time."""
    due = _within(rows, "assessment", first, last)
    done = due["end"].where(due["end"] <= last)
    grave = (done > due["start"]).astype(int) + 2 * done.isna().astype(int)
    return grave.groupby(due["person"]).max().map({0: "in_time", 1: "late", 2: "open"})


def _incidents(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    counts = _within(rows, "incident", first, last).groupby("person").size()
    return counts.map(lambda count: "one" if count == 1 else "more")


def _release(rows: pd.DataFrame, still: pd.Series, last: pd.Timestamp) -> pd.Series:
    """Return how far each person's expected release lies after the period."""
    days = rows[rows["record"] == "release"].groupby("person")["start"].min().reindex(still.index)
    ahead: Any = (days - last).dt.days
    word = pd.Series("unknown", index=still.index)
    word[ahead > YEAR] = "later"
    word[ahead <= YEAR] = "year"
    word[ahead <= SOON] = "soon"
    word[~still] = "gone"
    return word


def _count(faults: list[Fault], column: str, wrong: pd.Series, problem: str, allowed: str = "") -> None:
    if count := int(wrong.sum()):
        faults.append(Fault(f"column '{column}'", f"{count} values {problem}", allowed))
