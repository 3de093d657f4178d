"""Kaplan-Meier curves of a cohort and its groups, and what they say at given moments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from riskkit.cohort import Cohort
from riskkit.errors import DataError, Fault, NoEventsError
from riskkit.survival import kaplan_meier
from riskkit.survival.kaplan_meier import COLUMNS

EVERYONE: Final = -1
"""Place of the whole cohort beside the places of its groups, from 0."""

MOST_GROUPS: Final = 6
"""More curves than this in one figure cannot be told apart."""

_STEPS: Final = {
    "day": (1, 2, 7, 14, 30, 90, 180, 365, 730, 1825),
    "week": (1, 2, 4, 13, 26, 52, 104, 260),
    "month": (1, 2, 3, 6, 12, 24, 60, 120),
    "year": (1, 2, 5, 10),
}


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """The curve of everyone or of one group.

    Attributes
    ----------
    group : int
        Place of the group, -1 for everyone.
    table : pandas.DataFrame
        Kaplan-Meier: time, n_at_risk, n_events, survival, std_error, lower, upper.
    times, events : pandas.Series
        The people's follow-up, to count from.
    entries : pandas.Series or None
        When each came under observation; None where all were followed from the start.
    """

    group: int
    table: pd.DataFrame
    times: pd.Series
    events: pd.Series
    entries: pd.Series | None = None


def group_values(table: pd.DataFrame, column: str | None) -> tuple[int | float | str, ...]:
    """Return the values of the grouping column, sorted; empty where there is none.

    Raises
    ------
    DataError
        One value only, or more than 6.
    """
    if column is None:
        return ()
    values = tuple(sorted(table[column].unique().tolist()))
    if not 2 <= len(values) <= MOST_GROUPS:
        raise DataError(
            Fault(f"column '{column}'", f"has {len(values)} different values",
                  f"2 to {MOST_GROUPS} groups", "choose another column to split by, or leave 'group' out")
        )  # fmt: skip
    return values


def survival_curves(
    cohort: Cohort, column: str | None, values: Sequence[int | float | str]
) -> tuple[SurvivalCurve, ...]:
    """Return the curve of everyone, then of each group."""
    table = cohort.table
    parts = [(EVERYONE, table), *((i, table[table[column] == value]) for i, value in enumerate(values))]
    return tuple(
        SurvivalCurve(
            group, _curve(part, cohort), part[cohort.time], part[cohort.event],
            part[cohort.entry] if cohort.entry is not None else None,
        )
        for group, part in parts
    )  # fmt: skip


def curves_at(curves: Sequence[SurvivalCurve], times: Sequence[float]) -> pd.DataFrame:
    """Read curves at given times.

    Returns
    -------
    pandas.DataFrame
        group, time, n_at_risk (just before the time), n_events (up to and with it), survival,
        std_error, lower, upper.
    """
    rows: list[dict[str, Any]] = []
    for curve in curves:
        for time in times:
            rows.append(
                {
                    "group": curve.group,
                    "time": float(time),
                    "n_at_risk": _followed_at(curve, time),
                    "n_events": int(((curve.times <= time) & (curve.events == 1)).sum()),
                    **_state(curve.table, time),
                }
            )
    return pd.DataFrame(rows)


def time_marks(longest: float, unit: str, most: int = 7) -> tuple[float, ...]:
    """Return times from 0 to the end of follow-up in steps that people use for this unit."""
    steps = _STEPS[unit]
    step = next((step for step in steps if longest / step <= most), steps[-1])
    return tuple(float(step * index) for index in range(int(longest // step) + 1))


def median_follow_up(cohort: Cohort) -> float:
    """Return the median time to the end of follow-up, as if no outcome had occurred; NaN if none."""
    curve = reverse_curve(cohort)
    reached = curve[curve["survival"] <= 0.5]
    return float(reached["time"].iloc[0]) if len(reached) else float("nan")


def reverse_curve(cohort: Cohort) -> pd.DataFrame:
    """Return the curve of the time to the end of follow-up; without rows where nobody was censored."""
    ended = cohort.table.assign(**{cohort.event: 1 - cohort.table[cohort.event]})
    try:
        return _curve(ended, cohort)
    except NoEventsError:  # nobody was censored
        return pd.DataFrame({name: pd.Series(dtype=float) for name in COLUMNS})


def _curve(table: pd.DataFrame, cohort: Cohort) -> pd.DataFrame:
    return kaplan_meier(table, time=cohort.time, event=cohort.event, entry=cohort.entry).table


def _followed_at(curve: SurvivalCurve, time: float) -> int:
    """Return how many are under observation without the outcome just before a time."""
    there = curve.times >= time
    if curve.entries is not None:
        there &= (curve.entries < time) | ((time == 0) & (curve.entries == 0))
    return int(there.sum())


def _state(curve: pd.DataFrame, time: float) -> dict[str, float]:
    """Return survival and its error at a time: that of the last row up to it."""
    before = curve[curve["time"] <= time]
    if before.empty:
        return {"survival": 1.0, "std_error": 0.0, "lower": 1.0, "upper": 1.0}
    return {name: float(before.iloc[-1][name]) for name in ("survival", "std_error", "lower", "upper")}
