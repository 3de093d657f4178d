import numpy as np
import pytest

from riskkit.errors import DataError, ExtrapolationError, ParameterError
from riskkit.validation import brier_score, integrated_brier_score


@pytest.mark.parametrize("horizon", ["3", "5", "9"])
@pytest.mark.parametrize("kind", ["competing", "censored"])
def test_equals_riskregression(kind, horizon, horizon_triple):
    data, reference = horizon_triple
    event = data["event"] if kind == "competing" else data["event"] == 1
    found = brier_score(data["time"], event, data[f"risk{horizon}"], horizon=float(horizon))
    values = reference["values"][kind]
    assert found.estimate == pytest.approx(values["brier"][horizon], rel=1e-10)
    # The other side divides one of two nearly uncorrelated terms by n, the other by n - 1.
    assert found.std_error == pytest.approx(values["brier_se"][horizon], rel=3e-5)
    assert found.null == pytest.approx(values["null"][horizon], rel=1e-10)
    assert found.scaled.estimate == pytest.approx(1 - values["brier"][horizon] / values["null"][horizon])


def test_by_hand():
    # Horizon 4. Censored at 2 among 4 still at risk: G = 3/4 afterwards. Weights: 1 (event at 1),
    # 0 (censored), 4/3 (event at 3), 4/3, 4/3 (followed). Squares: .04, -, .25, .09, .01.
    found = brier_score([1, 2, 3, 5, 6], [1, 0, 1, 0, 0], [0.8, 0.9, 0.5, 0.3, 0.1], horizon=4)
    assert found.estimate == pytest.approx((0.04 + 4 / 3 * (0.25 + 0.09 + 0.01)) / 5, rel=1e-14)
    # Observed risk 1 - 4/5 * 2/3 = 7/15, so the group's own score is 7/15 * 8/15.
    assert found.null == pytest.approx(56 / 225, rel=1e-14)


def test_integrated_is_the_trapezoid_of_the_scores(horizon_triple):
    data, reference = horizon_triple
    values = reference["values"]["competing"]
    three, five, nine = (values["brier"][at] for at in ("3", "5", "9"))
    found = integrated_brier_score(
        data["time"], data["event"], data[["risk3", "risk5", "risk9"]], times=[3, 5, 9]
    )
    assert found.estimate == pytest.approx(((three + five) / 2 * 2 + (five + nine) / 2 * 4) / 6, rel=1e-10)
    assert found.horizons == (3.0, 5.0, 9.0)
    # One horizon's error over the whole span: columns that agree give back the single score's error.
    risks = np.column_stack([data["risk5"]] * 2)
    close = integrated_brier_score(data["time"], data["event"], risks, times=[5, 5 + 1e-9])
    assert close.std_error == pytest.approx(values["brier_se"]["5"], rel=3e-5)


def test_perfect_prediction_scores_zero():
    found = brier_score([1, 2, 5, 5], [1, 1, 0, 0], [1, 1, 0, 0], horizon=4)
    assert (found.estimate, found.scaled.estimate) == (0, 1)


def test_nothing_to_scale_by_where_nobody_had_the_outcome():
    found = brier_score([5, 5, 6], [0, 0, 1], [0.1, 0.2, 0.3], horizon=4)
    assert found.scaled is None
    assert found.estimate == pytest.approx((0.01 + 0.04 + 0.09) / 3)


@pytest.mark.parametrize(
    ("risk", "error", "text"),
    [
        ([0.1, 1.2, -0.1], DataError, "risk: 2 values are outside 0 to 1"),
        ([0.1, np.nan, 0.2], DataError, "risk: 1 values are missing"),
        ([0.1, 0.2], DataError, "lengths: differ"),
        ([[0.1, 0.2], [0.1, 0.2], [0.1, 0.2]], DataError, "more than one column"),
        (np.zeros((3, 1, 1)), DataError, "3 dimensions"),
    ],
)
def test_refusals(risk, error, text):
    with pytest.raises(error, match=text):
        brier_score([1, 2, 3], [1, 0, 0], risk, horizon=2)


@pytest.mark.parametrize(
    ("times", "columns", "error", "text"),
    [
        ([2], 1, ParameterError, "holds 1 values; allowed: at least 2"),
        ([2, 1], 2, ParameterError, "does not ascend"),
        ([1, 2, 3], 2, DataError, "one column for each of times; allowed: 3 columns"),
        ([1, 9], 2, ExtrapolationError, "times: lies past the follow-up"),
        ([1, np.inf], 2, ParameterError, "not finite"),
    ],
)
def test_integrated_refusals(times, columns, error, text):
    with pytest.raises(error, match=text):
        integrated_brier_score([1, 2, 3], [1, 0, 0], np.full((3, columns), 0.2), times=times)
