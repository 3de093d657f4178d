"""How far raters agree, item by item, and how large a change must be to exceed their disagreement."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import pandas as pd

from riskkit.agreement import (
    Agreement,
    MeasurementError,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    standard_error_of_measurement,
    weighted_kappa,
)
from riskkit.agreement.rating_file import PUBLIC, RatingFile, public_ratings, read_rating_file
from riskkit.analyses.benchmarks import benchmark
from riskkit.errors import RatingError
from riskkit.fields import CONFIDENCE
from riskkit.parameters.agreement import AgreementParameters


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of one item, or the reason why it has none.

    Attributes
    ----------
    key : str
        "icc", "alpha", "ac1", "ac2", "fleiss", "cohen" or "weighted".
    result : Agreement or None
        None if these ratings cannot carry it.
    reason : str
        Why not; empty if there is a result.
    word, word_lower : str or None
        Benchmark words of the estimate and of the lower limit.
    """

    key: str
    result: Agreement | None
    reason: str
    word: str | None
    word_lower: str | None


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """Agreement on one item.

    Attributes
    ----------
    item : str or None
        Code of the item; None for all items together.
    n_subjects, n_raters, n_ratings, n_missing : int
        Subjects and raters with any rating of this item, ratings, and empty places.
    exact : float or None
        Share of pairs of raters with the same rating, over subjects rated twice; None for
        numbers.
    coefficients : tuple of Coefficient
        The main one first.
    error : MeasurementError or None
        Raters' own disagreement in steps (ordinal) or units; None for names.
    smallest_change : float or None
        A later rating must differ by more than this to be beyond raters' disagreement:
        1.96 * sqrt(2) * standard error of measurement.
    withheld : bool
        Whether its figures are withheld.
    """

    item: str | None
    n_subjects: float
    n_raters: int
    n_ratings: float
    n_missing: float
    exact: float | None
    coefficients: tuple[Coefficient, ...]
    error: MeasurementError | None
    smallest_change: float | None
    withheld: bool = False

    @property
    def main(self) -> Coefficient:
        """The coefficient that the report leads with."""
        return self.coefficients[0]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything the agreement report shows, as numbers.

    Attributes
    ----------
    parameters : AgreementParameters
        What was asked.
    ratings : RatingFile
        The checked ratings.
    items : tuple of ItemAgreement
        One an item, in order.
    overall : ItemAgreement or None
        All items together (alpha only, bootstrapped by subject); None with one item.
    usage : pandas.DataFrame
        Ratings given, by rater (index) and level (columns); without columns for numbers,
        and without rows where a rater's name is not one person throughout.
    n_subjects, n_ratings, n_missing : int or float
        Subjects, ratings given, and empty places; missing where withheld.
    """

    parameters: AgreementParameters
    ratings: RatingFile
    items: tuple[ItemAgreement, ...]
    overall: ItemAgreement | None
    usage: pd.DataFrame
    n_subjects: float
    n_ratings: float
    n_missing: float


def agreement(parameters: AgreementParameters) -> AgreementReport:
    """Measure the agreement in one file of ratings.

    Parameters
    ----------
    parameters : AgreementParameters
        The file, the scale, its levels and the items.

    Returns
    -------
    AgreementReport

    Raises
    ------
    DataError, RatingError
        The file breaks its rules. A single item that cannot carry a coefficient is no
        error: the report says why.
    """
    ratings = _read(parameters)
    items = tuple(_item(ratings.of_item(code), code, parameters) for code in ratings.items)
    overall = _overall(ratings, parameters) if len(ratings.items) > 1 else None
    return AgreementReport(
        parameters, ratings, items, overall, _usage(ratings, parameters), ratings.n_subjects,
        len(ratings.table), sum(item.n_missing for item in items),
    )  # fmt: skip


def _read(parameters: AgreementParameters) -> RatingFile:
    source = parameters.ratings
    names = (source.subject, source.rater, source.rating)
    subject, rater, rating = PUBLIC[source.source] if source.is_public else names
    return read_rating_file(
        public_ratings(source.source) if source.is_public else Path(source.source),
        subject=str(subject), rater=str(rater), rating=str(rating), item=source.item,
        items=[item.code for item in parameters.items] or None,
        levels=[level.code for level in parameters.levels], numeric=parameters.is_numeric,
        decimal=source.decimal, delimiter="\t" if source.delimiter == "tab" else source.delimiter,
    )  # fmt: skip


def _item(data: pd.DataFrame, item: str, parameters: AgreementParameters) -> ItemAgreement:
    """Measure one item."""
    measures = _measures(data, parameters)
    return _described(data, item, parameters, tuple(_try(key, measure) for key, measure in measures))


Measure = tuple[str, Callable[[], Agreement]]


def _measures(data: pd.DataFrame, parameters: AgreementParameters) -> list[Measure]:
    """Return what fits the scale and the raters, the main coefficient first."""
    alpha: Measure = ("alpha", lambda: _alpha(data, parameters))
    if parameters.is_numeric:
        form = "ICC(2,1)" if parameters.same_raters else "ICC(1,1)"
        return [("icc", lambda: intraclass_correlation(data, form=form, missing="leave_out")), alpha]
    levels = [level.code for level in parameters.levels]
    pair = data.shape[1] == 2 and parameters.same_raters
    if parameters.scale == "ordinal":
        weighted: Measure = ("weighted", lambda: _kappa(data, levels, "quadratic"))
        ac2: Measure = ("ac2", lambda: gwet_ac(data, weights="ordinal", levels=levels))
        return [alpha, ac2, *([weighted] if pair else [])]
    ac1: Measure = ("ac1", lambda: gwet_ac(data, levels=levels))
    cohen: Measure = ("cohen", lambda: _kappa(data, levels, None))
    fleiss: Measure = ("fleiss", lambda: fleiss_kappa(data, levels=levels))
    return [alpha, ac1, cohen if pair else fleiss]


def _alpha(
    data: pd.DataFrame, parameters: AgreementParameters, cluster: list[str] | None = None
) -> Agreement:
    levels = [level.code for level in parameters.levels] or None
    return krippendorff_alpha(
        data, scale=parameters.scale, levels=levels, cluster=cluster,
        replicates=parameters.replicates, seed=parameters.seed,
    )  # fmt: skip


def _kappa(data: pd.DataFrame, levels: list[str], weights: str | None) -> Agreement:
    first, second = data.columns
    return weighted_kappa(data[first], data[second], weights=weights, levels=levels, missing="leave_out")


def _try(key: str, measure: Callable[[], Agreement]) -> Coefficient:
    """Return a coefficient, or the reason why these ratings cannot carry it."""
    try:
        found = measure()
    except RatingError as error:
        return Coefficient(key, None, "; ".join(fault.problem for fault in error.faults), None, None)
    family = key if key in ("alpha", "icc") else "kappa"
    return Coefficient(key, found, "", benchmark(family, found.estimate), benchmark(family, found.lower))


def _overall(ratings: RatingFile, parameters: AgreementParameters) -> ItemAgreement:
    """Measure all items together: alpha, with an interval that keeps a subject's items together."""
    data = ratings.together()
    subjects = data.index.get_level_values("subject").tolist()
    found = _try("alpha", lambda: _alpha(data, parameters, subjects))
    described = _described(data, None, parameters, (found,))
    return ItemAgreement(
        None, ratings.n_subjects, described.n_raters, described.n_ratings, described.n_missing,
        described.exact, described.coefficients, described.error, described.smallest_change,
    )  # fmt: skip


def _described(
    data: pd.DataFrame, item: str | None, parameters: AgreementParameters, found: tuple[Coefficient, ...]
) -> ItemAgreement:
    """Put counts, exact agreement and the error of measurement beside the coefficients."""
    error = _error(data, parameters)
    given = int(data.notna().to_numpy().sum())
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    return ItemAgreement(
        item=item, n_subjects=len(data), n_raters=data.shape[1], n_ratings=given,
        n_missing=data.size - given, exact=_exact(data) if not parameters.is_numeric else None,
        coefficients=found, error=error,
        smallest_change=z * sqrt(2) * error.estimate if error is not None else None,
    )  # fmt: skip


def _exact(data: pd.DataFrame) -> float | None:
    """Return the mean share of pairs of raters who gave a subject the same rating."""
    shares: list[float] = []
    for _, row in data.iterrows():
        counts = row.dropna().value_counts()
        n = int(counts.sum())
        if n >= 2:
            shares.append(float((counts * (counts - 1)).sum()) / (n * (n - 1)))
    return sum(shares) / len(shares) if shares else None


def _error(data: pd.DataFrame, parameters: AgreementParameters) -> MeasurementError | None:
    """Return raters' own disagreement; levels count as steps. None for names or too few ratings."""
    if parameters.scale == "nominal":
        return None
    steps = {level.code: float(place) for place, level in enumerate(parameters.levels)}
    numbers = data.apply(lambda column: column.map(steps)).astype(float) if steps else data
    try:
        return standard_error_of_measurement(numbers)
    except RatingError:
        return None


def _usage(ratings: RatingFile, parameters: AgreementParameters) -> pd.DataFrame:
    """Count how often each rater used each level."""
    if parameters.is_numeric or not parameters.same_raters:
        return pd.DataFrame(index=list(ratings.raters) if parameters.same_raters else [])
    codes = [level.code for level in parameters.levels]
    counted = pd.crosstab(ratings.table["rater"], ratings.table["rating"])
    return counted.reindex(columns=codes, fill_value=0).rename_axis(index=None, columns=None)
