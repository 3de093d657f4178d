"""See that a definition fits together: that rule, items and bands speak of the same things."""

from collections.abc import Iterable
from itertools import product

import numpy as np

from riskkit.instruments.bounds import explore
from riskkit.instruments.definition import Instrument
from riskkit.instruments.double_entry import Problem
from riskkit.instruments.item import Item
from riskkit.instruments.numbers import Address, numbers_in
from riskkit.instruments.quantity import Condition, Sum
from riskkit.instruments.rules import PointsToProbability
from riskkit.instruments.terms import Bands, Levels, LogRatio, Polynomial, Rounded, Term, sums_of
from riskkit.parameters.protected import protected_kind


def check_consistency(instrument: Instrument) -> list[Problem]:
    """Return everything that contradicts itself, or that no answer can reach."""
    if instrument.rule.kind == "judgement":
        return _judgement(instrument)
    problems = _names(instrument) + _headings(instrument)
    for place, term in enumerate(instrument.terms):
        problems += [(("rule", "terms", place), what) for what in _term(term, instrument)]
    for place, order in enumerate(instrument.impossible):
        for quantity in (order.lesser, order.greater):
            problems += [(("impossible", place), what) for what in _sum(quantity, instrument)]
    return problems


def check_arithmetic(instrument: Instrument) -> list[Problem]:
    """Return what a definition whose parts fit together still computes wrongly for some answers."""
    return [*_logarithms(instrument), *_scores(instrument)]


def _judgement(instrument: Instrument) -> list[Problem]:
    """Say what a judgement has to compute with, and where an answer's code and name differ.

    No worked case can notice two names that were swapped, so code and name say the same word.
    """
    problems: list[Problem] = [
        (_item_address(instrument, item), f"item '{item.id}' calls the code '{option.code}' by another name")
        for item in instrument.items
        for option in item.options
        if str(option.code).replace("_", " ").lower() != option.label.en.lower()
    ]
    return problems + [
        ((name,), "has no place in a judgement instrument, which computes nothing")
        for name in ("bands", "cases", "second_entry", "impossible")
        if getattr(instrument, name)
    ]


def _headings(instrument: Instrument) -> list[Problem]:
    problems: list[Problem] = []
    rule = instrument.rule
    if rule.kind != "judgement" and set(instrument.horizons) != set(rule.horizons):
        problems.append((("horizons",), "must name the same lengths of follow-up as the rule"))
    if not instrument.cases:
        problems.append((("id",), "has no 'cases': a rule without worked examples is not used"))
    if instrument.second_entry is None:
        problems.append((("id",), "has no 'second_entry': numbers written down once are not used"))
    if instrument.missing.unknown == "reason":
        problems.append((("missing",), "must say what happens to the result: interval, prorate or refuse"))
    if instrument.missing.unknown == "prorate" and rule.kind != "points":
        problems.append((("missing",), "prorates, which only a sum of points allows"))
    if instrument.bands is not None:
        problems += [(("bands",), what) for what in _result_bands(instrument)]
    return problems


def _result_bands(instrument: Instrument) -> Iterable[str]:
    bands = instrument.bands
    if bands is None:
        return
    if bands.of == "score":
        if instrument.rule.kind not in {"points", "points_to_probability"}:
            yield "band the score, but the rule gives no points"
    elif bands.of not in instrument.horizons:
        yield "band a probability at a horizon that the instrument does not have"
    elif (bands.levels[0].lower, bands.levels[-1].upper) != (0, 1):
        yield "must run from 0 to 1, as probabilities do"


def _names(instrument: Instrument) -> list[Problem]:
    problems: list[Problem] = []
    for what, names in (
        ("terms", [term.id for term in instrument.terms]),
        ("rules in 'impossible'", [order.id for order in instrument.impossible]),
        ("cases", [case.id for case in instrument.worked_cases]),
    ):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            problems.append((("id",), f"has two {what} of the same name: {', '.join(twice)}"))
    read = {name for term in instrument.terms for name in term.items}
    spoken_of = instrument.monotone.items if instrument.monotone else ()
    if absent := [name for name in spoken_of if name not in read]:
        problems.append((("monotone",), f"speaks of items that do not exist: {', '.join(absent)}"))
    problems += [
        (_item_address(instrument, item), f"item '{item.id}' is read by no term: its options are unreachable")
        for item in instrument.items
        if item.id not in read
    ]
    problems += [
        (
            _item_address(instrument, item),
            f"item '{item.id}' allows 'not applicable' but not how it counts ('counts_as')",
        )
        for item in instrument.items
        if item.not_applicable == "allowed" and item.counts_as is None
    ]
    return problems + _protected(instrument)


def _protected(instrument: Instrument) -> list[Problem]:
    """Return the items that are a protected attribute or a proxy of one, without a justification."""
    found: list[Problem] = []
    for item in instrument.items:
        kind = protected_kind(item.id) or protected_kind(item.label.en)
        if kind is not None and item.justification is None:
            what = f"item '{item.id}' names a protected attribute or a proxy of one ({kind})"
            found.append((_item_address(instrument, item), what))
    return found


def _item_address(instrument: Instrument, item: Item) -> Address:
    for place, domain in enumerate(instrument.domains):
        for inner, each in enumerate(domain.items):
            if each is item:
                return ("domains", place, "items", inner, "id")
    return ("domains",)


def _term(term: Term, instrument: Instrument) -> Iterable[str]:
    """Say what is wrong with one term."""
    known = {item.id for item in instrument.items}
    if absent := [name for name in (*term.items, term.home) if name not in known]:
        yield f"'{term.id}' reads items that do not exist: {', '.join(dict.fromkeys(absent))}"
        return
    for quantity in sums_of(term):
        yield from _sum(quantity, instrument, text_allowed=any(quantity is c.of for c in term.when))
    for condition in term.when:
        yield from _condition(condition, instrument)
    if isinstance(term, Levels):
        yield from _codes(term.id, instrument.item(term.item), term.values)
        return
    if isinstance(term, Bands):
        yield from _edges(term, instrument)
    if isinstance(term, Bands | Polynomial | LogRatio) and term.by is not None:
        yield from _codes(term.id, instrument.item(term.by), _grouped(term))
    if isinstance(term, Rounded) and _range(term.of, instrument)[0] < 0:
        yield f"'{term.id}' rounds numbers below zero, for which no rule of rounding is given"


def _grouped(term: Bands | Polynomial | LogRatio) -> tuple[str, ...]:
    """Return the groups that a term has numbers for."""
    if isinstance(term, LogRatio):
        numbers = term.coefficient
    else:
        numbers = term.values if isinstance(term, Bands) else term.coefficients
    return tuple(numbers) if isinstance(numbers, dict) else ()


def _codes(term: str, item: Item, values: Iterable[str]) -> Iterable[str]:
    """Numbers by option must name each option of the item, and nothing else."""
    if not item.options:
        yield f"'{term}' goes by the options of '{item.id}', which has none"
        return
    codes, given = [str(option.code) for option in item.options], list(values)
    if missing := [code for code in codes if code not in given]:
        yield f"'{term}' has no number for: {', '.join(missing)} (unreachable options of '{item.id}')"
    if extra := [code for code in given if code not in codes]:
        yield f"'{term}' has numbers for what '{item.id}' cannot be: {', '.join(extra)}"


def _sum(quantity: Sum, instrument: Instrument, *, text_allowed: bool = False) -> Iterable[str]:
    known = {item.id: item for item in instrument.items}
    for name in quantity.items:
        if name not in known:
            yield f"reads the item '{name}', which does not exist"
            return
        if not known[name].numeric and not (text_allowed and quantity == Sum(plus=(name,))):
            yield f"counts with '{name}', whose answers are not numbers"
            return
    bare = quantity.model_copy(update={"floor": None, "ceiling": None})
    low, high = _range(bare, instrument)
    if quantity.floor is not None and not low < quantity.floor < high:
        yield f"has a floor of {quantity.floor} that no sum of {', '.join(quantity.items)} meets"
    if quantity.ceiling is not None and not low < quantity.ceiling < high:
        yield f"has a ceiling of {quantity.ceiling} that no sum of {', '.join(quantity.items)} meets"


def _range(quantity: Sum, instrument: Instrument) -> tuple[int, int]:
    """Return the lowest and highest value of a sum."""
    low = high = quantity.constant
    for sign, names in ((1, quantity.plus), (-1, quantity.minus)):
        for name in names:
            item = instrument.item(name)
            values = item.values if item.numeric else range(len(item.options))
            ends = sorted((sign * int(values[0]), sign * int(values[-1])))
            low, high = low + ends[0], high + ends[1]
    low = low if quantity.floor is None else max(low, quantity.floor)
    return low, high if quantity.ceiling is None else min(high, quantity.ceiling)


def _condition(condition: Condition, instrument: Instrument) -> Iterable[str]:
    """Say where a condition can never hold or never fail: a dead branch."""
    low, high = _range(condition.of, instrument)
    names = ", ".join(condition.of.items)
    if isinstance(condition.equals, str):
        item = instrument.item(condition.of.items[0])
        if item.numeric or condition.equals not in item.values:
            yield f"asks whether '{item.id}' is '{condition.equals}', which it cannot be"
    elif condition.equals is not None and not low <= condition.equals <= high:
        yield f"asks whether {names} is {condition.equals}, which it cannot be"
    for limit, can in (
        (condition.at_least, lambda limit: low < limit <= high),
        (condition.at_most, lambda limit: low <= limit < high),
    ):
        if limit is not None and not can(limit):
            yield f"has a limit of {limit} on {names} that always or never holds: a dead branch"


def _edges(term: Bands, instrument: Instrument) -> Iterable[str]:
    low, high = _range(term.of, instrument)
    for edge in term.edges:
        if not low < edge <= high:
            yield f"'{term.id}' has an edge at {edge}, outside what {', '.join(term.of.items)} can be"


def _scores(instrument: Instrument) -> list[Problem]:
    """Return problems where the bands or the table of a score do not span exactly what it can be."""
    rule, bands = instrument.rule, instrument.bands
    table = rule.table if isinstance(rule, PointsToProbability) else {}
    if not table and (bands is None or bands.of != "score"):
        return []
    reach = explore(instrument.engine, {})
    if reach is None:
        return [(("impossible",), "leave no answers possible")]
    problems: list[Problem] = []
    spans = f"scores run from {reach.low:g} to {reach.high:g}"
    if bands is not None and bands.of == "score":
        ends = (bands.levels[0].lower, bands.levels[-1].upper)
        if ends != (reach.low, reach.high):
            problems.append((("bands",), f"run from {ends[0]:g} to {ends[1]:g}, but {spans}"))
    for horizon, rows in table.items():
        if (reach.low, reach.high) != (0, len(rows) - 1):
            problems.append((("rule", "table", horizon), f"has {len(rows)} rows from 0 up, but {spans}"))
    numbers = (value for term in instrument.terms for _, value in numbers_in(term.model_dump(mode="json")))
    if table and any(value != int(value) for value in numbers):
        problems.append((("rule", "terms"), "give fractions of a point, which the table does not have"))
    return problems


def _logarithms(instrument: Instrument) -> list[Problem]:
    """Return the terms whose logarithm does not exist for some possible answers.

    Numerator and denominator are sums, so their smallest values lie at the ends of the
    ranges of their items, or where a condition begins to hold.
    """
    engine = instrument.engine
    problems: list[Problem] = []
    for place, (term, function) in enumerate(zip(instrument.terms, engine.terms, strict=True)):
        if not isinstance(term, LogRatio):
            continue
        domains = [engine.domains[name] for name in term.items]
        ends = {int(end) for domain in domains for end in (domain[0], domain[-1])}
        ends |= {limit for each in term.when for limit in (each.at_least, each.at_most) if limit is not None}
        corners = product(*[[end for end in sorted(ends) if end in domain] for domain in domains])
        grid = np.array(list(corners), dtype=np.int64).reshape(-1, len(domains))
        columns = {name: grid[:, axis] for axis, name in enumerate(term.items)}
        good = np.ones(len(grid), dtype=np.bool_)
        for order in engine.orders:
            if set(order.items) <= set(term.items):
                good &= order.holds(columns)
        with np.errstate(invalid="ignore"):
            values = np.broadcast_to(function.compute(columns), good.shape)
        if not np.isfinite(values[good]).all():
            what = f"'{term.id}' takes the logarithm of zero or less for answers that are possible"
            problems.append((("rule", "terms", place), what))
    return problems
