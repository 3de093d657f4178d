"""Decimal arithmetic of the second evaluator: 34 digits, so that its own rounding never shows.

Written apart from riskkit: plain numbers and `if`, one person at a time, nothing shared with
the code under test. Formulas come from the publications named in each module.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 34

D = Decimal


def logistic(value: Decimal) -> Decimal:
    return 1 / (1 + (-value).exp())


def ln(numerator: int, denominator: int) -> Decimal:
    return (D(numerator) / D(denominator)).ln()


def half_up(value: Decimal, places: str = "1") -> Decimal:
    return value.quantize(D(places), rounding=ROUND_HALF_UP)


def upwards(value: Decimal) -> Decimal:
    return value.to_integral_value(rounding=ROUND_CEILING)


def band(value: Decimal, edges: list[tuple[str, str]]) -> str:
    """The last band whose lowest value is reached."""
    found = ""
    for lowest, name in edges:
        if value >= D(lowest):
            found = name
    return found
