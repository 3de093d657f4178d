"""Harrell's concordance of a Cox model with the rows it was fitted to."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from riskkit.checks import FloatArray
from riskkit.survival.concordance_kernel import count_earlier, count_later, rank_values
from riskkit.survival.cox_data import CoxRows


@dataclass(frozen=True, slots=True)
class ModelConcordance:
    """The probability that the one with the higher linear predictor fails first.

    Attributes
    ----------
    estimate : float
        In [0, 1]; 0.5 is chance.
    std_error : float
        Infinitesimal jackknife.
    concordant, discordant, tied : float
        Weight of the comparable pairs, within strata; equal linear predictors count one half.
    """

    estimate: float
    std_error: float
    concordant: float
    discordant: float
    tied: float


def model_concordance(rows: CoxRows, linear: FloatArray) -> ModelConcordance:
    """Return the concordance of ``linear`` (n,), in the order of ``rows``; NaN without a pair.

    Equal to R's ``survival::concordance`` of a fitted model: late entries are compared only from
    their entry on.
    """
    edges = np.append(rows.starts[:-1][rows.fresh], rows.starts[-1])
    group = rows.group
    pieces = [_pieces(rows, linear, group, slice(low, high)) for low, high in pairwise(edges)]
    counts = np.sum([count for count, _ in pieces], axis=0)
    concordant, discordant, tied = (float(count) for count in counts)
    pairs = concordant + discordant + tied
    if not pairs > 0:
        return ModelConcordance(np.nan, np.nan, concordant, discordant, tied)
    somers = (concordant - discordant) / pairs
    variance = 0.0
    for (_, influence), low, high in zip(pieces, edges[:-1], edges[1:], strict=True):
        higher, lower, equal = influence
        change = rows.weights[low:high] * ((higher - lower) - somers * (higher + lower + equal)) / pairs
        variance += float(change @ change)
    return ModelConcordance((somers + 1) / 2, float(np.sqrt(variance)) / 2, concordant, discordant, tied)


def _pieces(rows: CoxRows, linear: FloatArray, group: Any, part: slice) -> tuple[Any, FloatArray]:
    """Return one stratum's pair counts and each row's influence on them."""
    weights, predictor, died = rows.weights[part], linear[part], rows.died[part]
    clock = -group[part].astype(np.int64)  # rising with time
    n = len(clock)
    source = np.arange(n)
    if len(rows.entry):  # a second copy with negative weight takes each row out before its entry
        clock = np.concatenate([clock, -rows.entered[part]])
        source = np.concatenate([source, source])
        weights = np.concatenate([weights, -weights])
        died = np.concatenate([died, np.zeros(n, dtype=bool)])
    order = np.argsort(clock, kind="stable")
    predictor = predictor[source]
    ranks, distinct = rank_values(predictor, np.argsort(predictor))
    arguments = (clock[order].astype(np.int32), died[order], ranks[order], distinct)
    later = count_later(*arguments, weights[order])
    earlier = count_earlier(*arguments, weights[order])
    influence = np.empty((3, len(order)))
    influence[:, order] = later + earlier
    counts = later @ weights[order]
    if len(rows.entry):
        influence = influence[:, :n] - influence[:, n:]
    return counts, influence
