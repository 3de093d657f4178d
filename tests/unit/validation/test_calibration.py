import numpy as np
import pytest
from scipy.stats import binomtest

from riskkit.errors import CollinearityError, DataError, ExtrapolationError, NoEventsError
from riskkit.validation import calibration, observed_expected_ratio, pseudo_observations
from riskkit.validation.censoring import at_horizon
from riskkit.validation.observed import observed_estimate, observed_risk
from riskkit.validation.outcomes import Outcomes


def figures(data, kind, **changes):
    event = data["event"] if kind == "competing" else data["event"] == 1
    return calibration(data["time"], event, changes.get("risk", data["risk5"]), horizon=5)


@pytest.mark.parametrize("kind", ["competing", "censored"])
def test_equals_r(kind, horizon_triple):
    data, reference = horizon_triple
    values = reference["values"][kind]["calibration"]
    found = figures(data, kind)
    for name in ("intercept", "slope"):
        assert getattr(found, name).estimate == pytest.approx(values[name], abs=1e-9)
        assert getattr(found, name).std_error == pytest.approx(values[f"{name}_se"], rel=1e-8)
    for name in ("ici", "e50", "e90"):
        figure = getattr(found, name)
        assert figure.estimate == pytest.approx(values[name], abs=1e-9)
        assert 0 < figure.lower <= figure.estimate <= figure.upper < 1
    assert found.observed.estimate == pytest.approx(values["observed"], rel=1e-12)
    ratio = values["observed"] / values["expected"]
    assert found.observed_expected_ratio.estimate == pytest.approx(ratio, rel=1e-12)
    ends = found.curve.iloc[[0, -1]]
    for column, name in (("observed", "ends"), ("lower", "ends_lower"), ("upper", "ends_upper")):
        assert ends[column].to_numpy() == pytest.approx(values[name], rel=1e-7)


@pytest.mark.parametrize("kind", ["competing", "censored"])
def test_pseudo_observations_equal_the_jackknife_one_by_one(kind, horizon_triple):
    data, reference = horizon_triple
    codes = data["event"] if kind == "competing" else (data["event"] == 1).astype(int)
    found = pseudo_observations(Outcomes(data["time"].to_numpy(), codes.to_numpy()), 5.0)
    assert found[:10] == pytest.approx(reference["values"][kind]["calibration"]["pseudo"], abs=1e-11)


def test_greenwood(horizon_triple):
    data, reference = horizon_triple
    outcomes = Outcomes(data["time"].to_numpy(), (data["event"] == 1).to_numpy().astype(int))
    _, influence = observed_risk(outcomes, 5.0)
    # Without ties the squared influences add up to Greenwood's variance.
    error = np.sqrt((influence**2).sum()) / len(data)
    assert error == pytest.approx(reference["values"]["censored"]["greenwood_se"], rel=1e-9)


def test_pseudo_observations_by_hand():
    # Times 1 event, 2 censored, 3 event. Risk by 3: 1 - (2/3)(0/1) = 1. Without the first:
    # 1 - (0/1) = 1; without the second: 1; without the third: 1 - 1/2 = 1/2.
    found = pseudo_observations(Outcomes(np.array([1.0, 2.0, 3.0]), np.array([1, 0, 1])), 3.0)
    assert found == pytest.approx([3 - 2, 3 - 2, 3 - 1])


def test_observed_interval_is_clopper_pearson_without_censoring():
    time, event = np.r_[np.full(9, 1.0), np.full(173, 5.0)], np.r_[np.ones(9, int), np.zeros(173, int)]
    found = observed_estimate(Outcomes(time, event), 3.0)
    exact = binomtest(9, 182).proportion_ci()
    assert (found.lower, found.upper) == pytest.approx((exact.low, exact.high), rel=1e-9)


def test_observed_interval_without_any_event_is_exact():
    outcomes = Outcomes(np.full(30, 5.0), np.zeros(30, int))
    found = observed_estimate(outcomes, 5.0)
    assert (found.estimate, found.lower) == (0, 0)
    assert found.upper == pytest.approx(1 - 0.025 ** (1 / 30), rel=1e-12)


def test_ratio_interval_by_hand():
    # 4 of 247 (Hodwitz 2019, released): Clopper-Pearson .00443 to .04094 (R binom.test).
    time, event = np.r_[np.full(4, 1.0), np.full(243, 5.0)], np.r_[np.ones(4, int), np.zeros(243, int)]
    found = observed_expected_ratio(time, event, np.full(247, 0.02), horizon=3)
    assert found.estimate == pytest.approx(4 / 247 / 0.02)
    assert (found.lower * 0.02, found.upper * 0.02) == pytest.approx(
        (0.004429586543047, 0.0409425387728), abs=1e-7
    )


def test_risks_too_high_by_a_constant_factor_move_only_the_intercept(horizon_triple):
    data, _ = horizon_triple
    before = figures(data, "competing")
    hazard = -np.log1p(-data["risk5"])
    after = figures(data, "competing", risk=-np.expm1(-2 * hazard))
    assert after.intercept.estimate == pytest.approx(before.intercept.estimate - np.log(2), abs=1e-9)
    assert after.slope.estimate == pytest.approx(before.slope.estimate, abs=1e-9)


def test_few_distinct_risks_make_a_straight_curve():
    rng = np.random.default_rng(5)
    risk = rng.choice([0.2, 0.5], 200)
    time = np.where(rng.random(200) < risk, 1.0, 3.0)
    found = calibration(time, time == 1.0, risk, horizon=2)
    # Two groups, nobody censored: the curve passes through both observed shares.
    shares = [float((time[risk == level] == 1).mean()) for level in (0.2, 0.5)]
    assert found.curve["observed"].iloc[[0, -1]].to_numpy() == pytest.approx(shares, abs=1e-9)


@pytest.mark.parametrize(
    ("time", "event", "risk", "horizon", "error", "text"),
    [
        ([1, 2, 3, 4], [1, 0, 1, 0], [0.1, 0.2, 0, 1], 3, DataError, "2 values are exactly 0 or 1"),
        ([1, 2, 3, 4], [1, 0, 1, 0], [0.2] * 4, 3, CollinearityError, "does not vary"),
        ([1, 2, 3, 4], [0, 0, 0, 1], [0.2, 0.3, 0.4, 0.5], 3, NoEventsError, "no outcome by the horizon"),
        ([1, 2, 3, 4], [1, 1, 1, 1], [0.2, 0.3, 0.4, 0.5], 4, DataError, "nobody is known to be free"),
        ([1, 2, 3, 4], [1, 0, 1, 0], [0.2, 0.3, 0.4, 0.5], 5, ExtrapolationError, "past the follow-up"),
    ],
)
def test_refusals(time, event, risk, horizon, error, text):
    with pytest.raises(error, match=text):
        calibration(time, event, risk, horizon=horizon)


def test_ratio_refuses_an_expectation_of_zero():
    with pytest.raises(DataError, match="risk: is 0 for everybody"):
        observed_expected_ratio([1, 2], [1, 0], [0, 0], horizon=1)


@pytest.mark.parametrize("kind", ["competing", "censored"])
def test_weighted_share_and_observed_risk_are_one_estimator(kind, horizon_triple):
    # The mean of weight x outcome is the Aalen-Johansen (Kaplan-Meier) estimate, person by
    # person as well: this holds the term that stands for estimating the weights.
    data, _ = horizon_triple
    codes = data["event"] if kind == "competing" else (data["event"] == 1).astype(int)
    tied = Outcomes(np.ceil(data["time"].to_numpy()), codes.to_numpy())
    known = at_horizon(tied, 5.0)
    risk, influence = observed_risk(tied, 5.0)
    parts = known.weights * known.outcome
    assert parts.mean() == pytest.approx(risk, rel=1e-13)
    assert known.influence(parts) == pytest.approx(influence, abs=1e-12)
    assert known.weights.sum() == pytest.approx(len(data), rel=1e-12)
