"""What cannot be rated is refused by name, with counts; what has a value gets the right one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.agreement import (
    FORMS,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    standard_error_of_measurement,
    weighted_kappa,
)
from riskkit.errors import ParameterError, RatingError

GOOD = pd.DataFrame({"r1": [1, 2, 3, 2], "r2": [1, 2, 3, 3], "r3": [1, 1, 3, 2]})
TABLES: list[Callable[..., Any]] = [
    intraclass_correlation, standard_error_of_measurement, fleiss_kappa, gwet_ac, krippendorff_alpha,
]  # fmt: skip
LABELS: list[Callable[..., Any]] = [fleiss_kappa, gwet_ac, krippendorff_alpha]


@pytest.mark.parametrize("measure", TABLES)
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([1, 2, 2], "has 1 dimensions"),
        ("1221", "has 0 dimensions"),
        ([[1, 2], [2]], "is no table|has 1 dimensions"),
        (GOOD[["r1"]], "has 1 raters"),
        (GOOD.head(1), "has 1 subjects"),
        (GOOD.head(0), "has 0 subjects"),
        (GOOD.set_axis(["r1", "r1", "r2"], axis=1), "names 1 raters a second time"),
        (GOOD.set_axis([0, 0, 1, 1], axis=0), "has 2 subjects a second time"),
        (GOOD.astype(float).replace(3.0, np.inf), "ratings are infinite"),
    ],
)
def test_a_table_that_cannot_be_rated(measure: Callable[..., Any], data: pd.DataFrame, problem: str):
    with pytest.raises(RatingError, match=problem):
        measure(data)


@pytest.mark.parametrize("measure", TABLES)
def test_an_array_or_list_of_rows_is_a_table(measure: Callable[..., Any]):
    rows = [[1, 2, 1], [2, 2, 1], [3, 3, 3], [2, 1, 2]]
    expected = measure(pd.DataFrame(rows, columns=["a", "b", "c"]))
    assert measure(np.array(rows)) == measure(rows) == measure(np.array(rows, dtype=float)) == expected


def test_gaps_in_an_array_are_missing_ratings():
    gaps = [[1, 1], [2, 2], [2, 1], [np.nan, 2], [1, None]]
    assert krippendorff_alpha(gaps).n_missing == 2
    assert krippendorff_alpha(np.array(gaps, dtype=float)).n_pairable == 6
    assert fleiss_kappa([["x", "x"], ["y", "y"], ["x", None], ["x", "y"]]).n_missing == 1


@pytest.mark.parametrize("measure", TABLES)
def test_all_faults_of_a_table_at_once(measure: Callable[..., Any]):
    with pytest.raises(RatingError) as caught:
        measure(GOOD[["r1"]].head(1))
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("measure", LABELS)
@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ([1, 2, "low", "high"], "4 ratings are numbers and 4 are text"),
        (["low", "high ", " ", "low"], "4 ratings are blank or have spaces"),
        ([1, 1, pd.Timestamp("2026-01-01"), 1], "2 ratings are neither numbers nor text"),
    ],
)
def test_labels_of_two_kinds_or_untidy(measure: Callable[..., Any], column: list[object], problem: str):
    cells = np.empty((4, 2), dtype=object)
    cells[:, 0] = column
    cells[:, 1] = column
    with pytest.raises(RatingError, match=problem):
        measure(pd.DataFrame(cells))


@pytest.mark.parametrize("measure", LABELS)
def test_a_rating_outside_its_levels_is_counted_and_not_shown(measure: Callable[..., Any]):
    with pytest.raises(RatingError, match="4 ratings are outside the levels; allowed: 1, 2") as caught:
        measure(GOOD.replace({3: 99}).drop(columns="r3").assign(r3=[1, 1, 99, 2]), levels=[1, 2])
    assert "99" not in str(caught.value)


@pytest.mark.parametrize("measure", LABELS)
@pytest.mark.parametrize("levels", [[], "abc", [1, 1, 2], [1, None]])
def test_levels_that_are_no_list_of_categories(measure: Callable[..., Any], levels: list[object]):
    with pytest.raises(ParameterError, match="levels"):
        measure(GOOD, levels=levels)


@pytest.mark.parametrize("measure", [*TABLES, lambda data, **kw: weighted_kappa(data.r1, data.r2, **kw)])
@pytest.mark.parametrize("confidence", [0.0, 1.0, 95, -0.1, float("nan")])
def test_a_confidence_outside_its_range(measure: Callable[..., Any], confidence: float):
    with pytest.raises(ParameterError, match="confidence"):
        measure(GOOD, confidence=confidence)


@pytest.mark.parametrize("measure", LABELS)
def test_no_ratings_at_all_and_too_few_pairs(measure: Callable[..., Any]):
    with pytest.raises(RatingError, match="no ratings at all"):
        measure(pd.DataFrame({"r1": [None, None], "r2": [None, None]}))
    with pytest.raises(RatingError, match="1 subjects have two ratings"):
        measure(pd.DataFrame({"r1": [1, 2, None], "r2": [2, None, 1]}))


# intraclass correlation


@pytest.mark.parametrize("measure", [intraclass_correlation, standard_error_of_measurement])
def test_text_in_a_numeric_measure(measure: Callable[..., Any]):
    data = GOOD.astype(object)
    data.loc[0, "r2"] = "3"
    data.loc[1, "r2"] = "veel"
    with pytest.raises(RatingError, match="rater 'r2': 2 ratings are not numbers") as caught:
        measure(data)
    assert "veel" not in str(caught.value)


def test_missing_ratings_are_refused_or_left_out_on_purpose():
    data = GOOD.astype(float)
    data.loc[0, "r1"] = np.nan
    with pytest.raises(RatingError, match="1 ratings of 1 subjects are missing"):
        intraclass_correlation(data)
    found = intraclass_correlation(data, missing="leave_out")
    assert found.estimate == intraclass_correlation(GOOD.drop(index=0)).estimate
    assert (found.n_subjects, found.n_missing, found.missing) == (3, 1, "1 subjects left out")
    with pytest.raises(ParameterError, match="missing"):
        intraclass_correlation(GOOD, missing="impute")  # pyright: ignore
    data.loc[1:2, "r2"] = np.nan
    with pytest.raises(RatingError, match="1 subjects have every rating"):
        intraclass_correlation(data, missing="leave_out")


def test_an_unknown_form():
    with pytest.raises(ParameterError, match="ICC\\(2,1\\)"):
        intraclass_correlation(GOOD, form="ICC(4,1)")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", [0, 3, 0.1, 1e9])
def test_all_ratings_alike_have_no_intraclass_correlation(form: str, value: float):
    with pytest.raises(RatingError, match="no variance in any rating"):
        intraclass_correlation(pd.DataFrame([[value] * 3] * 4), form=form)


@pytest.mark.parametrize("form", FORMS)
def test_perfect_agreement_is_one_and_says_that_its_interval_has_no_width(form: str):
    found = intraclass_correlation(pd.DataFrame([[0.1] * 3, [0.3] * 3, [0.7] * 3]), form=form)
    assert (found.estimate, found.lower, found.upper) == (1, 1, 1)
    assert any("no width" in note for note in found.notes)


# no subject and no rater differs on average: R = C = 0, n = 4, k = 2
ALIKE = pd.DataFrame([[1, 3], [3, 1], [2, 2], [2, 2]])


@pytest.mark.parametrize(
    ("form", "value"),
    [("ICC(1,1)", -1), ("ICC(3,1)", -1), ("ICC(2,1)", -2)],  # -E / (k - 1)E; -E / (E - 2 E / 4)
)
def test_no_difference_between_subjects_is_the_lowest_value(form: str, value: float):
    found = intraclass_correlation(ALIKE, form=form)
    assert found.estimate == pytest.approx(value, rel=1e-12)
    assert np.isfinite([found.lower, found.upper]).all()
    assert any("narrow group" in note for note in found.notes)


@pytest.mark.parametrize("form", ["ICC(1,k)", "ICC(2,k)", "ICC(3,k)"])
def test_the_mean_of_raters_has_no_value_where_subjects_do_not_differ(form: str):
    with pytest.raises(RatingError, match="no variance between subjects beyond"):
        intraclass_correlation(ALIKE, form=form)
    # R = 1/4, C = 1/4, E = 9/4: R + (C - E) / n = -3/4, a reliability above one by the formula
    with pytest.raises(RatingError, match="no variance between subjects beyond"):
        intraclass_correlation(pd.DataFrame([[1.0, -1.0], [-1.0, 1.0]]), form=form)


def test_a_ratio_of_negative_variances_is_no_reliability():
    # R = C = 1/4, E = 9/4: (R - E) / (R + (C - E) / 2) = 8/3
    with pytest.raises(RatingError, match="no variance between subjects beyond"):
        intraclass_correlation(pd.DataFrame([[1, 0], [0, 2]]), form="ICC(2,k)")


def test_a_lower_limit_that_does_not_exist_is_said():
    # R = 9/4, C = 9/4, E = 25/4, n = k = 2: (9 - 25) / (9 + (9 - 25) / 2) = -16
    found = intraclass_correlation(pd.DataFrame([[1, 0], [0, 4]]), form="ICC(2,k)")
    assert found.estimate == pytest.approx(-16, rel=1e-12)
    assert found.lower == -np.inf
    assert "there is no lower limit" in found.notes


# two raters


def test_one_table_of_two_raters_is_enough_and_three_are_too_many():
    data = GOOD[["r1", "r2"]]
    assert weighted_kappa(data) == weighted_kappa(data.r1, data.r2)
    with pytest.raises(RatingError, match="has 3 raters"):
        weighted_kappa(GOOD)


def test_two_raters_of_unequal_length_or_other_subjects():
    with pytest.raises(RatingError, match="are 2 and 3 long"):
        weighted_kappa([1, 2], [1, 2, 3])
    with pytest.raises(RatingError, match="different indexes"):
        weighted_kappa(pd.Series([1, 2], index=[0, 1]), pd.Series([1, 2], index=[1, 0]))
    with pytest.raises(RatingError, match="are one text"):
        weighted_kappa("abc", "abc")
    with pytest.raises(RatingError, match="has 1 subjects"):
        weighted_kappa([1], [1])


def test_missing_pairs_are_refused_or_left_out():
    first, second = [1, 2, None, 1], [1, 2, 2, 2]
    with pytest.raises(RatingError, match="1 ratings of 1 subjects are missing"):
        weighted_kappa(first, second)
    found = weighted_kappa(first, second, missing="leave_out")
    assert found.estimate == weighted_kappa([1, 2, 1], [1, 2, 2]).estimate
    assert (found.n_subjects, found.n_missing) == (3, 1)


def test_one_category_gives_no_kappa_but_an_ac1():
    data = pd.DataFrame({"a": [1] * 5, "b": [1] * 5})
    for measure in (
        lambda: weighted_kappa(data.a, data.b, levels=[1, 2]),
        lambda: fleiss_kappa(data, levels=[1, 2]),
    ):
        with pytest.raises(RatingError, match="0/0"):
            measure()
    with pytest.raises(RatingError, match="all pairable ratings are alike"):
        krippendorff_alpha(data)
    with pytest.raises(RatingError, match="hold one category"):
        gwet_ac(data)
    found = gwet_ac(data, levels=[1, 2])
    assert (found.estimate, found.std_error, found.lower, found.upper) == (1, 0, 1, 1)


def test_two_raters_who_each_never_vary_agree_as_chance_does():
    found = weighted_kappa([1] * 6, [2] * 6)
    assert (found.estimate, found.observed_agreement, found.expected_agreement) == (0, 0, 0)
    assert found.z is None


def test_weights_over_text_need_an_order():
    first, second = ["low", "high", "moderate", "low"], ["low", "high", "high", "moderate"]
    with pytest.raises(RatingError, match="no known order"):
        weighted_kappa(first, second, weights="linear")
    with pytest.raises(RatingError, match="no known order"):
        gwet_ac(pd.DataFrame({"a": first, "b": second}), weights="quadratic")
    with pytest.raises(RatingError, match="no known order"):
        krippendorff_alpha(pd.DataFrame({"a": first, "b": second}), scale="ordinal")
    order = ["low", "moderate", "high"]
    known = weighted_kappa(first, second, weights="linear", levels=order)
    kind = pd.CategoricalDtype(order, ordered=True)
    same = weighted_kappa(pd.Series(first, dtype=kind), pd.Series(second, dtype=kind), weights="linear")
    numbers = weighted_kappa([0, 2, 1, 0], [0, 2, 2, 1], weights="linear")
    assert known.estimate == same.estimate == numbers.estimate
    assert known.levels == same.levels == tuple(order)


@pytest.mark.parametrize(
    "weights", ["cubic", [[0, 1], [1, 0]], [[1, 1, 1]] * 3, [[0, -1, 2], [1, 0, 1], [2, 1, 0]], [["a"]]]
)
def test_weights_that_are_none(weights: object):
    with pytest.raises(ParameterError, match="weights"):
        weighted_kappa([1, 2, 3], [1, 2, 2], weights=weights)  # pyright: ignore


# alpha


def test_alpha_parameters_are_checked_together():
    with pytest.raises(ParameterError) as caught:
        krippendorff_alpha(GOOD, scale="metric", replicates=10, seed=-1)
    assert [fault.where for fault in caught.value.faults] == ["scale", "replicates", "seed"]


def test_a_ratio_scale_has_no_negative_ratings_and_an_interval_no_text():
    with pytest.raises(RatingError, match="2 ratings are negative"):
        krippendorff_alpha(pd.DataFrame([[-1, -1], [0, 2]]), scale="ratio")
    with pytest.raises(RatingError, match="not numbers"):
        krippendorff_alpha(pd.DataFrame([["a", "b"], ["b", "b"]]), scale="interval")


def test_alpha_pairs_what_can_be_paired_and_says_what_it_left_out():
    data = pd.DataFrame({"a": [1, 2, 1, None], "b": [1, 2, 2, 3], "c": [None, 2, 1, None]})
    found = krippendorff_alpha(data, replicates=200)
    assert (found.n_subjects, found.n_raters, found.n_missing, found.n_pairable) == (3, 3, 3, 8)
    assert "1 with fewer than two left out" in found.missing


def test_the_bootstrap_repeats_with_its_seed_and_only_then():
    first, again, other = (krippendorff_alpha(GOOD, seed=seed, replicates=300) for seed in (5, 5, 6))
    assert first == again
    assert (first.lower, first.std_error) != (other.lower, other.std_error)
    assert first.estimate == other.estimate


def test_samples_without_variation_are_counted_and_not_hidden():
    data = pd.DataFrame([[1, 1], [1, 1], [1, 1], [1, 2]])
    found = krippendorff_alpha(data, replicates=500)
    # a sample lacks the fourth subject with probability (3/4)^4 = 0.316
    assert 0.25 < found.n_undefined / 500 < 0.39
    assert any("no variation" in note for note in found.notes)


def test_a_bootstrap_sample_is_alpha_of_the_repeated_subjects():
    from riskkit.agreement.alpha import _alphas, _units
    from riskkit.agreement.ratings import read_ratings

    generator = np.random.default_rng(3)
    data = pd.DataFrame(generator.integers(1, 6, (9, 3)))
    draw = generator.multinomial(9, np.full(9, 1 / 9))
    repeated = data.loc[np.repeat(data.index, draw)].reset_index(drop=True)
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        fast = _alphas(_units(read_ratings(data, None), scale), draw[None, :].astype(float))[0]
        slow = krippendorff_alpha(repeated, scale=scale, replicates=100).estimate
        assert fast == pytest.approx(slow, abs=1e-12)


def test_a_small_sample_is_said_to_be_small():
    for found in (weighted_kappa(GOOD.r1, GOOD.r2), fleiss_kappa(GOOD), krippendorff_alpha(GOOD)):
        assert any("4 subjects" in note for note in found.notes)
    assert any("4 subjects" in note for note in intraclass_correlation(GOOD).notes)


def test_results_are_frozen():
    found = fleiss_kappa(GOOD)
    with pytest.raises(AttributeError):
        found.estimate = 1.0  # pyright: ignore


def test_absence_and_presence_as_true_and_false():
    data = pd.DataFrame({"a": [True, False, True, True], "b": [True, False, False, True]})
    assert fleiss_kappa(data).estimate == fleiss_kappa(data.astype(int)).estimate
    assert (
        weighted_kappa(data.a, data.b).estimate
        == weighted_kappa(data.a.astype(int), data.b.astype(int)).estimate
    )


def test_a_cluster_of_rows_is_drawn_as_one():
    # rows repeated three times within a person: the bootstrap of persons is that of the rows
    # themselves, and the interval does not shrink as if there were three times as many
    rows = pd.DataFrame([[1, 1], [2, 2], [1, 2], [2, 2], [3, 3], [3, 1]], columns=["a", "b"])
    thrice = pd.concat([rows] * 3, ignore_index=True)
    person = list(range(6)) * 3
    alone = krippendorff_alpha(rows, seed=3)
    together = krippendorff_alpha(thrice, cluster=person, seed=3)
    naive = krippendorff_alpha(thrice, seed=3)
    assert (together.n_clusters, naive.n_clusters, together.n_subjects) == (6, 18, 18)
    assert together.upper - together.lower == pytest.approx(alone.upper - alone.lower, rel=0.1)
    assert naive.upper - naive.lower < 0.8 * (together.upper - together.lower)


@pytest.mark.parametrize(
    ("cluster", "problem"),
    [([1, 1, 2], "3 labels, 0 missing"), ([1, 1, 2, None], "4 labels, 1 missing"), ([1] * 4, "one cluster")],
)
def test_clusters_that_fit_no_rows(cluster: list[object], problem: str):
    with pytest.raises(RatingError, match=problem):
        krippendorff_alpha(GOOD, cluster=cluster)


@pytest.mark.parametrize(
    ("short", "form"), [("ICC1", "ICC(1,1)"), ("ICC2", "ICC(2,1)"), ("ICC3k", "ICC(3,k)")]
)
def test_a_form_answers_to_its_short_name(short: str, form: str):
    assert intraclass_correlation(GOOD, form=short) == intraclass_correlation(GOOD, form=form)
