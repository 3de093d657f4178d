"""Uno's concordance: pairs weighted so that the pattern of censoring does not matter."""

from typing import Any

import numpy as np

from riskkit.errors import DataError, Fault, NoEventsError
from riskkit.fields import OUTCOME
from riskkit.validation.censoring import uncensored
from riskkit.validation.concordance import Concordance, join_near_ties, pair_shares, summarise
from riskkit.validation.outcomes import Outcomes, check_horizon, check_outcomes


def uno_concordance(time: Any, event: Any, linear_predictor: Any, *, tau: float | None = None) -> Concordance:
    """Return Uno's concordance, up to ``tau``.

    Parameters
    ----------
    time : array-like, shape (n,)
        Follow-up, above 0.
    event : array-like, shape (n,)
        0 censored, 1 the outcome.
    linear_predictor : array-like, shape (n,)
        Higher means sooner.
    tau : float, optional
        Only events up to this time count; without it, all events.

    Returns
    -------
    Concordance
        In [0, 1]; counts are weighted. The interval is made on the logit scale.

    Raises
    ------
    DataError, NoEventsError, ParameterError, ExtrapolationError
        Arrays that do not fit, no events up to ``tau``, ``tau`` past the follow-up, or
        competing events: a pair has no single weight then; use ``auc_at`` or ``concordance``.

    Notes
    -----
    Each pair opened by an event at t weighs one over the squared chance of being uncensored
    just before t. The standard error takes these weights as known, as R's
    ``survival::concordance(timewt = "n/G2")`` does, to which estimate and error are equal.
    Source: Uno et al., Statistics in Medicine 2011.
    """
    outcomes, arrays = check_outcomes(time, event, linear_predictor=linear_predictor)
    if (outcomes.event > OUTCOME).any():
        raise DataError(
            Fault("event", "has competing events", "codes 0 and 1 only", "use auc_at or concordance")
        )
    until = np.inf if tau is None else check_horizon(outcomes, tau, "tau")
    if not ((outcomes.event == OUTCOME) & (outcomes.time <= until)).any():
        raise NoEventsError(Fault("event", "has no events up to tau", "at least one event"))
    outcomes = Outcomes(join_near_ties(outcomes.time), outcomes.event)
    curve = uncensored(outcomes)
    survival = curve.before[curve.places]
    gains = np.divide(1.0, survival**2, out=np.zeros(outcomes.n), where=outcomes.time <= until)
    shares = pair_shares(outcomes.time, outcomes.event == OUTCOME, arrays["linear_predictor"], gains=gains)
    return summarise([shares], outcomes)
