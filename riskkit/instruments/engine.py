"""Compute an instrument's result from coded answers, for one person or a million at once."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from riskkit.instruments.definition import Instrument
from riskkit.instruments.rules import Cox, Logistic, PointsToProbability
from riskkit.instruments.term_function import (
    BoolArray,
    Columns,
    FloatArray,
    IntArray,
    coded_domain,
    order_function,
    term_function,
)

HALF_SLACK: Final = 1e-9
"""Share of the last decimal within which a value counts as half way and is rounded up."""


class Engine:
    """The arithmetic of one instrument.

    Attributes
    ----------
    terms : tuple of TermFunction
    orders : tuple of OrderFunction
    domains : dict of str to array
        All coded answers of each item, from low to high.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.rule = instrument.rule
        self.domains = {item.id: coded_domain(item) for item in instrument.items}
        self.terms = tuple(term_function(term, instrument) for term in instrument.terms)
        self.orders = tuple(order_function(order) for order in instrument.impossible)
        levels = instrument.bands.levels if instrument.bands else ()
        self._edges = [(band.upper, "right" if band.at_most is not None else "left") for band in levels[:-1]]

    def predictor(self, columns: Columns) -> FloatArray:
        """Return the sum of all terms: points, or the linear predictor without constants."""
        total: FloatArray = np.zeros(())
        for term in self.terms:
            total = total + term.compute(columns)
        return total

    def constants(self) -> dict[str, float]:
        """Return the numbers of the rule that belong to no term, by name."""
        rule = self.rule
        if isinstance(rule, Logistic):
            return {f"constant {name}": value for name, value in rule.constants.items()}
        if isinstance(rule, Cox):
            baseline = {f"baseline {name}": value for name, value in rule.baseline_survival.items()}
            return {**baseline, "centre": rule.centre}
        if isinstance(rule, PointsToProbability) and rule.curve is not None:
            constants = {f"constant {name}": value for name, value in rule.curve.constants.items()}
            return {**constants, "slope": rule.curve.slope}
        return {}

    def probabilities(self, predictor: FloatArray) -> dict[str, FloatArray]:
        """Return the probability by horizon; empty where the rule gives points only."""
        rule = self.rule
        if isinstance(rule, Logistic):
            return {name: _logistic(value + predictor) for name, value in rule.constants.items()}
        if isinstance(rule, Cox):
            relative = np.exp(predictor - rule.centre)
            return {
                name: -np.expm1(np.log(value) * relative) for name, value in rule.baseline_survival.items()
            }
        if isinstance(rule, PointsToProbability):
            if rule.curve is not None:
                slope = rule.curve.slope
                return {n: _logistic(c + slope * predictor) for n, c in rule.curve.constants.items()}
            points = np.rint(predictor).astype(np.int64)
            return {
                n: np.array(list(rows.values()), dtype=np.float64)[points] for n, rows in rule.table.items()
            }
        return {}

    def banded(self, predictor: FloatArray, probabilities: Mapping[str, FloatArray]) -> FloatArray:
        """Return the value that the bands are read on, rounded as the bands say."""
        bands = self.instrument.bands
        if bands is None:
            raise ValueError("an instrument without bands has nothing to band")
        value = predictor if bands.of == "score" else probabilities[bands.of]
        if bands.decimals is None:
            return value
        scale = 10.0**bands.decimals
        return np.floor(value * scale + 0.5 + HALF_SLACK) / scale

    def band_index(self, predictor: FloatArray, probabilities: Mapping[str, FloatArray]) -> IntArray:
        """Return the place of each value's band, from 0 (the lowest)."""
        value = self.banded(predictor, probabilities)
        index = np.zeros(np.shape(value), dtype=np.int64)
        for edge, side in self._edges:
            index += value > edge if side == "right" else value >= edge
        return index

    def possible(self, columns: Columns) -> BoolArray:
        """Return whether the answers can go together."""
        good: BoolArray = np.ones((), dtype=np.bool_)
        for order in self.orders:
            good = good & order.holds(columns)
        return good


def _logistic(value: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):  # e to a very large power is infinite, and the probability zero
        return 1.0 / (1.0 + np.exp(-value))
