"""Krippendorff's alpha for any number of raters, four scales and missing ratings.

alpha = 1 - (n - 1) * sum over subjects of D_u / (m_u - 1) / D, where D_u adds the squared
differences of all ordered pairs of ratings within subject u (m_u ratings), and D those of
all pairs of the n pairable ratings together. Source: Krippendorff 2019, Content Analysis,
4th edition, chapter 12. Ordinal differences are differences of mid-ranks, so they change
with every bootstrap sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from riskkit.agreement.ratings import Ratings, Table, check_confidence, read_numbers, read_ratings
from riskkit.agreement.result import SMALL, AlphaAgreement
from riskkit.checks import FloatArray, IntArray
from riskkit.errors import Fault, ParameterError, RatingError
from riskkit.fields import CONFIDENCE

SCALES: Final = ("nominal", "ordinal", "interval", "ratio")
BATCH: Final = 64
MOST_RATIO_VALUES: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Units:
    """Pairable subjects: counts by level, numbers of ratings, and the levels as numbers."""

    counts: csr_array
    size: FloatArray
    values: FloatArray
    scale: str


def krippendorff_alpha(
    data: Table,
    *,
    scale: str = "nominal",
    levels: Sequence[object] | None = None,
    cluster: Sequence[object] | None = None,
    replicates: int = 2_000,
    seed: int = 1,
    confidence: float = CONFIDENCE,
) -> AlphaAgreement:
    """Estimate reliability as one minus observed over expected disagreement.

    Parameters
    ----------
    data : pandas.DataFrame or array-like
        Subjects in rows, raters in columns; missing ratings are allowed. Subjects with
        fewer than two ratings cannot be paired and are left out.
    scale : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two different ratings are. Interval and ratio need numbers, ratio
        none below zero; ordinal text needs ``levels``.
    levels : sequence or None
        All categories from low to high.
    cluster : sequence or None
        Which rows belong together (one label a row), for example the person when each row
        is an item of a person; the bootstrap then draws whole clusters.
    replicates : int
        Bootstrap samples of subjects (or clusters), from 100 up.
    seed : int
        Seed of the bootstrap, from 0 up; the same seed gives the same interval.
    confidence : float
        Level of the percentile interval, between 0 and 1.

    Returns
    -------
    AlphaAgreement

    Raises
    ------
    RatingError
        Fewer than two pairable subjects or clusters, no variation among pairable ratings (alpha is
        0/0), text or negative numbers where the scale has none.
    ParameterError
        An unknown scale, or replicates, seed or confidence out of range.
    """
    _check_parameters(scale, replicates, seed)
    check_confidence(confidence)
    ratings = _read(data, scale, levels)
    units = _units(ratings, scale)
    n = len(units.size)
    groups = _clusters(ratings, cluster)
    estimate = float(_alphas(units, np.ones((1, n)))[0])
    if np.isnan(estimate):
        raise RatingError(
            Fault(
                "data", "all pairable ratings are alike", "at least two different ratings",
                "alpha is 0/0 here; gwet_ac with all levels named has a value",
            )
        )  # fmt: skip
    drawn = _bootstrap(units, groups, replicates, seed)
    kept = drawn[~np.isnan(drawn)]
    if len(kept) < 2:
        raise RatingError(Fault("data", "varies too little for a bootstrap", "more subjects that differ"))
    lower, upper = np.quantile(kept, [(1 - confidence) / 2, (1 + confidence) / 2])
    undefined = len(drawn) - len(kept)
    left_out = len(ratings.codes) - n
    return AlphaAgreement(
        coefficient="Krippendorff's alpha", estimate=estimate, std_error=float(kept.std(ddof=1)),
        lower=float(lower), upper=float(upper), confidence=confidence, n_subjects=n,
        n_raters=ratings.codes.shape[1], n_missing=ratings.n_missing,
        missing=f"each subject counts with the ratings it has; {left_out} with fewer than two left out"
        if ratings.n_missing else "none missing",
        interval=f"percentiles of {len(kept)} bootstrap samples of subjects, seed {seed}",
        n_clusters=int(groups.max()) + 1,
        notes=_notes(int(groups.max()) + 1, undefined, float(kept.std())), scale=scale, levels=ratings.levels,
        n_pairable=int(units.size.sum()), replicates=replicates, seed=seed, n_undefined=undefined,
    )  # fmt: skip


def _check_parameters(scale: str, replicates: int, seed: int) -> None:
    faults: list[Fault] = []
    if scale not in SCALES:
        faults.append(Fault("scale", "is not a known scale", ", ".join(SCALES)))
    if replicates < 100:
        faults.append(Fault("replicates", "are too few", "100 or more"))
    if seed < 0:
        faults.append(Fault("seed", "is negative", "a whole number from 0 up"))
    if faults:
        raise ParameterError(faults)


def _read(data: Table, scale: str, levels: Sequence[object] | None) -> Ratings:
    """Return the ratings, refusing what the scale cannot hold."""
    if scale in ("interval", "ratio"):
        numbers = read_numbers(data)
        if scale == "ratio" and (below := int((numbers < 0).sum())):
            raise RatingError(Fault("data", f"{below} ratings are negative", "a ratio scale starts at 0"))
    ratings = read_ratings(data, levels)
    if scale == "ordinal" and not ratings.ordered:
        raise RatingError(
            Fault("levels", "are text in no known order", "levels=[...] from low to high", "pass levels")
        )
    if scale == "ratio" and len(ratings.levels) > MOST_RATIO_VALUES:
        found = f"holds {len(ratings.levels)} different values"
        raise RatingError(Fault("data", found, f"at most {MOST_RATIO_VALUES} on a ratio scale", "round them"))
    return ratings


def _units(ratings: Ratings, scale: str) -> _Units:
    """Return the pairable subjects as a sparse table of counts."""
    given = ratings.codes >= 0
    pairable = given.sum(axis=1) >= 2
    if pairable.sum() < 2:
        found = f"{int(pairable.sum())} subjects have two ratings or more"
        raise RatingError(Fault("data", found, "at least 2"))
    codes = ratings.codes[pairable]
    rows, columns = np.nonzero(codes >= 0)
    table = csr_array(
        (np.ones(len(rows)), (rows, codes[rows, columns])), shape=(len(codes), len(ratings.levels))
    )
    table.sum_duplicates()
    numeric = scale in ("interval", "ratio")
    values = np.asarray(ratings.levels if numeric else range(len(ratings.levels)), dtype=np.float64)
    return _Units(table, (codes >= 0).sum(axis=1).astype(np.float64), values, scale)


def _clusters(ratings: Ratings, cluster: Sequence[object] | None) -> IntArray:
    """Return the number of each pairable subject's cluster; every subject its own without any."""
    pairable = (ratings.codes >= 0).sum(axis=1) >= 2
    if cluster is None:
        return np.arange(int(pairable.sum()))
    labels = pd.Series(list(cluster), dtype=object)
    if len(labels) != len(ratings.codes) or labels.isna().any():
        found = f"{len(labels)} labels, {int(labels.isna().sum())} missing"
        raise RatingError(Fault("cluster", f"has {found}", f"{len(ratings.codes)} labels, one a row"))
    numbers = pd.factorize(labels[pairable])[0].astype(np.int64)
    if numbers.max() == 0:
        raise RatingError(Fault("cluster", "names one cluster", "at least 2"))
    return numbers


def _bootstrap(units: _Units, clusters: IntArray, replicates: int, seed: int) -> FloatArray:
    """Return alpha of samples of clusters drawn with replacement; NaN where undefined."""
    generator = np.random.default_rng(seed)
    n = int(clusters.max()) + 1
    found: list[FloatArray] = []
    for start in range(0, replicates, BATCH):
        size = min(BATCH, replicates - start)
        draws = generator.multinomial(n, np.full(n, 1 / n), size).astype(np.float64)
        found.append(_alphas(units, draws[:, clusters]))
    return np.concatenate(found)


def _alphas(units: _Units, draws: FloatArray) -> FloatArray:
    """Return alpha for each row of draws (how often each subject counts)."""
    totals = np.asarray(draws @ units.counts)
    n = draws @ units.size
    if units.scale in ("nominal", "ratio"):
        observed, expected = _by_matrix(units, draws, totals, n)
    else:
        observed, expected = _by_position(units, draws, totals, n)
    varied = (totals > 0).sum(axis=1) > 1
    expected = np.where(varied, expected, 1.0)
    return np.where(varied, 1 - (n - 1) * observed / expected, np.nan)


def _by_matrix(
    units: _Units, draws: FloatArray, totals: FloatArray, n: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected disagreement for differences that the levels fix."""
    if units.scale == "nominal":
        within = units.size**2 - np.asarray(units.counts.power(2).sum(axis=1)).ravel()
        return draws @ (within / (units.size - 1)), n**2 - (totals**2).sum(axis=1)
    together = np.add.outer(units.values, units.values)
    apart = np.subtract.outer(units.values, units.values)
    squared = np.divide(apart, together, out=np.zeros_like(apart), where=together > 0) ** 2
    within = np.asarray(units.counts.multiply(units.counts @ squared).sum(axis=1)).ravel()
    return draws @ (within / (units.size - 1)), ((totals @ squared) * totals).sum(axis=1)


def _by_position(
    units: _Units, draws: FloatArray, totals: FloatArray, n: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected disagreement for squared distances on a line.

    Ordinal positions are the mid-ranks in each sample. With positions centred on the
    sample's mean, all pairs together differ by 2 n times the sum of squares.
    """
    if units.scale == "ordinal":
        places = np.cumsum(totals, axis=1) - totals / 2 - n[:, None] / 2
    else:
        places = units.values[None, :] - (totals @ units.values / n)[:, None]
    first = np.asarray(units.counts @ places.T).T
    second = np.asarray(units.counts @ (places**2).T).T
    within = 2 * (units.size * second - first**2) / (units.size - 1)
    return (draws * within).sum(axis=1), 2 * n * (draws * second).sum(axis=1)


def _notes(n: int, undefined: int, spread: float) -> tuple[str, ...]:
    notes: list[str] = []
    if n < SMALL:
        notes.append(f"the bootstrap rests on {n} subjects: its interval tends to be too narrow")
    if undefined:
        notes.append(f"{undefined} bootstrap samples showed no variation and were left out")
    if spread == 0:
        notes.append("all bootstrap samples agree: the interval has no width and understates the doubt")
    return tuple(notes)
