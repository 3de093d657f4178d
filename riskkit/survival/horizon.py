"""Horizons at which a model may be asked for a risk: inside what was followed, never beyond."""

from collections.abc import Sequence

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import ExtrapolationError, Fault


def check_horizons(times: Sequence[float] | FloatArray, follow_up: float) -> FloatArray:
    """Return the horizons as an array.

    Raises
    ------
    ExtrapolationError
        None given, not a number, not above 0, or beyond ``follow_up``.
    """
    horizons = np.atleast_1d(np.asarray(times, dtype=np.float64))
    faults: list[Fault] = []
    if horizons.size == 0:
        faults.append(Fault("times", "is empty", "at least one horizon"))
    if low := int((~(horizons > 0)).sum()):
        faults.append(Fault("times", f"{low} horizons are not above 0", "numbers above 0"))
    if late := int((horizons > follow_up).sum()):
        faults.append(
            Fault("times", f"{late} horizons lie beyond the follow-up", f"up to {follow_up:g}",
                  "nothing was observed there; choose an earlier horizon")
        )  # fmt: skip
    if faults:
        raise ExtrapolationError(faults)
    return horizons
