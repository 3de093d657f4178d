"""The smooth calibration curve, its band, and how far it lies from the ideal."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.fields import CONFIDENCE
from riskkit.validation.cloglog_regression import Regression, cloglog, inverse_cloglog, regress
from riskkit.validation.estimate import REACH, Estimate

_POINTS = 101
_DRAWS = 1000
_PERSONS = 2000
_EVENTS_FOR_FOUR = 100
_QUANTILES = {3: (0.10, 0.50, 0.90), 4: (0.05, 0.35, 0.65, 0.95)}
"""Places of the knots, as quantiles (Harrell, Regression Modeling Strategies, 2015, ch. 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The curve as a table, and its distances from the ideal line."""

    frame: pd.DataFrame
    ici: Estimate
    e50: Estimate
    e90: Estimate


def smooth_curve(pseudo: FloatArray, risks: FloatArray, n_events: int) -> Curve:
    """Fit the curve of observed on predicted risk.

    Parameters
    ----------
    pseudo, risks : ndarray, shape (n,)
        Pseudo-observations and predicted risks in (0, 1).
    n_events : int
        Outcomes by the horizon: from 100 on the spline has four knots, below three; with
        too few distinct risks it is a straight line.
    """
    predictor = cloglog(risks)
    knots = choose_knots(predictor, 4 if n_events >= _EVENTS_FOR_FOUR else 3)
    fit = regress(pseudo, _design(predictor, knots), np.zeros(len(risks)))
    ici, e50, e90 = _distances(fit, predictor, knots)
    grid = np.linspace(risks.min(), risks.max(), _POINTS)
    design = _design(cloglog(grid), knots)
    middle = design @ fit.coefficients
    reach = REACH * np.sqrt(np.einsum("ij,jk,ik->i", design, fit.covariance, design))
    lines = {"observed": middle, "lower": middle - reach, "upper": middle + reach}
    frame = pd.DataFrame({"risk": grid} | {name: inverse_cloglog(line) for name, line in lines.items()})
    return Curve(frame, ici, e50, e90)


def choose_knots(predictor: FloatArray, wanted: int) -> FloatArray:
    """Return the knots, fewer than wanted (or none) where quantiles coincide."""
    for count in range(wanted, 2, -1):
        knots = np.quantile(predictor, _QUANTILES[count])
        if (np.diff(knots) > 0).all() and len(np.unique(predictor)) > count:
            return knots
    return np.empty(0)


def _design(predictor: FloatArray, knots: FloatArray) -> FloatArray:
    """Return the intercept, the predictor and its restricted cubic spline terms.

    Terms are divided by the squared distance of the outer knots, and are linear beyond them.
    """
    columns = [np.ones_like(predictor), predictor]
    if len(knots):
        last, before = knots[-1], knots[-2]
        spread = (last - knots[0]) ** 2

        def cube(knot: float) -> FloatArray:
            return np.maximum(predictor - knot, 0.0) ** 3

        columns += [
            (
                cube(knot)
                - cube(before) * (last - knot) / (last - before)
                + cube(last) * (before - knot) / (last - before)
            )
            / spread
            for knot in knots[:-2]
        ]
    return np.column_stack(columns)


def _distances(fit: Regression, predictor: FloatArray, knots: FloatArray) -> list[Estimate]:
    """Return ICI, E50 and E90 with percentile intervals over draws of the coefficients."""
    design, risks = _design(predictor, knots), inverse_cloglog(predictor)
    found = _summary(np.abs(inverse_cloglog(design @ fit.coefficients) - risks)[:, None])[:, 0]
    if len(predictor) > _PERSONS:
        some = np.argsort(predictor, kind="stable")[np.linspace(0, len(predictor) - 1, _PERSONS).astype(int)]
        design, risks = design[some], risks[some]
    root = np.linalg.cholesky(fit.covariance + 0.0)
    normal = np.random.default_rng(0).standard_normal((len(root), _DRAWS))
    draws = fit.coefficients[:, None] + root @ normal
    drawn = _summary(np.abs(inverse_cloglog(design @ draws) - risks[:, None]))
    tail = (1 - CONFIDENCE) / 2
    lower, upper = np.quantile(drawn, [tail, 1 - tail], axis=1)
    return [
        Estimate(
            estimate=float(value), std_error=float(spread),
            lower=float(min(low, value)), upper=float(max(high, value)),
        )
        for value, spread, low, high in zip(found, drawn.std(axis=1, ddof=1), lower, upper, strict=True)
    ]  # fmt: skip


def _summary(distances: FloatArray) -> FloatArray:
    """Return mean, median and 90th percentile of each column."""
    return np.stack([distances.mean(axis=0), *np.quantile(distances, [0.5, 0.9], axis=0)])
