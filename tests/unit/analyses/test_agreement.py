"""The agreement report: which coefficient for which ratings, published values, what is refused."""

from fractions import Fraction as F
from math import sqrt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from riskkit.analyses.agreement import AgreementReport, agreement
from riskkit.analyses.benchmarks import benchmark
from riskkit.errors import ParameterError, RatingError
from riskkit.parameters import check_parameters, read_parameters
from riskkit.parameters.agreement import AgreementParameters

ROOT = Path(__file__).resolve().parents[3]
TESTS = ROOT / "tests"
LABEL = {"nl": "x", "en": "x"}
GRADES = [{"code": code, "label": LABEL} for code in ("low", "moderate", "high")]


def shipped(name: str, **changes: Any) -> AgreementReport:
    file = ROOT / "parameters" / "agreement" / f"{name}.yaml"
    return agreement(read_parameters(file, AgreementParameters, changes).located(file.parent))


def measured(folder: Path, rows: list[tuple[object, ...]], **values: Any) -> AgreementReport:
    """Measure rows of (subject, rater, rating) or (subject, rater, item, rating)."""
    item = "item" if len(rows[0]) == 4 else None
    columns = ["subject", "rater", *([item] if item else []), "rating"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "ratings.csv", index=False)
    source = {
        "source": "ratings.csv",
        "subject": "subject",
        "rater": "rater",
        "rating": "rating",
        "item": item,
    }
    given = {"title": LABEL, "study": LABEL, "ratings": source, "replicates": 200, **values}
    return agreement(check_parameters(given, AgreementParameters).located(folder))


def keys(report: AgreementReport) -> list[str]:
    return [found.key for found in report.items[0].coefficients]


def test_fleiss_diagnoses_as_published():
    report = shipped("diagnoses_1971")
    item = report.items[0]
    assert keys(report) == ["alpha", "ac1", "fleiss"]
    values = {found.key: found.result.estimate for found in item.coefficients if found.result is not None}
    # Fleiss 1971 counts 26, 26, 30, 55 and 43 of 180 diagnoses, and agreement 5/9 (prints .5556)
    squares = F(26**2 + 26**2 + 30**2 + 55**2 + 43**2, 180**2)
    kappa = (F(5, 9) - squares) / (1 - squares)  # prints .430
    chance = (1 - squares) / 4
    assert item.exact == pytest.approx(5 / 9, rel=1e-12)
    assert values["fleiss"] == pytest.approx(float(kappa), rel=1e-12)
    assert values["ac1"] == pytest.approx(float((F(5, 9) - chance) / (1 - chance)), rel=1e-12)
    assert values["alpha"] == pytest.approx(float(kappa + (1 - kappa) / 180), rel=1e-12)
    assert (item.error, item.smallest_change, report.overall) == (None, None, None)
    assert report.usage.empty  # the six raters of one patient are not those of the next


def test_krippendorffs_example_with_its_gaps():
    report = shipped("four_observers")
    item = report.items[0]
    assert item.main.result is not None
    assert item.main.result.estimate == pytest.approx(0.815, abs=5e-4)  # as printed in 2011
    assert (item.n_subjects, item.n_ratings, item.n_missing) == (12, 41, 7)
    assert report.usage.loc["A"].tolist() == [3, 3, 2, 1, 0]  # counted in the source's first row
    assert item.error is not None
    assert item.smallest_change == pytest.approx(1.959963984540054 * sqrt(2) * item.error.estimate)


def test_numbers_lead_with_the_intraclass_correlation(tmp_path: Path):
    wide = pd.read_csv(TESTS / "data" / "shrout_fleiss.csv")
    rows = [(s, rater, wide.loc[s, rater]) for s in wide.index for rater in wide.columns]
    same = measured(tmp_path, rows, scale="interval")
    other = measured(tmp_path, rows, scale="interval", same_raters=False)
    # Shrout & Fleiss 1979: ICC(2,1) .29 and ICC(1,1) .17
    for report, form, value in ((same, "ICC(2,1)", 0.29), (other, "ICC(1,1)", 0.17)):
        assert keys(report) == ["icc", "alpha"]
        found = report.items[0].main.result
        assert found is not None
        assert found.coefficient == form
        assert round(found.estimate, 2) == value
    assert same.items[0].exact is None


def test_two_raters_get_the_kappa_that_other_studies_report(tmp_path: Path):
    rows = [
        (s, r, rating)
        for s, pair in enumerate(["ab", "aa", "bb", "ab", "ba", "bb"])
        for r, rating in zip("12", pair, strict=True)
    ]
    levels = [{"code": code, "label": LABEL} for code in "ab"]
    assert keys(measured(tmp_path, rows, scale="nominal", levels=levels)) == ["alpha", "ac1", "cohen"]
    assert keys(measured(tmp_path, rows, scale="ordinal", levels=levels)) == ["alpha", "ac2", "weighted"]
    apart = measured(tmp_path, rows, scale="nominal", levels=levels, same_raters=False)
    assert keys(apart) == ["alpha", "ac1", "fleiss"]


def test_items_one_by_one_and_together(tmp_path: Path):
    grades = ("low", "moderate", "high")
    rows = [(f"SYN-{s}", r, item, grades[(s + (r == "b" and item == "y")) % 3])
            for s in range(12) for r in "ab" for item in "xy"]  # fmt: skip
    report = measured(tmp_path, rows, scale="ordinal", levels=GRADES)
    x, y = report.items
    assert (x.item, x.exact, y.item, y.exact) == ("x", 1.0, "y", 0.0)
    assert x.main.result is not None
    assert x.main.result.estimate == 1
    assert report.overall is not None
    assert report.overall.exact == 0.5
    assert report.overall.n_subjects == 12
    assert report.overall.main.result is not None
    assert report.overall.main.result.n_clusters == 12  # whole people are drawn


def test_an_item_that_cannot_carry_a_coefficient_says_why_and_stops_nothing(tmp_path: Path):
    rows = [(f"SYN-{s}", r, "x", "low") for s in range(6) for r in "ab"]
    rows += [(f"SYN-{s}", r, "y", ("low", "high")[(s + (r == "b")) % 2]) for s in range(6) for r in "ab"]
    report = measured(tmp_path, rows, scale="ordinal", levels=GRADES)
    alike = {found.key: found for found in report.items[0].coefficients}
    assert alike["alpha"].result is None
    assert "all pairable ratings are alike" in alike["alpha"].reason
    assert alike["ac2"].result is not None
    assert alike["ac2"].result.estimate == 1
    assert report.items[1].main.result is not None


@pytest.mark.parametrize(
    ("family", "value", "word"),
    [
        ("alpha", 0.6669, "unreliable"), ("alpha", 0.667, "tentative"), ("alpha", 0.8, "reliable"),
        ("icc", 0.4999, "poor"), ("icc", 0.5, "moderate"), ("icc", 0.75, "good"), ("icc", 0.9, "excellent"),
        ("kappa", -0.01, "none"), ("kappa", 0.0, "slight"), ("kappa", 0.2, "fair"),
        ("kappa", 0.4, "moderate"), ("kappa", 0.6, "substantial"),
        ("kappa", 0.8, "almost_perfect"), ("kappa", 1.0, "almost_perfect"),
    ],
)  # fmt: skip
def test_words_of_both_sides_of_each_edge(family: str, value: float, word: str):
    assert benchmark(family, value) == f"{family}_{word}"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"scale": "interval"}, "levels name categories; leave them out"),
        ({"levels": []}, "must name every category"),
        ({"ratings": {"source": "four_observers", "subject": "unit"}}, "leave out subject"),
        ({"ratings": {"source": "none.csv"}}, "a file needs subject, rater, rating"),
        ({"items": [{"code": "a", "label": LABEL}]}, "items need the column of the item"),
        ({"replicates": 10}, "greater than or equal to 200"),
    ],
)
def test_parameters_that_contradict_each_other(changes: dict[str, Any], problem: str):
    with pytest.raises(ParameterError, match=problem):
        shipped("four_observers", **changes)


def test_a_file_that_is_not_there_and_a_rating_given_twice(tmp_path: Path):
    source = {"source": "none.csv", "subject": "s", "rater": "r", "rating": "v"}
    with pytest.raises(ParameterError, match=r"there is no file none\.csv"):
        shipped("four_observers", ratings=source)
    with pytest.raises(RatingError, match="gives 1 ratings a second time"):
        measured(tmp_path, [(1, "a", 2.0), (1, "a", 3.0), (2, "b", 1.0)], scale="interval")
