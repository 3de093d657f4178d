"""Mixture cure models: some will have the event, at some time; the others never will.

Survival is ``S(t) = 1 - p + p S_u(t)``: ``p`` is the probability of being *susceptible* (a
logistic model, so a positive coefficient means more events in the end) and ``S_u`` the survival
of the susceptible (a parametric model of `fit_parametric`, so a positive coefficient means
later). The model is only believable when follow-up is long enough to see a plateau, which
`PlateauCheck` judges. Sources: Farewell (1982, Biometrics 38:1041); Maller & Zhou (1996),
*Survival Analysis with Long-Term Survivors*, ch. 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.errors import ConvergenceError, Fault, ParameterError
from riskkit.fields import CONFIDENCE
from riskkit.survival.competing import read_outcome
from riskkit.survival.cure_likelihood import CureLikelihood
from riskkit.survival.design import Design, read_design
from riskkit.survival.families import FAMILIES, LocationScale
from riskkit.survival.horizon import check_horizons
from riskkit.survival.maximum import Maximum, maximise
from riskkit.survival.model import coefficient_table
from riskkit.survival.parametric import FamilyName, check_family
from riskkit.survival.plateau import PlateauCheck, check_plateau
from riskkit.survival.risk_interval import delta_interval
from riskkit.survival.small_samples import check_events_per_parameter


@dataclass(frozen=True, slots=True)
class CureModel:
    """A fitted mixture cure model.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        Index ``term``: ``susceptible: ...`` (logit of the probability of being susceptible),
        then ``time: ...`` (log time among the susceptible) and the family's shapes.
    covariance : pandas.DataFrame
        Inverse of the observed information.
    log_likelihood : float
        On the time scale.
    n, n_events : int
        People and events.
    converged : bool
        Always true: a fit that does not converge raises.
    family : str
        Distribution of the time among the susceptible.
    follow_up : float
        Longest observed time; no risk is given beyond it.
    plateau : PlateauCheck
        Read this before the coefficients.
    warnings : tuple of str
        What every output of this model must say.
    """

    coefficients: pd.DataFrame
    covariance: pd.DataFrame
    log_likelihood: float
    n: int
    n_events: int
    converged: bool
    family: str
    follow_up: float
    plateau: PlateauCheck
    warnings: tuple[str, ...]
    susceptible_design: Design
    time_design: Design

    def predict_susceptible(self, data: pd.DataFrame) -> pd.Series:
        """Return each person's probability of being susceptible (1 minus the cure fraction)."""
        theta = self.coefficients["coef"].to_numpy()
        width = 1 + len(self.susceptible_design.terms)
        logit = theta[0] + self.susceptible_design.apply(data) @ theta[1:width]
        return pd.Series(1 / (1 + np.exp(-logit)), index=data.index, name="susceptible")

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return ``log(-log(1 - risk))`` at the end of follow-up, (persons,): higher is a higher risk.

        Two predictors make up this model, so no single one is linear; this is the scale on which
        other models' predictors act, and it ranks people by their risk.
        """
        risk = self.predict_risk(data, [self.follow_up]).to_numpy()[:, 0]
        return np.log(-np.log1p(-risk))

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return each person's risk by each time, persons x times, as `ParametricModel` does."""
        horizons = check_horizons(times, self.follow_up)
        matrices = (self.susceptible_design.apply(data), self.time_design.apply(data))
        theta = self.coefficients["coef"].to_numpy()
        columns = [self._risk(theta, matrices, at) for at in horizons]
        return pd.DataFrame(
            np.column_stack(columns), index=data.index, columns=pd.Index(horizons, name="time")
        )

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return the interval of each person's risk by ``time``: columns lower, upper."""
        (horizon,) = check_horizons([time], self.follow_up)
        matrices = (self.susceptible_design.apply(data), self.time_design.apply(data))
        return delta_interval(
            lambda theta: self._risk(theta, matrices, horizon),
            self.coefficients["coef"].to_numpy(), self.covariance.to_numpy(), level, data.index,
        )  # fmt: skip

    def _risk(self, theta: FloatArray, matrices: tuple[FloatArray, FloatArray], at: float) -> FloatArray:
        logit, location, shapes = _unpack(theta, *matrices)
        dead = -np.expm1(FAMILIES[self.family].log_survival(np.log(at), location, shapes))
        return dead / (1 + np.exp(-logit))


def fit_cure(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    formula: str,
    cure_formula: str = "1",
    family: FamilyName = "weibull",
) -> CureModel:
    """Fit a mixture cure model by maximum likelihood.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1 the outcome.
    formula : str
        Covariates of the time among the susceptible; ``"1"`` for none.
    cure_formula : str
        Covariates of the probability of being susceptible; ``"1"`` for none.
    family : str
        weibull, lognormal, loglogistic or exponential.

    Raises
    ------
    DataError, NoEventsError, CollinearityError, ConvergenceError, ParameterError
        What is wrong; ConvergenceError also when nothing in the data suggests that anyone
        is cured (the probability of being susceptible runs to one).
    TooFewEventsRefused
        Fewer than five events per covariate term, both formulas together.
    """
    shape_of = check_family(family)
    if not isinstance(shape_of, LocationScale):
        raise ParameterError(
            Fault("family", "is too flexible to be told apart from a cure fraction",
                  "weibull, lognormal, loglogistic, exponential")
        )  # fmt: skip
    times, events = read_outcome(data, time, event)
    who, when = read_design(data, cure_formula), read_design(data, formula)
    gate = check_events_per_parameter(int(events.sum()), len(who.terms) + len(when.terms))
    found = _fit(np.log(times), events == 1, who.matrix, when.matrix, shape_of)
    terms = [f"susceptible: {term}" for term in ("Intercept", *who.terms)]
    terms += [f"time: {term}" for term in ("Intercept", *when.terms)] + list(shape_of.shapes)
    last = float(times.max())
    plateau = check_plateau(times, events, _still_susceptible(found, who.matrix, when.matrix, last, shape_of))
    return CureModel(
        coefficients=coefficient_table(tuple(terms), found.estimates, found.covariance, CONFIDENCE),
        covariance=pd.DataFrame(found.covariance, index=terms, columns=terms),
        log_likelihood=found.log_likelihood,
        n=len(times), n_events=int(events.sum()), converged=True,
        family=family, follow_up=last,
        plateau=plateau, warnings=plateau.warnings() + gate.warnings,
        susceptible_design=who.without_rows(), time_design=when.without_rows(),
    )  # fmt: skip


def _still_susceptible(
    found: Maximum, who: FloatArray, when: FloatArray, last: float, family: LocationScale
) -> float:
    """Return the share of those without the event at the end of follow-up who are susceptible."""
    logit, location, shapes = _unpack(found.estimates, who, when)
    susceptible = 1 / (1 + np.exp(-logit))
    waiting = susceptible * np.exp(family.log_survival(np.log(last), location, shapes))
    return float(np.mean(waiting) / np.mean(1 - susceptible + waiting))


def _unpack(theta: Any, who: FloatArray, when: FloatArray) -> tuple[Any, Any, Any]:
    """Split the parameters into logit of susceptibility, location and shapes."""
    a, b = 1 + who.shape[1], 2 + who.shape[1] + when.shape[1]
    return theta[0] + who @ theta[1:a], theta[a] + when @ theta[a + 1 : b], theta[b:]


def _fit(
    log_time: FloatArray, died: Any, who: FloatArray, when: FloatArray, family: LocationScale
) -> Maximum:
    """Maximise on standardised covariates, then return to the covariates' own units."""
    scaled = [(matrix - matrix.mean(axis=0)) / matrix.std(axis=0) for matrix in (who, when)]
    likelihood = CureLikelihood(log_time, died, scaled[0], scaled[1], family)
    share = min(max(float(died.mean()), 0.05), 0.9)
    start = np.concatenate(
        [[np.log(share / (1 - share))], np.zeros(who.shape[1]),
         [log_time[died].mean()], np.zeros(when.shape[1]), family.start]
    )  # fmt: skip
    try:
        found = maximise(likelihood, start)
    except ConvergenceError:
        raise ConvergenceError(
            Fault("model", "the likelihood has no single highest point: some parameter runs to infinity, "
                  "most often the probability of being susceptible",
                  "data in which some seem never to have the event",
                  "use fit_parametric, which has no cure fraction, or fewer covariates")
        ) from None  # fmt: skip
    back, at = np.eye(len(start)), 0
    for matrix in (who, when):
        width = matrix.shape[1]
        back[at + 1 : at + 1 + width, at + 1 : at + 1 + width] = np.diag(1 / matrix.std(axis=0))
        back[at, at + 1 : at + 1 + width] = -matrix.mean(axis=0) / matrix.std(axis=0)
        at += 1 + width
    return Maximum(back @ found.estimates, back @ found.covariance @ back.T, found.log_likelihood)
