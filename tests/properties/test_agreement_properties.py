"""What must hold for any table of ratings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from riskkit.agreement import (
    FORMS,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    weighted_kappa,
)
from riskkit.errors import RatingError

LEVELS = [0, 1, 2, 3]
TABLES = arrays(
    np.int64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7), elements=st.integers(0, 3)
)
quick = settings(max_examples=60, deadline=None)


def varied(table: np.ndarray) -> np.ndarray:
    assume(len(np.unique(table)) > 1)
    return table


def alpha(table: np.ndarray, scale: str) -> float:
    return krippendorff_alpha(pd.DataFrame(table), scale=scale, replicates=100, seed=1).estimate


@quick
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_subjects_and_raters_does_not_matter(table: np.ndarray, random: object):
    varied(table)
    generator = np.random.default_rng(random.randrange(2**32))  # pyright: ignore
    other = generator.permutation(generator.permutation(table, axis=0), axis=1)
    for measure in (fleiss_kappa, lambda data: gwet_ac(data, weights="quadratic", levels=LEVELS)):
        assert measure(pd.DataFrame(other)).estimate == pytest.approx(
            measure(pd.DataFrame(table)).estimate, abs=1e-12
        )
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        assert alpha(other, scale) == pytest.approx(alpha(table, scale), abs=1e-12)


@quick
@given(TABLES, st.permutations(LEVELS))
def test_renaming_categories_does_not_matter_without_an_order(table: np.ndarray, names: list[int]):
    varied(table)
    renamed = np.asarray(names)[table]
    assert fleiss_kappa(pd.DataFrame(renamed)).estimate == pytest.approx(
        fleiss_kappa(pd.DataFrame(table)).estimate, abs=1e-12
    )
    assert gwet_ac(pd.DataFrame(renamed), levels=LEVELS).estimate == pytest.approx(
        gwet_ac(pd.DataFrame(table), levels=LEVELS).estimate, abs=1e-12
    )
    assert alpha(renamed, "nominal") == pytest.approx(alpha(table, "nominal"), abs=1e-12)
    first, second = table[:, 0], table[:, 1]
    assume(len(np.unique(table[:, :2])) > 1)
    assert weighted_kappa(list(renamed[:, 0]), list(renamed[:, 1])).estimate == pytest.approx(
        weighted_kappa(list(first), list(second)).estimate, abs=1e-12
    )


@quick
@given(TABLES)
def test_turning_the_scale_round_does_not_matter_for_weights(table: np.ndarray):
    assume(len(np.unique(table[:, :2])) > 1)
    for weights in ("linear", "quadratic", "ordinal"):
        there = weighted_kappa(list(table[:, 0]), list(table[:, 1]), weights=weights, levels=LEVELS)
        back = weighted_kappa(list(3 - table[:, 0]), list(3 - table[:, 1]), weights=weights, levels=LEVELS)
        swapped = weighted_kappa(list(table[:, 1]), list(table[:, 0]), weights=weights, levels=LEVELS)
        for other in (back, swapped):
            assert (other.estimate, other.std_error) == pytest.approx(
                (there.estimate, there.std_error), abs=1e-10
            )


@quick
@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.integers(2, 5))
def test_perfect_agreement_is_one(ratings: list[int], raters: int):
    assume(len(set(ratings)) > 1)
    table = np.repeat(np.asarray(ratings)[:, None], raters, axis=1)
    data = pd.DataFrame(table)
    for weights in (None, "linear", "quadratic"):
        assert weighted_kappa(ratings, ratings, weights=weights).estimate == 1
    assert fleiss_kappa(data).estimate == gwet_ac(data, levels=LEVELS).estimate == 1
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        assert alpha(table, scale) == pytest.approx(1, abs=1e-12)
    for form in FORMS:
        found = intraclass_correlation(data, form=form)
        assert (found.estimate, found.lower, found.upper) == (1, 1, 1)


@quick
@given(TABLES)
def test_estimates_lie_within_their_interval_and_below_one(table: np.ndarray):
    varied(table)
    data = pd.DataFrame(table)
    for found in (fleiss_kappa(data), gwet_ac(data, levels=LEVELS)):
        assert -1 <= found.lower <= found.estimate <= found.upper <= 1
        assert found.std_error is not None
        assert np.isfinite(found.std_error)


NUMBERS = arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7),
    elements=st.integers(-200, 200).map(lambda value: value / 4),
)  # fmt: skip


def correlations(table: np.ndarray, form: str) -> list[float]:
    """Return estimate and limits; tables without enough variance have none."""
    try:
        found = intraclass_correlation(pd.DataFrame(table), form=form)
    except RatingError:
        return []
    return [found.estimate, found.lower, found.upper]


@quick
@given(NUMBERS, st.sampled_from(FORMS), st.sampled_from([0.25, 2.0, 8.0]), st.integers(-64, 64))
def test_unit_and_origin_do_not_matter_to_the_intraclass_correlation(
    table: np.ndarray, form: str, unit: float, origin: int
):
    there, moved = correlations(table, form), correlations(table * unit + origin, form)
    assert moved == pytest.approx(there, rel=1e-6, abs=1e-9)


@quick
@given(NUMBERS, st.sampled_from(FORMS))
def test_the_intraclass_correlation_lies_between_its_limits(table: np.ndarray, form: str):
    found = correlations(table, form)
    assume(found)
    estimate, lower, upper = found
    assert lower <= estimate <= upper <= 1
    assert np.isfinite([estimate, upper]).all()


@quick
@given(NUMBERS)
def test_the_limits_of_the_mean_of_raters_are_those_of_one_rater_stretched(table: np.ndarray):
    k = table.shape[1]
    for number in (1, 2, 3):
        one, mean = correlations(table, f"ICC({number},1)"), correlations(table, f"ICC({number},k)")
        for single, of_mean in zip(one, mean, strict=False):
            spread = 1 + (k - 1) * single
            expected = k * single / spread if spread > 1e-12 else -np.inf
            assert of_mean == pytest.approx(expected, rel=1e-9)


@quick
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=4, max_size=30))
def test_with_two_categories_linear_and_quadratic_weights_are_no_weights(pairs: list[tuple[int, int]]):
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    assume(len({*first, *second}) > 1)
    plain = weighted_kappa(first, second)
    for weights in ("linear", "quadratic"):
        assert weighted_kappa(first, second, weights=weights).estimate == pytest.approx(
            plain.estimate, abs=1e-12
        )
