"""Leaving one site out at a time: how a model of all others does where it was not made."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.checks import IntArray, check_columns
from riskkit.errors import DataError, Fault, ParameterError, RiskkitError
from riskkit.validation.auc import auc_at
from riskkit.validation.brier import brier_score
from riskkit.validation.calibration import calibration, observed_expected_ratio
from riskkit.validation.columns import Fit
from riskkit.validation.concordance import concordance
from riskkit.validation.estimate import Estimate
from riskkit.validation.outcomes import Outcomes
from riskkit.validation.people import Predictions
from riskkit.validation.pooling import Pooled, pool
from riskkit.validation.road import predict
from riskkit.validation.samples import reason
from riskkit.validation.study import Cohort, open_cohort
from riskkit.validation.subgroups import FEWEST_EVENTS

SCALES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "concordance": "logit",
        "auc_at": "logit",
        "brier_score": "identity",
        "calibration_slope": "identity",
        "calibration_intercept": "identity",
        "observed_expected_ratio": "log",
    }
)
"""Measures that sites can be pooled on, and the scale of pooling."""

_AT_HORIZON: Final[Mapping[str, Callable[..., Estimate]]] = MappingProxyType(
    {measure.__name__: measure for measure in (auc_at, brier_score, observed_expected_ratio)}
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InternalExternal:
    """Measures site by site, each of the model of all other sites.

    Attributes
    ----------
    sites : pandas.DataFrame
        One row a site and metric: site, metric, estimate, std_error, lower, upper, n, n_events,
        warning (empty if none).
    pooled : mapping of str to Pooled
        By metric: the mean over sites, how much they differ, and what a new site may show;
        absent where fewer than two sites gave a figure with an error above 0.
    failures : mapping of str to int
        Why sites gave no figure, and how often.
    horizon : float
    """

    sites: pd.DataFrame
    pooled: Mapping[str, Pooled]
    failures: Mapping[str, int]
    horizon: float


def leave_one_site_out(
    fit: Fit,
    data: pd.DataFrame,
    *,
    site: str,
    metrics: Sequence[str] = ("concordance", "calibration_slope", "observed_expected_ratio"),
    horizon: float | None = None,
    time: str | None = None,
    event: str | None = None,
) -> InternalExternal:
    """Judge a model by internal-external cross-validation.

    Parameters
    ----------
    fit, horizon, time, event
        As for ``bootstrap_optimism``.
    data : pandas.DataFrame
        One row a person.
    site : str
        Column of the site (prison, team, region, period); at least three sites.
    metrics : sequence of str
        Of concordance, auc_at, brier_score, calibration_slope, calibration_intercept,
        observed_expected_ratio; all but the first at the horizon.

    Returns
    -------
    InternalExternal

    Raises
    ------
    ParameterError, DataError, NoEventsError, ExtrapolationError
        What is wrong with the arguments or columns.

    Notes
    -----
    Steyerberg & Harrell, Journal of Clinical Epidemiology 2016; pooling as in ``pool``.
    """
    wanted = [metrics] if isinstance(metrics, str) else list(metrics)
    unknown = [str(name) for name in wanted if name not in SCALES]
    if unknown or not wanted:
        raise ParameterError(Fault("metrics", f"{', '.join(unknown)} not known", ", ".join(SCALES)))
    cohort = open_cohort(fit, data, wanted, horizon, time, event)
    codes, levels = _sites(data, site)
    rows: list[dict[str, Any]] = []
    figures: dict[str, list[Estimate]] = {name: [] for name in wanted}
    failures: Counter[str] = Counter()
    for code, level in enumerate(levels):
        found, why = _judge_site(fit, data, cohort, codes == code, wanted)
        failures.update(why)
        events = int((cohort.outcomes.event[codes == code] == 1).sum())
        for name, figure in found.items():
            figures[name].append(figure)
            rows.append(_row(level, name, figure, int((codes == code).sum()), events))
    return InternalExternal(
        sites=pd.DataFrame(rows), pooled=MappingProxyType(_pooled(figures)),
        failures=MappingProxyType(dict(failures)), horizon=cohort.people.horizon,
    )  # fmt: skip


def _sites(data: pd.DataFrame, site: str) -> tuple[IntArray, list[Any]]:
    check_columns(data, [site])
    if missing := int(data[site].isna().sum()):
        raise DataError(Fault(f"column '{site}'", f"{missing} values are missing", "a site for every row"))
    codes, levels = pd.factorize(data[site], sort=True)
    if len(levels) < 3:
        raise DataError(Fault(f"column '{site}'", f"has {len(levels)} sites", "at least three sites"))
    return codes.astype(np.int64), list(levels)


def _judge_site(
    fit: Fit, data: pd.DataFrame, cohort: Cohort, inside: Any, wanted: list[str]
) -> tuple[dict[str, Estimate], list[str]]:
    """Return the site's figures from the model of all others, and why some are missing."""
    here = data[inside].reset_index(drop=True)
    try:
        said = predict(fit(data[~inside].reset_index(drop=True)), here, cohort.risk_at)
    except (RiskkitError, ArithmeticError, ValueError) as error:
        return {}, [f"not fitted: {reason(error)}"]
    found: dict[str, Estimate] = {}
    failures: list[str] = []
    for name in wanted:
        try:
            found[name] = _figure(name, cohort.outcomes.take(inside), said, cohort.people.horizon)
        except (RiskkitError, ArithmeticError, ValueError) as error:
            failures.append(f"{name}: not taken: {reason(error)}")
    return found, failures


def _figure(name: str, outcomes: Outcomes, said: Predictions, horizon: float) -> Estimate:
    time, event = outcomes.time, outcomes.event
    if name == "concordance":
        return concordance(time, event, said.linear_predictor)
    measures = {
        "auc_at": auc_at,
        "brier_score": brier_score,
        "observed_expected_ratio": observed_expected_ratio,
    }
    if name in measures:
        return measures[name](time, event, said.risk, horizon=horizon)
    found = calibration(time, event, said.risk, horizon=horizon)
    return found.slope if name == "calibration_slope" else found.intercept


def _row(level: Any, name: str, figure: Estimate, n: int, n_events: int) -> dict[str, Any]:
    few = f"only {n_events} events at this site: its figures say little"
    return {
        "site": level, "metric": name, "estimate": figure.estimate, "std_error": figure.std_error,
        "lower": figure.lower, "upper": figure.upper, "n": n, "n_events": n_events,
        "warning": few if n_events < FEWEST_EVENTS else "",
    }  # fmt: skip


def _pooled(figures: dict[str, list[Estimate]]) -> dict[str, Pooled]:
    found: dict[str, Pooled] = {}
    for name, values in figures.items():
        usable = [value for value in values if value.std_error > 0 and _inside(value, SCALES[name])]
        if len(usable) >= 2:
            found[name] = pool(usable, SCALES[name])
    return found


def _inside(figure: Estimate, scale: str) -> bool:
    """Tell whether a figure exists on the scale of pooling."""
    return scale == "identity" or 0 < figure.estimate < (1 if scale == "logit" else np.inf)
