"""Whether follow-up was long enough to believe that some people never have the event.

Two signs, because either alone is known to mislead: the length of the plateau after the last
event (Maller & Zhou 1996, *Survival Analysis with Long-Term Survivors*, p. 81), which many
people censored late can make look long, and the share of those still without the event at the
end who, by the fitted model, are merely not there yet (Selukar & Othus 2023, Statistics in
Medicine 42:209).
"""

from dataclasses import dataclass
from typing import Any, Final

from riskkit.checks import FloatArray

DOUBT: Final = 0.05
"""Above this probability a plateau like the one seen may be an accident of short follow-up."""

NOT_THERE_YET: Final = 0.05
"""Above this share of those without the event at the end, the model itself expects more events."""


@dataclass(frozen=True, slots=True)
class PlateauCheck:
    """Whether follow-up was long enough for a cure fraction.

    Attributes
    ----------
    last_event, last_time : float
        Latest event and latest follow-up; the time between them is the plateau.
    alpha : float
        Estimated probability of seeing so long a plateau although follow-up is too short:
        ``(1 - m/n) ** n`` with ``m`` events later than ``2 * last_event - last_time``.
    still_susceptible : float
        Among those without the event at the end of follow-up, the share who are susceptible by
        the fitted model.
    believable : bool
        Both are at most 0.05.
    """

    last_event: float
    last_time: float
    alpha: float
    still_susceptible: float
    believable: bool

    def warnings(self) -> tuple[str, ...]:
        """Return the sentence that every output of an unbelievable model must say, or nothing."""
        if self.believable:
            return ()
        return (
            "Follow-up is too short to believe the cure fraction: the last event is at "
            f"{self.last_event:g} and follow-up ends at {self.last_time:g} (Maller-Zhou alpha "
            f"{self.alpha:.3f}), and of those without the event then {self.still_susceptible:.1%} are "
            f"expected to have it yet; believable up to {DOUBT} and {NOT_THERE_YET:.0%}.",
        )


def check_plateau(times: FloatArray, events: Any, still_susceptible: float) -> PlateauCheck:
    """Judge the follow-up.

    Parameters
    ----------
    times : ndarray, shape (n,)
        Follow-up times.
    events : ndarray, shape (n,)
        1 the event, 0 censored; at least one event.
    still_susceptible : float
        See `PlateauCheck`, in [0, 1].

    Returns
    -------
    PlateauCheck
    """
    last_event, last_time = float(times[events == 1].max()), float(times.max())
    late = (events == 1) & (times > 2 * last_event - last_time)
    alpha = float((1 - late.sum() / len(times)) ** len(times)) if last_time > last_event else 1.0
    believable = alpha <= DOUBT and still_susceptible <= NOT_THERE_YET
    return PlateauCheck(last_event, last_time, alpha, still_susceptible, believable)
