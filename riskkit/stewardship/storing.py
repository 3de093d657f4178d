"""From a fitted Cox model to its file."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from riskkit.checks import FloatArray
from riskkit.errors import Fault, FitError
from riskkit.fields import CONFIDENCE
from riskkit.stewardship.model_parts import Case, Covariate, Horizon, Term, TimeUnit, Value
from riskkit.stewardship.stored_model import StoredModel
from riskkit.survival import CoxModel


def store_model(
    model: CoxModel,
    data: pd.DataFrame,
    *,
    id: str,  # noqa: A002 - the field's own name
    version: str,
    populations: Sequence[str],
    outcome: str,
    time_unit: TimeUnit,
    horizons: Sequence[float],
    people: Sequence[Mapping[str, Value]],
    units: Mapping[str, str] | None = None,
) -> StoredModel:
    """Return a fitted model as data.

    Parameters
    ----------
    model : CoxModel
        Without strata; covariates are numbers, or yes/no coded 0 and 1, as they stand.
    data : pandas.DataFrame
        The table it was fitted to: gives ranges and averages.
    id, version, populations, outcome, time_unit : str
        As in `StoredModel`.
    horizons : sequence of float
        Times up to the follow-up.
    people : sequence of mapping
        Covariates of the worked cases, at least one.
    units : mapping of str to str, optional
        Unit of each number.

    Raises
    ------
    FitError
        The model has terms that are not a column as it stands: it cannot be stored yet.
    """
    names = list(model.terms)
    if any(name not in data.columns for name in names):
        raise FitError(
            Fault("model", "has a term that is no column as it stands", "numbers and 0/1 columns",
                  "code categories as 0/1 columns first")
        )  # fmt: skip
    covariates = [_covariate(data[name], (units or {}).get(name, "")) for name in names]
    mean, spread = data[names].mean(), data[names].std()
    found = [_horizon(model, mean, spread.to_numpy(), float(time)) for time in horizons]
    cases = [_case(model, values, float(time)) for values in people for time in horizons]
    covariance = model.covariance.to_numpy()
    coefficients = dict(zip(names, model.coefficients["coef"].to_numpy(), strict=True))
    return StoredModel(
        id=id, version=version, populations=tuple(populations), outcome=outcome, time_unit=time_unit,
        covariates=tuple(covariates),
        terms=tuple(Term(covariate=name, coefficient=float(value)) for name, value in coefficients.items()),
        mean=tuple(map(float, mean)), covariance=tuple(tuple(map(float, row)) for row in covariance),
        horizons=tuple(found), cases=tuple(cases),
    )  # fmt: skip


def _covariate(column: pd.Series, unit: str) -> Covariate:
    if set(column.unique()) <= {0, 1}:
        return Covariate(name=str(column.name), kind="yes_no")
    return Covariate(
        name=str(column.name), kind="number", low=float(column.min()), high=float(column.max()), unit=unit
    )


def _horizon(model: CoxModel, mean: pd.Series, steps: FloatArray, time: float) -> Horizon:
    """Take the uncertainty of a risk apart: it is a quadratic form in the covariates.

    The variance of log(-log(1 - risk)) is ``v + (x - c)' V (x - c)`` with the coefficients'
    covariance ``V``; ``c`` and ``v`` follow from the variance at the average and at one step
    from it (of a standard deviation) along each covariate.
    """
    covariance = model.covariance.to_numpy()
    people = pd.DataFrame([mean.to_numpy()] * (len(mean) + 1), columns=mean.index)
    people.iloc[1:] += np.diag(steps)
    spread = _variance(model, people, time)
    pull = (spread[1:] - spread[0] - steps**2 * np.diag(covariance)) / (2 * steps)  # V (mean - c)
    off = np.linalg.solve(covariance, pull)
    centre = mean.to_numpy() - off
    risk = float(model.predict_risk(people.iloc[:1], [time]).to_numpy()[0, 0])
    own = float(spread[0] - off @ covariance @ off)
    return Horizon(
        time=time,
        log_hazard=math.log(-math.log1p(-risk)),
        variance=max(own, 0.0),
        centre=tuple(map(float, centre)),
    )


def _variance(model: CoxModel, people: pd.DataFrame, time: float) -> FloatArray:
    """Return the variance of log(-log(1 - risk)), read off the model's own interval."""
    limits = model.predict_risk_interval(people, time)
    low, high = (np.log(-np.log1p(-limits[side].to_numpy())) for side in ("lower", "upper"))
    return ((high - low) / (2 * ndtri((1 + CONFIDENCE) / 2))) ** 2


def _case(model: CoxModel, values: Mapping[str, Value], time: float) -> Case:
    person = pd.DataFrame([dict(values)])
    lower, upper = model.predict_risk_interval(person, time)[["lower", "upper"]].to_numpy()[0]
    return Case(
        values=dict(values),
        time=time,
        risk=float(model.predict_risk(person, [time]).to_numpy()[0, 0]),
        lower=float(lower),
        upper=float(upper),
        source="riskkit.survival.fit_cox at fitting",
    )
