from math import exp

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import ConvergenceError, DataError, NoEventsError, ParameterError, TooFewEventsRefused
from riskkit.survival import fit_cure
from riskkit.survival.plateau import check_plateau

COLUMNS = {"recid": ("durat", "returned"), "rossi": ("week", "arrest")}
FITS = [("recid", 0), ("recid", 1), ("recid", 2), ("recid", 3), ("rossi", 0)]


def formula(terms):
    return "+".join([terms] if isinstance(terms, str) else terms) or "1"


@pytest.fixture(scope="module")
def fitted(rows, reference):
    def fit(name, number):
        values = reference("cure")[name][number]
        time, event = COLUMNS[name]
        model = fit_cure(
            rows(name), time=time, event=event, formula=formula(values["terms"]),
            cure_formula=formula(values["cure_terms"]), family=values["family"],
        )  # fmt: skip
        return model, values, rows(name).iloc[values["rows"]]

    return fit


@pytest.mark.parametrize(("name", "number"), FITS)
def test_equals_the_same_likelihood_in_r(name, number, fitted):
    model, r, people = fitted(name, number)
    # on Rossi nobody's cure shows (see below): the surface is so flat that R's derivatives limit
    rel = 1e-9 if name == "recid" else 1e-7
    assert model.coefficients["coef"].to_numpy() == pytest.approx(r["coef"], rel=rel)
    assert model.coefficients["se"].to_numpy() == pytest.approx(
        np.sqrt(np.diag(r["covariance"])), rel=max(rel, 1e-8)
    )
    assert model.log_likelihood == pytest.approx(r["log_likelihood"], rel=1e-13)
    assert model.predict_susceptible(people).to_numpy() == pytest.approx(r["susceptible"], rel=rel)


@pytest.mark.parametrize(("name", "number"), FITS)
def test_risks_and_their_limits_equal_r(name, number, fitted):
    model, r, people = fitted(name, number)
    risk = model.predict_risk(people, r["times"])
    for at, expected in zip(r["times"], r["predictions"], strict=True):
        interval = model.predict_risk_interval(people, at)
        assert risk[at].to_numpy() == pytest.approx(expected["risk"], rel=1e-8)
        assert interval["lower"].to_numpy() == pytest.approx(expected["lower"], rel=1e-7)
        assert interval["upper"].to_numpy() == pytest.approx(expected["upper"], rel=1e-7)


def test_values_kept_beside_the_data(fitted, reference):
    found = {}
    for name in ("recid", "rossi"):
        model, _, _ = fitted(name, 0)
        lines = model.coefficients.loc[["susceptible: Intercept", "time: Intercept", "log(scale)"]]
        names = ("uncured_logit_(Intercept)", "log_scale", "log_shape")
        for quantity, (coef, se) in zip(names, lines[["coef", "se"]].to_numpy(), strict=True):
            # theirs is the shape, ours the scale of log time: shape = 1 / scale
            found[name, f"coef[{quantity}]"] = -coef if quantity == "log_shape" else coef
            found[name, f"se[{quantity}]"] = se
        found[name, "loglik"] = model.log_likelihood
    kept = [v for v in reference("survival_values") if "cure" in v["model"]]
    assert len(kept) == 8
    for value in kept:
        assert found[value["dataset"], value["quantity"]] == pytest.approx(
            value["value"], abs=value["tolerance"]
        )


def test_alpha_of_maller_and_zhou_by_hand():
    # Latest event at 10, follow-up to 14: events after 2 x 10 - 14 = 6 are those at 7, 9 and 10: 3 of 20.
    times = np.array([1.0, 2, 3, 6, 7, 9, 10] + [14.0] * 13)
    events = np.array([1] * 7 + [0] * 13)
    check = check_plateau(times, events, 0.0)
    assert (check.last_event, check.last_time) == (10, 14)
    assert check.alpha == pytest.approx((17 / 20) ** 20, rel=1e-14)
    assert check.believable


@pytest.mark.parametrize("last", [10.0, 10.5])
def test_a_short_plateau_is_not_believed(last):
    # after 2 x 10 - 10.5 = 9.5 only the event at 10 itself: (19/20)^20 = 0.36; no plateau: 1
    times = np.array([1.0, 2, 3, 6, 7, 9, 10] + [last] * 13)
    check = check_plateau(times, np.array([1] * 7 + [0] * 13), 0.0)
    assert check.alpha == (1.0 if last == 10 else pytest.approx((19 / 20) ** 20))
    assert not check.believable


def test_a_long_plateau_is_not_believed_where_the_model_expects_more_events():
    times = np.array([1.0, 2, 3, 6, 7, 9, 10] + [14.0] * 13)
    events = np.array([1] * 7 + [0] * 13)
    assert check_plateau(times, events, 0.05).believable
    assert not check_plateau(times, events, 0.0501).believable


def test_share_still_susceptible_at_the_end_by_hand(fitted):
    # recid, no covariates: p = 1 / (1 + exp(0.418)), S_u(81) = exp(-(81 / scale) ^ shape), from R's values
    p, shape, scale = 1 / (1 + exp(0.4180039023444)), exp(0.2047490459888), exp(3.344506632017)
    waiting = p * exp(-((81 / scale) ** shape))
    model, _, _ = fitted("recid", 0)
    assert model.plateau.still_susceptible == pytest.approx(waiting / (1 - p + waiting), rel=1e-5)


def susceptibles(follow_up):
    """900 SYNTHETIC people, half of them susceptible with median time 3, followed equally long."""
    generator = np.random.default_rng(11)
    time = 3 * (generator.exponential(size=900) / np.log(2)) ** (1 / 1.5)
    time[generator.random(900) < 0.5] = np.inf
    ends = generator.uniform(0.8 * follow_up, follow_up, 900)
    return pd.DataFrame({"t": np.minimum(time, ends), "e": (time <= ends).astype(int)})


def test_a_long_plateau_is_believed_and_gives_the_fraction_back():
    model = fit_cure(susceptibles(30.0), time="t", event="e", formula="1")
    assert model.plateau.believable
    assert model.warnings == ()
    line = model.coefficients.loc["susceptible: Intercept"]
    assert line["lower"] < 0 < line["upper"]
    assert exp(-model.coefficients.loc["log(scale)", "coef"]) == pytest.approx(1.5, abs=0.15)


def test_short_follow_up_is_flagged_on_the_model():
    model = fit_cure(susceptibles(5.0), time="t", event="e", formula="1")
    # the plateau alone would have passed: people censored at every moment make it look long
    assert model.plateau.alpha < 0.05
    # of the susceptible half, exp(-log 2 x (5/3)^1.5) = 22.5 % are still to come: 18 % of those left
    assert model.plateau.still_susceptible == pytest.approx(0.18, abs=0.12)
    assert not model.plateau.believable
    assert model.warnings[0].startswith("Follow-up is too short to believe the cure fraction")


def test_rossi_is_flagged_for_its_last_arrest_is_in_the_last_week(fitted):
    model, _, _ = fitted("rossi", 0)
    assert model.plateau.alpha == 1.0
    assert "last event is at 52 and follow-up ends at 52" in model.warnings[0]


def test_risk_never_exceeds_the_susceptible(fitted):
    model, _, people = fitted("recid", 1)
    assert (model.predict_risk(people, [81.0])[81.0] < model.predict_susceptible(people)).all()


def test_linear_predictor_ranks_by_risk_at_the_end(fitted):
    model, _, people = fitted("recid", 2)
    risk = model.predict_risk(people, [model.follow_up]).to_numpy()[:, 0]
    assert 1 - np.exp(-np.exp(model.linear_predictor(people))) == pytest.approx(risk, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "call", "error", "text"),
    [
        ({"e": [0, 1, 3, 1] * 10}, {}, DataError, r"holds competing events \(codes 3\)"),
        ({"e": 0}, {}, NoEventsError, "all 40 rows are censored"),
        ({"t": 0.0}, {}, DataError, "40 times are zero"),
        ({}, {"family": "generalized_gamma"}, ParameterError, "too flexible to be told apart"),
        ({}, {"family": "normal"}, ParameterError, "family: is not known"),
        ({}, {"cure_formula": "w"}, DataError, "column 'w': is not in the table"),
        ({"e": [1] + [0] * 39}, {"formula": "x"}, TooFewEventsRefused, "1 events for 1 parameters"),
        # everyone has the event: nobody is cured, the probability runs to one
        ({"e": 1}, {}, ConvergenceError, r"probability of being susceptible.*use fit_parametric"),
    ],
)
def test_refusals(change, call, error, text):
    data = pd.DataFrame({"t": np.arange(1.0, 41), "e": [1, 0] * 20, "x": [0.0, 1, 2, 3] * 10})
    with pytest.raises(error, match=text):
        fit_cure(data.assign(**change), **{"time": "t", "event": "e", "formula": "1", **call})
