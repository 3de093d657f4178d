import functools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from riskkit.cohort import rossi
from riskkit.errors import ConvergenceError, DataError, ExtrapolationError, ParameterError
from riskkit.survival import fit_cox, fit_fine_gray, fit_parametric
from riskkit.validation import METRICS, Metric, bootstrap_optimism, brier_score, concordance
from riskkit.validation.bootstrap import point_632_plus
from riskkit.validation.samples import TEST, TRAINING, draw, judge
from riskkit.validation.study import open_study

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
ROSSI = {"time": "week", "event": "arrest", "formula": "fin + age + race + wexp + mar + paro + prio"}
THREE = ["concordance", "calibration_slope", "brier_score"]


def fit(rows):
    return fit_cox(rows, **ROSSI)


@pytest.fixture(scope="module")
def data():
    return rossi()


@pytest.fixture(scope="module")
def reference():
    values = json.loads((REFERENCE / "validation_bootstrap.json").read_text(encoding="utf-8"))
    return values, pd.read_csv(REFERENCE / "validation_bootstrap.csv").to_numpy(float)


@pytest.mark.parametrize("road", ["rows reused", "rows copied"])
def test_every_sample_equals_r(road, data, reference):
    values, drawn = reference
    given = functools.partial(fit_cox, **ROSSI) if road == "rows reused" else fit
    study, _ = open_study(given, data, THREE, values["horizon"], None, None)
    found = np.stack([judge(study, row).values for row in drawn])
    expected = values["samples"]
    for column, name in ((TRAINING, "training"), (TEST, "test")):
        assert 2 * found[:, 0, column] - 1 == pytest.approx(expected[f"dxy_{name}"], rel=1e-9)
        assert found[:, 1, column] == pytest.approx(expected[f"slope_{name}"], rel=1e-7)
        assert found[:, 2, column] == pytest.approx(expected[f"brier_{name}"], rel=1e-8)
    optimism = (found[:, :, TRAINING] - found[:, :, TEST]).mean(axis=0)
    # rms::validate on the same samples; it stops its searches early (eps 1e-4).
    assert 2 * optimism[0] == pytest.approx(values["rms"]["dxy_optimism"], rel=2e-3)
    assert 1 - optimism[1] == pytest.approx(values["rms"]["slope_corrected"], rel=2e-3)


def test_apparent_equals_r_and_the_public_measures(data, reference):
    expected = reference[0]["apparent"]
    found = bootstrap_optimism(fit(data), data, metrics=THREE, replicates=2, seed=0, horizon=40)
    assert 2 * found["concordance"].apparent - 1 == pytest.approx(expected["dxy"], rel=1e-10)
    assert found["calibration_slope"].apparent == pytest.approx(1, abs=1e-9)
    assert found["brier_score"].apparent == pytest.approx(expected["brier"], rel=1e-9)
    model = fit(data)
    risk = model.predict_risk(data, [40])[40.0]
    own = brier_score(data["week"], data["arrest"], risk, horizon=40)
    assert found["brier_score"].apparent == pytest.approx(own.estimate, rel=1e-10)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ties": "breslow"},
        {"strata": "race", "formula": "fin + age + prio"},
        {"penalty": 2.0},
        {"penalty": "firth", "formula": "fin + age + prio"},
        {"formula": "1"},
        {"formula": "fin + C(prio > 3)"},
    ],
    ids=str,
)
def test_reused_rows_give_the_figures_of_copied_rows(options, data):
    given = ROSSI | options
    metrics = ["concordance", "brier_score", *([] if given["formula"] == "1" else ["calibration_slope"])]
    if "strata" in options:
        metrics = metrics[:2]
    figures = [
        bootstrap_optimism(road, data, metrics=metrics, replicates=6, seed=5, horizon=45)
        for road in (functools.partial(fit_cox, **given), lambda rows: fit_cox(rows, **given))
    ]
    pd.testing.assert_frame_equal(figures[0].samples, figures[1].samples, rtol=1e-7)
    pd.testing.assert_frame_equal(figures[0].table, figures[1].table, rtol=1e-6)


def test_the_table_is_made_of_its_samples(data):
    found = bootstrap_optimism(fit(data), data, metrics=THREE, replicates=20, seed=3)
    assert found.horizon == 52  # nobody left early: the median follow-up is all of it
    assert (found.n, found.n_events, found.replicates, found.seed) == (432, 114, 20, 3)
    for name, row in found.table.iterrows():
        samples = found.samples[found.samples["metric"] == name]
        gap = samples["training"] - samples["test"]
        assert row["optimism"] == pytest.approx(gap.mean())
        assert row["std_error"] == pytest.approx(gap.std())
        assert row["corrected"] == pytest.approx(row["apparent"] - row["optimism"])
        assert row["upper"] - row["corrected"] == pytest.approx(1.959963984540054 * row["std_error"])
        assert (row["replicates"], row["failed"]) == (20, 0)
    outside = found.samples.query("metric == 'concordance'")["out_of_bag"].mean()
    plus = point_632_plus(found["concordance"].apparent, outside, 0.5)
    assert found["concordance"].corrected_632 == pytest.approx(plus)
    assert np.isnan(found.table.loc["calibration_slope", "corrected_632"])
    assert found["concordance"].corrected == found["concordance"].estimate


@pytest.mark.parametrize(
    ("apparent", "outside", "chance", "expected"),
    [
        # R = (.3 - .2) / (.25 - .2) is above 1, the outside error worse than chance: chance, weight 1.
        (0.2, 0.3, 0.25, 0.25),
        # R = (.4 - .3) / (.5 - .3) = 1/2; w = .632 / (1 - .184); .3 + w * .1.
        (0.3, 0.4, 0.5, 0.3 + 0.632 / 0.816 * 0.1),
        # Better outside than inside: no overfitting, R = 0, weight .632.
        (0.7, 0.75, 0.5, 0.7 + 0.632 * 0.05),
        # A gain: .8 apparent, .7 outside, chance .5: R = 1/3, w = .632 / (1 - .368 / 3).
        (0.8, 0.7, 0.5, 0.8 - 0.632 / (1 - 0.368 / 3) * 0.1),
    ],
)
def test_632_plus_by_hand(apparent, outside, chance, expected):
    assert point_632_plus(apparent, outside, chance) == pytest.approx(expected, rel=1e-12)


def test_a_seed_gives_the_same_figures_and_another_others(data):
    once, again, other = (
        bootstrap_optimism(fit(data), data, metrics=["concordance"], replicates=5, seed=seed)
        for seed in (4, 4, 5)
    )
    pd.testing.assert_frame_equal(once.samples, again.samples, check_exact=True)
    assert once["concordance"].optimism != other["concordance"].optimism


def test_selection_inside_the_function_is_done_anew(data):
    chosen = []

    def select(rows):
        scores = {
            name: abs(concordance(rows["week"], rows["arrest"], rows[name]).estimate - 0.5)
            for name in ("fin", "age", "race", "wexp", "prio")
        }
        best = max(scores, key=scores.get)
        chosen.append(best)
        return fit_cox(rows, time="week", event="arrest", formula=best)

    found = bootstrap_optimism(select, data, metrics=["concordance"], replicates=12, seed=1)
    assert len(chosen) == 13
    assert len(set(chosen)) > 1
    fixed = bootstrap_optimism(
        lambda rows: fit_cox(rows, time="week", event="arrest", formula=chosen[0]),
        data, metrics=["concordance"], replicates=12, seed=1,
    )  # fmt: skip
    assert found["concordance"].optimism > fixed["concordance"].optimism


def test_failures_are_counted_with_their_reason(data):
    small = data.iloc[:60].reset_index(drop=True)

    def fragile(rows):
        if rows["arrest"].sum() < small["arrest"].sum():
            raise ValueError("too few")
        return fit_cox(rows, time="week", event="arrest", formula="prio")

    found = bootstrap_optimism(
        fragile, small, metrics=["concordance", "brier_score"], replicates=30, seed=2, horizon=30
    )
    fewer = sum(
        small["arrest"] @ draw(np.arange(60), np.random.default_rng(seed)) < small["arrest"].sum()
        for seed in np.random.SeedSequence(2).spawn(30)
    )
    assert found.failures == {
        "brier_score: not fitted: ValueError": fewer, "concordance: not fitted: ValueError": fewer
    }  # fmt: skip
    assert found["concordance"].failed == fewer
    assert found["concordance"].replicates == 30 - fewer


def test_defects_of_the_function_are_not_hidden(data):
    calls = []

    def broken(rows):
        calls.append(1)
        return fit(rows) if len(calls) == 1 else rows.no_such_thing()

    with pytest.raises(AttributeError):
        bootstrap_optimism(broken, data, metrics=["concordance"], replicates=3, seed=0)


def test_no_sample_that_can_be_fitted_is_an_error(data):
    calls = []

    def once(rows):
        calls.append(1)
        if len(calls) > 1:
            raise ValueError("no")
        return fit(rows)

    with pytest.raises(ConvergenceError, match="4 of 4 samples gave none"):
        bootstrap_optimism(once, data, metrics=["concordance"], replicates=4, seed=0)


def test_competing_risks_and_columns(horizon_triple):
    frame, _ = horizon_triple
    frame = frame.assign(x=np.log(frame["risk5"] / (1 - frame["risk5"])))
    given = {"time": "time", "event": "event", "cause": 1, "formula": "x"}
    found = bootstrap_optimism(
        functools.partial(fit_fine_gray, **given), frame,
        metrics=["concordance", "calibration_slope", "auc_at"], replicates=5, seed=1, horizon=5,
    )  # fmt: skip
    assert found["calibration_slope"].apparent == pytest.approx(1, abs=1e-7)
    assert found.n_events == int((frame["event"] == 1).sum())
    plain = bootstrap_optimism(
        lambda rows: fit_fine_gray(rows, **given), frame, metrics=["concordance"], replicates=5, seed=1
    )
    assert plain["concordance"].optimism == pytest.approx(found["concordance"].optimism, rel=1e-12)
    # the fitted model says which cause it is about
    other = bootstrap_optimism(
        lambda rows: fit_fine_gray(rows, **given | {"cause": 2}),
        frame, metrics=["calibration_slope"], replicates=2, seed=1,
    )  # fmt: skip
    assert other.n_events == int((frame["event"] == 2).sum())
    assert other["calibration_slope"].apparent == pytest.approx(1, abs=1e-7)


def test_other_models_say_their_columns(data):
    model = functools.partial(
        fit_parametric, time="week", event="arrest", formula="age + prio", family="weibull"
    )
    found = bootstrap_optimism(
        model, data, metrics=["concordance", "calibration_slope"], replicates=3, seed=1
    )
    named = bootstrap_optimism(
        lambda rows: model(rows), data, metrics=["concordance", "calibration_slope"], replicates=3, seed=1,
        time="week", event="arrest",
    )  # fmt: skip
    pd.testing.assert_frame_equal(found.table, named.table)
    assert found["calibration_slope"].apparent == pytest.approx(1, abs=0.02)


def test_a_function_that_does_not_say_its_columns_is_asked_for_them(data):
    def hidden(rows):
        return fit_parametric(rows, time="week", event="arrest", formula="age")

    with pytest.raises(ParameterError, match=r"give time=\.\.\. and event="):
        bootstrap_optimism(hidden, data, metrics=["concordance"], replicates=2, seed=0)
    # A Cox model knows the outcomes it was fitted to.
    found = bootstrap_optimism(fit, data, metrics=["concordance"], replicates=2, seed=0)
    assert found.n_events == 114


def test_clusters_are_drawn_whole(data):
    frame = data.assign(unit=np.arange(432) // 4)
    given = functools.partial(fit_cox, **ROSSI, cluster="unit")
    study, _ = open_study(given, frame, ["concordance"], None, None, None)
    drawn = draw(study.units, np.random.default_rng(1)).reshape(-1, 4)
    assert (drawn == drawn[:, :1]).all()
    assert drawn.sum() == 432


def test_samples_within_samples_are_drawn_from_them(data):
    frame = data.assign(unit=np.arange(432) // 4)
    study, _ = open_study(
        functools.partial(fit_cox, **ROSSI, cluster="unit"), frame, ["concordance"], None, None, None
    )
    rng = np.random.default_rng(2)
    outer = draw(study.units, rng)
    inner = draw(study.units, rng, outer)
    assert inner.sum() == 432
    assert not inner[outer == 0].any()
    # Drawn from the sample, one that counts twice comes twice as often: 2,000 draws of one sample.
    total = np.mean([draw(study.units, rng, outer) for _ in range(2000)], axis=0)
    assert total == pytest.approx(outer, abs=0.25)


def test_inner_samples_change_the_interval_alone(data):
    plain, two = (
        bootstrap_optimism(fit(data), data, metrics=["concordance"], replicates=30, seed=6, inner=inner)
        for inner in (0, 4)
    )
    pd.testing.assert_frame_equal(plain.samples, two.samples)
    assert plain["concordance"].optimism == two["concordance"].optimism
    study, _ = open_study(fit(data), data, ["concordance"], None, None, None)
    left, noise = [], []
    for seed in np.random.SeedSequence(6).spawn(30):  # the same written out
        rng = np.random.default_rng(seed)
        outer = draw(study.units, rng)
        own = judge(study, outer).values[0]
        gaps = []
        for _ in range(4):
            values = judge(study, draw(study.units, rng, outer), outer).values[0]
            gaps.append(values[TRAINING] - values[TEST])
        left.append(own[TRAINING] - own[TEST] - np.mean(gaps))
        noise.append(np.var(gaps, ddof=1) / 4)
    expected = np.sqrt(np.var(left, ddof=1) - np.mean(noise))
    assert two["concordance"].std_error == pytest.approx(expected, rel=1e-10)


def test_own_metrics(data):
    def flagged(time, event, risk):
        return float((risk > 0.3).mean())

    half = Metric("half", lambda people, predictions, weights: np.full(len(weights), 0.5), needs_risk=False)
    found = bootstrap_optimism(fit(data), data, metrics=[flagged, half], replicates=3, seed=0)
    risk = fit(data).predict_risk(data, [52])[52.0]
    assert found["flagged"].apparent == pytest.approx((risk > 0.3).mean())
    assert found["half"].optimism == 0


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"metrics": ["accuracy"]}, ParameterError, "'accuracy' is not known"),
        ({"replicates": 1}, ParameterError, "replicates: is not a whole number"),
        ({"replicates": True}, ParameterError, "replicates"),
        ({"seed": -1}, ParameterError, "seed"),
        ({"seed": 1.5}, ParameterError, "seed"),
        ({"inner": 1}, ParameterError, "inner: is 1; allowed: 0, or 2 and more"),
        ({"horizon": 99}, ExtrapolationError, "horizon"),
        ({"horizon": 0}, ParameterError, "horizon"),
        ({"fit": 3}, ParameterError, "cannot be called"),
        ({"fit": lambda rows: 3, "time": "week", "event": "arrest"}, ParameterError, "not a model"),
        ({"time": "weak"}, DataError, "'weak'"),
        ({"fit": functools.partial(fit_cox, **ROSSI, entry="start")}, ParameterError, "late entry"),
    ],
)
def test_refusals(change, error, text, data):
    given = {"fit": fit, "metrics": ["concordance"], "replicates": 3, "seed": 0} | change
    road = given.pop("fit")
    with pytest.raises(error, match=text):
        bootstrap_optimism(road, data, **given)


def test_a_model_of_other_rows_or_weighted_rows_is_refused(data):
    with pytest.raises(ParameterError, match="was fitted to 432 rows, not to the 400"):
        bootstrap_optimism(fit(data), data.iloc[:400], metrics=["concordance"], replicates=2, seed=0)
    weighted = data.assign(w=2.0)
    with pytest.raises(ParameterError, match="case weights"):
        bootstrap_optimism(
            functools.partial(fit_cox, **ROSSI, weights="w"),
            weighted,
            metrics=["concordance"],
            replicates=2,
            seed=0,
        )


def test_names_are_all_taken(data):
    found = bootstrap_optimism(fit(data), data, metrics=list(METRICS), replicates=2, seed=0, horizon=40)
    assert list(found.table.index) == list(METRICS)
    assert found.failures == {}


def test_the_same_figures_on_a_cluster(data):
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, protocol="tcp://", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        for road in (functools.partial(fit_cox, **ROSSI), fit):
            here, there = (
                bootstrap_optimism(road, data, metrics=THREE, replicates=12, seed=8, client=where)
                for where in (None, client)
            )
            pd.testing.assert_frame_equal(here.samples, there.samples, check_exact=True)
            pd.testing.assert_frame_equal(here.table, there.table, check_exact=True)
