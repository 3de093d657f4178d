"""Coefficients worked by hand, in fractions, with the arithmetic written out."""

from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest

from riskkit.agreement import (
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    standard_error_of_measurement,
    weighted_kappa,
)


def pairs(table: list[list[int]]) -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


@pytest.mark.parametrize(
    ("form", "value"),
    [
        # subject means 1.5, 3.5, 5.5: MSB = 2 (4 + 0 + 4) / 2 = 8; rater means 3, 4:
        # MSJ = 3 (1/4 + 1/4) = 3/2; no residual; MSW = (3/2) / 3 = 1/2
        ("ICC(1,1)", F(15, 17)),  # (8 - 1/2) / (8 + 1/2)
        ("ICC(2,1)", F(8, 9)),  # 8 / (8 + 2 (3/2) / 3)
        ("ICC(3,1)", F(1)),
        ("ICC(1,k)", F(15, 16)),  # (8 - 1/2) / 8
        ("ICC(2,k)", F(16, 17)),  # 8 / (8 + (3/2) / 3)
        ("ICC(3,k)", F(1)),
    ],
)
def test_intraclass_correlation_of_a_rater_who_is_always_one_higher(form: str, value: F):
    found = intraclass_correlation(pd.DataFrame([[1, 2], [3, 4], [5, 6]]), form=form)
    assert found.estimate == pytest.approx(float(value), rel=1e-14)
    assert found.lower <= found.estimate <= found.upper


def test_error_of_measurement_with_a_missing_rating():
    # within squares: 2 (1/2)^2 = 1/2 and (1 + 0 + 1) = 2; degrees 1 + 2; the third has one rating
    data = pd.DataFrame([[1.0, 2.0, None], [3.0, 4.0, 5.0], [None, 9.0, None]])
    found = standard_error_of_measurement(data)
    assert found.estimate**2 == pytest.approx(float(F(5, 2) / 3), rel=1e-14)
    assert (found.degrees, found.n_subjects, found.n_raters, found.n_missing) == (3, 2, 3, 3)


def test_cohens_kappa_and_its_error():
    # po = 35/50, pe = 1/2 * 3/5 + 1/2 * 2/5 = 1/2: kappa = 2/5.
    # Fleiss, Cohen and Everitt: 2/5 (1 - 11/10 * 3/5)^2 + 3/10 (1 - 9/10 * 3/5)^2
    #   + (3/5)^2 (1/10 (11/10)^2 + 1/5 (9/10)^2) - (2/5 - 1/2 * 3/5)^2 = 126/625,
    #   over (1/2)^2 * 50
    found = weighted_kappa(*pairs([[20, 5], [10, 15]]))
    assert found.estimate == pytest.approx(2 / 5, rel=1e-14)
    assert (found.observed_agreement, found.expected_agreement) == pytest.approx((0.7, 0.5), rel=1e-14)
    variance = F(126, 625) / (F(1, 4) * 50)
    assert (found.std_error or 0) ** 2 == pytest.approx(float(variance), rel=1e-12)
    assert found.upper - found.estimate == pytest.approx(
        1.959963984540054 * float(variance) ** 0.5, rel=1e-12
    )


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        # table [[2,1,0],[0,2,1],[1,0,3]]: 7 of 10 alike, 2 one step apart, 1 two steps;
        # by chance 34, 42 and 24 of 100
        (None, F(70 - 34, 100 - 34)),
        ("linear", F(5, 9)),  # (7 + 2/2)/10 against (34 + 42/2)/100
        ("quadratic", F(13, 23)),  # (7 + 2*3/4)/10 against (34 + 42*3/4)/100
    ],
)
def test_weighted_kappa(weights: str | None, value: F):
    found = weighted_kappa(*pairs([[2, 1, 0], [0, 2, 1], [1, 0, 3]]), weights=weights)
    assert found.estimate == pytest.approx(float(value), rel=1e-14)


AAA = pd.DataFrame([list("AAA"), list("AAB"), list("BBB")])


def test_fleiss_kappa():
    # agreement 1, 1/3, 1: 7/9 = 63/81; shares 5/9 and 4/9: 41/81; (63 - 41) / (81 - 41)
    found = fleiss_kappa(AAA)
    assert found.estimate == pytest.approx(float(F(11, 20)), rel=1e-14)
    assert dict(found.by_category) == pytest.approx({"A": 11 / 20, "B": 11 / 20}, rel=1e-14)


def test_gwet_ac1():
    # chance: 2 * 5/9 * 4/9 = 40/81; (63 - 40) / (81 - 40)
    assert gwet_ac(AAA).estimate == pytest.approx(float(F(23, 41)), rel=1e-14)


def test_gwet_ac2_with_linear_weights():
    # ratings (0,0), (0,1), (2,2): agreement 1, 1/2, 1 = 5/6; weights sum 3 + 4/2 = 5;
    # shares 1/2, 1/6, 1/3: chance 5/(3*2) (1/4 + 5/36 + 2/9) = 5/6 * 22/36 = 55/108
    found = gwet_ac(pd.DataFrame([[0, 0], [0, 1], [2, 2]]), weights="linear")
    assert found.estimate == pytest.approx(float((F(5, 6) - F(55, 108)) / (1 - F(55, 108))), rel=1e-14)


def test_gwet_ac2_with_ordinal_weights():
    # three levels: 1 step apart 1 - 1/3, 2 steps apart 0; weights sum 3 + 4 * 2/3 = 17/3
    found = gwet_ac(pd.DataFrame([[0, 0], [0, 1], [2, 2]]), weights="ordinal")
    observed, expected = F(1 + 1) / 3 + F(2, 3) / 3, F(17, 3) / 6 * F(22, 36)
    assert found.estimate == pytest.approx(float((observed - expected) / (1 - expected)), rel=1e-14)


def test_the_kappa_paradox_high_agreement_and_a_kappa_below_zero():
    # 118 of 125 both positive, 7 differ, none both negative (Gwet 2008): raters agree on
    # 94.4 %. kappa: pe = 123/125 * 120/125 + 2/125 * 5/125; AC1: pe = 2 * 243/250 * 7/250
    first, second = pairs([[118, 5], [2, 0]])
    kappa = weighted_kappa(first, second)
    ac1 = gwet_ac(pd.DataFrame({"a": first, "b": second}))
    po, pe = F(118, 125), F(123 * 120 + 2 * 5, 125**2)
    assert kappa.estimate == pytest.approx(float((po - pe) / (1 - pe)), rel=1e-12)
    chance = 2 * F(243, 250) * F(7, 250)
    assert ac1.estimate == pytest.approx(float((po - chance) / (1 - chance)), rel=1e-12)
    assert kappa.estimate < 0
    assert ac1.estimate > 0.94


@pytest.mark.parametrize(
    ("rows", "scale", "value"),
    [
        # a a | a b | b b | b b: one pair of ordered pairs differs: 1 - 7 * 2 / (64 - 9 - 25)
        ([[0, 0], [0, 1], [1, 1], [1, 1]], "nominal", F(8, 15)),
        ([[0, 0], [0, 1], [1, 1], [1, 1]], "interval", F(8, 15)),
        ([[0, 0], [0, 1], [1, 1], [1, 1]], "ordinal", F(8, 15)),
        # 1 2 | 3 3 | 4 6: within 2 (1 + 0 + 4) = 10, all 2 (6 * 75 - 19^2) = 178: 1 - 5 * 10/178
        ([[1, 2], [3, 3], [4, 6]], "interval", F(64, 89)),
        # mid-ranks 1 2 3.5 3.5 5 6: within 2 (1 + 0 + 1) = 4, all 2 (6 * 90.5 - 21^2) = 204
        ([[1, 2], [3, 3], [4, 6]], "ordinal", 1 - F(5 * 4, 204)),
    ],
)
def test_krippendorffs_alpha(rows: list[list[int]], scale: str, value: F):
    found = krippendorff_alpha(pd.DataFrame(rows), scale=scale, replicates=100)
    assert found.estimate == pytest.approx(float(value), rel=1e-14)


def slow_alpha(rows: list[list[int | None]], scale: str) -> F:
    """Krippendorff's definition, pair by pair, in fractions."""
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]

    def apart(c: int, k: int) -> F:
        if scale == "nominal":
            return F(c != k)
        if scale == "interval":
            return F(c - k) ** 2
        if scale == "ratio":
            return F(0) if c == k else (F(c - k) / F(c + k)) ** 2
        low, high = min(c, k), max(c, k)
        between = sum(low <= value <= high for value in every)
        return (F(between) - F(every.count(c) + every.count(k), 2)) ** 2 if c != k else F(0)

    within = sum((sum(apart(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in units), F(0))
    return 1 - (len(every) - 1) * within / sum(apart(a, b) for a in every for b in every)


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_agrees_with_its_definition_in_fractions(scale: str):
    generator = np.random.default_rng(7)
    for _ in range(25):
        ratings = generator.integers(0, 6, (12, 4)).astype(object)
        ratings[generator.random((12, 4)) < 0.25] = None
        rows = [[None if value is None else int(value) for value in row] for row in ratings]
        data = pd.DataFrame(rows, dtype=float)
        found = krippendorff_alpha(data, scale=scale, replicates=100).estimate
        assert found == pytest.approx(float(slow_alpha(rows, scale)), abs=1e-12)
