"""Sums over the subdistribution risk set in two linear scans (Kawaguchi et al. 2020).

At an event time ``t`` the risk set holds everyone still followed (weight 1) and everyone who
had a competing event before ``t``, with weight ``G(t-) / G(T-)``, ``G`` the Kaplan-Meier
estimate of staying uncensored. That weight is a product of a part of ``t`` and a part of the
person, so the first group is summed by one scan from the end, the second by one from the start:
O(n p) an iteration instead of O(n^2 p). Rows are in order of time throughout.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.fields import CENSORED
from riskkit.survival.compiled import compiled

CHUNK: Final = 512
"""Rows whose outer products are summed by one matrix product."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Follow-up in order of time, with what does not change between iterations.

    Attributes
    ----------
    matrix : ndarray, shape (n, p)
        Covariates in order of time.
    status : ndarray of int8, shape (n,)
        0 censored, 1 the cause, 2 a competing event.
    groups : ndarray of int, shape (k + 1,)
        Where each distinct time begins; the last entry is n.
    event_group : ndarray of int, shape (m,)
        Which of the distinct times are event times of the cause.
    deaths : ndarray, shape (m,)
        Events of the cause at each event time.
    event_times : ndarray, shape (m,)
        Ascending.
    censoring : ndarray, shape (m,)
        ``G(t-)`` at the event times.
    held : ndarray, shape (n,)
        ``1 / G(T-)`` for competing events, 0 for everyone else.
    """

    matrix: FloatArray
    status: Any
    groups: IntArray
    event_group: IntArray
    deaths: FloatArray
    event_times: FloatArray
    censoring: FloatArray
    held: FloatArray


def order_by_time(times: FloatArray, codes: IntArray, cause: int, matrix: FloatArray) -> Ordered:
    """Sort once; work out the censoring distribution and the event times.

    ``G`` jumps at censoring times by ``1 - c / Y``, ``Y`` counting everyone with ``T`` at or
    after that time (events at the same time included), as in R's cmprsk::crr. ``matrix`` is
    copied into the new order.
    """
    order = np.argsort(times, kind="stable")
    ordered, sorted_codes = times[order], codes[order]
    status = np.where(sorted_codes == cause, 1, np.where(sorted_codes == CENSORED, 0, 2)).astype(np.int8)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    groups = np.append(first, len(ordered))
    censored = np.add.reduceat((status == 0).astype(np.float64), first)
    deaths = np.add.reduceat((status == 1).astype(np.float64), first)
    staying = np.cumprod(1 - censored / (len(ordered) - first))
    before = np.concatenate([[1.0], staying[:-1]])
    event_group = np.flatnonzero(deaths)
    held = np.where(status == 2, 1 / np.repeat(before, np.diff(groups)), 0.0)
    return Ordered(
        matrix[order], status, groups, event_group,
        deaths[event_group], ordered[first[event_group]], before[event_group], held,
    )  # fmt: skip


@compiled
def add_scaled(sums: FloatArray, vector: FloatArray, scale: float) -> None:
    """Add ``scale * vector`` to ``sums`` in place."""
    for j in range(len(sums)):
        sums[j] += scale * vector[j]


@compiled
def risk_sums(
    matrix: FloatArray, hazard: FloatArray, held: FloatArray, starts: IntArray, censoring: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the sums over the risk set of hazard and hazard x covariates at each event time.

    Parameters
    ----------
    matrix : ndarray, shape (n, p)
    hazard : ndarray, shape (n,)
        ``exp(linear predictor)``.
    held : ndarray, shape (n,)
        See `Ordered`.
    starts : ndarray of int, shape (m,)
        First row with a time at or after each event time.
    censoring : ndarray, shape (m,)
        ``G(t-)``.

    Returns
    -------
    total : ndarray, shape (m,)
    mean : ndarray, shape (m, p)
        Weighted mean of the covariates in the risk set.
    """
    n, p = matrix.shape
    m = len(starts)
    total = np.empty(m)
    mean = np.empty((m, p))
    running = 0.0
    sums = np.zeros(p)
    row: int = n
    for k in range(m - 1, -1, -1):
        while row > starts[k]:
            row -= 1
            running += hazard[row]
            add_scaled(sums, matrix[row], hazard[row])
        total[k] = running
        mean[k] = sums
    running = 0.0
    sums[:] = 0.0
    row = 0
    for k in range(m):
        while row < starts[k]:
            if held[row] > 0:
                running += hazard[row] * held[row]
                add_scaled(sums, matrix[row], hazard[row] * held[row])
            row += 1
        total[k] += censoring[k] * running
        for j in range(p):
            mean[k, j] = (mean[k, j] + censoring[k] * sums[j]) / total[k]
    return total, mean


@compiled
def expected_events(
    hazard: FloatArray, held: FloatArray, starts: IntArray, steps: FloatArray, censoring: FloatArray
) -> FloatArray:
    """Return each person's expected events, shape (n,): hazard x weighted cumulative hazard.

    ``steps`` are the jumps of the baseline hazard at the event times; the rest as `risk_sums`.
    """
    n = len(hazard)
    expected = np.empty(n)
    rest = 0.0
    for k in range(len(starts)):
        rest += steps[k] * censoring[k]
    followed = 0.0
    k = 0
    for row in range(n):
        while k < len(starts) and starts[k] <= row:
            followed += steps[k]
            rest -= steps[k] * censoring[k]
            k += 1
        expected[row] = hazard[row] * (followed + held[row] * rest)
    return expected


@compiled
def weighted_gram(matrix: FloatArray, weight: FloatArray) -> FloatArray:
    """Return ``matrix' diag(weight) matrix``, shape (p, p), without a second matrix of n rows."""
    n, p = matrix.shape
    gram = np.zeros((p, p))
    block = np.empty((CHUNK, p))
    for start in range(0, n, CHUNK):
        stop = min(start + CHUNK, n)
        for row in range(start, stop):
            for j in range(p):
                block[row - start, j] = weight[row] * matrix[row, j]
        gram += np.dot(block[: stop - start].T, matrix[start:stop])
    return gram
