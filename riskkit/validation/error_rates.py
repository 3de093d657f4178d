"""False positives and false negatives at a threshold, weighted for censoring; and a known limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError
from riskkit.fields import CONFIDENCE, OUTCOME
from riskkit.validation.calibration import checked_risks
from riskkit.validation.censoring import at_horizon, standard_error
from riskkit.validation.estimate import ROUNDING, Estimate, logit_limits
from riskkit.validation.outcomes import check_both_classes

IMPOSSIBILITY: Mapping[str, str] = MappingProxyType(
    {
        "en": (
            "When groups differ in how often the outcome occurs, no imperfect prediction can be equally "
            "well calibrated in every group and also have equal false positive and false negative rates "
            "(Kleinberg, Mullainathan & Raghavan 2017; Chouldechova 2017): which of these to give up is a "
            "choice of values, not of statistics."
        ),
        "nl": (
            "Als de uitkomst niet in elke groep even vaak voorkomt, kan geen enkele onvolmaakte voorspelling "
            "in elke groep even goed gekalibreerd zijn en ook gelijke percentages fout-positieven en "
            "fout-negatieven hebben (Kleinberg, Mullainathan & Raghavan 2017; Chouldechova 2017): welke van "
            "deze eisen vervalt, is een keuze van waarden, niet van statistiek."
        ),
    }
)
"""The impossibility of equalising everything, in one sentence by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRates:
    """What acting at a threshold gets wrong.

    Attributes
    ----------
    false_positive_rate : Estimate
        Share flagged among those without the outcome by the horizon.
    false_negative_rate : Estimate
        Share not flagged among those with the outcome.
    threshold, horizon : float
    n, n_events : int
        Persons, and those seen to have the outcome by the horizon.
    """

    false_positive_rate: Estimate
    false_negative_rate: Estimate
    threshold: float
    horizon: float
    n: int
    n_events: int


def error_rates(
    time: Any, event: Any, risk: Any, *, horizon: float, threshold: float, cause: int = OUTCOME
) -> ErrorRates:
    """Return false positive and false negative rate of acting from ``threshold`` up.

    Parameters
    ----------
    time, event, risk : array-like, shape (n,)
        As for ``calibration``; ``risk`` in [0, 1].
    horizon : float
        In the unit of ``time``, up to the follow-up.
    threshold : float
        Risk from which one would act, in [0, 1].
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    ErrorRates
        Each in [0, 1], with an interval made on the logit scale; where a rate is 0 or 1, by
        Clopper & Pearson's on the number of persons it rests on.

    Raises
    ------
    DataError, NoEventsError, ParameterError, ExtrapolationError
        Arrays that do not fit, nobody with or without the outcome, a threshold outside [0, 1].

    Notes
    -----
    Inverse probability of censoring weights, whose estimation the errors count (Blanche et
    al., Statistics in Medicine 2013). Competing events are known non-events.
    """
    outcomes, risks, at = checked_risks(time, event, risk, horizon, cause)
    if not (isinstance(threshold, int | float) and 0 <= threshold <= 1):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ParameterError(Fault("threshold", "is not a number from 0 to 1", "a risk in [0, 1]"))
    check_both_classes(outcomes, at)
    known = at_horizon(outcomes, at)
    flagged = risks >= threshold

    def share(wrong: Any, among: Any) -> Estimate:
        weights = np.where(among, known.weights, 0.0)
        total = weights.sum()
        rate = float(weights[wrong].sum() / total)
        parts: FloatArray = outcomes.n * weights * (wrong - rate) / total
        return _rate(rate, standard_error(known.influence(parts)), int(among.sum()))

    return ErrorRates(
        false_positive_rate=share(flagged, known.free), false_negative_rate=share(~flagged, known.outcome),
        threshold=float(threshold), horizon=at, n=outcomes.n, n_events=int(known.outcome.sum()),
    )  # fmt: skip


def _rate(rate: float, std_error: float, persons: int) -> Estimate:
    if ROUNDING < rate < 1 - ROUNDING:
        lower, upper = logit_limits(rate, std_error)
    else:
        beyond = 1 - ((1 - CONFIDENCE) / 2) ** (1 / persons)
        lower, upper = (0.0, beyond) if rate < 0.5 else (1 - beyond, 1.0)
    return Estimate(estimate=rate, std_error=std_error, lower=lower, upper=upper)
