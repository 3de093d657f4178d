"""A fitted Cox model: what it found and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import Fault, NoEventsError, ParameterError
from riskkit.fields import CONFIDENCE
from riskkit.survival.cox_baseline import (
    Baseline,
    baseline,
    baseline_frame,
    baseline_variance,
    risk_limits,
    risks,
)
from riskkit.survival.cox_concordance import ModelConcordance, model_concordance
from riskkit.survival.cox_data import FollowUp, check_frequencies, repeat_rows
from riskkit.survival.cox_fit import Fit, fit_rows, overall_tests
from riskkit.survival.cox_likelihood import evaluate
from riskkit.survival.cox_moments import Moments, moments
from riskkit.survival.cox_residual_tables import residual_table
from riskkit.survival.cox_strata import find_strata
from riskkit.survival.cox_zph import proportional_hazards_test
from riskkit.survival.horizon import check_horizons


@dataclass(frozen=True)
class CoxModel:
    """A fitted Cox model. It keeps the (sorted, standardised) rows it was fitted to.

    Attributes
    ----------
    follow_up_rows : FollowUp
        The rows and how they were read.
    fit : Fit
        The search's result, for standardised covariates.
    warnings : tuple of str
        What every output of this model must say.
    """

    follow_up_rows: FollowUp
    fit: Fit
    warnings: tuple[str, ...]

    @property
    def coefficients(self) -> pd.DataFrame:
        """Index ``term``; coef (log hazard ratio), se, z, p, lower, upper (95 %).

        Wald; with Firth's penalty z, p and limits are of the profiled penalised likelihood ratio.
        """
        return self.fit.table.copy()

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.follow_up_rows.design.terms

    @property
    def covariance(self) -> pd.DataFrame:
        """Covariance of the coefficients, terms x terms; cluster-robust where there are clusters."""
        return self._frame(self.fit.covariance)

    @property
    def naive_covariance(self) -> pd.DataFrame:
        """Inverse of the information, terms x terms."""
        return self._frame(self.fit.naive)

    @property
    def log_likelihood(self) -> float:
        """Log partial likelihood at the estimates, without penalty."""
        return self.fit.at.log_likelihood

    @property
    def penalised_log_likelihood(self) -> float:
        """The same with the penalty, if there is one."""
        return self.fit.penalised

    @cached_property
    def log_likelihood_null(self) -> float:
        """Log partial likelihood with all coefficients zero."""
        return evaluate(self.fit.task, np.zeros(len(self.terms))).log_likelihood

    @property
    def n(self) -> int:
        """Rows with weight."""
        return self.fit.task.rows.n

    @property
    def n_events(self) -> int:
        """Events."""
        return self.fit.task.rows.n_events

    @property
    def converged(self) -> bool:
        """Always true: a fit that does not converge raises."""
        return True

    @property
    def follow_up(self) -> float:
        """Longest observed time; no risk is given beyond it."""
        return float(self._baseline.follow_up.max())

    @cached_property
    def tests(self) -> pd.DataFrame:
        """Tests that all coefficients are zero: likelihood_ratio, wald, score; chi_square, df, p."""
        return overall_tests(self.fit)

    @cached_property
    def concordance(self) -> ModelConcordance:
        """Harrell's concordance with the fitted rows: estimate, std_error and pair counts."""
        rows = self.fit.task.rows
        return model_concordance(rows, rows.matrix @ self.fit.beta)

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return covariates times coefficients, (persons,): higher is sooner."""
        return self.follow_up_rows.design.apply(data) @ self.fit.table["coef"].to_numpy()

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return each person's risk of the event by each time.

        Parameters
        ----------
        data : pandas.DataFrame
            One row a person, with the model's covariates and strata.
        times : sequence of float
            Horizons in the cohort's time unit, above 0 and up to the follow-up.

        Returns
        -------
        pandas.DataFrame, persons x times
            Probabilities in [0, 1], non-decreasing in time.

        Raises
        ------
        ExtrapolationError
            A horizon beyond the follow-up (of the person's stratum).
        DataError
            A covariate is missing, or a level or stratum was not there at fitting.

        Notes
        -----
        One minus ``exp(-cumulative hazard)`` with the fitted ties' baseline, covariates staying as they are.
        """
        horizons = check_horizons(times, self.follow_up)
        strata = self._strata(data, float(horizons.max()))
        risk = risks(self._baseline, self._standardised(data) @ self.fit.beta, strata, horizons)
        return pd.DataFrame(risk, index=data.index, columns=pd.Index(horizons, name="time"))

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return the interval of each person's risk by ``time``.

        Returns
        -------
        pandas.DataFrame, columns lower and upper
            Missing where ``time`` lies before the first event: nothing is known.

        Notes
        -----
        Delta method on ``log(-log(1 - risk))``, from coefficients and baseline together: R's
        ``survfit(fit, newdata, conf.type = "log-log")``.
        """
        if not 0 < level < 1:
            raise ParameterError(Fault("level", "is not a confidence level", "between 0 and 1"))
        (horizon,) = check_horizons([time], self.follow_up)
        rows, base = self.fit.task.rows, self._baseline
        strata = self._strata(data, float(horizon))
        parts = baseline_variance(rows, self.fit.at, self._moments, base)
        lower, upper = risk_limits(
            base, parts, self._standardised(data), self.fit.beta, self.fit.covariance, strata,
            float(horizon), level,
        )  # fmt: skip
        return pd.DataFrame({"lower": lower, "upper": upper}, index=data.index)

    def baseline(self, *, centred: bool = False) -> pd.DataFrame:
        """Return the baseline by stratum and time: Efron's with Efron's ties, else Breslow's.

        Parameters
        ----------
        centred : bool
            At the covariates' means instead of zero.

        Returns
        -------
        pandas.DataFrame
            Columns: the strata's own, time, cumulative_hazard, survival (``exp(-cumulative_hazard)``).
        """
        rows, read = self.fit.task.rows, self.follow_up_rows
        shift = 0.0 if centred else float(rows.centre / rows.spread @ self.fit.beta)
        return baseline_frame(self._baseline, shift, read.strata, read.levels)

    def proportional_hazards(self, transform: str = "km") -> pd.DataFrame:
        """Return the score test of proportional hazards (R's ``cox.zph``).

        Parameters
        ----------
        transform : {"km", "rank", "identity", "log"}
            The function of time with which coefficients may change.

        Returns
        -------
        pandas.DataFrame
            Index ``term`` (a category's columns together) and GLOBAL; columns chi_square, df, p.
        """
        return proportional_hazards_test(self.fit.task, self.fit.beta, self._moments, self.terms, transform)

    def residuals(self, kind: str) -> pd.Series | pd.DataFrame:
        """Return residuals of the fitted rows; only dfbeta are multiplied by case weights, as in R.

        Parameters
        ----------
        kind : {"martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaled_schoenfeld"}

        Returns
        -------
        pandas.Series or pandas.DataFrame
            By row of the fitted table (rows without weight are absent); Schoenfeld residuals one row
            an event, index ``time``, by stratum and rising time. Frames have a column a term.

        Raises
        ------
        ParameterError
            The kind is not known.
        """
        return residual_table(self.fit, self._moments, kind, self.terms, self.follow_up_rows.index)

    def refit(self, frequencies: Any) -> "CoxModel":
        """Return the fit with every row repeated as often as ``frequencies`` says, exactly.

        The sorted layout is used again, so that resampling costs neither copies nor sorting.

        Parameters
        ----------
        frequencies : array-like, shape (rows of the fitted table,)
            Whole numbers from 0 up, in the order of the fitted table.

        Raises
        ------
        ParameterError, NoEventsError, CollinearityError, SeparationError, ConvergenceError
            Frequencies that are none, or rows that cannot carry the model.
        """
        read = self.follow_up_rows
        counted = check_frequencies(frequencies, len(read.index))
        rows = repeat_rows(read.rows, counted, read.rows.weights)
        if not rows.n_events:
            raise NoEventsError(Fault("frequencies", "leave no event", "at least one event"))
        last = self.fit
        fit = fit_rows(
            rows, self.terms, efron=last.task.efron, penalty=last.penalty, clusters=last.clusters,
            alone=last.alone,
        )  # fmt: skip
        return CoxModel(read, fit, self.warnings)

    @cached_property
    def _baseline(self) -> Baseline:
        return baseline(self.fit.task.rows, self.fit.at)

    @cached_property
    def _moments(self) -> Moments:
        return moments(self.fit.task.rows, self.fit.at, self.fit.task.efron)

    def _frame(self, standardised: FloatArray) -> pd.DataFrame:
        spread = self.fit.task.rows.spread
        terms = list(self.terms)
        return pd.DataFrame(standardised / np.outer(spread, spread), index=terms, columns=terms)

    def _standardised(self, data: pd.DataFrame) -> FloatArray:
        rows = self.fit.task.rows
        return (self.follow_up_rows.design.apply(data) - rows.centre) / rows.spread

    def _strata(self, data: pd.DataFrame, horizon: float) -> IntArray:
        read = self.follow_up_rows
        return find_strata(read.strata, read.levels, data, self._baseline.follow_up, horizon)
