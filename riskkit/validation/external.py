"""A model before people it was not made from: every measure at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from riskkit.checks import FloatArray
from riskkit.fields import OUTCOME
from riskkit.validation.auc import AreaUnderCurve, auc_at
from riskkit.validation.brier import BrierScore, brier_score
from riskkit.validation.calibration import Calibration, calibration
from riskkit.validation.columns import Columns
from riskkit.validation.concordance import Concordance, concordance
from riskkit.validation.estimate import Estimate
from riskkit.validation.net_benefit import net_benefit
from riskkit.validation.outcomes import check_horizon
from riskkit.validation.road import predict
from riskkit.validation.uno_concordance import uno_concordance

THRESHOLDS: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
"""At which net benefit is taken unless others are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExternalValidation:
    """All measures of a model on one table.

    Attributes
    ----------
    concordance : Concordance
    uno_concordance : Concordance or None
        Up to the horizon; None with competing events, which have no such pairs.
    auc : AreaUnderCurve
    brier : BrierScore
    calibration : Calibration
    net_benefit : pandas.DataFrame
    horizon : float
    n, n_events : int
        Persons, and events of the outcome whenever they came.
    """

    concordance: Concordance
    uno_concordance: Concordance | None
    auc: AreaUnderCurve
    brier: BrierScore
    calibration: Calibration
    net_benefit: pd.DataFrame
    horizon: float
    n: int
    n_events: int

    @property
    def estimates(self) -> dict[str, Estimate]:
        """Every measure with an interval, by the name used throughout."""
        found: dict[str, Estimate | None] = {
            "concordance": self.concordance,
            "uno_concordance": self.uno_concordance,
            "auc_at": self.auc,
            "brier_score": self.brier,
            "scaled_brier_score": self.brier.scaled,
            "calibration_intercept": self.calibration.intercept,
            "calibration_slope": self.calibration.slope,
            "observed_expected_ratio": self.calibration.observed_expected_ratio,
            "ici": self.calibration.ici,
            "e50": self.calibration.e50,
            "e90": self.calibration.e90,
        }
        return {name: figure for name, figure in found.items() if figure is not None}

    @property
    def table(self) -> pd.DataFrame:
        """One row a measure: estimate, std_error, lower, upper."""
        columns = ["estimate", "std_error", "lower", "upper"]
        rows = [[getattr(figure, name) for name in columns] for figure in self.estimates.values()]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(list(self.estimates), name="measure"))


def validate_externally(
    model: Any,
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    horizon: float,
    cause: int = OUTCOME,
    thresholds: Sequence[float] | FloatArray = THRESHOLDS,
) -> ExternalValidation:
    """Take every measure of a fitted model on new people.

    Parameters
    ----------
    model : SurvivalModel
        Anything with predict_risk and linear_predictor.
    data : pandas.DataFrame
        One row a person that had no part in the model.
    time, event : str
        Columns of the outcome.
    horizon : float
        In the unit of ``time``; up to the follow-up of these people and of the model.
    cause : int
        The event code that the model predicts; other codes above 0 are competing events.
    thresholds : sequence of float
        For net benefit, each in (0, 1).

    Returns
    -------
    ExternalValidation

    Raises
    ------
    DataError, NoEventsError, ParameterError, ExtrapolationError, FitError
        What is wrong with the columns or arguments; risks that do not vary.
    """
    outcomes = Columns(time, event, cause).read(data)
    at = check_horizon(outcomes, horizon)
    said = predict(model, data, at)
    t, e = outcomes.time, outcomes.event
    return ExternalValidation(
        concordance=concordance(t, e, said.linear_predictor),
        uno_concordance=None if (e > OUTCOME).any() else uno_concordance(t, e, said.linear_predictor, tau=at),
        auc=auc_at(t, e, said.risk, horizon=at),
        brier=brier_score(t, e, said.risk, horizon=at),
        calibration=calibration(t, e, said.risk, horizon=at),
        net_benefit=net_benefit(t, e, said.risk, horizon=at, thresholds=thresholds),
        horizon=at, n=outcomes.n, n_events=outcomes.n_events,
    )  # fmt: skip
