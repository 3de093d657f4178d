"""How many people of the cohort resemble an example person, and by what rule."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from riskkit.errors import ExtrapolationError, Fault

NEARNESS = 0.5
"""Numbers resemble each other when they differ by at most this many standard deviations."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """People like an example.

    Attributes
    ----------
    n : int
        People with the same yes/no values and categories, and numbers within the ranges.
    ranges : tuple of (str, float, float)
        Column and the smallest and largest value that counts as near, for each number.
    """

    n: int
    ranges: tuple[tuple[str, float, float], ...]


def resemblance(
    table: pd.DataFrame, values: Mapping[str, int | float | str], numbers: tuple[str, ...]
) -> Resemblance:
    """Count the people who resemble ``values``.

    Parameters
    ----------
    table : pandas.DataFrame
        The cohort.
    values : mapping of str to number or text
        The example's covariates.
    numbers : tuple of str
        Covariates that are numbers; all others must be equal.
    """
    alike = pd.Series(True, index=table.index)
    ranges: list[tuple[str, float, float]] = []
    for name, value in values.items():
        if name not in numbers:
            alike &= table[name] == value
            continue
        near = table[name][(table[name] - float(value)).abs() <= NEARNESS * table[name].std()]
        low, high = (near.min(), near.max()) if len(near) else (value, value)
        ranges.append((name, float(low), float(high)))
        alike &= table[name].between(float(low), float(high))
    return Resemblance(int(alike.sum()), tuple(ranges))


def check_profile(
    name: str, table: pd.DataFrame, values: Mapping[str, int | float | str], numbers: tuple[str, ...]
) -> None:
    """Raise unless an example lies within what the cohort holds.

    Raises
    ------
    ExtrapolationError
        A number outside the cohort's range, or a value that nobody in it has.
    """
    faults: list[Fault] = []
    for column, value in values.items():
        where = f"profile '{name}', '{column}'"
        known = table[column]
        is_number = not isinstance(value, str)
        if is_number != pd.api.types.is_numeric_dtype(known.dtype):
            faults.append(Fault(where, "is text where the column has numbers, or the reverse"))
        elif column in numbers and not known.min() <= float(value) <= known.max():
            rule = f"{known.min():g} to {known.max():g}, as in the cohort"
            faults.append(Fault(where, "lies outside the cohort", rule))
        elif column not in numbers and not (known == value).any():
            faults.append(Fault(where, "is a value that nobody in the cohort has", "a value of the cohort"))
    if faults:
        raise ExtrapolationError(faults)
