import numpy as np
import pytest

from riskkit.errors import ExtrapolationError, ParameterError
from riskkit.validation import net_benefit


@pytest.mark.parametrize("kind", ["competing", "censored"])
def test_equals_r(kind, horizon_triple):
    data, reference = horizon_triple
    values = reference["values"][kind]["net_benefit"]
    event = data["event"] if kind == "competing" else data["event"] == 1
    found = net_benefit(data["time"], event, data["risk5"], horizon=5, thresholds=values["thresholds"])
    assert found["model"].to_numpy() == pytest.approx(values["model"], rel=1e-10)
    assert found["all"].to_numpy() == pytest.approx(values["all"], rel=1e-10)
    assert (found["none"] == 0).all()


def test_by_hand():
    # Ten people, nobody censored early; flagged at .5: 3 true, 1 false; odds 1: (3 - 1) / 10.
    # At .2: 4 true, 3 false; odds 1/4: (4 - 3/4) / 10. All at .5: (4 - 6) / 10.
    time = np.r_[np.ones(4), np.full(6, 5.0)]
    event = np.r_[np.ones(4, int), np.zeros(6, int)]
    risk = [0.9, 0.8, 0.5, 0.3, 0.6, 0.4, 0.2, 0.1, 0.1, 0.1]
    found = net_benefit(time, event, risk, horizon=2, thresholds=[0.2, 0.5])
    assert found["model"].tolist() == pytest.approx([0.325, 0.2])
    assert found["all"].tolist() == pytest.approx([0.25, -0.2])
    assert found["n_flagged"].tolist() == [7, 4]
    assert found["difference"].tolist() == pytest.approx([0.075, 0.2])
    # Each person's net benefit at .5 is 1, -1 or 0: its variance is that of their mean.
    each = np.array([1, 1, 1, 0, -1, 0, 0, 0, 0, 0.0])
    reach = 1.959963984540054 * each.std(ddof=1) / np.sqrt(10)
    assert found["model_lower"].iloc[1] == pytest.approx(0.2 - reach)
    assert found["model_upper"].iloc[1] == pytest.approx(0.2 + reach)


def test_nobody_flagged_gains_nothing():
    found = net_benefit([1, 5, 5], [1, 0, 0], [0.1, 0.1, 0.2], horizon=2, thresholds=[0.9])
    assert found.loc[0, ["model", "model_lower", "model_upper", "n_flagged"]].tolist() == [0, 0, 0, 0]


def test_not_estimable_is_missing_not_zero():
    found = net_benefit([1, 2, 5, 5], [1, 0, 0, 0], [0.1, 0.9, 0.2, 0.2], horizon=4, thresholds=[0.8])
    assert np.isnan(found.loc[0, "model"])
    assert found.loc[0, "n_flagged"] == 1


@pytest.mark.parametrize("thresholds", [[], [0.0], [1.0], [0.2, 1.5], [np.nan]])
def test_threshold_refusals(thresholds):
    with pytest.raises(ParameterError, match="thresholds"):
        net_benefit([1, 2, 3], [1, 0, 0], [0.1, 0.2, 0.3], horizon=2, thresholds=thresholds)


def test_horizon_refusal():
    with pytest.raises(ExtrapolationError, match="horizon"):
        net_benefit([1, 2, 3], [1, 0, 0], [0.1, 0.2, 0.3], horizon=7, thresholds=[0.5])
