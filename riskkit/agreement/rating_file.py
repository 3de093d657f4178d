"""Ratings in long format: one line a rating, with subject, rater and (if any) item."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from riskkit.cohort.table_file import fingerprint, read_text_table
from riskkit.cohort.typed_columns import read_columns
from riskkit.errors import DataError, Fault, RatingError
from riskkit.parameters.labels import ColumnDescription, Text

PUBLIC: Final = {
    "diagnoses_1971": ("patient", "psychiatrist", "diagnosis"),
    "four_observers": ("unit", "observer", "value"),
}
"""Published ratings that ship with riskkit: columns of subject, rater and rating."""

ALL: Final = "ratings"
"""Name of the one item of a file without an item column."""


@dataclass(frozen=True, slots=True)
class RatingFile:
    """A checked file of ratings.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns subject, rater, item, rating; one row a rating given, sorted.
    items : tuple of str
        In the order asked for, else sorted.
    fingerprint : str
        SHA-256 of the file.
    n_blank : int
        Lines without a rating.
    """

    table: pd.DataFrame
    items: tuple[str, ...]
    fingerprint: str
    n_blank: int

    @property
    def n_subjects(self) -> int:
        """Number of subjects with any rating."""
        return int(self.table["subject"].nunique())

    @property
    def raters(self) -> tuple[str, ...]:
        """Every rater, sorted."""
        return tuple(sorted(self.table["rater"].unique()))

    def of_item(self, item: str) -> pd.DataFrame:
        """Return one item's ratings, subjects x raters; empty where there is none."""
        own = self.table[self.table["item"] == item]
        return own.pivot(index="subject", columns="rater", values="rating").rename_axis(columns=None)

    def together(self) -> pd.DataFrame:
        """Return all items, one row a subject and item (both in the index), by rater."""
        index = ["subject", "item"]
        return self.table.pivot(index=index, columns="rater", values="rating").rename_axis(columns=None)


def public_ratings(name: str) -> Path:
    """Return the file of a published example.

    Raises
    ------
    RatingError
        There is no such example.
    """
    if name not in PUBLIC:
        raise RatingError(Fault("ratings", "is no published example", ", ".join(PUBLIC)))
    return Path(__file__).parent / "public" / f"{name}.csv"


def read_rating_file(
    path: Path,
    *,
    subject: str,
    rater: str,
    rating: str,
    item: str | None = None,
    items: Sequence[str] | None = None,
    levels: Sequence[str] = (),
    numeric: bool = False,
    decimal: str = ".",
    delimiter: str = ",",
) -> RatingFile:
    """Read ratings, one line a rating.

    Parameters
    ----------
    path : Path
        A UTF-8 CSV file.
    subject, rater, rating : str
        Columns with who was rated, by whom, and the rating; an empty rating is missing.
    item : str or None
        Column with the item; None if there is one item.
    items : sequence of str or None
        Items to use, in this order; None takes all, sorted.
    levels : sequence of str
        Allowed ratings; empty allows any.
    numeric : bool
        Whether ratings are numbers.
    decimal, delimiter : str
        Decimal mark, and what stands between the columns.

    Raises
    ------
    DataError
        The file cannot be read, columns are missing, or values are not numbers or not
        among the levels.
    RatingError
        A rating given twice, a line without subject, rater or item, an item that the file
        does not have, or no rating at all.
    """
    text = read_text_table(path, delimiter=delimiter)
    wanted = [name for name in (subject, rater, item, rating) if name is not None]
    if absent := [name for name in wanted if name not in text.columns]:
        there = ", ".join(text.columns)
        raise DataError(
            [Fault(f"column '{name}'", f"is not in {path.name}", f"one of: {there}") for name in absent]
        )
    kinds = {name: _kind(name, "category") for name in wanted}
    kinds[rating] = _kind(rating, "number" if numeric else "category", levels)
    typed, faults = read_columns(text, kinds, decimal=decimal)
    if faults:
        raise DataError(faults)
    table = pd.DataFrame(
        {
            "subject": typed[subject],
            "rater": typed[rater],
            "item": typed[item] if item is not None else ALL,
            "rating": typed[rating],
        }
    )
    return _checked(table, path, items if item is not None else None)


def _checked(table: pd.DataFrame, path: Path, items: Sequence[str] | None) -> RatingFile:
    """Refuse doubles, gaps in the keys and unknown items; leave blank ratings out and count them."""
    keys = ["subject", "item", "rater"]
    faults = [
        Fault(f"column of the {key}", f"is empty in {count} lines", f"a {key} on every line")
        for key in keys
        if (count := int(table[key].isna().sum()))
    ]
    if double := int(table.duplicated(keys).sum()):
        faults.append(
            Fault(path.name, f"gives {double} ratings a second time", "one line a subject, item and rater")
        )
    there = sorted(table["item"].dropna().unique())
    chosen = list(items) if items is not None else there
    if absent := [name for name in chosen if name not in there]:
        faults.append(
            Fault("items", f"{len(absent)} are not in {path.name}: {', '.join(absent)}", ", ".join(there))
        )
    given = table[table["rating"].notna() & table["item"].isin(chosen)]
    if given.empty and not faults:
        faults.append(Fault(path.name, "holds no rating", "at least two subjects rated twice"))
    if faults:
        raise RatingError(faults)
    blank = int(table["rating"].isna().sum())
    return RatingFile(given.sort_values(keys, ignore_index=True), tuple(chosen), fingerprint(path), blank)


def _kind(name: str, kind: str, levels: Sequence[str] = ()) -> ColumnDescription:
    """Describe a column for the reader."""
    named = {level: Text(nl=level, en=level) for level in levels}
    return ColumnDescription.model_validate({"label": Text(nl=name, en=name), "kind": kind, "levels": named})
