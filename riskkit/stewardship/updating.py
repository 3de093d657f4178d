"""An old model brought to new people, as a new version: the old one stays what it was.

On the scale log(-log(1 - risk)) a stored model says ``g = L + b'(x - m)`` with variance
``v + (x - c)' V (x - c)``. An intercept adds to ``L``; a slope multiplies ``g``; a new baseline
replaces how ``L`` grows with time. Each gives a stored model again, with the update's own
uncertainty in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.errors import Fault, StoreError
from riskkit.fields import CONFIDENCE
from riskkit.stewardship.model_parts import Case, Horizon, Value
from riskkit.stewardship.stored_model import StoredModel
from riskkit.validation import RecalibratedModel, recalibrate


@dataclass(frozen=True, slots=True)
class StoredPredictor:
    """A stored model as one that predicts for tables.

    Attributes
    ----------
    model : StoredModel
        Every covariate known in every row.
    """

    model: StoredModel

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return risks, persons x times."""
        found = [[self.model.predict(row, float(t)).risk for t in times] for row in self._rows(data)]
        return pd.DataFrame(found, index=data.index, columns=pd.Index(list(times), name="time"))

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return limits of each person's risk."""
        found = [self.model.predict(row, time, level) for row in self._rows(data)]
        return pd.DataFrame(
            {"lower": [each.lower for each in found], "upper": [each.upper for each in found]},
            index=data.index,
        )

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return the linear predictor, (persons,)."""
        names = [term.covariate for term in self.model.terms]
        slopes = np.array([term.coefficient for term in self.model.terms])
        return (data[names].to_numpy(dtype=float) - np.array(self.model.mean)) @ slopes

    def _rows(self, data: pd.DataFrame) -> list[dict[str, Value]]:
        names = [each.name for each in self.model.covariates]
        return [{str(name): value for name, value in row.items()} for row in data[names].to_dict("records")]


def recalibrated(
    old: StoredModel,
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    horizon: float,
    how: Any,
    version: str,
) -> tuple[StoredModel, RecalibratedModel]:
    """Return an old model's new version, and the update it came from.

    Parameters
    ----------
    old : StoredModel
        Of numbers and yes/no covariates; stays as it is.
    data : pandas.DataFrame
        New people.
    time, event : str
        Columns of the outcome.
    horizon : float
        One of the model's.
    how : {"intercept", "slope", "baseline"}
        What is estimated anew.
    version : str
        Of the new model.

    Raises
    ------
    DataError, NoEventsError, ExtrapolationError, FitError
        As `riskkit.validation.recalibrate`.
    """
    update = recalibrate(StoredPredictor(old), data, time=time, event=event, horizon=horizon, how=how)
    changes = _new_baseline(old, update) if how == "baseline" else _stretched(old, update)
    bare = old.model_copy(update={"version": version, **changes})
    times = {each.time for each in bare.horizons}
    cases = tuple(_case(update, case.values, case.time) for case in old.cases if case.time in times)
    return StoredModel.model_validate(bare.model_copy(update={"cases": cases}).model_dump()), update


def _stretched(old: StoredModel, update: RecalibratedModel) -> dict[str, Any]:
    """Return what changes when g becomes ``a + s g``.

    The variance ``s^2 (v + (x-c)'V(x-c)) + A + 2 g B + g^2 D`` (A, B, D: of a, of both, of s) is a
    quadratic form around another centre, with ``s^2 V + D b b'`` in place of ``V``.
    """
    table, spread = update.coefficients["coef"], update.covariance
    shift, slope = float(table["intercept"]), float(table.get("slope", 1.0))
    grid = np.zeros((2, 2))
    grid[: len(spread), : len(spread)] = spread.to_numpy()
    own, both, of_slope = float(grid[0, 0]), float(grid[0, 1]), float(grid[1, 1])
    b, m = np.array([t.coefficient for t in old.terms]), np.array(old.mean)
    before = np.array(old.covariance)
    after = slope**2 * before + of_slope * np.outer(b, b)
    horizons: list[Horizon] = []
    for each in old.horizons:
        c, start = np.array(each.centre), each.log_hazard - float(b @ m)  # g = start + b'x
        pull = slope**2 * before @ c - b * (both + of_slope * start)
        centre = np.linalg.solve(after, pull)
        g = start + float(b @ centre)
        off = centre - c
        variance = (
            slope**2 * (each.variance + float(off @ before @ off)) + own + 2 * g * both + g**2 * of_slope
        )
        horizons.append(Horizon(time=each.time, log_hazard=shift + slope * each.log_hazard,
                                variance=max(variance, 0.0), centre=tuple(map(float, centre))))  # fmt: skip
    terms = tuple(t.model_copy(update={"coefficient": slope * t.coefficient}) for t in old.terms)
    return {
        "terms": terms,
        "horizons": tuple(horizons),
        "covariance": tuple(tuple(map(float, row)) for row in after),
    }


def _new_baseline(old: StoredModel, update: RecalibratedModel) -> dict[str, Any]:
    """Return what changes when only the growth of risk with time is estimated anew."""
    if update.baseline is None:
        raise StoreError(Fault("update", "has no new baseline", "an update of the baseline"))
    at = next(each for each in old.horizons if each.time == update.horizon)
    kept = [each for each in old.horizons if each.time <= update.follow_up]
    grown = {each.time: float(update.baseline.log_hazard(np.array([each.time])).item()) for each in kept}
    horizons = tuple(
        Horizon(
            time=each.time,
            log_hazard=at.log_hazard + grown[each.time],
            variance=at.variance + float(update.baseline.log_variance(each.time)), centre=at.centre,
        )
        for each in kept
    )  # fmt: skip
    return {"horizons": horizons}


def _case(update: RecalibratedModel, values: dict[str, Value], time: float) -> Case:
    """Return a worked case by the update itself: another road than the stored numbers."""
    person = pd.DataFrame([values])
    limits = update.predict_risk_interval(person, time).to_numpy()[0]
    return Case(
        values=values, time=time, risk=float(update.predict_risk(person, [time]).to_numpy()[0, 0]),
        lower=float(limits[0]), upper=float(limits[1]), source="riskkit.validation.recalibrate",
    )  # fmt: skip
