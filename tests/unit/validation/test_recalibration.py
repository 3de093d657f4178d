import functools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from riskkit.cohort import rossi
from riskkit.errors import DataError, ExtrapolationError, ParameterError
from riskkit.survival import SurvivalModel, fit_cox, fit_fine_gray
from riskkit.validation import calibration, recalibrate, validate_externally

ROSSI = {"time": "week", "event": "arrest", "formula": "fin + age + prio"}
NEW = {"time": "week", "event": "arrest", "horizon": 45}


@pytest.fixture(scope="module")
def halves():
    frame = rossi()
    return frame.iloc[::2].reset_index(drop=True), frame.iloc[1::2].reset_index(drop=True)


@pytest.fixture(scope="module")
def model(halves):
    return fit_cox(halves[0], **ROSSI)


def after(updated, new):
    risk = updated.predict_risk(new, [45])[45.0]
    return calibration(new["week"], new["arrest"], risk, horizon=45)


def test_intercept_and_slope_bring_the_new_people_into_line(model, halves):
    new = halves[1]
    before = after(model, new)
    moved = recalibrate(model, new, **NEW)
    assert moved.coefficients.loc["intercept", "coef"] == pytest.approx(before.intercept.estimate, abs=1e-9)
    assert moved.coefficients.loc["intercept", "se"] == pytest.approx(before.intercept.std_error, rel=1e-8)
    assert after(moved, new).intercept.estimate == pytest.approx(0, abs=1e-9)
    assert after(moved, new).slope.estimate == pytest.approx(before.slope.estimate, rel=1e-8)
    both = recalibrate(model, new, **NEW, how="slope")
    assert both.coefficients.loc["slope", "coef"] == pytest.approx(before.slope.estimate, rel=1e-8)
    assert after(both, new).slope.estimate == pytest.approx(1, abs=1e-8)
    assert after(both, new).intercept.estimate == pytest.approx(0, abs=1e-8)
    assert both.linear_predictor(new) == pytest.approx(
        before.slope.estimate * model.linear_predictor(new), rel=1e-8
    )


def test_a_constant_factor_is_found_back(model, halves):
    # A model whose hazards are twice what they should be needs an intercept log(2) lower.
    new = halves[1]

    class Doubled:
        def predict_risk(self, data, times):
            return -np.expm1(2 * np.log1p(-model.predict_risk(data, times)))

    plain, doubled = (recalibrate(one, new, **NEW) for one in (model, Doubled()))
    gap = plain.coefficients.loc["intercept", "coef"] - doubled.coefficients.loc["intercept", "coef"]
    assert gap == pytest.approx(np.log(2), abs=1e-9)
    assert doubled.predict_risk(new, [20, 45]).to_numpy() == pytest.approx(
        plain.predict_risk(new, [20, 45]).to_numpy(), rel=1e-9
    )


def test_the_original_stays_and_versions_count(model, halves):
    new = halves[1]
    risk = model.predict_risk(new, [45])
    first = recalibrate(model, new, **NEW)
    second = recalibrate(first, new, **NEW, how="baseline")
    assert (first.version, second.version) == (2, 3)
    assert second.original is first
    assert first.original is model
    pd.testing.assert_frame_equal(model.predict_risk(new, [45]), risk)
    assert isinstance(second, SurvivalModel)
    assert (first.n, first.n_events, first.converged) == (216, new["arrest"].sum(), True)
    with pytest.raises(AttributeError):
        first.version = 9


def test_a_new_baseline_on_the_same_people_is_the_old_one(halves):
    old = halves[0]
    model = fit_cox(old, **ROSSI, ties="breslow")  # equal to R; so is its baseline
    updated = recalibrate(model, old, **NEW, how="baseline")
    times = [1, 8, 20, 45, 52]
    assert updated.predict_risk(old, times).to_numpy() == pytest.approx(
        model.predict_risk(old, times).to_numpy(), rel=1e-9
    )
    # log likelihood with the scale as offset: that of the fit
    assert updated.log_likelihood == pytest.approx(model.log_likelihood, rel=1e-10)


def test_a_new_baseline_with_competing_events_is_fine_grays(horizon_triple):
    frame, _ = horizon_triple
    frame = frame.assign(x=np.log(frame["risk5"]))
    model = fit_fine_gray(frame, time="time", event="event", cause=2, formula="x")
    updated = recalibrate(model, frame, time="time", event="event", cause=2, horizon=5, how="baseline")
    times = [1, 3, 5, 9, 15]
    assert updated.predict_risk(frame, times).to_numpy() == pytest.approx(
        model.predict_risk(frame, times).to_numpy(), rel=1e-8
    )


def test_baseline_by_hand():
    # Everybody the same old risk; hazard exp(z). Times 1 event, 2 censored, 3 event, 4 censored:
    # H = 1/4 after 1, + 1/2 after 3, in units of exp(-z); risk by 3: 1 - exp(-3/4).
    class Flat:
        def predict_risk(self, data, times):
            return pd.DataFrame(np.full((len(data), 1), 0.3))

        def predict_risk_interval(self, data, time, level=0.95):
            return pd.DataFrame({"lower": np.full(len(data), 0.3), "upper": np.full(len(data), 0.3)})

    data = pd.DataFrame({"time": [1.0, 2, 3, 4], "event": [1, 0, 1, 0]})
    updated = recalibrate(Flat(), data, time="time", event="event", horizon=3, how="baseline")
    risk = updated.predict_risk(data, [0.5, 1, 3.5]).to_numpy()[0]
    assert risk == pytest.approx([0, 1 - np.exp(-1 / 4), 1 - np.exp(-3 / 4)])
    # Old interval of no width: the error is the baseline's, variance of log H = (1/16 + 1/4) / (9/16).
    limits = updated.predict_risk_interval(data, 3)
    reach = norm.ppf(0.975) * np.sqrt((1 / 16 + 1 / 4) / (9 / 16))
    assert limits["upper"].iloc[0] == pytest.approx(1 - np.exp(-3 / 4 * np.exp(reach)))
    assert np.isnan(updated.predict_risk_interval(data, 0.5)["lower"]).all()


def test_intervals_add_both_errors(model, halves):
    new = halves[1].iloc[:5]
    updated = recalibrate(model, halves[1], **NEW)
    limits = updated.predict_risk_interval(new, 45, level=0.9)
    z = norm.ppf(0.95)
    scale = functools.partial(lambda r: np.log(-np.log1p(-r)))
    old = model.predict_risk_interval(new, 45, level=0.9)
    width = (scale(old["upper"]) - scale(old["lower"])) / 2 / z
    expected = np.sqrt(width**2 + updated.covariance.iloc[0, 0])
    found = (scale(limits["upper"]) - scale(limits["lower"])) / 2 / z
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9)


def test_refusals(model, halves):
    new = halves[1]
    with pytest.raises(ParameterError, match="how: is not known; allowed: intercept, slope, baseline"):
        recalibrate(model, new, **NEW, how="everything")
    with pytest.raises(ExtrapolationError):
        recalibrate(model, new, **NEW | {"horizon": 60})

    class Sure:
        def predict_risk(self, data, times):
            return pd.DataFrame(np.ones((len(data), 1)))

    with pytest.raises(DataError, match="gives 216 risks of exactly 0 or 1"):
        recalibrate(Sure(), new, **NEW)
    updated = recalibrate(model, new, **NEW, how="baseline")
    with pytest.raises(ExtrapolationError):
        updated.predict_risk(new, [99])


def test_external_validation_holds_every_measure(model, halves):
    new = halves[1]
    found = validate_externally(model, new, **NEW)
    risk = model.predict_risk(new, [45])[45.0]
    own = calibration(new["week"], new["arrest"], risk, horizon=45)
    assert found.table.loc["calibration_slope", "estimate"] == own.slope.estimate
    assert found.calibration.ici == own.ici
    assert set(found.table.index) == {
        "concordance", "uno_concordance", "auc_at", "brier_score", "scaled_brier_score",
        "calibration_intercept", "calibration_slope", "observed_expected_ratio", "ici", "e50", "e90",
    }  # fmt: skip
    assert len(found.net_benefit) == 6
    assert (found.n, found.n_events, found.horizon) == (216, new["arrest"].sum(), 45)


def test_external_validation_with_competing_events(horizon_triple):
    frame, _ = horizon_triple
    frame = frame.assign(x=np.log(frame["risk5"]))
    model = fit_fine_gray(frame, time="time", event="event", cause=2, formula="x")
    found = validate_externally(model, frame, time="time", event="event", cause=2, horizon=5)
    assert found.uno_concordance is None
    assert "uno_concordance" not in found.table.index
    assert found.n_events == int((frame["event"] == 2).sum())
    assert found.calibration.intercept.estimate == pytest.approx(0, abs=0.1)  # a fit to the same people


def test_expected_arrests_by_week_51_equal_r():
    # R 4.2.2, survival 3.5.3: sum over the 432 of one less survfit(coxph(...)) at week 51.
    data = rossi()
    formula = "fin + age + race + wexp + mar + paro + prio"
    model = fit_cox(data, time="week", event="arrest", formula=formula)
    found = validate_externally(model, data, time="week", event="arrest", horizon=51).calibration
    assert found.expected * 432 == pytest.approx(110.190073823692, abs=1e-5)
    # 110 were arrested in weeks 1 to 51, and nobody was censored earlier.
    assert found.observed_expected_ratio.estimate == pytest.approx(110 / 110.190073823692, rel=1e-7)
