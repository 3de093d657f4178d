"""Laws that survival models keep whatever the data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from riskkit.errors import FitError
from riskkit.survival import fit_cox, kaplan_meier

BOUNDED = settings(max_examples=40, deadline=None)


@st.composite
def cohorts(draw, censoring=True):
    n = draw(st.integers(12, 40))
    times = draw(st.lists(st.integers(1, 12), min_size=n, max_size=n))
    codes = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)) if censoring else [1] * n
    x = draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n))
    weights = draw(st.lists(st.integers(1, 3), min_size=n, max_size=n))
    return pd.DataFrame({"time": times, "event": codes, "x": x, "w": weights, "start": np.array(times) / 3})


def fit(data, **more):
    """Return a fit, or skip data that cannot carry one."""
    try:
        return fit_cox(data, time="time", event="event", formula="x", **more)
    except FitError:
        assume(False)


@BOUNDED
@given(cohorts(), st.randoms(use_true_random=False), st.sampled_from(["efron", "breslow"]))
def test_the_order_of_rows_changes_nothing(data, shuffle, ties):
    order = list(range(len(data)))
    shuffle.shuffle(order)
    one = fit(data, ties=ties, entry="start")
    two = fit(data.iloc[order], ties=ties, entry="start")
    assert two.coefficients.to_numpy() == pytest.approx(one.coefficients.to_numpy(), rel=1e-8, abs=1e-10)
    assert two.residuals("martingale")[data.index].to_numpy() == pytest.approx(
        one.residuals("martingale").to_numpy(), abs=1e-9
    )
    left = kaplan_meier(data, time="time", event="event", by="x").table
    pd.testing.assert_frame_equal(
        left, kaplan_meier(data.iloc[order], time="time", event="event", by="x").table
    )


@BOUNDED
@given(cohorts(), st.sampled_from([0.125, 1 / 7, 30.4375, 365.25]))
def test_scaling_time_moves_only_the_axis(data, factor):
    scaled = data.assign(time=data["time"] * factor)
    one = kaplan_meier(data, time="time", event="event").table
    two = kaplan_meier(scaled, time="time", event="event").table
    assert two["time"].to_numpy() == pytest.approx(one["time"].to_numpy() * factor)
    pd.testing.assert_frame_equal(one.drop(columns="time"), two.drop(columns="time"))
    a, b = fit(data), fit(scaled)
    assert b.coefficients.to_numpy() == pytest.approx(a.coefficients.to_numpy(), rel=1e-8, abs=1e-10)


@BOUNDED
@given(cohorts(censoring=False))
def test_without_censoring_the_curve_is_the_share_still_free(data):
    table = kaplan_meier(data, time="time", event="event").table
    times = data["time"].to_numpy()
    empirical = [(times > time).mean() for time in table["time"]]
    assert table["survival"].to_numpy() == pytest.approx(empirical, abs=1e-12)
    inside = table["survival"] > 0
    share = table.loc[inside, "survival"]
    assert table.loc[inside, "std_error"].to_numpy() == pytest.approx(
        np.sqrt(share * (1 - share) / len(data)).to_numpy(), abs=1e-12
    )


@BOUNDED
@given(cohorts(), st.sampled_from([None, 2.0, "firth"]))
def test_risks_are_probabilities_that_never_fall(data, penalty):
    model = fit(data, penalty=penalty)
    times = np.arange(1, data["time"].max() + 1)
    risk = model.predict_risk(data, times).to_numpy()
    assert ((risk >= 0) & (risk <= 1)).all()
    assert (np.diff(risk, axis=1) >= 0).all()
    limits = model.predict_risk_interval(data, float(times[-1]))
    known = limits.notna().all(axis=1)
    assert (limits.loc[known, "lower"].to_numpy() <= risk[known, -1] + 1e-12).all()
    assert (limits.loc[known, "upper"].to_numpy() >= risk[known, -1] - 1e-12).all()


@BOUNDED
@given(cohorts())
def test_residuals_add_up(data):
    model = fit(data, weights="w")
    weights = data["w"].to_numpy()
    assert weights @ model.residuals("martingale").to_numpy() == pytest.approx(0, abs=1e-9)
    assert weights @ model.residuals("score")["x"].to_numpy() == pytest.approx(0, abs=1e-8)


@BOUNDED
@given(cohorts())
def test_a_covariate_turned_round_turns_its_coefficient_round(data):
    one = fit(data).coefficients.loc["x"]
    two = fit(data.assign(x=-data["x"])).coefficients.loc["x"]
    assert two["coef"] == pytest.approx(-one["coef"], rel=1e-8, abs=1e-10)
    assert two["se"] == pytest.approx(one["se"], rel=1e-8)


@BOUNDED
@given(cohorts())
def test_whole_weights_are_repeated_rows(data):
    repeated = data.loc[data.index.repeat(data["w"])]
    one = fit(data, weights="w", ties="breslow")
    two = fit(repeated, ties="breslow")
    assert two.coefficients.to_numpy() == pytest.approx(one.coefficients.to_numpy(), rel=1e-7, abs=1e-9)
    pd.testing.assert_frame_equal(
        kaplan_meier(data, time="time", event="event", weights="w").table,
        kaplan_meier(repeated, time="time", event="event").table,
    )
    three = fit(data).refit(data["w"].to_numpy())
    four = fit(repeated)
    assert three.coefficients.to_numpy() == pytest.approx(four.coefficients.to_numpy(), rel=1e-7, abs=1e-9)
