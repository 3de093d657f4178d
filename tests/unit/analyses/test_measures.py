"""Effects of a measure against R, against the truth of made-up people, and what is refused."""

import json
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskkit.analyses.measures import MeasuresReport, measures
from riskkit.cohort.origin import Origin
from riskkit.disclosure import publish
from riskkit.errors import DataError, ExtrapolationError, ParameterError, TooFewEventsRefused
from riskkit.parameters import check_parameters, read_parameters
from riskkit.parameters.measures import MeasuresParameters
from riskkit.reports import measures_page

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "tests" / "reference"
MADE_UP = json.loads((REFERENCE / "measures_start.json").read_text(encoding="utf-8"))
BASELINE = json.loads((REFERENCE / "measures_baseline.json").read_text(encoding="utf-8"))
START: dict[str, Any] = {
    "title": {"nl": "t", "en": "t"},
    "outcome": {"nl": "o", "en": "o"},
    "cohort": {
        "source": "measures_start.csv", "time": "month", "event": "outcome", "time_unit": "month",
        "columns": {"priors": {"label": {"nl": "p", "en": "p"}, "kind": "number"},
                    "start": {"label": {"nl": "s", "en": "s"}, "kind": "number"}},
    },
    "measure": {"label": {"nl": "m", "en": "m"}, "start": "start"},
    "covariates": ["priors"], "horizon": 18.0, "landmark": 6.0,
}  # fmt: skip


def parameters(**changes: Any) -> MeasuresParameters:
    return check_parameters({**START, **changes}, MeasuresParameters).located(REFERENCE)


def shipped(name: str, **changes: Any) -> MeasuresReport:
    return measures(
        read_parameters(ROOT / "parameters" / "measures" / f"{name}.yaml", MeasuresParameters, changes)
    )


def test_three_designs_agree_with_r():
    report = measures(parameters())
    assert [effect.design for effect in report.effects] == ["naive", "time_varying", "landmark"]
    for effect in report.effects:
        ratio, lower, upper, p, _, events, proportional = MADE_UP["effects"][effect.design]
        ours = [effect.ratio, effect.lower, effect.upper, effect.p, effect.proportional_p]
        assert ours == pytest.approx([ratio, lower, upper, p, proportional], rel=1e-6)
        assert effect.n_events == events


def test_risks_after_the_landmark_agree_with_r():
    report = measures(parameters())
    expected = MADE_UP["survival_12_months_after_landmark"]
    assert report.moments["survival"].tolist() == pytest.approx(expected["estimate"], rel=1e-9)
    assert report.moments["std_error"].tolist() == pytest.approx(expected["std_error"], rel=1e-9)
    gap, low, high = report.difference
    reach = 1.959963984540054 * sum(error**2 for error in expected["std_error"]) ** 0.5
    assert gap == pytest.approx(expected["estimate"][0] - expected["estimate"][1], rel=1e-9)
    assert (gap - low, high - gap) == pytest.approx((reach, reach), rel=1e-9)


@pytest.mark.parametrize("name", ["rossi", "recid"])
def test_a_measure_from_release_on_agrees_with_r(name: str):
    report = shipped(name)
    for effect in report.effects:
        ours = [effect.ratio, effect.lower, effect.upper, effect.p, effect.proportional_p]
        assert ours == pytest.approx(BASELINE[name][effect.design], rel=1e-6)
    assert report.moments["survival"].tolist() == pytest.approx(BASELINE[name]["risks"]["survival"], rel=1e-9)
    assert report.main.design == "adjusted"
    assert report.immortal is None


def test_grouped_times_agree_with_r():
    report = shipped("georgia_parole")
    for effect in report.effects:
        ours = [effect.ratio, effect.lower, effect.upper, effect.p]
        assert ours == pytest.approx(BASELINE["georgia_parole"][effect.design], rel=1e-6)
        assert np.isnan(effect.proportional_p)
    # people without the condition whose second year counts, as counted in the source
    assert report.marks.query("time == 2 and group == 0")["n_at_risk"].tolist() == [1972]


def test_time_varying_finds_the_truth_and_naive_does_not():
    # 12 made-up cohorts: the mean log ratio lies within 3 of its own standard errors of the truth
    truth, found, naive = 0.8, list[float](), list[float]()
    for seed in range(12):
        report = shipped("synthetic_start", synthetic={"people": 1500, "hazard_ratio": truth, "seed": seed})
        by_design = {effect.design: effect.ratio for effect in report.effects}
        found.append(log(by_design["time_varying"]))
        naive.append(log(by_design["naive"]))
    spread = float(np.std(found, ddof=1)) / len(found) ** 0.5
    assert abs(float(np.mean(found)) - log(truth)) < 3 * spread
    assert spread < 0.03
    assert max(naive) < log(truth) - 0.6


def test_the_main_effect_of_a_later_start_is_the_time_varying_one():
    report = shipped("synthetic_start")
    assert report.truth == 1.0
    assert report.main.design == "time_varying"
    assert report.main.lower < 1 < report.main.upper
    assert report.effects[0].upper < 0.5


@pytest.mark.parametrize(
    ("changes", "error", "problem"),
    [
        ({"horizon": 60.0, "landmark": 6.0}, ExtrapolationError, "lies beyond the follow-up"),
        ({"landmark": 0.0001}, DataError, "people then followed have the measure"),
    ],
)
def test_what_the_data_cannot_carry(changes: dict[str, Any], error: type[Exception], problem: str):
    with pytest.raises(error, match=problem):
        measures(parameters(**changes))


def test_few_events_are_refused_and_warned_about_under_firths_penalty(tmp_path: Path):
    source = (REFERENCE / "measures_start.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "few.csv").write_text("\n".join(source[:14]) + "\n", encoding="utf-8")
    cohort = {**START["cohort"], "source": "few.csv"}
    values = {**START, "cohort": cohort, "landmark": 3.0, "horizon": 12.0}
    with pytest.raises(TooFewEventsRefused):
        measures(check_parameters(values, MeasuresParameters).located(tmp_path))
    report = measures(check_parameters({**values, "penalty": "firth"}, MeasuresParameters).located(tmp_path))
    assert all(effect.carried.warnings for effect in report.effects)
    page = measures_page.effects(publish(report, Origin("synthetic", "these tests", "no one's data")))
    assert "Firths straf" in page.html()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"landmark": None}, "a landmark is for a measure that starts"),
        ({"landmark": 18.0}, "must come before the horizon"),
        ({"covariates": ["priors", "start"]}, "covariates name the measure itself"),
        ({"interval": 1.0}, "for a measure from release on"),
        ({"synthetic": {}}, "with source 'synthetic' only"),
        ({"measure": {"label": {"nl": "m", "en": "m"}}}, "either the column of the measure"),
        ({"measure": {"label": {"nl": "m", "en": "m"}, "start": "race"}}, "protected attribute"),
        ({"covariates": ["priors", "race"]}, "protected attribute"),
    ],
)
def test_parameters_that_contradict_each_other(changes: dict[str, Any], problem: str):
    with pytest.raises(ParameterError, match=problem):
        parameters(**changes)


def test_a_measure_that_splits_nobody_in_two():
    with pytest.raises(DataError, match="does not split people in two"):
        shipped("rossi", measure={"label": {"nl": "m", "en": "m"}, "column": "prio"}, covariates=["age"])
