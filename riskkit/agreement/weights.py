"""How much two different categories still agree: weight matrices over ordered levels."""

from typing import Final

import numpy as np

from riskkit.agreement.ratings import Ratings
from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError, RatingError

NAMED: Final = (None, "linear", "quadratic", "ordinal")


def agreement_weights(ratings: Ratings, weights: str | None) -> FloatArray:
    """Return the weights of agreement between levels, 1 on the diagonal, 0 to 1 beside it.

    Parameters
    ----------
    ratings : Ratings
        Their levels, in order, are taken as equally spaced.
    weights : None or {"linear", "quadratic", "ordinal"}
        None: only equal levels agree. Linear and quadratic: 1 - (distance / most)^(1, 2).
        Ordinal (Gwet): 1 - pairs between the levels / pairs in all.

    Raises
    ------
    ParameterError
        Another name.
    RatingError
        Weights over text whose order was not given: the alphabet is no scale.
    """
    if weights not in NAMED:
        raise ParameterError(Fault("weights", "is not a known choice", "None, linear, quadratic, ordinal"))
    size = len(ratings.levels)
    if weights is None:
        return np.eye(size)
    if not ratings.ordered:
        raise RatingError(
            Fault("levels", "are text in no known order", "levels=[...] from low to high", "pass levels")
        )
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    if weights == "ordinal":
        distance = distance * (distance + 1) / 2
    elif weights == "quadratic":
        distance = distance**2
    return 1 - distance / max(float(distance.max()), 1.0)
