"""Discrete-time survival: the risk in each period of people who were still at risk when it began.

For follow-up that is known by week, quarter or year rather than by day. The model is that of a
binary regression on one row for each person and period (Singer & Willett 1993, Journal of
Educational Statistics 18:155), with an intercept for every period: ``link(h_ij) = a_j + x_i b``.
With the complementary log-log, ``b`` is a log hazard ratio of the proportional hazards model
behind the grouped times (Prentice & Gloeckler 1978, Biometrics 34:57).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import ExtrapolationError, Fault, ParameterError, SeparationError
from riskkit.fields import CONFIDENCE
from riskkit.survival.competing import read_outcome
from riskkit.survival.design import Design, read_design
from riskkit.survival.discrete_scoring import Link, PersonPeriods, maximise
from riskkit.survival.horizon import check_horizons
from riskkit.survival.model import coefficient_table
from riskkit.survival.risk_interval import log_log_limits
from riskkit.survival.small_samples import check_events_per_parameter

MOST_PERIODS: Final = 1_000
"""Periods with events beyond which the times are as good as continuous."""

ROUNDING: Final = 1e-9
"""Relative distance within which a time counts as the end of a period."""


@dataclass(frozen=True, slots=True)
class DiscreteModel:
    """A fitted discrete-time model.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        Index ``term``: the periods with events, written ``(begin, end]``, then the covariates;
        columns coef, se, z, p, lower, upper, on the scale of the link.
    covariance : pandas.DataFrame
        Inverse of the expected information.
    log_likelihood : float
        Of all person-periods.
    n, n_events, n_person_periods : int
        People, events, and rows of the table that was never written out.
    converged : bool
        Always true: a fit that does not converge raises.
    link : str
        logit or cloglog.
    ends : ndarray, shape (periods,)
        Ends of all periods: the horizons at which a risk is known.
    follow_up : float
        The last of them.
    warnings : tuple of str
        What every output of this model must say.
    design : Design
        How covariates are read; without the rows it was fitted to.
    with_events : ndarray of int
        Which of the periods have events; in the others the estimated hazard is 0.
    """

    coefficients: pd.DataFrame
    covariance: pd.DataFrame
    log_likelihood: float
    n: int
    n_events: int
    n_person_periods: int
    converged: bool
    link: Link
    ends: FloatArray
    follow_up: float
    warnings: tuple[str, ...]
    design: Design
    with_events: IntArray

    def linear_predictor(self, data: pd.DataFrame) -> FloatArray:
        """Return covariates times coefficients, (persons,): higher is a higher risk."""
        return self.design.apply(data) @ self._estimates()[len(self.with_events) :]

    def predict_risk(self, data: pd.DataFrame, times: Sequence[float] | FloatArray) -> pd.DataFrame:
        """Return each person's risk by each time.

        Parameters
        ----------
        data : pandas.DataFrame
            One row a person, with the model's covariates.
        times : sequence of float
            Horizons, each the end of a period (``ends``).

        Returns
        -------
        pandas.DataFrame, persons x times
            Probabilities in [0, 1], non-decreasing in time.

        Raises
        ------
        ExtrapolationError
            A horizon beyond the follow-up, or inside a period: the data do not say when in it.
        """
        horizons, last = self._periods(times)
        eta = self._eta(data)
        hazard = np.logaddexp(0.0, eta) if self.link == "logit" else np.exp(eta)
        grown = np.cumsum(np.column_stack([np.zeros(len(hazard)), hazard]), axis=1)
        risk = -np.expm1(-grown[:, np.searchsorted(self.with_events, last, side="right")])
        return pd.DataFrame(risk, index=data.index, columns=pd.Index(horizons, name="time"))

    def predict_risk_interval(
        self, data: pd.DataFrame, time: float, level: float = CONFIDENCE
    ) -> pd.DataFrame:
        """Return the interval of each person's risk by ``time``: columns lower, upper.

        Delta method on ``log(-log(1 - risk))``. Missing where no period up to ``time`` has events.
        """
        _, (last,) = self._periods([time])
        k, p = len(self.with_events), len(self.design.terms)
        used = int(np.searchsorted(self.with_events, last, side="right"))
        if not used:
            unknown = np.full(len(data), np.nan)
            return log_log_limits(unknown, unknown, level, data.index)
        matrix, eta = self.design.apply(data), self._eta(data)[:, :used]
        hazard = np.logaddexp(0.0, eta) if self.link == "logit" else np.exp(eta)
        slope = 1 / (1 + np.exp(-eta)) if self.link == "logit" else hazard
        gradient = np.zeros((len(data), k + p))
        gradient[:, :used] = slope
        gradient[:, k:] = matrix * slope.sum(axis=1, keepdims=True)
        gradient /= hazard.sum(axis=1, keepdims=True)
        error = np.sqrt(np.einsum("ij,jk,ik->i", gradient, self.covariance.to_numpy(), gradient))
        return log_log_limits(np.log(hazard.sum(axis=1)), error, level, data.index)

    def _estimates(self) -> FloatArray:
        return self.coefficients["coef"].to_numpy()

    def _eta(self, data: pd.DataFrame) -> FloatArray:
        """Return the linear predictor with intercept, persons x periods with events."""
        return self._estimates()[: len(self.with_events)] + self.linear_predictor(data)[:, None]

    def _periods(self, times: Sequence[float] | FloatArray) -> tuple[FloatArray, IntArray]:
        """Return the horizons and the periods that they end."""
        horizons = check_horizons(times, self.follow_up)
        place = np.minimum(np.searchsorted(self.ends, horizons * (1 - ROUNDING)), len(self.ends) - 1)
        if inside := int((np.abs(self.ends[place] - horizons) > ROUNDING * horizons).sum()):
            first = ", ".join(f"{end:g}" for end in self.ends[:3])
            raise ExtrapolationError(
                Fault("times", f"{inside} horizons lie inside a period", f"ends of periods: {first}, ..",
                      "the data do not say when in a period an event fell")
            )  # fmt: skip
        return horizons, place


def fit_discrete(
    data: pd.DataFrame, *, time: str, event: str, formula: str, interval: float, link: Link = "logit"
) -> DiscreteModel:
    """Fit a discrete-time survival model by maximum likelihood.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person (not a person-period: the periods are made here).
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1 the outcome.
    formula : str
        Covariates, for example ``"age + C(unit)"``; ``"1"`` for none.
    interval : float
        Width of a period in the unit of ``time``, above 0. Period j runs from ``(j - 1)``
        to ``j`` times the width, its end included; the last one ends with the follow-up.
    link : str
        logit (coefficients are log odds ratios of the event in a period) or cloglog (log hazard
        ratios of grouped continuous time).

    Returns
    -------
    DiscreteModel

    Raises
    ------
    DataError, NoEventsError, FormulaError, CollinearityError, ParameterError
        What is wrong with the columns, the covariates, the interval or the link.
    SeparationError, ConvergenceError
        No finite estimate exists; the terms or the period are named.
    TooFewEventsRefused
        Fewer than five events per covariate term.

    Notes
    -----
    Assumes that effects are the same in every period, and censoring independent of the outcome
    given the covariates. Someone censored inside a period counts as followed through it; a
    warning says how many were. A period without events has hazard 0, its maximum-likelihood
    estimate, and no term. Estimates, errors and log-likelihood equal those of R's ``glm`` on the
    expanded rows.
    """
    if link not in ("logit", "cloglog"):
        raise ParameterError(Fault("link", "is not known", "logit, cloglog"))
    times, events = read_outcome(data, time, event)
    ends, period, partial = _cut(times, events, interval)
    design = read_design(data, formula)
    gate = check_events_per_parameter(int(events.sum()), len(design.terms))
    with_events = np.unique(period[events == 1])
    names = _names(ends, with_events, interval)
    rows, spread, centre, start = _lay_out(period, events == 1, design, with_events, names, link)
    intercepts, beta, point = maximise(rows, start, link, design.terms)
    back = np.eye(len(start) + len(beta))
    back[len(start) :, len(start) :] = np.diag(1 / spread)
    back[: len(start), len(start) :] = -centre / spread
    covariance = back @ np.linalg.inv(point.information()) @ back.T
    terms = [*names, *design.terms]
    return DiscreteModel(
        coefficients=coefficient_table(terms, back @ np.concatenate([intercepts, beta]), covariance),
        covariance=pd.DataFrame(covariance, index=terms, columns=terms),
        log_likelihood=point.log_likelihood,
        n=len(times), n_events=int(events.sum()), n_person_periods=int((period + 1).sum()),
        converged=True, link=link, ends=ends, follow_up=float(ends[-1]),
        warnings=gate.warnings + _warnings(partial, len(times)),
        design=design.without_rows(), with_events=with_events,
    )  # fmt: skip


def _cut(times: FloatArray, events: IntArray, interval: float) -> tuple[FloatArray, IntArray, int]:
    """Return the ends of the periods, each person's last period, and how many were censored inside one."""
    if not 0 < interval < np.inf:
        raise ParameterError(Fault("interval", "is not the width of a period", "a number above 0"))
    ratio = times / interval
    whole = np.abs(ratio - np.round(ratio)) <= ROUNDING * np.maximum(ratio, 1.0)
    period = np.where(whole, np.maximum(np.round(ratio), 1), np.ceil(ratio)).astype(np.int64) - 1
    used = len(np.unique(period[events == 1]))
    if used > MOST_PERIODS:
        raise ParameterError(
            Fault("interval", f"makes {used} periods with events", f"at most {MOST_PERIODS}",
                  "choose longer periods, or fit_cox for continuous times")
        )  # fmt: skip
    ends = interval * np.arange(1.0, period.max() + 2)
    ends[-1] = times.max()  # a last period that follow-up cuts short ends there for everyone
    partial = (events == 0) & ~whole & (times < times.max())
    return ends, period, int(partial.sum())


def _names(ends: FloatArray, with_events: IntArray, interval: float) -> list[str]:
    return [f"({interval * j:.10g}, {ends[j]:.10g}]" for j in with_events]


def _lay_out(
    period: IntArray, died: FloatArray, design: Design, with_events: IntArray, names: list[str], link: Link
) -> tuple[PersonPeriods, FloatArray, FloatArray, FloatArray]:
    """Sort people by periods at risk and standardise; return rows, spread, centre, first intercepts."""
    order = np.argsort(-period, kind="stable")
    centre, spread = design.matrix.mean(axis=0), design.matrix.std(axis=0)
    falling = -period[order]
    at_risk = np.searchsorted(falling, -with_events, side="right")
    ended = np.searchsorted(falling, -with_events, side="left")
    deaths = np.array([np.count_nonzero(died[period == j]) for j in with_events])
    if (everyone := deaths == at_risk).any():
        name = names[int(np.flatnonzero(everyone)[0])]
        raise SeparationError(
            Fault(f"period {name}", "everyone still followed had the event in it: its hazard is 1",
                  "someone without the event in every period", "choose a longer interval")
        )  # fmt: skip
    share = deaths / at_risk
    start = np.log(share / (1 - share)) if link == "logit" else np.log(-np.log1p(-share))
    rows = PersonPeriods((design.matrix[order] - centre) / spread, at_risk, ended, died[order])
    return rows, spread, centre, start


def _warnings(partial: int, n: int) -> tuple[str, ...]:
    if not partial:
        return ()
    return (
        f"{partial} of {n} people were censored inside a period and count as followed through it; "
        "the shorter the interval, the less that lowers the risk.",
    )
