"""What few events can carry: the events-per-parameter gate and the base-rate statement.

Nine re-offences among 182 released people cannot tell who the tenth will be. The gate stops a
model that the events cannot carry; the base rate says what can be said instead.
"""

import math
from dataclasses import dataclass
from typing import Final

from riskkit.errors import Fault, ParameterError, TooFewEventsRefused
from riskkit.fields import CONFIDENCE
from riskkit.survival.small_samples_proportion import ZeroEventsBound, exact_interval, zero_events_bound

CAUTION_BELOW: Final = 10
"""Events per parameter below which every output carries a warning (Peduzzi et al. 1995)."""

REFUSED_BELOW: Final = 5
"""Below this only a Firth fit or a base rate is given (Vittinghoff & McCulloch 2007)."""

DENOMINATORS: Final = (100, 1_000, 10_000)
"""Groups of people in which natural frequencies are told, the smallest that fits."""


@dataclass(frozen=True, slots=True)
class EventsPerParameter:
    """The verdict of the gate on a fit that may go ahead.

    Attributes
    ----------
    n_events, n_parameters : int
        Of the outcome (missing once withheld), and of the model (indicator columns counted one by one).
    ratio : float
        Events per parameter; infinite without parameters.
    warnings : tuple of str
        Empty, or the sentence that every output of the model must carry.
    """

    n_events: float
    n_parameters: int
    ratio: float
    warnings: tuple[str, ...]


def check_events_per_parameter(
    n_events: int, n_parameters: int, *, penalised: bool = False
) -> EventsPerParameter:
    """Return the events per parameter, with a warning where they are few, or refuse.

    Parameters
    ----------
    n_events : int
        Events of the outcome, 0 or more.
    n_parameters : int
        Coefficients that the model estimates, 0 or more.
    penalised : bool
        True for a Firth fit, which is warned about but never refused here.

    Returns
    -------
    EventsPerParameter

    Raises
    ------
    TooFewEventsRefused
        Below 5 events per parameter, unless penalised.
    """
    ratio = n_events / n_parameters if n_parameters else math.inf
    if ratio >= CAUTION_BELOW:
        return EventsPerParameter(n_events, n_parameters, ratio, ())
    share = f"{n_events} events for {n_parameters} parameters ({ratio:.1f} each)"
    if ratio < REFUSED_BELOW and not penalised:
        raise TooFewEventsRefused(
            f"{share}: below {REFUSED_BELOW} events per parameter no ordinary fit is given. "
            f"Use a Firth penalty where the model has one, at most {n_events // REFUSED_BELOW} "
            "parameters, or the base rate of the group."
        )
    warning = f"{share}: below {CAUTION_BELOW} the estimates are unstable and likely too extreme."
    return EventsPerParameter(n_events, n_parameters, ratio, (warning,))


@dataclass(frozen=True, slots=True)
class NaturalFrequency:
    """A rate as people can picture it: ``count`` of ``of`` people.

    Attributes
    ----------
    of : int
        100, 1,000 or 10,000: the smallest in which the rate rounds to one or more.
    count : int
        The rate, rounded to whole people (halves up).
    lower, upper : int
        The interval, rounded outwards, so that it is never told narrower than it is.
    """

    of: int
    count: int
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How often the outcome happened in a group, and how surely that is known.

    Attributes
    ----------
    n_events, n : int
        People with the outcome, and people followed.
    rate, lower, upper : float
        Proportion and its exact (Clopper-Pearson) interval.
    level : float
        Of the interval.
    natural : NaturalFrequency
        The same in whole people.
    zero_events : ZeroEventsBound or None
        Without events: the largest rate that they leave believable.
    parameters_affordable : int
        Parameters that so many events can carry without a warning; 0 means that no individual
        model is warranted and the group's rate is all there is.
    """

    n_events: int
    n: int
    rate: float
    lower: float
    upper: float
    level: float
    natural: NaturalFrequency
    zero_events: ZeroEventsBound | None
    parameters_affordable: int


def estimate_base_rate(n_events: int, n: int, *, level: float = CONFIDENCE) -> BaseRate:
    """State the base rate of a group whose members were all followed to the same horizon.

    Parameters
    ----------
    n_events, n : int
        People with the outcome among people followed, ``0 <= n_events <= n``, ``n`` above 0.
    level : float
        Of the interval, in (0, 1).

    Returns
    -------
    BaseRate

    Raises
    ------
    ParameterError
        Counts or level out of range.

    Notes
    -----
    A proportion counts everyone as followed to the horizon; where people were censored before
    it, use `kaplan_meier` or `aalen_johansen` instead.
    """
    interval = exact_interval(n_events, n, level=level)
    return BaseRate(
        n_events=n_events,
        n=n,
        rate=interval.estimate,
        lower=interval.lower,
        upper=interval.upper,
        level=level,
        natural=natural_frequency(interval.estimate, interval.lower, interval.upper),
        zero_events=zero_events_bound(n, level=level) if n_events == 0 else None,
        parameters_affordable=n_events // CAUTION_BELOW,
    )


def natural_frequency(rate: float, lower: float, upper: float) -> NaturalFrequency:
    """Tell a rate and its interval in whole people.

    Parameters
    ----------
    rate, lower, upper : float
        Probabilities, ``0 <= lower <= rate <= upper <= 1``.

    Returns
    -------
    NaturalFrequency

    Raises
    ------
    ParameterError
        Not in that order, or outside [0, 1].
    """
    if not 0 <= lower <= rate <= upper <= 1:
        raise ParameterError(Fault("rate", "is not inside its interval", "0 <= lower <= rate <= upper <= 1"))
    fitting = [of for of in DENOMINATORS if rate * of >= 0.5]
    of = DENOMINATORS[0] if rate == 0 else (fitting or [DENOMINATORS[-1]])[0]
    # a hair against rounding error, so that 0.07 x 100 is 7 and not 8 people outwards
    return NaturalFrequency(
        of=of,
        count=math.floor(rate * of + 0.5),
        lower=math.floor(lower * of + 1e-9),
        upper=math.ceil(upper * of - 1e-9),
    )
