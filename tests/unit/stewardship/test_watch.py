"""The monitoring run: each part by hand, and what follows from an alarm."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.model_demonstration import register_demonstration
from riskkit.analyses.monitoring import Alarm, monitor
from riskkit.analyses.monitoring_run import log_alarms, note_alarms
from riskkit.analyses.monitoring_synthetic import synthetic_estimates
from riskkit.cohort import rossi
from riskkit.errors import DataError, ParameterError
from riskkit.parameters import read_parameters
from riskkit.parameters.monitoring import MonitoringParameters
from riskkit.stewardship import Registry
from riskkit.stewardship.group_fit import group_fit
from riskkit.stewardship.second_assessments import draw_second_assessments

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "parameters" / "monitoring"


def parameters(folder: Path = FOLDER, **changes) -> MonitoringParameters:
    return read_parameters(FOLDER / "rossi_synthetic.yaml", MonitoringParameters, changes).located(folder)


def with_data(folder: Path, change) -> Path:
    data = pd.read_csv(FOLDER / "rossi_synthetic.csv")
    change(data).to_csv(folder / "rossi_synthetic.csv", index=False)
    return folder


def test_the_hosmer_test_by_hand():
    # two groups of 5: risks 0.2 (1 seen, 1 expected) and 0.5 (5 seen, 2.5 expected, variance 1.25):
    # 0 + 2.5^2 / 1.25 = 5 on 2 degrees of freedom, p = exp(-5/2)
    data = pd.DataFrame({"r": [0.2] * 5 + [0.5] * 5, "e": [1, 0, 0, 0, 0, 1, 1, 1, 1, 1]})
    found = group_fit(data, event="e", risk="r", groups=2)
    assert found.chi_square == pytest.approx(5.0)
    assert found.p == pytest.approx(math.exp(-2.5))
    assert found.table["observed"].tolist() == [1, 5]
    with pytest.raises(DataError, match="10 rows"):
        group_fit(data.head(9), event="e", risk="r")


def test_the_hosmer_test_is_right_as_often_as_stated():
    draw = np.random.default_rng(4)
    low = 0
    for _ in range(400):
        risk = draw.uniform(0.1, 0.6, 300)
        data = pd.DataFrame({"r": risk, "e": (draw.random(300) < risk).astype(int)})
        low += group_fit(data, event="e", risk="r").p < 0.05
    assert 7 <= low <= 36  # 20 expected; a binomial(400, 0.05) lies here with probability 0.999


def test_second_assessments_are_drawn_and_the_draw_can_be_repeated():
    records = [f"r{number}" for number in range(40)]
    drawn = draw_second_assessments(records, share=0.1, seed=7)
    assert len(drawn) == 4
    assert drawn == draw_second_assessments(reversed(records), share=0.1, seed=7)
    assert drawn != draw_second_assessments(records, share=0.1, seed=8)
    assert len(draw_second_assessments(["a", "b"], share=0.01, seed=1)) == 1
    counts = [draw_second_assessments(list("abcd"), share=0.25, seed=s)[0] for s in range(400)]
    assert min(counts.count(letter) for letter in "abcd") > 60  # 100 expected each
    for wrong in ({"share": 0}, {"share": 1.5}):
        with pytest.raises(ParameterError):
            draw_second_assessments(["a"], seed=1, **wrong)
    with pytest.raises(ParameterError):
        draw_second_assessments(["a", "a"], share=0.5, seed=1)


def test_the_demonstration_raises_no_alarm_and_its_sums_are_those_of_the_file():
    found = monitor(parameters())
    data = pd.read_csv(FOLDER / "rossi_synthetic.csv")
    assert found.alarms == ()
    row = found.overall.table.iloc[0]
    assert (row["n"], row["observed"]) == (600, data["event"].sum())
    assert row["expected"] == pytest.approx(data["risk"].sum())
    assert found.tests == 4 + 3 + 2 + 2
    assert found.by_unit.table["observed"].sum() == data["event"].sum()
    assert data["person"].str.startswith("SYNTHETIC").all()


def test_the_shipped_outcomes_are_the_made_up_ones(tmp_path):
    register_demonstration(ROOT, tmp_path)
    people = rossi()[["fin", "age", "wexp", "mar", "paro", "prio", "race"]]
    bands = [(0.0, "low"), (0.2, "moderate"), (0.4, "high")]
    made = synthetic_estimates(
        Registry(tmp_path).model("rossi-cox"), people, time=52, bands=bands, n=600, seed=2026
    )
    made.round({"risk": 6}).to_csv(tmp_path / "made.csv", index=False)
    shipped = pd.read_csv(FOLDER / "rossi_synthetic.csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "made.csv"), shipped, atol=2e-6)


def test_an_alarm_is_logged_without_a_person_and_closes_the_gate(tmp_path, registry, capsys):
    folder = with_data(tmp_path, lambda data: data.assign(event=1))
    found = monitor(parameters(folder))
    assert Alarm("overall") in found.alarms
    log_alarms(found)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert lines[0]["event"] == "monitored"
    assert {"overall", "risks_too_low"} <= {line.get("kind") for line in lines[1:]}
    assert all(line["level"] == "warning" for line in lines[1:])
    assert "SYNTHETIC-" not in json.dumps(lines)
    assert note_alarms(registry, found, by="monitor")
    assert registry.state("rossi-cox", "1.0").gate == "failed"


def test_an_alarm_about_people_leaves_the_gate_open(tmp_path, registry):
    def change(data):
        return data.assign(by="assessor-1", final=data["figure"])

    found = monitor(parameters(with_data(tmp_path, change)))
    assert {each.kind for each in found.alarms} == {"always"}
    assert not note_alarms(registry, found, by="monitor")
    assert registry.state("rossi-cox", "1.0").gate == "passed"


def test_a_model_past_its_day_and_another_reference_are_alarms():
    assert monitor(parameters(on="2027-11-26")).alarms == ()
    assert {each.kind for each in monitor(parameters(on="2027-11-27")).alarms} == {"expired"}
    assert {each.kind for each in monitor(parameters(reference_sha256="1" * 64)).alarms} == {"reference"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.drop(columns="risk"), "risk"),
        (lambda data: data.assign(risk=1.5), "no risks"),
        (lambda data: data.assign(first="very high"), "no level"),
        (lambda data: data.drop(columns="prio"), "prio"),
        (lambda data: data.drop(columns="final"), "final"),
    ],
)
def test_a_file_that_breaks_its_rules_is_refused(tmp_path, change, says):
    with pytest.raises(DataError, match=says):
        monitor(parameters(with_data(tmp_path, change)))


def test_a_missing_file_and_impossible_dates_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="no file"):
        parameters(tmp_path)
    with pytest.raises(ParameterError, match="expires before"):
        parameters(expires="2020-01-01")
