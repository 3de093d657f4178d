"""Risk-adjusted CUSUM: an alarm within weeks when a model's risks stop being true.

Each estimate whose outcome is known moves a sum up or down by its log-likelihood ratio: how much
likelier the outcome is if the odds are ``ratio`` times what the model says. The sum never falls
below zero; beyond the limit it is an alarm. The limit is set by simulation, so that the rate of
false alarms is known. Source: Steiner et al. (2000), *Biostatistics* 1:441-452.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError

TOO_LOW: Final = 2.0
"""Odds that the upper chart looks for: twice what the model says."""

TOO_HIGH: Final = 0.5
"""Odds that the lower chart looks for: half of what the model says."""


@dataclass(frozen=True, slots=True)
class Cusum:
    """One chart.

    Attributes
    ----------
    ratio : float
        The odds ratio that it looks for.
    values : ndarray, shape (n,)
        The sum after each outcome.
    limit : float
        Beyond it is an alarm.
    false_alarm_rate : float
        Probability of an alarm in a series of this length when the model is right, by simulation.
    alarm_at : int or None
        Number (from 0) of the outcome that raised the alarm; None if there is none.
    """

    ratio: float
    values: FloatArray
    limit: float
    false_alarm_rate: float
    alarm_at: int | None

    @property
    def alarm(self) -> bool:
        """Return whether there is an alarm."""
        return self.alarm_at is not None


def cusum(
    risk: Any, event: Any, *, ratio: float = TOO_LOW, false_alarm_rate: float = 0.01, seed: int = 1,
    replicates: int = 2000,
) -> Cusum:  # fmt: skip
    """Return the chart of a series of outcomes, in the order in which they became known.

    Parameters
    ----------
    risk, event : array-like, shape (n,)
        The risk given, in (0, 1), and whether the outcome came (1) or not (0).
    ratio : float
        Odds ratio to look for, above 0 and not 1: above 1 for risks that are too low.
    false_alarm_rate : float
        Probability of an alarm in such a series when the model is right.
    seed, replicates : int
        Of the simulation that sets the limit.

    Raises
    ------
    ParameterError
        Risks, outcomes, ratio or rate that cannot be.
    """
    risks, events = np.asarray(risk, dtype=np.float64), np.asarray(event, dtype=np.float64)
    _check(risks, events, ratio, false_alarm_rate)
    up, down = _steps(risks, ratio)
    draw = np.random.default_rng(seed)
    limit, rate = _limit(risks, up, down, false_alarm_rate, draw, replicates)
    values = _chart(np.where(events == 1, up, down)[None, :])[0]
    beyond = np.flatnonzero(values > limit)
    return Cusum(ratio, values, limit, rate, int(beyond[0]) if len(beyond) else None)


def _steps(risks: FloatArray, ratio: float) -> tuple[FloatArray, FloatArray]:
    """Return the log-likelihood ratio of an event and of none."""
    scale = np.log1p(risks * (ratio - 1))
    return np.log(ratio) - scale, -scale


def _chart(steps: FloatArray) -> FloatArray:
    """Return the sums that never fall below zero, (series, n)."""
    total = np.cumsum(steps, axis=1)
    lowest = np.minimum.accumulate(np.minimum(total, 0.0), axis=1)
    return total - lowest


def _limit(
    risks: FloatArray,
    up: FloatArray,
    down: FloatArray,
    rate: float,
    draw: np.random.Generator,
    replicates: int,
) -> tuple[float, float]:
    """Return the limit, and the share of series of a right model that pass it."""
    highest = np.empty(replicates)
    for start in range(0, replicates, 200):
        size = min(200, replicates - start)
        events = draw.random((size, len(risks))) < risks
        highest[start : start + size] = _chart(np.where(events, up, down)).max(axis=1)
    limit = float(np.quantile(highest, 1 - rate, method="higher"))
    return limit, float((highest > limit).mean())


def _check(risks: FloatArray, events: FloatArray, ratio: float, rate: float) -> None:
    faults: list[Fault] = []
    if risks.ndim != 1 or risks.shape != events.shape or not len(risks):
        faults.append(Fault("risk and event", "are not two series of one length", "one entry an outcome"))
    elif not (np.isfinite(risks) & (risks > 0) & (risks < 1)).all():
        faults.append(Fault("risk", "holds values that are no risks", "between 0 and 1"))
    elif not np.isin(events, (0, 1)).all():
        faults.append(Fault("event", "holds other values than 0 and 1", "0 or 1"))
    if not 0 < ratio < np.inf or ratio == 1:
        faults.append(Fault("ratio", "is no odds ratio to look for", "above 0, not 1"))
    if not 0 < rate < 1:
        faults.append(Fault("false_alarm_rate", "is not between 0 and 1"))
    if faults:
        raise ParameterError(faults)
