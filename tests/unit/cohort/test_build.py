"""Registers in files and databases, built into a cohort: the same in every form, whole or not at all."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from riskkit.cli.command import run
from riskkit.cohort import follow_up
from riskkit.cohort.build import build_cohort
from riskkit.cohort.built import read_built
from riskkit.cohort.registration_files import read_registrations
from riskkit.cohort.schema import check_schema, data_dictionary
from riskkit.errors import DataError, ParameterError
from riskkit.parameters import read_parameters
from riskkit.parameters.cohort_build import CohortBuildParameters

from .many_registers import build_file, write_registers
from .test_follow_up import UNTIL, made_up

ROOT = Path(__file__).resolve().parents[3]

DUTCH = {
    "dates": "%d-%m-%Y",
    "decimal": ",",
    "delimiter": ";",
    "encoding": "latin-1",
    "yes": "ja",
    "no": "nee",
}
CODES = {0: "censored", 1: "general", 2: "death", 3: "removal"}


def registers() -> dict[str, pd.DataFrame]:
    given = {
        name: table.assign(
            **{
                c: pd.to_datetime(table[c])
                for c in table
                if c in ("release_date", "start", "end") or "date" in c
            }
        )
        for name, table in made_up(3).items()
    }
    given["releases"]["age"] = np.arange(len(given["releases"])) + 18.5
    given["removals"] = pd.DataFrame({"person": ["p1"], "date": [pd.Timestamp("2023-12-01")]})
    return given


def written(folder: Path, form: str) -> dict[str, dict]:
    """Write the registers in one form and return what the parameter file says of each."""
    said: dict[str, dict] = {}
    for name, table in registers().items():
        if form == "parquet":
            table.to_parquet(folder / f"{name}.parquet")
            said[name] = {"file": f"{name}.parquet"}
        elif form == "dutch csv":
            text = table.copy()
            for column in text.select_dtypes("datetime"):
                text[column] = text[column].dt.strftime("%d-%m-%Y")
            if "terrorism" in text:
                text["terrorism"] = text["terrorism"].map({0: "nee", 1: "ja"})
            text.rename(columns={"person": "persoon"}).to_csv(
                folder / f"{name}.csv", sep=";", decimal=",", index=False, encoding="latin-1"
            )
            said[name] = {"file": f"{name}.csv", "columns": {"person": "persoon"}, **DUTCH}
        else:
            with sqlite3.connect(folder / "register.db") as connection:
                text = table.astype({c: str for c in table.select_dtypes("datetime")}).replace("NaT", None)
                text.to_sql(name, connection, index=False)
            connection.close()
            said[name] = {"database_variable": "REGISTER_URL", "query": f"SELECT * FROM {name}"}
    return said


def parameter_file(folder: Path, said: dict[str, dict], **changes) -> Path:
    content = {
        "registers": said,
        "carry": {"age": "number"},
        "outcome": "general",
        "until": str(UNTIL),
        **changes,
    }
    path = folder / "cohort.yaml"
    path.write_text(yaml.safe_dump(content).replace(f"'{UNTIL}'", str(UNTIL)))
    return path


def read(path: Path) -> CohortBuildParameters:
    return read_parameters(path, CohortBuildParameters).located(path.parent)


@pytest.mark.parametrize("form", ["parquet", "dutch csv", "database"])
def test_every_form_gives_the_same_cohort_as_the_frames(form, tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTER_URL", f"sqlite:///{tmp_path / 'register.db'}")
    path = parameter_file(tmp_path, written(tmp_path, form))
    built = build_cohort(read(path), tmp_path / "out")
    expected = follow_up(registers(), "general", until=UNTIL)
    order = ["person", "release_date"]
    pd.testing.assert_frame_equal(
        built.table.sort_values(order).reset_index(drop=True),
        expected.table.sort_values(order).reset_index(drop=True),
    )
    stored = pd.read_parquet(tmp_path / "out" / "cohort.parquet")
    assert len(stored) == len(built.table)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert sum(manifest["events"].values()) == len(stored)
    assert str(tmp_path) not in json.dumps(manifest)


def test_rows_keep_together_whatever_their_number(tmp_path):
    # enough rows for several pieces in several threads: a person's number must stay in its row
    n = 300_000
    people = pd.DataFrame({"person": [f"p{i * 7919 % n:07d}" for i in range(n)]})
    people["release_date"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(n) % 500, unit="D")
    people["unit"] = (np.arange(n) % 500).astype(str)
    people.to_parquet(tmp_path / "releases.parquet")
    written_registers = registers()
    written_registers["offences"].iloc[:0].to_parquet(tmp_path / "offences.parquet")
    said = {name: {"file": f"{name}.parquet"} for name in ("releases", "offences")}
    known = read_registrations(read(parameter_file(tmp_path, said, carry={})))
    releases = known.tables["releases"]
    ordered = people.sort_values("person")
    assert (known.persons[releases["person"]] == ordered["person"].to_numpy()).all()
    days = (ordered["release_date"] - pd.Timestamp("1970-01-01")).dt.days
    assert (releases["release_date"] == days.to_numpy()).all()
    assert (releases["unit"].astype(int) == (releases["release_date"] - releases["release_date"].min())).all()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda f: (f / "deaths.csv").unlink(), "deaths.csv does not exist"),
        (
            lambda f: (f / "deaths.csv").write_text("persoon;day\np1;01-01-2020\n"),
            "'deaths.date': is missing",
        ),
        (
            lambda f: (f / "deaths.csv").write_text("persoon;date\np1;2020-01-01\n"),
            "1 values are not written as said",
        ),
        (lambda f: (f / "deaths.csv").write_text("persoon;date\n;01-01-2020\n"), "1 values are missing"),
        (
            lambda f: (f / "deaths.csv").write_text("persoon;date\np1;01-01-2020;x\n"),
            "'deaths': cannot be read",
        ),
        (lambda f: (f / "deaths.csv").write_bytes(b"\xff\xfe\x00bad"), "'deaths'"),
    ],
    ids=["no file", "no column", "other dates", "no person", "too many fields", "not text"],
)
def test_a_bad_register_is_refused_and_nothing_is_written(spoil, says, tmp_path, capsys):
    path = parameter_file(tmp_path, written(tmp_path, "dutch csv"))
    spoil(tmp_path)
    assert run(["cohort", "build", str(path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "p1" not in said
    assert not list(tmp_path.glob("*out*"))


def test_the_command_prints_the_flow_and_refuses_a_second_run(tmp_path, capsys):
    path = parameter_file(tmp_path, written(tmp_path, "parquet"))
    assert run(["cohort", "build", str(path), "--out", str(tmp_path / "out")]) == 0
    assert "60  read" in capsys.readouterr().out
    assert run(["cohort", "build", str(path), "--out", str(tmp_path / "out")]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"releases": {"file": "r.csv"}}, "lacks offences"),
        ({"releases": {}, "offences": {"file": "o.csv"}}, "needs either"),
        ({"releases": {"file": "r.xlsx"}, "offences": {"file": "o.csv"}}, "must end in"),
        ({"releases": {"database_variable": "X"}, "offences": {"file": "o.csv"}}, "go together"),
        (
            {"releases": {"file": "r.csv", "dates": "%d'); DROP TABLE x"}, "offences": {"file": "o.csv"}},
            "dates",
        ),
        (
            {"releases": {"file": "r.csv", "columns": {'a" OR 1': "b"}}, "offences": {"file": "o.csv"}},
            "columns",
        ),
        ({"arrests": {"file": "r.csv"}}, "arrests"),
    ],
)
def test_parameters_that_cannot_be_are_refused(said, says, tmp_path):
    with pytest.raises(ParameterError, match=says):
        read(parameter_file(tmp_path, said))


def test_the_dictionary_comes_from_the_schema():
    found = data_dictionary(CODES).set_index("column")
    assert found.loc["time", "unit"] == "days"
    assert "2 death" in found.loc["event", "meaning"]
    table = follow_up(registers(), "general", until=UNTIL).table
    assert set(found.index) <= set(table.columns)


def test_the_schema_finds_what_is_broken():
    table = follow_up(registers(), "general", until=UNTIL).table
    check_schema(table, CODES)
    table.loc[0, "time"] = -1.0
    table.loc[[1, 2], "event"] = 9
    with pytest.raises(DataError) as raised:
        check_schema(table, CODES)
    assert "column 'time'" in str(raised.value)
    assert "'event': 2 values" in str(raised.value)


@pytest.mark.parametrize("part", [1, 7, 59, 1_000])
def test_people_followed_in_parts_are_the_same_rows(part, tmp_path):
    path = parameter_file(tmp_path, written(tmp_path, "parquet"))
    whole = build_cohort(read(path), tmp_path / "whole")
    built = build_cohort(read(path), tmp_path / "parts", part=part)
    pd.testing.assert_frame_equal(built.table, whole.table)
    pd.testing.assert_frame_equal(built.spells(), whole.spells())
    for name in ("flow.csv", "checks.csv", "dictionary.csv", "manifest.json"):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_contradictions_of_all_parts_are_counted_before_anything_is_written(tmp_path):
    """Two people are convicted before the offence and one dies twice; they stand in different parts."""
    said = written(tmp_path, "parquet")
    offences, deaths = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("offences", "deaths"))
    two = offences["person"].unique()[:2]
    wrong = offences.groupby("person").head(1).query("person in @two").index
    offences.loc[wrong, "conviction_date"] = offences.loc[wrong, "offence_date"] - pd.Timedelta(days=1)
    dead = deaths.loc[~deaths["person"].isin(two)].iloc[:1]
    pd.concat([deaths, dead]).to_parquet(tmp_path / "deaths.parquet")
    offences.to_parquet(tmp_path / "offences.parquet")
    path = parameter_file(tmp_path, said)
    with pytest.raises(DataError) as raised:
        build_cohort(read(path), tmp_path / "out", part=10)
    assert "2 convictions come before the offence" in str(raised.value)
    assert "1 deaths are a person's second" in str(raised.value)
    assert not list(tmp_path.glob("*out*"))

    path = parameter_file(tmp_path, said, contradictions="leave_out")
    built = build_cohort(read(path), tmp_path / "out", part=10)
    assert built.flow.dropped == (("contradiction", "person", 3),)
    assert not set(built.table["person"]) & {*two, *dead["person"]}
    counts = built.checks[built.checks["n"] > 0]
    assert counts[["kind", "n"]].to_numpy().tolist() == [["conviction_first", 2], ["second_death", 1]]
    others = follow_up(registers(), "general", until=UNTIL).table
    others = others[~others["person"].isin([*two, *dead["person"]])]
    pd.testing.assert_frame_equal(
        built.table.sort_values("person").reset_index(drop=True),
        others.sort_values("person").reset_index(drop=True),
    )


def test_a_folder_that_holds_no_cohort_is_refused(tmp_path):
    with pytest.raises(DataError, match="does not hold a built cohort"):
        read_built(tmp_path)


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path):
    """Nine hundred thousand rows; followed as one part they take twice as much as is allowed here."""
    rows = write_registers(tmp_path, 300_000)
    assert sum(rows.values()) == 895_000
    file = build_file(tmp_path, rows)
    code = f"""
from pathlib import Path
import duckdb, pandas, pandera.pandas, pyarrow.parquet
from riskkit.cohort.build import build_cohort
from riskkit.cohort.built import read_built
from riskkit.parameters import read_parameters
from riskkit.parameters.cohort_build import CohortBuildParameters

def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024

before = held()
parameters = read_parameters(Path({str(file)!r}), CohortBuildParameters).located(Path({str(tmp_path)!r}))
kept = build_cohort(parameters, Path({str(tmp_path / "out")!r}), part=20_000).flow.kept
print(kept, held() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=500, cwd=ROOT
    )
    kept, grown = done.stdout.split()
    assert int(kept) == 300_000, done.stderr
    assert float(grown) < 280
