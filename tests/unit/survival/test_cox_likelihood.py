"""The likelihood's derivatives against finite differences; one answer by every road."""

import numpy as np
import pandas as pd
import pytest

from riskkit.survival import cox_newton, design_matrix, fit_cox
from riskkit.survival.cox_data import read_rows
from riskkit.survival.cox_firth import penalised_score, penalised_value
from riskkit.survival.cox_likelihood import evaluate, likelihood
from riskkit.survival.stencil import jacobian

CASES = {
    "tied": {},
    "strata": {"strata": "site"},
    "weights": {"weights": "weight"},
    "late": {"entry": "start"},
    "all": {"strata": "site", "weights": "weight", "entry": "start"},
}


def sample(n=120, seed=2):
    random = np.random.default_rng(seed)
    x, z = random.normal(size=n), random.integers(0, 2, n)
    time = np.ceil(random.exponential(np.exp(-x) * 8)) + 1
    return pd.DataFrame(
        {
            "time": np.minimum(time, 15), "event": (time < 15).astype(int), "x": x, "z": z,
            "w": random.normal(size=n), "site": random.integers(0, 3, n),
            "weight": random.uniform(0.2, 3, n), "start": np.minimum(random.integers(0, 9, n), time - 1),
        }
    )  # fmt: skip


def task(case, efron):
    rows = read_rows(sample(), time="time", event="event", formula="x + z + w", **CASES[case]).rows
    return likelihood(rows, efron)


@pytest.mark.parametrize("efron", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_derivatives(case, efron):
    it = task(case, efron)
    at = np.array([0.4, -0.3, 0.2])
    found = evaluate(it, at)
    slope = jacobian(lambda beta: evaluate(it, beta).log_likelihood, at)
    curve = jacobian(lambda beta: evaluate(it, beta).score, at)
    assert found.score == pytest.approx(slope, rel=1e-8, abs=1e-8)
    assert found.information == pytest.approx(-curve, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("efron", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_firth_derivative(case, efron):
    it = task(case, efron)
    at = np.array([0.4, -0.3, 0.2])
    slope = jacobian(lambda beta: penalised_value(evaluate(it, beta)), at)
    assert penalised_score(it, at, evaluate(it, at)) == pytest.approx(slope, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("efron", [True, False])
def test_score_by_brute_force(efron):
    """Sum over event times and tie steps, written out, with strata, weights and late entry."""
    data, beta = sample(), np.array([0.4, -0.3, 0.2])
    x = data[["x", "z", "w"]].to_numpy(float)
    value, score = 0.0, np.zeros(3)
    hazard = data["weight"].to_numpy() * np.exp(x @ beta)
    for site in range(3):
        here = (data["site"] == site).to_numpy()
        for time in np.unique(data["time"][here & (data["event"] == 1)]):
            dead = here & (data["time"] == time).to_numpy() & (data["event"] == 1).to_numpy()
            at_risk = here & (data["time"] >= time).to_numpy() & (data["start"] < time).to_numpy()
            weight = data["weight"].to_numpy()
            value += (weight * (x @ beta))[dead].sum()
            score += weight[dead] @ x[dead]
            count = dead.sum()
            for step in range(count):
                h = hazard * at_risk * np.where(dead & efron, 1 - step / count, 1)
                share = weight[dead].mean()
                value -= share * np.log(h.sum())
                score -= share * (h @ x) / h.sum()
    it = task("all", efron)
    found = evaluate(it, beta * it.rows.spread)
    assert found.log_likelihood == pytest.approx(value, rel=1e-12)
    assert found.score == pytest.approx(score / it.rows.spread, rel=1e-10)


def test_gradient_is_zero_to_machine_precision():
    data = sample(5000, seed=4)
    model = fit_cox(data, time="time", event="event", formula="x + z + w", strata="site", entry="start")
    end = evaluate(model.fit.task, model.fit.beta)
    assert np.abs(end.score).max() < 1e-12 * model.n_events


@pytest.mark.parametrize("times", ["time", "part"])
def test_threads_and_a_warm_start_change_nothing(times, monkeypatch):
    random = np.random.default_rng(8)
    data = sample(120_000, seed=5)
    data["part"] = data["time"] + random.uniform(size=len(data))
    arguments = {"time": times, "event": "event", "formula": "x + z + w", "strata": "site"}
    quick = fit_cox(data, **arguments)
    monkeypatch.setattr(design_matrix, "ALONE", 10**12)
    monkeypatch.setattr(cox_newton, "LARGE", 10**12)
    slow = fit_cox(data, **arguments)
    assert quick.coefficients.to_numpy() == pytest.approx(slow.coefficients.to_numpy(), rel=1e-11)
    assert quick.log_likelihood == pytest.approx(slow.log_likelihood, rel=1e-13)


@pytest.mark.parametrize(("offset", "scale"), [(1e6, 1.0), (0.0, 1e12), (0.0, 1e-12), (-3e4, 1e-3)])
def test_offset_and_scale_lose_no_digits(offset, scale):
    data = sample()
    data["x"] = np.round(data["x"] * 1024) / 1024  # so that the shifted numbers are exact
    plain = fit_cox(data, time="time", event="event", formula="x + z")
    moved = fit_cox(data.assign(x=(data["x"] + offset) * scale), time="time", event="event", formula="x + z")
    found = moved.coefficients[["coef", "se"]].mul([scale, 1], axis=0).to_numpy()
    assert found == pytest.approx(plain.coefficients[["coef", "se"]].to_numpy(), rel=1e-10)
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-13)


OPTIONS = {
    "efron": {},
    "breslow": {"ties": "breslow"},
    "strata": {"strata": "site"},
    "weights": {"weights": "weight"},
    "late": {"entry": "start"},
    "cluster": {"cluster": "person"},
    "ridge": {"penalty": 3.0},
    "firth": {"penalty": "firth"},
}


@pytest.mark.parametrize("option", OPTIONS)
def test_refit_equals_repeated_rows(option):
    data = sample().assign(person=np.arange(120) // 2)
    arguments = {"time": "time", "event": "event", "formula": "x + z", **OPTIONS[option]}
    counts = np.random.default_rng(6).poisson(1.0, len(data))
    found = fit_cox(data, **arguments).refit(counts)
    expected = fit_cox(data.loc[data.index.repeat(counts)], **arguments)
    assert found.coefficients.to_numpy() == pytest.approx(expected.coefficients.to_numpy(), rel=1e-8)
    assert found.covariance.to_numpy() == pytest.approx(expected.covariance.to_numpy(), rel=1e-9)
    assert found.log_likelihood == pytest.approx(expected.log_likelihood, rel=1e-12)
    assert (found.n, found.n_events) == (expected.n, expected.n_events)
    people = data.head(5)
    assert found.predict_risk(people, [5, 9]).to_numpy() == pytest.approx(
        expected.predict_risk(people, [5, 9]).to_numpy(), rel=1e-10
    )
    assert found.proportional_hazards().to_numpy() == pytest.approx(
        expected.proportional_hazards().to_numpy(), rel=1e-7
    )
    assert found.proportional_hazards("rank").to_numpy() == pytest.approx(
        expected.proportional_hazards("rank").to_numpy(), rel=1e-7
    )


def test_no_digits_are_lost_after_nearly_everybody_has_left():
    """A row of enormous hazard that leaves early must not spoil the sums of those who stay."""
    data = sample()
    data["time"] += 2
    heavy = pd.DataFrame({"time": [3.0, 3.0], "event": [1, 0], "x": [30.0, 29.0], "z": 0, "w": 0.0,
                          "site": 0, "weight": 1.0, "start": [2.0, 2.0]})  # fmt: skip
    late = pd.concat([data.assign(start=0.0), heavy], ignore_index=True)
    rows = read_rows(late, time="time", event="event", formula="x", entry="start").rows
    beta = np.array([1.5]) * rows.spread
    found = evaluate(likelihood(rows, True), beta).log_likelihood
    value = 0.0
    for time in np.unique(late["time"][late["event"] == 1]):
        dead = ((late["time"] == time) & (late["event"] == 1)).to_numpy()
        at_risk = ((late["time"] >= time) & (late["start"] < time)).to_numpy()
        for step in range(dead.sum()):
            h = np.exp(1.5 * late["x"].to_numpy()) * at_risk * np.where(dead, 1 - step / dead.sum(), 1)
            value -= np.log(h.sum())
        value += 1.5 * late["x"].to_numpy()[dead].sum()
    assert found == pytest.approx(value, rel=1e-12)
