"""Newton's method on a Cox model's partial likelihood, to machine precision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import CollinearityError, ConvergenceError, Fault, FitError, SeparationError
from riskkit.survival.compiled import compiled
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_kernel import Layout
from riskkit.survival.cox_likelihood import Likelihood, Pass, evaluate, likelihood
from riskkit.survival.separation import check_information

MOST_STEPS: Final = 60
"""Newton needs about six; a search that needs more than this has no maximum."""

SUSPECT: Final = 8
"""Steps after which separation is looked for."""

CLOSE: Final = 1e-9
"""Step, in standard deviations of the covariates, after which the next one is below rounding."""

EXACT: Final = 1e-13
"""Last step from which the likelihood is worked out once more at the estimates (if that is cheap)."""

FLAT: Final = 1e-16
"""Expected gain in log-likelihood below which a step that no longer shrinks is rounding."""

LEANING: Final = 1e-5
"""Smallest scaled eigenvalue of the information below which covariates are uncorrelated first."""

UNINFORMED: Final = 1e-13
"""Share of the information that the terms before it must leave a term."""

THINNED: Final = 16
"""Every how many rows make the sample in which a large search begins."""

LARGE: Final = 100_000
"""Rows from which a search begins in such a sample."""


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the (penalised) partial likelihood is highest.

    Attributes
    ----------
    beta : ndarray, shape (p,)
        For the standardised covariates.
    at : Pass
        The likelihood there (within 1e-9 standard deviations).
    inverse : ndarray, shape (p, p)
        Of the information there, with the ridge's part.
    """

    beta: FloatArray
    at: Pass
    inverse: FloatArray


def maximise(task: Likelihood, terms: Sequence[str], penalty: FloatArray) -> Maximum:
    """Return the coefficients at which the likelihood less ``penalty @ beta**2 / 2`` is highest.

    Raises
    ------
    CollinearityError
        A term does not vary among those at risk, or only with others.
    SeparationError
        An estimate runs to infinity; names the terms.
    ConvergenceError
        No maximum within 60 steps.
    """
    beta = np.zeros(len(terms))
    if not len(terms):
        return Maximum(beta, evaluate(task, beta), np.zeros((0, 0)))
    if len(task.rows.order) >= LARGE and not len(task.rows.leaving):
        beta = _warm_start(task, terms, penalty)
    point = evaluate(task, beta)
    lowest, turn = check_informed(point.information + np.diag(penalty), terms)
    if lowest > LEANING or penalty.any():
        return _search(task, terms, penalty, (beta, point), CLOSE)
    turned = likelihood(replace(task.rows, matrix=task.rows.matrix @ turn), task.efron)
    zeros = np.zeros(len(terms))
    try:
        found = _search(turned, terms, penalty, (zeros, evaluate(turned, zeros)), CLOSE)
    except SeparationError:  # said again in the terms' own names
        return _search(task, terms, penalty, (beta, point), CLOSE)
    beta = turn @ found.beta
    return Maximum(beta, evaluate(task, beta), turn @ found.inverse @ turn.T)


def _search(
    task: Likelihood,
    terms: Sequence[str],
    penalty: FloatArray,
    start: tuple[FloatArray, Pass],
    close: float,
) -> Maximum:
    """Take Newton steps from a point until they are as small as ``close``."""
    beta, point = start
    before = np.inf
    for taken in range(MOST_STEPS):
        slope = point.score - penalty * beta
        curve = point.information + np.diag(penalty)
        step: Any = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        if size < close or (slope @ step < FLAT and size > before / 2):
            beta = beta + step
            if size > EXACT and len(task.rows.order) < LARGE:
                point = evaluate(task, beta)
                curve = point.information + np.diag(penalty)
            return Maximum(beta, point, np.linalg.inv(curve).astype(np.float64))
        before = size
        beta, point = _advance(task, beta, step, point, penalty)
        if taken >= SUSPECT and not penalty.any():
            _check_separation(task, point, terms, first=taken == SUSPECT)
    raise ConvergenceError(
        Fault("formula", f"no maximum found in {MOST_STEPS} steps", "covariates the data can carry",
              "look for values far from all others, or use penalty='firth'")
    )  # fmt: skip


def _advance(
    task: Likelihood, beta: FloatArray, step: FloatArray, before: Pass, penalty: FloatArray
) -> tuple[FloatArray, Pass]:
    """Take the step, halved until the likelihood does not fall (beyond rounding)."""
    least = before.log_likelihood - penalty @ beta**2 / 2
    least -= 1e-12 * (1 + abs(least))
    for halvings in range(40):
        tried = beta + step / 2**halvings
        point = evaluate(task, tried)
        if point.log_likelihood - penalty @ tried**2 / 2 >= least and np.isfinite(point.information).all():
            return tried, point
    raise ConvergenceError(
        Fault("formula", "the likelihood falls in the direction of its own slope", "finite covariates",
              "look for values far from all others")
    )  # fmt: skip


def check_informed(information: FloatArray, terms: Sequence[str]) -> tuple[float, FloatArray]:
    """Raise where a term has no information of its own.

    Returns
    -------
    lowest : float
        Smallest eigenvalue of the information, scaled to ones on its diagonal.
    turn : ndarray, shape (p, p)
        Matrix that turns the covariates into uncorrelated ones.

    Raises
    ------
    CollinearityError
        Names the terms.
    """
    diagonal = np.diag(information)
    flat = [term for term, value in zip(terms, diagonal, strict=True) if value <= UNINFORMED * diagonal.max()]
    if flat or not diagonal.max() > 0:
        raise CollinearityError(
            [
                Fault(f"term '{term}'", "does not vary among those at risk when events happen",
                      "a term that varies within strata", "leave it out")
                for term in (flat or terms)
            ]
        )  # fmt: skip
    scale = np.sqrt(diagonal)
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] < UNINFORMED:
        weights = np.abs(vectors[:, 0])
        names = ", ".join(f"'{t}'" for t, w in zip(terms, weights, strict=True) if w > 0.3 * weights.max())
        raise CollinearityError(
            Fault(f"terms {names}", "vary only together among those at risk when events happen",
                  "terms that each add something", "leave one of them out")
        )  # fmt: skip
    return float(values[0]), vectors / scale[:, None] / np.sqrt(values)


def _check_separation(task: Likelihood, point: Pass, terms: Sequence[str], *, first: bool) -> None:
    """Raise where the likelihood has no maximum; the exact rule for single terms is tried once."""
    if first and not len(task.rows.leaving):
        lowest, highest = _monotone(task.rows.matrix, task.rows.layout)
        names = [term for term, low, high in zip(terms, lowest, highest, strict=True) if low or high]
        if names:
            raise SeparationError([_separated(name) for name in names])
    check_information(evaluate(task, np.zeros(len(terms))).information, point.information, terms)


def _separated(term: str) -> Fault:
    return Fault(
        f"term '{term}'",
        "separates those with the event from all others at risk: the estimate is infinite",
        "events and non-events at every level",
        "merge rare levels, leave the term out, or use penalty='firth'",
    )


@compiled
def _monotone(matrix: Any, layout: Layout) -> Any:
    """Tell per term whether all events lie at the lowest, or all at the highest, value at risk."""
    p = matrix.shape[1]
    lowest, highest = np.ones(p, np.bool_), np.ones(p, np.bool_)
    least, most = np.empty(p), np.empty(p)
    for group in range(len(layout.events)):
        if layout.fresh[group]:
            least[:] = np.inf
            most[:] = -np.inf
        for row in range(layout.starts[group], layout.starts[group + 1]):
            if layout.weights[row] > 0:
                least[:] = np.minimum(least, matrix[row])
                most[:] = np.maximum(most, matrix[row])
        for row in range(layout.events[group], layout.starts[group + 1]):
            if layout.weights[row] > 0:
                lowest &= matrix[row] == least
                highest &= matrix[row] == most
    return lowest, highest


def _warm_start(task: Likelihood, terms: Sequence[str], penalty: FloatArray) -> FloatArray:
    """Return the estimates in a sample of the rows: near those of all, at a fraction of the cost."""
    try:
        sample = likelihood(thin(task.rows, THINNED), task.efron)
        start = np.zeros(len(terms))
        found = _search(sample, terms, penalty / THINNED, (start, evaluate(sample, start)), 1e-4)
    except (FitError, np.linalg.LinAlgError):  # the sample says nothing of the whole
        return np.zeros(len(terms))
    return found.beta


def thin(rows: CoxRows, every: int) -> CoxRows:
    """Return every so many of the rows, in their order."""
    kept = np.arange(every // 2, len(rows.order), every)
    group, died = rows.group[kept], rows.died[kept] & (rows.weights[kept] > 0)
    opens = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    starts = np.append(opens, len(kept))
    tied = np.add.reduceat(died.astype(np.float64), opens)
    stratum = rows.stratum[group[opens]]
    return replace(
        rows, matrix=rows.matrix[kept], weights=rows.weights[kept], frequencies=np.empty(0),
        starts=starts, events=starts[1:] - tied.astype(np.int64), tied=tied,
        time=rows.time[group[opens]], stratum=stratum,
        fresh=np.concatenate([[True], stratum[1:] != stratum[:-1]]), order=rows.order[kept],
    )  # fmt: skip
