"""Judging a model on people it has not seen: repeated folds of the same cohort."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import ConvergenceError, Fault, ParameterError, RiskkitError
from riskkit.validation.columns import Fit
from riskkit.validation.metric import Metric
from riskkit.validation.people import People, Predictions, arrange
from riskkit.validation.road import predict
from riskkit.validation.samples import check_count, reason
from riskkit.validation.study import Cohort, open_cohort


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossValidation:
    """Measures over repeated folds.

    Attributes
    ----------
    table : pandas.DataFrame
        Index metric; columns estimate (mean over the repeats), spread (standard deviation
        between repeats: how much the cutting matters, not a standard error), repeats (those
        in which all folds could be fitted).
    values : pandas.DataFrame
        One row a repeat and metric: repeat, metric, estimate.
    failures : mapping of str to int
        Why folds could not be fitted or judged, and how often.
    horizon : float
    folds, repeats, seed : int
    """

    table: pd.DataFrame
    values: pd.DataFrame
    failures: Mapping[str, int]
    horizon: float
    folds: int
    repeats: int
    seed: int


def cross_validate(
    fit: Fit,
    data: pd.DataFrame,
    *,
    metrics: str | Metric | Callable[..., Any] | Sequence[Any],
    folds: int = 10,
    repeats: int = 10,
    seed: int,
    horizon: float | None = None,
    time: str | None = None,
    event: str | None = None,
) -> CrossValidation:
    """Judge a model by repeated k-fold cross-validation.

    Parameters
    ----------
    fit, metrics, seed, horizon, time, event
        As for ``bootstrap_optimism``.
    data : pandas.DataFrame
        One row a person.
    folds : int
        Parts, from 2 up to the number of events.
    repeats : int
        Times the people are cut anew, from 1 up.

    Returns
    -------
    CrossValidation

    Raises
    ------
    ParameterError, DataError, NoEventsError, ExtrapolationError
        What is wrong with the arguments or columns.
    ConvergenceError
        No repeat could be completed; says why.

    Notes
    -----
    Outcomes are spread evenly over the folds. In each repeat everybody's prediction comes from
    the model of the other folds; a measure is taken fold by fold and averaged with the
    folds' persons as weights, so that only predictions of one model are compared.
    """
    cohort = open_cohort(fit, data, metrics, horizon, time, event)
    check_count("seed", seed, 0)
    k, times = check_count("folds", folds, 2), check_count("repeats", repeats, 1)
    if k > cohort.people.outcomes.n_events:
        raise ParameterError(
            Fault("folds", "are more than the events", f"2 to {cohort.people.outcomes.n_events}")
        )
    rows: list[tuple[int, str, float]] = []
    failures: Counter[str] = Counter()
    for number, seeded in enumerate(np.random.SeedSequence(int(seed)).spawn(times)):
        parts = _parts(cohort.units, cohort.outcomes.event, k, np.random.default_rng(seeded))
        found, why = _judge_parts(fit, data, cohort, parts)
        failures.update(why)
        means = np.bincount(parts) / len(parts) @ found
        rows += [(number, metric.name, value) for metric, value in zip(cohort.metrics, means, strict=True)]
    values = pd.DataFrame(rows, columns=["repeat", "metric", "estimate"])
    groups = values.groupby("metric", sort=False)["estimate"]
    table = pd.DataFrame({"estimate": groups.mean(), "spread": groups.std(), "repeats": groups.count()})
    _check_some(table["repeats"], failures)
    return CrossValidation(
        table=table, values=values, failures=MappingProxyType(dict(failures)), horizon=cohort.people.horizon,
        folds=k, repeats=times, seed=int(seed),
    )  # fmt: skip


def _parts(units: IntArray, event: IntArray, folds: int, rng: np.random.Generator) -> IntArray:
    """Return the fold of each row: whole units, each kind of outcome spread evenly."""
    kind = np.zeros(int(units.max()) + 1, dtype=np.int64)
    np.maximum.at(kind, units, np.where(event == 1, 3, event))
    order = rng.permutation(len(kind))
    order = order[np.argsort(kind[order], kind="stable")]
    part = np.empty(len(kind), dtype=np.int64)
    part[order] = np.arange(len(kind)) % folds
    return part[units]


def _judge_parts(
    fit: Fit, data: pd.DataFrame, cohort: Cohort, parts: IntArray
) -> tuple[FloatArray, list[str]]:
    """Return the metrics of each part, (parts, metrics), from the model of the others, and failures."""
    found = np.full((int(parts.max()) + 1, len(cohort.metrics)), np.nan)
    failures: list[str] = []
    for part in range(len(found)):
        outside, inside = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        try:
            model = fit(data.iloc[outside].reset_index(drop=True))
            said = predict(model, data.iloc[inside].reset_index(drop=True), cohort.risk_at)
        except (RiskkitError, ArithmeticError, ValueError) as error:
            failures.append(f"not fitted: {reason(error)}")
            continue
        people = arrange(cohort.outcomes.take(inside), cohort.people.horizon)
        for place, metric in enumerate(cohort.metrics):
            found[part, place], why = _take(metric, people, said.take(people.order))
            failures += [f"{metric.name}: {why}"] if why else []
    return found, failures


def _take(metric: Metric, people: People, predictions: Predictions) -> tuple[float, str]:
    try:
        value = float(metric.evaluate(people, predictions, np.ones((1, people.n)))[0])
    except (RiskkitError, ArithmeticError, ValueError) as error:
        return float("nan"), f"not taken: {reason(error)}"
    return value, "" if np.isfinite(value) else "not taken: it has no finite value"


def _check_some(counts: pd.Series, failures: Mapping[str, int]) -> None:
    empty = [str(name) for name, count in counts.items() if not count]
    if empty:
        raise ConvergenceError(
            Fault(f"metrics {', '.join(empty)}", f"no repeat was completed ({'; '.join(sorted(failures))})",
                  "models that can be fitted to the other folds", "use fewer folds or a simpler model")
        )  # fmt: skip
