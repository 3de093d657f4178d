"""The measures that resampling can take, each for many weightings of the same people at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError
from riskkit.survival.concordance_kernel import rank_values
from riskkit.validation.calibration import weak_calibration
from riskkit.validation.estimate import Estimate
from riskkit.validation.hazard_slope import fit_slopes
from riskkit.validation.observed import pseudo_observations
from riskkit.validation.people import People, Predictions
from riskkit.validation.uno_concordance import uno_concordance
from riskkit.validation.weighted_pairs import count_pairs
from riskkit.validation.weighted_scores import compare_sides, known_weights, score_squares

Evaluate = Callable[[People, Predictions, FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Metric:
    """One measure of a model's predictions on people who count several times, or not at all.

    Attributes
    ----------
    name : str
    evaluate : callable
        (people, predictions, weights of shape (k, n)) to values, shape (k,); not a number where
        the measure does not exist.
    needs_risk : bool
        Whether it uses the risk by the horizon.
    chance : callable or None
        (people, predictions) to the value that predictions without information would have; None
        where the .632+ estimate does not fit.
    """

    name: str
    evaluate: Evaluate
    needs_risk: bool = True
    chance: Callable[[People, Predictions], float] | None = None


def _ranked(values: FloatArray) -> tuple[Any, int]:
    ranks, distinct = rank_values(values, np.argsort(values))
    return ranks, int(distinct)


def _concordance(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    order, starts, died = people.pairs
    ranks, distinct = _ranked(predictions.linear_predictor[order])
    counts = count_pairs(starts, died, ranks, distinct, np.ascontiguousarray(weights[:, order].T))
    total = counts.sum(axis=1)
    wins = counts[:, 0] + counts[:, 2] / 2
    return np.divide(wins, total, out=np.full(len(total), np.nan), where=total > 0)


def _known(people: People, weights: FloatArray) -> FloatArray:
    outcomes = people.outcomes
    return known_weights(people.starts, outcomes.time, outcomes.event, people.horizon, weights)


def _squares(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    return score_squares(people.happened, predictions.risk, _known(people, weights), weights)


def _brier(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    return _squares(people, predictions, weights)[:, 0]


def _scaled_brier(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    found = _squares(people, predictions, weights)
    ratio = np.divide(found[:, 0], found[:, 1], out=np.full(len(found), np.nan), where=found[:, 1] > 0)
    return 1 - ratio


def _observed_expected(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    observed = _squares(people, predictions, weights)[:, 3]
    return observed / (weights @ _risk(predictions) / weights.sum(axis=1))


def _auc(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    ranks, distinct = _ranked(_risk(predictions))
    return compare_sides(people.happened, ranks, distinct, _known(people, weights))


def _slope(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    scale = predictions.log_hazard
    if not np.isfinite(scale).all():
        return np.full(len(weights), np.nan)
    return fit_slopes(people.starts, people.outcomes.event, scale, weights, people.competing)


def _risk(predictions: Predictions) -> FloatArray:
    if predictions.risk is None:
        raise ParameterError(Fault("metrics", "need a risk that the model did not give", "predict_risk"))
    return predictions.risk


def _chance_brier(people: People, predictions: Predictions) -> float:
    return float(_squares(people, predictions, np.ones((1, people.n)))[0, 2])


def _half(people: People, predictions: Predictions) -> float:
    return 0.5


def repeated(name: str, measure: Callable[..., Any], uses: str = "risk") -> Metric:
    """Return a metric from a function (time, event, prediction) to a number or an Estimate.

    Rows are repeated as their weights say. ``uses`` is the prediction that it takes: ``risk``
    or ``linear_predictor``.
    """

    def evaluate(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
        values: list[float] = []
        for weight in weights:
            rows = np.repeat(np.arange(people.n), weight.astype(np.int64))
            some = people.outcomes.take(rows)
            found = measure(some.time, some.event, getattr(predictions, uses)[rows])
            values.append(float(found.estimate if isinstance(found, Estimate) else found))
        return np.array(values)

    return Metric(name, evaluate, needs_risk=uses == "risk")


def _intercept(people: People, predictions: Predictions, weights: FloatArray) -> FloatArray:
    values: list[float] = []
    for weight in weights:
        rows = np.repeat(np.arange(people.n), weight.astype(np.int64))
        pseudo = pseudo_observations(people.outcomes.take(rows), people.horizon)
        values.append(weak_calibration(pseudo, _risk(predictions)[rows])[0].estimate)
    return np.array(values)


METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {
        metric.name: metric
        for metric in (
            Metric("concordance", _concordance, needs_risk=False, chance=_half),
            repeated("uno_concordance", uno_concordance, "linear_predictor"),
            Metric("auc_at", _auc, chance=_half),
            Metric("brier_score", _brier, chance=_chance_brier),
            Metric("scaled_brier_score", _scaled_brier),
            Metric("calibration_slope", _slope),
            Metric("calibration_intercept", _intercept),
            Metric("observed_expected_ratio", _observed_expected),
        )
    }
)
"""Measures that can be asked for by name."""


def read_metrics(metrics: str | Metric | Callable[..., Any] | Sequence[Any]) -> tuple[Metric, ...]:
    """Return metrics given by name, as ``Metric`` or as a function (time, event, risk).

    Raises
    ------
    ParameterError
        None given, an unknown name, or one name twice.
    """
    given = list(metrics) if isinstance(metrics, list | tuple | set | frozenset) else [metrics]
    unknown = [str(item) for item in given if not _is_metric(item)]
    faults = [Fault("metrics", f"'{name}' is not known", ", ".join(METRICS)) for name in unknown]
    if not given:
        faults.append(Fault("metrics", "is empty", "at least one of " + ", ".join(METRICS)))
    if faults:
        raise ParameterError(faults)
    found = tuple(_one(item) for item in given)
    names = [metric.name for metric in found]
    if len(set(names)) < len(names):
        raise ParameterError(Fault("metrics", "holds one name twice", "each metric once"))
    return found


def _is_metric(item: Any) -> bool:
    return item in METRICS if isinstance(item, str) else callable(item) or isinstance(item, Metric)


def _one(item: Any) -> Metric:
    if isinstance(item, Metric):
        return item
    return METRICS[item] if isinstance(item, str) else repeated(getattr(item, "__name__", "metric"), item)
