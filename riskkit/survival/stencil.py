"""Numerical derivatives by a five-point rule, for functions that cannot be differentiated by hand.

The rule's error is of fourth order in the step: about eleven digits for a function that is
itself right to machine precision (Abramowitz & Stegun 1964, table 25.2).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from riskkit.checks import FloatArray

_POINTS = ((-2.0, 1 / 12), (-1.0, -2 / 3), (1.0, 2 / 3), (2.0, -1 / 12))
STEP = 1e-3


def jacobian(function: Callable[[Any], Any], at: FloatArray, scale: FloatArray | None = None) -> FloatArray:
    """Return the derivative of a function of k parameters.

    Parameters
    ----------
    function : callable
        (k,) to a float or an (n,) array.
    at : ndarray, shape (k,)
        Where to differentiate.
    scale : ndarray, shape (k,), optional
        Size over which the function changes along each parameter (its standard error
        serves well); ones without it.

    Returns
    -------
    ndarray, shape (k,) or (n, k)
    """
    steps = STEP * (np.ones_like(at) if scale is None else scale)
    columns: list[Any] = []
    for index, step in enumerate(steps):
        move = np.zeros_like(at)
        move[index] = step
        columns.append(sum(weight * function(at + shift * move) for shift, weight in _POINTS) / step)
    return np.stack([np.asarray(column) for column in columns], axis=-1)
