"""Fine-Gray regression: covariates and the cumulative incidence of one cause among several.

The model is of the *subdistribution* hazard, the hazard among those who have not had this cause,
those with a competing event included: a positive coefficient means a higher cumulative incidence
(Fine & Gray 1999, JASA 94:496). It says nothing about the rate among those still at risk; for
that use `fit_cause_specific`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.fields import CENSORED, CONFIDENCE
from riskkit.survival.competing import check_cause, read_competing
from riskkit.survival.design import Design, read_design
from riskkit.survival.fine_gray_kernel import order_by_time
from riskkit.survival.fine_gray_newton import maximise
from riskkit.survival.fine_gray_variance import Sandwich, sandwich
from riskkit.survival.horizon import check_horizons
from riskkit.survival.model import coefficient_table
from riskkit.survival.risk_interval import log_log_limits
from riskkit.survival.small_samples import check_events_per_parameter

NO_COMPETING: Final = (
    "No competing event occurs in these data: the fit equals a Cox model with Breslow ties. "
    "Check that deaths, deportations and returns to custody were not coded as censored."
)


@dataclass(frozen=True, slots=True)
class FineGrayBaseline:
    """The baseline at average covariates, with what its uncertainty needs.

    Attributes
    ----------
    times : ndarray, shape (m,)
        Event times of the cause, ascending.
    centre, spread : ndarray, shape (p,)
        Mean and standard deviation of the covariates at fitting.
    variances : Sandwich
        For covariates less ``centre`` and divided by ``spread``.
    """

    times: FloatArray
    centre: FloatArray
    spread: FloatArray
    variances: Sandwich


@dataclass(frozen=True, slots=True)
class FineGrayModel:
    """A fitted Fine-Gray model.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        Index ``term``; columns coef (log subdistribution hazard ratio), se, z, p, lower, upper.
    covariance : pandas.DataFrame
        Sandwich, with the part of the estimated censoring weights.
    log_likelihood : float
        Pseudo-log-likelihood at the estimates, as R's cmprsk::crr.
    log_likelihood_null : float
        At coefficients zero.
    n, n_events, n_competing : int
        Rows, events of the cause, events of the other causes.
    converged : bool
        Always true: a fit that does not converge raises.
    cause : int
        The event code modelled.
    follow_up : float
        Longest observed time; no risk is given beyond it.
    warnings : tuple of str
        What every output of this model must say.
    design : Design
        How covariates are read; without the rows it was fitted to.
    baseline : FineGrayBaseline
        Behind the predictions.
    """

    coefficients: pd.DataFrame
    covariance: pd.DataFrame
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    n_competing: int
    converged: bool
    cause: int
    follow_up: float
    warnings: tuple[str, ...]
    design: Design
    baseline: FineGrayBaseline

    @property
    def baseline_cumulative_hazard(self) -> pd.Series:
        """Cumulative subdistribution hazard at covariates zero, by event time."""
        base = self.baseline
        shift = np.exp(-base.centre @ self.coefficients["coef"].to_numpy())
        hazard = base.variances.cumulative_hazard * shift
        return pd.Series(hazard, index=pd.Index(base.times, name="time"), name="cumulative_hazard")

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return covariates times coefficients, (persons,): higher is a higher risk."""
        return self.design.apply(data) @ self.coefficients["coef"].to_numpy()

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return each person's cumulative incidence of the cause by each time.

        Parameters
        ----------
        data : pandas.DataFrame
            One row a person, with the model's covariates.
        times : sequence of float
            Horizons in the cohort's time unit, above 0 and up to ``follow_up``.

        Returns
        -------
        pandas.DataFrame, persons x times
            Probabilities in [0, 1], non-decreasing in time.

        Raises
        ------
        ExtrapolationError
            A horizon beyond the follow-up.
        DataError
            A covariate is missing or has a level that was not there at fitting.
        """
        horizons = check_horizons(times, self.follow_up)
        linear = self._standardised(data) @ self._estimates()
        at = np.searchsorted(self.baseline.times, horizons, side="right")
        hazard = np.concatenate([[0.0], self.baseline.variances.cumulative_hazard])[at]
        risk = -np.expm1(-np.exp(linear)[:, None] * hazard)
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
        Delta method on ``log(-log(1 - risk))``, from the persons' influence on coefficients and
        baseline together, the estimated censoring weights included.
        """
        (horizon,) = check_horizons([time], self.follow_up)
        matrix = self._standardised(data)
        at = int(np.searchsorted(self.baseline.times, horizon, side="right")) - 1
        if at < 0:
            unknown = np.full(len(data), np.nan)
            return log_log_limits(unknown, unknown, level, data.index)
        parts = self.baseline.variances
        hazard = parts.cumulative_hazard[at]
        variance = np.einsum("ij,jk,ik->i", matrix, parts.covariance, matrix)
        variance += 2 * matrix @ parts.joint[at] / hazard + parts.hazard_variance[at] / hazard**2
        middle = np.log(hazard) + matrix @ self._estimates()
        return log_log_limits(middle, np.sqrt(variance), level, data.index)

    def _estimates(self) -> FloatArray:
        """Return the coefficients for standardised covariates."""
        return self.coefficients["coef"].to_numpy() * self.baseline.spread

    def _standardised(self, data: pd.DataFrame) -> FloatArray:
        return (self.design.apply(data) - self.baseline.centre) / self.baseline.spread


def fit_fine_gray(data: pd.DataFrame, *, time: str, event: str, cause: int, formula: str) -> FineGrayModel:
    """Fit a Fine-Gray model of the cumulative incidence of one cause.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1, 2, .. the causes.
    cause : int
        The event code to model; every other code above 0 is a competing event.
    formula : str
        Covariates, for example ``"age + C(unit)"``; ``"1"`` for none.

    Returns
    -------
    FineGrayModel

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
    Assumes proportional subdistribution hazards, and censoring independent of everything else
    (one Kaplan-Meier estimate of censoring for all). Ties by Breslow. Coefficients, standard
    errors and log-likelihood equal those of R's cmprsk::crr. Each iteration costs O(n p) sums
    over risk sets (Kawaguchi et al. 2020, R Journal 12:163) and one matrix product.
    """
    times, codes = read_competing(data, time, event)
    cause = check_cause(codes, event, cause)
    n_events = int((codes == cause).sum())
    n_competing = int(((codes != cause) & (codes != CENSORED)).sum())
    design = read_design(data, formula)
    gate = check_events_per_parameter(n_events, len(design.terms))
    centre, spread = design.matrix.mean(axis=0), design.matrix.std(axis=0)
    rows = order_by_time(times, codes, cause, design.matrix)
    design = design.without_rows()  # a model keeps nobody's data
    rows.matrix[:] -= centre
    rows.matrix[:] /= spread
    estimates, point, null = maximise(rows, design.terms)
    variances = sandwich(rows, point)
    covariance = variances.covariance / np.outer(spread, spread)
    terms = list(design.terms)
    return FineGrayModel(
        coefficients=coefficient_table(terms, estimates / spread, covariance, CONFIDENCE),
        covariance=pd.DataFrame(covariance, index=terms, columns=terms),
        log_likelihood=point.log_likelihood,
        log_likelihood_null=null,
        n=len(times),
        n_events=n_events,
        n_competing=n_competing,
        converged=True,
        cause=cause,
        follow_up=float(times.max()),
        warnings=gate.warnings + (() if n_competing else (NO_COMPETING,)),
        design=design,
        baseline=FineGrayBaseline(rows.event_times, centre, spread, variances),
    )
