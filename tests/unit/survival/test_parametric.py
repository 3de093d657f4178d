from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import (
    CollinearityError,
    ConvergenceError,
    DataError,
    ExtrapolationError,
    NoEventsError,
    ParameterError,
    TooFewEventsRefused,
)
from riskkit.survival import fit_parametric
from riskkit.survival.families import FAMILIES

ORDINARY = ("weibull", "exponential", "lognormal", "loglogistic")
FITS = [(name, family) for name in ("rossi", "recid") for family in (*ORDINARY, "generalized_gamma")]


@pytest.fixture(scope="module")
def fitted(rows, reference):
    known = {}

    def fit(name, family):
        if (name, family) not in known:
            values = reference("parametric")[name]
            call = {"time": values["time"], "event": values["event"], "formula": "+".join(values["terms"])}
            known[name, family] = fit_parametric(rows(name), **call, family=family)
        return known[name, family]

    return fit


@pytest.mark.parametrize(("name", "family"), FITS)
def test_equals_r(name, family, fitted, reference):
    model, r = fitted(name, family), reference("parametric")[name]["fits"][family]
    # the generalised gamma's own reference is good to about eight digits (numerical derivatives)
    rel = 1e-10 if family in ORDINARY else 1e-7
    assert model.coefficients["coef"].to_numpy() == pytest.approx(r["coef"], rel=rel)
    assert model.coefficients["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(r["covariance"])), rel=rel)
    assert model.log_likelihood == pytest.approx(r["log_likelihood"], rel=1e-13)


@pytest.mark.parametrize(("name", "family"), FITS)
def test_risks_and_their_limits_equal_r(name, family, fitted, reference, rows):
    model, values = fitted(name, family), reference("parametric")[name]
    people = rows(name).iloc[values["rows"]]
    risk = model.predict_risk(people, values["times"])
    assert list(risk.index) == values["rows"]
    for at, r in zip(values["times"], values["fits"][family]["predictions"], strict=True):
        interval = model.predict_risk_interval(people, at)
        assert risk[at].to_numpy() == pytest.approx(r["risk"], rel=1e-8)
        assert interval["lower"].to_numpy() == pytest.approx(r["lower"], rel=1e-7)
        assert interval["upper"].to_numpy() == pytest.approx(r["upper"], rel=1e-7)


def quantities(model, event_times):
    """Everything that the kept values name, from one model."""
    shown = {"Intercept": "(Intercept)", "log(scale)": "Log(scale)"}
    found = {"loglik": model.log_likelihood, "scale": 1.0}
    for term, line in model.coefficients.iterrows():
        found[f"coef[{shown.get(term, term)}]"] = line["coef"]
        found[f"se[{shown.get(term, term)}]"] = line["se"]
    if "log(scale)" in model.coefficients.index:
        found["scale"] = exp(model.coefficients.loc["log(scale)", "coef"])
    found["AIC"] = 2 * len(model.coefficients) - 2 * model.log_likelihood
    on_log = model.log_likelihood + np.log(event_times).sum()
    found["loglik_on_log_time_scale (Stata/Wooldridge convention)"] = on_log
    return found


@pytest.mark.parametrize("family", ORDINARY)
@pytest.mark.parametrize("name", ["rossi", "recid"])
def test_values_kept_beside_the_data(name, family, fitted, reference, rows):
    values = reference("parametric")[name]
    times = rows(name).loc[rows(name)[values["event"]] == 1, values["time"]]
    found = quantities(fitted(name, family), times)
    kept = [
        v for v in reference("survival_values") if (v["dataset"], v["model"]) == (name, f"survreg_{family}")
    ]
    assert len(kept) >= 19
    for value in kept:
        assert found[value["quantity"]] == pytest.approx(value["value"], abs=value["tolerance"])


def test_proportional_hazards_form_of_the_weibull(fitted, reference):
    # hazard form: minus coefficient / scale, alpha = 1 / scale (Wooldridge 2010, table 22.1)
    coefficients = fitted("recid", "weibull").coefficients["coef"]
    alpha = exp(-coefficients["log(scale)"])
    kept = [v for v in reference("survival_values") if v["model"] == "weibull_PH_form"]
    assert len(kept) == 12
    for value in kept:
        name = value["quantity"].removeprefix("coef[").rstrip("]").replace("(Intercept)", "Intercept")
        found = alpha if name == "alpha" else -coefficients[name] * alpha
        assert found == pytest.approx(value["value"], abs=1e-5)


def test_published_log_likelihood_of_wooldridge(fitted, rows):
    # Wooldridge (2010), Weibull on the logarithm of time: -1633.03
    times = rows("recid").query("returned == 1")["durat"]
    value = fitted("recid", "weibull").log_likelihood + np.log(times).sum()
    assert value == pytest.approx(-1633.03, abs=0.006)


def test_lifelines_finds_the_same_weibull_as_far_as_it_goes(fitted, rows):
    from lifelines import WeibullAFTFitter

    peer = WeibullAFTFitter().fit(rows("rossi"), "week", "arrest").params_
    ours = fitted("rossi", "weibull").coefficients["coef"]
    for term in ("Intercept", "fin", "age", "prio"):
        assert ours[term] == pytest.approx(peer["lambda_", term], abs=1e-4)
    assert ours["log(scale)"] == pytest.approx(-peer["rho_", "Intercept"], abs=1e-4)


def test_exponential_in_closed_form():
    # Without covariates the rate is events over time: 12 / 180; its logarithm has error 1 / sqrt(12).
    data = pd.DataFrame({"t": [5.0, 10, 15] * 6, "e": [1, 0, 1] * 6})
    model = fit_parametric(data, time="t", event="e", formula="1", family="exponential")
    line = model.coefficients.loc["Intercept"]
    assert line["coef"] == pytest.approx(log(180 / 12), rel=1e-14)
    assert line["se"] == pytest.approx(1 / sqrt(12), rel=1e-12)
    assert model.log_likelihood == pytest.approx(12 * log(12 / 180) - 12, rel=1e-14)
    assert model.predict_risk(data.iloc[:1], [9]).iloc[0, 0] == pytest.approx(1 - exp(-9 * 12 / 180))


def test_lognormal_without_censoring_in_closed_form():
    logs = np.array([0.3, 1.1, 1.9, 2.0, 2.4, 3.1])
    model = fit_parametric(
        pd.DataFrame({"t": np.exp(logs), "e": 1}), time="t", event="e", formula="1", family="lognormal"
    )
    found = model.coefficients["coef"]
    assert found["Intercept"] == pytest.approx(1.8, rel=1e-13)
    assert exp(found["log(scale)"]) == pytest.approx(logs.std(), rel=1e-12)


@pytest.mark.parametrize(("q", "other"), [(1.0, "weibull"), (0.0, "lognormal")])
def test_the_generalised_gamma_holds_the_others(q, other):
    at, shapes = np.log([0.2, 1.0, 3.0, 9.0]), np.array([log(0.7)])
    general = FAMILIES["generalized_gamma"]
    for curve in ("log_density", "log_survival"):
        found = getattr(general, curve)(at, 0.8, np.append(shapes, q))
        assert found == pytest.approx(getattr(FAMILIES[other], curve)(at, 0.8, shapes), rel=1e-12)


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_generalised_gamma_is_smooth_where_it_becomes_lognormal(sign):
    # Its distance from the log-normal grows evenly with Q: half the Q, half the distance.
    z, shapes = np.array([-2.0, -0.5, 1.0, 2.5]), np.array([0.0])
    general = FAMILIES["generalized_gamma"]
    for curve in (general.log_density, general.log_survival):
        base = curve(z, 0.0, np.append(shapes, 0.0))
        far = curve(z, 0.0, np.append(shapes, sign * 4e-4)) - base
        near = curve(z, 0.0, np.append(shapes, sign * 2e-4)) - base
        assert near == pytest.approx(far / 2, rel=1e-2)


def test_gamma_is_the_generalised_gamma_with_q_equal_to_scale():
    from scipy.stats import gamma

    shape, scale = 2.5, 3.0
    sigma = shape**-0.5
    t = np.array([0.5, 4.0, 11.0])
    curve = FAMILIES["generalized_gamma"].log_density
    found = curve(np.log(t), log(shape * scale), np.array([log(sigma), sigma]))
    assert found == pytest.approx(gamma.logpdf(t, shape, scale=scale), rel=1e-12)


def test_direction_of_the_linear_predictor(fitted, rows):
    model = fitted("rossi", "weibull")
    people = rows("rossi")
    ranks = pd.Series(model.linear_predictor(people)).corr(model.predict_risk(people, [52])[52], "spearman")
    assert ranks == pytest.approx(1.0)


def test_few_events_are_said_and_too_few_refused(rows):
    some = rows("rossi").head(60)
    n = int(some["arrest"].sum())
    model = fit_parametric(some, time="week", event="arrest", formula="age + prio")
    assert 10 <= n < 20
    assert f"{n} events for 2 parameters" in model.warnings[0]
    with pytest.raises(TooFewEventsRefused, match=f"{n} events for 4 parameters"):
        fit_parametric(some, time="week", event="arrest", formula="age + prio + fin + mar")


@pytest.mark.parametrize(
    ("change", "call", "error", "text"),
    [
        ({"e": [0, 1, 2, 1] * 5}, {}, DataError, r"holds competing events \(codes 2\).*fit_cause_specific"),
        ({"e": 0}, {}, NoEventsError, "all 20 rows are censored"),
        ({"t": -1.0}, {}, DataError, "20 times are negative"),
        ({"t": np.nan}, {}, DataError, "20 values are missing"),
        ({"e": "no"}, {}, DataError, "not numbers"),
        ({"x": 1.0}, {}, CollinearityError, "term 'x': is constant"),
        ({"x": ["1", "2"] * 10}, {}, DataError, "holds numbers stored as text"),
        ({}, {"family": "gompertz"}, ParameterError, "family: is not known; allowed: weibull"),
        ({}, {"formula": "y"}, DataError, "column 'y': is not in the table"),
        # everyone with x = 1 is censored: no finite estimate
        ({"x": [0.0] * 15 + [1.0] * 5, "e": [1] * 15 + [0] * 5}, {}, ConvergenceError, "runs to infinity"),
    ],
)
def test_refusals(change, call, error, text):
    table = {"t": np.arange(1.0, 21), "e": [1, 0, 1, 1] * 5, "x": [0.0, 1, 2, 3, 1] * 4}
    data = pd.DataFrame({**table, **change})
    with pytest.raises(error, match=text):
        fit_parametric(data, **{"time": "t", "event": "e", "formula": "x", **call})


def test_no_risk_past_follow_up(fitted, rows):
    with pytest.raises(ExtrapolationError, match="up to 52"):
        fitted("rossi", "weibull").predict_risk(rows("rossi"), [53])


def test_a_model_keeps_nobody(fitted):
    assert fitted("rossi", "weibull").design.matrix.shape == (0, 7)
