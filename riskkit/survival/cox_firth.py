"""Firth's penalised partial likelihood: finite estimates where ordinary ones run to infinity.

The log-likelihood gains half the log-determinant of the information (Firth 1993; for Cox models
Heinze & Schemper 2001, Biometrics 57:114). Tests and intervals are of the penalised likelihood
ratio, profiled over the other coefficients: Wald intervals are poor exactly where this is used.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chdtri

from riskkit.checks import FloatArray
from riskkit.errors import ConvergenceError, Fault
from riskkit.fields import CONFIDENCE
from riskkit.survival.cox_firth_moments import trace_of_derivative
from riskkit.survival.cox_likelihood import Likelihood, Pass, evaluate
from riskkit.survival.cox_newton import check_informed

MOST_STEPS: Final = 500
"""The search gains a fixed share of a digit or more a step, so it may need some tens."""

CLOSE: Final = 1e-11
"""Step in standard deviations of the covariates at which the search ends."""

REACH: Final = 60
"""Doublings of the standard error within which a profile limit is sought."""


@dataclass(frozen=True, slots=True)
class PenalisedMaximum:
    """Where the penalised likelihood is highest.

    Attributes
    ----------
    beta : ndarray, shape (p,)
        For standardised covariates.
    at : Pass
        The likelihood there, without the penalty.
    penalised : float
        The penalised log-likelihood.
    """

    beta: FloatArray
    at: Pass
    penalised: float


def penalised_value(point: Pass) -> float:
    """Return the log-likelihood plus half the log-determinant of the information."""
    sign, log = np.linalg.slogdet(point.information)
    return point.log_likelihood + log / 2 if sign > 0 else -np.inf


def penalised_score(task: Likelihood, beta: FloatArray, point: Pass) -> FloatArray:
    """Return the derivative of the penalised log-likelihood, (p,)."""
    inverse: Any = np.linalg.inv(point.information)
    return point.score + trace_of_derivative(task, point, inverse) / 2


def maximise_firth(
    task: Likelihood, terms: Sequence[str], start: FloatArray | None = None, fixed: int | None = None
) -> PenalisedMaximum:
    """Return the maximum of the penalised likelihood, with coefficient ``fixed`` kept at its start.

    Raises
    ------
    CollinearityError
        A term does not vary among those at risk, or only with others.
    ConvergenceError
        No maximum within 500 steps.
    """
    beta = np.zeros(len(terms)) if start is None else start.copy()
    point = evaluate(task, beta)
    if not len(terms):
        return PenalisedMaximum(beta, point, point.log_likelihood)
    if start is None:
        check_informed(point.information, terms)
    free = np.array([k for k in range(len(terms)) if k != fixed])
    value = penalised_value(point)
    for _ in range(MOST_STEPS if len(free) else 0):
        slope = penalised_score(task, beta, point)[free]
        step = np.zeros(len(terms))
        step[free] = np.linalg.solve(point.information[np.ix_(free, free)], slope)
        step *= min(1.0, 5.0 / float(np.abs(step).max() + 1e-300))  # no leaps where it is flat
        beta, point, value = _advance(task, beta, step, value)
        if np.abs(step).max() < CLOSE:
            break
    else:
        if len(free):
            raise ConvergenceError(
                Fault("formula", f"no penalised maximum found in {MOST_STEPS} steps", "fewer covariates")
            )
    return PenalisedMaximum(beta, point, value)


def _advance(task: Likelihood, beta: FloatArray, step: FloatArray, least: float) -> Any:
    """Take the step, halved until the penalised likelihood does not fall (beyond rounding)."""
    slack = 1e-12 * (1 + abs(least))
    for halvings in range(30):
        tried = beta + step / 2**halvings
        point = evaluate(task, tried)
        value = penalised_value(point)
        if value >= least - slack:
            return tried, point, value
    raise ConvergenceError(
        Fault("formula", "the penalised likelihood falls along its own slope", "finite covariates",
              "look for values far from all others")
    )  # fmt: skip


def firth_table(
    task: Likelihood, terms: Sequence[str], found: PenalisedMaximum, covariance: FloatArray,
    level: float = CONFIDENCE,
) -> pd.DataFrame:  # fmt: skip
    """Return the coefficients with penalised likelihood-ratio tests and profile limits.

    Returns
    -------
    pandas.DataFrame
        Index ``term``; coef, se (from the information), z (signed root of the likelihood ratio), p,
        lower, upper (profile; infinite where the profile never falls far enough).
    """
    reach = float(np.sqrt(chdtri(1, 1 - level)))
    rows: list[tuple[float, ...]] = []
    for place in range(len(terms)):
        profile = _profile(task, terms, found, place)
        se = float(np.sqrt(covariance[place, place]))
        root, spread = profile(0.0), task.rows.spread[place]
        limits = [_limit(profile, found.beta[place], side * se, reach) / spread for side in (-1, 1)]
        z = float(np.copysign(root, found.beta[place]))
        rows.append((found.beta[place] / spread, se / spread, z, float(chdtrc(1, root**2)), *limits))
    return pd.DataFrame(
        rows, index=pd.Index(list(terms), name="term"), columns=["coef", "se", "z", "p", "lower", "upper"]
    )


def _profile(
    task: Likelihood, terms: Sequence[str], found: PenalisedMaximum, place: int
) -> Callable[[float], float]:
    """Return the root of the likelihood ratio as a function of one coefficient."""

    def root(value: float) -> float:
        start = found.beta.copy()
        start[place] = value
        best = maximise_firth(task, terms, start, fixed=place).penalised
        return float(np.sqrt(max(2 * (found.penalised - best), 0.0)))

    return root


def _limit(profile: Callable[[float], float], centre: float, step: float, reach: float) -> float:
    """Return where the root of the likelihood ratio reaches ``reach``, on the side of ``step``."""
    from scipy.optimize import brentq

    inside, outside = centre, centre + 2 * step
    for _ in range(REACH):
        if profile(outside) >= reach:
            return float(
                brentq(lambda value: profile(value) - reach, inside, outside, xtol=1e-12, rtol=1e-13)  # pyright: ignore[reportArgumentType]
            )
        inside, outside = outside, outside + 2 * (outside - centre)
    return float(np.copysign(np.inf, step))
