"""Seven rows worked out with pencil: likelihoods, estimates, baselines and residuals as fractions.

    time   1  1  2  3  3  4  5
    event  1  1  0  1  1  0  1
    x      1  0  1  1  0  0  0

With r = exp(b) those at risk add up to 3r + 4 at time 1 and to r + 3 at time 3, the two with the
event to r + 1 both times; at time 5 one person is left. The numerators multiply to r^2.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from riskkit.survival import fit_cox, kaplan_meier
from riskkit.survival.cox_data import read_rows
from riskkit.survival.cox_likelihood import evaluate, likelihood

SEVEN = pd.DataFrame(
    {"time": [1, 1, 2, 3, 3, 4, 5], "event": [1, 1, 0, 1, 1, 0, 1], "x": [1, 0, 1, 1, 0, 0, 0]}
)


def fit(ties, **more):
    return fit_cox(SEVEN, time="time", event="event", formula="x", ties=ties, **more)


def at_zero(efron):
    """Return the likelihood, score and information of x at b = 0."""
    rows = read_rows(SEVEN, time="time", event="event", formula="x").rows
    found = evaluate(likelihood(rows, efron), np.zeros(1))
    return (
        found.log_likelihood,
        found.score[0] * rows.spread[0],
        found.information[0, 0] * rows.spread[0] ** 2,
    )


def test_efron_at_zero():
    # denominators 7, 7 - 1, 4, 4 - 1, 1; shares of x = 1 among them 3/7, 5/12, 1/4, 1/6, 0
    value, score, information = at_zero(efron=True)
    assert value == pytest.approx(-np.log(7 * 6 * 4 * 3), rel=1e-14)
    assert score == pytest.approx(2 - 3 / 7 - 5 / 12 - 1 / 4 - 1 / 6, rel=1e-13)
    assert information == pytest.approx(
        3 / 7 * 4 / 7 + 5 / 12 * 7 / 12 + 1 / 4 * 3 / 4 + 1 / 6 * 5 / 6, rel=1e-13
    )


def test_breslow_at_zero():
    # denominators 7, 7, 4, 4, 1
    value, score, information = at_zero(efron=False)
    assert value == pytest.approx(-np.log(7 * 7 * 4 * 4), rel=1e-14)
    assert score == pytest.approx(2 - 2 * 3 / 7 - 2 * 1 / 4, rel=1e-13)
    assert information == pytest.approx(2 * 12 / 49 + 2 * 3 / 16, rel=1e-13)


def test_breslow_estimate_is_log_two():
    # 2 = 6r / (3r + 4) + 2r / (r + 3) has the one root r = 2; there the shares are 3/5 and 2/5
    model = fit("breslow")
    assert model.coefficients.loc["x", "coef"] == pytest.approx(np.log(2), rel=1e-14)
    assert model.coefficients.loc["x", "se"] == pytest.approx((4 * 3 / 5 * 2 / 5) ** -0.5, rel=1e-13)
    assert model.log_likelihood == pytest.approx(np.log(4 / (10 * 10 * 5 * 5)), rel=1e-14)
    base = model.baseline()
    assert base["cumulative_hazard"].to_numpy() == pytest.approx([1 / 5, 1 / 5, 3 / 5, 3 / 5, 8 / 5])
    # expected events: r x hazard lived through
    expected = [2 / 5, 1 / 5, 2 / 5, 6 / 5, 3 / 5, 3 / 5, 8 / 5]
    assert model.residuals("martingale").to_numpy() == pytest.approx(SEVEN["event"] - expected)
    # x less its share of those at risk: 3/5 at time 1, 2/5 at time 3, 0 at time 5
    assert model.residuals("schoenfeld")["x"].to_numpy() == pytest.approx(
        [2 / 5, -3 / 5, 3 / 5, -2 / 5, 0], abs=1e-14
    )


def test_breslow_risk_and_its_interval():
    model = fit("breslow")
    people = pd.DataFrame({"x": [1, 0]})
    assert model.predict_risk(people, [3]).iloc[:, 0].to_numpy() == pytest.approx(
        [1 - np.exp(-6 / 5), 1 - np.exp(-3 / 5)]
    )
    # variance of log H: (2/100 + 2/25) / H^2 + (x - q / H)^2 V, with q = 1/5 x 3/5 + 2/5 x 2/5 = 7/25
    hazard, q, v = 3 / 5, 7 / 25, 25 / 24
    for row, x in enumerate((1, 0)):
        error = np.sqrt(1 / 10 / hazard**2 + (x - q / hazard) ** 2 * v)
        middle = np.log(hazard * 2**x)
        limits = model.predict_risk_interval(people, 3, level=0.9).iloc[row]
        assert limits["lower"] == pytest.approx(1 - np.exp(-np.exp(middle - 1.6448536269514722 * error)))
        assert limits["upper"] == pytest.approx(1 - np.exp(-np.exp(middle + 1.6448536269514722 * error)))


def test_efron_estimate_solves_its_equation():
    # the second step at time 1 has (3r + 4) - (r + 1) / 2 = (5r + 7) / 2, at time 3 (r + 5) / 2
    r = brentq(
        lambda r: 2 - 3 * r / (3 * r + 4) - 5 * r / (5 * r + 7) - r / (r + 3) - r / (r + 5),
        0.1,
        20,
        xtol=1e-14,
    )
    model = fit("efron")
    assert np.exp(model.coefficients.loc["x", "coef"]) == pytest.approx(r, rel=1e-13)
    first = 1 / (3 * r + 4) + 2 / (5 * r + 7)
    second = 1 / (r + 3) + 2 / (r + 5)
    assert model.baseline()["cumulative_hazard"].to_numpy() == pytest.approx(
        [first, first, first + second, first + second, first + second + 1]
    )
    # those with the event at time 1 live through its second step for one half only
    half = 1 / (3 * r + 4) + 1 / 2 * 2 / (5 * r + 7)
    assert model.residuals("martingale").iloc[:3].to_numpy() == pytest.approx(
        [1 - r * half, 1 - half, -r * first]
    )


def test_weights_count_as_rows_under_breslow():
    # every row twice: the same estimate, twice the information
    model = fit_cox(SEVEN.assign(w=2), time="time", event="event", formula="x", ties="breslow", weights="w")
    assert model.coefficients.loc["x", "coef"] == pytest.approx(np.log(2), rel=1e-14)
    assert model.covariance.iloc[0, 0] == pytest.approx(25 / 48, rel=1e-13)


def test_late_entry_takes_rows_out():
    # the last three rows enter at 1, 2 and 2, so at time 1 (entry < time <= end) only four are at risk
    data = SEVEN.assign(start=[0, 0, 0, 0, 1, 2, 2])
    rows = read_rows(data, time="time", event="event", formula="x", entry="start").rows
    value = evaluate(likelihood(rows, False), np.zeros(1)).log_likelihood
    assert value == pytest.approx(-np.log(4 * 4 * 4 * 4), rel=1e-14)


def test_strata_multiply():
    both = pd.concat([SEVEN.assign(site="a"), SEVEN.assign(site="b")])
    model = fit_cox(both, time="time", event="event", formula="x", strata="site", ties="breslow")
    assert model.coefficients.loc["x", "coef"] == pytest.approx(np.log(2), rel=1e-14)
    assert model.log_likelihood == pytest.approx(2 * np.log(4 / 2500), rel=1e-14)


def test_cluster_variance():
    # score residuals at r = 2: x - share less r^x times (x H - q) over the times lived through
    scores = [2 / 5 - 2 * (1 / 5 - 3 / 25), -3 / 5 + 3 / 25, -2 * (1 / 5 - 3 / 25),
              3 / 5 - 2 * (3 / 5 - 7 / 25), -2 / 5 + 7 / 25, 7 / 25, 7 / 25]  # fmt: skip
    model = fit_cox(
        SEVEN.assign(site=[1, 1, 2, 2, 3, 3, 3]), time="time", event="event", formula="x",
        ties="breslow", cluster="site",
    )  # fmt: skip
    sums = [scores[0] + scores[1], scores[2] + scores[3], sum(scores[4:])]
    assert model.residuals("score")["x"].to_numpy() == pytest.approx(scores)
    assert model.covariance.iloc[0, 0] == pytest.approx(sum(s**2 for s in sums) * (25 / 24) ** 2)


def test_kaplan_meier():
    table = kaplan_meier(SEVEN, time="time", event="event").table
    assert table["n_at_risk"].tolist() == [7, 5, 4, 2, 1]
    assert table["n_events"].tolist() == [2, 0, 2, 0, 1]
    assert table["survival"].to_numpy() == pytest.approx([5 / 7, 5 / 7, 5 / 14, 5 / 14, 0], abs=0)
    # Greenwood: 2 / (7 x 5) = 2/35, then 2/35 + 2 / (4 x 2) = 43/140
    errors = [5 / 7 * (2 / 35) ** 0.5] * 2 + [5 / 14 * (43 / 140) ** 0.5] * 2
    assert table["std_error"].to_numpy()[:4] == pytest.approx(errors)
    reach = 1.959963984540054 * np.sqrt(43 / 140)
    assert table["lower"].iloc[2] == pytest.approx(5 / 14 * np.exp(-reach))
    assert table["upper"].iloc[2] == 1  # 5/14 exp(reach) is more than one
    assert table.iloc[4][["std_error", "lower", "upper"]].isna().all()


def test_kaplan_meier_with_late_entry():
    # at time 1 four are at risk and two have the event; at time 3 all of the last four are there
    data = SEVEN.assign(start=[0, 0, 0, 0, 1, 2, 2])
    table = kaplan_meier(data, time="time", event="event", entry="start").table
    assert table["n_at_risk"].tolist() == [4, 3, 4, 2, 1]
    assert table["survival"].to_numpy() == pytest.approx([1 / 2, 1 / 2, 1 / 4, 1 / 4, 0])
