from collections import defaultdict
from fractions import Fraction as F
from math import comb, inf, log

import pytest

from riskkit.errors import ParameterError, TooFewEventsRefused
from riskkit.survival import (
    check_events_per_parameter,
    estimate_base_rate,
    exact_interval,
    jeffreys_interval,
    wilson_interval,
    zero_events_bound,
)
from riskkit.survival.small_samples import natural_frequency

INTERVALS = {
    "clopper_pearson95": exact_interval,
    "wilson95": wilson_interval,
    "jeffreys95": jeffreys_interval,
}


def test_published_terrorism_counts_equal_r(reference):
    rows = [v for v in reference("survival_values") if v["dataset"] == "terrorism recidivism counts"]
    studies = defaultdict(dict)
    for row in rows:
        studies[row["model"]][row["quantity"]] = row["value"]
    zero = studies.pop("zero events 0/50")
    assert exact_interval(0, 50).upper == pytest.approx(zero["clopper_pearson95_upper"], abs=1e-12)
    assert len(studies) == 5
    for values in studies.values():
        k, n = values["events"], values["n"]
        for name, interval in INTERVALS.items():
            found = interval(k, n)
            assert found.lower == pytest.approx(values[f"{name}[lower]"], abs=1e-12)
            assert found.upper == pytest.approx(values[f"{name}[upper]"], abs=1e-12)
            assert found.estimate == pytest.approx(values["rate"], abs=1e-12)


# Per cent, one decimal: Terrorist Units 9 of 182 (any offence 46), Team TER 7 of 159, Belgium 13 of 557,
# England and Wales 6 of 196; none of 30 and of 100.
PRINTED = [
    (9, 182, 2.3, 9.2), (46, 182, 19.1, 32.2), (7, 159, 1.8, 8.9), (13, 557, 1.2, 4.0),
    (6, 196, 1.1, 6.5), (0, 30, 0, 11.6), (0, 100, 0, 3.6),
]  # fmt: skip


@pytest.mark.parametrize(("k", "n", "lower", "upper"), PRINTED)
def test_exact_limits_as_printed(k, n, lower, upper):
    found = exact_interval(k, n)
    assert round(100 * found.lower, 1) == lower
    assert round(100 * found.upper, 1) == upper


@pytest.mark.parametrize(("k", "n"), [(1, 4), (9, 182), (3, 7), (181, 182)])
def test_exact_limits_leave_half_the_doubt_in_each_tail(k, n):
    found = exact_interval(k, n)

    def up_to(count, p):
        return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(count + 1))

    assert up_to(k, found.upper) == pytest.approx(0.025, rel=1e-9)
    assert 1 - up_to(k - 1, found.lower) == pytest.approx(0.025, rel=1e-8)


def test_limits_at_the_edges():
    for interval in INTERVALS.values():
        assert interval(0, 20).lower == 0.0
        assert interval(20, 20).upper == 1.0
    # all of n: lower limit 0.025^(1/n)
    assert exact_interval(20, 20).lower == pytest.approx(0.025 ** (1 / 20), rel=1e-12)


def test_jeffreys_interval_in_closed_form():
    # one of one: posterior Beta(3/2, 1/2); as Brown et al. advise the upper limit is 1
    found = jeffreys_interval(1, 1)
    assert found.upper == 1.0
    # distribution function of Beta(3/2, 1/2): (2/pi)(asin sqrt x - sqrt(x (1 - x)))
    from math import asin, pi, sqrt

    x = found.lower
    assert 2 / pi * (asin(sqrt(x)) - sqrt(x * (1 - x))) == pytest.approx(0.025, rel=1e-9)


def test_nothing_seen_in_a_hundred():
    found = zero_events_bound(100)
    assert found.one_sided == pytest.approx(1 - 0.05 ** (1 / 100), rel=1e-13)
    assert found.two_sided == pytest.approx(1 - 0.025 ** (1 / 100), rel=1e-12)
    assert found.rule_of_three == pytest.approx(-log(0.05) / 100, rel=1e-13)
    assert found.rule_of_three == pytest.approx(3 / 100, rel=2e-3)


def test_the_rule_of_three_never_promises_more_than_everyone():
    assert zero_events_bound(2).rule_of_three == 1.0


@pytest.mark.parametrize(
    ("events", "parameters", "ratio", "warned"),
    [
        (100, 10, 10.0, False),
        (99, 10, 9.9, True),
        (50, 10, 5.0, True),
        (9, 0, inf, False),
        (10, 1, 10, False),
    ],
)
def test_gate_lets_through(events, parameters, ratio, warned):
    verdict = check_events_per_parameter(events, parameters)
    assert (verdict.n_events, verdict.n_parameters, verdict.ratio) == (events, parameters, ratio)
    assert bool(verdict.warnings) is warned
    if warned:
        assert f"{events} events for {parameters} parameters ({ratio:.1f} each)" in verdict.warnings[0]


@pytest.mark.parametrize(("events", "parameters"), [(49, 10), (9, 2), (4, 1), (0, 1)])
def test_gate_refuses_with_the_numbers(events, parameters):
    with pytest.raises(TooFewEventsRefused) as refusal:
        check_events_per_parameter(events, parameters)
    text = str(refusal.value)
    assert f"{events} events for {parameters} parameters" in text
    assert f"at most {events // 5} parameters" in text
    assert "Firth" in text
    assert "base rate" in text
    assert refusal.value.exit_code == 3


def test_a_firth_fit_is_warned_about_but_not_refused():
    assert check_events_per_parameter(9, 3, penalised=True).warnings


def test_base_rate_of_the_terrorist_units():
    found = estimate_base_rate(9, 182)
    assert found.rate == pytest.approx(float(F(9, 182)))
    # 4.95 % is 5 of 100; the exact limits 2.29 % and 9.18 % rounded outwards
    assert (found.natural.count, found.natural.of) == (5, 100)
    assert (found.natural.lower, found.natural.upper) == (2, 10)
    assert found.parameters_affordable == 0
    assert found.zero_events is None


def test_base_rate_without_events():
    found = estimate_base_rate(0, 50)
    assert found.zero_events is not None
    assert found.upper == found.zero_events.two_sided == pytest.approx(0.0711217364642, abs=1e-12)
    assert (found.natural.count, found.natural.of, found.natural.upper) == (0, 100, 8)


@pytest.mark.parametrize(
    ("rate", "of", "count"),
    [(0.25, 100, 25), (0.005, 100, 1), (0.004, 1000, 4), (0.0003, 10_000, 3), (1, 100, 100)],
)
def test_natural_frequencies_use_the_smallest_group_that_shows_anyone(rate, of, count):
    found = natural_frequency(rate, 0, 1)
    assert (found.of, found.count) == (of, count)


def test_natural_limits_are_not_widened_by_rounding_error():
    found = natural_frequency(0.07, 0.07, 0.07)
    assert (found.lower, found.count, found.upper) == (7, 7, 7)


@pytest.mark.parametrize("interval", [*INTERVALS.values(), estimate_base_rate])
@pytest.mark.parametrize(
    ("k", "n", "level", "text"),
    [
        (5, 4, 0.95, "n_events: is larger than n"),
        (-1, 4, 0.95, "n_events: is not a count"),
        (1.5, 4, 0.95, "n_events: is not a count"),
        (1, 0, 0.95, "n: is not a number of people"),
        (1, 2.5, 0.95, "n: is not a number of people"),
        (True, 4, 0.95, "n_events: is not a count"),
        (1, 4, 1.0, "level: is not a confidence level"),
        (1, 4, 95, "level: is not a confidence level"),
    ],
)
def test_refusals(interval, k, n, level, text):
    with pytest.raises(ParameterError, match=text):
        interval(k, n, level=level)


def test_every_fault_is_named_at_once():
    with pytest.raises(ParameterError) as error:
        exact_interval(-1, 0, level=2)
    assert len(error.value.faults) == 3


def test_rates_outside_their_interval_are_refused():
    with pytest.raises(ParameterError, match="is not inside its interval"):
        natural_frequency(0.5, 0.6, 0.7)
