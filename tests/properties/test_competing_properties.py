"""What must hold for any follow-up with competing events."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from riskkit.errors import FitError
from riskkit.survival import (
    aalen_johansen,
    fit_cause_specific,
    fit_discrete,
    fit_fine_gray,
    fit_parametric,
    gray_test,
    kaplan_meier,
)

quick = settings(max_examples=40, deadline=None)
fits = settings(max_examples=15, deadline=None)


@st.composite
def follow_ups(draw, least=2, most=40, codes=3):
    """A table of tied whole times, codes 0 to ``codes`` with at least one event, and two groups."""
    n = draw(st.integers(least, most))
    times = draw(st.lists(st.integers(1, 8), min_size=n, max_size=n))
    events = draw(st.lists(st.integers(0, codes), min_size=n, max_size=n))
    assume(any(events))
    group = draw(st.lists(st.sampled_from("ab"), min_size=n, max_size=n))
    return pd.DataFrame({"time": times, "event": events, "group": group}, index=range(100, 100 + n))


@st.composite
def cohorts(draw):
    """120 people with two causes, enough events of both, and two covariates."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x, z = generator.normal(size=120), generator.integers(0, 2, 120)
    first = generator.exponential(np.exp(-0.5 * x))
    second = generator.exponential(1.5 * np.exp(0.4 * z))
    ends = generator.uniform(0.5, 3, 120)
    time = np.minimum(np.minimum(first, second), ends)
    event = np.where(time == first, 1, np.where(time == second, 2, 0))
    digits = draw(st.sampled_from([1, 12]))  # with and without ties
    data = pd.DataFrame({"time": np.round(time, digits) + 0.1, "event": event, "x": x, "z": z})
    assume((data["event"].value_counts().reindex([1, 2], fill_value=0) >= 20).all())
    return data


@quick
@given(follow_ups())
def test_survival_and_all_incidences_add_up_to_one(data):
    table = aalen_johansen(data, time="time", event="event").table
    total = table.groupby("time")["cumulative_incidence"].sum()
    any_event = data.assign(event=(data["event"] > 0).astype(int))
    survival = kaplan_meier(any_event, time="time", event="event").table.set_index("time")["survival"]
    assert (total + survival).to_numpy() == pytest.approx(np.ones(len(total)), abs=1e-12)


@quick
@given(follow_ups())
def test_incidences_grow_within_their_limits(data):
    table = aalen_johansen(data, time="time", event="event", by="group").table
    assert table["cumulative_incidence"].between(0, 1 + 1e-12).all()
    assert (table["std_error"] >= 0).all()
    steps = table.groupby(["group", "cause"])["cumulative_incidence"].diff().dropna()
    assert (steps >= 0).all()
    known = table.dropna(subset=["lower"])
    assert (known["lower"] <= known["cumulative_incidence"]).all()
    assert (known["cumulative_incidence"] <= known["upper"] + 1e-12).all()


@quick
@given(follow_ups(codes=1))
def test_one_cause_is_kaplan_meier_turned_over(data):
    table = aalen_johansen(data, time="time", event="event").table
    km = kaplan_meier(data, time="time", event="event").table
    assert table["cumulative_incidence"].to_numpy() == pytest.approx(1 - km["survival"].to_numpy(), abs=1e-12)
    left = km["survival"].to_numpy() > 0
    assert table["std_error"].to_numpy()[left] == pytest.approx(km["std_error"].to_numpy()[left], abs=1e-12)


@quick
@given(follow_ups(), st.randoms(use_true_random=False), st.floats(0.01, 1000))
def test_neither_order_nor_unit_of_time_matters(data, random, unit):
    order = list(range(len(data)))
    random.shuffle(order)
    plain = aalen_johansen(data, time="time", event="event").table
    other = aalen_johansen(
        data.iloc[order].assign(time=lambda d: d["time"] * unit), time="time", event="event"
    ).table
    assert other["time"].to_numpy() == pytest.approx(plain["time"].to_numpy() * unit)
    for column in ("cumulative_incidence", "std_error"):
        assert other[column].to_numpy() == pytest.approx(plain[column].to_numpy(), abs=1e-13)


@quick
@given(follow_ups(least=6), st.randoms(use_true_random=False))
def test_grays_test_knows_neither_order_nor_names(data, random):
    assume(data["group"].nunique() == 2)
    try:
        plain = gray_test(data, time="time", event="event", by="group").table
    except FitError:
        assume(False)
    order = list(range(len(data)))
    random.shuffle(order)
    swapped = data.iloc[order].assign(group=lambda d: d["group"].map({"a": "y", "b": "x"}))
    other = gray_test(swapped, time="time", event="event", by="group").table
    assert other["statistic"].to_numpy() == pytest.approx(plain["statistic"].to_numpy(), rel=1e-6, abs=1e-9)
    assert (plain["statistic"] >= -1e-9).all()


def followed_to(data, horizon):
    """End everyone's follow-up at the horizon, with the first cause as the outcome."""
    outcome = (data["event"] == 1) & (data["time"] <= horizon)
    return data.assign(time=np.minimum(data["time"], horizon), event=outcome)


MODELS = {
    "fine-gray": lambda data, unit: fit_fine_gray(data, time="time", event="event", cause=1, formula="x + z"),
    "cause-specific": lambda data, unit: fit_cause_specific(
        data, time="time", event="event", cause=1, formula="x + z"
    ),
    "weibull": lambda data, unit: fit_parametric(
        data.assign(event=data["event"] == 1), time="time", event="event", formula="x + z"
    ),
    "discrete": lambda data, unit: fit_discrete(
        followed_to(data, unit), time="time", event="event", formula="x + z", interval=0.5 * unit
    ),
}


@pytest.mark.parametrize("name", MODELS)
@fits
@given(data=cohorts(), seed=st.integers(0, 100), unit=st.sampled_from([0.25, 365.25]))
def test_models_know_neither_order_nor_unit_of_time(name, data, seed, unit):
    plain = MODELS[name](data, 1.0)
    changed = data.sample(frac=1, random_state=seed).assign(time=lambda d: d["time"] * unit)
    other = MODELS[name](changed, unit)
    slopes = [term for term in plain.coefficients.index if term in ("x", "z")]
    assert other.coefficients.loc[slopes, "coef"].to_numpy() == pytest.approx(
        plain.coefficients.loc[slopes, "coef"].to_numpy(), rel=1e-7, abs=1e-9
    )
    at = 0.5
    risk = plain.predict_risk(data, [at])[at].to_numpy()
    assert other.predict_risk(data, [at * unit]).to_numpy()[:, 0] == pytest.approx(risk, rel=1e-7)
    assert ((risk >= 0) & (risk <= 1)).all()


@fits
@given(data=cohorts())
def test_modelled_incidences_never_add_up_to_more_than_one(data):
    times = [0.4, 1.0, float(data["time"].max())]
    total = sum(
        fit_cause_specific(data, time="time", event="event", cause=k, formula="x + z").predict_risk(
            data, times
        )
        for k in (1, 2)
    )
    assert (total <= 1 + 1e-12).all(axis=None)
    assert (np.diff(total.to_numpy(), axis=1) >= 0).all()


@fits
@given(data=cohorts(), factor=st.integers(2, 4))
def test_repeating_everyone_moves_no_fine_gray_estimate(data, factor):
    once = fit_fine_gray(data, time="time", event="event", cause=1, formula="x + z")
    often = fit_fine_gray(pd.concat([data] * factor), time="time", event="event", cause=1, formula="x + z")
    assert often.coefficients["coef"].to_numpy() == pytest.approx(
        once.coefficients["coef"].to_numpy(), rel=1e-8
    )
    # the sandwich of independent copies: exactly that many times smaller
    assert often.covariance.to_numpy() * factor == pytest.approx(once.covariance.to_numpy(), rel=1e-6)
