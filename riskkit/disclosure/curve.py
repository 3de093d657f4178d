"""Survival curves in steps of at least so many events, so that no step is one person's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, check_columns, check_numbers
from riskkit.disclosure.rules import DEFAULT_RULES, Rules
from riskkit.errors import DataError, Fault


@dataclass(frozen=True, slots=True)
class ReleasedCurve:
    """A survival curve that may leave.

    Attributes
    ----------
    table : pandas.DataFrame
        time, n_at_risk, n_events, survival, std_error, lower, upper: the curve's own figures at
        the end of each step, ``n_events`` counted over the step. Starts at time 0. Empty where
        even the whole curve has fewer events or people than the threshold.
    rules : Rules
        What it was released under.
    n_steps_before : int
        Times with events in the curve it came from.
    """

    table: pd.DataFrame
    rules: Rules
    n_steps_before: int

    @property
    def is_blank(self) -> bool:
        """Return whether nothing of it may be shown."""
        return self.table.empty


COLUMNS = ("time", "n_at_risk", "n_events", "survival", "std_error", "lower", "upper")


def release_curve(table: pd.DataFrame, *, rules: Rules = DEFAULT_RULES) -> ReleasedCurve:
    """Coarsen one Kaplan-Meier curve.

    Parameters
    ----------
    table : pandas.DataFrame
        Of one group, as `riskkit.survival.kaplan_meier` gives it.
    rules : Rules
        Each step holds at least ``threshold`` events, and between two steps that are shown at
        least ``threshold`` people leave.

    Returns
    -------
    ReleasedCurve
        Events after the last full step are not shown: the curve ends there.

    Raises
    ------
    DataError
        A column is missing, or times do not rise.

    Notes
    -----
    With fewer than ``threshold`` people at risk at the end of a step, the step is not shown
    either. Exact drops of a curve give away the time of each event and, with the number at
    risk, of each censoring; see Hundepool et al. (2012), section 5.4.
    """
    check_columns(table, COLUMNS)
    times = check_numbers(table, "time")
    if (np.diff(times) <= 0).any():
        raise DataError(Fault("column 'time'", "does not rise", "one curve, in order of time"))
    events = table["n_events"].to_numpy(dtype=np.float64)
    at_risk = table["n_at_risk"].to_numpy(dtype=np.float64)
    ends = _ends(events, at_risk, rules.threshold)
    before = int((events > 0).sum())
    if not ends:
        return ReleasedCurve(pd.DataFrame({name: [] for name in COLUMNS}, dtype=float), rules, before)
    shown = table.loc[table.index[ends], list(COLUMNS)].reset_index(drop=True)
    totals = np.cumsum(events)[ends]
    shown["n_events"] = np.diff(np.concatenate([[0.0], totals]))
    start = {"time": 0.0, "n_at_risk": float(at_risk[0]), "n_events": 0.0, "survival": 1.0,
             "std_error": 0.0, "lower": 1.0, "upper": 1.0}  # fmt: skip
    return ReleasedCurve(
        pd.concat([pd.DataFrame([start]), shown.astype(float)], ignore_index=True), rules, before
    )


def _ends(events: FloatArray, at_risk: FloatArray, threshold: int) -> list[int]:
    """Return the rows that close a step."""
    ends: list[int] = []
    so_far = 0.0
    for row, count in enumerate(events):
        so_far += float(count)
        left = (at_risk[ends[-1]] if ends else at_risk[0]) - at_risk[row]
        people = at_risk[row] >= threshold and (not ends or left >= threshold)
        if so_far >= threshold and people:
            ends.append(row)
            so_far = 0.0
    return ends
