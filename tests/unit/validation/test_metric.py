"""Weighted measures equal the public ones (held against R elsewhere) on rows written out."""

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import ParameterError
from riskkit.survival import fit_fine_gray
from riskkit.validation import auc_at, brier_score, concordance, observed_expected_ratio
from riskkit.validation.metric import METRICS, Metric, read_metrics, repeated
from riskkit.validation.outcomes import Outcomes
from riskkit.validation.people import Predictions, arrange, default_horizon

HORIZON = 5.0
PUBLIC = {
    "concordance": lambda t, e, lp, r: concordance(t, e, lp).estimate,
    "auc_at": lambda t, e, lp, r: auc_at(t, e, r, horizon=HORIZON).estimate,
    "brier_score": lambda t, e, lp, r: brier_score(t, e, r, horizon=HORIZON).estimate,
    "scaled_brier_score": lambda t, e, lp, r: brier_score(t, e, r, horizon=HORIZON).scaled.estimate,
    "observed_expected_ratio": lambda t, e, lp, r: observed_expected_ratio(t, e, r, horizon=HORIZON).estimate,
}


@pytest.fixture
def people(horizon_triple, request):
    """Four hundred synthetic people, with ties in time and predictor, and three weightings."""
    data, _ = horizon_triple
    event = data["event"] if request.param == "competing" else (data["event"] == 1).astype(int)
    time = np.ceil(data["time"].to_numpy() * 2) / 2
    laid_out = arrange(Outcomes(time, event.to_numpy()), HORIZON)
    rng = np.random.default_rng(9)
    drawn = np.bincount(rng.integers(0, 400, 400), minlength=400).astype(float)
    weights = np.stack([drawn, np.ones(400), (drawn == 0).astype(float)])
    risk = np.round(data["risk5"].to_numpy(), 2)[laid_out.order]
    return laid_out, Predictions(np.log(-np.log1p(-risk)), risk), weights


BOTH = pytest.mark.parametrize("people", ["competing", "censored"], indirect=True)


@BOTH
@pytest.mark.parametrize("name", PUBLIC)
def test_weights_are_rows_repeated(name, people):
    laid_out, predictions, weights = people
    found = METRICS[name].evaluate(laid_out, predictions, weights)
    for value, weight in zip(found, weights, strict=True):
        rows = np.repeat(np.arange(400), weight.astype(int))
        outcomes = laid_out.outcomes.take(rows)
        alone = PUBLIC[name](
            outcomes.time, outcomes.event, predictions.linear_predictor[rows], predictions.risk[rows]
        )
        assert value == pytest.approx(alone, rel=1e-12)


def test_slope_with_competing_events_is_fine_gray_on_rows_repeated(horizon_triple):
    data, _ = horizon_triple
    time = np.ceil(data["time"].to_numpy() * 2) / 2
    laid_out = arrange(Outcomes(time, data["event"].to_numpy()), HORIZON)
    weights = np.stack([np.ones(400), np.arange(400) % 3.0])
    scale = np.log(-np.log1p(-data["risk5"].to_numpy()))
    predictions = Predictions(scale[laid_out.order], proportional=True)
    found = METRICS["calibration_slope"].evaluate(laid_out, predictions, weights)
    frame = pd.DataFrame({"time": time, "event": data["event"], "z": scale}).iloc[laid_out.order]
    for value, weight in zip(found, weights, strict=True):
        rows = frame.loc[frame.index.repeat(weight.astype(int))]
        model = fit_fine_gray(rows, time="time", event="event", cause=1, formula="z")
        assert value == pytest.approx(model.coefficients.loc["z", "coef"], rel=1e-9)


def test_slope_by_hand():
    # Event of x = 1 at 1 among three (x: 1, 0, 0), event of x = 0 at 2 among two (0, 0): the score
    # 1 - e^b / (e^b + 2) never vanishes, so there is no slope. With x = 1, 0, 1 at times 1, 2, 3, all
    # events: 1 - 2 e^b / (2 e^b + 1) - e^b / (e^b + 1) = 0, so 2 e^2b = 1, b = -log(2) / 2.
    once = np.ones((1, 3))
    slope = METRICS["calibration_slope"].evaluate
    none = arrange(Outcomes(np.array([1.0, 2, 3]), np.array([1, 1, 0])), 1.0)
    assert np.isnan(slope(none, Predictions(np.array([1.0, 0, 0]), proportional=True), once)[0])
    some = arrange(Outcomes(np.array([1.0, 2, 3]), np.array([1, 1, 1])), 1.0)
    found = slope(some, Predictions(np.array([1.0, 0, 1]), proportional=True), once)
    assert found[0] == pytest.approx(-np.log(2) / 2, rel=1e-12)


def test_risks_of_exactly_zero_have_no_slope():
    people = arrange(Outcomes(np.array([1.0, 2, 3]), np.array([1, 1, 1])), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = METRICS["calibration_slope"].evaluate(
            people, Predictions(np.zeros(3), np.array([0.0, 0.5, 0.6])), np.ones((1, 3))
        )
    assert np.isnan(found[0])


@BOTH
def test_no_information_score_by_every_pair(people):
    laid_out, predictions, _ = people
    # Nobody censored early: then every weight is 1 and the score is the mean over all pairs.
    outcomes = laid_out.outcomes
    late = np.where(outcomes.event == 0, 9.0, outcomes.time)
    known = arrange(Outcomes(late, outcomes.event), HORIZON)
    had = (known.outcomes.time <= HORIZON) & (known.outcomes.event == 1)
    expected = ((had[:, None] - predictions.risk[None, :]) ** 2).mean()
    assert METRICS["brier_score"].chance(known, predictions) == pytest.approx(expected, rel=1e-12)


@BOTH
def test_functions_and_other_names(people):
    laid_out, predictions, weights = people
    share = repeated("flagged", lambda time, event, risk: float((risk > 0.4).mean()))
    found = share.evaluate(laid_out, predictions, weights)
    assert found[1] == pytest.approx((predictions.risk > 0.4).mean())
    assert found[0] == pytest.approx(weights[0] @ (predictions.risk > 0.4) / 400)
    intercept = METRICS["calibration_intercept"].evaluate(laid_out, predictions, weights[:2])
    assert np.isfinite(intercept).all()
    assert intercept[0] != intercept[1]


def test_names_are_read():
    own = Metric("own", lambda people, predictions, weights: np.zeros(len(weights)))
    names = [metric.name for metric in read_metrics(["concordance", own, brier_own])]
    assert names == ["concordance", "own", "brier_own"]
    assert read_metrics("auc_at")[0] is METRICS["auc_at"]


def brier_own(time, event, risk):
    return 0.0


@pytest.mark.parametrize(
    ("metrics", "text"),
    [
        (["accuracy", "concordance"], "'accuracy' is not known; allowed: concordance"),
        ([], "is empty"),
        ([3], "'3' is not known"),
        (["concordance", "concordance"], "one name twice"),
    ],
)
def test_refusals(metrics, text):
    with pytest.raises(ParameterError, match=text):
        read_metrics(metrics)


def test_default_horizon_by_hand():
    # Censored at 2, 4, 6, 6; events at 1, 5. Staying: 4/5 after 2, 4/5 * 3/4 = 3/5 after 4, then at 6
    # nobody: the median follow-up is 6. With an event at each time, it is the median of the times.
    time, event = np.array([1.0, 2, 4, 5, 6, 6]), np.array([1, 0, 0, 1, 0, 0])
    assert default_horizon(Outcomes(time, event)) == 6.0
    assert default_horizon(Outcomes(time, np.ones(6, int))) == 4.5
    # Censored at 2 and 3 of 3: 2/3, then 1/2 of it: 1/3 is below one half at 3.
    assert default_horizon(Outcomes(np.array([2.0, 3, 4]), np.array([0, 0, 1]))) == 3.0
