"""One measure in every subgroup, and how far each lies from everybody else."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from riskkit.errors import DataError, Fault, NoEventsError, ParameterError
from riskkit.fields import OUTCOME
from riskkit.validation.auc import auc_at
from riskkit.validation.brier import brier_score, integrated_brier_score
from riskkit.validation.calibration import calibration, observed_expected_ratio
from riskkit.validation.concordance import concordance
from riskkit.validation.error_rates import error_rates
from riskkit.validation.estimate import Estimate
from riskkit.validation.net_benefit import net_benefit_at
from riskkit.validation.outcomes import check_outcomes
from riskkit.validation.uno_concordance import uno_concordance

Measure = Callable[..., Any]

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.__name__: measure
        for measure in (
            concordance, uno_concordance, auc_at, brier_score, integrated_brier_score,
            calibration, observed_expected_ratio, error_rates, net_benefit_at,
        )
    }
)  # fmt: skip
"""Measures that can be asked for by name."""

FEWEST_EVENTS = 10
"""A subgroup with fewer events carries a warning."""


def by_subgroup(
    measure: str | Measure,
    time: Any,
    event: Any,
    prediction: Any,
    *,
    group: Any,
    fewest_events: int = FEWEST_EVENTS,
    **options: Any,
) -> pd.DataFrame:
    """Return a measure in every subgroup, with its difference to the rest.

    Parameters
    ----------
    measure : str or callable
        Name or function of a measure: ``concordance``, ``uno_concordance``, ``auc_at``,
        ``brier_score``, ``integrated_brier_score``, ``calibration``,
        ``observed_expected_ratio``, ``error_rates`` or ``net_benefit_at``.
    time, event : array-like, shape (n,)
        As the measure takes them.
    prediction : array-like, shape (n,) or (n, k)
        Linear predictor or risk, as the measure takes it.
    group : array-like, shape (n,)
        The subgroup of each person; at least two subgroups.
    fewest_events : int
        Fewer events than this in a subgroup, or in the rest, give a warning.
    **options
        Passed to the measure, such as ``horizon``; ``cause`` is the event code that counts.

    Returns
    -------
    pandas.DataFrame, one row a subgroup and figure
        group, measure, estimate, std_error, lower, upper, n, n_events, difference,
        difference_lower, difference_upper (subgroup less everybody else), warning (empty if
        none).

    Raises
    ------
    DataError, NoEventsError, ParameterError, and what the measure raises
        Unknown measure, missing or mismatched group, a single subgroup, a subgroup in which
        nobody has the outcome.

    Notes
    -----
    Censoring weights and observed risks are estimated within each part. Limits of a difference
    combine both parts' own limits (Zou & Donner, Statistics in Medicine 2008), so that they
    are as lopsided as those.
    """
    function = _measure(measure)
    outcomes, _ = check_outcomes(time, event, cause=options.pop("cause", OUTCOME))
    labels = _labels(group, outcomes.n)
    levels = [level for level in pd.unique(labels) if (labels == level).any()]
    _check_levels(levels, labels, outcomes.event)
    values = np.asarray(prediction)
    if len(values) != outcomes.n:
        raise DataError(Fault("prediction", "length differs from time", "one value a person"))
    rows: list[dict[str, Any]] = []
    for level in sorted(levels, key=str):
        inside = np.asarray(labels == level)
        own, rest = (
            _figures(function(outcomes.time[part], outcomes.event[part], values[part], **options), function)
            for part in (inside, ~inside)
        )
        counts = [int((outcomes.event[part] == OUTCOME).sum()) for part in (inside, ~inside)]
        for name, figure in own.items():
            rows.append(
                {"group": level, "measure": name, "estimate": figure.estimate, "std_error": figure.std_error,
                 "lower": figure.lower, "upper": figure.upper, "n": int(inside.sum()), "n_events": counts[0]}
                | difference(figure, rest[name]) | {"warning": _warning(counts, fewest_events)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def difference(one: Estimate, other: Estimate) -> dict[str, float]:
    """Return the difference of two independent estimates with its limits."""
    gap = one.estimate - other.estimate
    down = np.hypot(one.estimate - one.lower, other.upper - other.estimate)
    up = np.hypot(one.upper - one.estimate, other.estimate - other.lower)
    return {"difference": gap, "difference_lower": gap - float(down), "difference_upper": gap + float(up)}


def _measure(measure: str | Measure) -> Measure:
    if callable(measure):
        return measure
    if measure not in MEASURES:
        raise ParameterError(Fault("measure", "is not known", ", ".join(MEASURES)))
    return MEASURES[measure]


def _labels(group: Any, n: int) -> pd.Series:
    labels = pd.Series(np.asarray(group))
    if len(labels) != n:
        raise DataError(Fault("group", "length differs from time", "one value a person"))
    if missing := int(labels.isna().sum()):
        raise DataError(
            Fault("group", f"{missing} values are missing", "no missing values", "name them as a subgroup")
        )
    return labels


def _check_levels(levels: list[Any], labels: pd.Series, events: Any) -> None:
    if len(levels) < 2:
        raise DataError(Fault("group", "has a single subgroup", "at least two"))
    empty = [level for level in levels if not (events[labels == level] == OUTCOME).any()]
    if empty:
        names = ", ".join(f"'{level}'" for level in sorted(map(str, empty)))
        raise NoEventsError(
            Fault("group", f"{len(empty)} subgroups have no events: {names}", "at least one event in each",
                  "merge them with another, or leave them out on purpose")
        )  # fmt: skip


def _figures(result: Any, function: Measure) -> dict[str, Estimate]:
    """Return every estimate in a measure's result by name."""
    if isinstance(result, Estimate):
        return {getattr(function, "__name__", "measure"): result}
    return {
        field.name: value
        for field in fields(result)
        if isinstance(value := getattr(result, field.name), Estimate)
    }


def _warning(counts: list[int], fewest: int) -> str:
    own, rest = counts
    if own < fewest:
        return f"only {own} events in this subgroup: its figures say little"
    if rest < fewest:
        return f"only {rest} events outside this subgroup: the difference says little"
    return ""
