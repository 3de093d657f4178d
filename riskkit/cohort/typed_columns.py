"""From text to the kind of column it was said to be; what does not fit is counted, never cast."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from riskkit.errors import Fault
from riskkit.parameters.labels import ColumnDescription

MISSING: Final = ("", "NA")
"""How a file may write a missing value."""

_NUMBER = {".": r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", ",": r"[-+]?(?:\d+,?\d*|,\d+)(?:[eE][-+]?\d+)?"}


def read_columns(
    table: pd.DataFrame, kinds: Mapping[str, ColumnDescription | None], *, decimal: str = "."
) -> tuple[pd.DataFrame, list[Fault]]:
    """Turn columns of text into numbers, codes and categories.

    Parameters
    ----------
    table : pandas.DataFrame
        All text, as `read_text_table` gives it.
    kinds : mapping of str to ColumnDescription or None
        The columns to read; None for a column that nobody described: all numbers or all words.
    decimal : {".", ","}
        Decimal mark.

    Returns
    -------
    tuple of (pandas.DataFrame, list of Fault)
        The typed columns (missing values as NaN or None), and every fault found.
    """
    typed: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    for name, description in kinds.items():
        text = table[name].str.strip()
        text = text.mask(text.isin(MISSING))
        kind = description.kind if description else _kind_of(text)
        if kind in ("category", "identifier"):
            typed[name] = text
            faults += _level_faults(text, name, description)
            continue
        typed[name], found = _numbers(text, name, decimal, described=description is not None)
        faults += found
        if kind == "yes_no" and not found:
            faults += _yes_no_faults(typed[name], name)
    return pd.DataFrame(typed), faults


def _kind_of(text: pd.Series) -> str:
    """Return "category" where no value looks like a number, else "number"."""
    known = text.dropna()
    looks_like_one = f"{_NUMBER['.']}|{_NUMBER[',']}"
    return "number" if known.empty or known.str.fullmatch(looks_like_one).any() else "category"


def _numbers(text: pd.Series, name: str, decimal: str, *, described: bool) -> tuple[pd.Series, list[Fault]]:
    """Return a number column and its faults."""
    known = text.dropna()
    odd = known[~known.str.fullmatch(_NUMBER[decimal])]
    if odd.empty:
        plain = text.str.replace(decimal, ".", regex=False) if decimal != "." else text
        return _narrow(plain.astype("float64")), []
    other = "," if decimal == "." else "."
    commas = int(odd.str.fullmatch(_NUMBER[other]).sum())
    faults: list[Fault] = []
    if commas:
        mark = "comma" if other == "," else "point"
        remedy = f"set decimal to '{other}' if the whole file uses it"
        allowed = f"the decimal mark '{decimal}'"
        faults.append(Fault(f"column '{name}'", f"{commas} values use a decimal {mark}", allowed, remedy))
    if words := len(odd) - commas:
        remedy = "" if described else "if these are codes, describe the column as a category"
        faults.append(Fault(f"column '{name}'", f"{words} values are not numbers", "numbers", remedy))
    return pd.Series(np.nan, index=text.index), faults


def _narrow(values: pd.Series) -> pd.Series:
    """Return whole numbers without gaps as int64, all others as float64."""
    whole = values.notna().all() and bool((values == np.floor(values)).all()) and values.abs().max() < 2**53
    return values.astype("int64") if whole else values


def _yes_no_faults(values: pd.Series, name: str) -> list[Fault]:
    bad = int((~values.dropna().isin([0, 1])).sum())
    return [Fault(f"column '{name}'", f"{bad} values are neither 0 nor 1", "1 yes, 0 no")] if bad else []


def _level_faults(text: pd.Series, name: str, description: ColumnDescription | None) -> list[Fault]:
    """Return a fault where a category has values outside its described levels."""
    if description is None or not description.levels:
        return []
    bad = int((~text.dropna().isin(list(description.levels))).sum())
    allowed = ", ".join(description.levels)
    return [Fault(f"column '{name}'", f"{bad} values are not among its levels", allowed)] if bad else []
