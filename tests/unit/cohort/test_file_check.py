"""Files checked by the name of a schema: cohorts in every form, single registers, built tables."""

import pandas as pd
import pytest

from riskkit.cli.command import run
from riskkit.cohort import read_cohort, rossi
from riskkit.cohort.build import build_cohort

from .test_build import parameter_file, read, registers, written

FORMS = {
    "csv": lambda table, path: table.to_csv(path, index=False),
    "csv with a mark": lambda table, path: table.to_csv(path, index=False, encoding="utf-8-sig", quoting=1),
    "utf-16": lambda table, path: table.to_csv(path, index=False, encoding="utf-16"),
    "parquet": lambda table, path: table.to_parquet(path),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_cohort_is_the_same_to_the_bit_in_every_form(form, tmp_path, capsys):
    path = tmp_path / ("people.parquet" if form == "parquet" else "people.csv")
    table = rossi().assign(share=rossi()["age"] / 7)
    FORMS[form](table, path)
    encoding = form if form == "utf-16" else "utf-8"
    found = read_cohort(path, time="week", event="arrest", encoding=encoding)
    pd.testing.assert_frame_equal(found.table, table, check_exact=True)
    assert run(["cohort", "check", str(path), "--schema", "rossi", "--encoding", encoding]) == 0
    assert "fits 'rossi': 432 people, 114 with the outcome" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "options", "says"),
    [
        ("x.parquet", b"week,arrest\n1,0\n", [], "x.parquet: cannot be read"),
        ("none.parquet", None, [], "none.parquet: does not exist"),
        ("x.csv", "week,arrest,naïef\n".encode("latin-1"), [], "is not UTF-8 text"),
        ("x.csv", b"week,arrest\n1,0\n", ["--encoding", "utf-16"], "is not UTF-16 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name, content, options, says, tmp_path, capsys):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert run(["cohort", "check", str(tmp_path / name), "--schema", "rossi", *options]) == 2
    assert says in capsys.readouterr().err


def test_a_register_is_checked_by_itself(tmp_path, capsys):
    written(tmp_path, "dutch csv")
    registers()["offences"].to_parquet(tmp_path / "offences.parquet")
    path = tmp_path / "deaths.csv"
    text = path.read_text(encoding="latin-1").replace("persoon", "person")
    path.write_text(text, encoding="latin-1")
    dutch = ["--delimiter", ";", "--decimal", ",", "--encoding", "latin-1", "--dates", "%d-%m-%Y"]
    assert run(["cohort", "check", str(path), "--schema", "deaths", *dutch]) == 0
    assert f"fits 'deaths': {len(registers()['deaths'])} rows" in capsys.readouterr().out
    assert run(["cohort", "check", str(tmp_path / "offences.parquet"), "--schema", "offences"]) == 0
    path.write_text(f"{text}p9;31-02-2020\n;01-01-2020\n", encoding="latin-1")
    assert run(["cohort", "check", str(path), "--schema", "deaths", *dutch]) == 2
    said = capsys.readouterr().err
    assert "'deaths.date': 1 values are not written as said" in said
    assert "'deaths.person': 1 values are missing" in said
    assert "p9" not in said
    assert run(["cohort", "check", str(path), "--schema", "deaths", "--dates", "%d'; x"]) == 2
    assert run(["cohort", "check", str(tmp_path / "deaths.xlsx"), "--schema", "deaths"]) == 2


def test_days_with_a_time_zone_are_refused_not_moved(tmp_path, capsys):
    # midnight of 1 January in Amsterdam is 31 December in UTC
    dates = pd.to_datetime(["2020-01-01"]).tz_localize("Europe/Amsterdam")
    pd.DataFrame({"person": ["p1"], "date": dates}).to_parquet(tmp_path / "deaths.parquet")
    assert run(["cohort", "check", str(tmp_path / "deaths.parquet"), "--schema", "deaths"]) == 2
    assert "'deaths.date': holds moments in a time zone" in capsys.readouterr().err


def test_a_built_table_is_checked_by_the_rules_of_its_schema(tmp_path, capsys):
    build_cohort(read(parameter_file(tmp_path, written(tmp_path, "parquet"))), tmp_path / "out")
    path = tmp_path / "out" / "cohort.parquet"
    rows = len(pd.read_parquet(path))
    assert run(["cohort", "check", str(path), "--schema", "follow-up"]) == 0
    assert f"fits 'follow-up': {rows} releases" in capsys.readouterr().out
    pd.read_parquet(path).assign(time=-1.0).to_parquet(path)
    assert run(["cohort", "check", str(path), "--schema", "follow-up"]) == 2
    assert f"column 'time': {rows} values break a rule" in capsys.readouterr().err
    path.write_text("no table")
    assert run(["cohort", "check", str(path), "--schema", "follow-up"]) == 2


def test_the_schemas_there_are_stand_in_the_refusal(tmp_path, capsys):
    assert run(["cohort", "check", str(tmp_path / "x.csv"), "--schema", "arrests"]) == 2
    said = capsys.readouterr().err
    assert all(each in said for each in ("rossi", "releases", "custody", "supervision", "follow-up"))


def test_registers_with_no_further_columns_are_built(tmp_path):
    path = parameter_file(tmp_path, written(tmp_path, "parquet"), carry={})
    built = build_cohort(read(path), tmp_path / "out")
    assert list(built.table.columns)[-1] == "supervised"
    assert pd.read_csv(tmp_path / "out" / "dictionary.csv")["column"].tolist() == list(built.table.columns)


def test_the_dictionary_of_a_built_table_tells_of_each_of_its_columns(tmp_path):
    built = build_cohort(read(parameter_file(tmp_path, written(tmp_path, "parquet"))), tmp_path / "out")
    told = pd.read_csv(tmp_path / "out" / "dictionary.csv").set_index("column")
    assert told.index.tolist() == list(built.table.columns)
    assert told.loc["age", "kind"] == "float64"


def test_a_register_with_a_mark_and_quotes_in_its_first_line_is_read(tmp_path):
    said = written(tmp_path, "parquet")
    registers()["deaths"].to_csv(tmp_path / "deaths.csv", index=False, encoding="utf-8-sig", quoting=1)
    plain = build_cohort(read(parameter_file(tmp_path, said)), tmp_path / "plain").table
    said["deaths"] = {"file": "deaths.csv"}
    marked = build_cohort(read(parameter_file(tmp_path, said)), tmp_path / "marked").table
    pd.testing.assert_frame_equal(plain, marked, check_exact=True)
