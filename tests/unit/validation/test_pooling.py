import numpy as np
import pytest
from scipy.stats import t as student

from riskkit.errors import DataError, ParameterError
from riskkit.validation import pool
from riskkit.validation.estimate import plain


def test_three_sites_by_hand():
    # Values 1, 2, 4, errors 1: mean 7/3, Q = 14/3, between = (Q - 2) / (3 - 1) = 4/3; weights 3/7 each;
    # Hartung-Knapp variance (3/7 * 14/3) / 2 / (9/7) = 7/9; t with 2 and with 1 degree of freedom.
    found = pool([plain(value, 1.0) for value in (1, 2, 4)])
    assert found.estimate == pytest.approx(7 / 3)
    assert found.between == pytest.approx(np.sqrt(4 / 3))
    assert found.std_error == pytest.approx(np.sqrt(7 / 9))
    assert found.upper - found.estimate == pytest.approx(4.302652729911275 * np.sqrt(7 / 9))
    wide = 12.706204736432095 * np.sqrt(4 / 3 + 7 / 9)
    assert found.prediction_lower == pytest.approx(7 / 3 - wide)
    assert found.sites == 3


def test_sites_that_agree_have_no_variance_between():
    # Q = 0.08 < 1: between is 0, weights 1, variance .08 / 1 / 2 / ... = ((.2^2) * 2) / 1 / 2.
    found = pool([plain(1.0, 1.0), plain(1.4, 1.0)])
    assert (found.between, found.estimate) == (0, pytest.approx(1.2))
    assert found.std_error == pytest.approx(np.sqrt(0.08 / 1 / 2))
    assert np.isnan(found.prediction_upper)


@pytest.mark.parametrize("scale", ["log", "logit"])
def test_scales_are_pooled_as_their_transforms(scale):
    forward = {"log": np.log, "logit": lambda p: np.log(p / (1 - p))}[scale]
    slope = {"log": lambda p: p, "logit": lambda p: p * (1 - p)}[scale]
    values, errors = np.array([0.55, 0.7, 0.62]), np.array([0.03, 0.05, 0.04])
    found = pool([plain(v, e) for v, e in zip(values, errors, strict=True)], scale)
    there = pool([plain(forward(v), e / slope(v)) for v, e in zip(values, errors, strict=True)])
    assert forward(found.estimate) == pytest.approx(there.estimate)
    assert forward(found.lower) == pytest.approx(there.lower)
    assert forward(found.prediction_upper) == pytest.approx(there.prediction_upper)
    assert found.std_error == pytest.approx(there.std_error * slope(found.estimate))
    assert student.ppf(0.975, 2) * there.std_error == pytest.approx(there.upper - there.estimate)


@pytest.mark.parametrize(
    ("figures", "scale", "error", "text"),
    [
        ([plain(1, 1)], "identity", DataError, "come from 1 sites"),
        ([plain(1, 1), plain(1, 0)], "identity", DataError, "error above 0"),
        ([plain(1, 1), plain(-1, 1)], "log", DataError, "outside the log scale"),
        ([plain(0.5, 1), plain(1, 1)], "logit", DataError, "outside the logit scale"),
        ([plain(1, 1), plain(2, 1)], "probit", ParameterError, "scale: is not known"),
    ],
)
def test_refusals(figures, scale, error, text):
    with pytest.raises(error, match=text):
        pool(figures, scale)
