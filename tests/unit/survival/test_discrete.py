from fractions import Fraction as F
from math import log, sqrt

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import (
    CollinearityError,
    DataError,
    ExtrapolationError,
    NoEventsError,
    ParameterError,
    SeparationError,
    TooFewEventsRefused,
)
from riskkit.survival import fit_discrete

COLUMNS = {"recid": ("durat", "returned"), "rossi": ("week", "arrest")}
FITS = [("rossi", 0), ("rossi", 1), ("rossi", 2), ("rossi", 3), ("recid", 0), ("recid", 1)]


@pytest.fixture(scope="module")
def fitted(rows, reference):
    def fit(name, number):
        values = reference("discrete")[name][number]
        time, event = COLUMNS[name]
        model = fit_discrete(
            rows(name), time=time, event=event, formula="+".join(values["terms"]),
            interval=values["interval"], link=values["link"],
        )  # fmt: skip
        return model, values, rows(name).iloc[values["rows"]]

    return fit


@pytest.mark.parametrize(("name", "number"), FITS)
def test_equals_glm_on_the_expanded_rows(name, number, fitted):
    model, r, _ = fitted(name, number)
    # R stops the cloglog's scoring by the deviance, nine digits into the estimates
    rel = 1e-10 if r["link"] == "logit" else 1e-8
    assert model.coefficients["coef"].to_numpy() == pytest.approx(r["coef"], rel=rel)
    assert model.coefficients["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(r["covariance"])), rel=rel)
    assert model.log_likelihood == pytest.approx(r["log_likelihood"], rel=1e-13)
    assert model.n_person_periods == r["person_periods"]
    assert list(model.with_events + 1) == r["periods_with_events"]


@pytest.mark.parametrize(("name", "number"), FITS)
def test_risks_and_their_limits_equal_r(name, number, fitted):
    model, r, people = fitted(name, number)
    for expected in r["predictions"]:
        at = expected["time"]
        interval = model.predict_risk_interval(people, at)
        assert model.predict_risk(people, [at])[at].to_numpy() == pytest.approx(expected["risk"], rel=1e-8)
        assert interval["lower"].to_numpy() == pytest.approx(expected["lower"], rel=1e-8)
        assert interval["upper"].to_numpy() == pytest.approx(expected["upper"], rel=1e-8)


# Ten people by year: 2 of 10 in year 1; 1 of 8 in year 2, one censored at its end; nobody of 6 in
# year 3, two censored at its end; 1 of 4 in year 4, three followed to its end.
TEN = pd.DataFrame({"year": [1, 1, 2, 2, 3, 3, 4, 4, 4, 4], "event": [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]})


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_without_covariates_it_is_the_life_table(link):
    model = fit_discrete(TEN, time="year", event="event", formula="1", interval=1, link=link)
    # survival 8/10, x 7/8 = 7/10, x 1, x 3/4 = 21/40
    risk = model.predict_risk(TEN.iloc[:1], [1, 2, 3, 4]).iloc[0]
    expected = [1 - F(8, 10), 1 - F(7, 10), 1 - F(7, 10), 1 - F(21, 40)]
    assert risk.to_numpy() == pytest.approx([float(value) for value in expected], rel=1e-13)
    # log-likelihood: 2 log .2 + 8 log .8 + log 1/8 + 7 log 7/8 + log 1/4 + 3 log 3/4
    value = 2 * log(0.2) + 8 * log(0.8) + log(1 / 8) + 7 * log(7 / 8) + log(1 / 4) + 3 * log(3 / 4)
    assert model.log_likelihood == pytest.approx(value, rel=1e-14)
    assert model.n_person_periods == 10 + 8 + 6 + 4


def test_intercepts_of_the_life_table_by_hand():
    model = fit_discrete(TEN, time="year", event="event", formula="1", interval=1)
    table = model.coefficients
    assert list(table.index) == ["(0, 1]", "(1, 2]", "(3, 4]"]
    assert table["coef"].to_numpy() == pytest.approx([log(2 / 8), log(1 / 7), log(1 / 3)], rel=1e-13)
    # error of a logit: sqrt(1 / events + 1 / others)
    errors = [sqrt(1 / 2 + 1 / 8), sqrt(1 + 1 / 7), sqrt(1 + 1 / 3)]
    assert table["se"].to_numpy() == pytest.approx(errors, rel=1e-13)


def test_one_covariate_in_one_period_is_the_two_by_two_table():
    # events 6 of 10 with x = 1 and 4 of 10 with x = 0: log odds ratio 2 log(6/4)
    data = pd.DataFrame({"t": 1.0, "e": [1] * 6 + [0] * 4 + [1] * 4 + [0] * 6, "x": [1] * 10 + [0] * 10})
    model = fit_discrete(data, time="t", event="e", formula="x", interval=1)
    assert model.coefficients.loc["x", "coef"] == pytest.approx(2 * log(6 / 4), rel=1e-13)
    assert model.coefficients.loc["x", "se"] == pytest.approx(sqrt(2 / 6 + 2 / 4), rel=1e-13)


def test_one_period_is_logistic_regression(rows, reference):
    formula = "fin + age + race + wexp + mar + paro + prio"
    model = fit_discrete(rows("rossi"), time="week", event="arrest", formula=formula, interval=52)
    found = {"deviance": -2 * model.log_likelihood}
    for term, line in model.coefficients.iterrows():
        name = "(Intercept)" if term == "(0, 52]" else term
        found[f"coef[{name}]"], found[f"se[{name}]"] = line["coef"], line["se"]
    kept = [value for value in reference("survival_values") if value["model"] == "logistic_arrest52"]
    assert len(kept) == 17
    for value in kept:
        # glm's own stopping rule leaves its errors five digits: they are those of the step before
        close = 1e-5 if value["quantity"].startswith("se") else 1e-6
        assert found[value["quantity"]] == pytest.approx(value["value"], abs=close)


def test_a_last_period_that_follow_up_cuts_short_ends_with_it(rows):
    model = fit_discrete(rows("rossi"), time="week", event="arrest", formula="age", interval=10)
    assert list(model.ends) == [10, 20, 30, 40, 50, 52]
    assert model.follow_up == 52
    assert model.warnings == ()


def test_censoring_inside_a_period_is_counted_and_said():
    data = TEN.assign(year=TEN["year"] - 0.5 * ((TEN["event"] == 0) & (TEN["year"] < 4)))
    model = fit_discrete(data, time="year", event="event", formula="1", interval=1)
    assert model.warnings[0].startswith("3 of 10 people were censored inside a period")
    # they count as followed through it, so the estimates are those of the whole years
    assert model.predict_risk(TEN.iloc[:1], [4]).iloc[0, 0] == pytest.approx(1 - 21 / 40, rel=1e-13)


def test_only_ends_of_periods_can_be_asked_for():
    model = fit_discrete(TEN, time="year", event="event", formula="1", interval=1)
    with pytest.raises(ExtrapolationError, match="2 horizons lie inside a period; allowed: ends of"):
        model.predict_risk(TEN, [0.5, 2, 3.2])
    with pytest.raises(ExtrapolationError, match="1 horizons lie beyond the follow-up"):
        model.predict_risk(TEN, [2, 5])


def test_widths_that_binary_fractions_miss_still_fall_on_the_ends():
    data = TEN.assign(year=TEN["year"] * 0.1)
    model = fit_discrete(data, time="year", event="event", formula="1", interval=0.1)
    assert model.warnings == ()
    assert model.predict_risk(TEN, [0.3]).iloc[0, 0] == pytest.approx(0.3, rel=1e-13)


def test_before_the_first_event_the_limits_are_unknown():
    data = pd.DataFrame({"t": [1.0, 2, 2, 3, 3], "e": [0, 1, 0, 1, 0]})
    model = fit_discrete(data, time="t", event="e", formula="1", interval=1)
    assert model.predict_risk(data, [1]).to_numpy().max() == 0
    assert model.predict_risk_interval(data, 1).isna().all(axis=None)


def base(**change):
    generator = np.random.default_rng(5)
    table = {"t": generator.integers(1, 6, 120), "e": generator.integers(0, 2, 120)}
    return pd.DataFrame({**table, "x": generator.normal(size=120), **change})


@pytest.mark.parametrize(
    ("change", "call", "error", "text"),
    [
        ({"e": 2}, {}, DataError, r"holds competing events \(codes 2\)"),
        ({"e": 0}, {}, NoEventsError, "all 120 rows are censored"),
        ({"t": -3}, {}, DataError, "120 times are negative"),
        ({"x": np.nan}, {}, DataError, "120 values are missing"),
        ({"x": 7.0}, {}, CollinearityError, "is constant"),
        ({}, {"interval": 0}, ParameterError, "interval: is not the width of a period"),
        ({}, {"interval": -1}, ParameterError, "interval: is not the width of a period"),
        ({}, {"interval": np.nan}, ParameterError, "interval: is not the width of a period"),
        ({"t": np.arange(1, 121) * 1.0, "e": 1}, {}, SeparationError, r"period \(119, 120\]"),
        ({}, {"link": "probit"}, ParameterError, "link: is not known; allowed: logit, cloglog"),
        ({"e": [1] * 4 + [0] * 116}, {}, TooFewEventsRefused, "4 events for 1 parameters"),
    ],
)
def test_refusals(change, call, error, text):
    with pytest.raises(error, match=text):
        fit_discrete(base(**change), **{"time": "t", "event": "e", "formula": "x", "interval": 1, **call})


def test_more_periods_than_make_sense_are_refused():
    data = pd.DataFrame({"t": np.arange(1.0, 2003), "e": [1] * 2001 + [0]})
    with pytest.raises(ParameterError, match="makes 2001 periods with events; allowed: at most 1000"):
        fit_discrete(data, time="t", event="e", formula="1", interval=1)


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_separation_is_named(link):
    data = base()
    with pytest.raises(SeparationError, match="term 'x': separates"):
        fit_discrete(data.assign(x=data["e"]), time="t", event="e", formula="x", interval=1, link=link)
