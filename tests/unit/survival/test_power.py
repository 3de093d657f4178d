from math import ceil, exp, log, sqrt

import pytest
from scipy.stats import binom, norm

from riskkit.errors import ParameterError
from riskkit.survival import (
    detectable_hazard_ratio,
    events_needed,
    people_for_precision,
    people_needed,
    power_to_detect,
)

# Quantiles of the normal distribution as printed in tables.
Z975, Z80, Z90 = 1.959964, 0.841621, 1.281552


# Schoenfeld (1983): events = (z + z)^2 / (share (1 - share) log(ratio)^2). With equal groups, 5 % and
# 80 %: 4 x 7.8489 / 0.48045 = 65.3 for a ratio of 2 and 4 x 7.8489 / 0.16440 = 191.0 for 1.5; the
# textbook figures are 66 and 191.
@pytest.mark.parametrize(("ratio", "events"), [(2, 66), (0.5, 66), (1.5, 191), (3, 27)])
def test_schoenfeld_in_equal_groups(ratio, events):
    assert events_needed(ratio) == events
    assert events == ceil(4 * (Z975 + Z80) ** 2 / log(ratio) ** 2)


def test_schoenfeld_in_unequal_groups_with_other_covariates():
    expected = (Z975 + Z90) ** 2 / (0.2 * 0.8 * (1 - 0.25) * log(1.8) ** 2)
    assert events_needed(1.8, share=0.2, r_squared=0.25, power=0.9) == ceil(expected)


def test_a_numeric_covariate_takes_its_variance():
    expected = (Z975 + Z80) ** 2 / (7.0**2 * (1 - 0.1) * log(1.05) ** 2)
    assert events_needed(1.05, standard_deviation=7.0, r_squared=0.1) == ceil(expected)


# Nine re-offences in two equal groups: log ratio 2.80159 / sqrt(9 / 4) = 1.86772, ratio 6.4736.
def test_what_nine_events_can_show():
    found = detectable_hazard_ratio(9)
    assert found.hazard_ratio == pytest.approx(exp((Z975 + Z80) / sqrt(9 / 4)), rel=1e-5)
    assert found.hazard_ratio == pytest.approx(6.4736, abs=1e-3)
    assert found.protective_hazard_ratio == pytest.approx(1 / found.hazard_ratio, rel=1e-14)
    assert (found.n_events, found.variance, found.power, found.level) == (9, 0.25, 0.8, 0.95)


def test_power_of_a_doubling_in_nine_events():
    assert power_to_detect(2, 9) == pytest.approx(norm.cdf(log(2) * 1.5 - Z975), abs=1e-6)
    assert power_to_detect(2, 9) == power_to_detect(0.5, 9)


def test_the_three_ways_of_asking_agree():
    for ratio in (1.4, 2.5, 7.0):
        events = events_needed(ratio, share=0.3)
        assert (
            power_to_detect(ratio, events, share=0.3) >= 0.8 > power_to_detect(ratio, events - 1, share=0.3)
        )
        assert detectable_hazard_ratio(events, share=0.3).hazard_ratio <= ratio


def test_power_by_simulation_of_exponential_times():
    # Two groups of 40, all followed to their event: the score test's own share of findings.
    import numpy as np

    generator = np.random.default_rng(20261126)
    found, runs, ratio = 0, 2000, 1.9
    group = np.repeat([0, 1], 40)
    for _ in range(runs):
        times = generator.exponential(1 / np.where(group == 1, ratio, 1.0))
        ordered = group[np.argsort(times)]
        share = np.cumsum(ordered[::-1])[::-1] / np.arange(80, 0, -1)
        score, variance = (ordered - share).sum(), (share * (1 - share)).sum()
        found += abs(score) / sqrt(variance) > Z975
    assert found / runs == pytest.approx(power_to_detect(ratio, 80), abs=0.04)


@pytest.mark.parametrize(
    ("events", "risk", "people"), [(66, 0.05, 1320), (9, 9 / 182, 182), (10, 1, 10), (10, 0.3, 34)]
)
def test_people_to_follow(events, risk, people):
    assert people_needed(events, risk) == people


def test_people_for_precision_is_the_smallest_number_that_does():
    n = people_for_precision(0.05, 0.03)

    def width(n):  # exact limits at a whole expected count, by bisection on the binomial itself
        k = round(n * 0.05)
        low, high = (
            bisect(lambda p: binom.sf(k - 1, n, p) - 0.025),
            bisect(lambda p: 0.025 - binom.cdf(k, n, p)),
        )
        return high - low

    assert width(20 * ceil(n / 20)) <= 0.06 < width(20 * (n // 20) - 20)


def bisect(rising):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def test_precision_of_a_rate_of_none():
    # without events the upper limit is 1 - 0.025^(1/n): the smallest n with that at most 0.1
    assert people_for_precision(0.0, 0.05) == ceil(log(0.025) / log(0.9))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: events_needed(1.0), "hazard_ratio: is out of range; allowed: above 0 and not 1"),
        (lambda: events_needed(-2.0), "hazard_ratio"),
        (lambda: events_needed(2.0, share=0), "share: is out of range; allowed: between 0 and 1"),
        (lambda: events_needed(2.0, power=0.04), "power: is out of range"),
        (lambda: events_needed(2.0, level=1), "level"),
        (lambda: events_needed(2.0, r_squared=1), "r_squared"),
        (lambda: events_needed(2.0, standard_deviation=0), "standard_deviation"),
        (lambda: detectable_hazard_ratio(0), "n_events: is not a number of events"),
        (lambda: detectable_hazard_ratio(2.5), "n_events"),
        (lambda: power_to_detect(2, -1), "n_events"),
        (lambda: people_needed(5, 0), "event_probability"),
        (lambda: people_for_precision(2, 0.1), "rate: is not a proportion"),
        (lambda: people_for_precision(0.1, 0.6), "half_width"),
        (lambda: people_for_precision(0.1, 0.05, level=0), "level"),
    ],
)
def test_refusals(call, text):
    with pytest.raises(ParameterError, match=text):
        call()
