"""Tell when an estimate runs to infinity, and which terms make it."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import Fault, SeparationError

VANISHED: Final = 1e-7
"""Share of the information at zero below which an estimate is running to infinity."""


def check_information(start: FloatArray, now: FloatArray, terms: Sequence[str]) -> None:
    """Raise if the information about some direction has all but vanished since the start.

    Parameters
    ----------
    start, now : ndarray, shape (p, p)
        Information at coefficients zero and at the present step of the search.
    terms : sequence of str, length p
        Names of the coefficients.

    Raises
    ------
    SeparationError
        Names the terms along which the information has vanished.
    """
    scale = np.sqrt(np.diag(start))
    lowest, vectors = np.linalg.eigh(now / np.outer(scale, scale))
    if lowest[0] > VANISHED * np.linalg.eigvalsh(start / np.outer(scale, scale))[0]:
        return
    weights = np.abs(vectors[:, 0])
    names = [term for term, weight in zip(terms, weights, strict=True) if weight > 0.3 * weights.max()]
    raise SeparationError(
        Fault(f"term{'s' if len(names) > 1 else ''} {', '.join(repr(name) for name in names)}",
              "separates those with the event from those without: the estimate is infinite",
              "events and non-events at every level",
              "merge rare levels, leave the term out, or use fit_cox with penalty='firth'")
    )  # fmt: skip
