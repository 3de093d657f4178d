"""Making a study: the columns, the horizon, the people and the road, checked before any sample."""

import functools
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pandas as pd

from riskkit.checks import IntArray, check_columns
from riskkit.errors import Fault, ParameterError
from riskkit.survival.cox import fit_cox
from riskkit.survival.cox_model import CoxModel
from riskkit.validation.columns import Columns, Fit, find_columns
from riskkit.validation.cox_road import cox_road, outcomes_of
from riskkit.validation.metric import Metric, read_metrics
from riskkit.validation.outcomes import Outcomes, check_horizon
from riskkit.validation.people import People, Predictions, arrange, default_horizon
from riskkit.validation.road import CopyRoad, Road, predict
from riskkit.validation.samples import Study


@dataclass(frozen=True)
class Cohort:
    """What was asked, checked: the outcomes and what is to be judged.

    Attributes
    ----------
    model : object
        The model of all people.
    outcomes : Outcomes
        In the order of the table.
    people : People
        In order of time.
    metrics : tuple of Metric
    units : ndarray of int, shape (n,)
        Unit of each row of the table, from 0.
    risk_at : float or None
        The horizon where a metric needs risks.
    """

    model: Any
    outcomes: Outcomes
    people: People
    metrics: tuple[Metric, ...]
    units: IntArray
    risk_at: float | None


def open_cohort(
    fit: Any, data: pd.DataFrame, metrics: Any, horizon: float | None, time: str | None, event: str | None
) -> Cohort:
    """Return the cohort of a fitting function and its table.

    Raises
    ------
    ParameterError, DataError, NoEventsError, ExtrapolationError
        What is wrong with the arguments; what ``fit`` raises.
    """
    wanted = read_metrics(metrics)
    columns = find_columns(fit, time, event)
    model = fit if isinstance(fit, CoxModel) else _first(fit, data)
    if (cause := getattr(model, "cause", None)) is not None:
        columns = replace(columns, cause=int(cause))
    outcomes = read_outcomes(model, columns, data, time, event)
    people = lay_out(outcomes, horizon)
    needed = any(metric.needs_risk for metric in wanted)
    return Cohort(model, outcomes, people, wanted, columns.units(data), people.horizon if needed else None)


def open_study(
    fit: Any, data: pd.DataFrame, metrics: Any, horizon: float | None, time: str | None, event: str | None
) -> tuple[Study, Predictions]:
    """Return the study, and what the model of all people predicts; raises as ``open_cohort``."""
    cohort = open_cohort(fit, data, metrics, horizon, time, event)
    people, at = cohort.people, cohort.risk_at
    road: Road
    if isinstance(cohort.model, CoxModel) and (isinstance(fit, CoxModel) or _is_cox(fit)):
        road = cox_road(cohort.model, data, people.order, at)
        whole = road.predictions(np.ones(people.n))
    else:
        road = CopyRoad(cast(Fit, fit), data, people.order, at)
        whole = predict(cohort.model, data, at).take(people.order)
    return Study(road, people, cohort.metrics, cohort.units), whole


def _first(fit: Any, data: pd.DataFrame) -> Any:
    """Return the model of all people."""
    if not callable(fit):
        raise ParameterError(
            Fault("fit", "cannot be called", "a function from a table to a model, or a Cox model")
        )
    check_columns(data, [])
    return fit(data)


def _is_cox(fit: Any) -> bool:
    return isinstance(fit, functools.partial) and fit.func is fit_cox and not fit.args


def read_outcomes(
    model: Any, columns: Columns, data: pd.DataFrame, time: str | None, event: str | None
) -> Outcomes:
    """Return the outcomes: of the columns named, else those that a Cox model was fitted to."""
    if isinstance(model, CoxModel):
        own = outcomes_of(model)
        return own if time is None and event is None else columns.read(data)
    if time is None and columns.time == "time" and "time" not in data:
        raise ParameterError(
            Fault("time, event", "are not said by this fit, and the table has no column 'time'",
                  "names of the outcome's columns", "give time=... and event=...")
        )  # fmt: skip
    return columns.read(data)


def lay_out(outcomes: Outcomes, horizon: float | None) -> People:
    """Return the people with the horizon given, or the default one."""
    at = default_horizon(outcomes) if horizon is None else check_horizon(outcomes, horizon)
    return arrange(outcomes, at)
