"""Passes over the sorted rows of a Cox model, compiled.

Efron's ties (1977, JASA 72:557) with case weights follow Therneau & Grambsch (2000), *Modeling
Survival Data*, sections 3.3 and 7.2: at a time with ``d`` events the hazard of those who have
the event counts in full at the first of ``d`` steps and for ``1/d`` at the last. All sums are kept
as sums of positive parts (those who stay, plus a share of those who have the event), so that
nothing cancels. Breslow's ties keep that share at 1.

Per group (stratum and time) the ``d`` steps reduce to five sums of the steps' shares ``k`` and
denominators ``z``: of ``1/z`` (`stay`), ``k/z`` (`go`), and of ``1/z^2``, ``k/z^2``, ``k^2/z^2``, which make the
second term of the information from two vectors a group, whatever the number of ties.
"""

from typing import Any, Final

import numpy as np

from riskkit.survival.compiled import compiled

BLOCK: Final = 512
"""Rows whose outer products are summed by one matrix product."""


@compiled
def tie_sums(staying: float, going: float, tied: float, share: float, efron: bool) -> Any:
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
def collect(
    matrix: Any, hazard: Any, starts: Any, fresh: Any, first: int, last: int, total: Any, sums: Any
) -> None:
    """Add the groups from ``first`` to ``last`` to the risk set ``total`` (1,), ``sums`` (p,)."""
    p = matrix.shape[1]
    for group in range(first, last):
        if fresh[group]:
            total[0] = 0.0
            sums[:] = 0.0
        for row in range(starts[group], starts[group + 1]):
            total[0] += hazard[row]
            for k in range(p):
                sums[k] += hazard[row] * matrix[row, k]


@compiled
def scan(
    matrix: Any, hazard: Any, weights: Any, starts: Any, events: Any, tied: Any, fresh: Any,
    first: int, last: int, total: Any, sums: Any, factor: Any, efron: bool, stay: Any, go: Any,
) -> Any:  # fmt: skip
    """Walk the groups from ``first`` to ``last``, latest time first, adding rows to the risk set.

    ``total`` and ``sums`` hold the risk set at the start (those of `collect`); ``factor`` (groups,) or
    (0,) multiplies each group's part in everything but the value. ``stay`` and ``go`` are
    filled. Returns the sum of the logarithms and the information's second term.
    """
    p = matrix.shape[1]
    value, outer = 0.0, np.zeros((p, p))
    block, filled = np.empty((BLOCK, p)), 0
    own = np.zeros(p)
    running = total[0]
    for group in range(first, last):
        if fresh[group]:
            running = 0.0
            sums[:] = 0.0
        for row in range(starts[group], events[group]):
            running += hazard[row]
            for k in range(p):
                sums[k] += hazard[row] * matrix[row, k]
        going, dead = 0.0, 0.0
        own[:] = 0.0
        for row in range(events[group], starts[group + 1]):
            going += hazard[row]
            dead += weights[row]
            for k in range(p):
                own[k] += hazard[row] * matrix[row, k]
        if tied[group] > 0:
            log, s, g, both, cross, square = tie_sums(running, going, tied[group], dead / tied[group], efron)
            value += log
            if len(factor) > 0:
                f = factor[group]
                s, g, both, cross, square = f * s, f * g, f * both, f * cross, f * square
            stay[group], go[group] = s, g
            filled = _second_term(block, filled, outer, sums, own, both, cross, square)
        running += going
        for k in range(p):
            sums[k] += own[k]
    if filled > 0:
        outer += np.dot(block[:filled].T, block[:filled])
    return value, outer


@compiled
def _second_term(
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
def scan_late(
    matrix: Any, hazard: Any, weights: Any, starts: Any, events: Any, tied: Any, fresh: Any,
    leaving: Any, entered: Any, factor: Any, efron: bool, stay: Any, go: Any,
) -> Any:  # fmt: skip
    """Do what `scan` does where rows also leave the risk set, at their entry.

    Sums are compensated (Neumaier 1974), and start anew when the risk set is empty: what is
    left after taking out nearly everybody is exact.
    """
    p = matrix.shape[1]
    value, outer = 0.0, np.zeros((p, p))
    block, filled = np.empty((BLOCK, p)), 0
    own, at_risk = np.zeros(p + 1), np.zeros(p + 1)
    high, low = np.zeros(p + 1), np.zeros(p + 1)
    gone = 0
    for group in range(len(events)):
        if fresh[group]:
            gone = starts[group]
            high[:] = 0.0
            low[:] = 0.0
        while gone < starts[group] and entered[leaving[gone]] <= group:
            change(high, low, matrix[leaving[gone]], -hazard[leaving[gone]])
            gone += 1
            if gone == starts[group]:  # nobody is left
                high[:] = 0.0
                low[:] = 0.0
        for row in range(starts[group], events[group]):
            change(high, low, matrix[row], hazard[row])
        at_risk[:] = high + low
        own[:] = 0.0
        dead = 0.0
        for row in range(events[group], starts[group + 1]):
            dead += weights[row]
            own[p] += hazard[row]
            for k in range(p):
                own[k] += hazard[row] * matrix[row, k]
            change(high, low, matrix[row], hazard[row])
        if tied[group] > 0:
            log, s, g, both, cross, square = tie_sums(
                at_risk[p], own[p], tied[group], dead / tied[group], efron
            )
            value += log
            if len(factor) > 0:
                f = factor[group]
                s, g, both, cross, square = f * s, f * g, f * both, f * cross, f * square
            stay[group], go[group] = s, g
            filled = _second_term(block, filled, outer, at_risk[:p], own[:p], both, cross, square)
    if filled > 0:
        outer += np.dot(block[:filled].T, block[:filled])
    return value, outer


@compiled
def change(high: Any, low: Any, row: Any, hazard: float) -> None:
    """Add a row to the compensated sums: covariates x hazard, and hazard last."""
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
    hazard: Any, starts: Any, events: Any, entered: Any, go: Any, before: Any, until: Any,
    first: int, last: int, lived: Any,
) -> None:  # fmt: skip
    """Fill ``lived`` (n,): each row's expected events, hazard x the hazard it lived through."""
    for group in range(first, last):
        for row in range(starts[group], starts[group + 1]):
            share = until[group] if row < events[group] else before[group] + go[group]
            if len(entered) > 0:
                share -= until[entered[row]]
            lived[row] = hazard[row] * share


@compiled
def gram(matrix: Any, lived: Any, first: int, last: int) -> Any:
    """Return ``X' diag(lived) X`` and ``X' lived`` over a range of rows."""
    p = matrix.shape[1]
    square, product = np.zeros((p, p)), np.zeros(p)
    block = np.empty((BLOCK, p))
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        for row in range(start, stop):
            for k in range(p):
                block[row - start, k] = lived[row] * matrix[row, k]
                product[k] += lived[row] * matrix[row, k]
        square += np.dot(block[: stop - start].T, matrix[start:stop])
    return square, product


@compiled
def null_value(weights: Any, starts: Any, events: Any, tied: Any, fresh: Any, efron: bool) -> float:
    """Return the log partial likelihood at coefficients zero without late entry."""
    value, running = 0.0, 0.0
    for group in range(len(events)):
        if fresh[group]:
            running = 0.0
        for row in range(starts[group], events[group]):
            running += weights[row]
        dead = 0.0
        for row in range(events[group], starts[group + 1]):
            dead += weights[row]
        if tied[group] > 0:
            value -= tie_sums(running, dead, tied[group], dead / tied[group], efron)[0]
        running += dead
    return value
