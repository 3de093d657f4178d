"""What columns, their values and a model's terms are called for a reader."""

import re
from collections.abc import Mapping
from typing import Any

from riskkit.parameters.labels import ColumnDescription, Language

_TERM = re.compile(r"C\(\s*(\w+)\s*\)\[T\.(.*)\]|(\w+)\[T\.(.*)\]")

Columns = Mapping[str, ColumnDescription]


def column_label(columns: Columns, name: str, language: Language) -> str:
    """Return a column's label, or its name where nobody described it."""
    return columns[name].label.in_(language) if name in columns else name


def level_label(columns: Columns, name: str, value: Any, language: Language) -> str:
    """Return the label of one value of a column, or the value itself as text."""
    text = level_key(value)
    levels = columns[name].levels if name in columns else {}
    return levels[text].in_(language) if text in levels else text


def level_key(value: Any) -> str:
    """Return a value as a description's ``levels`` write it: whole numbers without a point."""
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else str(value)


def read_term(term: str) -> tuple[str, str | None]:
    """Return a model term's column and, for an indicator, its level."""
    if found := _TERM.fullmatch(term):
        column, level, other, other_level = found.groups()
        return (column, level) if column else (other, other_level)
    return term, None
