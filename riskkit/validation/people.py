"""The people on whom a model is judged, laid out once for any number of weightings."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.fields import OUTCOME
from riskkit.survival.concordance_kernel import group_times
from riskkit.validation.cloglog_regression import cloglog
from riskkit.validation.concordance import TIED_GAP, never_failing
from riskkit.validation.outcomes import Outcomes


@dataclass(frozen=True)
class People:
    """Outcomes in order of time, with what no weighting changes.

    Attributes
    ----------
    outcomes : Outcomes
        In order of time.
    order : ndarray of int, shape (n,)
        Row of the caller's table behind each person here.
    horizon : float
        At which risks are judged.
    """

    outcomes: Outcomes
    order: IntArray
    horizon: float

    @property
    def n(self) -> int:
        """Number of persons."""
        return self.outcomes.n

    @cached_property
    def starts(self) -> IntArray:
        """First person of each distinct time, and n."""
        time = self.outcomes.time
        return np.append(np.flatnonzero(np.r_[True, time[1:] != time[:-1]]), self.n)

    @cached_property
    def happened(self) -> Any:
        """Whether each person had the outcome by the horizon, (n,) of bool."""
        return (self.outcomes.time <= self.horizon) & (self.outcomes.event == OUTCOME)

    @cached_property
    def competing(self) -> bool:
        """Whether somebody had a competing event."""
        return bool((self.outcomes.event > OUTCOME).any())

    @cached_property
    def pairs(self) -> tuple[IntArray, IntArray, Any]:
        """Order, starts of tied times and events as concordance takes them.

        Near-equal times are tied, and those with a competing event come last.
        """
        time = never_failing(self.outcomes)
        order = np.argsort(time, kind="stable")
        groups = group_times(time[order], TIED_GAP)
        starts = np.append(np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]), self.n)
        return order, starts, self.outcomes.event[order] == OUTCOME


def arrange(outcomes: Outcomes, horizon: float) -> People:
    """Return the people in order of time."""
    order = np.argsort(outcomes.time, kind="stable")
    return People(outcomes.take(order), order, horizon)


@dataclass(frozen=True)
class Predictions:
    """What one model says about each of the people, in their order.

    Attributes
    ----------
    linear_predictor : ndarray, shape (n,)
        Higher is sooner; only its order is used.
    risk : ndarray, shape (n,), or None
        Probability of the outcome by the horizon; None where no measure needs it.
    proportional : bool
        ``linear_predictor`` is on the scale of log cumulative hazards.
    """

    linear_predictor: FloatArray
    risk: FloatArray | None = None
    proportional: bool = False

    def take(self, rows: IntArray) -> "Predictions":
        """Return the predictions of some rows."""
        risk = None if self.risk is None else self.risk[rows]
        return Predictions(self.linear_predictor[rows], risk, self.proportional)

    @cached_property
    def log_hazard(self) -> FloatArray:
        """log(-log(1 - risk)) up to a constant, centred; the scale of the calibration slope."""
        scale = self.linear_predictor if self.proportional or self.risk is None else cloglog(self.risk)
        return scale - scale.mean()


def default_horizon(outcomes: Outcomes) -> float:
    """Return the median follow-up: the time for which half would be followed but for events.

    Notes
    -----
    Kaplan-Meier with events and censorings changing roles (Schemper & Smith, Controlled
    Clinical Trials 1996); where that never falls to one half, the median of the times.
    """
    order = np.argsort(outcomes.time, kind="stable")
    time, censored = outcomes.time[order], outcomes.event[order] == 0
    first = np.flatnonzero(np.r_[True, time[1:] != time[:-1]])
    leaving = np.add.reduceat(censored.astype(np.float64), first)
    # the event at an equal time comes first, so it is no longer at risk of censoring
    at_risk = len(time) - first - np.add.reduceat((~censored).astype(np.float64), first)
    hazard = np.divide(leaving, at_risk, out=np.zeros(len(first)), where=at_risk > 0)
    half = np.flatnonzero(np.cumprod(1 - hazard) <= 0.5)
    return float(time[first[half[0]]]) if half.size else float(np.median(time))
