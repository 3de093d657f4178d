"""Which assessments get a second assessor: drawn, so that nobody chooses them."""

import random
from collections.abc import Iterable, Sequence

from riskkit.errors import Fault, ParameterError


def draw_second_assessments(records: Iterable[str], *, share: float, seed: int) -> Sequence[str]:
    """Return the assessments to be done a second time, independently.

    Parameters
    ----------
    records : iterable of str
        Ids of the assessments of a period, each once; their order plays no part.
    share : float
        Of them, in (0, 1]; at least one is drawn.
    seed : int
        The same seed and records give the same draw.

    Raises
    ------
    ParameterError
        The share is none, or an id is there twice.
    """
    known = sorted(records)
    if not 0 < share <= 1 or len(set(known)) < len(known):
        raise ParameterError(Fault("share", "is no share, or a record is there twice", "above 0, up to 1"))
    count = min(len(known), max(1, round(share * len(known)))) if known else 0
    return sorted(random.Random(seed).sample(known, count))
