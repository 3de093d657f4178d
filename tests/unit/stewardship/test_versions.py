"""A version from its parameter file to its card; its gate; its successors beside it."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.model_calibration import check_calibration, judge_calibration
from riskkit.analyses.model_demonstration import register_demonstration
from riskkit.analyses.model_update import make_version
from riskkit.analyses.model_version import FittedVersion, enter_version, fit_version, known_outcomes
from riskkit.cohort import rossi
from riskkit.errors import DataError, ParameterError
from riskkit.parameters import read_parameters
from riskkit.parameters.model import ModelParameters, Update
from riskkit.parameters.typed import check_parameters
from riskkit.stewardship import Registry, estimate
from riskkit.stewardship.calibration_gate import calibration_gate
from riskkit.stewardship.card_page import write_card
from riskkit.stewardship.updating import StoredPredictor, recalibrated
from riskkit.validation import recalibrate

from .conftest import TODAY, YOUNG

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "parameters" / "models" / "rossi-cox.yaml"
REFERENCE = json.loads((ROOT / "tests" / "reference" / "model_rossi.json").read_text())


def parameters(**changes) -> ModelParameters:
    return read_parameters(FILE, ModelParameters, {"replicates": 20, **changes})


@pytest.fixture(scope="module")
def fitted() -> FittedVersion:
    return fit_version(parameters(), today=TODAY)


@pytest.mark.shows("AI Act art. 15: accuracy is declared and right", "riskkit/analyses/model_version.py")
def test_the_card_says_what_r_says(fitted):
    overall = {each.measure: each for each in fitted.card.performance if each.group is None}
    assert overall["concordance"].estimate == pytest.approx(REFERENCE["concordance"], abs=1e-10)
    assert overall["brier_score"].estimate == pytest.approx(REFERENCE["brier"], abs=1e-9)
    expected = (114 / 432) / REFERENCE["mean_risk"]  # nobody is censored before week 52
    assert overall["observed_expected_ratio"].estimate == pytest.approx(expected, abs=1e-9)
    assert fitted.card.data.n_events == 114
    assert overall["concordance_corrected"].estimate < overall["concordance"].estimate


@pytest.mark.shows("AI Act art. 10(2)(f): performance by group is known", "riskkit/analyses/model_version.py")
def test_every_audited_group_is_on_the_card_in_both_languages(fitted):
    groups = {each.group.nl for each in fitted.card.performance if each.group is not None}
    assert len(groups) == 8
    assert "eerder voltijds gewerkt: niet eerder voltijds gewerkt" in groups
    assert "race" not in {each.name for each in fitted.card.covariates}


@pytest.mark.shows("AI Act art. 13: users get the card", "riskkit/stewardship/card_page.py")
@pytest.mark.parametrize(
    ("language", "says"),
    [("nl", ["Modelkaart", "26 weken, 52 weken", "niet door twee mensen getekend", "inkomen, etniciteit"]),
     ("en", ["Model card", "26 weeks, 52 weeks", "not signed by two people", "income, ethnicity"])],
)  # fmt: skip
def test_a_card_is_written_in_both_languages(fitted, tmp_path, language, says):
    registry = Registry(tmp_path)
    enter_version(registry, fitted, by="Demonstration Owner")
    card = registry.card("rossi-cox")
    page = write_card(card, registry.state("rossi-cox", "1.0"), language=language, today=TODAY)
    for text in says:
        assert text in page.markdown()
        assert text in page.html()
    assert page.html().count("<h1>") == 1
    assert "http" not in page.html()


def test_the_demonstration_is_ready_for_use_and_made_once(tmp_path):
    assert register_demonstration(ROOT, tmp_path) == "1.0"
    assert register_demonstration(ROOT, tmp_path) == "1.0"
    registry = Registry(tmp_path)
    assert registry.versions("rossi-cox") == ("1.0",)
    found = estimate(
        registry, "rossi-cox", YOUNG, time=52, population="maryland-1970s", judged=True, today=TODAY
    )
    assert 0 < found.risk.risk < 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"validator": "demonstration owner"}, "another person"),
        ({"reasons": {}}, "exactly the covariates"),
        ({"people": [{"fin": 0}]}, "exactly the covariates"),
        ({"covariates": ["fin", "race"]}, "race"),
        ({"horizons": [52, 26]}, "rise"),
        ({"bands": [{"lowest": 0.2, "name": {"nl": "x", "en": "x"}}]}, "begin at 0"),
        ({"owner": ""}, "owner"),
    ],
)
def test_a_version_that_may_not_be_is_refused_before_it_is_fitted(changes, says):
    with pytest.raises(ParameterError, match=says):
        parameters(**changes)


def test_the_gate_by_hand():
    # 40 people at 0.25: 10 expected. Garwood at 1 - 0.05/3 = 98.33 % by chi-square tables:
    # 24 seen: the lower limit is above 10, the ratio 2.4; group a has 2 of 20 seen, 5 expected
    data = pd.DataFrame({"g": ["a"] * 20 + ["b"] * 20, "e": [1] * 2 + [0] * 18 + [1] * 20, "r": 0.25})
    found = calibration_gate(data, event="e", risk="r", groups={"g": ["a", "b"]})
    assert found.level == pytest.approx(1 - 0.05 / 3)
    assert found.table["ratio"].tolist() == pytest.approx([2.2, 0.4, 4.0])
    assert found.failed == ("everyone", "g = b")
    assert not found.passed
    assert "everyone 2.20" in found.reason


def test_a_right_model_fails_the_gate_as_rarely_as_stated():
    draw = np.random.default_rng(5)
    failed = 0
    for _ in range(200):
        risk = draw.uniform(0.05, 0.6, 300)
        data = pd.DataFrame({"r": risk, "e": (draw.random(300) < risk).astype(int), "g": np.arange(300) % 3})
        failed += not calibration_gate(data, event="e", risk="r", groups={"g": [0, 1, 2]}).passed
    assert failed <= 10  # 5 % of 200, at most


def test_the_gate_is_put_on_record_and_stops_a_model(tmp_path, fitted):
    registry = Registry(tmp_path)
    enter_version(registry, fitted, by="Demonstration Owner")
    assert check_calibration(parameters(), registry, version=None, by="monitor").passed
    assert registry.state("rossi-cox", "1.0").gate == "passed"
    halved = fitted.model.model_copy(
        update={"horizons": tuple(
            h.model_copy(update={"log_hazard": h.log_hazard - 1}) for h in fitted.model.horizons
        )}
    )  # fmt: skip
    assert not judge_calibration(parameters(), halved).passed


def test_an_outcome_that_is_not_known_is_not_guessed():
    table = pd.DataFrame({"t": [10.0, 52.0, 60.0, 55.0], "e": [1, 0, 1, 0]})
    assert known_outcomes(table, time="t", event="e", horizon=52).tolist() == [1, 0, 0, 0]
    with pytest.raises(DataError, match="1 people were followed for less"):
        known_outcomes(table.assign(t=[10.0, 51.0, 60.0, 55.0]), time="t", event="e", horizon=52)


def moved(shift: float, stretch: float, n: int = 900) -> pd.DataFrame:
    """People whose risks are those of the stored model after a known change of scale."""
    draw = np.random.default_rng(8)
    data = rossi().sample(n, replace=True, random_state=8).reset_index(drop=True)
    return data.assign(u=-np.log(draw.random(n)), shift=shift, stretch=stretch)


def outcomes(model, shift: float, stretch: float) -> pd.DataFrame:
    data = moved(shift, stretch)
    g = np.log(-np.log1p(-StoredPredictor(model).predict_risk(data, [52]).to_numpy()[:, 0]))
    time = 52 * data["u"] / np.exp(shift + stretch * g)
    return data.assign(week=np.minimum(time, 52), arrest=(time <= 52).astype(int))


@pytest.mark.parametrize("how", ["intercept", "slope", "baseline"])
def test_a_recalibrated_version_says_what_the_update_says_and_the_old_one_stays(stored, how):
    data, before = outcomes(stored, 0.4, 0.7), stored.model_dump_json()
    model, update = recalibrated(
        stored, data, time="week", event="arrest", horizon=52, how=how, version="1.1"
    )
    assert stored.model_dump_json() == before
    assert model.version == "1.1"
    assert model.check_cases() == 4
    people, new = data.head(20), StoredPredictor(model)
    road = recalibrate(StoredPredictor(stored), data, time="week", event="arrest", horizon=52, how=how)
    for time in (26, 52):
        assert new.predict_risk(people, [time]).to_numpy() == pytest.approx(
            road.predict_risk(people, [time]).to_numpy(), abs=1e-12
        )
        assert new.predict_risk_interval(people, time).to_numpy() == pytest.approx(
            road.predict_risk_interval(people, time).to_numpy(), abs=1e-10
        )
    assert update.how == how


def test_the_truth_is_found_again(stored):
    data = outcomes(stored, 0.4, 0.7)
    _, update = recalibrated(stored, data, time="week", event="arrest", horizon=52, how="slope", version="2")
    table = update.coefficients
    for term, truth in (("intercept", 0.4), ("slope", 0.7)):
        assert table.loc[term, "lower"] < truth < table.loc[term, "upper"]


@pytest.mark.shows("AI Act Annex IV 2(f): changes are new versions", "riskkit/analyses/model_update.py")
def test_a_recalibration_stands_beside_the_old_one_until_two_have_signed(tmp_path, stored, fitted):
    registry = Registry(tmp_path / "models")
    enter_version(registry, fitted, by="Demonstration Owner")
    for role, who in (("owner", "Demonstration Owner"), ("validator", "Demonstration Validator")):
        registry.sign("rossi-cox", "1.0", by=who, role=role)
    path = tmp_path / "new.csv"
    used = ["week", "arrest", "fin", "age", "wexp", "mar", "paro", "prio"]
    outcomes(fitted.model, 0.5, 1.0)[used].to_csv(path, index=False)
    column = {"label": {"nl": "x", "en": "x"}, "kind": "number"}
    cohort = {"source": str(path), "time": "week", "event": "arrest", "time_unit": "week",
              "columns": dict.fromkeys(used[2:], column)}  # fmt: skip
    asked = parameters(
        cohort=cohort, version="1.1", audit=[], update={"from_version": "1.0", "how": "intercept"}
    )
    made = make_version(asked, registry, today=TODAY)
    table = made.side_by_side.set_index("measure")
    old, new = (abs(math.log(table.loc["observed_expected_ratio", which])) for which in ("old", "new"))
    assert old > 0.25
    assert new < 0.05
    enter_version(registry, made.fitted, by="Demonstration Owner")
    assert [each.version for each in registry.card("rossi-cox", "1.1").changes] == ["1.0", "1.1"]
    assert registry.in_use("rossi-cox") == "1.0"
    registry.sign("rossi-cox", "1.1", by="Demonstration Owner", role="owner")
    assert registry.in_use("rossi-cox") == "1.0"
    registry.sign("rossi-cox", "1.1", by="Demonstration Validator", role="validator")
    assert registry.in_use("rossi-cox") == "1.1"


def test_a_refit_is_shown_beside_the_version_in_use(tmp_path, fitted):
    registry = Registry(tmp_path)
    enter_version(registry, fitted, by="Demonstration Owner")
    made = make_version(parameters(version="1.1"), registry, today=TODAY)
    assert len(made.side_by_side_lines()) == 4
    # the same people: the old version has seen them all, the new one each time not its own part
    table = made.side_by_side.set_index("measure")
    assert table.loc["brier_score", "old"] < table.loc["brier_score", "new"]


def test_an_update_names_what_it_changes():
    with pytest.raises(ParameterError, match="how"):
        check_parameters({"from_version": "1.0", "how": "all"}, Update)
