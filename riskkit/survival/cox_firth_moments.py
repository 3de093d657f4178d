"""The derivative of the information of a Cox model, contracted with its inverse."""

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.cox_likelihood import Likelihood, Pass
from riskkit.survival.cox_walk import walk_trace


def trace_of_derivative(task: Likelihood, point: Pass, inverse: FloatArray) -> FloatArray:
    """Return for each coefficient the trace of ``inverse @ dI / dbeta``, (p,).

    Notes
    -----
    The derivative of the information is the third central moment of the covariates in the risk
    set. Contracted with ``A`` it needs only sums of ``x``, ``x x'``, ``a = x'Ax`` and ``a x``, with mean
    ``m`` and variance ``V``: ``Cov(a, x) - 2 V A m``.
    """
    x = task.rows.matrix
    n, p = x.shape
    form = np.einsum("ij,jk,ik->i", x, inverse, x)
    products = np.einsum("ij,ik->ijk", x, x).reshape(n, p * p)
    extended = np.concatenate([x, form[:, None], form[:, None] * x, products], axis=1)
    return walk_trace(extended, point.hazard, task.rows.layout, np.ascontiguousarray(inverse), task.efron)
