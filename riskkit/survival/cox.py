"""Cox regression: covariates and the hazard of one event, exact to machine precision.

Efron or Breslow ties, late entry and start-stop rows, strata, case weights, cluster-robust
variance, ridge and Firth penalties. The numbers equal those of R's ``survival::coxph``.
"""

from typing import Final, Literal

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray, check_columns
from riskkit.errors import DataError, Fault, ParameterError
from riskkit.survival.cox_data import FollowUp, read_rows
from riskkit.survival.cox_fit import fit_rows
from riskkit.survival.cox_model import CoxModel
from riskkit.survival.small_samples import check_events_per_parameter

TIES: Final = ("efron", "breslow")


def fit_cox(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    formula: str,
    entry: str | None = None,
    strata: str | list[str] | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    ties: Literal["efron", "breslow"] = "efron",
    penalty: Literal["firth"] | float | None = None,
) -> CoxModel:
    """Fit a Cox proportional-hazards model.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person; with `entry`, one row a spell (start-stop rows for covariates that change).
    time, event : str
        Columns: end of the row's follow-up, above 0; 0 censored, 1 the event. Competing events
        have models of their own (`fit_cause_specific`, `fit_fine_gray`).
    formula : str
        Covariates, for example ``"age + C(unit)"``; ``"1"`` for none.
    entry : str, optional
        Column: time from which the row is under observation, before its end (left truncation, or
        the start of a start-stop row). A row is at risk at a time if entry < time <= end.
    strata : str or list of str, optional
        Columns; each combination has its own baseline.
    weights : str, optional
        Column of case weights from 0 up; rows of weight 0 are left out. Whole numbers count as so
        many equal rows. With others the covariance is the robust one, each row its own cluster, as
        in R: the model's own would shrink and grow with the scale of the weights.
    cluster : str, optional
        Column (person, or site) within which rows depend on each other: the covariance becomes
        the cluster-robust one. Give the person where persons have several rows.
    ties : {"efron", "breslow"}
        Approximation for events at the same time.
    penalty : "firth", float or None
        "firth" gives finite estimates under separation, with profile intervals. A number
        ``theta`` is a ridge: ``theta / 2`` times the sum of squared coefficients per standard
        deviation (with n - 1) of the covariate is taken off, as R's ``ridge(..., theta)``.

    Returns
    -------
    CoxModel

    Raises
    ------
    DataError, NoEventsError, FormulaError, ParameterError
        What is wrong with the columns or arguments, all at once where that can be.
    CollinearityError, SeparationError, ConvergenceError
        No finite, unique estimate exists; the terms are named.
    TooFewEventsRefused
        Fewer than five events per parameter in a model of several without Firth's penalty. (With one
        parameter the warning alone is given, so that textbook cases can be followed.)

    Notes
    -----
    Assumes proportional hazards (see `CoxModel.proportional_hazards`), censoring and entry independent
    of the outcome given the covariates, and independent rows or clusters. Times that
    differ only by rounding are joined as R does. Cox (1972), JRSS B 34:187; Efron (1977), JASA
    72:557; Firth (1993), Biometrika 80:27; Heinze & Schemper (2001), Biometrics 57:114.
    """
    _check_arguments(ties, penalty, cluster)
    check_columns(data, [time, event, entry, weights, cluster])
    follow_up = read_rows(
        data, time=time, event=event, formula=formula, entry=entry, strata=strata, weights=weights
    )
    p = len(follow_up.design.terms)
    gate = check_events_per_parameter(follow_up.rows.n_events, p, penalised=penalty == "firth" or p == 1)
    clusters = None if cluster is None else _cluster_codes(data, cluster, follow_up)
    fit = fit_rows(
        follow_up.rows, follow_up.design.terms, efron=ties == "efron", penalty=penalty, clusters=clusters,
        alone=_alone(follow_up.rows.weights) if cluster is None and penalty is None else None,
    )  # fmt: skip
    return CoxModel(follow_up, fit, gate.warnings)


def _alone(weights: FloatArray) -> FloatArray | None:
    """Return the weights if they are no counts of rows: then only a robust covariance has no scale."""
    return weights if np.any(weights != np.floor(weights)) else None


def _check_arguments(ties: str, penalty: object, cluster: str | None) -> None:
    """Raise one error with every argument at fault."""
    faults: list[Fault] = []
    if ties not in TIES:
        faults.append(Fault("ties", "is not a way to treat ties", " or ".join(TIES)))
    number = isinstance(penalty, int | float) and not isinstance(penalty, bool)
    if number and not (0 <= penalty < float("inf")):  # pyright: ignore[reportOperatorIssue]
        faults.append(Fault("penalty", "is not a ridge", "a number from 0 up"))
    if not number and penalty not in (None, "firth"):
        faults.append(Fault("penalty", "is not known", "None, 'firth' or a number from 0 up"))
    if penalty == "firth" and cluster is not None:
        faults.append(
            Fault("cluster", "cannot go with penalty='firth'", "one of the two",
                  "profile intervals assume independent rows")
        )  # fmt: skip
    if faults:
        raise ParameterError(faults)


def _cluster_codes(data: pd.DataFrame, cluster: str, follow_up: FollowUp) -> IntArray:
    """Return the cluster of each row, in the order of the rows."""
    if missing := int(data[cluster].isna().sum()):
        raise DataError(
            Fault(f"column '{cluster}'", f"{missing} values are missing", "a cluster for every row")
        )
    codes, levels = pd.factorize(data[cluster])
    if len(levels) < 2:
        raise DataError(Fault(f"column '{cluster}'", "has one cluster", "several clusters"))
    return np.asarray(codes, dtype=np.int64)[follow_up.rows.order]
