"""A schedule is written out completely and checked before its first report is started."""

from collections.abc import Callable
from pathlib import Path

import pytest

from riskkit.errors import ParameterError
from riskkit.parameters.unit import UnitParameters
from riskkit.reports.schedule import read_schedule

Write = Callable[[str], Path]
ROOT = Path(__file__).resolve().parents[3]

TWO_BY_TWO = """
title: {nl: "Proef", en: "Try"}
units: {u1: "Unit 01", u2: "Unit 02"}
periods:
  2026-09: {first: 2026-09-01, last: 2026-09-30}
  2026-10: {first: 2026-10-01, last: 2026-10-31}
reports:
  - {notebook: unit, file: ROOT/unit/synthetic.yaml, vary: [unit, period]}
  - {notebook: base_rate, file: ROOT/base_rate/rossi.yaml}
  - {notebook: base_rate, name: english, file: ROOT/base_rate/rossi.yaml, changes: {language: en}}
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a schedule; ROOT stands for the folder of parameters."""

    def put(text: str) -> Path:
        path = tmp_path / "schedule.yaml"
        path.write_text(text.replace("ROOT", str(ROOT / "parameters")), encoding="utf-8")
        return path

    return put


def test_units_times_periods_times_notebooks(write: Write):
    _, jobs = read_schedule(write(TWO_BY_TWO))
    assert [job.name for job in jobs] == [
        "unit-u1-2026-09", "unit-u1-2026-10", "unit-u2-2026-09", "unit-u2-2026-10", "base-rate", "english",
    ]  # fmt: skip
    third = jobs[2].parameters.model_dump(mode="json")
    assert third["unit"] == "Unit 02"
    assert third["period"] == {"first": "2026-09-01", "last": "2026-09-30"}
    assert [job.parameters.model_dump()["language"] for job in jobs[4:]] == ["nl", "en"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("notebook: unit,", "notebook: '../../etc/passwd',", "is not known"),
        ("notebook: unit,", 'notebook: "a\\n); import os",', "is not known"),
        ("unit/synthetic.yaml", "unit/none.yaml", "does not exist"),
        ("u1:", "../u1:", "should match pattern"),
        ("u1:", "'u1\"; x':", "should match pattern"),
        ("u2:", "u1:", "gives 'u1' a second time"),
        ('"Unit 02"', '"Unit 01"', "names one unit twice"),
        ("name: english", "name: base-rate", "same name"),
        ("name: english", "name: a/b", "should match pattern"),
        ("{language: en}", "{langauge: en}", "'langauge'"),
        ("{language: en}", "{'x = 1\\nimport os': en}", "is not a known name"),
        ("{language: en}", "{language: 'en\"); import os #'}", "'language'"),
        ("vary: [unit, period]", "vary: [unit, colour]", "vary"),
        ("rossi.yaml}", "rossi.yaml, vary: [unit]}", "names unit"),
        ("last: 2026-09-30", "last: 2026-08-30", "ends before it begins"),
        ("last: 2026-09-30", "last: 2026-02-30", "last"),
        ('{u1: "Unit 01", u2: "Unit 02"}', "{}", "names none"),
        ("title: {", "title: &bomb {", "anchor or alias"),
        ("title: {", "title: !!python/object/apply:os.system {", "tag"),
    ],
)
def test_every_hostile_or_wrong_line_is_refused_before_anything_runs(
    write: Write, old: str, new: str, words: str
):
    with pytest.raises(ParameterError) as caught:
        read_schedule(write(TWO_BY_TWO.replace(old, new)))
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_all_faults_of_all_reports_are_told_at_once(write: Write):
    text = TWO_BY_TWO.replace("unit/synthetic.yaml", "unit/none.yaml").replace("language: en", "seed: 1")
    with pytest.raises(ParameterError) as caught:
        read_schedule(write(text))
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("month", "days"),
    [("2026-10", ("2026-10-01", "2026-10-31")), ("2028-02", ("2028-02-01", "2028-02-29")),
     ("2027-12", ("2027-12-01", "2027-12-31"))],
)  # fmt: skip
def test_a_month_takes_the_place_of_the_periods(write: Write, month: str, days: tuple[str, str]):
    schedule, jobs = read_schedule(write(TWO_BY_TWO), month=month)
    assert list(schedule.periods) == [month]
    assert {job.period for job in jobs if job.notebook == "unit"} == {month}
    for job in jobs[:2]:  # the two units
        assert isinstance(job.parameters, UnitParameters)
        period = job.parameters.period
        assert (period.first.isoformat(), period.last.isoformat()) == days


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "0000-01", "2026-1", "2026-10-01", "../2026-10", "", "last"]
)
def test_what_is_no_month_is_refused(write: Write, month: str):
    with pytest.raises(ParameterError, match="--month"):
        read_schedule(write(TWO_BY_TWO), month=month)


def test_a_month_for_a_schedule_without_periods_is_refused():
    with pytest.raises(ParameterError, match="varies 'period'"):
        read_schedule(ROOT / "parameters" / "schedules" / "daily.yaml", month="2026-10")


def test_the_schedule_that_ships_gives_twenty_units_for_each_period():
    schedule, jobs = read_schedule(ROOT / "parameters" / "schedules" / "monthly.yaml")
    assert len(schedule.units) == 20
    units = [job for job in jobs if job.notebook == "unit"]
    assert len(units) == 20 * len(schedule.periods)
