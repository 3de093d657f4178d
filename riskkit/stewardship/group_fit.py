"""A Hosmer-type test: do risks agree with outcomes from the low to the high end."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import chi2

from riskkit.checks import check_columns, check_events, check_numbers
from riskkit.errors import DataError, Fault

GROUPS: Final = 10


@dataclass(frozen=True, slots=True)
class GroupFit:
    """Observed and expected events in groups of rising risk.

    Attributes
    ----------
    table : pandas.DataFrame
        lowest, highest (risk), n, observed, expected.
    chi_square, p : float
        Of the sum of (observed - expected)^2 / variance, and its probability when the risks are
        right.
    groups : int
        Degrees of freedom: the risks were not fitted to these people.
    """

    table: pd.DataFrame
    chi_square: float
    p: float
    groups: int


def group_fit(data: pd.DataFrame, *, event: str, risk: str, groups: int = GROUPS) -> GroupFit:
    """Compare outcomes with risks in groups of equal size.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an estimate whose horizon has passed.
    event, risk : str
        Columns: 1 or 0, and the risk given, in (0, 1).
    groups : int
        At most; as many as give 5 people or more each.

    Raises
    ------
    DataError
        A column is missing or holds other values, or fewer than 10 people.

    Notes
    -----
    Hosmer & Lemeshow (1980), *Commun Stat A* 9:1043-1069, for people whom the model has not
    seen: as many degrees of freedom as groups.
    """
    check_columns(data, [event, risk])
    events, risks = check_events(data, event), check_numbers(data, risk)
    if len(data) < 10 or ((risks <= 0) | (risks >= 1)).any():
        raise DataError(Fault(f"column '{risk}'", "holds no risks of 10 people", "between 0 and 1, 10 rows"))
    count = min(groups, len(data) // 5)
    order = np.argsort(risks, kind="stable")
    rows: list[dict[str, Any]] = []
    total = 0.0
    for part in np.array_split(order, count):
        expected, variance = float(risks[part].sum()), float((risks[part] * (1 - risks[part])).sum())
        observed = int(events[part].sum())
        total += (observed - expected) ** 2 / variance
        rows.append({"lowest": float(risks[part].min()), "highest": float(risks[part].max()),
                     "n": len(part), "observed": observed, "expected": expected})  # fmt: skip
    return GroupFit(pd.DataFrame(rows), total, float(chi2.sf(total, count)), count)
