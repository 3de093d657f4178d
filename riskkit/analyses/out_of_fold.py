"""Risks for people whom the model that gives them has not seen: cross-validation."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import IntArray


def out_of_fold_risks(
    fit: Callable[[pd.DataFrame], Any],
    table: pd.DataFrame,
    event: str,
    horizons: Sequence[float],
    *,
    folds: int,
    seed: int,
) -> pd.DataFrame:
    """Predict each person's risk by a model fitted to the others.

    Parameters
    ----------
    fit : callable
        From a table to a fitted model; everything decided by looking at the outcome belongs in it.
    table : pandas.DataFrame
        One row a person.
    event : str
        Column of the event code: the folds get equal shares of it.
    horizons : sequence of float
        Times at which the risk is predicted.
    folds : int
        Parts; each in turn is left out of the fit and predicted.
    seed : int
        Of the division into parts.

    Returns
    -------
    pandas.DataFrame, persons x horizons
        In the order of ``table``.

    Raises
    ------
    FitError, DataError, ExtrapolationError
        What the fit or the prediction raises; a level that only one part has, for example.
    """
    part = fold_numbers(table[event].to_numpy(), folds, seed)
    pieces: list[pd.DataFrame] = []
    for number in range(folds):
        model = fit(table[part != number])
        pieces.append(model.predict_risk(table[part == number], list(horizons)))
    return pd.concat(pieces).loc[table.index]


def fold_numbers(event: Any, folds: int, seed: int) -> IntArray:
    """Return a part for each person: drawn at random, events spread evenly over the parts."""
    generator = np.random.default_rng(seed)
    codes = np.asarray(event)
    number = np.empty(len(codes), dtype=np.int64)
    begin = 0
    for code in np.unique(codes):
        own = generator.permutation(np.flatnonzero(codes == code))
        number[own] = (begin + np.arange(len(own))) % folds
        begin += len(own)
    return number
