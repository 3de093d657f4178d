"""The median of a survival curve, moved to a time at which enough people had the event."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from riskkit.checks import check_columns, check_numbers
from riskkit.disclosure.rules import DEFAULT_RULES, Rules
from riskkit.errors import DataError, Fault

COLUMNS = ("time", "n_at_risk", "n_events", "survival", "lower", "upper")


@dataclass(frozen=True, slots=True)
class ReleasedMedian:
    """A median that may leave.

    Attributes
    ----------
    median, lower, upper : float
        First end of a step at which the curve, its lower and its upper limit are one half or
        less; NaN where that was not reached, or is not shown.
    withheld : bool
        Whether the median was reached but is not shown.
    rules : Rules
        What it was released under.
    """

    median: float
    lower: float
    upper: float
    withheld: bool
    rules: Rules


def release_median(table: pd.DataFrame, *, rules: Rules = DEFAULT_RULES) -> ReleasedMedian:
    """Read the median off one Kaplan-Meier curve.

    Parameters
    ----------
    table : pandas.DataFrame
        Of one group, as `riskkit.survival.kaplan_meier` gives it; empty if there was no event.
    rules : Rules
        A time is shown only where a step ends: ``threshold`` events after the last one, with
        ``threshold`` people still at risk. So it is no one's own.

    Raises
    ------
    DataError
        A column is missing, or times do not rise.

    Notes
    -----
    Under a threshold of 1 the median and limits are those of R's ``survfit``, but where the curve
    falls to 0: there R knows no limits, and here all of them are reached.
    """
    if table.empty:
        return ReleasedMedian(np.nan, np.nan, np.nan, False, rules)
    check_columns(table, COLUMNS)
    times = check_numbers(table, "time")
    if (np.diff(times) <= 0).any():
        raise DataError(Fault("column 'time'", "does not rise", "one curve, in order of time"))
    ends = _ends(table["n_events"].to_numpy(), table["n_at_risk"].to_numpy(), rules.threshold)
    over = table["survival"].to_numpy() == 0
    found: list[float] = []
    withheld = False
    for name in ("survival", "lower", "upper"):
        below = np.flatnonzero(over | (table[name].to_numpy(dtype=np.float64) <= 0.5))
        later = [row for row in ends if len(below) and row >= below[0]]
        found.append(float(times[later[0]]) if later else np.nan)
        withheld |= name == "survival" and len(below) > 0 and not later
    return ReleasedMedian(found[0], found[1], found[2], withheld, rules)


def _ends(events: np.ndarray, at_risk: np.ndarray, threshold: int) -> list[int]:
    """Return the rows that close a step of enough events."""
    ends: list[int] = []
    so_far = 0.0
    for row, count in enumerate(events):
        so_far += float(count)
        if so_far >= threshold and at_risk[row] >= threshold:
            ends.append(row)
            so_far = 0.0
    return ends
