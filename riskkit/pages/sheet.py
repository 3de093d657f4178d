"""The pieces of a page of sections, as plain values: sentences, facts, tables, forms, questions.

The script beside the component draws them; everything in them is text, never markup.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

Piece = dict[str, Any]
FieldType = Literal["text", "select", "date", "search", "textarea"]
HOLDS: Final = {True: "yes", False: "no"}


def section(name: str, heading: str, *parts: Piece | None) -> Piece:
    """Return a section under a heading; parts that are None are left out."""
    return {"id": name, "heading": heading, "parts": [each for each in parts if each is not None]}


def text(said: str, *, mark: str = "") -> Piece:
    """Return a paragraph; ``mark`` is "hint" (left out on paper) or "bad"."""
    return {"kind": "text", "text": said, "mark": mark}


def subheading(said: str) -> Piece:
    """Return a heading within a section."""
    return {"kind": "heading", "text": said}


def facts(rows: Iterable[Piece]) -> Piece:
    """Return a list of terms with what is known of them; see `fact`."""
    return {"kind": "facts", "rows": list(rows)}


def fact(term: str, said: str, *, holds: bool | None = None, verdict: str = "", code: bool = False) -> Piece:
    """Return one term with its content, and how a check of it came out."""
    mark = "" if holds is None else HOLDS[holds]
    return {"term": term, "text": said, "mark": mark, "verdict": verdict, "code": code}


def fold(name: str, said: str, *parts: Piece) -> Piece:
    """Return pieces that are shown when asked for, and on paper always."""
    return {"kind": "fold", "id": name, "text": said, "parts": list(parts)}


def bullets(items: Iterable[str]) -> Piece:
    """Return a list of lines."""
    return {"kind": "list", "items": list(items)}


def lines(*said: tuple[str, str]) -> Piece:
    """Return a cell of several lines, each with its mark: "", "quiet" or "alert"."""
    return {"lines": [{"text": each, "mark": mark} for each, mark in said]}


def table(
    name: str, caption: str, columns: Sequence[str], rows: Iterable[Piece], *, actions: str = ""
) -> Piece:
    """Return a table; ``actions`` is the heading of a last column with what can be done with a row."""
    return {
        "kind": "table", "id": name, "caption": caption, "columns": list(columns), "rows": list(rows),
        "actions": actions,
    }  # fmt: skip


def row(*cells: str | Piece, actions: Sequence[Piece] = ()) -> Piece:
    """Return a row of a table; the first cell is its heading."""
    return {"cells": list(cells), "actions": list(actions)}


def action(
    name: str, label: str, command: str = "", *, about: str = "", extra: Piece | None = None,
    confirm: Piece | None = None, quiet: bool = False,
) -> Piece:  # fmt: skip
    """Return something to do: a command for the kernel, asked for once more where ``confirm`` says how."""
    return {
        "id": name, "label": label, "about": about, "command": command, "extra": extra or {},
        "confirm": confirm, "quiet": quiet,
    }  # fmt: skip


def opens(name: str, label: str, person: str, *, about: str = "") -> Piece:
    """Return an action that opens a person's page in this tab."""
    return {"id": name, "label": label, "about": about or person, "open": person, "quiet": True}


def proves(name: str, label: str, code: str, *, about: str = "") -> Piece:
    """Return an action that opens the proof of a figure in this tab, by its reference code."""
    return {"id": name, "label": label, "about": about or code, "prove": code, "quiet": True}


def question(heading: str, said: str, yes: str, fields: Sequence[Piece] = ()) -> Piece:
    """Return what is asked before an action is done."""
    return {"heading": heading, "text": said, "yes": yes, "fields": list(fields)}


def buttons(*actions: Piece) -> Piece:
    """Return a row of actions."""
    return {"kind": "buttons", "actions": list(actions)}


def form(name: str, said: str, button: str, command: str, fields: Sequence[Piece]) -> Piece:
    """Return a short form; ``said`` names it for who cannot see it."""
    return {
        "kind": "form", "id": name, "name": said, "button": button, "command": command, "extra": {},
        "fields": list(fields),
    }  # fmt: skip


def field(
    name: str, label: str, *, kind: FieldType = "text", value: str = "", hint: str = "",
    options: Iterable[tuple[str, str]] = (), required: bool = False,
) -> Piece:  # fmt: skip
    """Return one field of a form; ``options`` are values with their labels."""
    return {
        "name": name, "label": label, "type": kind, "value": value, "hint": hint, "required": required,
        "options": [{"value": each, "label": shown} for each, shown in options],
    }  # fmt: skip
