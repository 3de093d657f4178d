"""What released curves say at the ends of their steps, and which ends stand for a horizon."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.curves import SurvivalCurve
from riskkit.disclosure import ReleasedCurve

MOST_MARKS: Final = 7
"""More moments than this under a figure cannot be read."""

_STATE: Final = ("survival", "std_error", "lower", "upper")


def step_ends(curve: ReleasedCurve) -> list[float]:
    """Return the times at which the steps of a curve end."""
    return [float(time) for time in curve.table["time"].iloc[1:]]


def ends_before(horizons: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Return for each horizon the last end of a step up to it, each once; none before the first end."""
    found = [max((end for end in ends if end <= horizon), default=None) for horizon in horizons]
    return sorted({end for end in found if end is not None})


def marked(ends: Sequence[float]) -> list[float]:
    """Return at most seven moments for the axis of a figure: the start and ends of steps."""
    times = [0.0, *ends]
    places = np.unique(np.linspace(0, len(times) - 1, MOST_MARKS).round().astype(int))
    return [times[place] for place in places]


def read_at(curves: Sequence[tuple[int, ReleasedCurve]], times: Sequence[float]) -> pd.DataFrame:
    """Read released curves at the ends of their steps.

    Parameters
    ----------
    curves : sequence of (int, ReleasedCurve)
        Each with the place of its group.
    times : sequence of float
        0 or ends of steps.

    Returns
    -------
    pandas.DataFrame
        group, time, n_at_risk, n_events (so far), survival, std_error, lower, upper; missing for
        a curve that is blank.
    """
    rows: list[dict[Any, Any]] = []
    for place, curve in curves:
        table = curve.table.assign(n_events=curve.table["n_events"].cumsum())
        found = {float(row["time"]): row for row in table.to_dict("records")}
        for time in times:
            rows.append({"group": place, "time": time, **found.get(time, {})})
    frame = pd.DataFrame(rows, columns=["group", "time", "n_at_risk", "n_events", *_STATE])
    return frame.astype({"group": "int64", **dict.fromkeys(("n_at_risk", "n_events", *_STATE), "float64")})


def in_steps(curve: SurvivalCurve, released: ReleasedCurve) -> SurvivalCurve:
    """Return a curve with its released steps in place of its people."""
    return replace(curve, table=released.table, times=curve.times.iloc[:0], events=curve.events.iloc[:0],
                   entries=None)  # fmt: skip
