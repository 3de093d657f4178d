"""``riskkit instrument``: list, check, score, text and explain, with their exit codes."""

import csv
import io
from pathlib import Path

import pytest

from riskkit.cli.command import run
from riskkit.instruments import load
from tests.unit.instruments.small import WHOLE, changed

HEAD = "person,sex,age_at_start,age_at_current_sanction,age_at_first_sanction,prior_sanctions,offence\n"
PEOPLE = HEAD + "a,male,20,20,20,4,VIOLENCE\nb,female,43,37,14,5,CRIMINAL_DAMAGE\n"


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return str(path)


def test_list_names_every_instrument_with_status_and_population(capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 14
    ogrs3 = next(line for line in lines if line.startswith("ogrs3 "))
    assert "active" in ogrs3
    assert "[england-wales-convicted]" in ogrs3
    assert next(line for line in lines if line.startswith("vera-2r")).split()[3] == "judgement"


def test_instruments_are_entered_and_signed_by_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    registry = ["--registry", str(tmp_path / "models")]
    file = tmp_path / "stewards.yaml"
    file.write_text("stewards: {ogrs3: {owner: O. Wner, validator: V. Al, expires: 2027-01-01}}\n")
    assert run(["instrument", "register", "--by", "S. Teward", "-f", str(file), *registry]) == 0
    assert "1 instruments entered: ogrs3" in capsys.readouterr().out
    assert run(["instrument", "register", "--by", "S. Teward", "-f", str(file), *registry]) == 0
    assert "0 instruments entered" in capsys.readouterr().out
    sign = ["instrument", "sign", "ogrs3", *registry]
    assert run([*sign, "--by", "Somebody", "--role", "owner"]) == 2
    monkeypatch.setattr("riskkit.cli.model_options.machine_account", lambda: "owner")
    assert run([*sign, "--by", "O. Wner", "--role", "owner"]) == 0
    assert "the other has not signed yet" in capsys.readouterr().out
    monkeypatch.setattr("riskkit.cli.model_options.machine_account", lambda: "validator")
    assert run([*sign, "--by", "V. Al", "--role", "validator"]) == 0
    assert "both have signed" in capsys.readouterr().out
    assert run(["instrument", "sign", "nothing", "--by", "O. Wner", "--role", "owner", *registry]) == 2


def test_score_gives_the_published_probabilities(people: str, capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "score", "ogrs3", people]) == 0
    shown = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert [row["person"] for row in rows] == ["a", "b"]
    assert float(rows[0]["probability_1y"]) == pytest.approx(0.59225810479, abs=1e-9)
    assert float(rows[0]["probability_2y"]) == pytest.approx(0.748843065849, abs=1e-9)
    assert float(rows[1]["probability_1y"]) == pytest.approx(0.169817868519, abs=1e-9)
    assert float(rows[1]["probability_2y"]) == pytest.approx(0.295717422984, abs=1e-9)
    assert [row["band"] for row in rows] == ["high", "low"]
    assert "Nooit onderzocht bij cliënten van Team TER" in shown.err  # the notice stays out of the table


def test_score_writes_a_new_file_only(people: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out.csv"
    assert run(["instrument", "score", "ogrs3", people, "--out", str(out)]) == 0
    assert len(out.read_text().splitlines()) == 3
    assert run(["instrument", "score", "ogrs3", people, "--out", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_clients_of_team_ter_are_refused_with_exit_3(people: str, capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "score", "ogrs3", people, "--population", "nl-ter"]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "not validated for the population 'nl-ter'" in shown.err


def test_judgement_is_refused_with_exit_3(people: str, capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "score", "vera-2r", people]) == 3
    assert "never added up" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["score", "none", "PEOPLE"], "is not in the library"),
        (["score", "oxrec", "PEOPLE"], "not public"),
        (["score", "ogrs3", "none.csv"], "does not exist"),
        (["score", "arp", "PEOPLE"], "column 'offence_category': is not in the table"),
        (["explain", "ogrs3", "PEOPLE", "--person", "z"], "names this person 0 times"),
        (["check", "none"], "is not in the library"),
        (["text", "vera-2r", "none.yaml"], "does not exist"),
    ],
)
def test_input_at_fault_is_exit_2(
    people: str, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
):
    assert run(["instrument", *[people if each == "PEOPLE" else each for each in arguments]]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert "Traceback" not in shown.err


def test_check_prints_cases_properties_and_mutation_score(capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "check", "osp-iic"]) == 0
    out = capsys.readouterr().out
    count = len(load("osp-iic").worked_cases)
    assert f"cases {count}/{count}, properties 5/5, mutation score 100% of 62 changes" in out


def test_check_of_the_library_names_each(capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "check", "--every", "200"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 14
    assert all("mutation score 100%" in line or "judgement" in line for line in lines)


def test_check_of_a_file_with_too_few_cases_is_exit_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """It loads, but a changed number goes unnoticed: no case has more than 3 prior offences but one."""
    path = tmp_path / "small.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    assert run(["instrument", "check", str(path)]) == 3
    shown = capsys.readouterr()
    assert "not noticed: " in shown.out
    assert "did not pass their own checks" in shown.err


def test_check_of_a_failing_file_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "small.yaml"
    path.write_text(changed("values: [0, 2, 5]", "values: [0, 2, 6]"), encoding="utf-8")
    assert run(["instrument", "check", str(path)]) == 2
    assert "case 'three' (line 5 of its table) expects score" in capsys.readouterr().err


def test_explain_in_both_languages(people: str, capsys: pytest.CaptureFixture[str]):
    assert run(["instrument", "explain", "ogrs3", people]) == 0
    assert "Uitleg bij uw uitkomst" in capsys.readouterr().out
    assert run(["instrument", "explain", "ogrs3", people, "--person", "b", "--language", "en"]) == 0
    assert "of 100 people with the same answers, an estimated 30 will" in capsys.readouterr().out
