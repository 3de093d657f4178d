"""The arrays every measure takes: checked once, all faults named at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import DataError, ExtrapolationError, Fault, NoEventsError, ParameterError
from riskkit.fields import CENSORED, OUTCOME


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was observed: one entry a person.

    Attributes
    ----------
    time : ndarray, shape (n,)
        Follow-up to the event or to censoring, above 0.
    event : ndarray, shape (n,)
        0 censored, 1 the outcome, 2 and up competing events.
    """

    time: FloatArray
    event: IntArray

    @property
    def n(self) -> int:
        """Number of persons."""
        return len(self.time)

    @property
    def n_events(self) -> int:
        """Number of events of the outcome."""
        return int((self.event == OUTCOME).sum())

    def take(self, rows: Any) -> "Outcomes":
        """Return the outcomes of some rows."""
        return Outcomes(self.time[rows], self.event[rows])


def check_outcomes(
    time: Any, event: Any, *, cause: int = OUTCOME, **predictions: Any
) -> tuple[Outcomes, dict[str, FloatArray]]:
    """Return the outcomes and the numbers that go with them, or raise with every fault.

    Parameters
    ----------
    time : array-like, shape (n,)
        Above 0 and finite.
    event : array-like, shape (n,)
        Whole codes from 0 up; bool is taken as 0 and 1.
    cause : int
        The code that becomes 1, the outcome; every other code above 0 becomes 2, competing.
    **predictions : array-like, shape (n,) or (n, k)
        Finite numbers; ``risk`` must lie in [0, 1], ``weights`` from 0 up.

    Raises
    ------
    DataError
        Lengths differ, text, missing or infinite values, a time or code outside its rule.
    ParameterError
        ``cause`` is not an event code.
    """
    given = {"time": time, "event": event, **predictions}
    faults: list[Fault] = []
    arrays = {name: _numbers(name, values, faults) for name, values in given.items()}
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
        faults.append(Fault("lengths", f"differ ({shown})", "one value a person in each"))
    if lengths["time"] == 0:
        faults.append(Fault("time", "has no values", "at least one person"))
    rules = {"time": _check_time, "event": _check_event, "risk": _check_risk, "weights": _check_weights}
    for name, array in arrays.items():
        if name in rules and array.size:
            faults += rules[name](array)
    if faults:
        raise DataError(faults)
    codes = arrays.pop("event").astype(np.int64)
    return Outcomes(arrays.pop("time"), _by_cause(codes, cause)), arrays


def _by_cause(codes: IntArray, cause: Any) -> IntArray:
    """Return the codes with ``cause`` as the outcome."""
    if isinstance(cause, bool) or not isinstance(cause, int | np.integer) or cause < OUTCOME:
        raise ParameterError(Fault("cause", "is not an event code", "a whole number from 1 up"))
    if cause == OUTCOME:
        return codes
    return np.where(codes == cause, OUTCOME, np.where(codes == CENSORED, CENSORED, OUTCOME + 1))


def _numbers(name: str, values: Any, faults: list[Fault]) -> FloatArray:
    """Return float64, noting text, missing and infinite values as faults."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        try:
            mixed = array.dtype.kind == "O" and not any(isinstance(value, str) for value in array.flat)
            array = array.astype(np.float64) if mixed else np.empty(0)
        except (TypeError, ValueError):
            mixed = False
        if not mixed:
            faults.append(Fault(name, "holds text, not numbers", "numbers", "convert it first"))
            return np.zeros(np.shape(values)[:1] or 1)
    array = np.atleast_1d(array.astype(np.float64, copy=False))
    if array.ndim > (2 if name == "risk" else 1):
        faults.append(Fault(name, f"has {array.ndim} dimensions", "one value a person"))
    if not np.isfinite(array).all():
        if missing := int(np.isnan(array).sum()):
            faults.append(Fault(name, f"{missing} values are missing", "no missing values"))
        if infinite := int(np.isinf(array).sum()):
            faults.append(Fault(name, f"{infinite} values are infinite", "finite numbers"))
    return array


def _count_faults(name: str, bad: Any, problem: str, allowed: str) -> list[Fault]:
    count = int(bad.sum())
    return [Fault(name, f"{count} {problem}", allowed)] if count else []


def _check_time(times: FloatArray) -> list[Fault]:
    return _count_faults("time", times <= 0, "values are not above 0", "times above 0")


def _check_event(codes: FloatArray) -> list[Fault]:
    bad = ~np.isnan(codes) & ((codes < 0) | (codes != np.floor(codes)))
    rule = "0 censored, 1 the outcome, 2 and up competing events"
    return _count_faults("event", bad, "codes are outside the list", rule)


def _check_risk(risks: FloatArray) -> list[Fault]:
    bad = (risks < 0) | (risks > 1)
    return _count_faults("risk", bad, "values are outside 0 to 1", "probabilities from 0 to 1")


def _check_weights(weights: FloatArray) -> list[Fault]:
    faults = _count_faults("weights", weights < 0, "values are negative", "weights from 0 up")
    if not weights.any():
        faults.append(Fault("weights", "are all zero", "at least one above 0"))
    return faults


def check_horizon(outcomes: Outcomes, horizon: Any, name: str = "horizon") -> float:
    """Return a horizon up to which somebody was followed.

    Raises
    ------
    ParameterError
        Not one finite number above 0.
    ExtrapolationError
        Nobody was followed that far: what was observed says nothing about it.
    """
    if (
        isinstance(horizon, bool)
        or not np.isscalar(horizon)
        or not isinstance(horizon, int | float | np.number)
    ):
        raise ParameterError(Fault(name, "is not one number", "a number above 0, in the unit of time"))
    at = float(horizon)  # pyright: ignore[reportArgumentType]
    if not (np.isfinite(at) and at > 0):
        raise ParameterError(Fault(name, "is not a finite number above 0", "a number above 0"))
    followed = float(outcomes.time.max())
    everyone_known = bool((outcomes.event[outcomes.time == followed] != CENSORED).all())
    if at > followed and not everyone_known:
        raise ExtrapolationError(
            Fault(name, "lies past the follow-up", f"up to {followed:g}", "choose an earlier horizon")
        )
    return at


def check_both_classes(outcomes: Outcomes, horizon: float) -> None:
    """Raise unless somebody had the outcome by the horizon and somebody is known not to have had it.

    Raises
    ------
    NoEventsError
        Nobody had the outcome by then.
    DataError
        Nobody is known to be free of it.
    """
    early = outcomes.time <= horizon
    if not (early & (outcomes.event == OUTCOME)).any():
        raise NoEventsError(Fault("event", "no outcome by the horizon", "at least one event by then"))
    free = ~early | ((outcomes.time == horizon) & (outcomes.event == CENSORED)) | (outcomes.event > OUTCOME)
    if not free.any():
        raise DataError(
            Fault("event", "nobody is known to be free of the outcome at the horizon", "at least one person")
        )


def check_ascending(name: str, values: Sequence[float] | FloatArray, fewest: int) -> FloatArray:
    """Return strictly ascending finite numbers, at least ``fewest`` of them.

    Raises
    ------
    ParameterError
        Too few, not finite, or not ascending.
    """
    array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    faults: list[Fault] = []
    if array.ndim != 1 or array.size < fewest:
        faults.append(Fault(name, f"holds {array.size} values", f"at least {fewest}"))
    if not np.isfinite(array).all():
        faults.append(Fault(name, "holds values that are not finite", "finite numbers"))
    elif (np.diff(array) <= 0).any():
        faults.append(Fault(name, "does not ascend", "each value above the one before"))
    if faults:
        raise ParameterError(faults)
    return array
