"""From a sample of the people to what a model fitted to it says about all of them.

A sample is a number for each row: how often it counts. Two roads lead to a model of it. Any
function is given a table with the rows repeated, so that whatever it does (choosing variables,
cutting them, filling gaps) is done anew. A Cox model reuses its sorted rows and counts
each of them several times; nothing is copied and nothing sorted.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import Fault, ParameterError
from riskkit.validation.columns import Fit
from riskkit.validation.people import Predictions


class Road(Protocol):
    """How to get from a sample to predictions."""

    def predictions(self, frequencies: FloatArray) -> Predictions:
        """Fit to rows counted ``frequencies`` times, (n,) in the table's order; predict all."""
        ...


@dataclass(frozen=True)
class CopyRoad:
    """Fit any function to repeated rows.

    Attributes
    ----------
    fit : callable
        Table to model.
    data : pandas.DataFrame
    order : ndarray of int, shape (n,)
        Row of ``data`` behind each person, as predictions must stand.
    horizon : float or None
        For the risks; None where none are needed.
    """

    fit: Fit
    data: pd.DataFrame
    order: IntArray
    horizon: float | None

    def predictions(self, frequencies: FloatArray) -> Predictions:
        """Fit to rows repeated ``frequencies`` times, (n,) in the table's order; predict all."""
        rows = np.repeat(np.arange(len(self.data)), frequencies.astype(np.int64))
        model = self.fit(self.data.iloc[rows].reset_index(drop=True))
        return predict(model, self.data, self.horizon).take(self.order)


def predict(model: Any, data: pd.DataFrame, horizon: float | None) -> Predictions:
    """Return a model's linear predictors and, with a horizon, risks.

    A model without a linear predictor is ranked by its risk.

    Raises
    ------
    ParameterError
        The model answers neither.
    """
    if not hasattr(model, "predict_risk"):
        raise ParameterError(
            Fault("fit", "gives something that is not a model", "an object with predict_risk(data, times)")
        )
    risk = None
    if horizon is not None:
        risk = np.asarray(model.predict_risk(data, [horizon]), dtype=np.float64).reshape(len(data), -1)[:, 0]
    if hasattr(model, "linear_predictor"):
        linear = np.asarray(model.linear_predictor(data), dtype=np.float64).ravel()
    elif risk is not None:
        linear = risk
    else:
        raise ParameterError(Fault("fit", "gives a model without linear_predictor", "linear_predictor(data)"))
    return Predictions(linear, risk)
