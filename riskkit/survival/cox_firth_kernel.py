"""The derivative of the information of a Cox model, contracted with its inverse."""

from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.compiled import compiled
from riskkit.survival.cox_kernel import change
from riskkit.survival.cox_likelihood import Likelihood, Pass


def trace_of_derivative(task: Likelihood, point: Pass, inverse: FloatArray) -> FloatArray:
    """Return for each coefficient the trace of ``inverse @ dI / dbeta``, (p,)."""
    rows = task.rows
    return _trace(
        rows.matrix, point.hazard, rows.weights, rows.starts, rows.events, rows.tied, rows.fresh,
        rows.leaving, rows.entered, inverse, task.efron,
    )  # fmt: skip


@compiled
def _extended(row: Any, inverse: Any, out: Any) -> None:
    """Fill ``out`` with covariates x, a = x'Ax, a x and the products x x'."""
    p = len(row)
    form = 0.0
    for j in range(p):
        for k in range(p):
            form += row[j] * inverse[j, k] * row[k]
            out[2 * p + 1 + j * p + k] = row[j] * row[k]
    out[p] = form
    for k in range(p):
        out[k] = row[k]
        out[p + 1 + k] = form * row[k]


@compiled
def _third(sums: Any, inverse: Any, share: float, p: int, total: Any) -> None:
    """Add one step's contracted third central moment: Cov(a, x) - 2 V A m."""
    z = sums[-1]
    mean = sums[:p] / z
    tilted = inverse @ mean
    form = mean @ tilted
    for k in range(p):
        second = 0.0
        for j in range(p):
            second += sums[2 * p + 1 + k * p + j] / z * tilted[j]
        moment = sums[p + 1 + k] / z - sums[p] / z * mean[k]
        total[k] += share * (moment - 2 * (second - mean[k] * form))


@compiled
def _trace(
    matrix: Any, hazard: Any, weights: Any, starts: Any, events: Any, tied: Any, fresh: Any,
    leaving: Any, entered: Any, inverse: Any, efron: bool,
) -> Any:  # fmt: skip
    """Walk the groups, latest time first, with the sums of the extended rows at risk."""
    p = matrix.shape[1]
    size = 2 * p + 1 + p * p
    total, long = np.zeros(p), np.zeros(size)
    high, low = np.zeros(size + 1), np.zeros(size + 1)
    own_high, own_low = np.zeros(size + 1), np.zeros(size + 1)
    gone = 0
    for group in range(len(events)):
        if fresh[group]:
            gone = starts[group]
            high[:] = 0.0
            low[:] = 0.0
        while len(leaving) > 0 and gone < starts[group] and entered[leaving[gone]] <= group:
            _extended(matrix[leaving[gone]], inverse, long)
            change(high, low, long, -hazard[leaving[gone]])
            gone += 1
            if gone == starts[group]:  # nobody is left
                high[:] = 0.0
                low[:] = 0.0
        own_high[:] = 0.0
        own_low[:] = 0.0
        dead = 0.0
        for row in range(starts[group], starts[group + 1]):
            _extended(matrix[row], inverse, long)
            if row < events[group]:
                change(high, low, long, hazard[row])
            else:
                change(own_high, own_low, long, hazard[row])
                dead += weights[row]
        staying, going = high + low, own_high + own_low
        if tied[group] > 0:
            share = dead / tied[group]
            if efron:
                for left in range(int(tied[group]), 0, -1):
                    _third(staying + left / tied[group] * going, inverse, share, p, total)
            else:
                _third(staying + going, inverse, dead, p, total)
        for row in range(events[group], starts[group + 1]):
            _extended(matrix[row], inverse, long)
            change(high, low, long, hazard[row])
    return total
