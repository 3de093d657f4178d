"""Intervals of a proportion from few events: exact, Jeffreys, Wilson, and the bound of none.

Sources: Clopper & Pearson (1934); Wilson (1927); Brown, Cai & DasGupta (2001), Statistical
Science 16:101, for Jeffreys; Hanley & Lippman-Hand (1983), JAMA 249:1743, for the rule of three.
"""

import math
from dataclasses import dataclass

from scipy.stats import beta, norm

from riskkit.errors import Fault, ParameterError
from riskkit.fields import CONFIDENCE


@dataclass(frozen=True, slots=True)
class ProportionInterval:
    """A proportion with its interval.

    Attributes
    ----------
    n_events, n : int
        The count and its denominator.
    estimate, lower, upper : float
        In [0, 1].
    level : float
        Confidence (Jeffreys: posterior) level.
    method : str
        exact, jeffreys or wilson.
    """

    n_events: int
    n: int
    estimate: float
    lower: float
    upper: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class ZeroEventsBound:
    """What a count of none says about the rate.

    Attributes
    ----------
    n : int
        People followed, none of them with the outcome.
    level : float
        Confidence level.
    one_sided : float
        Exact bound: ``1 - (1 - level) ** (1 / n)``; a higher rate would give at least one event
        with probability above ``level``.
    two_sided : float
        Upper limit of the exact two-sided interval, for use beside other intervals.
    rule_of_three : float
        ``-log(1 - level) / n``, at 95 % about 3 / n; never above 1.
    """

    n: int
    level: float
    one_sided: float
    two_sided: float
    rule_of_three: float


def exact_interval(n_events: int, n: int, *, level: float = CONFIDENCE) -> ProportionInterval:
    """Return the Clopper-Pearson interval: covers at least ``level``, whatever the true rate.

    Parameters
    ----------
    n_events, n : int
        ``0 <= n_events <= n``, ``n`` above 0.
    level : float
        In (0, 1).

    Returns
    -------
    ProportionInterval

    Raises
    ------
    ParameterError
        Counts or level out of range.
    """
    tail = _check(n_events, n, level)
    lower = float(beta.ppf(tail, n_events, n - n_events + 1)) if n_events else 0.0
    upper = float(beta.isf(tail, n_events + 1, n - n_events)) if n_events < n else 1.0
    return ProportionInterval(n_events, n, n_events / n, lower, upper, level, "exact")


def jeffreys_interval(n_events: int, n: int, *, level: float = CONFIDENCE) -> ProportionInterval:
    """Return the equal-tailed posterior interval under Jeffreys' prior, Beta(1/2, 1/2).

    As Brown et al. advise, the lower limit is 0 without events and the upper limit 1 without
    non-events. Parameters, result and errors are those of `exact_interval`.
    """
    tail = _check(n_events, n, level)
    a, b = n_events + 0.5, n - n_events + 0.5
    lower = float(beta.ppf(tail, a, b)) if n_events else 0.0
    upper = float(beta.isf(tail, a, b)) if n_events < n else 1.0
    return ProportionInterval(n_events, n, n_events / n, lower, upper, level, "jeffreys")


def wilson_interval(n_events: int, n: int, *, level: float = CONFIDENCE) -> ProportionInterval:
    """Return Wilson's score interval, without continuity correction.

    Parameters, result and errors are those of `exact_interval`.
    """
    z = float(norm.isf(_check(n_events, n, level)))
    rate = n_events / n
    middle = (rate + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2))
    lower = middle - reach if n_events else 0.0
    upper = middle + reach if n_events < n else 1.0
    return ProportionInterval(n_events, n, rate, lower, upper, level, "wilson")


def zero_events_bound(n: int, *, level: float = CONFIDENCE) -> ZeroEventsBound:
    """Return the largest rate that ``n`` people without a single event leave believable.

    Parameters
    ----------
    n : int
        People followed, above 0.
    level : float
        In (0, 1).

    Returns
    -------
    ZeroEventsBound

    Raises
    ------
    ParameterError
        Count or level out of range.
    """
    two_sided = exact_interval(0, n, level=level).upper
    evidence = -math.log1p(-level)
    return ZeroEventsBound(n, level, -math.expm1(-evidence / n), two_sided, min(1.0, evidence / n))


def _check(n_events: int, n: int, level: float) -> float:
    """Return the probability in each tail, or raise with everything that is wrong."""
    faults: list[Fault] = []
    if not (_whole(n) and n > 0):
        faults.append(Fault("n", "is not a number of people", "a whole number above 0"))
    if not (_whole(n_events) and n_events >= 0):
        faults.append(Fault("n_events", "is not a count", "a whole number from 0 up"))
    elif not faults and n_events > n:
        faults.append(Fault("n_events", "is larger than n", "at most one event a person"))
    if not 0 < level < 1:
        faults.append(Fault("level", "is not a confidence level", "between 0 and 1"))
    if faults:
        raise ParameterError(faults)
    return (1 - level) / 2


def _whole(number: object) -> bool:
    """Tell whether a count is a whole number (numpy's integers included, bool not)."""
    return hasattr(number, "__index__") and not isinstance(number, bool)
