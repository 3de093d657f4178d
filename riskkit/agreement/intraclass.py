"""Intraclass correlation in the six forms of Shrout and Fleiss, with F-based intervals.

Source: Shrout & Fleiss 1979, Psychol Bull 86:420-428; the interval of the agreement forms
follows Satterthwaite as given there and by McGraw & Wong 1996, Psychol Methods 1:30-46.
The interval of ICC(2,k) is the Spearman-Brown transform of that of ICC(2,1).
"""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Final

import numpy as np
from scipy.special import chdtri, fdtri

from riskkit.agreement.ratings import Missing, Table, check_confidence, complete_rows, read_numbers
from riskkit.agreement.result import SMALL, IntraclassCorrelation, MeasurementError
from riskkit.checks import FloatArray
from riskkit.errors import Fault, ParameterError, RatingError
from riskkit.fields import CONFIDENCE

FORMS: Final = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
"""1: other raters for each subject; 2: raters drawn at random; 3: these raters only.
,1: one rater's rating; ,k: the mean of all k raters."""


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a complete subjects x raters table."""

    n: int
    k: int
    subjects: float
    within: float
    raters: float
    error: float


def intraclass_correlation(
    data: Table,
    *,
    form: str = "ICC(2,1)",
    missing: Missing = "refuse",
    confidence: float = CONFIDENCE,
) -> IntraclassCorrelation:
    """Estimate how far raters' numbers tell subjects apart.

    Parameters
    ----------
    data : pandas.DataFrame or array-like
        Subjects in rows, raters in columns, numbers on an interval scale.
    form : str
        One of `FORMS`, or its short name ("ICC1" for "ICC(1,1)", "ICC2k" for "ICC(2,k)").
        "ICC(2,1)" and "ICC(2,k)" ask for absolute agreement of raters
        drawn at random, "ICC(3,..)" for consistency of these raters.
    missing : {"refuse", "leave_out"}
        What to do with subjects that lack a rating.
    confidence : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    IntraclassCorrelation
        The estimate can be negative: subjects then differ less than raters do. The lower
        limit for the mean of k raters can be minus infinity: there is then no lower limit.

    Raises
    ------
    RatingError
        Fewer than two subjects or raters, text, missing ratings (with "refuse"), or no
        variance at all; for the mean of k raters also no variance between subjects.
    ParameterError
        An unknown form or choice, or a confidence outside (0, 1).

    Notes
    -----
    Assumes rating errors that are normal, independent and equally wide for all subjects.
    """
    form = _known_form(form)
    check_confidence(confidence)
    values = read_numbers(data)
    empty = np.isnan(values)
    whole = complete_rows(empty, missing, "the intraclass correlation")
    squares = _mean_squares(values[whole])
    if squares.subjects == squares.error == squares.within == 0:
        raise RatingError(_no_variance("in any rating"))
    estimate, lower, upper = _single(squares, form, confidence)
    if form.endswith("k)"):
        estimate, lower, upper = (_of_mean(value, squares.k) for value in (estimate, lower, upper))
    if not isfinite(estimate):
        raise RatingError(_no_variance("between subjects beyond what raters disagree"))
    noise = squares.within if form.startswith("ICC(1") else squares.error
    return IntraclassCorrelation(
        coefficient=form, form=form, estimate=estimate, std_error=None, lower=lower, upper=upper,
        confidence=confidence, n_subjects=squares.n, n_raters=squares.k, n_missing=int(empty.sum()),
        missing=f"{int((~whole).sum())} subjects left out" if empty.any() else "none missing",
        interval="F distribution", notes=_notes(squares, estimate, lower),
        mean_square_subjects=squares.subjects, mean_square_within=squares.within,
        mean_square_raters=squares.raters, mean_square_error=squares.error,
        f=squares.subjects / noise if noise > 0 else float("inf"),
    )  # fmt: skip


def standard_error_of_measurement(data: Table, *, confidence: float = CONFIDENCE) -> MeasurementError:
    """Estimate raters' own disagreement about one subject, in steps of the scale.

    Parameters
    ----------
    data : pandas.DataFrame or array-like
        Subjects in rows, raters in columns, numbers (levels as 0, 1, 2, ...). Missing
        ratings are allowed; subjects with one rating tell nothing and are left out.
    confidence : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    MeasurementError
        The square root of the pooled variance within subjects: systematic differences
        between raters are part of it. It is what `compare_judgements` asks for.

    Raises
    ------
    RatingError
        Fewer than two subjects or raters, text, or no subject with two ratings.
    """
    check_confidence(confidence)
    values = read_numbers(data)
    empty = np.isnan(values)
    twice = (~empty).sum(axis=1) >= 2
    if not twice.any():
        raise RatingError(Fault("data", "no subject has two ratings", "at least one"))
    rated = values[twice]
    means = np.nanmean(rated, axis=1, keepdims=True)
    squares = float(np.nansum((rated - means) ** 2))
    degrees = int((~np.isnan(rated)).sum() - len(rated))
    tail = (1 - confidence) / 2
    low, high = (squares / float(chdtri(degrees, p)) for p in (tail, 1 - tail))
    return MeasurementError(
        estimate=float(np.sqrt(squares / degrees)), lower=float(np.sqrt(low)), upper=float(np.sqrt(high)),
        confidence=confidence, degrees=degrees, n_subjects=len(rated), n_raters=values.shape[1],
        n_missing=int(empty.sum()),
    )  # fmt: skip


def _known_form(form: str) -> str:
    """Return the full name of a form."""
    short = {f"ICC{full[4]}{full[6].removeprefix('1')}": full for full in FORMS}
    full = short.get(form, form)
    if full not in FORMS:
        raise ParameterError(Fault("form", "is not a known form", ", ".join(FORMS)))
    return full


def _mean_squares(values: FloatArray) -> _Squares:
    """Return the two-way analysis of variance; rounding dust counts as zero."""
    n, k = values.shape
    centred = values - values.mean()
    rows, columns = centred.mean(axis=1), centred.mean(axis=0)
    residual = centred - rows[:, None] - columns[None, :]
    dust = values.size * (16 * np.finfo(np.float64).eps * float(np.abs(values).max())) ** 2
    sums = [k * rows @ rows, n * columns @ columns, float((residual**2).sum())]
    subjects, raters, error = (0.0 if each <= dust else float(each) for each in sums)
    return _Squares(
        n,
        k,
        subjects / (n - 1),
        (raters + error) / (n * (k - 1)),
        raters / (k - 1),
        error / ((n - 1) * (k - 1)),
    )


def _no_variance(where: str) -> Fault:
    remedy = "with subjects this alike nothing can be said about telling them apart"
    return Fault("data", f"shows no variance {where}", "subjects who differ", remedy)


def _single(squares: _Squares, form: str, confidence: float) -> tuple[float, float, float]:
    """Return estimate and limits of the one-rater form."""
    n, k = squares.n, squares.k
    if form.startswith("ICC(2"):
        return _agreement(squares, confidence)
    one_way = form.startswith("ICC(1")
    noise, degrees = (squares.within, n * (k - 1)) if one_way else (squares.error, (n - 1) * (k - 1))
    if noise == 0:
        return 1.0, 1.0, 1.0
    f, p = squares.subjects / noise, (1 + confidence) / 2
    low, high = f / float(fdtri(n - 1, degrees, p)), f * float(fdtri(degrees, n - 1, p))
    estimate, lower, upper = ((each - 1) / (each + k - 1) for each in (f, low, high))
    return estimate, lower, upper


def _agreement(squares: _Squares, confidence: float) -> tuple[float, float, float]:
    """Return estimate and limits of ICC(2,1), by Satterthwaite's degrees of freedom."""
    n, k = squares.n, squares.k
    between, raters, error = squares.subjects, squares.raters, squares.error
    whole = between + (k - 1) * error + k * (raters - error) / n
    if squares.within == 0:
        return 1.0, 1.0, 1.0
    if whole <= 0:
        return -inf, -inf, -inf
    estimate = (between - error) / whole
    degrees = _degrees(squares, estimate)
    p = (1 + confidence) / 2
    low, high = float(fdtri(n - 1, degrees, p)), float(fdtri(degrees, n - 1, p))
    rest = k * raters + (k * n - k - n) * error
    lower = n * (between - low * error) / (low * rest + n * between)
    upper = n * (high * between - error) / (rest + n * high * between)
    return estimate, lower, upper


def _degrees(squares: _Squares, estimate: float) -> float:
    """Return Satterthwaite's degrees of freedom for raters and residual together.

    Far below zero the two parts cancel: the formula then runs to 0/0 or to nothing, and
    the limit of no rater effect (k - 1) or 0.05 (an endless F quantile) stands in.
    """
    n, k = squares.n, squares.k
    share = k * estimate / (n * (1 - estimate))
    from_raters, from_error = share * squares.raters, (1 + share * (n - 1)) * squares.error
    scale = (squares.raters + squares.error) ** 2
    weight = from_raters**2 / (k - 1) + from_error**2 / ((n - 1) * (k - 1))
    if weight <= 1e-20 * scale:
        return float(k - 1)
    return max((from_raters + from_error) ** 2 / weight, 0.05)


def _of_mean(single: float, k: int) -> float:
    """Return the correlation of the mean of k raters (Spearman-Brown); -inf below its range."""
    spread = 1 + (k - 1) * single
    return k * single / spread if spread > 1e-12 else -inf


def _notes(squares: _Squares, estimate: float, lower: float) -> tuple[str, ...]:
    notes: list[str] = []
    if squares.n < SMALL:
        notes.append(f"there are {squares.n} subjects: the interval is wide for a reason")
    if squares.subjects <= squares.error:
        notes.append("subjects differ no more than raters disagree: a narrow group lowers this figure")
    if estimate < -1 / (squares.k - 1):
        notes.append("the estimate lies below the range that is possible in truth: read it as no agreement")
    if lower == -inf:
        notes.append("there is no lower limit")
    if squares.within == 0:
        notes.append(
            "agreement is perfect in this sample: the interval has no width and understates the doubt"
        )
    return tuple(notes)
