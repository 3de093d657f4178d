"""Cells and rows of the unit page's lists, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from riskkit.pages.texts import Texts
from riskkit.pages.unit_people import UnitPeople
from riskkit.wording import wording

Cell = dict[str, Any]
LAST = date.max.toordinal()
"""Sorts after every day."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list.

    Attributes
    ----------
    id : str
        Of the entry it is about.
    cells : list of Cell
        One a column.
    tags : set of str
        By which filters it is shown.
    actions : list of dict
        Forms that may be opened from it.
    """

    id: str
    cells: list[Cell]
    tags: set[str] = field(default_factory=set[str])
    actions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def cell(*lines: str, sort: Any = None, alert: bool = False, quiet: Iterable[str] = ()) -> Cell:
    """Return a cell of lines; the first may ask for attention, quiet ones come after."""
    shown = [{"text": each, "mark": ""} for each in lines if each]
    if alert and shown:
        shown[0]["mark"] = "alert"
    shown += [{"text": each, "mark": "quiet"} for each in quiet if each]
    return {"lines": shown, "sort": (lines[0] if lines else "") if sort is None else sort}


def person_cell(people: UnitPeople, person: str, texts: Texts) -> Cell:
    """Return who a row is about: name and pseudonym."""
    found = people.person(person)
    if found is None:
        return cell(texts.say("elsewhere"), sort="~")
    name = found.made_up_name or found.id
    return cell(name, quiet=[found.id] if found.made_up_name else [])


def day_cell(on: date | None, said: str, *, late: bool = False, quiet: Iterable[str] = ()) -> Cell:
    """Return a day that may be late, in words."""
    return cell(said, sort=on.toordinal() if on else LAST, alert=late, quiet=quiet)


def action(form: str, entry: str, version: int, label: str, who: str, **values: str) -> dict[str, Any]:
    """Return a form to open from a row: which entry in which version, and what is filled in already."""
    return {
        "form": form, "entry": entry, "version": version, "label": label, "who": who, "values": values,
    }  # fmt: skip


def shown_list(
    name: str, columns: Iterable[str], filters: Iterable[str], rows: Iterable[Row], texts: Texts
) -> dict[str, Any]:
    """Return one list with its heading, columns, filters and rows."""
    return {
        "id": name,
        "caption": texts.say(f"part_{name}_caption"),
        "none": texts.say(f"part_{name}_none"),
        "columns": [texts.say(f"column_{each}") for each in columns],
        "filters": [{"value": each, "label": texts.say(f"filter_{each}")} for each in filters],
        "rows": [
            {"id": each.id, "cells": each.cells, "tags": sorted(each.tags), "actions": each.actions}
            for each in rows
        ],
    }


def value(code: str, texts: Texts) -> str:
    """Return what a kind, state or outcome is called, as a sentence begins."""
    said: Mapping[str, str] = wording("casework", texts.language).texts
    return said[f"value_{code}"].capitalize()


def days_text(days: int, texts: Texts) -> str:
    """Return a number of days in words."""
    return texts.say("days_one" if days == 1 else "days_many", days=days)
