from math import exp

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import (
    CollinearityError,
    DataError,
    ExtrapolationError,
    NoEventsError,
    ParameterError,
    TooFewEventsRefused,
)
from riskkit.survival import fit_cause_specific, fit_cox, fit_parametric

FITS = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]


@pytest.fixture(scope="module")
def fitted(rows, reference):
    def fit(number, cause):
        values = reference("cause_specific")["fits"][number]
        data = rows(values["name"])
        model = fit_cause_specific(
            data, time=values["time"], event=values["event"], cause=cause,
            formula="+".join(values["terms"]), ties=values["ties"],
        )  # fmt: skip
        return model, values, data.iloc[values["rows"]]

    return fit


@pytest.mark.parametrize(("number", "cause"), FITS)
def test_equals_coxph_with_the_other_causes_censored(number, cause, fitted):
    model, values, _ = fitted(number, cause)
    r = values["causes"][str(cause)]
    assert model.coefficients["coef"].to_numpy() == pytest.approx(r["coef"], rel=1e-11)
    assert model.covariance.to_numpy() == pytest.approx(np.array(r["covariance"]), rel=1e-9, abs=1e-14)
    assert model.log_likelihood == pytest.approx(r["log_likelihood"], rel=1e-13)


@pytest.mark.parametrize(("number", "cause"), FITS)
def test_cumulative_incidence_equals_survfit(number, cause, fitted):
    model, values, people = fitted(number, cause)
    risk = model.predict_risk(people, values["times"]).to_numpy().T
    assert risk == pytest.approx(np.array(values["put_together"][str(cause)]), rel=1e-10)
    if values["ties"] == "breslow":
        assert risk == pytest.approx(np.array(values["multi_state"][str(cause)]), rel=1e-10)


def test_seven_people_by_hand():
    # Steps of the hazards: cause 1 at 1: 1/7, at 2: 1/6, at 4: 1/3; cause 2 at 2: 1/6, at 5: 1/2.
    # The risk by 4 adds up S(s-) (1 - exp(-h)) h1 / h with S = exp(-H), h of both causes together.
    data = pd.DataFrame({"t": [1, 2, 2, 3, 4, 5, 6], "e": [1, 2, 1, 0, 1, 2, 0]})
    model = fit_cause_specific(data, time="t", event="e", cause=1, formula="1")
    risk = model.predict_risk(data.iloc[:1], [1, 2, 5]).iloc[0]
    one = 1 - exp(-1 / 7)
    two = one + exp(-1 / 7) * (1 - exp(-1 / 3)) / 2
    three = two + exp(-1 / 7 - 1 / 3) * (1 - exp(-1 / 3))
    assert risk.to_numpy() == pytest.approx([one, two, three], rel=1e-14)


@pytest.mark.parametrize("number", [0, 2])
def test_all_causes_and_no_event_add_up_to_one(number, fitted):
    model, values, people = fitted(number, 1)
    total = sum(
        fitted(number, int(k))[0].predict_risk(people, values["times"]).to_numpy() for k in values["causes"]
    )
    hazard = 0.0
    for one in model.models.values():
        hazard = hazard - np.log1p(-one.predict_risk(people, values["times"]).to_numpy())
    assert total == pytest.approx(1 - np.exp(-hazard), rel=1e-12)


def test_risk_is_below_that_of_a_world_without_other_causes(fitted):
    model, values, people = fitted(0, 1)
    alone = model.models[1].predict_risk(people, values["times"])
    assert (model.predict_risk(people, values["times"]) < alone).all(axis=None)


def test_interval_matches_the_jackknife():
    generator = np.random.default_rng(5)
    x = generator.normal(size=250)
    first = generator.exponential(12 * np.exp(-0.7 * x))
    second, ends = generator.exponential(15, 250), generator.uniform(5, 30, 250)
    t = np.minimum(np.minimum(first, second), ends)
    data = pd.DataFrame({"t": t, "e": np.where(t == first, 1, np.where(t == second, 2, 0)), "x": x})
    people = pd.DataFrame({"x": [-0.5, 1.0]})

    def scaled(rows):
        model = fit_cause_specific(rows, time="t", event="e", cause=1, formula="x")
        return np.log(-np.log1p(-model.predict_risk(people, [8.0]).to_numpy()[:, 0]))

    left_out = np.array([scaled(data.drop(index=i)) for i in range(250)])
    error = np.sqrt(249 / 250 * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    model = fit_cause_specific(data, time="t", event="e", cause=1, formula="x")
    interval = model.predict_risk_interval(people, 8.0)
    middle = np.log(-np.log1p(-interval.to_numpy()))
    found = (middle[:, 1] - middle[:, 0]) / (2 * 1.959963984540054)
    assert found == pytest.approx(error, rel=0.08)


def test_one_cause_is_the_ordinary_cox_model(rows):
    rossi = rows("rossi")
    call = {"time": "week", "event": "arrest", "formula": "fin + age + prio"}
    one, cox = fit_cause_specific(rossi, **call, cause=1), fit_cox(rossi, **call)
    people = rossi.iloc[:5]
    assert one.predict_risk(people, [26, 52]).to_numpy() == pytest.approx(
        cox.predict_risk(people, [26, 52]).to_numpy(), rel=1e-12
    )
    assert one.predict_risk_interval(people, 52).to_numpy() == pytest.approx(
        cox.predict_risk_interval(people, 52).to_numpy(), rel=1e-9
    )


def test_a_rare_other_cause_keeps_its_rate_without_covariates(rows):
    data = rows("cmprsk_three_causes").head(100)
    count = int((data["event"] == 3).sum())
    assert 5 <= count < 15
    model = fit_cause_specific(data, time="time", event="event", cause=1, formula="age + prior + unit")
    assert f"Cause 3 has {count} events" in model.warnings[-1]
    assert model.models[3].terms == ()
    with pytest.raises(TooFewEventsRefused, match=f"{count} events for 3 parameters"):
        fit_cause_specific(data, time="time", event="event", cause=3, formula="age + prior + unit")


@pytest.mark.parametrize(
    ("change", "call", "error", "text"),
    [
        (
            {},
            {"cause": 7},
            NoEventsError,
            "no row of column 'event' has code 7; allowed: codes there: 1, 2, 3",
        ),
        ({}, {"cause": 0}, ParameterError, "cause: is not an event code"),
        ({"event": 0}, {}, NoEventsError, "rows are censored"),
        ({"time": -1}, {}, DataError, "times are negative"),
        ({"age": 3.0}, {}, CollinearityError, "term 'age': is constant"),
        ({}, {"formula": "height"}, DataError, "column 'height': is not in the table"),
        ({}, {"ties": "exact"}, ParameterError, "ties"),
    ],
)
def test_refusals(change, call, error, text, rows):
    data = rows("cmprsk_three_causes").assign(**change)
    with pytest.raises(error, match=text):
        fit_cause_specific(data, **{"time": "time", "event": "event", "cause": 1, "formula": "age", **call})


def test_no_risk_past_follow_up(fitted):
    model, _, people = fitted(0, 1)
    with pytest.raises(ExtrapolationError, match="beyond the follow-up"):
        model.predict_risk(people, [model.follow_up + 1])


def test_models_of_one_outcome_name_this_function_when_given_causes(rows):
    data = rows("cmprsk_three_causes")
    with pytest.raises(DataError, match="fit_cause_specific"):
        fit_parametric(data, time="time", event="event", formula="age")
