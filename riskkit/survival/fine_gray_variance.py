"""The sandwich variance of a Fine-Gray fit and of its baseline, by linear scans.

Each person's influence on the score is ``eta + psi``: their own weighted martingale residual,
and their part in the estimated censoring distribution (Fine & Gray 1999, section 5). The same
two parts give the influence on the baseline hazard. A person's influence on the baseline at
``t`` is ``k + s * HG(t)`` once their own time has passed and ``-(hazard * H(t) + P(t))`` before,
with ``H``, ``HG`` and ``P`` the same for everyone: so its sums of squares need only running sums,
never a table of persons x times.
"""

from dataclasses import dataclass

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.survival.compiled import compiled
from riskkit.survival.fine_gray_kernel import Ordered, add_scaled, weighted_gram
from riskkit.survival.fine_gray_newton import Point


@dataclass(frozen=True, slots=True)
class Sandwich:
    """Variances of a fit, on the scale of the matrix it was fitted to.

    Attributes
    ----------
    covariance : ndarray, shape (p, p)
        Of the coefficients.
    cumulative_hazard : ndarray, shape (m,)
        Baseline (all columns 0) at the event times.
    hazard_variance : ndarray, shape (m,)
        Of the cumulative hazard.
    joint : ndarray, shape (m, p)
        Covariance of the cumulative hazard with the coefficients.
    """

    covariance: FloatArray
    cumulative_hazard: FloatArray
    hazard_variance: FloatArray
    joint: FloatArray


@dataclass(frozen=True, slots=True)
class _Positions:
    """Where each distinct time and each row stands among the event times.

    ``next_event`` (k,): event times before a distinct time; ``passed`` (n,): event times at or
    before a row's own; ``ends`` (m,): first row after each event time; ``group`` (n,): the
    row's distinct time; ``censored``, ``at_risk`` (k,): counts.
    """

    next_event: IntArray
    passed: IntArray
    ends: IntArray
    group: IntArray
    censored: FloatArray
    at_risk: FloatArray


def sandwich(rows: Ordered, point: Point) -> Sandwich:
    """Return the variances at the maximum."""
    steps = rows.deaths / point.total
    where = _positions(rows)
    score = _score_influence(rows, point, steps, where)
    own, cross = _hazard_influence(rows, point, steps, where, score)
    bread = np.linalg.inv(point.information)
    covariance = bread @ weighted_gram(score, np.ones(len(score))) @ bread
    slope = np.cumsum(steps[:, None] * point.mean, axis=0)
    half = cross @ bread
    joint = half - slope @ covariance
    variance = own - np.einsum("mp,mp->m", slope, half) - np.einsum("mp,mp->m", slope, joint)
    return Sandwich((covariance + covariance.T) / 2, np.cumsum(steps), variance, joint)


def _positions(rows: Ordered) -> _Positions:
    distinct = np.arange(len(rows.groups) - 1)
    size = np.diff(rows.groups)
    passed = np.searchsorted(rows.event_group, distinct, side="right")
    return _Positions(
        next_event=np.searchsorted(rows.event_group, distinct, side="left"),
        passed=np.repeat(passed, size),
        ends=rows.groups[rows.event_group + 1],
        group=np.repeat(distinct, size),
        censored=np.add.reduceat((rows.status == 0).astype(np.float64), rows.groups[:-1]),
        at_risk=(len(rows.status) - rows.groups[:-1]).astype(np.float64),
    )


def _score_influence(rows: Ordered, point: Point, steps: FloatArray, where: _Positions) -> FloatArray:
    """Return every person's influence on the score, (n, p)."""
    held_steps = steps * rows.censoring
    after = _from_here(held_steps)
    after_mean = _from_here(held_steps[:, None] * point.mean)
    influence = martingale_part(
        rows.matrix, rows.status, point.hazard, rows.held, where.passed,
        _up_to_here(steps), _up_to_here(steps[:, None] * point.mean), after, after_mean, point.mean,
    )  # fmt: skip
    add_censoring_part(
        influence, rows.matrix, rows.status, point.hazard * rows.held, rows.groups,
        where.next_event, where.censored, after, after_mean,
    )  # fmt: skip
    return influence


def _hazard_influence(
    rows: Ordered, point: Point, steps: FloatArray, where: _Positions, score: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Sum the influences on the cumulative hazard, coefficients held fixed.

    Returns
    -------
    own : ndarray, shape (m,)
        Sum over people of the squared influence.
    cross : ndarray, shape (m, p)
        Sum of its product with the influence on the score.
    """
    level = _up_to_here(steps / point.total)
    level_held = _up_to_here(steps * rows.censoring / point.total)
    weight = point.hazard * rows.held
    # competing events before each distinct time, as a share of those at risk then
    waiting = _up_to_here(np.add.reduceat(weight, rows.groups[:-1]))[:-1] / where.at_risk
    seen = level_held[where.next_event]
    past = np.cumsum(waiting * where.censored / where.at_risk)
    past_seen = np.cumsum(waiting * seen * where.censored / where.at_risk)
    left, died = rows.status == 0, rows.status == 1
    fixed = weight * level_held[where.passed] - point.hazard * level[where.passed]
    fixed += past_seen[where.group] - left * (waiting * seen)[where.group]
    fixed[died] += 1 / point.total[where.passed[died] - 1]
    growing = (left * waiting[where.group]) - weight - past[where.group]
    shift = level_held[1:] * past[rows.event_group] - past_seen[rows.event_group]
    own = _squares(fixed, growing, point.hazard, where.ends, level[1:], level_held[1:], shift)
    cross = running_products(
        score, fixed, growing, point.hazard, where.ends, level[1:], level_held[1:], shift
    )
    return own, cross


def _squares(
    fixed: FloatArray, growing: FloatArray, hazard: FloatArray, ends: IntArray,
    level: FloatArray, level_held: FloatArray, shift: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return the summed squared influence at each event time: people passed, then people left."""

    def passed(values: FloatArray) -> FloatArray:
        return np.cumsum(values)[ends - 1]

    def left(values: FloatArray) -> FloatArray:
        return _from_here(values)[ends]

    own = passed(fixed**2) + 2 * level_held * passed(fixed * growing) + level_held**2 * passed(growing**2)
    own += level**2 * left(hazard**2) + 2 * level * shift * left(hazard)
    return own + shift**2 * (len(hazard) - ends)


def _up_to_here(values: FloatArray) -> FloatArray:
    """Return running sums along the first axis, beginning with 0."""
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])


def _from_here(values: FloatArray) -> FloatArray:
    """Return the sums of each entry and those after it along the first axis, ending with 0."""
    return np.concatenate([np.cumsum(values[::-1], axis=0)[::-1], np.zeros((1, *values.shape[1:]))])


@compiled
def martingale_part(
    matrix: FloatArray, status: IntArray, hazard: FloatArray, held: FloatArray, passed: IntArray,
    so_far: FloatArray, so_far_mean: FloatArray, after: FloatArray, after_mean: FloatArray, mean: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return ``eta``, (n, p): covariates less their mean, over the person's weighted martingale."""
    n, p = matrix.shape
    eta = np.zeros((n, p))
    for i in range(n):
        e = passed[i]
        carried = hazard[i] * held[i]
        died = 1.0 if status[i] == 1 else 0.0
        add_scaled(eta[i], matrix[i], died - hazard[i] * so_far[e] - carried * after[e])
        add_scaled(eta[i], so_far_mean[e], hazard[i])
        if carried > 0:
            add_scaled(eta[i], after_mean[e], carried)
        if died > 0:
            add_scaled(eta[i], mean[e - 1], -1.0)
    return eta


@compiled
def add_censoring_part(
    influence: FloatArray, matrix: FloatArray, status: IntArray, carried: FloatArray, groups: IntArray,
    next_event: IntArray, censored: FloatArray, after: FloatArray, after_mean: FloatArray,
) -> None:  # fmt: skip
    """Add ``psi``, each person's part in the censoring weights of the others, in place."""
    n, p = matrix.shape
    waiting, waiting_mean = 0.0, np.zeros(p)
    q, past = np.zeros(p), np.zeros(p)
    for g in range(len(groups) - 1):
        e = next_event[g]
        if censored[g] > 0:
            q[:] = 0.0
            add_scaled(q, waiting_mean, after[e] / (n - groups[g]))
            add_scaled(q, after_mean[e], -waiting / (n - groups[g]))
            add_scaled(past, q, censored[g] / (n - groups[g]))
        for i in range(groups[g], groups[g + 1]):
            add_scaled(influence[i], past, -1.0)
            if status[i] == 0:
                add_scaled(influence[i], q, 1.0)
            elif carried[i] > 0:
                waiting += carried[i]
                add_scaled(waiting_mean, matrix[i], carried[i])


@compiled
def running_products(
    score: FloatArray, fixed: FloatArray, growing: FloatArray, hazard: FloatArray, ends: IntArray,
    level: FloatArray, level_held: FloatArray, shift: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return, (m, p), the summed product of the influences on hazard and score."""
    n, p = score.shape
    cross = np.zeros((len(ends), p))
    a, b = np.zeros(p), np.zeros(p)
    i = 0
    for e in range(len(ends)):
        while i < ends[e]:
            add_scaled(a, score[i], fixed[i])
            add_scaled(b, score[i], growing[i])
            i += 1
        add_scaled(cross[e], a, 1.0)
        add_scaled(cross[e], b, level_held[e])
    a[:], b[:] = 0.0, 0.0
    i: int = n
    for e in range(len(ends) - 1, -1, -1):
        while i > ends[e]:
            i -= 1
            add_scaled(a, score[i], hazard[i])
            add_scaled(b, score[i], 1.0)
        add_scaled(cross[e], a, -level[e])
        add_scaled(cross[e], b, -shift[e])
    return cross
