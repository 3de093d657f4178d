"""Net benefit: what acting on a risk threshold gains, in true positives per person."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError
from riskkit.fields import CENSORED, OUTCOME
from riskkit.validation.calibration import checked_risks
from riskkit.validation.censoring import standard_error
from riskkit.validation.estimate import REACH, Estimate, plain_limits
from riskkit.validation.observed import observed_risk
from riskkit.validation.outcomes import Outcomes


def net_benefit(
    time: Any,
    event: Any,
    risk: Any,
    *,
    horizon: float,
    thresholds: Sequence[float] | FloatArray,
    cause: int = OUTCOME,
) -> pd.DataFrame:
    """Return the net benefit of acting on the model, on everybody and on nobody.

    Parameters
    ----------
    time : array-like, shape (n,)
        Follow-up, above 0.
    event : array-like, shape (n,)
        0 censored, 1 the outcome, 2 and up competing events.
    risk : array-like, shape (n,)
        Predicted probability of the outcome by ``horizon``, in [0, 1].
    horizon : float
        In the unit of ``time``, up to the follow-up.
    thresholds : sequence of float
        Risks from which one would act, each strictly between 0 and 1.
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    pandas.DataFrame, one row a threshold
        threshold; model, all, none: net benefit, in true positives per person; model_lower,
        model_upper, all_lower, all_upper: 95 % limits; difference, difference_lower,
        difference_upper: model less the better of all and none at that threshold; n_flagged:
        persons at or above it. Missing (NaN) where nobody flagged was followed to the horizon.

    Raises
    ------
    DataError, ParameterError, ExtrapolationError
        Arrays that do not fit, a threshold outside (0, 1), a horizon past the follow-up.

    Notes
    -----
    With p the observed risk (Kaplan-Meier, or Aalen-Johansen with competing events) among the
    share f flagged, net benefit is ``f p - f (1 - p) t / (1 - t)`` at threshold t (Vickers et
    al., BMC Medical Informatics and Decision Making 2008; van Geloven et al., BMJ 2022). Limits are
    Wald limits from the persons' influence on f and p.
    """
    outcomes, risks, at = checked_risks(time, event, risk, horizon, cause)
    cuts = np.atleast_1d(np.asarray(thresholds, dtype=np.float64))
    if not cuts.size or not ((cuts > 0) & (cuts < 1)).all():
        raise ParameterError(Fault("thresholds", "are not all strictly between 0 and 1", "risks in (0, 1)"))
    everybody = np.ones(outcomes.n, bool)
    rows: list[dict[str, float]] = []
    for cut in cuts:
        flagged = risks >= cut
        model = _acting(outcomes, at, flagged, float(cut))
        treat_all = _acting(outcomes, at, everybody, float(cut))
        rows.append(_row(float(cut), model, treat_all, int(flagged.sum())))
    return pd.DataFrame(rows)


def net_benefit_at(
    time: Any, event: Any, risk: Any, *, horizon: float, threshold: float, cause: int = OUTCOME
) -> Estimate:
    """Return the net benefit of acting on the model from one ``threshold`` up.

    Parameters, errors and sources as for ``net_benefit``; for use in ``by_subgroup``.
    """
    (row,) = net_benefit(time, event, risk, horizon=horizon, thresholds=[threshold], cause=cause).to_dict(
        "records"
    )
    error = (row["model_upper"] - row["model_lower"]) / 2 / REACH
    return Estimate(
        estimate=row["model"], std_error=error, lower=row["model_lower"], upper=row["model_upper"]
    )


def _acting(outcomes: Outcomes, horizon: float, flagged: Any, threshold: float) -> tuple[float, FloatArray]:
    """Return the net benefit of acting on those flagged, and each person's influence on it."""
    influence = np.zeros(outcomes.n)
    count = int(flagged.sum())
    if not count:
        return 0.0, influence
    some = outcomes.take(flagged)
    followed = some.time.max()
    if followed < horizon and (some.event[some.time == followed] == CENSORED).any():
        return float("nan"), influence * np.nan
    risk, own = observed_risk(some, horizon)
    odds = threshold / (1 - threshold)
    gain = risk - (1 - risk) * odds
    share = count / outcomes.n
    influence[flagged] = gain + (1 + odds) * own
    return share * gain, influence - share * gain


def _row(
    threshold: float, model: tuple[float, FloatArray], everybody: tuple[float, FloatArray], n_flagged: int
) -> dict[str, float]:
    row: dict[str, float] = {"threshold": threshold, "model": model[0], "all": everybody[0], "none": 0.0}
    best = everybody if everybody[0] > 0 else (0.0, np.zeros_like(everybody[1]))
    contrast = (model[0] - best[0], model[1] - best[1])
    row["difference"] = contrast[0]
    for name, (estimate, influence) in (("model", model), ("all", everybody), ("difference", contrast)):
        row[f"{name}_lower"], row[f"{name}_upper"] = plain_limits(estimate, standard_error(influence))
    row["n_flagged"] = n_flagged
    return row
