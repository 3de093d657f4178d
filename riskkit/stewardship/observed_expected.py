"""Observed against expected events, by month, unit or group, with exact intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2

from riskkit.checks import check_columns, check_events, check_numbers
from riskkit.errors import DataError, Fault
from riskkit.fields import CONFIDENCE


@dataclass(frozen=True, slots=True)
class ObservedExpected:
    """How many events were seen where the model expected so many.

    Attributes
    ----------
    table : pandas.DataFrame
        The grouping columns, n, observed, expected, ratio, lower, upper (of the ratio) and
        ``differs``: whether the interval leaves 1 out.
    by : tuple of str
        The grouping columns; empty for everyone.
    """

    table: pd.DataFrame
    by: tuple[str, ...]


def observed_expected(
    data: pd.DataFrame, *, event: str, risk: str, by: Sequence[str] = (), level: float = CONFIDENCE
) -> ObservedExpected:
    """Compare events with the sum of the risks.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an estimate whose horizon has passed.
    event : str
        Column: 1 the outcome within the horizon, 0 none.
    risk : str
        Column: the risk that was given, in (0, 1).
    by : sequence of str
        Grouping columns.
    level : float
        Of the intervals.

    Raises
    ------
    DataError
        A column is missing, or holds other values.

    Notes
    -----
    The interval is exact for a Poisson count (Garwood 1936, *Biometrika* 28:437-442); with risks
    that are not small it is somewhat too wide, which lets fewer false alarms through.
    """
    check_columns(data, [event, risk, *by])
    events, risks = check_events(data, event), check_numbers(data, risk)
    if bad := int(((risks <= 0) | (risks >= 1)).sum()):
        raise DataError(Fault(f"column '{risk}'", f"{bad} values are no risks", "between 0 and 1"))
    rows = pd.DataFrame({"observed": events, "expected": risks}).assign(n=1)
    keys: list[Any] = [data[name].to_numpy() for name in by]
    if by:
        summed = rows.groupby(
            [pd.Series(key, name=name) for key, name in zip(keys, by, strict=True)], sort=True
        ).sum()
        table = summed.reset_index()
    else:
        table = rows.sum().to_frame().T
    low, high = poisson_limits(table["observed"].to_numpy(), level)
    table["ratio"] = table["observed"] / table["expected"]
    table["lower"], table["upper"] = low / table["expected"], high / table["expected"]
    table["differs"] = (table["lower"] > 1) | (table["upper"] < 1)
    order = [*by, "n", "observed", "expected", "ratio", "lower", "upper", "differs"]
    return ObservedExpected(table[order].astype({"n": int, "observed": int}), tuple(by))


def poisson_limits(count: Any, level: float = CONFIDENCE) -> tuple[Any, Any]:
    """Return exact limits of a Poisson mean from its count (Garwood 1936)."""
    tail = (1 - level) / 2
    counts = np.asarray(count, dtype=np.float64)
    low = np.where(counts > 0, chi2.ppf(tail, 2 * np.maximum(counts, 1)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * (counts + 1)) / 2
