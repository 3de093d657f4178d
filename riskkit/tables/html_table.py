"""A table for readers: caption, header cells with scope, exact values kept beside the shown ones."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

SHOWN = "shown_"
"""Columns whose names begin so are for display and stay out of the CSV."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as readers see it.

    Attributes
    ----------
    name : str
        Column of the frame.
    label : str
        Header.
    show : callable
        Value to text.
    numeric : bool
        Aligned right.
    """

    name: str
    label: str
    show: Callable[[Any], str] = str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its exact values.

    Attributes
    ----------
    name : str
        File name of its CSV, without extension.
    caption : str
        Shown above the table.
    frame : pandas.DataFrame
        Exact values, and columns for display only, named ``shown_...``.
    columns : tuple of Column
        What is shown, in order; the first names the rows.
    note : str
        Shown below.
    """

    name: str
    caption: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    note: str = ""

    def html(self) -> str:
        """Return the table as HTML, in a region that the keyboard can scroll."""
        label = escape(self.caption, quote=True)
        head = "".join(
            f'<th scope="col"{_numeric(column)}>{escape(column.label)}</th>' for column in self.columns
        )
        shown = [[escape(column.show(value)) for value in self.frame[column.name]] for column in self.columns]
        rows = "".join(self._row(cells) for cells in zip(*shown, strict=True))
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="table" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption>{escape(self.caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>{note}"
        )

    def _row(self, cells: tuple[str, ...]) -> str:
        first, *rest = cells
        others = "".join(
            f"<td{_numeric(column)}>{cell}</td>" for column, cell in zip(self.columns[1:], rest, strict=True)
        )
        return f'<tr><th scope="row">{first}</th>{others}</tr>'

    def csv(self) -> str:
        """Return the exact values as CSV: decimal points, text that cannot be a formula."""
        helpers = [name for name in self.frame.columns if str(name).startswith(SHOWN)]
        safe = self.frame.drop(columns=helpers)
        for name in safe.select_dtypes(include=["object", "string"]).columns:
            safe[name] = safe[name].map(_inert)
        return safe.to_csv(index=False, lineterminator="\n")


def _numeric(column: Column) -> str:
    return ' class="number"' if column.numeric else ""


def _inert(value: Any) -> Any:
    """Return text on one line, so that a spreadsheet does not take it for a formula."""
    if not isinstance(value, str):
        return value
    line = value.replace("\r", " ").replace("\n", " ")
    return f"'{line}" if value.startswith(_RISKY) else line
