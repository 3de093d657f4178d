"""The E-value against what its authors and their R package print, and by hand."""

from math import sqrt

import pytest

from riskkit.analyses.e_value import e_value
from riskkit.errors import ParameterError


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "estimate", "limit", "digits"),
    [
        # VanderWeele & Ding 2017: breastfeeding and death by respiratory infection
        (3.9, 1.8, 8.7, 7.26, 3.0, 2),
        # the same paper: leukaemia, a protective association
        (0.80, 0.71, 0.91, 1.81, 1.43, 2),
        # CRAN EValue 4.1.3, vignette: smoking and lung cancer (Hammond & Horn)
        (10.73, 8.02, 14.36, 20.94777, 15.52336, 5),
    ],
)
def test_a_published_example(
    ratio: float, lower: float, upper: float, estimate: float, limit: float, digits: int
):
    found = e_value(ratio, lower, upper, outcome_share=0.01)
    assert (round(found.estimate, digits), round(found.limit, digits)) == (estimate, limit)
    assert (found.risk_ratio, found.common) == (ratio, False)


def test_by_hand():
    # 2 + sqrt(2 * 1), and 9/8 + sqrt(9/8 * 1/8) = 9/8 + 3/8
    found = e_value(2.0, 9 / 8, 4.0, outcome_share=0.1)
    assert (found.estimate, found.limit) == pytest.approx((2 + sqrt(2), 1.5), rel=1e-15)


def test_an_interval_with_no_association_in_it_needs_no_confounder():
    assert e_value(1.3, 0.9, 1.8, outcome_share=0.1).limit == 1
    assert e_value(1.0, 1.0, 1.0, outcome_share=0.1).estimate == 1


def test_both_directions_are_alike():
    up, down = (e_value(*each, outcome_share=0.3) for each in ((4.0, 2.0, 8.0), (0.25, 0.125, 0.5)))
    assert (up.estimate, up.limit) == pytest.approx((down.estimate, down.limit), rel=1e-12)


def test_a_common_outcome_turns_the_hazard_ratio_into_a_risk_ratio():
    # hazard ratio 4: (1 - 0.5^2) / (1 - 0.5^0.5) = 0.75 / (1 - sqrt(1/2))
    found = e_value(4.0, 2.0, 8.0, outcome_share=0.15)
    ratio = 0.75 / (1 - sqrt(0.5))
    assert found.common
    assert found.risk_ratio == pytest.approx(ratio, rel=1e-15)
    assert found.estimate == pytest.approx(ratio + sqrt(ratio * (ratio - 1)), rel=1e-15)
    assert e_value(4.0, 2.0, 8.0, outcome_share=0.149).risk_ratio == 4


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "share"),
    [(1.0, 1.1, 2.0, 0.1), (0.0, 0.0, 1.0, 0.1), (2.0, 1.0, float("inf"), 0.1), (2.0, 1.0, 3.0, 1.2)],
)
def test_numbers_that_are_no_ratio(ratio: float, lower: float, upper: float, share: float):
    with pytest.raises(ParameterError):
        e_value(ratio, lower, upper, outcome_share=share)
