"""One term, or one rule about answers, as a function of coded answers.

An answer is coded as a whole number: itself where it is one, else the place of its option
in the list. Columns must broadcast against each other, so the same function serves people
in rows and the grids over which unknown answers are explored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from riskkit.instruments.definition import Instrument
from riskkit.instruments.item import Item
from riskkit.instruments.quantity import Condition, Order, Sum
from riskkit.instruments.terms import Bands, Constant, Levels, LogRatio, Polynomial, Product, Rounded, Term

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Columns = Mapping[str, IntArray]
Function = Callable[[Columns], FloatArray]


@dataclass(frozen=True, slots=True)
class TermFunction:
    """One term, ready to compute.

    Attributes
    ----------
    id : str
        Name of the term.
    items : tuple of str
        The items it reads.
    home : str
        The item its contribution is shown under.
    compute : callable
        Coded columns -> values, zero where a condition does not hold.
    """

    id: str
    items: tuple[str, ...]
    home: str
    compute: Function


@dataclass(frozen=True, slots=True)
class OrderFunction:
    """One rule about answers that cannot go together, ready to test."""

    id: str
    items: tuple[str, ...]
    holds: Callable[[Columns], BoolArray]


def coded_domain(item: Item) -> IntArray:
    """Return all coded answers of an item, from low to high."""
    values = item.values if item.numeric else range(len(item.options))
    return np.array([int(value) for value in values], dtype=np.int64)


def code_answer(item: Item, answer: int | str) -> int:
    """Return the code of an answer that the item has."""
    return int(answer) if item.numeric else [option.code for option in item.options].index(answer)


def sum_of(quantity: Sum, columns: Columns) -> IntArray:
    """Return a sum of answers, within its floor and ceiling."""
    total: IntArray = np.array(quantity.constant, dtype=np.int64)
    for name in quantity.plus:
        total = total + columns[name]
    for name in quantity.minus:
        total = total - columns[name]
    if quantity.floor is not None or quantity.ceiling is not None:
        total = np.clip(total, quantity.floor, quantity.ceiling)
    return total


def condition_holds(condition: Condition, columns: Columns, instrument: Instrument) -> BoolArray:
    """Return where a condition holds."""
    value = sum_of(condition.of, columns)
    if condition.equals is not None:
        wanted = condition.equals
        if isinstance(wanted, str):
            wanted = code_answer(instrument.item(condition.of.items[0]), wanted)
        return value == wanted
    good: BoolArray = np.ones(np.shape(value), dtype=np.bool_)
    if condition.at_least is not None:
        good = good & (value >= condition.at_least)
    if condition.at_most is not None:
        good = good & (value <= condition.at_most)
    return good


def order_function(order: Order) -> OrderFunction:
    """Return a rule about answers that cannot go together as a function of coded answers."""
    return OrderFunction(
        order.id, order.items, lambda columns: sum_of(order.lesser, columns) <= sum_of(order.greater, columns)
    )


def term_function(term: Term, instrument: Instrument) -> TermFunction:
    """Return a term as a function of coded answers, zero where its conditions do not hold."""
    inner = _function(term, instrument)
    compute = inner
    if term.when:

        def guarded(columns: Columns) -> FloatArray:
            good: BoolArray = np.ones((), dtype=np.bool_)
            for condition in term.when:
                good = good & condition_holds(condition, columns, instrument)
            # where the condition fails the value may not exist (the logarithm of zero)
            return np.where(good, inner(columns), 0.0)

        compute = guarded
    return TermFunction(term.id, term.items, term.home, compute)


def _function(term: Term, instrument: Instrument) -> Function:
    if isinstance(term, Constant):
        return lambda columns: np.array(term.value, dtype=np.float64)
    if isinstance(term, Levels):
        return _levels(term, instrument.item(term.item))
    if isinstance(term, Product):
        return lambda columns: _product(term, columns)
    if isinstance(term, Rounded):
        return lambda columns: _rounded(term, sum_of(term.of, columns))
    if isinstance(term, Bands):
        return _bands(term, instrument)
    if isinstance(term, Polynomial):
        return _polynomial(term, instrument)
    return _log_ratio(term, instrument)


def _product(term: Product, columns: Columns) -> FloatArray:
    both = sum_of(term.first, columns) * sum_of(term.second, columns)
    return both.astype(np.float64) * term.coefficient


def _log_ratio(term: LogRatio, instrument: Instrument) -> Function:
    numbers = term.coefficient
    as_rows = {name: (value,) for name, value in numbers.items()} if isinstance(numbers, dict) else (numbers,)
    table, group = _by_group(as_rows, term.by, instrument)

    def compute(columns: Columns) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):  # met only where a condition rules it out
            log = np.log(sum_of(term.numerator, columns) / sum_of(term.denominator, columns))
        return np.asarray(table[group(columns), 0] * log**term.power, dtype=np.float64)

    return compute


def _rounded(term: Rounded, value: IntArray) -> FloatArray:
    top = value * term.times
    whole = (2 * top + term.over) // (2 * term.over) if term.rounding == "half_up" else -(-top // term.over)
    return whole.astype(np.float64)


def _levels(term: Levels, item: Item) -> Function:
    by_code = [term.values[str(option.code)] for option in item.options]
    numbers = np.array([sum(value) if isinstance(value, tuple) else value for value in by_code])
    place = _place(item)
    return lambda columns: numbers[place(columns[item.id])]


def _place(item: Item) -> Callable[[IntArray], IntArray]:
    """Return the function from coded answers to places in the list of options."""
    if not item.numeric:
        return lambda column: column
    codes = coded_domain(item)
    if np.array_equal(codes, np.arange(len(codes))):
        return lambda column: column
    return lambda column: np.searchsorted(codes, column)


def _by_group(
    numbers: tuple[float, ...] | dict[str, tuple[float, ...]], by: str | None, instrument: Instrument
) -> tuple[FloatArray, Callable[[Columns], IntArray]]:
    """Return the numbers as groups x numbers, and the function that finds each row's group."""
    if not isinstance(numbers, dict) or by is None:
        return np.array([numbers], dtype=np.float64), lambda columns: np.zeros((), dtype=np.int64)
    item = instrument.item(by)
    rows = [numbers[str(option.code)] for option in item.options]
    width = max(len(row) for row in rows)
    # a group with fewer powers than another has zeros for the rest
    table = np.array([[*row, *[0.0] * (width - len(row))] for row in rows], dtype=np.float64)
    place = _place(item)
    return table, lambda columns: place(columns[by])


def _bands(term: Bands, instrument: Instrument) -> Function:
    table, group = _by_group(term.values, term.by, instrument)
    edges = np.array(term.edges, dtype=np.int64)
    return lambda columns: table[
        group(columns), np.searchsorted(edges, sum_of(term.of, columns), side="right")
    ]


def _polynomial(term: Polynomial, instrument: Instrument) -> Function:
    table, group = _by_group(term.coefficients, term.by, instrument)

    def compute(columns: Columns) -> FloatArray:
        x, rows = sum_of(term.of, columns).astype(np.float64), group(columns)
        total = table[rows, table.shape[1] - 1]
        for power in range(table.shape[1] - 2, -1, -1):
            total = total * x + table[rows, power]
        return np.asarray(total * x, dtype=np.float64)

    return compute
