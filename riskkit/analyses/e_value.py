"""How strong an unmeasured confounder would have to be to explain an association away.

Source: VanderWeele & Ding 2017, Annals of Internal Medicine 167:268-274 (the E-value and, in
its table 2, the risk ratio that stands in for a hazard ratio of a common outcome).
"""

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Final

from riskkit.errors import Fault, ParameterError

COMMON_FROM: Final = 0.15
"""Share with the outcome at the end of follow-up from which it no longer counts as rare."""


@dataclass(frozen=True, slots=True)
class EValue:
    """The E-value of an estimate and of its interval.

    Attributes
    ----------
    estimate : float
        From 1 up: the risk ratio that the confounder would need with both the measure and
        the outcome to move the estimate to no association.
    limit : float
        The same for the limit of the interval that lies nearest to no association; 1 where
        the interval includes it.
    risk_ratio : float
        The risk ratio that the estimate stands for.
    common : bool
        Whether the hazard ratio was turned into a risk ratio because the outcome is common.
    """

    estimate: float
    limit: float
    risk_ratio: float
    common: bool


def e_value(ratio: float, lower: float, upper: float, *, outcome_share: float) -> EValue:
    """Return the E-value of a hazard ratio.

    Parameters
    ----------
    ratio, lower, upper : float
        Hazard ratio with the limits of its interval, ``0 < lower <= ratio <= upper``.
    outcome_share : float
        Share of all people with the outcome by the end of follow-up, in [0, 1]: below 0.15 a
        hazard ratio is taken as a risk ratio, from there on it is approximated.

    Returns
    -------
    EValue

    Raises
    ------
    ParameterError
        Limits out of order or not positive and finite, or a share outside [0, 1].
    """
    values = (lower, ratio, upper)
    if not (all(isfinite(value) for value in values) and 0 < lower <= ratio <= upper):
        raise ParameterError(
            Fault("ratio", "does not lie inside its interval", "0 < lower <= ratio <= upper")
        )
    if not 0 <= outcome_share <= 1:
        raise ParameterError(Fault("outcome_share", "is no share", "from 0 to 1"))
    common = outcome_share >= COMMON_FROM
    low, middle, high = (_risk_ratio(value) if common else value for value in values)
    nearest = low if middle >= 1 else high
    crosses = low <= 1 <= high
    return EValue(_e_value(middle), 1.0 if crosses else _e_value(nearest), middle, common)


def _risk_ratio(hazard_ratio: float) -> float:
    """Return the risk ratio that a hazard ratio of a common outcome stands for."""
    root = sqrt(hazard_ratio)
    return (1 - 0.5**root) / (1 - 0.5 ** (1 / root))


def _e_value(risk_ratio: float) -> float:
    away = max(risk_ratio, 1 / risk_ratio)
    return away + sqrt(away * (away - 1))
