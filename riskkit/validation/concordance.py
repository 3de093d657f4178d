"""Concordance: the probability that the one with the higher linear predictor fails first."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.errors import DataError, Fault, NoEventsError
from riskkit.fields import OUTCOME
from riskkit.survival.concordance_kernel import count_earlier, count_later, group_times, rank_values
from riskkit.validation.estimate import Estimate, logit_limits
from riskkit.validation.outcomes import Outcomes, check_outcomes

TIED_GAP = float(np.sqrt(np.finfo(np.float64).eps))
"""Times closer than this (relative to their mean) are tied, as in R's survival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance(Estimate):
    """Concordance with its counts.

    Attributes
    ----------
    concordant, discordant, tied : float
        Weight of the comparable pairs in which the higher linear predictor failed first,
        failed last, or in which both linear predictors were equal.
    n, n_events : int
        Persons and events.
    """

    concordant: float
    discordant: float
    tied: float
    n: int
    n_events: int


def concordance(
    time: Any,
    event: Any,
    linear_predictor: Any,
    *,
    weights: Any = None,
    entry: Any = None,
    strata: Any = None,
    cause: int = OUTCOME,
) -> Concordance:
    """Return Harrell's concordance with the infinitesimal jackknife's standard error.

    Parameters
    ----------
    time : array-like, shape (n,)
        Follow-up, above 0.
    event : array-like, shape (n,)
        0 censored, 1 the outcome; 2 and up competing events.
    linear_predictor : array-like, shape (n,)
        Higher means sooner; a risk will do as well, since only its order counts.
    weights : array-like, shape (n,), optional
        Case weights from 0 up.
    entry : array-like, shape (n,), optional
        Time at which each came under observation (left truncation), below ``time``.
    strata : array-like, shape (n,), optional
        Only pairs within one stratum are compared.
    cause : int
        The event code that counts as the outcome; the others above 0 are then competing.

    Returns
    -------
    Concordance
        In [0, 1]; 0.5 is chance. The interval is made on the logit scale.

    Raises
    ------
    DataError, NoEventsError
        Arrays that do not fit, no events, or no comparable pair.

    Notes
    -----
    A pair is comparable if the earlier time is an event and the other is still at risk then
    (one censored at the very time of the event counts as at risk; two events at one time are
    not comparable). Equal linear predictors count one half. Times closer than 1.5e-8 of their
    mean are tied. Somebody with a competing event can no longer have the outcome and counts
    as failing last (Wolbers et al., Epidemiology 2009), which needs no assumption only when
    nobody is censored. Sources: Harrell et al., JAMA 1982; Therneau & Watson, Mayo Clinic
    technical report 85 (2015); equal to ``survival::concordance`` in R.
    """
    outcomes, arrays = _checked(time, event, linear_predictor, weights, entry, cause)
    if not outcomes.n_events:
        raise NoEventsError(Fault("event", "has no events of the outcome", "at least one event"))
    pieces = [
        _counted(outcomes.take(rows), {name: array[rows] for name, array in arrays.items()})
        for rows in _strata_rows(strata, outcomes.n)
    ]
    return summarise(pieces, outcomes)


def _checked(
    time: Any, event: Any, linear_predictor: Any, weights: Any, entry: Any, cause: int
) -> tuple[Outcomes, dict[str, FloatArray]]:
    given = {"linear_predictor": linear_predictor, "weights": weights, "entry": entry}
    outcomes, arrays = check_outcomes(
        time, event, cause=cause, **{name: value for name, value in given.items() if value is not None}
    )
    if entry is not None and (late := int((arrays["entry"] >= outcomes.time).sum())):
        raise DataError(Fault("entry", f"{late} values are not below time", "entry before time"))
    return outcomes, arrays


def _strata_rows(strata: Any, n: int) -> list[Any]:
    if strata is None:
        return [slice(None)]
    labels = np.asarray(strata)
    if labels.shape != (n,):
        raise DataError(Fault("strata", "length differs from time", "one value a person"))
    _, codes = np.unique(labels.astype(str) if labels.dtype.kind == "O" else labels, return_inverse=True)
    return [np.flatnonzero(codes == code) for code in range(int(codes.max()) + 1)]


@dataclass(frozen=True, slots=True)
class PairShares:
    """Each row's share of the comparable pairs.

    Attributes
    ----------
    counts : ndarray, shape (3,)
        Concordant, discordant and tied pair weight.
    influence : ndarray, shape (3, n)
        Derivative of the counts with respect to each row's weight.
    weights : ndarray, shape (n,)
        The rows' case weights.
    order : ndarray of int, shape (n,)
        Where in the input each row of the above came from (they stand in order of time).
    """

    counts: FloatArray
    influence: FloatArray
    weights: Any
    order: Any


def pair_shares(
    time: FloatArray,
    died: Any,
    linear_predictor: FloatArray,
    weights: FloatArray | None = None,
    gains: FloatArray | None = None,
) -> PairShares:
    """Count the comparable pairs and each row's share in them.

    Parameters
    ----------
    time, linear_predictor : ndarray, shape (n,)
    died : ndarray of bool, shape (n,)
    weights : ndarray, shape (n,), optional
        Case weights; may be negative for rows that take others out of the risk set.
    gains : ndarray, shape (n,), optional
        Weight of the pairs that each event opens (Uno's weights); ones without it.
    """
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(np.argsort, linear_predictor)
        order = np.argsort(time)
        groups = group_times(time[order], TIED_GAP)
        died = np.ascontiguousarray(died[order])
        ranks, distinct = rank_values(linear_predictor, waiting.result())
        ranks = ranks[order]
        whole = weights is None and gains is None
        case = np.ones(len(time), np.int32) if weights is None else weights[order]
        gain = 1.0 if gains is None else gains[order]
        opened = case if whole else np.asarray(case * gain, dtype=np.float64)
        waiting = other.submit(count_later, groups, died, ranks, distinct, case)
        earlier = count_earlier(groups, died, ranks, distinct, opened)
        later = waiting.result()
    if not whole:
        later *= gain
    counts = later.sum(axis=1) if weights is None else later @ case
    return PairShares(counts, np.add(later, earlier, out=later), case, order)


def summarise(pieces: list[PairShares], outcomes: Outcomes) -> Concordance:
    """Return the concordance over strata, its jackknife error and its interval.

    Raises
    ------
    DataError
        There is no comparable pair.
    """
    concordant, discordant, tied = np.sum([piece.counts for piece in pieces], axis=0)
    pairs = concordant + discordant + tied
    if not pairs > 0:
        raise DataError(
            Fault("time, event", "there is no comparable pair", "an event while others are still at risk")
        )
    somers = (concordant - discordant) / pairs
    variance = 0.0
    for piece in pieces:
        higher, lower, equal = piece.influence
        change = piece.weights * ((higher - lower) - somers * (higher + lower + equal)) / pairs
        variance += float(change @ change)
    estimate, std_error = float((somers + 1) / 2), float(np.sqrt(variance) / 2)
    below, above = logit_limits(estimate, std_error)
    return Concordance(
        estimate=estimate, std_error=std_error, lower=below, upper=above,
        concordant=float(concordant), discordant=float(discordant), tied=float(tied),
        n=outcomes.n, n_events=outcomes.n_events,
    )  # fmt: skip


def join_near_ties(time: FloatArray) -> FloatArray:
    """Return the times with those made equal that count as tied."""
    order = np.argsort(time)
    ordered = time[order]
    groups = group_times(ordered, TIED_GAP)
    joined = np.empty_like(time)
    joined[order] = ordered[np.searchsorted(groups, groups)]
    return joined


def never_failing(outcomes: Outcomes) -> FloatArray:
    """Return the times, with those who had a competing event moved behind everybody else."""
    competing = outcomes.event > OUTCOME
    if not competing.any():
        return outcomes.time
    return np.where(competing, 2.0 * outcomes.time.max(), outcomes.time)


def _counted(outcomes: Outcomes, arrays: dict[str, FloatArray]) -> PairShares:
    """Count one stratum; late entries are taken out of the risk sets before they entered."""
    time, died = never_failing(outcomes), outcomes.event == OUTCOME
    predictor, weights, entry = arrays["linear_predictor"], arrays.get("weights"), arrays.get("entry")
    if entry is None:
        return pair_shares(time, died, predictor, weights)
    n = outcomes.n
    weights = np.ones(n) if weights is None else weights
    both = pair_shares(
        np.concatenate([time, entry]),
        np.concatenate([died, np.zeros(n, bool)]),
        np.concatenate([predictor, predictor]),
        np.concatenate([weights, -weights]),
    )
    influence = np.empty_like(both.influence)
    influence[:, both.order] = both.influence
    return PairShares(both.counts, influence[:, :n] - influence[:, n:], weights, np.arange(n))
