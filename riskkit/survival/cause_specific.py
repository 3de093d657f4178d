"""Cause-specific Cox models, and the risk of one cause that follows from all of them together.

A cause-specific hazard is the rate of a cause among those still at risk; other causes end the time
at risk, as censoring does. That is right for the *rate* and wrong for the *risk*: who dies cannot
be re-arrested. So the risk given here is the cumulative incidence, which takes the models of all
causes (Benichou & Gail 1990, Biometrics 46:813). To ask how covariates change the risk itself,
use `fit_fine_gray`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.fields import CENSORED, CONFIDENCE
from riskkit.survival.cause_hazards import (
    Hazard,
    all_causes,
    cause_hazard,
    share_of_step,
    share_slope,
    survival_before,
)
from riskkit.survival.competing import check_cause, read_competing
from riskkit.survival.cox import fit_cox
from riskkit.survival.cox_baseline import baseline
from riskkit.survival.cox_model import CoxModel
from riskkit.survival.horizon import check_horizons
from riskkit.survival.risk_interval import log_log_limits
from riskkit.survival.small_samples import REFUSED_BELOW

BLOCK: Final = 500
"""People predicted at a time: their hazards at every observed time fit in memory."""


@dataclass(frozen=True)
class CauseSpecificModel:
    """Cause-specific Cox models of all causes; the coefficients shown are those of ``cause``.

    Attributes
    ----------
    cause : int
        The event code asked for.
    models : dict of int to CoxModel
        One model a cause; ``models[cause]`` holds residuals, tests and baseline of the one asked for.
    times : ndarray, shape (m,)
        Every distinct observed time.
    warnings : tuple of str
        What every output of this model must say.
    """

    cause: int
    models: dict[int, CoxModel]
    times: FloatArray
    warnings: tuple[str, ...]

    @property
    def coefficients(self) -> pd.DataFrame:
        """Index ``term``; coef (log cause-specific hazard ratio), se, z, p, lower, upper (95 %)."""
        return self.models[self.cause].coefficients

    @property
    def covariance(self) -> pd.DataFrame:
        """Covariance of the coefficients, terms x terms."""
        return self.models[self.cause].covariance

    @property
    def log_likelihood(self) -> float:
        """Log partial likelihood of the cause's model."""
        return self.models[self.cause].log_likelihood

    @property
    def n(self) -> int:
        """Rows."""
        return self.models[self.cause].n

    @property
    def n_events(self) -> int:
        """Events of the cause."""
        return self.models[self.cause].n_events

    @property
    def converged(self) -> bool:
        """Always true: a fit that does not converge raises."""
        return True

    @property
    def follow_up(self) -> float:
        """Longest observed time; no risk is given beyond it."""
        return float(self.times[-1])

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return covariates times the cause's coefficients, (persons,): higher is a higher rate."""
        return self.models[self.cause].linear_predictor(data)

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return each person's cumulative incidence of the cause by each time.

        Parameters
        ----------
        data : pandas.DataFrame
            One row a person, with the covariates.
        times : sequence of float
            Horizons in the cohort's time unit, above 0 and up to ``follow_up``.

        Returns
        -------
        pandas.DataFrame, persons x times
            Probabilities in [0, 1], non-decreasing in time. With the incidences of the other causes
            and the probability of no event they add up to 1.

        Raises
        ------
        ExtrapolationError
            A horizon beyond the follow-up.
        DataError
            A covariate is missing, or has a level that was not there at fitting.
        """
        horizons = check_horizons(times, self.follow_up)
        place = np.searchsorted(self.times, horizons, side="right")
        hazards = self._hazards()
        risk = np.empty((len(data), len(horizons)))
        for start in range(0, max(len(data), 1), BLOCK):
            steps = {
                k: step for k, (step, _) in self._steps(data.iloc[start : start + BLOCK], hazards).items()
            }
            own, total = steps[self.cause], all_causes(steps.values())
            grown = np.cumsum(survival_before(total) * own * share_of_step(total), axis=1)
            risk[start : start + BLOCK] = np.column_stack([np.zeros(len(grown)), grown])[:, place]
        return pd.DataFrame(risk, index=data.index, columns=pd.Index(horizons, name="time"))

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return the interval of each person's cumulative incidence by ``time``.

        Returns
        -------
        pandas.DataFrame, columns lower and upper
            Missing where ``time`` lies before the first event of the cause: nothing is known.

        Notes
        -----
        Delta method on ``log(-log(1 - risk))``, from the coefficients and baselines of all causes.
        """
        (horizon,) = check_horizons([time], self.follow_up)
        stop = int(np.searchsorted(self.times, horizon, side="right"))
        hazards = {k: Hazard(h.step[:stop], h.own[:stop], h.mean[:stop]) for k, h in self._hazards().items()}
        parts = [
            self._uncertain(data.iloc[start : start + BLOCK], hazards)
            for start in range(0, max(len(data), 1), BLOCK)
        ]
        middle, error = np.concatenate(parts, axis=1)
        return log_log_limits(middle, error, level, data.index)

    def _uncertain(self, data: pd.DataFrame, hazards: dict[int, Hazard]) -> FloatArray:
        """Return ``log(-log(1 - risk))`` and its error, (2, persons); ``hazards`` up to the horizon."""
        steps = self._steps(data, hazards)
        total = all_causes(step for step, _ in steps.values())
        own, before = steps[self.cause][0], survival_before(total)
        grown = np.cumsum(before * own * share_of_step(total), axis=1)
        risk = grown[:, -1:] if grown.shape[1] else np.zeros((len(data), 1))
        variance = np.zeros(len(data))
        for k, (step, matrix) in steps.items():
            # how the risk moves with the cause's hazard at each time: now, and for all that follows
            slope = before * (own * share_slope(total) + (share_of_step(total) if k == self.cause else 0)) - (
                risk - grown
            )
            ratio = np.exp(self._relative(k, data))
            variance += ratio**2 * (slope**2 @ hazards[k].own)
            if matrix.shape[1]:
                by_beta = matrix * (slope * step).sum(axis=1, keepdims=True)
                by_beta -= ratio[:, None] * (slope @ hazards[k].mean)
                variance += np.einsum("ij,jk,ik->i", by_beta, self.models[k].fit.covariance, by_beta)
        with np.errstate(divide="ignore", invalid="ignore"):
            hazard = -np.log1p(-risk[:, 0])
            error = np.sqrt(variance) / ((1 - risk[:, 0]) * hazard)
            return np.where(hazard > 0, np.stack([np.log(hazard), error]), np.nan)

    def _hazards(self) -> dict[int, Hazard]:
        return {cause: cause_hazard(model) for cause, model in self.models.items()}

    def _relative(self, cause: int, data: pd.DataFrame) -> FloatArray:
        """Return the linear predictor relative to average covariates, (persons,)."""
        return self._standardised(cause, data) @ self.models[cause].fit.beta

    def _standardised(self, cause: int, data: pd.DataFrame) -> FloatArray:
        model = self.models[cause]
        rows = model.fit.task.rows
        return (model.follow_up_rows.design.apply(data) - rows.centre) / rows.spread

    def _steps(
        self, data: pd.DataFrame, hazards: dict[int, Hazard]
    ) -> dict[int, tuple[FloatArray, FloatArray]]:
        """Return by cause the persons' hazard steps (persons, m) and covariates (persons, p)."""
        return {
            cause: (
                np.exp(self._relative(cause, data))[:, None] * hazard.step,
                self._standardised(cause, data),
            )
            for cause, hazard in hazards.items()
        }


def fit_cause_specific(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    cause: int,
    formula: str,
    ties: Literal["efron", "breslow"] = "efron",
    penalty: Literal["firth"] | float | None = None,
) -> CauseSpecificModel:
    """Fit a Cox model of the rate of one cause, and of the others as its risk needs them.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1, 2, .. the causes.
    cause : int
        The event code to model.
    formula : str
        Covariates of every cause's model, for example ``"age + C(unit)"``; ``"1"`` for none.
    ties, penalty
        As in `fit_cox`, for every cause.

    Returns
    -------
    CauseSpecificModel

    Raises
    ------
    DataError, NoEventsError, ParameterError, FormulaError, CollinearityError
        What is wrong with the columns, the cause or the covariates.
    SeparationError, ConvergenceError
        No finite estimate exists; the terms are named.
    TooFewEventsRefused
        Fewer than five events of the cause per parameter.

    Notes
    -----
    Assumes proportional cause-specific hazards, and censoring independent of the outcome given the
    covariates. Another cause with fewer than five events per parameter is modelled by its rate alone,
    without covariates; a warning says so. Coefficients equal those of R's ``coxph`` with the other
    causes censored, risks those of ``survfit`` of its multi-state fit.
    """
    _, codes = read_competing(data, time, event)
    cause = check_cause(codes, event, cause)
    column = f"{event}, one cause"

    def fit(code: int, covariates: str) -> CoxModel:
        table = data.assign(**{column: (codes == code).astype(np.int64)})
        return fit_cox(table, time=time, event=column, formula=covariates, ties=ties, penalty=penalty)

    models = {cause: fit(cause, formula)}
    warnings = models[cause].warnings
    for code in (int(code) for code in np.unique(codes[codes != CENSORED]) if code != cause):
        count = int((codes == code).sum())
        few = penalty is None and count < REFUSED_BELOW * len(models[cause].terms)
        models[code] = fit(code, "1" if few else formula)
        if few:
            warnings += (
                f"Cause {code} has {count} events, too few for the covariates: "
                "its rate is taken as the same for everyone.",
            )
    base = baseline(models[cause].fit.task.rows, models[cause].fit.at)
    return CauseSpecificModel(cause, models, base.time, warnings)
