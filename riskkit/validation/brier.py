"""Brier score: the mean squared distance between predicted risk and outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import DataError, Fault
from riskkit.fields import OUTCOME
from riskkit.validation.censoring import Horizon, at_horizon, standard_error
from riskkit.validation.estimate import Estimate, logit_limits, plain
from riskkit.validation.outcomes import Outcomes, check_ascending, check_horizon, check_outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class BrierScore(Estimate):
    """Brier score, and the same scaled by that of a model without covariates.

    Attributes
    ----------
    null : float
        Brier score of giving everybody the observed risk of the whole group.
    scaled : Estimate or None
        One less the ratio of both: 1 is perfect, 0 is no better than the group's risk, below
        0 is worse. None where all had, or none had, the outcome: there is nothing to scale by.
    horizons : tuple of float
        The horizon, or those over which the score was integrated.
    n, n_events : int
        Persons, and those with the outcome by the (last) horizon.
    """

    null: float
    scaled: Estimate | None
    horizons: tuple[float, ...]
    n: int
    n_events: int


def brier_score(time: Any, event: Any, risk: Any, *, horizon: float, cause: int = OUTCOME) -> BrierScore:
    """Return the Brier score at a horizon.

    Parameters
    ----------
    time : array-like, shape (n,)
        Follow-up, above 0.
    event : array-like, shape (n,)
        0 censored, 1 the outcome, 2 and up competing events.
    risk : array-like, shape (n,)
        Predicted probability of the outcome by ``horizon``, in [0, 1].
    horizon : float
        In the unit of ``time``, up to the follow-up.
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    BrierScore
        In [0, 1], lower is better; the interval is made on the logit scale.

    Raises
    ------
    DataError, ParameterError, ExtrapolationError
        Arrays that do not fit, a risk outside [0, 1], a horizon past the follow-up.

    Notes
    -----
    Inverse probability of censoring weights; the standard errors count their estimation.
    Somebody with a competing event by the horizon is known not to have the outcome. Sources:
    Graf et al., Statistics in Medicine 1999; Gerds & Kattan, Medical Risk Prediction Models
    (2021), ch. 5.
    """
    outcomes, arrays = check_outcomes(time, event, cause=cause, risk=risk)
    _one_column(arrays["risk"])
    at = check_horizon(outcomes, horizon)
    known = at_horizon(outcomes, at)
    losses = np.stack(_losses(known, arrays["risk"]), axis=1)
    return _score(losses.mean(axis=0), known.influence(losses), (at,), outcomes, known)


def integrated_brier_score(
    time: Any, event: Any, risk: Any, *, times: Sequence[float] | FloatArray, cause: int = OUTCOME
) -> BrierScore:
    """Return the Brier score averaged over a span of horizons.

    Parameters
    ----------
    time, event : array-like, shape (n,)
        As in ``brier_score``.
    risk : array-like, shape (n, k)
        Predicted probability of the outcome by each of ``times``.
    times : sequence of float, length k
        At least two, ascending, up to the follow-up.
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    BrierScore
        The area under the scores between the first and last of ``times`` (trapezoids), divided
        by its width; ``null`` and ``scaled`` are made of areas likewise.

    Raises
    ------
    DataError, ParameterError, ExtrapolationError
        As ``brier_score``; also if ``risk`` has not one column for each of ``times``.
    """
    outcomes, arrays = check_outcomes(time, event, cause=cause, risk=risk)
    horizons = check_ascending("times", times, 2)
    for at in horizons:
        check_horizon(outcomes, float(at), "times")
    risks = arrays["risk"]
    if risks.ndim != 2 or risks.shape[1] != len(horizons):
        raise DataError(Fault("risk", "has not one column for each of times", f"{len(horizons)} columns"))
    gaps = np.diff(horizons)
    shares = np.concatenate([gaps, [0.0]]) + np.concatenate([[0.0], gaps])
    shares /= shares.sum()
    means, influence = np.zeros(2), np.zeros((outcomes.n, 2))
    for at, column, share in zip(horizons, risks.T, shares, strict=True):
        known = at_horizon(outcomes, float(at))
        losses = np.stack(_losses(known, column), axis=1)
        means += share * losses.mean(axis=0)
        influence += share * known.influence(losses)
    return _score(means, influence, tuple(map(float, horizons)), outcomes, known)  # pyright: ignore[reportPossiblyUnboundVariable]


def _one_column(risks: FloatArray) -> None:
    if risks.ndim != 1:
        raise DataError(Fault("risk", "has more than one column", "one value a person"))


def _losses(known: Horizon, risks: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weighted squared distances of the model and of the group's observed risk."""
    observed = float((known.weights * known.outcome).sum() / known.weights.sum())
    return (
        known.weights * (known.outcome - risks) ** 2,
        known.weights * (known.outcome - observed) ** 2,
    )


def _score(
    means: FloatArray, influence: FloatArray, horizons: tuple[float, ...], outcomes: Outcomes, known: Horizon
) -> BrierScore:
    """Return the score; the group's risk minimises its own score, so its error needs no term."""
    estimate, null = float(means[0]), float(means[1])
    std_error = standard_error(influence[:, 0])
    lower, upper = logit_limits(estimate, std_error)
    scaled = None
    if null > 0:
        change = -(influence[:, 0] - estimate / null * influence[:, 1]) / null
        scaled = plain(1 - estimate / null, standard_error(change))
    return BrierScore(
        estimate=estimate, std_error=std_error, lower=lower, upper=upper, null=null, scaled=scaled,
        horizons=horizons, n=outcomes.n, n_events=int(known.outcome.sum()),
    )  # fmt: skip
