"""What must hold of every scored instrument, tried on made-up people.

Worked cases fix numbers at points; these hold between points. The people are drawn anew from
the instrument's own items with a fixed seed, so a failure can be repeated.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from riskkit.instruments.bounds import explore
from riskkit.instruments.definition import Instrument
from riskkit.instruments.engine import Engine
from riskkit.instruments.term_function import BoolArray, FloatArray, IntArray

PEOPLE: Final = 400
HIDDEN: Final = 12
"""People of whom each answer in turn is hidden."""
SLACK: Final = 1e-12
SEED: Final = 20260801

Columns = dict[str, IntArray]


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """One property, and whether it held for everyone tried."""

    name: str
    held: bool


def check_properties(instrument: Instrument) -> tuple[PropertyResult, ...]:
    """Return the properties that apply to a scored instrument; none to a judgement."""
    if instrument.is_judgement:
        return ()
    people = draw_people(instrument, PEOPLE, np.random.default_rng(SEED))
    checks: dict[str, Callable[[Instrument, Columns], bool]] = {
        "results are finite; probabilities lie in [0, 1] and never fall with time": _sound,
        "each band edge parts the values on both its sides": _edges,
        "an unknown answer never narrows the result below the value that it hides": _hiding,
        "the order of options changes nothing": _reordering,
    }
    if instrument.monotone is not None:
        checks["the result moves one way with the items that the source says it does"] = _monotone
    return tuple(PropertyResult(name, check(instrument, people)) for name, check in checks.items())


def draw_people(instrument: Instrument, count: int, rng: np.random.Generator) -> Columns:
    """Return coded answers of made-up people that can go together.

    Answers are drawn evenly over each item; half of the numbers from the low end, where
    most of the terms change. Impossible combinations are drawn again.
    """
    engine = instrument.engine
    kept: list[Columns] = []
    found = 0
    while found < count:
        columns = {name: _draw(domain, count, rng) for name, domain in engine.domains.items()}
        _untangle(instrument, columns)
        good = np.broadcast_to(engine.possible(columns), (count,))
        kept.append({name: column[good] for name, column in columns.items()})
        found += int(good.sum())
    return {name: np.concatenate([each[name] for each in kept])[:count] for name in engine.domains}


def _draw(domain: IntArray, count: int, rng: np.random.Generator) -> IntArray:
    low = domain[: max(2, len(domain) // 8)] if len(domain) > 40 else domain
    return np.where(rng.random(count) < 0.5, rng.choice(domain, count), rng.choice(low, count))


def _untangle(instrument: Instrument, columns: Columns) -> None:
    """Swap single answers that cannot stand in this order, so that few are drawn in vain."""
    for order in (*instrument.impossible, *instrument.impossible):
        pair = (*order.lesser.items, *order.greater.items)
        if len(pair) == 2:
            first, second = columns[pair[0]], columns[pair[1]]
            columns[pair[0]], columns[pair[1]] = np.minimum(first, second), np.maximum(first, second)


def _predictor(engine: Engine, people: Columns) -> FloatArray:
    return np.broadcast_to(engine.predictor(people), (len(next(iter(people.values()))),))


def _sound(instrument: Instrument, people: Columns) -> bool:
    predictor = _predictor(instrument.engine, people)
    probabilities = instrument.engine.probabilities(predictor)
    ordered = [probabilities[name] for name in sorted(probabilities, key=_months)]
    inside = all(bool(((values >= 0) & (values <= 1)).all()) for values in ordered)
    rising = all(bool((a <= b).all()) for a, b in pairwise(ordered))
    return bool(np.isfinite(predictor).all()) and inside and rising


def _months(horizon: str) -> int:
    return int(horizon[:-1]) * (12 if horizon.endswith("y") else 1)


def _edges(instrument: Instrument, people: Columns) -> bool:
    del people
    bands = instrument.bands
    if bands is None:
        return True
    step = 10.0**-bands.decimals if bands.decimals is not None else 1e-9
    for place, (lower, upper) in enumerate(pairwise(bands.levels)):
        edge = upper.at_least if upper.at_least is not None else lower.upper + step
        values = np.array([edge - step, edge])
        index = instrument.engine.band_index(values, {bands.of: values})
        if index.tolist() != [place, place + 1]:
            return False
    return True


def _hiding(instrument: Instrument, people: Columns) -> bool:
    predictor = _predictor(instrument.engine, people)
    for row in range(HIDDEN):
        known = {name: int(column[row]) for name, column in people.items()}
        for hidden in _few(instrument):
            reach = explore(instrument.engine, {name: code for name, code in known.items() if name != hidden})
            if reach is None or not reach.low - SLACK <= predictor[row] <= reach.high + SLACK:
                return False
    return True


def _few(instrument: Instrument) -> Iterable[str]:
    return [item.id for item in instrument.items][:12]


def _reordering(instrument: Instrument, people: Columns) -> bool:
    """Turn every list of text options round; the same answers must give the same results."""
    domains = tuple(
        domain.model_copy(
            update={
                "items": tuple(
                    item if item.numeric else item.model_copy(update={"options": item.options[::-1]})
                    for item in domain.items
                )
            }
        )
        for domain in instrument.domains
    )
    # validated anew: a copy would keep what the original worked out from its own order
    turned = Engine(instrument.with_parts(domains=domains))
    recoded = {
        item.id: people[item.id] if item.numeric else len(item.options) - 1 - people[item.id]
        for item in instrument.items
    }
    return bool(np.array_equal(_predictor(instrument.engine, people), _predictor(turned, recoded)))


def _monotone(instrument: Instrument, people: Columns) -> bool:
    monotone = instrument.monotone
    if monotone is None:
        return True
    signs = dict.fromkeys(monotone.rises_with, 1.0) | dict.fromkeys(monotone.falls_with, -1.0)
    return all(_one_way(instrument, people, name, sign) for name, sign in signs.items())


def _one_way(instrument: Instrument, people: Columns, name: str, sign: float) -> bool:
    """Raise one answer to each higher one; the result must not move against ``sign``."""
    engine = instrument.engine
    before: FloatArray = np.full(PEOPLE, -np.inf)
    for code in engine.domains[name].tolist():
        columns = {**people, name: np.full(PEOPLE, code)}
        good: BoolArray = np.broadcast_to(engine.possible(columns), (PEOPLE,))
        with np.errstate(invalid="ignore"):
            now = sign * _predictor(engine, columns)
        if bool((now[good] < before[good] - SLACK).any()):
            return False
        before = np.where(good, now, before)
    return True
