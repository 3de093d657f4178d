"""Newton's search for one sample in one compiled call, so that samples run on threads side by side.

The passes are those of ``riskkit.survival``; a search that is not plainly on its way gives up, and
the engine's own, slower one decides what is wrong.
"""

from typing import Any, Final

import numpy as np

from riskkit.survival.compiled import compiled
from riskkit.survival.cox_kernel import (
    Layout,
    Steps,
    enter,
    expose,
    gram,
    mean_weight,
    rising,
    scan,
    tie_sums,
)

_STEPS: Final = 8
_CLOSE: Final = 1e-6
"""Newton's error squares: after a step this small the next would be below 1e-12."""

_UNINFORMED: Final = 1e-9
_FAR: Final = 5.0


@compiled
def search(matrix: Any, layout: Layout, ridge: Any, begin: Any, shares: Any, efron: bool) -> Any:
    """Return the coefficients, (p,), and whether the search arrived.

    Parameters
    ----------
    matrix : ndarray, shape (n, p)
        Standardised covariates of rows by stratum and falling time.
    layout : Layout
        The rows, without late entry.
    ridge : ndarray, shape (p,)
        Half of it times the squared coefficients is taken off the log likelihood.
    begin : ndarray, shape (p,)
        The coefficients with every row counted once.
    shares : ndarray, shape (n, p)
        What each row adds to them, to first order: with these the search begins close by.
    efron : bool
    """
    beta = begin + _weighted_sum(shares, layout.weights - 1.0)
    matrix, layout = _counted(matrix, layout)
    died = np.zeros(matrix.shape[1])
    for group in range(len(layout.events)):
        enter(matrix, layout.weights, layout.events[group], layout.starts[group + 1], died)
    for taken in range(_STEPS):
        information, expected = _derivatives(matrix, layout, beta, efron)
        information += np.diag(ridge)
        step = died - expected - ridge * beta
        if not _sound(information, step, taken == 0):
            break
        step = np.linalg.solve(information, step)
        size = np.abs(step).max()
        if size > _FAR:
            break
        beta += step
        if size < _CLOSE:
            return beta, True
    return beta, False


@compiled
def _weighted_sum(matrix: Any, weights: Any) -> Any:
    """Return ``weights @ matrix``."""
    found = np.zeros(matrix.shape[1])
    for row in range(len(matrix)):
        for k in range(len(found)):
            found[k] += weights[row] * matrix[row, k]
    return found


@compiled
def _counted(matrix: Any, layout: Layout) -> Any:
    """Leave out the rows that count zero times, about a third of a bootstrap sample."""
    places = np.zeros(len(matrix) + 1, np.int64)
    kept = np.empty_like(matrix)
    weights = np.empty(len(matrix))
    now = 0
    for row in range(len(matrix)):
        places[row] = now
        if layout.weights[row] > 0:
            kept[now] = matrix[row]
            weights[now] = layout.weights[row]
            now += 1
    places[len(matrix)] = now
    thinner = Layout(
        weights[:now], places[layout.starts], places[layout.events], layout.tied, layout.fresh,
        layout.leaving, layout.entered,
    )  # fmt: skip
    return kept[:now], thinner


@compiled
def combine(matrix: Any, beta: Any) -> Any:
    """Return ``matrix @ beta``; BLAS would wake threads of its own for it, which side by side only wait."""
    linear = np.zeros(len(matrix))
    for row in range(len(matrix)):
        for k in range(len(beta)):
            linear[row] += matrix[row, k] * beta[k]
    return linear


@compiled
def _derivatives(matrix: Any, layout: Layout, beta: Any, efron: bool) -> Any:
    """Return the information, (p, p), and the expected sums of the covariates, (p,)."""
    n, p = matrix.shape
    groups = len(layout.events)
    linear = combine(matrix, beta)
    hazard = layout.weights * np.exp(linear - linear.max())
    steps = Steps(np.zeros(groups), np.zeros(groups), np.empty(0))
    lived = np.empty(n)
    _, outer = scan(matrix, hazard, layout, steps, 0, groups, np.zeros(p + 1), efron)
    before, until = rising(steps.stay, layout.fresh)
    expose(hazard, layout, steps, before, until, 0, groups, lived)
    square, product = gram(matrix, lived, 0, n)
    return square - outer, product


@compiled
def _sound(information: Any, slope: Any, first: bool) -> bool:
    """Tell whether all numbers are finite and, at first, whether every direction is informed."""
    if not (np.isfinite(information).all() and np.isfinite(slope).all()):
        return False
    if not first:
        return True
    spread = np.linalg.eigvalsh(information)
    return spread[0] > _UNINFORMED * spread[-1]


@compiled
def hazard_by(linear: Any, layout: Layout, time: Any, stratum: Any, horizon: float, efron: bool) -> Any:
    """Return each stratum's cumulative hazard by the horizon, at linear predictor 0."""
    top = linear.max()
    hazard = layout.weights * np.exp(linear - top)
    found = np.zeros(stratum[-1] + 1)
    running = 0.0
    for group in range(len(time)):
        if layout.fresh[group]:
            running = 0.0
        first, last = layout.events[group], layout.starts[group + 1]
        running += hazard[layout.starts[group] : first].sum()
        going = hazard[first:last].sum()
        if layout.tied[group] > 0 and time[group] <= horizon:
            step = tie_sums(running, going, layout.tied[group], mean_weight(layout, group), efron)
            found[stratum[group]] += step[1]
        running += going
    return found * np.exp(-top)


@compiled
def followed_until(frequencies: Any, starts: Any, time: Any, stratum: Any) -> Any:
    """Return the last time at which each stratum still counts anybody."""
    found = np.zeros(stratum[-1] + 1)
    for group in range(len(time)):
        if frequencies[starts[group] : starts[group + 1]].any():
            found[stratum[group]] = max(found[stratum[group]], time[group])
    return found
