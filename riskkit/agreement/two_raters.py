"""Cohen's kappa for two raters, plain and weighted.

The table arithmetic and both large-sample variances (Fleiss, Cohen & Everitt 1969,
Psychol Bull 72:323-327) are statsmodels'; the guards, the levels and what is said about
missing pairs are ours.
"""

from collections.abc import Sequence
from statistics import NormalDist
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from riskkit.agreement.ratings import (
    Missing,
    Ratings,
    Table,
    check_confidence,
    check_table,
    complete_rows,
    read_ratings,
)  # fmt: skip
from riskkit.agreement.result import KappaAgreement, large_sample_notes
from riskkit.agreement.weights import agreement_weights
from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError, RatingError
from riskkit.fields import CONFIDENCE


def weighted_kappa(
    rating_a: Sequence[object] | pd.Series | Table,
    rating_b: Sequence[object] | pd.Series | None = None,
    *,
    weights: str | npt.ArrayLike | None = None,
    levels: Sequence[object] | None = None,
    missing: Missing = "refuse",
    confidence: float = CONFIDENCE,
) -> KappaAgreement:
    """Estimate the agreement of two raters beyond chance.

    Parameters
    ----------
    rating_a, rating_b : sequence
        The two raters' categories, one entry a subject, in the same order. Without
        ``rating_b`` the first is a table with one column for each of two raters.
    weights : None, "linear", "quadratic", "ordinal" or square array
        None gives Cohen's kappa. An array holds disagreement weights, 0 on the diagonal,
        in the order of ``levels``.
    levels : sequence or None
        All categories from low to high; needed for weights over text. None takes those
        that occur, sorted, as equally spaced.
    missing : {"refuse", "leave_out"}
        What to do with pairs that lack a rating.
    confidence : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    KappaAgreement
        ``std_error`` for the interval, ``std_error_null`` and ``z`` for a test against
        chance; limits are kept within -1 and 1.

    Raises
    ------
    RatingError
        Unequal lengths, fewer than two pairs, missing ratings (with "refuse"), ratings
        outside ``levels``, text without an order, or only one category used by both:
        kappa is then 0/0.
    ParameterError
        Unknown or ill-shaped weights, or a confidence outside (0, 1).
    """
    check_confidence(confidence)
    pairs = _table(rating_a) if rating_b is None else _paired(cast("Any", rating_a), rating_b)
    ratings = read_ratings(pairs, levels)
    whole = complete_rows(ratings.codes < 0, missing, "kappa")
    codes = ratings.codes[whole]
    if len(np.unique(codes)) == 1:
        raise RatingError(
            Fault(
                "data", "both raters use one and the same category throughout", "at least two in use",
                "kappa is 0/0 here; gwet_ac with all levels named has a value",
            )
        )  # fmt: skip
    size = len(ratings.levels)
    table = np.zeros((size, size))
    np.add.at(table, (codes[:, 0], codes[:, 1]), 1.0)
    agree = 1 - _own_weights(weights, size) if _is_array(weights) else _named(ratings, weights)
    kappa, error, null = _statistics(table, agree, plain=weights is None)
    shares = table / table.sum()
    margin = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return KappaAgreement(
        coefficient="Cohen's kappa" if weights is None else "weighted kappa",
        estimate=kappa, std_error=error, lower=max(kappa - margin, -1.0), upper=min(kappa + margin, 1.0),
        confidence=confidence, n_subjects=len(codes), n_raters=2, n_missing=ratings.n_missing,
        missing=f"{int((~whole).sum())} subjects left out" if ratings.n_missing else "none missing",
        interval="normal, standard error of Fleiss, Cohen and Everitt (1969)",
        notes=large_sample_notes(len(codes), kappa, error),
        weights="own" if _is_array(weights) else str(weights or "none"), levels=ratings.levels,
        observed_agreement=float((agree * shares).sum()),
        expected_agreement=float((agree * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum()),
        std_error_null=null, z=kappa / null if null > 0 else None,
    )  # fmt: skip


def _is_array(weights: str | npt.ArrayLike | None) -> bool:
    return weights is not None and not isinstance(weights, str)


def _named(ratings: Ratings, weights: str | npt.ArrayLike | None) -> FloatArray:
    return agreement_weights(ratings, cast("str | None", weights))


def _own_weights(weights: str | npt.ArrayLike | None, size: int) -> FloatArray:
    """Return own disagreement weights, scaled so that the largest is 1."""
    rule = f"{size} x {size} numbers from 0 up, 0 on the diagonal and only there"
    try:
        matrix = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError(Fault("weights", "are not numbers", rule)) from None
    good = matrix.shape == (size, size) and bool(np.isfinite(matrix).all())
    if not good or (np.diag(matrix) != 0).any() or (matrix[~np.eye(size, dtype=bool)] <= 0).any():
        raise ParameterError(Fault("weights", "are no disagreement weights", rule))
    return matrix / matrix.max()


def _table(data: Any) -> pd.DataFrame:
    """Return a table of two raters."""
    table = check_table(data)
    if table.shape[1] != 2:
        raise RatingError(
            Fault(
                "data", f"has {table.shape[1]} raters", "2", "use fleiss_kappa, gwet_ac or krippendorff_alpha"
            )
        )
    return table


def _paired(first: Sequence[object] | pd.Series, second: Sequence[object] | pd.Series) -> pd.DataFrame:
    """Return the two raters side by side, refusing pairs that do not belong together."""
    if isinstance(first, str) or isinstance(second, str):
        raise RatingError(Fault("ratings", "are one text", "a list of ratings for each rater"))
    if len(first) != len(second):
        found = f"are {len(first)} and {len(second)} long"
        raise RatingError(Fault("rating_a and rating_b", found, "equal lengths, in the same order"))
    indexes = [each.index for each in (first, second) if isinstance(each, pd.Series)]
    if len(indexes) == 2 and not indexes[0].equals(indexes[1]):
        raise RatingError(
            Fault("rating_a and rating_b", "carry different indexes", "the same subjects in the same order")
        )
    columns = {"rating_a": _column(first), "rating_b": _column(second)}
    return pd.DataFrame(columns)


def _column(ratings: Sequence[object] | pd.Series) -> pd.Series:
    series = ratings if isinstance(ratings, pd.Series) else pd.Series(cast("list[Any]", ratings))
    return series.reset_index(drop=True)


def _statistics(table: FloatArray, agree: FloatArray, *, plain: bool) -> tuple[float, float, float]:
    """Return kappa, its standard error and the one under chance alone."""
    from statsmodels.stats.inter_rater import cohens_kappa

    with np.errstate(all="ignore"):  # its z divides by zero where one rater never varies
        found = cohens_kappa(table, weights=None if plain else 1 - agree)
    variances = (max(float(found["var_kappa"]), 0.0), max(float(found["var_kappa0"]), 0.0))
    dust = 64 * np.finfo(np.float64).eps
    error, null = (float(np.sqrt(each)) if each > dust else 0.0 for each in variances)
    kappa = float(found["kappa"])
    return (1.0 if abs(1 - kappa) < dust else kappa), error, null
