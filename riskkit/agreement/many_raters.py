"""Fleiss' kappa and Gwet's AC1 and AC2 for two or more raters, missing ratings allowed.

One engine: observed agreement over the pairs of ratings of a subject, expected agreement
from the shares of the categories, and Gwet's linearised variance over subjects.
Sources: Fleiss 1971, Psychol Bull 76:378-382; Fleiss, Nee & Landis 1979, Psychol Bull
86:974-977 (error under chance); Gwet 2008, Br J Math Stat Psychol 61:29-48; Gwet 2014,
Handbook of Inter-Rater Reliability, 4th edition (missing ratings, weights).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from riskkit.agreement.ratings import Ratings, Table, check_confidence, read_ratings
from riskkit.agreement.result import KappaAgreement, large_sample_notes
from riskkit.agreement.weights import agreement_weights
from riskkit.checks import FloatArray
from riskkit.errors import Fault, RatingError
from riskkit.fields import CONFIDENCE

Chance = Literal["fleiss", "gwet"]


@dataclass(frozen=True, slots=True)
class _Estimate:
    value: float
    error: float
    observed: float
    expected: float
    n: int


def fleiss_kappa(
    data: Table, *, levels: Sequence[object] | None = None, confidence: float = CONFIDENCE
) -> KappaAgreement:
    """Estimate the agreement of several raters on unordered categories beyond chance.

    Parameters
    ----------
    data : pandas.DataFrame or array-like
        Subjects in rows, raters in columns, categories as labels (no counts). Missing
        ratings are allowed: each subject counts with the ratings it has.
    levels : sequence or None
        All categories; None takes those that occur.
    confidence : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    KappaAgreement
        ``std_error_null`` and ``z`` (Fleiss, Nee and Landis) only without missing
        ratings; ``by_category`` holds each used category against all others.

    Raises
    ------
    RatingError
        Fewer than two subjects or raters, fewer than two subjects with two ratings, or
        one category used throughout: kappa is then 0/0.
    """
    check_confidence(confidence)
    ratings = read_ratings(data, levels)
    counts = _counts(ratings)
    used = np.flatnonzero(counts.sum(axis=0))
    if len(used) == 1:
        raise RatingError(
            Fault(
                "data", "all ratings are in one category", "at least two categories in use",
                "kappa is 0/0 here; gwet_ac with all levels named has a value",
            )
        )  # fmt: skip
    found = _coefficient(counts, np.eye(len(ratings.levels)), "fleiss")
    null = None if ratings.n_missing else _null_error(counts)
    each = [(ratings.levels[index], _against_rest(counts, int(index))) for index in used]
    return _result("Fleiss' kappa", found, ratings, "none", confidence, null=null, by_category=tuple(each))


def gwet_ac(
    data: Table,
    *,
    weights: str | None = None,
    levels: Sequence[object] | None = None,
    confidence: float = CONFIDENCE,
) -> KappaAgreement:
    """Estimate agreement beyond chance by Gwet's AC1 (no weights) or AC2 (weights).

    It stays meaningful where almost all ratings fall in one category, where kappa sinks
    although raters agree (the "kappa paradox").

    Parameters
    ----------
    data : pandas.DataFrame or array-like
        Subjects in rows, raters in columns; missing ratings are allowed.
    weights : None or {"linear", "quadratic", "ordinal"}
        None gives AC1; the others AC2 over ordered levels.
    levels : sequence or None
        All categories that could have been used, in order. The figure depends on how
        many there are: name them, also those that nobody used.
    confidence : float
        Level of the interval, between 0 and 1.

    Raises
    ------
    RatingError
        As for `fleiss_kappa`; one category used is allowed if ``levels`` names two or
        more; weights over text without ``levels``.
    """
    check_confidence(confidence)
    ratings = read_ratings(data, levels)
    if len(ratings.levels) < 2:
        raise RatingError(
            Fault("levels", "hold one category", "at least two", "name all categories with levels=[...]")
        )
    found = _coefficient(_counts(ratings), agreement_weights(ratings, weights), "gwet")
    name = "Gwet's AC1" if weights is None else "Gwet's AC2"
    return _result(name, found, ratings, weights or "none", confidence)


def _counts(ratings: Ratings) -> FloatArray:
    """Return the counts of subjects with any rating; at least two must have two."""
    counts = ratings.counts()
    pairable = int((counts.sum(axis=1) >= 2).sum())
    if pairable < 2:
        raise RatingError(Fault("data", f"{pairable} subjects have two ratings or more", "at least 2"))
    return counts[counts.sum(axis=1) > 0]


def _coefficient(counts: FloatArray, weights: FloatArray, chance: Chance) -> _Estimate:
    """Return the coefficient and its error, linearised over subjects."""
    n, size = counts.shape
    given = counts.sum(axis=1)
    pairable = given >= 2
    shares = counts / given[:, None]
    share = shares.mean(axis=0)
    pairs = np.where(pairable, given * (given - 1), 1.0)
    agreed = (counts * (counts @ weights - 1)).sum(axis=1) / pairs
    observed = float(agreed[pairable].mean())
    if chance == "gwet":
        factor = weights.sum() / (size * (size - 1))
        parts = factor * shares @ (1 - share)
        expected = float(factor * (share * (1 - share)).sum())
    else:
        parts = shares @ (weights @ share)
        expected = float(share @ weights @ share)
    value = (observed - expected) / (1 - expected)
    own = np.where(pairable, (agreed - expected) * n / pairable.sum(), 0.0)
    pull = (own - 2 * (1 - value) * (parts - expected)) / (1 - expected)
    error = float(np.sqrt(((pull - value) ** 2).sum() / (n * (n - 1))))
    dust = 64 * np.finfo(np.float64).eps
    value = 1.0 if bool((agreed[pairable] == 1).all()) else value
    return _Estimate(value, 0.0 if error < dust else error, observed, expected, n)


def _against_rest(counts: FloatArray, category: int) -> float:
    """Return Fleiss' kappa of one category against all others together."""
    own = counts[:, category]
    binary = np.column_stack([own, counts.sum(axis=1) - own])
    return _coefficient(binary, np.eye(2), "fleiss").value


def _null_error(counts: FloatArray) -> float:
    """Return the standard error under chance alone (Fleiss, Nee and Landis 1979)."""
    n, raters = len(counts), float(counts[0].sum())
    share = counts.sum(axis=0) / counts.sum()
    spread = float((share * (1 - share)).sum())
    skew = float((share * (1 - share) * (1 - 2 * share)).sum())
    return float(np.sqrt(2 * (spread**2 - skew) / (n * raters * (raters - 1))) / spread)


def _result(
    name: str,
    found: _Estimate,
    ratings: Ratings,
    weights: str,
    confidence: float,
    *,
    null: float | None = None,
    by_category: tuple[tuple[object, float], ...] = (),
) -> KappaAgreement:
    """Put estimate, interval and what was missing together."""
    margin = float(stdtrit(found.n - 1, (1 + confidence) / 2)) * found.error
    return KappaAgreement(
        coefficient=name, estimate=found.value, std_error=found.error,
        lower=max(found.value - margin, -1.0), upper=min(found.value + margin, 1.0), confidence=confidence,
        n_subjects=found.n, n_raters=ratings.codes.shape[1], n_missing=ratings.n_missing,
        missing="each subject counts with the ratings it has" if ratings.n_missing else "none missing",
        interval="t with n - 1 degrees, linearised variance over subjects (Gwet 2008)",
        notes=large_sample_notes(found.n, found.value, found.error), weights=weights, levels=ratings.levels,
        observed_agreement=found.observed, expected_agreement=found.expected, std_error_null=null,
        z=found.value / null if null else None, by_category=by_category,
    )  # fmt: skip
