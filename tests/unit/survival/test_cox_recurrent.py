"""Recurrent events against R, and by hand."""

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import DataError, ParameterError
from riskkit.survival import fit_andersen_gill, fit_gap_time
from riskkit.survival.recurrent import number_episodes

SPELLS = {"person": "id", "entry": "start", "time": "stop", "event": "event"}
FITS = {
    "andersen_gill": (fit_andersen_gill, {}),
    "gap_time": (fit_gap_time, {}),
    "gap_time_pooled": (fit_gap_time, {"pooled_from": 3}),
}


def cut(data, length=10):
    """Cut every longer spell in two: only the last piece can end in the event."""
    long = data["stop"] - data["start"] > length
    early = data[long].assign(stop=data["start"] + length, event=0)
    late = data.assign(start=np.where(long, data["start"] + length, data["start"]))
    return pd.concat([late, early], ignore_index=True)


@pytest.mark.parametrize("cutting", [False, True])
@pytest.mark.parametrize("name", FITS)
def test_equals_r(name, cutting, rows, reference):
    values = reference("cox_recurrent")[name]
    function, more = FITS[name]
    data = rows("cox_recurrent")
    model = function(cut(data) if cutting else data, formula="rx + size + number", **SPELLS, **more)
    assert model.coefficients["coef"].to_numpy() == pytest.approx(values["coef"], rel=1e-9)
    assert model.coefficients["se"].to_numpy() == pytest.approx(values["se"], rel=1e-8)
    assert np.sqrt(np.diag(model.naive_covariance)) == pytest.approx(values["naive_se"], rel=1e-8)
    assert model.log_likelihood == pytest.approx(values["loglik"], rel=1e-11)
    assert model.n_events == values["n_events"]
    assert cutting or model.n == values["n"]


def test_episodes_by_hand():
    data = pd.DataFrame(
        {
            "id": ["b", "a", "a", "b", "a", "b"],
            "start": [0, 6, 2, 3, 9, 3.5],
            "stop": [3, 8, 5, 3.5, 12, 7],
            "event": [1, 1, 0, 0, 0, 1],
        }
    )
    episodes, last = number_episodes(data, **SPELLS)
    # a: spells 2-5, 6-8 (event), 9-12; b: 0-3 (event), 3-3.5, 3.5-7 (event)
    assert episodes.tolist() == [1, 1, 1, 2, 2, 2]
    assert last.tolist() == [0, 2, 2, 3, 8, 3]


def test_risks_by_episode(rows):
    model = fit_gap_time(rows("cox_recurrent"), formula="rx + number", **SPELLS)
    people = pd.DataFrame({"rx": 1, "number": 2, "episode": [1, 2, 3]})
    risk = model.predict_risk(people, [6, 12])
    assert risk.shape == (3, 2)
    assert (risk[12] >= risk[6]).all()
    assert risk[12].nunique() == 3


@pytest.mark.parametrize("function", [fit_andersen_gill, fit_gap_time])
def test_refusals(function, rows):
    data = rows("cox_recurrent")
    twice = pd.concat([data, data.tail(1)], ignore_index=True)
    with pytest.raises(DataError, match="1 spells begin before the same person's last ended"):
        function(twice, formula="rx", **SPELLS)
    with pytest.raises(DataError, match="'id': 1 values are missing"):
        function(data.assign(id=data["id"].where(data.index > 0)), formula="rx", **SPELLS)


def test_gap_time_refusals(rows):
    with pytest.raises(ParameterError, match="pooled_from"):
        fit_gap_time(rows("cox_recurrent"), formula="rx", pooled_from=0, **SPELLS)
    with pytest.raises(DataError, match="'since_last': is a name"):
        fit_gap_time(rows("cox_recurrent").assign(since_last=1), formula="rx", **SPELLS)
