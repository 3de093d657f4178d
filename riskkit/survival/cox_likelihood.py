"""The partial likelihood of a Cox model and its derivatives, at one value of the coefficients.

The information's first term, the sum over event times of the weighted second moments of the
risk set, is not built up row by row: each row's outer product enters with one total weight
(the row's expected events), so that a single weighted Gram matrix an iteration does the work.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_kernel import Steps, collect, expose, gram, rising, scan
from riskkit.survival.cox_walk import scan_late

ALONE: Final = 200_000
"""Numbers in the design matrix below which a second thread costs more than it brings."""

_NONE: Final = np.empty(0)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What the passes need besides the coefficients.

    Attributes
    ----------
    rows : CoxRows
    efron : bool
        Efron's ties; else Breslow's.
    event_sum : ndarray, shape (p,)
        Weighted sum of the covariates of the rows that end in the event.
    event_weight : float
        Sum of their weights.
    """

    rows: CoxRows
    efron: bool
    event_sum: FloatArray
    event_weight: float


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass finds (on the standardised scale).

    Attributes
    ----------
    log_likelihood : float
    score : ndarray, shape (p,)
    information : ndarray, shape (p, p)
        Minus the second derivative.
    hazard : ndarray, shape (n,)
        Weight x ``exp(linear predictor - top)``.
    top : float
        Largest linear predictor.
    stay, go : ndarray, shape (groups,)
        Steps of the hazard, for ``exp(linear predictor - top)``, of those at risk without and
        with the event in the group.
    lived : ndarray, shape (n,)
        Each row's expected events (times its weight).
    """

    log_likelihood: float
    score: FloatArray
    information: FloatArray
    hazard: FloatArray
    top: float
    stay: FloatArray
    go: FloatArray
    lived: FloatArray


def likelihood(rows: CoxRows, efron: bool) -> Likelihood:
    """Return the likelihood of rows, ready to be evaluated."""
    died = np.flatnonzero(rows.died)
    weights = rows.weights[died]
    return Likelihood(rows, efron, weights @ rows.matrix[died], float(weights.sum()))


def evaluate(task: Likelihood, beta: FloatArray, factor: FloatArray = _NONE) -> Pass:
    """Return the log partial likelihood, score and information at ``beta``.

    Parameters
    ----------
    task : Likelihood
    beta : ndarray, shape (p,)
        For the standardised covariates.
    factor : ndarray, shape (groups,), optional
        Multiplies what each event time adds to the information (0 or above).

    Notes
    -----
    With ``factor`` the score is meaningless: its events are not multiplied.
    """
    rows, layout = task.rows, task.rows.layout
    hazard = rows.matrix @ beta
    top = float(hazard.max())
    hazard -= top  # a constant cancels from the likelihood; this keeps exp() in range
    np.exp(hazard, out=hazard)
    hazard *= rows.weights
    groups = len(rows.events)
    steps = Steps(np.zeros(groups), np.zeros(groups), factor)
    lived = np.empty_like(hazard)
    workers = 1 if rows.matrix.size < ALONE else min(2, len(os.sched_getaffinity(0)))
    with ThreadPoolExecutor(workers) as pool:
        run = pool.map if workers > 1 else map
        cuts = _cuts(rows, workers)
        value, outer = _scan(task, hazard, steps, cuts, run)
        before, until = rising(steps.stay, rows.fresh)
        list(run(lambda cut: expose(hazard, layout, steps, before, until, cut[0], cut[1], lived), cuts))
        edges = np.linspace(0, len(hazard), workers + 1).astype(np.int64)
        grams = list(run(lambda cut: gram(rows.matrix, lived, *cut), pairwise(edges)))
    information = sum(square for square, _ in grams) - outer
    return Pass(
        log_likelihood=float(task.event_sum @ beta - top * task.event_weight - value),
        score=task.event_sum - sum(product for _, product in grams),
        information=(information + information.T) / 2,
        hazard=hazard, top=top, stay=steps.stay, go=steps.go, lived=lived,
    )  # fmt: skip


def _scan(
    task: Likelihood, hazard: FloatArray, steps: Steps, cuts: list[tuple[int, int]], run: Callable[..., Any]
) -> tuple[float, FloatArray]:
    """Return the sum of the logarithms and the second term; fill ``steps``."""
    rows, layout = task.rows, task.rows.layout
    if len(rows.leaving):
        return scan_late(rows.matrix, hazard, layout, steps, task.efron)
    risk_sets = np.zeros((len(cuts), rows.matrix.shape[1] + 1))
    for k in range(1, len(cuts)):  # the risk set that each later part begins with
        risk_sets[k] = risk_sets[k - 1]
        collect(rows.matrix, hazard, layout, *cuts[k - 1], risk_sets[k])

    def part(k: int) -> Any:
        return scan(rows.matrix, hazard, layout, steps, *cuts[k], risk_sets[k], task.efron)

    found = list(run(part, range(len(cuts))))
    return sum(value for value, _ in found), np.sum([outer for _, outer in found], axis=0)


def _cuts(rows: CoxRows, parts: int) -> list[tuple[int, int]]:
    """Cut the groups into ranges with about equally many rows."""
    edges = np.searchsorted(rows.starts, np.linspace(0, rows.starts[-1], parts + 1)[1:-1])
    ends = [0, *(int(edge) for edge in edges), len(rows.events)]
    return list(pairwise(ends))
