"""Brier score and AUC of many weightings of the same people at once, for resampling without copies.

``weights`` has shape (k, n), one row a sample, as in ``weighted_pairs``; people stand in order
of time. The figures are those of the public measures on rows repeated that often.
"""

from typing import Any

import numpy as np

from riskkit.survival.compiled import compiled


@compiled
def known_weights(starts: Any, time: Any, event: Any, horizon: float, weights: Any) -> Any:
    """Return weight times inverse probability of being uncensored, shape (k, n).

    As in ``censoring.at_horizon``: 0 for those censored before the horizon. ``starts`` holds
    the first row of each distinct time, and n.
    """
    found = np.zeros(weights.shape)
    for k in range(len(weights)):
        weight = weights[k]
        followed, staying = weight.sum(), 1.0
        for group in range(len(starts) - 1):
            if time[starts[group]] >= horizon:
                break
            censored, happened = 0.0, 0.0
            for row in range(starts[group], starts[group + 1]):
                if event[row] == 0:
                    censored += weight[row]
                elif weight[row] > 0:
                    happened += weight[row]
                    found[k, row] = weight[row] / staying
            if followed > happened:
                staying *= 1 - censored / (followed - happened)
            followed -= censored + happened
        late = np.searchsorted(time, horizon)
        found[k, late:] = weight[late:] * (1 / staying if staying > 0 else 0.0)
    return found


@compiled
def score_squares(outcome: Any, risk: Any, known: Any, weights: Any) -> Any:
    """Return Brier score, the group's own and the no-information score, observed risk: (k, 4).

    The no-information score sets every outcome against every prediction (Gerds & Schumacher,
    Biometrics 2007).
    """
    samples, n = known.shape
    found = np.zeros((samples, 4))
    for k in range(samples):
        persons, total, cases, loss, mean, square = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for row in range(n):
            weight = known[k, row]
            persons += weights[k, row]
            mean += weights[k, row] * risk[row]
            square += weights[k, row] * risk[row] ** 2
            total += weight
            cases += weight * outcome[row]
            loss += weight * (outcome[row] - risk[row]) ** 2
        mean, square = mean / persons, square / persons
        found[k, 0] = loss / persons
        found[k, 1] = cases * (1 - cases / total) / persons
        found[k, 2] = (cases * (1 - 2 * mean) + total * square) / persons
        found[k, 3] = cases / persons
    return found


@compiled
def compare_sides(outcome: Any, ranks: Any, distinct: int, known: Any) -> Any:
    """Return the area under the ROC curve of each sample, shape (k,); ranks from 0, ties equal."""
    samples, n = known.shape
    found = np.full(samples, np.nan)
    for k in range(samples):
        cases, free = np.zeros(distinct), np.zeros(distinct)
        for row in range(n):
            if outcome[row]:
                cases[ranks[row]] += known[k, row]
            else:
                free[ranks[row]] += known[k, row]
        below, area = 0.0, 0.0
        for rank in range(distinct):
            area += cases[rank] * (below + free[rank] / 2)
            below += free[rank]
        if area > 0 or (cases.any() and below > 0):
            found[k] = area / (cases.sum() * below)
    return found
