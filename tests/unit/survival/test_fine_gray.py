from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import (
    CollinearityError,
    DataError,
    ExtrapolationError,
    FormulaError,
    NoEventsError,
    ParameterError,
    SeparationError,
    TooFewEventsRefused,
)
from riskkit.survival import fit_fine_gray

SETS = {"cmprsk_example": ("ftime", "fstatus"), "cmprsk_three_causes": ("time", "event")}
FITS = [("cmprsk_example", 1), ("cmprsk_example", 2)] + [("cmprsk_three_causes", k) for k in (1, 2, 3)]


@pytest.fixture(scope="module")
def fitted(rows, reference):
    def fit(name, cause):
        time, event = SETS[name]
        values = reference(name)
        formula = " + ".join(values["covariates"])
        model = fit_fine_gray(rows(name), time=time, event=event, cause=cause, formula=formula)
        return model, values["fits"][str(cause)], pd.DataFrame(values["rows"], columns=values["covariates"])

    return fit


@pytest.mark.parametrize(("name", "cause"), FITS)
def test_equals_crr(name, cause, fitted):
    model, crr, _ = fitted(name, cause)
    assert model.coefficients["coef"].to_numpy() == pytest.approx(crr["coef"], rel=1e-7)
    assert model.coefficients["se"].to_numpy() == pytest.approx(crr["se"], rel=1e-8)
    assert model.covariance.to_numpy() == pytest.approx(np.array(crr["covariance"]), rel=1e-6, abs=1e-14)
    assert model.log_likelihood == pytest.approx(crr["log_likelihood"], rel=1e-13)
    assert model.log_likelihood_null == pytest.approx(crr["log_likelihood_null"], rel=1e-13)


@pytest.mark.parametrize(("name", "cause"), FITS)
def test_baseline_and_predictions_equal_crr(name, cause, fitted):
    model, crr, people = fitted(name, cause)
    jumps = np.diff(model.baseline_cumulative_hazard, prepend=0.0)
    assert list(model.baseline_cumulative_hazard.index) == pytest.approx(crr["event_times"])
    assert jumps == pytest.approx(crr["jumps"], rel=1e-8)
    risk = model.predict_risk(people, crr["event_times"])
    assert risk.to_numpy() == pytest.approx(np.array(crr["predicted"]).T, rel=1e-8)


def test_values_kept_beside_the_data(fitted, reference):
    found = {}
    for cause in (1, 2):
        model, _, people = fitted("cmprsk_example", cause)
        for term, line in model.coefficients.iterrows():
            found[f"crr_failcode{cause}", f"coef[{term}]"] = line["coef"]
            found[f"crr_failcode{cause}", f"se[{term}]"] = line["se"]
        if cause == 1:
            found["predicted", "1"], found["predicted", "2"] = model.predict_risk(people, [1.0])[1.0]
    expected = [v for v in reference("survival_values") if v["dataset"] == "cmprsk_example"]
    assert len(expected) == 14
    for value in expected:
        quantity = value["quantity"]
        key = (value["model"], quantity) if "predict" not in value["model"] else ("predicted", quantity[-2])
        assert found[key] == pytest.approx(value["value"], abs=value["tolerance"])


def test_a_coefficient_in_closed_form():
    # Five times over: event at 1 (x = 1), competing event at 2 (x = 1), event at 3 (x = 0), censored
    # at 4 (x = 0). With e = exp(b): risk sets 2 e + 2 at time 1, and at 3 the two followed people with
    # x = 0 and the one held after a competing event (nobody was censored in between): e + 2.
    # Slope: 1 - e / (e + 1) - e / (e + 2) = 0, so e^2 = 2 and b = log(2) / 2.
    one = pd.DataFrame({"t": [1.0, 2, 3, 4], "e": [1, 2, 1, 0], "x": [1, 1, 0, 0]})
    model = fit_fine_gray(pd.concat([one] * 5), time="t", event="e", cause=1, formula="x")
    assert model.coefficients.loc["x", "coef"] == pytest.approx(log(2) / 2, rel=1e-14)
    root = sqrt(2)
    sets = [5 * (2 * root + 2), 5 * (root + 2)]
    assert model.log_likelihood == pytest.approx(5 * (log(root) - log(sets[0]) - log(sets[1])), rel=1e-14)
    # Breslow's baseline at x = 0, after both times: 5 / 10 (1 + root) + 5 / 5 (2 + root)
    hazard = 5 / sets[0] + 5 / sets[1]
    risk = model.predict_risk(pd.DataFrame({"x": [0, 1]}), [4.0])[4.0]
    assert risk.to_numpy() == pytest.approx([1 - exp(-hazard), 1 - exp(-hazard * root)], rel=1e-14)


def test_weights_of_competing_events_by_hand():
    # Events of the cause at 1, 2 and 4; a competing event at 2; one of the four left is censored at 3.
    # Risk sets: 7; 6; at 4 three are followed and one is held with weight G(4-) / G(2-) = 3/4: 3.75.
    data = pd.DataFrame({"t": [1.0, 2, 2, 3, 4, 5, 6], "e": [1, 2, 1, 0, 1, 2, 0]})
    model = fit_fine_gray(data, time="t", event="e", cause=1, formula="1")
    steps = np.diff(model.baseline_cumulative_hazard, prepend=0.0)
    assert steps == pytest.approx([1 / 7, 1 / 6, 1 / 3.75], rel=1e-14)
    assert (model.n, model.n_events, model.n_competing) == (7, 3, 2)


def test_a_huge_offset_or_scale_of_a_covariate_loses_no_digits(rows):
    data = rows("cmprsk_three_causes")
    plain = fit_fine_gray(data, time="time", event="event", cause=1, formula="age + prior")
    moved = data.assign(age=data["age"] * 1e-6 + 1.0, prior=data["prior"] * 1e8 - 1e9)
    other = fit_fine_gray(moved, time="time", event="event", cause=1, formula="age + prior")
    back = other.coefficients["coef"].to_numpy() * [1e-6, 1e8]
    assert back == pytest.approx(plain.coefficients["coef"].to_numpy(), rel=1e-8)
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)


def test_interval_of_a_risk_without_covariates_matches_the_jackknife():
    # No covariate: the risk is 1 - exp(-H); its error follows from leaving out one person at a time.
    generator = np.random.default_rng(7)
    t = np.ceil(generator.exponential(20, 300))
    data = pd.DataFrame({"t": t, "e": generator.choice([0, 1, 2], 300)})

    def scaled(rows):
        model = fit_fine_gray(rows, time="t", event="e", cause=1, formula="1")
        return np.log(np.asarray(model.baseline_cumulative_hazard[:15.0])[-1])

    left_out = np.array([scaled(data.drop(index=i)) for i in range(300)])
    error = np.sqrt(299 / 300 * ((left_out - left_out.mean()) ** 2).sum())
    model = fit_fine_gray(data, time="t", event="e", cause=1, formula="1")
    interval = model.predict_risk_interval(data.iloc[:1], 15.0).iloc[0]
    width = np.log(-np.log1p(-interval["upper"])) - np.log(-np.log1p(-interval["lower"]))
    assert width / (2 * 1.959963984540054) == pytest.approx(error, rel=0.02)


def test_interval_of_a_persons_risk_matches_the_jackknife():
    generator = np.random.default_rng(8)
    x, ends = generator.normal(size=250), generator.uniform(5, 40, 250)
    first, second = generator.exponential(12 * np.exp(-0.6 * x)), generator.exponential(15, 250)
    t = np.minimum(np.minimum(first, second), ends)
    data = pd.DataFrame({"t": t, "e": np.where(t == first, 1, np.where(t == second, 2, 0)), "x": x})
    people = pd.DataFrame({"x": [-1.0, 1.5]})

    def scaled(rows):
        model = fit_fine_gray(rows, time="t", event="e", cause=1, formula="x")
        return np.log(-np.log1p(-model.predict_risk(people, [10.0]).to_numpy()[:, 0]))

    left_out = np.array([scaled(data.drop(index=i)) for i in range(250)])
    error = np.sqrt(249 / 250 * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    model = fit_fine_gray(data, time="t", event="e", cause=1, formula="x")
    middle = np.log(-np.log1p(-model.predict_risk_interval(people, 10.0).to_numpy()))
    assert (middle[:, 1] - middle[:, 0]) / (2 * 1.959963984540054) == pytest.approx(error, rel=0.05)


def test_few_events_are_said_on_the_model_and_too_few_refused(rows):
    data = rows("cmprsk_three_causes").head(100)
    count = int((data["event"] == 3).sum())
    assert 5 <= count < 10
    warned = fit_fine_gray(data, time="time", event="event", cause=3, formula="age")
    assert f"{count} events for 1 parameters" in warned.warnings[0]
    with pytest.raises(TooFewEventsRefused, match=f"{count} events for 2 parameters"):
        fit_fine_gray(data, time="time", event="event", cause=3, formula="age + prior")


def test_no_competing_event_is_said():
    data = pd.DataFrame({"t": np.arange(1.0, 21), "e": [1, 0] * 10, "x": np.tile([0, 1, 1, 0], 5)})
    model = fit_fine_gray(data, time="t", event="e", cause=1, formula="x")
    assert "No competing event occurs" in model.warnings[0]


def frame(**change):
    generator = np.random.default_rng(3)
    table = {
        "t": generator.exponential(9, 80) + 0.1,
        "e": generator.choice([0, 1, 2], 80),
        "x": generator.normal(size=80),
    }
    return pd.DataFrame({**table, **change})


@pytest.mark.parametrize(
    ("change", "call", "error", "text"),
    [
        ({}, {"cause": 3}, NoEventsError, "no row of column 'e' has code 3; allowed: codes there: 1, 2"),
        ({}, {"cause": 0}, ParameterError, "cause: is not an event code"),
        ({}, {"cause": 1.5}, ParameterError, "cause: is not an event code"),
        ({}, {"cause": "1"}, ParameterError, "cause: is not an event code"),
        ({}, {"cause": True}, ParameterError, "cause: is not an event code"),
        ({"e": 2}, {}, NoEventsError, "has code 1; allowed: codes there: 2"),
        ({"e": 0}, {}, NoEventsError, "all 80 rows are censored"),
        ({"e": "yes"}, {}, DataError, "not numbers"),
        ({"t": -1.0}, {}, DataError, "80 times are negative"),
        ({"x": np.nan}, {}, DataError, "80 values are missing"),
        ({"x": 4.0}, {}, CollinearityError, "term 'x': is constant"),
        ({}, {"formula": "x + w"}, DataError, "column 'w': is not in the table"),
        (
            {"w": np.arange(80.0)},
            {"formula": "w + x + I(w + 2*x)"},
            CollinearityError,
            "linear combination",
        ),
        ({}, {"formula": "x + system('ls')"}, FormulaError, "calls system"),
    ],
)
def test_refusals(change, call, error, text):
    with pytest.raises(error, match=text):
        fit_fine_gray(frame(**change), **{"time": "t", "event": "e", "cause": 1, "formula": "x", **call})


def test_separation_is_named():
    data = frame()
    data["x"] = (data["e"] == 1).astype(float)
    with pytest.raises(SeparationError, match="term 'x': separates"):
        fit_fine_gray(data, time="t", event="e", cause=1, formula="x")


def test_no_risk_past_follow_up_and_no_unseen_level():
    data = frame(unit=np.tile(["a", "b", "c", "d"], 20))
    model = fit_fine_gray(data, time="t", event="e", cause=1, formula="unit")
    with pytest.raises(ExtrapolationError, match="1 horizons lie beyond the follow-up"):
        model.predict_risk(data, [1.0, data["t"].max() + 1])
    with pytest.raises(DataError, match="column 'unit': 1 values are levels that were not there"):
        model.predict_risk(data.iloc[:2].assign(unit=["a", "z"]), [1.0])


def test_a_model_keeps_nobody():
    model = fit_fine_gray(frame(), time="t", event="e", cause=1, formula="x")
    assert model.design.matrix.shape == (0, 1)
