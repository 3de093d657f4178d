"""The fast road: a Cox model fitted again to samples of its own sorted rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import ExtrapolationError, Fault, NoEventsError, ParameterError
from riskkit.fields import CENSORED, OUTCOME
from riskkit.survival.cox_data import CoxRows, repeat_rows
from riskkit.survival.cox_firth import maximise_firth
from riskkit.survival.cox_fit import ridge_scale
from riskkit.survival.cox_likelihood import likelihood
from riskkit.survival.cox_model import CoxModel
from riskkit.survival.cox_newton import maximise
from riskkit.survival.small_samples import check_events_per_parameter
from riskkit.validation.cox_search import combine, followed_until, hazard_by, search
from riskkit.validation.outcomes import Outcomes
from riskkit.validation.people import Predictions


def outcomes_of(model: CoxModel) -> Outcomes:
    """Return the outcomes that a Cox model was fitted to, in the order of its table.

    Raises
    ------
    ParameterError
        Late entry or case weights: measures here count every row once and from time 0.
    """
    rows = model.follow_up_rows.rows
    faults: list[Fault] = []
    if len(rows.leaving):
        faults.append(
            Fault("fit", "has late entry", "people followed from time 0", "use concordance(..., entry=...)")
        )
    if len(rows.order) != len(model.follow_up_rows.index) or (rows.weights != 1).any():
        faults.append(
            Fault("fit", "has case weights", "every row counted once", "measure with weights yourself")
        )
    if faults:
        raise ParameterError(faults)
    time, event = np.empty(len(rows.order)), np.empty(len(rows.order), dtype=np.int64)
    time[rows.order] = rows.time[rows.group]
    event[rows.order] = np.where(rows.died, OUTCOME, CENSORED)
    return Outcomes(time, event)


@dataclass(frozen=True)
class CoxRoad:
    """Fit a Cox model to frequencies of its rows; coefficients and risks as on repeated rows.

    Attributes
    ----------
    rows : CoxRows
        The sorted rows, each counting once.
    terms : tuple of str
    efron : bool
    penalty : "firth", float or None
    begin : ndarray, shape (p,)
        Coefficients of all people, for standardised covariates.
    shares : ndarray, shape (n, p)
        What each row adds to them, to first order: a search begins at the sample's sum.
    places : ndarray of int, shape (n,)
        Place in ``rows`` of each person, in the order in which predictions must stand.
    horizon : float or None
        For the risks; None where none are needed.
    """

    rows: CoxRows
    terms: tuple[str, ...]
    efron: bool
    penalty: str | float | None
    begin: FloatArray
    shares: FloatArray
    places: IntArray
    horizon: float | None

    def predictions(self, frequencies: FloatArray) -> Predictions:
        """Fit to rows counted ``frequencies`` times, (n,) in the table's order; predict all.

        Raises
        ------
        FitError, GateRefused, ExtrapolationError
            The sample cannot carry the model, or was not followed to the horizon.
        """
        counted = repeat_rows(self.rows, frequencies, self.rows.weights)
        self._check(counted)
        linear = combine(counted.matrix, self._estimate(counted))
        if self.horizon is None:
            return Predictions(linear[self.places], None, proportional=True)
        hazard = hazard_by(linear, counted.layout, counted.time, counted.stratum, self.horizon, self.efron)
        own = hazard[counted.stratum[counted.group]] if hazard.size > 1 else hazard
        risk = -np.expm1(-np.exp(linear) * own)
        return Predictions(linear[self.places], risk[self.places], proportional=True)

    def _estimate(self, counted: CoxRows) -> FloatArray:
        if self.penalty == "firth":
            return maximise_firth(likelihood(counted, self.efron), self.terms).beta
        ridge = np.zeros(len(self.terms))
        if self.penalty is not None:
            ridge = float(self.penalty) * ridge_scale(counted)
        if self.terms:
            beta, arrived = search(counted.matrix, counted.layout, ridge, self.begin, self.shares, self.efron)
            if arrived:
                return beta
        return maximise(likelihood(counted, self.efron), self.terms, ridge).beta

    def _check(self, counted: CoxRows) -> None:
        """Refuse what fitting to repeated rows would refuse."""
        if not counted.n_events:
            raise NoEventsError(Fault("sample", "has no events", "at least one event"))
        free = self.penalty is not None or len(self.terms) == 1
        check_events_per_parameter(counted.n_events, len(self.terms), penalised=free)
        if self.horizon is None:
            return
        last = followed_until(counted.frequencies, counted.starts, counted.time, counted.stratum)
        if (last < self.horizon).any():
            raise ExtrapolationError(Fault("sample", "was not followed to the horizon", "an earlier horizon"))


def cox_road(model: CoxModel, data: pd.DataFrame, order: IntArray, horizon: float | None) -> CoxRoad:
    """Return the road of a model fitted to ``data``; ``order`` as predictions must stand.

    Raises
    ------
    ParameterError
        The model was fitted to another number of rows.
    """
    read = model.follow_up_rows
    if len(read.index) != len(data):
        raise ParameterError(
            Fault("fit", f"was fitted to {len(read.index)} rows, not to the {len(data)} given",
                  "the table it was fitted to", "give functools.partial(fit_cox, ...) instead")
        )  # fmt: skip
    places = np.empty(len(data), dtype=np.int64)
    places[read.rows.order] = np.arange(len(data))
    fit = model.fit
    shares = np.zeros((len(data), len(model.terms)))
    if model.terms:
        shares = model.residuals("dfbeta").to_numpy()[read.rows.order] * read.rows.spread
    return CoxRoad(
        read.rows, model.terms, fit.task.efron, fit.penalty, fit.beta, shares, places[order], horizon
    )
