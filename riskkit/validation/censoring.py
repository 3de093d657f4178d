"""Weights that make up for censoring, and what estimating them adds to a standard error.

Whoever is known to have had an event by the horizon, or to be free of it then, stands for
those censored before: the weight is one over the chance of still being uncensored at the
moment the outcome became known (Graf et al. 1999; Blanche et al. 2013). At equal times an
event comes before a censoring. Censoring must not depend on the outcome.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from riskkit.checks import FloatArray, IntArray
from riskkit.fields import CENSORED, OUTCOME
from riskkit.validation.outcomes import Outcomes

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Uncensored:
    """Kaplan-Meier estimate of staying uncensored.

    Attributes
    ----------
    times : ndarray, shape (k,)
        Distinct times, ascending.
    before : ndarray, shape (k,)
        Chance of being uncensored just before each time.
    at_risk : ndarray, shape (k,)
        Persons at risk of censoring at each time: those still followed, less its events.
    hazards : ndarray, shape (k,)
        Share of them censored at each time.
    places : ndarray of int, shape (n,)
        Index of each person's time in ``times``.
    """

    times: FloatArray
    before: FloatArray
    at_risk: FloatArray
    hazards: FloatArray
    places: IntArray


def uncensored(outcomes: Outcomes, case_weights: FloatArray | None = None) -> Uncensored:
    """Estimate the chance of staying uncensored.

    Parameters
    ----------
    outcomes : Outcomes
    case_weights : ndarray, shape (n,), optional
        Multiplicities, such as those of a bootstrap sample.
    """
    times, places = np.unique(outcomes.time, return_inverse=True)
    size = len(times)
    followed = np.bincount(places, case_weights, size)[::-1].cumsum()[::-1]
    weight = np.ones(outcomes.n) if case_weights is None else case_weights
    censored = np.bincount(places, weight * (outcomes.event == CENSORED), size)
    at_risk = followed - np.bincount(places, weight * (outcomes.event != CENSORED), size)
    hazards = np.divide(censored, at_risk, out=np.zeros(size), where=at_risk > 0)
    before = np.concatenate([[1.0], np.cumprod(1 - hazards)[:-1]])
    return Uncensored(times, before, np.asarray(at_risk, np.float64), hazards, places)


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is known about each person at one horizon.

    Attributes
    ----------
    outcome : ndarray of bool, shape (n,)
        Had the outcome by the horizon.
    free : ndarray of bool, shape (n,)
        Known not to have had it: followed up to the horizon, or had a competing event.
    weights : ndarray, shape (n,)
        One over the chance of being uncensored then; 0 for those censored before.
    until : ndarray of int, shape (n,)
        Number of distinct times before the moment at which the outcome became known.
    censored : ndarray of bool, shape (n,)
        Follow-up ended by censoring, whenever that was.
    curve : Uncensored
    """

    outcome: BoolArray
    free: BoolArray
    weights: FloatArray
    until: IntArray
    censored: BoolArray
    curve: Uncensored

    def influence(self, parts: FloatArray) -> FloatArray:
        """Return each person's influence on the mean of ``parts``.

        Parameters
        ----------
        parts : ndarray, shape (n,) or (n, k)
            The weighted contributions of the persons.

        Returns
        -------
        ndarray, shape of ``parts``
            Derivative of the mean with respect to a person's weight, times n.
        """
        return parts - parts.mean(axis=0) + self.through_weights(parts)

    def through_weights(self, parts: FloatArray) -> FloatArray:
        """Return what a person adds to the mean of ``parts`` through the estimated weights.

        A censoring at u raises the weight of everybody known only after u; being at risk at u
        lowers it (the martingale term of Blanche et al. 2013, here as the exact derivative of
        the product-limit estimate).
        """
        curve, tail = self.curve, parts.shape[1:]
        size = len(curve.times)
        known = np.zeros((size + 1, *tail))
        np.add.at(known, self.until, parts)
        later = known[::-1].cumsum(axis=0)[::-1][1:]
        column = (-1, *(1,) * len(tail))
        left = (curve.at_risk * (1 - curve.hazards)).reshape(column)
        jump = np.divide(later, left, out=np.zeros_like(later), where=left > 0)
        drift = np.concatenate([np.zeros((1, *tail)), (jump * curve.hazards.reshape(column)).cumsum(axis=0)])
        gone = self.censored.astype(np.int64)
        return jump[curve.places] * gone.reshape(column) - drift[curve.places + gone]


def at_horizon(outcomes: Outcomes, horizon: float) -> Horizon:
    """Return what is known about each person at ``horizon``.

    Notes
    -----
    Somebody censored at the very horizon was followed up to it, and is known to be free of the
    outcome. Where the outcome has competing events, having one of them by the horizon is
    also known freedom from the outcome (Blanche et al. 2013).
    """
    curve = uncensored(outcomes)
    early = outcomes.time <= horizon
    censored = outcomes.event == CENSORED
    outcome = early & (outcomes.event == OUTCOME)
    competing = early & ~censored & ~outcome
    followed = ~early | (censored & (outcomes.time == horizon))
    last = int(np.searchsorted(curve.times, horizon, side="left"))
    until = np.where(followed, last, curve.places)
    survival = np.append(curve.before, curve.before[-1] * (1 - curve.hazards[-1]))
    known = outcome | competing | followed
    weights = np.divide(1.0, survival[until], out=np.zeros(outcomes.n), where=known)
    return Horizon(outcome, followed | competing, weights, until, censored, curve)


def standard_error(influence: FloatArray) -> float:
    """Return the standard error of an estimate from its persons' influences, (n,), n above 1."""
    return float(np.std(influence, ddof=1) / np.sqrt(len(influence)))
