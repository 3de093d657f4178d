"""Parametric survival models: log time = location + scale x error.

A coefficient is the change in mean *log time*: positive means later, and its exponential is
a time ratio. `ParametricModel.linear_predictor` is turned the other way round, as everywhere in
riskkit: higher means sooner. Conventions and parameter names are those of R's ``survreg``
(intercept first, ``log(scale)`` last), so that the two can be laid side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError
from riskkit.fields import CONFIDENCE
from riskkit.survival.censored_likelihood import CensoredLikelihood
from riskkit.survival.competing import read_outcome
from riskkit.survival.design import Design, read_design
from riskkit.survival.families import FAMILIES, LocationScale
from riskkit.survival.generalized_gamma import GammaLikelihood, GeneralizedGamma
from riskkit.survival.horizon import check_horizons
from riskkit.survival.maximum import Maximum, maximise
from riskkit.survival.model import coefficient_table
from riskkit.survival.risk_interval import delta_interval
from riskkit.survival.small_samples import check_events_per_parameter

FamilyName = Literal["weibull", "lognormal", "loglogistic", "exponential", "generalized_gamma"]


@dataclass(frozen=True, slots=True)
class ParametricModel:
    """A fitted parametric model.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        Index ``term``; columns coef, se, z, p, lower, upper (95 %), on the log-time scale.
    covariance : pandas.DataFrame
        Inverse of the observed information, in the order of ``coefficients``.
    log_likelihood : float
        On the time scale, as R's survreg prints it.
    n, n_events : int
        People and events.
    converged : bool
        Always true: a fit that does not converge raises.
    family : str
        The distribution.
    follow_up : float
        Longest observed time; no risk is given beyond it.
    warnings : tuple of str
        What every output of this model must say.
    design : Design
        How covariates are read; without the rows it was fitted to.
    """

    coefficients: pd.DataFrame
    covariance: pd.DataFrame
    log_likelihood: float
    n: int
    n_events: int
    converged: bool
    family: str
    follow_up: float
    warnings: tuple[str, ...]
    design: Design

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return minus the standardised location, (persons,): higher is sooner."""
        theta = self._estimates()
        location = theta[0] + self.design.apply(data) @ theta[1 : 1 + len(self.design.terms)]
        shapes = theta[1 + len(self.design.terms) :]
        return -location / (np.exp(shapes[0]) if len(shapes) else 1.0)

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return each person's risk by each time.

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
        """
        horizons = check_horizons(times, self.follow_up)
        matrix = self.design.apply(data)
        columns = [self._risk(self._estimates(), matrix, at) for at in horizons]
        return pd.DataFrame(
            np.column_stack(columns), index=data.index, columns=pd.Index(horizons, name="time")
        )

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return the interval of each person's risk by ``time``: columns lower, upper.

        The delta method on the complementary log-log scale, so that limits stay in [0, 1].
        """
        (horizon,) = check_horizons([time], self.follow_up)
        matrix = self.design.apply(data)
        return delta_interval(
            lambda theta: self._risk(theta, matrix, horizon),
            self._estimates(), self.covariance.to_numpy(), level, data.index,
        )  # fmt: skip

    def _estimates(self) -> FloatArray:
        return self.coefficients["coef"].to_numpy()

    def _risk(self, theta: FloatArray, matrix: FloatArray, at: float) -> FloatArray:
        split = 1 + matrix.shape[1]
        location = theta[0] + matrix @ theta[1:split]
        return -np.expm1(FAMILIES[self.family].log_survival(np.log(at), location, theta[split:]))


def fit_parametric(
    data: pd.DataFrame, *, time: str, event: str, formula: str, family: FamilyName = "weibull"
) -> ParametricModel:
    """Fit a parametric survival model by maximum likelihood.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1 the outcome.
    formula : str
        Covariates, for example ``"age + C(unit)"``; ``"1"`` for none.
    family : str
        weibull, lognormal, loglogistic, exponential or generalized_gamma.

    Returns
    -------
    ParametricModel

    Raises
    ------
    DataError, NoEventsError, CollinearityError, ConvergenceError, ParameterError
        What is wrong with the columns, the covariates or the family's name.
    TooFewEventsRefused
        Fewer than five events per covariate term.

    Notes
    -----
    Assumes censoring independent of the outcome given the covariates. Source: Kalbfleisch &
    Prentice (2002), ch. 3; checked against R's survreg to 1e-8.
    """
    shape_of = check_family(family)
    times, events = read_outcome(data, time, event)
    design = read_design(data, formula)
    gate = check_events_per_parameter(int(events.sum()), len(design.terms))
    found = _fit(np.log(times), events == 1, design.matrix, shape_of)
    terms = ("Intercept", *design.terms, *shape_of.shapes)
    return ParametricModel(
        coefficients=coefficient_table(terms, found.estimates, found.covariance, CONFIDENCE),
        covariance=pd.DataFrame(found.covariance, index=list(terms), columns=list(terms)),
        log_likelihood=found.log_likelihood,
        n=len(times), n_events=int(events.sum()), converged=True,
        family=family, follow_up=float(times.max()), warnings=gate.warnings, design=design.without_rows(),
    )  # fmt: skip


def check_family(family: str) -> LocationScale | GeneralizedGamma:
    """Return the family of that name, or raise ParameterError with the names there are."""
    if family not in FAMILIES:
        raise ParameterError(Fault("family", "is not known", ", ".join(FAMILIES)))
    return FAMILIES[family]


def _fit(
    log_time: FloatArray, died: Any, matrix: FloatArray, family: LocationScale | GeneralizedGamma
) -> Maximum:
    """Maximise on standardised covariates, then return to the covariates' own units."""
    centre = matrix.mean(axis=0)
    spread = matrix.std(axis=0)
    scaled = (matrix - centre) / spread
    width = 1 + matrix.shape[1]
    start = np.concatenate([[log_time.mean()], np.zeros(matrix.shape[1]), family.start])
    if isinstance(family, LocationScale):
        found = maximise(CensoredLikelihood(log_time, died, scaled, family), start)
    else:
        found = maximise(GammaLikelihood(log_time, died, scaled), start)
    back = np.eye(len(start))
    back[1:width, 1:width] = np.diag(1 / spread)
    back[0, 1:width] = -centre / spread
    return Maximum(back @ found.estimates, back @ found.covariance @ back.T, found.log_likelihood)
