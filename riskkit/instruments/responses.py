"""Answers in their three states, checked against the items; every fault is raised at once."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from riskkit.errors import Fault, ResponseError
from riskkit.instruments.definition import Instrument
from riskkit.instruments.item import Item
from riskkit.instruments.quantity import Order, Sum


@dataclass(frozen=True, slots=True)
class Unknown:
    """Too little is known to answer, and why."""

    reason: str = "not answered"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The item does not apply to this person."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit, compared with the item's; nothing is converted."""

    value: int
    unit: str


Answer = int | str | Unknown | NotApplicable

_WHOLE: Final = 2**53


def check_responses(instrument: Instrument, responses: Mapping[str, Any]) -> dict[str, Answer]:
    """Return one checked answer an item: a value, `Unknown` or `NotApplicable`.

    Parameters
    ----------
    instrument : Instrument
        The instrument that was answered.
    responses : mapping of str to object
        By item id: an option's code, a whole number, `Measured`, `Unknown`,
        `NotApplicable`. An item left out, None or NaN is unknown without a reason.

    Raises
    ------
    ResponseError
        Unknown items, codes outside the list, text for a number, another unit, numbers
        outside the range, states that an item does not allow, answers that cannot go together.
    """
    known = {item.id for item in instrument.items}
    faults = [
        Fault(f"item '{name!s:.60}'", f"is not an item of {instrument.id}", ", ".join(sorted(known)))
        for name in responses
        if name not in known
    ]
    answers: dict[str, Answer] = {}
    for item in instrument.items:
        found = check_answer(item, responses.get(item.id))
        if isinstance(found, Fault):
            faults.append(found)
        else:
            answers[item.id] = found
    if not faults:
        faults = _impossible(instrument, answers)
    if faults:
        raise ResponseError(faults)
    return answers


def allowed_answers(item: Item) -> str:
    """Return what an item may be answered with, for a message."""
    if item.range is not None:
        return f"whole numbers from {item.range.low} to {item.range.high} ({item.range.unit})"
    return ", ".join(str(option.code) for option in item.options)


def check_answer(item: Item, given: Any) -> Answer | Fault:
    """Return one item's checked answer, or its fault; the value given is not repeated."""
    where = f"item '{item.id}'"
    if given is None or (isinstance(given, float) and math.isnan(given)):
        given = Unknown()
    if isinstance(given, Unknown):
        if item.unknown == "refused":
            return Fault(where, "is not answered", allowed_answers(item), "find the answer")
        return given
    if isinstance(given, NotApplicable):
        if item.not_applicable == "refused":
            return Fault(where, "cannot be 'not applicable'", allowed_answers(item))
        return given if item.counts_as is None else item.counts_as
    if isinstance(given, Measured):
        unit = item.range.unit if item.range else "a code"
        if given.unit != unit:
            return Fault(
                where,
                f"is given in {given.unit!s:.30}",
                f"in {unit}",
                "convert it yourself: no unit is guessed",
            )
        given = given.value
    return _code(item, given, where)


def _code(item: Item, given: Any, where: str) -> Answer | Fault:
    """Return a plain answer that the item has, or its fault; the value is not repeated."""
    given = getattr(given, "item", lambda: given)()  # a numpy number becomes Python's own
    if not item.numeric:
        if isinstance(given, str) and any(option.code == given for option in item.options):
            return given
        return Fault(where, "has a code outside its list", allowed_answers(item))
    if isinstance(given, bool) or not isinstance(given, int | float):
        return Fault(where, "is not a number", allowed_answers(item), "text is never read as a number")
    if not math.isfinite(given) or abs(given) > _WHOLE or given != int(given):
        return Fault(where, "is not a whole number", allowed_answers(item))
    value = int(given)
    inside = (
        item.range.low <= value <= item.range.high
        if item.range is not None
        else any(option.code == value for option in item.options)
    )
    if not inside:
        what = "is outside its range" if item.range else "has a code outside its list"
        return Fault(where, what, allowed_answers(item))
    return value


def _impossible(instrument: Instrument, answers: Mapping[str, Answer]) -> list[Fault]:
    """Return the rules about answers that cannot go together that these answers break."""
    return [impossible_fault(order) for order in instrument.impossible if _breaks(order, answers)]


def impossible_fault(order: Order) -> Fault:
    """Return the fault of answers that cannot go together."""
    names = " and ".join(f"'{name}'" for name in order.items)
    return Fault(
        f"items {names}", "cannot go together", order.why.en.rstrip("."), "check the dates they come from"
    )


def _breaks(order: Order, answers: Mapping[str, Answer]) -> bool:
    if any(not isinstance(answers[name], int) for name in order.items):
        return False  # something is unknown: the bounds take only what is possible
    return _total(order.lesser, answers) > _total(order.greater, answers)


def _total(quantity: Sum, answers: Mapping[str, Answer]) -> int:
    total = quantity.constant
    total += sum(value for name in quantity.plus if isinstance(value := answers[name], int))
    total -= sum(value for name in quantity.minus if isinstance(value := answers[name], int))
    if quantity.floor is not None:
        total = max(total, quantity.floor)
    return total if quantity.ceiling is None else min(total, quantity.ceiling)
