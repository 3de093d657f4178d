"""``riskkit report run`` from the command line: what is refused before a kernel starts, and how."""

import csv
import json
from pathlib import Path

import nbformat
import pytest

from riskkit.cli.command import run
from riskkit.cli.report import paired, read_report_parameters, unpaired
from riskkit.errors import ParameterError
from riskkit.reports import runner

ROOT = Path(__file__).resolve().parents[3]
ROSSI = ROOT / "parameters" / "recidivism" / "rossi.yaml"


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if a kernel is started."""

    def started(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(runner, "execute", started)


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-p", "horizont", "52"], "'horizont': is not a known name; names at the top level: language"),
        (["-p", "x=1\nimport os", "1"], r"'x=1\nimport os': is not a known name"),
        (["-p", "__builtins__", "1"], "'__builtins__': is not a known name"),
        (["-p", "horizons", "abc"], "'horizons': input should be a valid"),
        (["-p", "horizons", "[0]"], "greater than 0"),
        (["-p", "horizons", "[1"], "is not valid YAML"),
        (["-p", "language", "fr"], "input should be 'nl' or 'en'"),
        (["-p", "language", "en", "-p", "language", "nl"], "gives 1 names a second time"),
        (["-p", "title", "{nl: a, nl: b, en: c}"], "gives 'nl' a second time"),
        (["-p", "covariates", "[age, race]", "-p", "profiles", "[]"], "names a protected attribute"),
    ],
)  # fmt: skip
def test_a_parameter_at_fault_is_refused_before_a_kernel_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
):
    out = tmp_path / "out"
    code = run(["report", "run", "recidivism", "-f", str(ROSSI), *arguments, "--out", str(out)])
    said = capsys.readouterr().err
    assert code == 2
    assert words in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_kernel")
def test_files_at_fault_are_refused_before_a_kernel_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = str(tmp_path / "out")

    def said(*arguments: str) -> str:
        assert run(["report", "run", *arguments, "--out", out]) == 2
        return capsys.readouterr().err

    assert "does not exist" in said("recidivism", "-f", str(tmp_path / "none.yaml"))
    assert "notebook 'recid': is not known; allowed: agreement" in said("recid", "-f", str(ROSSI))
    assert r"notebook '..\x1b': is not known" in said("..\x1b", "-f", str(ROSSI))
    bad = tmp_path / "bad.yaml"
    bad.write_text("language: nl\nlanguage: en\n")
    assert "line 2: gives 'language' a second time" in said("recidivism", "-f", str(bad))
    bad.write_text("language: nl\n")
    missing = said("recidivism", "-f", str(bad))
    assert all(f"'{name}': is missing" in missing for name in ("cohort", "title", "outcome", "covariates"))
    taken = tmp_path / "out"
    taken.mkdir()
    (taken / "report.html").touch()
    assert "never overwrites another" in said("recidivism", "-f", str(ROSSI))
    assert [path.name for path in taken.iterdir()] == ["report.html"]


def test_data_at_fault_end_with_two_and_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with (ROOT / "tests/reference/rossi.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0]["week"] = "-4"
    with (tmp_path / "cohort.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    file = tmp_path / "mine.yaml"
    file.write_text(
        "title: {nl: a, en: a}\noutcome: {nl: b, en: b}\ncovariates: [age]\nhorizons: [52]\n"
        "cohort:\n  source: cohort.csv\n  time: week\n  event: arrest\n  time_unit: week\n"
        "  columns:\n    age: {label: {nl: leeftijd, en: age}, kind: number}\n"
    )
    out = tmp_path / "out"
    assert run(["report", "run", "recidivism", "-f", str(file), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "column 'week': 1 times are negative; allowed: times above 0" in said
    assert "notebook recidivism, cell 7 (Analysis): stopped there" in said
    assert [path.name for path in out.iterdir()] == ["failed.ipynb"]
    injected = nbformat.read(out / "failed.ipynb", as_version=4).cells[3].source
    assert '"source": "cohort.csv"' in injected


def test_the_report_holds_the_figures_and_reads_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for language, words in (
        (
            "nl",
            ("Bij 26 van de 100 mensen volgde binnen 52 weken een nieuwe aanhouding", "73,6%", "Herkomst"),
        ),
        ("en", ("Within 52 weeks, 26 of 100 people had a new arrest", "73.6%", "Provenance")),
    ):
        out = tmp_path / language
        code = run(["report", "run", "recidivism", "-f", str(ROSSI), "-p", "language", language, "--out",
                    str(out)])  # fmt: skip
        shown = capsys.readouterr()
        assert code == 0, shown.err
        assert words[0] in shown.out
        html = (out / "report.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in html
        for word in (*words, "432", "114", "0.736111"):
            assert word in html
        assert json.loads((out / "manifest.json").read_text())["language"] == language


def test_pairs_survive_the_command_line_whole():
    arguments = ["report", "run", "x", "-p", "a", "-f", "-p", "b=c", "d e\n", "--out", "o", "-p", "alone"]
    joined = paired(arguments)
    assert [unpaired(joined[place + 1]) for place in (3, 5)] == [("a", "-f"), ("b=c", "d e\n")]
    assert joined[7:9] == ["--out", "o"]
    with pytest.raises(ParameterError, match="not followed by a name and a value"):
        unpaired(joined[-1])
    assert paired(["demo", "-p", "a", "b"]) == ["demo", "-p", "a", "b"]


def test_values_on_the_command_line_are_what_their_field_means():
    read = read_report_parameters(
        "recidivism", ROSSI, [("group", "null"), ("horizons", "[26, 52.5]"), ("ties", "breslow")]
    )
    assert read.group is None
    assert read.horizons == (26.0, 52.5)
    assert read.ties == "breslow"
