"""The partial likelihood of a Cox model and its derivatives, at one value of the coefficients.

The information's first term, the sum over event times of the weighted second moments of the
risk set, is not built up row by row: each row's outer product enters with one total weight
(the row's expected events), so that a single weighted Gram matrix an iteration does the work.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_kernel import Steps, collect, event_sums, expose, gram, linear, rising, scan
from riskkit.survival.cox_walk import scan_late
from riskkit.survival.design_matrix import split

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
    sums, total = event_sums(rows.matrix, rows.layout)
    return Likelihood(rows, efron, sums, total)


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
    n, p = rows.matrix.shape
    groups = len(rows.events)
    steps = Steps(np.zeros(groups), np.zeros(groups), factor)
    hazard, lived = np.empty(n), np.empty(n)
    parts = split(n, p)
    cuts = _cuts(rows, len(parts))
    with ThreadPoolExecutor(len(parts)) as pool:
        run = pool.map if len(parts) > 1 else map
        top = max(run(lambda part: linear(rows.matrix, beta, part[0], part[1], hazard), parts))
        list(run(lambda part: _exponentiate(hazard[slice(*part)], top, rows.weights[slice(*part)]), parts))
        value, outer = _scan(task, hazard, steps, cuts, run)
        before, until = rising(steps.stay, rows.fresh)
        list(run(lambda cut: expose(hazard, layout, steps, before, until, cut[0], cut[1], lived), cuts))
        grams = list(run(lambda part: gram(rows.matrix, lived, part[0], part[1]), parts))
    information = sum(square for square, _ in grams) - outer
    return Pass(
        log_likelihood=float(task.event_sum @ beta - top * task.event_weight - value),
        score=task.event_sum - sum(product for _, product in grams),
        information=(information + information.T) / 2,
        hazard=hazard, top=top, stay=steps.stay, go=steps.go, lived=lived,
    )  # fmt: skip


def _exponentiate(hazard: FloatArray, top: float, weights: FloatArray) -> None:
    """Turn linear predictors into weighted hazards, in place."""
    hazard -= top  # a constant cancels from the likelihood; this keeps exp() in range
    np.exp(hazard, out=hazard)
    hazard *= weights


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
    wanted = np.array([len(rows.order) * k // parts for k in range(1, parts)], dtype=np.int64)
    edges = np.searchsorted(rows.starts, wanted)
    ends = [0, *(int(edge) for edge in edges), len(rows.events)]
    return list(pairwise(ends))
