"""Planning: the effect that so few events could show, and the people it would take.

Everything rests on Schoenfeld's formula (1981, Biometrika 68:316; 1983, Biometrics 39:499): the
log hazard ratio of a group or covariate with variance ``v`` is estimated with variance
``1 / (events * v)``, whatever the time scale. Given other covariates, ``v`` shrinks by
``1 - r_squared`` (Hsieh & Lavori 2000, Controlled Clinical Trials 21:552).
"""

import math
from dataclasses import dataclass

from scipy.stats import beta, norm

from riskkit.errors import Fault, ParameterError
from riskkit.fields import CONFIDENCE


@dataclass(frozen=True, slots=True)
class DetectableEffect:
    """The smallest effect that a study of this size is likely to show.

    Attributes
    ----------
    n_events : int
        Events of the outcome.
    variance : float
        Of the covariate: ``share * (1 - share)`` for two groups.
    power, level : float
        Probability of finding the effect, and confidence level of the two-sided test.
    hazard_ratio : float
        Smallest detectable one above 1; for a covariate, per unit.
    protective_hazard_ratio : float
        Largest detectable one below 1, its reciprocal.
    """

    n_events: int
    variance: float
    power: float
    level: float
    hazard_ratio: float
    protective_hazard_ratio: float


def detectable_hazard_ratio(
    n_events: int,
    *,
    share: float = 0.5,
    standard_deviation: float | None = None,
    r_squared: float = 0.0,
    power: float = 0.8,
    level: float = CONFIDENCE,
) -> DetectableEffect:
    """Return the smallest hazard ratio that ``n_events`` events are likely to show.

    Parameters
    ----------
    n_events : int
        Events of the outcome, above 0.
    share : float
        Share of the people in one of two groups, in (0, 1).
    standard_deviation : float, optional
        Of a numeric covariate, above 0; takes the place of ``share``.
    r_squared : float
        Share of the covariate's variance that the other covariates explain, in [0, 1).
    power, level : float
        Wanted probability of finding it (above ``1 - level``), and confidence level; in (0, 1).

    Returns
    -------
    DetectableEffect

    Raises
    ------
    ParameterError
        With every number that is out of range.

    Examples
    --------
    >>> round(detectable_hazard_ratio(9).hazard_ratio, 2)
    6.47
    """
    variance = _check(share, standard_deviation, r_squared, level, n_events=n_events, power=power)
    reach = float(norm.isf((1 - level) / 2) + norm.ppf(power))
    effect = reach / math.sqrt(n_events * variance)
    return DetectableEffect(n_events, variance, power, level, math.exp(effect), math.exp(-effect))


def power_to_detect(
    hazard_ratio: float,
    n_events: int,
    *,
    share: float = 0.5,
    standard_deviation: float | None = None,
    r_squared: float = 0.0,
    level: float = CONFIDENCE,
) -> float:
    """Return the probability that a two-sided test finds ``hazard_ratio`` in ``n_events`` events.

    Parameters are those of `detectable_hazard_ratio`; ``hazard_ratio`` is above 0 and not 1.
    The small probability of a finding in the wrong direction is not counted.

    Raises
    ------
    ParameterError
        With every number that is out of range.
    """
    variance = _check(
        share, standard_deviation, r_squared, level, n_events=n_events, hazard_ratio=hazard_ratio
    )
    effect = abs(math.log(hazard_ratio)) * math.sqrt(n_events * variance)
    return float(norm.cdf(effect - norm.isf((1 - level) / 2)))


def events_needed(
    hazard_ratio: float,
    *,
    share: float = 0.5,
    standard_deviation: float | None = None,
    r_squared: float = 0.0,
    power: float = 0.8,
    level: float = CONFIDENCE,
) -> int:
    """Return how many events it takes to detect ``hazard_ratio``, rounded up.

    Parameters are those of `detectable_hazard_ratio`; ``hazard_ratio`` is above 0 and not 1.

    Raises
    ------
    ParameterError
        With every number that is out of range.
    """
    variance = _check(share, standard_deviation, r_squared, level, power=power, hazard_ratio=hazard_ratio)
    reach = float(norm.isf((1 - level) / 2) + norm.ppf(power))
    return _up(reach**2 / (variance * math.log(hazard_ratio) ** 2))


def people_needed(n_events: int, event_probability: float) -> int:
    """Return how many people to follow to expect ``n_events`` events, rounded up.

    ``event_probability`` is the cumulative incidence by the end of follow-up, in (0, 1].

    Raises
    ------
    ParameterError
        A number out of range.
    """
    faults = _count_faults(n_events)
    if not 0 < event_probability <= 1:
        faults.append(Fault("event_probability", "is not a probability of an event", "above 0, up to 1"))
    if faults:
        raise ParameterError(faults)
    return _up(n_events / event_probability)


def people_for_precision(rate: float, half_width: float, *, level: float = CONFIDENCE) -> int:
    """Return how many people it takes to know a rate to within ``half_width``.

    Parameters
    ----------
    rate : float
        Expected proportion, in [0, 1].
    half_width : float
        Half the wanted width of the exact interval, in (0, 0.5).
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    int
        The smallest number whose Clopper-Pearson interval at the expected count (not rounded to
        whole events, so that more people never make it worse) is at most twice ``half_width``.

    Raises
    ------
    ParameterError
        With every number that is out of range.
    """
    faults: list[Fault] = []
    if not 0 <= rate <= 1:
        faults.append(Fault("rate", "is not a proportion", "from 0 to 1"))
    if not 0 < half_width < 0.5:
        faults.append(Fault("half_width", "is not half the width of an interval", "between 0 and 0.5"))
    if not 0 < level < 1:
        faults.append(Fault("level", "is not a confidence level", "between 0 and 1"))
    if faults:
        raise ParameterError(faults)
    tail = (1 - level) / 2

    def too_wide(n: int) -> bool:
        lower = beta.ppf(tail, n * rate, n - n * rate + 1) if rate > 0 else 0.0
        upper = beta.isf(tail, n * rate + 1, n - n * rate) if rate < 1 else 1.0
        return float(upper - lower) > 2 * half_width

    low, high = 0, 1
    while too_wide(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if too_wide(middle) else (low, middle)
    return high


def _up(number: float) -> int:
    """Round up, forgiving rounding error in the last digits."""
    return math.ceil(number * (1 - 1e-11))


def _count_faults(n_events: int | None) -> list[Fault]:
    if n_events is None or (hasattr(n_events, "__index__") and n_events > 0):
        return []
    return [Fault("n_events", "is not a number of events", "a whole number above 0")]


def _check(
    share: float, standard_deviation: float | None, r_squared: float, level: float, *,
    n_events: int | None = None, power: float | None = None, hazard_ratio: float | None = None,
) -> float:  # fmt: skip
    """Return the covariate's variance given the others, or raise with all that is wrong."""
    rules = [
        ("share", 0 < share < 1, "between 0 and 1"),
        ("standard_deviation", standard_deviation is None or 0 < standard_deviation < math.inf, "above 0"),
        ("r_squared", 0 <= r_squared < 1, "from 0 up to, but not, 1"),
        ("level", 0 < level < 1, "between 0 and 1"),
        ("power", power is None or 1 - level < power < 1, "above 1 - level and below 1"),
        ("hazard_ratio", hazard_ratio is None or _is_effect(hazard_ratio), "above 0 and not 1"),
    ]
    faults = _count_faults(n_events) + [
        Fault(name, "is out of range", rule) for name, good, rule in rules if not good
    ]
    if faults:
        raise ParameterError(faults)
    spread = share * (1 - share) if standard_deviation is None else standard_deviation**2
    return spread * (1 - r_squared)


def _is_effect(hazard_ratio: float) -> bool:
    return 0 < hazard_ratio < math.inf and hazard_ratio != 1
