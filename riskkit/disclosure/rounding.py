"""Counts rounded to a base, with every ratio worked out again from the rounded counts."""

from collections.abc import Mapping

import pandas as pd

from riskkit.checks import check_columns, check_numbers
from riskkit.errors import DataError, Fault


def round_counts(
    table: pd.DataFrame,
    counts: list[str],
    *,
    ratios: Mapping[str, tuple[str, str]] | None = None,
    base: int = 5,
) -> pd.DataFrame:
    """Return the table with counts rounded to the nearest multiple of ``base``.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    counts : list of str
        Columns of counts from 0 up; halves are rounded up.
    ratios : mapping of str to (str, str), optional
        Columns worked out again as numerator by denominator, both rounded: a ratio of the true
        counts would give them away. It is missing where the denominator rounds to zero.
    base : int
        At least 2.

    Raises
    ------
    DataError
        A column is missing, or a count is negative or missing.
    """
    if base < 2:
        raise DataError(Fault("base", f"is {base}", "at least 2"))
    used = dict(ratios or {})
    check_columns(table, [*counts, *(name for pair in used.values() for name in pair)])
    made = table.copy()
    for name in counts:
        numbers = check_numbers(table, name)
        if count := int((numbers < 0).sum()):
            raise DataError(Fault(f"column '{name}'", f"{count} counts are negative", "counts from 0 up"))
        made[name] = ((numbers + base / 2) // base * base).astype(int)
    for name, (above, below) in used.items():
        made[name] = made[above] / made[below].where(made[below] > 0)
    return made
