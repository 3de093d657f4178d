"""Who is in a cohort: counted by hand and by pandas, held to R, and nothing small that can be worked out."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.cohort import CohortReport, cohort_report
from riskkit.analyses.cohort_columns import Band, round_edges
from riskkit.analyses.cohort_people import EVENT, TIME
from riskkit.cohort.build import build_cohort
from riskkit.cohort.public_data import rossi
from riskkit.disclosure.table import TOTAL
from riskkit.errors import DataError, ParameterError
from riskkit.parameters import check_parameters, read_parameters
from riskkit.parameters.cohort_build import CohortBuildParameters
from riskkit.parameters.cohort_report import CohortParameters
from riskkit.reports.release_plan import plan_one
from riskkit.settings import settings

ROOT = Path(__file__).resolve().parents[3]
R = json.loads((ROOT / "tests/reference/cohort_follow_up.json").read_text())
SYNTHETIC = ROOT / "parameters" / "cohort" / "synthetic"
LATE = {
    "source": "cohort_follow_up.csv", "time": "time", "event": "event", "entry": "entry", "time_unit": "day",
    "columns": {"event": {"label": {"nl": "e", "en": "e"}, "kind": "event",
                          "levels": {"2": {"nl": "overlijden", "en": "death"}}}},
}  # fmt: skip


def asked(cohort: dict[str, Any], **more: Any) -> CohortParameters:
    given = {"title": {"nl": "t", "en": "t"}, "cohort": cohort, **more}
    return check_parameters(given, CohortParameters).located(ROOT / "tests" / "reference")


def counts(released: Any) -> dict[str, float | None]:
    (by,) = released.by
    return {str(row[by]): None if row["blank"] else row["value"] for row in released.table.to_dict("records")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SYNTHETIC registers, built into a folder."""
    out = tmp_path_factory.mktemp("cohort") / "built"
    parameters = read_parameters(SYNTHETIC / "build.yaml", CohortBuildParameters).located(SYNTHETIC)
    build_cohort(parameters, out)
    return out


def synthetic() -> CohortReport:
    file = ROOT / "parameters" / "cohort" / "synthetic.yaml"
    return cohort_report(read_parameters(file, CohortParameters).located(file.parent))


def test_the_median_follow_up_is_rs():
    found = cohort_report(asked({"source": "recid"})).follow_up
    assert (found.median, found.lower, found.upper) == tuple(R["recid"].values())


def test_the_median_with_late_entry_and_a_competing_event_is_rs_up_to_the_end_of_a_step():
    """Under the threshold the time moves on to where ten more people came to the end of observation."""
    report = cohort_report(asked(LATE, outcome={"nl": "o", "en": "o"}))
    exact = R["late"]["median"]
    table = report.people.table
    ended = table.loc[table[EVENT] == 0, TIME]
    assert exact <= report.follow_up.median
    assert ((ended > exact) & (ended <= report.follow_up.median)).sum() < 10
    assert report.person_years() == pytest.approx(R["late_years"], rel=1e-12)
    assert counts(report.events) == {
        "censored": (table[EVENT] == 0).sum(), "outcome": (table[EVENT] == 1).sum(),
        "event 2": (table[EVENT] == 2).sum(), TOTAL: 150,
    }  # fmt: skip
    assert report.rate("event 2") == pytest.approx(100 * (table[EVENT] == 2).sum() / R["late_years"])


def test_a_published_cohort_is_shown_whole():
    report = cohort_report(asked({"source": "rossi"}))
    assert counts(report.events) == {"censored": 318, "outcome": 114, TOTAL: 432}
    assert report.follow_up.median == 52
    assert report.person_years() == pytest.approx(rossi()["week"].sum() * 7 / 365.25)
    by_name = {column.name: column for column in report.columns}
    assert set(by_name) == {"fin", "age", "race", "wexp", "mar", "paro", "prio"}
    assert counts(by_name["mar"].counts) == {"= 0": 379, "= 1": 53, TOTAL: 432}
    ages = by_name["age"]
    for name, band in ages.groups.items():
        low, high = band.low or 0, band.high or 1000
        assert ages.counts.value(group=name) == ((rossi()["age"] >= low) & (rossi()["age"] < high)).sum()
    assert all(column.missing == 0 for column in report.columns)


def test_the_edges_of_bands_are_round():
    # 5th and 95th percentile of 0..100 are 5 and 95: a step of 90 / 4 = 22.5, rounded up to 50
    assert round_edges(np.arange(101)) == (50.0,)
    # 1 to 9, each as often: from 1 to 9 in steps of 2
    assert round_edges(np.tile(np.arange(1, 10), 10)) == (2.0, 4.0, 6.0, 8.0)
    assert round_edges(np.array([3.0, 3.0])) == ()


def test_the_synthetic_registers_counted_by_hand():
    """Counted from the registers' own files, a person at a time."""
    report = synthetic()
    read = {path.stem: pd.read_csv(path) for path in SYNTHETIC.glob("*.csv")}
    offences, deaths = read["offences"], read["deaths"]
    wrong = {*offences.loc[offences["conviction_date"] < offences["offence_date"], "person"]}
    wrong |= {*deaths.loc[deaths["person"].duplicated(), "person"]}
    assert counts(report.flow) == {"contradiction person": len(wrong), "kept": 420 - len(wrong), TOTAL: 420}
    left = read["releases"][~read["releases"]["person"].isin(wrong)]
    by_name = {column.name: column for column in report.columns}
    assert by_name["age"].missing == left["age"].isna().sum()
    assert by_name["education"].missing == left["education"].isna().sum()
    assert by_name["education"].counts.value(group="= middle") == (left["education"] == "middle").sum()
    assert counts(report.events)[TOTAL] == len(left)


def test_no_small_count_is_shown_nor_left_to_be_subtracted():
    """Thirteen and two contradictions add up to the fifteen that were left out: neither is shown."""
    report = synthetic()
    assert report.checks is not None
    assert list(counts(report.checks).values())[:2] == [None, None]
    tables = [report.flow, report.events, report.lengths, *report.changed.values()]
    tables += [column.counts for column in report.columns]
    for table in tables:
        assert all(value is None or value >= 10 for value in counts(table).values())
        parts = [value for name, value in counts(table).items() if name != TOTAL]
        assert parts.count(None) != 1 or counts(table)[TOTAL] is None or len(parts) == 1


def test_a_built_folder_and_its_registers_give_the_same_report(built: Path):
    here = synthetic()
    columns = here.parameters.cohort.model_dump(mode="json")["columns"]
    there = cohort_report(asked({"source": str(built / "manifest.json"), "columns": columns}))
    for name in ("flow", "events", "lengths", "checks"):
        pd.testing.assert_frame_equal(getattr(here, name).table, getattr(there, name).table)
    for one, other in zip(here.columns, there.columns, strict=True):
        pd.testing.assert_frame_equal(one.counts.table, other.counts.table)
    assert here.follow_up == there.follow_up
    assert {clock: here.person_years(clock) for clock in here.years} == {
        clock: there.person_years(clock) for clock in there.years
    }


def test_time_in_custody_is_told_apart(built: Path):
    report = synthetic()
    table = pd.read_parquet(built / "cohort.parquet")
    assert report.person_years("custody") == pytest.approx(table["custody_days"].sum() / 365.25)
    assert report.person_years() == pytest.approx((table["time"] - table["entry"]).sum() / 365.25)
    assert report.person_years("before_entry") == 0


def test_several_releases_of_a_person_are_refused(tmp_path: Path):
    text = (SYNTHETIC / "build.yaml").read_text().replace("{file: ", f"{{file: {SYNTHETIC}/")
    (tmp_path / "every.yaml").write_text(text + "index: every\n")
    releases = pd.read_csv(SYNTHETIC / "releases.csv")
    custody = pd.read_csv(SYNTHETIC / "custody.csv")
    again = custody.merge(releases[["person", "release_date"]], left_on=["person"], right_on=["person"])
    later = again[(again["end"] > again["release_date"]) & (again["end"] < "2024-06-30")].iloc[:1]
    more = releases[releases["person"] == later["person"].iloc[0]].assign(release_date=later["end"].iloc[0])
    pd.concat([releases, more]).to_csv(tmp_path / "releases.csv", index=False)
    path = tmp_path / "every.yaml"
    path.write_text(path.read_text().replace(f"{SYNTHETIC}/releases.csv", "releases.csv"))
    with pytest.raises(DataError, match="1 releases are a person's second or later"):
        cohort_report(asked({"source": str(path)}))


def test_bands_of_whole_numbers_have_whole_edges(tmp_path: Path):
    rows = pd.DataFrame({"t": range(1, 101), "e": [0, 1] * 50, "n": [0, 1, 2, 3] * 25})
    rows.to_csv(tmp_path / "p.csv", index=False)
    columns = {"n": {"label": {"nl": "n", "en": "n"}, "kind": "number"}}
    source = {"source": str(tmp_path / "p.csv"), "time": "t", "event": "e", "time_unit": "day",
              "columns": columns}  # fmt: skip
    report = cohort_report(asked(source, outcome={"nl": "o", "en": "o"}))
    (column,) = report.columns
    assert list(column.groups.values()) == [
        Band(None, 1, True), Band(1, 2, True), Band(2, 3, True), Band(3, None, True),
    ]  # fmt: skip
    assert set(counts(column.counts).values()) == {25, 100}
    assert not report.people.named


@pytest.mark.parametrize(
    ("cohort", "more", "says"),
    [
        ({"source": "rossi"}, {"outcome": {"nl": "o", "en": "o"}}, "outcome is for a CSV file"),
        ({**LATE}, {}, "outcome is for a CSV file"),
        ({"source": "rossi", "entry": "x"}, {}, "knows its own"),
        ({"source": "x/manifest.json", "time": "t"}, {}, "knows its own time"),
        ({"source": "none.yaml"}, {}, "there is no file none.yaml"),
        ({"source": "rossi"}, {"covariates": ["fin", "fin"]}, "names? a column twice"),
        ({"source": "rossi"}, {"threshold": 4}, "threshold"),
    ],
)
def test_parameters_that_cannot_be_are_refused(cohort: dict[str, Any], more: dict[str, Any], says: str):
    with pytest.raises(ParameterError, match=says):
        asked(cohort, **more)


def test_columns_that_cannot_be_described_are_named(tmp_path: Path):
    with pytest.raises(DataError, match="'nobody'"):
        cohort_report(asked({"source": "rossi"}, covariates=["nobody"]))
    rows = pd.DataFrame({"t": range(1, 101), "e": [0, 1] * 50, "w": [f"w{n}" for n in range(100)]})
    rows.to_csv(tmp_path / "p.csv", index=False)
    label = {"label": {"nl": "n", "en": "n"}, "kind": "category"}
    source = {"source": str(tmp_path / "p.csv"), "time": "t", "event": "e", "time_unit": "day"}
    with pytest.raises(DataError, match="has 100 different values"):
        cohort_report(asked({**source, "columns": {"w": label}}, outcome={"nl": "o", "en": "o"}))


def test_a_second_report_that_differs_by_a_few_people_gives_nobody_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Three people more: every count that contains them, and the whole, would give the three away."""
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    settings.cache_clear()
    rows = pd.DataFrame({"who": [f"p{n:03d}" for n in range(103)], "t": 5, "e": [0] * 60 + [1] * 43,
                         "w": ["a"] * 50 + ["b"] * 53})  # fmt: skip
    label = {"label": {"nl": "n", "en": "n"}, "kind": "category"}
    columns = {"w": label, "who": {**label, "kind": "identifier"}}
    made: list[CohortReport] = []
    for name, people in (("first", 100), ("second", 103)):
        rows.iloc[:people].to_csv(tmp_path / f"{name}.csv", index=False)
        source = {"source": str(tmp_path / f"{name}.csv"), "time": "t", "event": "e", "time_unit": "day",
                  "columns": columns}  # fmt: skip
        made.append(cohort_report(plan_one(asked(source, outcome={"nl": "o", "en": "o"}))))
    settings.cache_clear()
    first, second = made
    assert counts(first.columns[0].counts) == {"= a": 50, "= b": 50, TOTAL: 100}
    assert counts(second.columns[0].counts)[TOTAL] is None
    assert counts(second.columns[0].counts)["= b"] is None
    assert counts(second.events)["outcome"] is None
    assert counts(second.events)[TOTAL] is None
    assert set(counts(second.flow).values()) == {None}
    assert counts(second.lengths)[TOTAL] is None
    assert second.person_years() is None
    assert first.person_years() == pytest.approx(100 * 5 / 365.25)
