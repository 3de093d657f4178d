"""SYNTHETIC people with a measure that starts during follow-up and a true effect that is known.

The measure starts at a random moment, whoever you are; from then on it multiplies the hazard by
the true ratio. Anyone whose outcome comes first can never start: that is all it takes to make a
useless measure look good when starters are compared with the others from release on.
"""

from typing import Final

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.parameters.measures import SyntheticMeasure

HAZARD: Final = 0.05
"""Per month, for somebody with two earlier convictions."""

PER_PRIOR: Final = 0.15
"""Log hazard ratio of one earlier conviction more."""

STARTS: Final = 0.08
"""Share that starts the measure per month, of those who have not."""

LONGEST: Final = 24.0
"""Months at which follow-up ends for everybody."""


def made_up_measure(synthetic: SyntheticMeasure) -> pd.DataFrame:
    """Return made-up releases.

    Parameters
    ----------
    synthetic : SyntheticMeasure
        How many people, the true hazard ratio and the seed.

    Returns
    -------
    pandas.DataFrame
        One row a person: month (to outcome or end of follow-up, at most 24), outcome (1 it
        happened), start (month in which the measure started; NaN where it never did), priors.
    """
    generator = np.random.default_rng(synthetic.seed)
    n = synthetic.people
    priors = generator.poisson(2.0, n)
    hazard = HAZARD * np.exp(PER_PRIOR * (priors - 2.0))
    planned = generator.exponential(1 / STARTS, n)
    happens = _outcome_time(generator.exponential(1.0, n), hazard, planned, synthetic.hazard_ratio)
    followed = np.minimum(LONGEST, generator.uniform(6.0, 2 * LONGEST, n))
    month = np.minimum(happens, followed)
    return pd.DataFrame(
        {
            "month": month,
            "outcome": (happens <= followed).astype(np.int64),
            "start": np.where(planned < month, planned, np.nan),
            "priors": priors,
        }
    )


def _outcome_time(drawn: FloatArray, hazard: FloatArray, start: FloatArray, ratio: float) -> FloatArray:
    """Return when the cumulative hazard reaches ``drawn``: its slope changes at the start."""
    before = hazard * start
    return np.where(drawn <= before, drawn / hazard, start + (drawn - before) / (hazard * ratio))
