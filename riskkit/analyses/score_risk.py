"""The risk that a score stands for: the share with the outcome among everyone with that score."""

from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, check_numbers
from riskkit.errors import DataError, Fault
from riskkit.fields import CENSORED
from riskkit.validation import pseudo_observations
from riskkit.validation.outcomes import Outcomes


def check_scores(table: pd.DataFrame, column: str, highest: int) -> FloatArray:
    """Return scores: whole numbers from 1 to ``highest``.

    Raises
    ------
    DataError
        Other values, with the count.
    """
    scores = check_numbers(table, column)
    if bad := int(((scores < 1) | (scores > highest) | (scores != np.floor(scores))).sum()):
        raise DataError(
            Fault(
                f"column '{column}'", f"{bad} scores are outside the scale", f"whole numbers, 1 to {highest}"
            )
        )
    return scores


def observed_share(time: Any, event: Any, horizon: float) -> float:
    """Return the share with the outcome by the horizon, people lost before it allowed for.

    Everyone known: the plain share. Else the mean of pseudo-observations, which is the
    Kaplan-Meier (or Aalen-Johansen) estimate.
    """
    times, events = np.asarray(time, dtype=np.float64), np.asarray(event, dtype=np.int64)
    if ((times < horizon) & (events == CENSORED)).any():
        return float(pseudo_observations(Outcomes(times, events), horizon).mean())
    return float(((times <= horizon) & (events == 1)).mean())


def risk_by_score(time: pd.Series, event: pd.Series, scores: FloatArray, horizon: float) -> FloatArray:
    """Return for each person the observed share of everyone with the same score.

    By construction this is right for everyone together; whether it is right for each group is
    what an audit asks.
    """
    risk = np.empty(len(scores))
    for value in np.unique(scores):
        own = scores == value
        risk[own] = observed_share(time.to_numpy()[own], event.to_numpy()[own], horizon)
    return risk


def shares_by_score(time: Any, event: Any, scores: Any, group: pd.Series, horizon: float) -> pd.DataFrame:
    """Return the observed share by score and group.

    Returns
    -------
    pandas.DataFrame
        score, group, n, share; one row for each score and group that has anybody.
    """
    rows: list[dict[str, Any]] = []
    for value in np.unique(scores):
        for code in group.cat.categories:
            own = (scores == value) & (group == code).to_numpy()
            if own.any():
                share = observed_share(np.asarray(time)[own], np.asarray(event)[own], horizon)
                rows.append({"score": float(value), "group": str(code), "n": int(own.sum()), "share": share})
    return pd.DataFrame(rows)
