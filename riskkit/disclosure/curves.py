"""Curves of groups beside everyone's, so that no step of a hidden group is found by subtraction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, check_columns
from riskkit.disclosure.curve import COLUMNS, ReleasedCurve
from riskkit.disclosure.rounding import round_counts
from riskkit.disclosure.rules import DEFAULT_RULES, Rules

_FIGURES = ("survival", "std_error", "lower", "upper")


@dataclass(frozen=True, slots=True)
class _Counts:
    """Events up to and with each time, and people followed just before it; all events, all people."""

    events: FloatArray
    at_risk: FloatArray
    total: float
    people: float

    def __add__(self, other: "_Counts") -> "_Counts":
        return _Counts(
            self.events + other.events, self.at_risk + other.at_risk, self.total + other.total,
            self.people + other.people,
        )  # fmt: skip


def release_curves(
    everyone: pd.DataFrame,
    groups: Sequence[pd.DataFrame] = (),
    *,
    hidden: Collection[int] = (),
    rules: Rules = DEFAULT_RULES,
) -> tuple[ReleasedCurve, tuple[ReleasedCurve, ...]]:
    """Coarsen everyone's curve and those of groups in the same steps.

    Parameters
    ----------
    everyone : pandas.DataFrame
        As `riskkit.survival.kaplan_meier` gives it.
    groups : sequence of pandas.DataFrame
        Of groups that together are everyone.
    hidden : collection of int
        Places of groups that may not be shown for other reasons.
    rules : Rules
        See below.

    Returns
    -------
    tuple of (ReleasedCurve, tuple of ReleasedCurve)
        Everyone's and the groups'; those that may not be shown are blank.

    Notes
    -----
    All curves end their steps at the same times. In each step, and after the last, every group
    that is shown, and those that are not shown taken together, have at least ``threshold``
    events; at each end they have ``threshold`` people still followed, and between two ends
    ``threshold`` people leave. Subtracting shown curves from each other, and from the totals,
    thus gives nothing smaller. A group that cannot be hidden alone takes the smallest other
    with it. Without groups, the totals beside everyone's curve are guarded in the same way.

    How many were censored in a step would follow from who is still followed: those numbers are
    rounded to multiples of the threshold, but at the start, and survival and its limits to three
    decimals, from which they cannot be worked out either.
    """
    for table in (everyone, *groups):
        check_columns(table, COLUMNS)
    times = everyone["time"].to_numpy(dtype=np.float64)
    counts = [_counts(table, times) for table in groups]
    whole = _counts(everyone, times)
    blank = {place for place, each in enumerate(counts) if not _ends([each], rules.threshold)} | set(hidden)
    while True:
        shown = [place for place in range(len(groups)) if place not in blank]
        watched = [whole, *(counts[place] for place in shown)]
        if blank and shown:
            watched.append(_together([counts[place] for place in sorted(blank)]))
        ends = _ends(watched, rules.threshold)
        if ends or not shown:
            break
        blank.add(min(shown, key=lambda place: (counts[place].total, place)))
    curves = tuple(
        _released(table, times[ends], rules, blank=place in blank) for place, table in enumerate(groups)
    )
    return _released(everyone, times[ends], rules, blank=False), curves


def blank_curve(rules: Rules = DEFAULT_RULES) -> ReleasedCurve:
    """Return a curve of which nothing may be shown."""
    return ReleasedCurve(pd.DataFrame({name: [] for name in COLUMNS}, dtype=float), rules, 0)


def _counts(table: pd.DataFrame, times: FloatArray) -> _Counts:
    own = table["time"].to_numpy(dtype=np.float64)
    events = np.concatenate([[0.0], np.cumsum(table["n_events"].to_numpy(dtype=np.float64))])
    followed = np.append(table["n_at_risk"].to_numpy(dtype=np.float64), 0.0)
    return _Counts(
        events[np.searchsorted(own, times, side="right")],
        followed[np.searchsorted(own, times, side="left")],
        float(events[-1]),
        float(followed[0]),
    )


def _together(counts: Sequence[_Counts]) -> _Counts:
    first, *rest = counts
    for each in rest:
        first = first + each
    return first


def _ends(watched: Sequence[_Counts], threshold: int) -> list[int]:
    """Return the places at which a step may end for all of them."""
    ends: list[int] = []
    for place in range(len(watched[0].events)):
        if all(_may_end(each, ends[-1] if ends else None, place, threshold) for each in watched):
            ends.append(place)
    return ends


def _may_end(counts: _Counts, last: int | None, place: int, threshold: int) -> bool:
    before = 0.0 if last is None else counts.events[last]
    left = (counts.people if last is None else counts.at_risk[last]) - counts.at_risk[place]
    return bool(
        counts.events[place] - before >= threshold
        and counts.total - counts.events[place] >= threshold
        and counts.at_risk[place] >= threshold
        and left >= threshold
    )


def _rounded(counts: FloatArray, base: int) -> FloatArray:
    frame = pd.DataFrame({"n": counts})
    return round_counts(frame, ["n"], base=max(base, 2))["n"].to_numpy(dtype=np.float64)


def _released(table: pd.DataFrame, ends: FloatArray, rules: Rules, *, blank: bool) -> ReleasedCurve:
    """Read a curve at the ends of the steps; it starts at time 0."""
    before = int((table["n_events"].to_numpy() > 0).sum())
    if blank or not len(ends):
        return ReleasedCurve(pd.DataFrame({name: [] for name in COLUMNS}, dtype=float), rules, before)
    counts = _counts(table, ends)
    rows = np.searchsorted(table["time"].to_numpy(dtype=np.float64), ends, side="right") - 1
    shown = table.iloc[rows][list(COLUMNS)].astype(float).reset_index(drop=True)
    shown = shown.assign(
        time=ends, n_at_risk=_rounded(counts.at_risk, rules.threshold),
        n_events=np.diff(np.concatenate([[0.0], counts.events])),
    ).round(dict.fromkeys(_FIGURES, 3))  # fmt: skip
    start = dict(zip(COLUMNS, (0.0, float(table["n_at_risk"].iloc[0]), 0.0, 1.0, 0.0, 1.0, 1.0), strict=True))
    return ReleasedCurve(pd.concat([pd.DataFrame([start]), shown], ignore_index=True), rules, before)
