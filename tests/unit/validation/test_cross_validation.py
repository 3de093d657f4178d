import functools

import numpy as np
import pytest

from riskkit.cohort import rossi
from riskkit.errors import ConvergenceError, DataError, ParameterError
from riskkit.survival import fit_cox
from riskkit.validation import calibration, concordance, cross_validate, leave_one_site_out, pool

ROSSI = {"time": "week", "event": "arrest", "formula": "fin + age + prio"}
FIT = functools.partial(fit_cox, **ROSSI)


@pytest.fixture(scope="module")
def data():
    return rossi().assign(site=lambda frame: np.arange(len(frame)) % 4)


def test_folds_by_hand(data):
    # Two folds, once: each half is judged by the model of the other half, weighted by its persons.
    seen = []

    def fit(rows):
        seen.append(rows)
        return FIT(rows)

    found = cross_validate(fit, data, metrics=["concordance"], folds=2, repeats=1, seed=3)
    whole, first, second = seen
    assert len(whole) == 432
    assert len(first) + len(second) == 432
    # outcomes are spread evenly: 114 events, 57 in either half
    assert (first["arrest"].sum(), second["arrest"].sum()) == (57, 57)
    parts = [
        concordance(inside["week"], inside["arrest"], FIT(outside).linear_predictor(inside)).estimate
        * len(inside)
        for inside, outside in ((first, second), (second, first))
    ]
    assert found.table.loc["concordance", "estimate"] == pytest.approx(sum(parts) / 432)
    assert (found.folds, found.repeats, found.failures) == (2, 1, {})


def test_repeats_spread_and_seed(data):
    found, again = (
        cross_validate(
            FIT, data, metrics=["concordance", "brier_score"], folds=5, repeats=3, seed=1, horizon=50
        )
        for _ in range(2)
    )
    assert found.values.equals(again.values)
    values = found.values.query("metric == 'brier_score'")["estimate"]
    assert found.table.loc["brier_score", "estimate"] == pytest.approx(values.mean())
    assert found.table.loc["brier_score", "spread"] == pytest.approx(values.std())
    assert values.nunique() == 3
    assert (found.table["repeats"] == 3).all()


def test_clusters_stay_in_one_fold(data):
    seen = []
    given = functools.partial(fit_cox, **ROSSI, cluster="site")

    def record(rows, **named):
        seen.append(set(rows["site"]))
        return given(rows)

    whole = functools.partial(record, time="week", event="arrest", cluster="site")
    cross_validate(whole, data, metrics=["concordance"], folds=2, repeats=1, seed=0)
    assert [len(sites) for sites in seen] == [4, 2, 2]


def test_failures_of_folds_are_said(data):
    calls = []

    def fragile(rows):
        calls.append(1)
        if len(calls) == 2:
            raise ValueError
        return FIT(rows)

    found = cross_validate(fragile, data, metrics=["concordance"], folds=3, repeats=2, seed=0)
    assert found.failures == {"not fitted: ValueError": 1}
    assert found.table.loc["concordance", "repeats"] == 1
    calls.clear()
    with pytest.raises(ConvergenceError, match="no repeat was completed"):
        cross_validate(fragile, data, metrics=["concordance"], folds=3, repeats=1, seed=0)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"folds": 1}, "folds: is not a whole number"),
        ({"folds": 200}, "folds: are more than the events; allowed: 2 to 114"),
        ({"repeats": 0}, "repeats"),
        ({"seed": -1}, "seed"),
    ],
)
def test_fold_refusals(change, text, data):
    with pytest.raises(ParameterError, match=text):
        cross_validate(FIT, data, **{"metrics": ["concordance"], "seed": 0} | change)


def test_each_site_is_judged_by_the_model_of_the_others(data):
    found = leave_one_site_out(FIT, data, site="site", horizon=50)
    assert len(found.sites) == 12
    rows = found.sites.query("metric == 'concordance'")
    alone = []
    for site, row in zip(range(4), rows.to_dict("records"), strict=True):
        inside, outside = data[data["site"] == site], data[data["site"] != site]
        model = FIT(outside)
        figure = concordance(inside["week"], inside["arrest"], model.linear_predictor(inside))
        alone.append(figure)
        assert row["estimate"] == pytest.approx(figure.estimate)
        assert (row["n"], row["n_events"]) == (108, inside["arrest"].sum())
        risk = model.predict_risk(inside, [50])[50.0]
        slope = calibration(inside["week"], inside["arrest"], risk, horizon=50).slope
        own = found.sites.query("metric == 'calibration_slope' and site == @site")
        assert own["std_error"].item() == pytest.approx(slope.std_error)
    assert found.pooled["concordance"] == pool(alone, "logit")
    assert found.pooled["observed_expected_ratio"].sites == 4
    assert (found.sites["warning"] == "").all()


def test_small_sites_are_said(data):
    frame = data.assign(site=np.where(np.arange(432) < 20, 9, data["site"]))
    found = leave_one_site_out(FIT, frame, site="site", metrics=["concordance"], horizon=50)
    few = found.sites.query("site == 9")["warning"].item()
    assert few.startswith("only ")
    none = frame.assign(arrest=np.where(frame["site"] == 9, 0, frame["arrest"]))
    found = leave_one_site_out(FIT, none, site="site", metrics=["concordance", "auc_at"], horizon=50)
    assert found.failures == {
        "concordance: not taken: NoEventsError (event)": 1, "auc_at: not taken: NoEventsError (event)": 1
    }  # fmt: skip
    assert found.pooled["auc_at"].sites == 4


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"site": "place"}, DataError, "'place'"),
        ({"site": "fin"}, DataError, "has 2 sites"),
        ({"metrics": ["uno"]}, ParameterError, "uno not known"),
        ({"metrics": []}, ParameterError, "metrics"),
    ],
)
def test_site_refusals(change, error, text, data):
    with pytest.raises(error, match=text):
        leave_one_site_out(FIT, data, **{"site": "site"} | change)


def test_a_missing_site_is_refused(data):
    with pytest.raises(DataError, match="1 values are missing"):
        leave_one_site_out(FIT, data.assign(site=data["site"].where(data.index > 0)), site="site")
