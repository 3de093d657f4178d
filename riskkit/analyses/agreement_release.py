"""The agreement report as it may leave.

Two kinds of people are in it. Subjects are clients: an item's figures rest on those who were rated
at least twice, and are shown only where these reach the threshold. Raters are staff: how often each
gave each answer is shown by subjects as well, with complementary suppression, and never by case.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from riskkit.agreement.rating_file import RatingFile
from riskkit.analyses.agreement import AgreementReport, Coefficient, ItemAgreement, agreement
from riskkit.analyses.people_counted import rules_of
from riskkit.cohort.origin import Origin
from riskkit.disclosure import (
    Planned,
    Released,
    ReleasedTable,
    Rules,
    gathered,
    publish,
    release_counts,
)
from riskkit.disclosure.open_files import origin_of
from riskkit.parameters.agreement import AgreementParameters

_RATER, _RATING, _ROW, _ALL = "rater", "rating", "row", "subjects"
_TERMS: Final = "as published"


def released_agreement(parameters: AgreementParameters) -> Released[AgreementReport]:
    """Measure the agreement in one file of ratings, and release what may leave.

    Parameters
    ----------
    parameters : AgreementParameters
        The file, the scale, its levels and the items.

    Raises
    ------
    InputError
        As `agreement`.
    """
    report = agreement(parameters)
    if parameters.ratings.is_public:
        return publish(report, Origin("published", parameters.study.en, _TERMS))
    origin = origin_of(report.ratings.fingerprint)
    return publish(report, origin) if origin is not None else _held(report)


def _held(report: AgreementReport) -> Released[AgreementReport]:
    """Return a report in which every item is held to the subjects behind it."""
    ratings, rules = report.ratings, rules_of(report.parameters)
    subjects = pd.DataFrame({_ALL: ["all"] * ratings.n_subjects})
    counts = release_counts(subjects, [_ALL], rules=rules)
    used = _used(ratings, report, rules) if not report.usage.empty else None
    n = counts.value()
    items = tuple(_item(item, ratings.of_item(str(item.item)), n, rules) for item in report.items)
    overall = report.overall
    if overall is not None:
        overall = _item(overall, ratings.together(), n, rules)
    whole = n is not None and not any(item.withheld or np.isnan(item.n_subjects) for item in items)
    held = replace(
        report, ratings=replace(ratings, table=ratings.table.iloc[:0], n_blank=0), items=items,
        overall=overall, usage=_wide(used, report) if used is not None else report.usage,
        n_subjects=np.nan if n is None else n,
        n_ratings=report.n_ratings if whole else np.nan,  # less those of the other items, it would tell
        n_missing=_many(report.n_missing, rules),
    )  # fmt: skip
    return gathered(held, [counts, *([used] if used is not None else [])])


def _item(item: ItemAgreement, data: pd.DataFrame, everyone: float | None, rules: Rules) -> ItemAgreement:
    """Return an item's figures where enough subjects were rated twice."""
    names = data.index.get_level_values("subject") if data.index.nlevels > 1 else data.index
    twice = len(set(names[data.notna().sum(axis=1) >= 2]))
    subjects = item.n_subjects
    apart = everyone is not None and (subjects == everyone or everyone - subjects >= rules.threshold)
    if everyone is not None and twice >= rules.threshold:
        return replace(item, n_subjects=subjects if apart else np.nan, n_missing=_many(item.n_missing, rules))
    nothing = tuple(Coefficient(found.key, None, "", None, None) for found in item.coefficients)
    return replace(
        item, n_subjects=np.nan, n_ratings=np.nan, n_missing=np.nan, exact=None, coefficients=nothing,
        error=None, smallest_change=None, withheld=True,
    )  # fmt: skip


def _used(ratings: RatingFile, report: AgreementReport, rules: Rules) -> ReleasedTable:
    """Release how often each rater gave each answer; a cell about few subjects is unsafe."""
    codes = [str(code) for code in report.usage.columns]
    table = pd.DataFrame(
        {
            _RATER: pd.Categorical(ratings.table["rater"], list(report.usage.index)),
            _RATING: pd.Categorical(ratings.table["rating"], codes),
            "subject": ratings.table["subject"].to_numpy(),
            _ROW: range(len(ratings.table)),
        }
    )
    plain = release_counts(table, [_RATER, _RATING], rules=replace(rules, threshold=1))
    few: list[int] = []
    for place, (rater, answer) in enumerate(plain.table[[_RATER, _RATING]].itertuples(index=False)):
        own = table[(table[_RATER] == rater) | (rater not in report.usage.index)]
        own = own[(own[_RATING] == answer) | (answer not in codes)]
        if own["subject"].nunique() < rules.threshold:
            few.append(place)
    return release_counts(
        table, [_RATER, _RATING], rules=rules, register=Planned(tuple(few)), person=_ROW
    )  # fmt: skip


def _wide(used: ReleasedTable, report: AgreementReport) -> pd.DataFrame:
    """Return a released table as the report lays it out, without its totals."""
    wide = used.wide().reindex(index=report.usage.index, columns=report.usage.columns)
    return wide.rename_axis(index=None, columns=None).astype("Int64")


def _many(count: float, rules: Rules) -> float:
    """Return a count where it reaches the threshold."""
    return count if count >= rules.threshold else np.nan
