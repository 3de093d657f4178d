"""Newton's method on the Fine-Gray pseudo-likelihood, to machine precision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import ConvergenceError, Fault
from riskkit.survival.fine_gray_kernel import Ordered, expected_events, risk_sums, weighted_gram
from riskkit.survival.separation import check_information

MOST_STEPS: Final = 50
"""Newton needs about six; a fit that needs more than this has no maximum."""

CLOSE: Final = 1e-8
"""Step, in standard deviations of the covariates, after which the next one is below 1e-15."""


@dataclass(frozen=True, slots=True)
class Point:
    """The pseudo-likelihood and its derivatives at one value of the coefficients.

    Attributes
    ----------
    log_likelihood : float
    score : ndarray, shape (p,)
    information : ndarray, shape (p, p)
        Minus the second derivative.
    hazard : ndarray, shape (n,)
        ``exp(linear predictor)`` in order of time.
    total : ndarray, shape (m,)
        Sum of the hazards over the risk set at each event time.
    mean : ndarray, shape (m, p)
        Weighted mean of the covariates there.
    """

    log_likelihood: float
    score: FloatArray
    information: FloatArray
    hazard: FloatArray
    total: FloatArray
    mean: FloatArray


def evaluate(rows: Ordered, beta: FloatArray) -> Point:
    """Return the pseudo-likelihood and its derivatives at ``beta``, shape (p,).

    Tied events share one risk set (Breslow). Fine & Gray (1999), sections 3 and 4.
    """
    linear = rows.matrix @ beta
    hazard = np.exp(linear)
    starts = rows.groups[rows.event_group]
    total, mean = risk_sums(rows.matrix, hazard, rows.held, starts, rows.censoring)
    expected = expected_events(hazard, rows.held, starts, rows.deaths / total, rows.censoring)
    happened = rows.status == 1
    spread = weighted_gram(rows.matrix, expected) - weighted_gram(mean, rows.deaths)
    return Point(
        log_likelihood=float(linear[happened].sum() - rows.deaths @ np.log(total)),
        score=(happened - expected) @ rows.matrix,
        information=(spread + spread.T) / 2,
        hazard=hazard,
        total=total,
        mean=mean,
    )


def maximise(rows: Ordered, terms: Sequence[str]) -> tuple[FloatArray, Point, float]:
    """Return the estimates, shape (p,), the point there and the log-likelihood at zero.

    ``rows.matrix`` holds standardised covariates, so one tolerance serves all of them.

    Raises
    ------
    SeparationError
        An estimate runs to infinity; names the terms.
    ConvergenceError
        No maximum within 50 steps.
    """
    beta = np.zeros(len(terms))
    point = start = evaluate(rows, beta)
    for _ in range(MOST_STEPS):
        if not len(terms):
            return beta, point, start.log_likelihood
        step: FloatArray = np.linalg.solve(point.information, point.score).astype(np.float64)
        beta, point = _advance(rows, beta, step, point)
        check_information(start.information, point.information, terms)
        if np.abs(step).max() < CLOSE:
            return beta, point, start.log_likelihood
    raise ConvergenceError(
        Fault("formula", f"no maximum found in {MOST_STEPS} steps", "covariates the data can carry")
    )


def _advance(rows: Ordered, beta: FloatArray, step: FloatArray, before: Point) -> tuple[FloatArray, Point]:
    """Take the step, halved until the likelihood does not fall (beyond rounding)."""
    slack = 1e-12 * (1 + abs(before.log_likelihood))
    for halvings in range(30):
        tried = beta + step / 2**halvings
        point = evaluate(rows, tried)
        if point.log_likelihood >= before.log_likelihood - slack:
            return tried, point
    raise ConvergenceError(
        Fault("formula", "the likelihood falls in the direction of its own slope", "finite covariates",
              "look for values far from all others")
    )  # fmt: skip
