"""Who was in a unit and what is due, counted by hand; and no small group between two reports."""

import os
from pathlib import Path

import pandas as pd
import pytest

from riskkit.analyses.unit import unit_report
from riskkit.analyses.unit_people import people_of, read_extract
from riskkit.errors import DataError, OutputError
from riskkit.parameters import check_parameters
from riskkit.parameters.schedule import Period
from riskkit.parameters.unit import UnitParameters
from riskkit.reports.release_plan import plan_one, planned
from riskkit.reports.schedule import Job

SEPTEMBER = check_parameters({"first": "2026-09-01", "last": "2026-09-30"}, Period)
TEXT = """person,unit,record,start,end
a,North,stay,2026-01-01,
b,North,stay,2026-09-01,2026-10-01
c,North,stay,2026-08-31,2026-09-30
d,North,stay,2026-09-02,2026-09-02
e,North,stay,2026-01-01,2026-08-31
f,North,stay,2026-10-01,
g,South,stay,2026-01-01,
a,North,assessment,2026-09-10,2026-09-10
a,North,assessment,2026-09-20,2026-09-21
b,North,assessment,2026-09-30,2026-10-02
c,North,assessment,2026-09-15,2026-09-01
d,North,assessment,2026-10-01,
a,North,incident,2026-09-01,
a,North,incident,2026-09-30,
b,North,incident,2026-09-15,
c,North,incident,2026-08-31,
e,North,incident,2026-09-15,
a,North,release,2026-12-29,
b,North,release,2026-12-30,
c,North,release,2026-12-30,
"""


def write(folder: Path, text: str) -> Path:
    """Write an extract."""
    path = folder / "extract.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_people_are_in_the_groups_that_a_reader_of_the_extract_puts_them_in(tmp_path: Path):
    # e left the day before, f came the day after, g is elsewhere. b's end lies after the period.
    # a: 21 September is a day late, and late is worse than in time. b: done on 2 October is open on
    # 30 September. 29 December is 90 days after 30 September (31 + 30 + 29), 30 December is 91.
    found = people_of(read_extract(write(tmp_path, TEXT)), "North", SEPTEMBER).astype(str)
    assert found.to_dict("list") == {
        "person": ["a", "b", "c", "d"],
        "movement": ["stayed", "arrived", "left", "passed"],
        "assessment": ["late", "open", "in_time", "none"],
        "incidents": ["more", "one", "none", "none"],
        "release": ["soon", "year", "gone", "gone"],
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-08-31,2026-09-30", "2026-08-31,2026-08-30", "1 values lie before their start"),
        ("a,North,stay,2026-01-01", "a,North,stay,01-01-2026", "1 values are no days"),
        ("b,North,stay", "b,North,stays", "1 values are unknown"),
        ("d,North,stay", ",North,stay", "1 values are empty"),
        ("person,", "persoon,", "column 'person'"),
    ],
)
def test_an_extract_at_fault_is_refused_without_naming_anybody(
    tmp_path: Path, old: str, new: str, words: str
):
    with pytest.raises(DataError, match=words):
        read_extract(write(tmp_path, TEXT.replace(old, new)))


def test_an_unknown_unit_and_an_empty_period_are_refused(tmp_path: Path):
    extract = read_extract(write(tmp_path, TEXT))
    with pytest.raises(DataError, match="is not in the extract"):
        people_of(extract, "West", SEPTEMBER)
    with pytest.raises(DataError, match="holds nobody"):
        people_of(extract, "South", check_parameters({"first": "2025-01-01", "last": "2025-01-31"}, Period))


def unit(folder: Path, people: int, name: str) -> UnitParameters:
    """Return parameters of a unit: 10 came, 10 left, 10 did both, the rest stayed; p1 is in each."""
    stays = ["2026-09-05,"] * 10 + ["2026-01-01,2026-09-05"] * 10 + ["2026-09-05,2026-09-06"] * 10
    stays += ["2026-01-01,"] * (people - 30)
    rows = [f"p{i},{name},stay,{stay}" for i, stay in enumerate(stays)]
    path = folder / f"{name}.csv"
    path.write_text("person,unit,record,start,end\n" + "\n".join(rows) + "\n", encoding="utf-8")
    content = {"title": {"nl": "x", "en": "x"}, "unit": name, "extract": {"source": path.name},
               "period": {"first": "2026-09-01", "last": "2026-09-30"}}  # fmt: skip
    return check_parameters(content, UnitParameters).located(folder)


def test_two_reports_that_differ_by_three_people_cannot_be_subtracted(tmp_path: Path, office: Path):
    first, second = unit(tmp_path, 40, "Forty"), unit(tmp_path, 43, "All")
    jobs, plan = planned([Job("one", "unit", first), Job("two", "unit", second)], {})
    shown = [unit_report(job.parameters).people for job in jobs]  # type: ignore[arg-type]
    assert shown == [40, None], "43 - 40 = 3 people would be told"
    assert plan["two"]["withheld"], "the decision is part of the second report's parameters"
    assert unit_report(second).people == 43, "by itself, without the register, it could be shown"
    again, same = planned([Job("one", "unit", first), Job("two", "unit", second)], plan)
    assert (again, same) == (jobs, plan), "a batch that takes over keeps what was decided"
    content = (office / "released" / "register.jsonl").read_text()
    assert "p1" not in content
    assert (office / "secrets" / "register.key").stat().st_mode & 0o777 == 0o600


def test_a_report_made_by_itself_is_planned_too(tmp_path: Path, office: Path):
    assert unit_report(plan_one(unit(tmp_path, 40, "Forty"))).people == 40  # type: ignore[arg-type]
    assert unit_report(plan_one(unit(tmp_path, 40, "Forty"))).people == 40  # type: ignore[arg-type]
    assert unit_report(plan_one(unit(tmp_path, 49, "More"))).people is None  # type: ignore[arg-type]
    assert unit_report(plan_one(unit(tmp_path, 50, "Ten"))).people == 50  # type: ignore[arg-type]


def test_no_count_under_the_threshold_leaves(tmp_path: Path):
    folder = Path(__file__).resolve().parents[3] / "parameters" / "unit"
    content = {"title": {"nl": "x", "en": "x"}, "unit": "Unit 02",
               "extract": {"source": "units_synthetic.csv"},
               "period": {"first": "2026-09-01", "last": "2026-09-30"}}  # fmt: skip
    report = unit_report(check_parameters(content, UnitParameters).located(folder))
    values = pd.concat([table.table["value"] for table in report.tables.values()])
    assert values.notna().sum() > 4, "there is something to see"
    assert values.dropna().min() >= 10


def test_a_register_of_another_key_stops_the_release(tmp_path: Path, office: Path):
    plan_one(unit(tmp_path, 40, "Forty"))
    (office / "secrets" / "register.key").write_bytes(os.urandom(32))
    with pytest.raises(OutputError, match="cannot be read with this key"):
        plan_one(unit(tmp_path, 40, "Forty"))
