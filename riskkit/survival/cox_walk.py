"""Passes in which rows also leave the risk set, at their entry, with compensated sums.

Sums are compensated (Neumaier 1974) and start anew when the risk set is empty: what is left
after taking out nearly everybody is exact.
"""

from typing import Any

import numpy as np

from riskkit.survival.compiled import compiled
from riskkit.survival.cox_kernel import BLOCK, Layout, Steps, keep_step, mean_weight, tie_sums


@compiled
def add(high: Any, low: Any, row: Any, hazard: float) -> None:
    """Add a row to compensated sums: hazard x its numbers, and the hazard last."""
    p = len(row)
    for k in range(p + 1):
        new = hazard * row[k] if k < p else hazard
        total = high[k] + new
        if abs(high[k]) >= abs(new):
            low[k] += (high[k] - total) + new
        else:
            low[k] += (new - total) + high[k]
        high[k] = total


@compiled
def leave(matrix: Any, hazard: Any, layout: Layout, group: int, gone: int, high: Any, low: Any) -> int:
    """Take out the rows that had not entered at the group's time; return how many have left."""
    start = layout.starts[group]
    if layout.fresh[group]:
        gone = start
        high[:] = 0.0
        low[:] = 0.0
    if len(layout.leaving) == 0:
        return gone
    while gone < start and layout.entered[layout.leaving[gone]] <= group:
        row = layout.leaving[gone]
        add(high, low, matrix[row], -hazard[row])
        gone += 1
    if gone == start:  # nobody is left
        high[:] = 0.0
        low[:] = 0.0
    return gone


@compiled
def risk_sums(
    matrix: Any, hazard: Any, layout: Layout, group: int, high: Any, low: Any, staying: Any, going: Any
) -> None:
    """Let a group's rows in; fill its sums of those without and with the event there."""
    for row in range(layout.starts[group], layout.events[group]):
        add(high, low, matrix[row], hazard[row])
    staying[:] = high + low
    going[:] = 0.0
    p = matrix.shape[1]
    for row in range(layout.events[group], layout.starts[group + 1]):
        going[p] += hazard[row]
        for k in range(p):
            going[k] += hazard[row] * matrix[row, k]
        add(high, low, matrix[row], hazard[row])


@compiled
def scan_late(matrix: Any, hazard: Any, layout: Layout, steps: Steps, efron: bool) -> Any:
    """Do what `scan` does where rows enter late."""
    p = matrix.shape[1]
    value, outer = 0.0, np.zeros((p, p))
    block, filled = np.empty((BLOCK, p)), 0
    high, low, staying, going = np.zeros(p + 1), np.zeros(p + 1), np.zeros(p + 1), np.zeros(p + 1)
    gone = 0
    for group in range(len(layout.events)):
        gone = leave(matrix, hazard, layout, group, gone, high, low)
        risk_sums(matrix, hazard, layout, group, high, low, staying, going)
        if layout.tied[group] > 0:
            found = tie_sums(staying[p], going[p], layout.tied[group], mean_weight(layout, group), efron)
            value += found[0]
            filled = keep_step(steps, group, found, block, filled, outer, staying[:p], going[:p])
    if filled > 0:
        outer += np.dot(block[:filled].T, block[:filled])
    return value, outer


@compiled
def walk_moments(matrix: Any, hazard: Any, layout: Layout, efron: bool) -> Any:
    """Return the arrays of `Moments`."""
    groups, p = len(layout.events), matrix.shape[1]
    variance = np.zeros(groups)
    mean, stay, go = np.zeros((groups, p)), np.zeros((groups, p)), np.zeros((groups, p))
    high, low, staying, going = np.zeros(p + 1), np.zeros(p + 1), np.zeros(p + 1), np.zeros(p + 1)
    gone = 0
    for group in range(groups):
        gone = leave(matrix, hazard, layout, group, gone, high, low)
        risk_sums(matrix, hazard, layout, group, high, low, staying, going)
        if layout.tied[group] > 0:
            share = mean_weight(layout, group)
            _, first, second, both, cross, square = tie_sums(
                staying[p], going[p], layout.tied[group], share, efron
            )
            dead = share * layout.tied[group]
            variance[group] = both
            for k in range(p):
                mean[group, k] = (first * staying[k] + second * going[k]) / dead
                stay[group, k] = both * staying[k] + cross * going[k]
                go[group, k] = cross * staying[k] + square * going[k]
    return variance, mean, stay, go


@compiled
def walk_trace(extended: Any, hazard: Any, layout: Layout, inverse: Any, efron: bool) -> Any:
    """Return the contracted third moments: see `cox_firth_moments.trace_of_derivative`."""
    p, size = len(inverse), extended.shape[1]
    total = np.zeros(p)
    high, low, staying, going = (
        np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)
    )  # fmt: skip
    gone = 0
    for group in range(len(layout.events)):
        gone = leave(extended, hazard, layout, group, gone, high, low)
        risk_sums(extended, hazard, layout, group, high, low, staying, going)
        tied = layout.tied[group]
        if tied > 0:
            share = mean_weight(layout, group)
            for left in range(int(tied), 0, -1):
                part = left / tied if efron else 1.0
                _third(staying + part * going, inverse, share, total)
    return total


@compiled
def _third(sums: Any, inverse: Any, share: float, total: Any) -> None:
    """Add one step's contracted third central moment: Cov(a, x) - 2 V A m."""
    p = len(inverse)
    z = sums[-1]
    mean = sums[:p] / z
    tilted = np.dot(inverse, mean)
    form = np.dot(mean, tilted)
    for k in range(p):
        second = 0.0
        for j in range(p):
            second += sums[2 * p + 1 + k * p + j] / z * tilted[j]
        moment = sums[p + 1 + k] / z - sums[p] / z * mean[k]
        total[k] += share * (moment - 2 * (second - mean[k] * form))
