"""Fisher scoring for person-period models, without ever writing the person-period table out.

Rows are in order of the number of periods that a person was at risk, longest first: those at
risk in a period are then the first so many rows, and one pass over the periods gives all sums.
Each period has its own intercept; that block of the information is diagonal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import ConvergenceError, Fault
from riskkit.survival.separation import check_information

Link = Literal["logit", "cloglog"]

MOST_STEPS: Final = 200
"""Scoring needs about ten; the complementary log-log with common events some more."""

CLOSE: Final = 1e-12
"""Step, in standard deviations of the covariates, at which the maximum is reached."""


@dataclass(frozen=True, slots=True)
class PersonPeriods:
    """People in order of their periods at risk, longest first.

    Attributes
    ----------
    matrix : ndarray, shape (n, p)
        Standardised covariates.
    at_risk : ndarray of int, shape (k,)
        How many people were at risk in each period that has events: the first so many rows.
    ended : ndarray of int, shape (k,)
        Row at which those begin whose last period it is; they end at ``at_risk``.
    died : ndarray of bool, shape (n,)
        Whether a person's last period ended in the event.
    """

    matrix: FloatArray
    at_risk: IntArray
    ended: IntArray
    died: Any


@dataclass(frozen=True, slots=True)
class Score:
    """The log-likelihood and its derivatives at one value of the parameters.

    Attributes
    ----------
    log_likelihood : float
    by_period : ndarray, shape (k,)
        Slope by the intercepts.
    by_term : ndarray, shape (p,)
        Slope by the coefficients.
    periods : ndarray, shape (k,)
        Expected information of the intercepts (diagonal).
    mixed : ndarray, shape (k, p)
        Of intercepts with coefficients.
    terms : ndarray, shape (p, p)
        Of the coefficients.
    """

    log_likelihood: float
    by_period: FloatArray
    by_term: FloatArray
    periods: FloatArray
    mixed: FloatArray
    terms: FloatArray

    def about_terms(self) -> FloatArray:
        """Return the information about the coefficients, the intercepts being unknown, (p, p)."""
        return self.terms - (self.mixed / self.periods[:, None]).T @ self.mixed

    def information(self) -> FloatArray:
        """Return the whole expected information, intercepts first, (k + p, k + p)."""
        return np.block([[np.diag(self.periods), self.mixed], [self.mixed.T, self.terms]])


def evaluate(rows: PersonPeriods, intercepts: FloatArray, beta: FloatArray, link: Link) -> Score:
    """Return the log-likelihood and its derivatives, shapes of `Score`."""
    linear = rows.matrix @ beta
    slope, weight = np.zeros(len(linear)), np.zeros(len(linear))
    k, total = len(intercepts), 0.0
    by_period, periods, mixed = np.empty(k), np.empty(k), np.empty((k, len(beta)))
    for j, (count, last) in enumerate(zip(rows.at_risk, rows.ended, strict=True)):
        died = np.zeros(count, dtype=bool)
        died[last:] = rows.died[last:count]
        value, first, information = _terms(intercepts[j] + linear[:count], died, link)
        total += float(value)
        slope[:count] += first
        weight[:count] += information
        by_period[j], periods[j] = first.sum(), information.sum()
        mixed[j] = information @ rows.matrix[:count]
    within = (rows.matrix * weight[:, None]).T @ rows.matrix
    return Score(total, by_period, slope @ rows.matrix, periods, mixed, (within + within.T) / 2)


def _terms(eta: FloatArray, died: Any, link: Link) -> tuple[Any, FloatArray, FloatArray]:
    """Return the log-likelihood's sum, its slope by ``eta`` and the expected information, by person."""
    if link == "logit":
        risk = 1 / (1 + np.exp(-eta))
        value = eta[died].sum() - np.logaddexp(0.0, eta).sum()
        return value, died - risk, risk * (1 - risk)
    hazard = np.exp(eta)
    growth = np.expm1(hazard)
    value = np.log(-np.expm1(-hazard[died])).sum() - hazard[~died].sum()
    slope = np.where(died, hazard / growth, -hazard)
    return value, slope, hazard**2 / growth


def maximise(
    rows: PersonPeriods, start: FloatArray, link: Link, terms: Sequence[str]
) -> tuple[FloatArray, FloatArray, Score]:
    """Return intercepts (k,), coefficients (p,) and the score there.

    Parameters
    ----------
    rows : PersonPeriods
    start : ndarray, shape (k,)
        Intercepts to begin from, coefficients being 0.
    link : str
    terms : sequence of str, length p

    Raises
    ------
    SeparationError
        An estimate runs to infinity; names the terms.
    ConvergenceError
        No maximum within 200 steps.
    """
    intercepts, beta = start, np.zeros(len(terms))
    point = evaluate(rows, intercepts, beta, link)
    at_zero = point.about_terms()
    for _ in range(MOST_STEPS):
        by_beta = point.by_term - point.mixed.T @ (point.by_period / point.periods)
        step: FloatArray = np.linalg.solve(point.about_terms(), by_beta).astype(np.float64)
        shift = (point.by_period - point.mixed @ step) / point.periods
        size, point = _advance(rows, (intercepts, beta), (shift, step), point, link)
        intercepts, beta = intercepts + size * shift, beta + size * step
        if len(terms):
            check_information(at_zero, point.about_terms(), terms)
        if max(np.abs(shift).max(), np.abs(step).max(initial=0.0)) < CLOSE * (1 + np.abs(intercepts).max()):
            return intercepts, beta, point
    raise ConvergenceError(
        Fault("formula", f"no maximum found in {MOST_STEPS} steps", "covariates the data can carry")
    )


def _advance(
    rows: PersonPeriods, at: tuple[FloatArray, FloatArray], step: tuple[FloatArray, FloatArray],
    before: Score, link: Link,
) -> tuple[float, Score]:  # fmt: skip
    """Halve the step until the likelihood does not fall (beyond rounding)."""
    slack = 1e-11 * (1 + abs(before.log_likelihood))
    size = 1.0
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # trials may overshoot
        for _ in range(40):
            point = evaluate(rows, at[0] + size * step[0], at[1] + size * step[1], link)
            if point.log_likelihood >= before.log_likelihood - slack:
                return size, point
            size /= 2
    raise ConvergenceError(
        Fault("formula", "the likelihood falls in the direction of its own slope", "finite covariates",
              "look for values far from all others")
    )  # fmt: skip
