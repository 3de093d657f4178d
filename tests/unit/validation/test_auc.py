import numpy as np
import pytest

from riskkit.errors import DataError, ExtrapolationError, NoEventsError, ParameterError
from riskkit.validation import auc_at


@pytest.mark.parametrize("horizon", ["3", "5", "9"])
@pytest.mark.parametrize("kind", ["competing", "censored"])
def test_equals_riskregression(kind, horizon, horizon_triple):
    data, reference = horizon_triple
    event = data["event"] if kind == "competing" else data["event"] == 1
    found = auc_at(data["time"], event, data[f"risk{horizon}"], horizon=float(horizon))
    values = reference["values"][kind]
    assert found.estimate == pytest.approx(values["auc"][horizon], rel=1e-10)
    assert found.std_error == pytest.approx(values["auc_se"][horizon], rel=1e-6)
    assert found.lower < found.estimate < found.upper


def test_without_censoring_it_is_the_wilcoxon_share():
    # By horizon 3: cases (markers 5, 2), free (4, 2, 1): pairs 5>4 5>2 5>1, 2<4 2=2 2>1: 4.5 of 6.
    found = auc_at([1, 3, 4, 5, 3.5], [1, 1, 0, 1, 0], [5, 2, 4, 2, 1], horizon=3)
    assert found.estimate == 4.5 / 6
    assert (found.n_events, found.n_free) == (2, 3)


def test_weights_by_hand():
    # Censored at 2 among 4 still at risk: G = 3/4 afterwards. Case at 1 weighs 1, case at 3
    # weighs 4/3; free at 4: two, 4/3 each. Marker: cases 3, 1; free 2, 0.
    # (1*(1+1) + 4/3*(0+1)) * 4/3 over (1 + 4/3) * 8/3 = (40/9) / (56/9) = 5/7.
    found = auc_at([1, 2, 3, 5, 6], [1, 0, 1, 0, 0], [3, 9, 1, 2, 0], horizon=4)
    assert found.estimate == pytest.approx(5 / 7, rel=1e-14)


def test_competing_event_is_a_known_non_event():
    # Nobody is censored early: case 3; free: competing at 2 (marker 4), followed (marker 1): 1 of 2.
    assert auc_at([1, 2, 6], [1, 2, 0], [3, 4, 1], horizon=4).estimate == 0.5


def test_censored_at_the_horizon_is_known_to_be_free():
    found = auc_at([10, 20, 52, 52], [1, 1, 0, 0], [2, 1, 1, 0], horizon=52)
    assert found.n_free == 2
    assert found.estimate == 3.5 / 4


# Area of the COMPAS decile for two-year re-arrest: R 4.2.2, from the ranks.
@pytest.mark.parametrize(
    ("race", "area"),
    [
        (None, 0.702166254402),
        ("African-American", 0.6918343812595),
        ("Caucasian", 0.693146274405),
    ],
)
def test_compas(race, area, compas):
    rows = compas if race is None else compas[compas["race"] == race]
    found = auc_at(np.ones(len(rows)), rows["recid"], rows["decile"], horizon=1)
    assert found.estimate == pytest.approx(area, abs=1e-9)


@pytest.mark.parametrize(
    ("time", "event", "horizon", "error", "text"),
    [
        ([1, 2, 3], [1, 0, 0], 9, ExtrapolationError, "lies past the follow-up; allowed: up to 3"),
        ([1, 2, 3], [1, 0, 0], -1, ParameterError, "horizon"),
        ([1, 2, 3], [1, 0, 0], np.nan, ParameterError, "horizon"),
        ([1, 2, 3], [1, 0, 0], "2", ParameterError, "not one number"),
        ([1, 2, 3], [0, 1, 0], 1.5, NoEventsError, "no outcome by the horizon"),
        ([1, 2, 3], [1, 1, 1], 4, DataError, "nobody is known to be free"),
    ],
)
def test_refusals(time, event, horizon, error, text):
    with pytest.raises(error, match=text):
        auc_at(time, event, [3, 2, 1], horizon=horizon)
