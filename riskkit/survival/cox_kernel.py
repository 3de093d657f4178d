"""Passes over the sorted rows of a Cox model, compiled.

Efron's ties (1977, JASA 72:557) with case weights follow Therneau & Grambsch (2000), *Modeling
Survival Data*, sections 3.3 and 7.2: at a time with ``d`` events the hazard of those who have
the event counts in full at the first of ``d`` steps and for ``1/d`` at the last. All sums are kept
as sums of positive parts (those who stay, plus a share of those who have the event), so that
nothing cancels. Breslow's ties keep that share at 1.

Per group (stratum and time) the ``d`` steps reduce to five sums of the steps' shares ``k`` and
denominators ``z``: of ``1/z`` (`stay`), ``k/z`` (`go`), and of ``1/z^2``, ``k/z^2``, ``k^2/z^2``, which make
the second term of the information from two vectors a group, whatever the number of ties.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from riskkit.survival.compiled import compiled
from riskkit.survival.design_matrix import block_rows

BLOCK: Final = 256
"""Vectors whose outer products are summed by one matrix product."""

FEW: Final = 16
"""Rows from which a call of the library beats a loop."""


class Layout(NamedTuple):
    """Where groups of rows begin, and what they count; the arrays of `CoxRows` by the same names."""

    weights: Any
    starts: Any
    events: Any
    tied: Any
    fresh: Any
    leaving: Any
    entered: Any


class Steps(NamedTuple):
    """Per group: the hazard's steps, to be filled, and a factor (groups,) or (0,) on its part."""

    stay: Any
    go: Any
    factor: Any


@compiled
def tie_sums(staying: Any, going: Any, tied: Any, share: float, efron: bool) -> Any:
    """Return the sums over one group's steps.

    Parameters
    ----------
    staying, going : float
        Hazard of those at risk without and with the event in the group.
    tied : float
        Number of events, 1 or more.
    share : float
        Mean weight of the events.
    efron : bool

    Returns
    -------
    log : float
        ``share`` times the sum of ``log z``.
    stay, go, both, cross, own : float
        ``share`` times the sums of 1/z, k/z, 1/z^2, k/z^2 and k^2/z^2.
    """
    if not efron or tied == 1.0:
        inverse = 1.0 / (staying + going)
        total = share * tied
        square = total * inverse * inverse
        return -total * np.log(inverse), total * inverse, total * inverse, square, square, square
    log, product = 0.0, 1.0
    stay, go, both, cross, own = 0.0, 0.0, 0.0, 0.0, 0.0
    for left in range(int(tied), 0, -1):
        part = left / tied
        z = staying + part * going
        product *= z  # one logarithm for many factors
        if not 1e-140 < product < 1e140:
            log += np.log(product / z) + np.log(z)
            product = 1.0
        inverse = 1.0 / z
        scaled = part * inverse
        stay += inverse
        go += scaled
        both += inverse * inverse
        cross += inverse * scaled
        own += scaled * scaled
    log += np.log(product)
    return share * log, share * stay, share * go, share * both, share * cross, share * own


@compiled
def enter(matrix: Any, hazard: Any, first: int, last: int, sums: Any) -> float:
    """Add hazard x covariates of a range of rows to ``sums`` (p,); return their hazard."""
    total = 0.0
    if last - first >= FEW:
        return _enter_many(matrix, hazard, first, last, sums)
    for row in range(first, last):
        total += hazard[row]
        for k in range(len(sums)):
            sums[k] += hazard[row] * matrix[row, k]
    return total


@compiled
def _enter_many(matrix: Any, hazard: Any, first: int, last: int, sums: Any) -> float:
    total = 0.0
    size = block_rows(len(sums))
    for start in range(first, last, size):
        stop = min(start + size, last)
        sums += np.dot(hazard[start:stop], matrix[start:stop])
        total += hazard[start:stop].sum()
    return total


@compiled
def collect(matrix: Any, hazard: Any, layout: Layout, first: int, last: int, risk_set: Any) -> None:
    """Add the groups from ``first`` to ``last`` to the risk set: covariates, and the hazard last."""
    sums = risk_set[:-1]
    for group in range(first, last):
        if layout.fresh[group]:
            risk_set[:] = 0.0
        risk_set[-1] += enter(matrix, hazard, layout.starts[group], layout.starts[group + 1], sums)


@compiled
def scan(
    matrix: Any, hazard: Any, layout: Layout, steps: Steps, first: int, last: int, risk_set: Any, efron: bool
) -> Any:
    """Walk the groups from ``first`` to ``last``, latest time first, adding rows to the risk set.

    ``risk_set`` (p + 1,) is that at the start, of `collect`. Fills ``steps``; returns the sum of
    the logarithms and the information's second term.
    """
    p = matrix.shape[1]
    value, outer = 0.0, np.zeros((p, p))
    block, filled = np.empty((BLOCK, p)), 0
    sums, own, running = risk_set[:p].copy(), np.zeros(p), risk_set[p]
    for group in range(first, last):
        begin, middle, end = layout.starts[group], layout.events[group], layout.starts[group + 1]
        if layout.fresh[group]:
            running = 0.0
            sums[:] = 0.0
        running += enter(matrix, hazard, begin, middle, sums)
        if middle == end:
            continue
        own[:] = 0.0
        going = enter(matrix, hazard, middle, end, own)
        if layout.tied[group] > 0:
            found = tie_sums(running, going, layout.tied[group], mean_weight(layout, group), efron)
            value += found[0]
            filled = keep_step(steps, group, found, block, filled, outer, sums, own)
        running += going
        sums += own
    if filled > 0:
        outer += np.dot(block[:filled].T, block[:filled])
    return value, outer


@compiled
def mean_weight(layout: Layout, group: int) -> float:
    """Return the mean weight of a group's events."""
    total = 0.0
    for row in range(layout.events[group], layout.starts[group + 1]):
        total += layout.weights[row]
    return total / layout.tied[group]


@compiled
def keep_step(
    steps: Steps, group: int, found: Any, block: Any, filled: int, outer: Any, sums: Any, own: Any
) -> int:
    """Keep a group's sums of `tie_sums` and its part of the second term; return the block's fill."""
    _, stay, go, both, cross, square = found
    factor = steps.factor[group] if len(steps.factor) > 0 else 1.0
    steps.stay[group], steps.go[group] = factor * stay, factor * go
    return second_term(block, filled, outer, sums, own, factor * both, factor * cross, factor * square)


@compiled
def second_term(
    block: Any, filled: int, outer: Any, sums: Any, own: Any, both: float, cross: float, square: float
) -> Any:
    """Add the two vectors whose outer products make a group's second term; return the fill."""
    if both <= 0.0:
        return filled
    p = len(sums)
    if filled + 2 > BLOCK:
        outer += np.dot(block[:filled].T, block[:filled])
        filled = 0
    root = np.sqrt(both)
    tilt = cross / root
    rest = square - tilt * tilt
    for k in range(p):
        block[filled, k] = root * sums[k] + tilt * own[k]
    filled += 1
    if rest > 1e-15 * square:
        root = np.sqrt(rest)
        for k in range(p):
            block[filled, k] = root * own[k]
        filled += 1
    return filled


@compiled
def rising(stay: Any, fresh: Any) -> Any:
    """Return per group the sums of ``stay`` over its stratum before its time and with it.

    Both have a last entry of 0, for rows that were there from the beginning.
    """
    groups = len(stay)
    before, until = np.zeros(groups + 1), np.zeros(groups + 1)
    running = 0.0
    for group in range(groups - 1, -1, -1):
        before[group] = running
        running += stay[group]
        until[group] = running
        if fresh[group]:
            running = 0.0
    return before, until


@compiled
def expose(
    hazard: Any, layout: Layout, steps: Steps, before: Any, until: Any, first: int, last: int, lived: Any
) -> None:
    """Fill ``lived`` (n,): each row's expected events, hazard x the hazard it lived through."""
    late = len(layout.entered) > 0
    for group in range(first, last):
        for row in range(layout.starts[group], layout.starts[group + 1]):
            share = until[group] if row < layout.events[group] else before[group] + steps.go[group]
            if late:
                share -= until[layout.entered[row]]
            lived[row] = hazard[row] * share


@compiled
def linear(matrix: Any, beta: Any, first: int, last: int, out: Any) -> float:
    """Fill a range of ``matrix @ beta``; return its largest value."""
    size = block_rows(len(beta))
    largest = -np.inf
    for start in range(first, last, size):
        stop = min(start + size, last)
        out[start:stop] = np.dot(matrix[start:stop], beta)
        largest = max(largest, out[start:stop].max())
    return largest


@compiled
def gram(matrix: Any, lived: Any, first: int, last: int) -> Any:
    """Return ``X' diag(lived) X`` and ``X' lived`` over a range of rows."""
    p = matrix.shape[1]
    square, product = np.zeros((p, p)), np.zeros(p)
    size = block_rows(p)
    block = np.empty((size, p))
    for start in range(first, last, size):
        stop = min(start + size, last)
        for row in range(start, stop):
            for k in range(p):
                block[row - start, k] = lived[row] * matrix[row, k]
        square += np.dot(block[: stop - start].T, matrix[start:stop])
        product += np.dot(lived[start:stop], matrix[start:stop])
    return square, product


@compiled
def event_sums(matrix: Any, layout: Layout) -> Any:
    """Return the weighted sum of the covariates of rows with the event, and of their weights."""
    sums, total = np.zeros(matrix.shape[1]), 0.0
    for group in range(len(layout.events)):
        total += enter(matrix, layout.weights, layout.events[group], layout.starts[group + 1], sums)
    return sums, total
