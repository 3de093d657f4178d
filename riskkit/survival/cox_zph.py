"""The score test of proportional hazards: whether coefficients change with a function of time.

For each term the covariate times the function joins the model with coefficient zero, and its
score is tested (Grambsch & Therneau 1994, Biometrika 81:515, in the exact form of R's
survival 3: ``cox.zph``).
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError
from riskkit.survival.cox_data import CoxRows
from riskkit.survival.cox_likelihood import Likelihood, evaluate
from riskkit.survival.cox_moments import Moments

TRANSFORMS: Final = ("km", "rank", "identity", "log")


def proportional_hazards_test(
    task: Likelihood, beta: FloatArray, moments: Moments, terms: Sequence[str], transform: str
) -> pd.DataFrame:
    """Return the test of each term (all columns of a category together) and of all.

    Returns
    -------
    pandas.DataFrame
        Index ``term`` and a last row GLOBAL; columns chi_square, df, p.

    Raises
    ------
    ParameterError
        The transform is not known, or there is no term to test.
    """
    if transform not in TRANSFORMS:
        raise ParameterError(Fault("transform", "is not known", ", ".join(TRANSFORMS)))
    if not len(terms):
        raise ParameterError(Fault("model", "has no terms to test", "at least one covariate"))
    score, information = _extended(task, beta, moments, _clock(task.rows, transform))
    p = len(terms)
    groups: dict[str, list[int]] = {}
    for place, term in enumerate(terms):
        groups.setdefault(re.sub(r"\[[^\]]*\]", "", term), []).append(place)
    table = {name: _test(score, information, np.array(places), p) for name, places in groups.items()}
    table["GLOBAL"] = _test(score, information, np.arange(p), p)
    frame = pd.DataFrame.from_dict(table, orient="index", columns=["chi_square", "df", "p"])
    return frame.astype({"df": int}).rename_axis("term")


def _clock(rows: CoxRows, transform: str) -> FloatArray:
    """Return the function of time at each group, less its mean over the events."""
    time = rows.time
    count = rows.frequencies if len(rows.frequencies) else np.ones(len(rows.order))
    size = np.add.reduceat(count, rows.starts[:-1])
    if transform == "identity":
        clock = time
    elif transform == "log":
        clock = np.log(time)
    elif transform == "rank":
        _, place = np.unique(time, return_inverse=True)
        tied = np.bincount(place, size)
        clock = (np.cumsum(tied) - (tied - 1) / 2)[place]  # ranks of all rows, ties at their mean
    else:
        clock = _left_survival(rows, count)
    return clock - (clock @ rows.tied) / rows.tied.sum()


def _left_survival(rows: CoxRows, count: FloatArray) -> FloatArray:
    """Return one minus the Kaplan-Meier estimate just before each group's time, strata pooled."""
    distinct, place = np.unique(rows.time, return_inverse=True)
    left = np.bincount(place, np.add.reduceat(count, rows.starts[:-1]))
    at_risk = np.cumsum(left[::-1])[::-1]
    if len(rows.entry):
        first = np.searchsorted(distinct, rows.entry, side="right")  # earlier times were not lived through
        absent = np.cumsum(np.bincount(first, count, len(distinct) + 1)[::-1])[::-1]
        at_risk = at_risk - absent[1:]
    deaths = np.bincount(place, rows.tied)
    survival = np.cumprod(1 - np.divide(deaths, at_risk, out=np.zeros_like(deaths), where=deaths > 0))
    return 1 - np.concatenate([[1.0], survival[:-1]])[place]


def _extended(
    task: Likelihood, beta: FloatArray, moments: Moments, clock: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the score of the covariates times ``clock``, and the information of both halves."""
    rows = task.rows
    died = np.flatnonzero(rows.died)
    group = rows.group[died]
    weight = rows.weights[died] * clock[group]
    score = weight @ rows.matrix[died] - weight @ moments.mean[group]
    whole = evaluate(task, beta).information
    low = clock.min()  # factors must not be negative
    mixed = evaluate(task, beta, clock - low).information + low * whole
    square = evaluate(task, beta, clock**2).information
    return score, np.block([[whole, mixed], [mixed, square]])


def _test(score: FloatArray, information: FloatArray, places: Any, p: int) -> tuple[float, int, float]:
    kept = np.concatenate([np.arange(p), p + places])
    extended = np.concatenate([np.zeros(p), score[places]])
    chi_square = float(extended @ np.linalg.solve(information[np.ix_(kept, kept)], extended))
    return chi_square, len(places), float(chdtrc(len(places), chi_square))
