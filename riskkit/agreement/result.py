"""What an agreement coefficient returns: the estimate, its interval, and what was left out."""

from dataclasses import dataclass
from typing import Final

SMALL: Final = 30
"""Below this number of subjects a large-sample interval gets a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One agreement coefficient with its interval.

    Attributes
    ----------
    coefficient : str
        Name of the coefficient, with its form.
    estimate : float
        At most 1; 1 is perfect agreement, 0 what chance (or no variance) would give.
    std_error : float or None
        Standard error; None where the method has none (intraclass correlation).
    lower, upper : float
        Limits of the interval.
    confidence : float
        Level of the interval.
    n_subjects, n_raters : int
        Subjects that the estimate rests on, and raters.
    n_missing : int
        Ratings that are not there.
    missing : str
        What was done with them.
    interval : str
        How the interval was made.
    notes : tuple of str
        What a reader should know before relying on the figure.
    """

    coefficient: str
    estimate: float
    std_error: float | None
    lower: float
    upper: float
    confidence: float
    n_subjects: int
    n_raters: int
    n_missing: int
    missing: str
    interval: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntraclassCorrelation(Agreement):
    """An intraclass correlation and the analysis of variance behind it.

    Attributes
    ----------
    form : str
        One of the six forms of Shrout and Fleiss.
    mean_square_subjects, mean_square_within, mean_square_raters, mean_square_error : float
        Mean squares between subjects, within subjects, between raters and residual.
    f : float
        The F statistic of the form (subjects against within, or against residual).
    """

    form: str
    mean_square_subjects: float
    mean_square_within: float
    mean_square_raters: float
    mean_square_error: float
    f: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KappaAgreement(Agreement):
    """A chance-corrected coefficient for categories.

    Attributes
    ----------
    weights : str
        "none", "linear", "quadratic", "ordinal" or "own".
    levels : tuple
        The categories, in the order used; weights take them as equally spaced.
    observed_agreement, expected_agreement : float
        (Weighted) agreement seen, and expected by chance under the coefficient's model.
    std_error_null, z : float or None
        Standard error if there were only chance agreement, and estimate / that error;
        None where the method has none.
    by_category : tuple of (category, float)
        Fleiss' kappa of each category against all others; empty for other coefficients.
    """

    weights: str
    levels: tuple[object, ...]
    observed_agreement: float
    expected_agreement: float
    std_error_null: float | None = None
    z: float | None = None
    by_category: tuple[tuple[object, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaAgreement(Agreement):
    """Krippendorff's alpha and how its bootstrap was drawn.

    Attributes
    ----------
    scale : str
        "nominal", "ordinal", "interval" or "ratio".
    levels : tuple
        The values that occur (or were named), in the order used.
    n_pairable : int
        Ratings of subjects with at least two ratings.
    n_clusters : int
        What the bootstrap draws: clusters if named, else subjects.
    replicates, seed : int
        Bootstrap samples of subjects drawn, and the seed.
    n_undefined : int
        Samples without any variation, where alpha does not exist; left out of the interval.
    """

    scale: str
    levels: tuple[object, ...]
    n_pairable: int
    n_clusters: int
    replicates: int
    seed: int
    n_undefined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementError:
    """Raters' own disagreement about one subject, in the unit of the ratings.

    Attributes
    ----------
    estimate : float
        Standard error of measurement: the square root of the pooled variance of the
        ratings within a subject.
    lower, upper : float
        Chi-square interval, assuming normal rating errors.
    confidence : float
        Level of the interval.
    degrees : int
        Degrees of freedom: ratings minus subjects.
    n_subjects, n_raters, n_missing : int
        Subjects with at least two ratings, raters, and empty ratings.
    """

    estimate: float
    lower: float
    upper: float
    confidence: float
    degrees: int
    n_subjects: int
    n_raters: int
    n_missing: int


def large_sample_notes(n_subjects: int, estimate: float, std_error: float) -> tuple[str, ...]:
    """Return the notes that a large-sample interval needs."""
    notes: list[str] = []
    if n_subjects < SMALL:
        notes.append(f"the interval is a large-sample one and there are {n_subjects} subjects")
    if std_error == 0:
        what = "agreement is perfect" if estimate == 1 else "all subjects agree equally well"
        notes.append(f"{what} in this sample: the interval has no width and understates the doubt")
    return tuple(notes)
