"""A follow-up table is read as it stands or refused with every fault: column, count, rule."""

from pathlib import Path

import pytest

from riskkit.cohort import check_file, read_cohort
from riskkit.errors import DataError
from riskkit.parameters.labels import ColumnDescription, Text

LABEL = Text(nl="kenmerk", en="characteristic")


def kind(what: str, **more: object) -> ColumnDescription:
    return ColumnDescription.model_validate({"label": LABEL, "kind": what, **more})


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_is_read_as_it_stands(tmp_path: Path):
    path = write(tmp_path, "\ufefft, e ,age,code\n10,1,30.5,007\n 52 ,0,40,012\n")
    cohort = read_cohort(path, time="t", event="e", time_unit="week", columns={"code": kind("identifier")})
    assert cohort.table["t"].tolist() == [10, 52]
    assert cohort.table["code"].tolist() == ["007", "012"]
    assert cohort.table["age"].tolist() == [30.5, 40.0]
    assert (cohort.n, cohort.n_events, cohort.time_unit, cohort.name) == (2, 1, "week", "people.csv")


def test_only_the_columns_in_use_are_kept(tmp_path: Path):
    path = write(tmp_path, "t,e,age,notes\n10,1,30,x\n52,0,40,\n")
    assert list(read_cohort(path, time="t", event="e", use=["age"]).table.columns) == ["t", "e", "age"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n", "is empty"),
        ("t,e\n", "has a header but no rows"),
        ("t,e\n1,0\n2\n3,1,7\n", "1 lines have more fields"),
        ("t,e\n1,0\n2\n3,1,7\n", "1 lines have fewer fields"),
        ("t,e,t\n1,0,1\n", "column 't': occurs 2 times"),
        ("t,e,\n1,0,1\n", "1 columns without a name"),
        ('t,e\n"1,0\n', "a quote that is not closed"),
        ("t;e\n1;0\n", "set delimiter to ';'"),
        ("t\te\n1\t0\n", "set delimiter to 'tab'"),
        ("week,e\n1,0\n", "column 't': is not in the table; columns there: week, e"),
        ("t,e\nNA,1\n2,0\n", "column 't': 1 values are missing"),
        ("t,e\n1e999,1\n2,0\n", "column 't': 1 values are infinite"),
        ("t,e\n0x10,1\n2,0\n", "column 't': 1 values are not numbers"),
        ("t,e\n1_000,1\n2,0\n", "column 't': 1 values are not numbers"),
        ("t,e\n1,1.5\n2,0\n", "column 'e': 1 event codes are outside the list"),
        ("t,e\n1,-1\n2,0\n", "column 'e': 1 event codes are outside the list"),
        ("t,e\nnan,1\n2,0\n", "column 't': 1 values are not numbers"),
    ],
)
def test_what_is_refused_and_how(tmp_path: Path, text: str, words: str):
    with pytest.raises(DataError) as caught:
        read_cohort(write(tmp_path, text), time="t", event="e")
    assert words in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(DataError, match=r"none.csv: does not exist"):
        read_cohort(tmp_path / "none.csv", time="t", event="e")
    with pytest.raises(DataError, match="is not UTF-8 text"):
        read_cohort(write(tmp_path, "t,e,café\n1,0,2\n", "latin-1"), time="t", event="e")
    with pytest.raises(DataError, match="cannot be read"):
        read_cohort(tmp_path, time="t", event="e")
    with pytest.raises(DataError, match="no time or event column named"):
        read_cohort(write(tmp_path, "t,e\n1,0\n"))


def test_decimal_commas_are_read_only_when_said(tmp_path: Path):
    path = write(tmp_path, "t;e\n1,5;1\n2;0\n")
    read = read_cohort(path, time="t", event="e", decimal=",", delimiter=";")
    assert read.table["t"].tolist() == [1.5, 2.0]
    with pytest.raises(DataError, match="1 values use a decimal comma; allowed: the decimal mark"):
        read_cohort(path, time="t", event="e", delimiter=";")


def test_codes_outside_their_list_are_counted(tmp_path: Path):
    path = write(tmp_path, "t,e,sex,paid\n1,1,m,2\n2,0,x,1\n3,0,f,0\n")
    columns = {"sex": kind("category", levels={"m": LABEL, "f": LABEL}), "paid": kind("yes_no")}
    with pytest.raises(DataError) as caught:
        read_cohort(path, time="t", event="e", columns=columns)
    assert "column 'sex': 1 values are not among its levels; allowed: m, f" in str(caught.value)
    assert "column 'paid': 1 values are neither 0 nor 1" in str(caught.value)


def test_entry_must_lie_before_time(tmp_path: Path):
    path = write(tmp_path, "s,t,e\n-1,1,1\n2,2,0\n0,3,0\n")
    with pytest.raises(DataError) as caught:
        read_cohort(path, time="t", event="e", entry="s")
    assert "column 's': 1 entries are negative" in str(caught.value)
    assert "column 's': 1 entries are not before 't'" in str(caught.value)
    write(tmp_path, "s,t,e\n0,1,1\n2,2,0\n0,3,0\n")
    cohort = read_cohort(path, time="t", event="e", entry="s", drop=["no_follow_up"])
    assert cohort.flow.dropped == (("no_follow_up", "t", 1),)


def test_competing_codes_are_allowed_only_when_named(tmp_path: Path):
    path = write(tmp_path, "t,e\n1,2\n2,1\n3,0\n")
    with pytest.raises(DataError, match="1 event codes are outside the list; allowed: only 0, 1"):
        read_cohort(path, time="t", event="e")
    assert read_cohort(path, time="t", event="e", event_codes=(0, 1, 2)).n_events == 1


def test_nobody_left_is_refused(tmp_path: Path):
    path = write(tmp_path, "t,e,age\n1,1,\n2,0,NA\n")
    with pytest.raises(DataError, match="has no rows left"):
        read_cohort(path, time="t", event="e", use=["age"], drop=["missing"])


def test_no_message_repeats_a_value(tmp_path: Path):
    path = write(tmp_path, "t,e,name\nAmber,Basalt,Cobalt\n")
    with pytest.raises(DataError) as caught:
        read_cohort(path, time="t", event="e")
    assert not any(word in str(caught.value) for word in ("Amber", "Basalt", "Cobalt"))


def test_a_file_is_checked_by_the_description_of_a_cohort(tmp_path: Path):
    path = write(tmp_path, "week,arrest,fin,age,race,wexp,mar,paro\n-1,1,3,20,1,0,0,1\n")
    with pytest.raises(DataError, match="column 'prio': is not in the table"):
        check_file(path, "rossi")
    path = write(tmp_path, "week,arrest,fin,age,race,wexp,mar,paro,prio\n-1,1,3,20,1,0,0,1,x\n")
    with pytest.raises(DataError) as caught:
        check_file(path, "rossi")
    assert {fault.where for fault in caught.value.faults} == {
        "column 'week'",
        "column 'fin'",
        "column 'prio'",
    }
