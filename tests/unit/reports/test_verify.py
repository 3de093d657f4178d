"""A report made again from its manifest is the same, byte for byte; what is not is named."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskkit.cli.command import run
from riskkit.errors import ParameterError
from riskkit.kernels import stop_preloaded, use_warm_kernels
from riskkit.parameters import read_parameters
from riskkit.parameters.unit import UnitParameters
from riskkit.reports.manifest import identity_of
from riskkit.reports.runner import notebook_path, run_report
from riskkit.reports.verify import compare_tables, verify_report
from riskkit.settings import settings

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A unit report, and its extract beside it."""
    folder = tmp_path_factory.mktemp("verify")
    settings.cache_clear()
    for name in ("synthetic.yaml", "units_synthetic.csv"):
        shutil.copy(ROOT / "parameters" / "unit" / name, folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKKIT_KERNEL_IDLE_SECONDS", "20")
        use_warm_kernels()
        parameters = read_parameters(folder / "synthetic.yaml", UnitParameters).located(folder)
        run_report("unit", parameters, folder / "out", pdf=False)
        yield folder
        stop_preloaded()


def test_the_same_report_again(report: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["report", "verify", str(report / "out" / "manifest.json"), "--data", str(report)]) == 0
    assert "unit: 4 tables, byte for byte the same" in capsys.readouterr().out


def test_changed_data_are_named_with_the_figures_that_differ(report: Path, tmp_path: Path):
    text = (report / "units_synthetic.csv").read_text()
    more = "".join(f"X{i},Unit 01,stay,2026-01-01,\n" for i in range(30))
    (tmp_path / "units_synthetic.csv").write_text(text + more)
    found = verify_report(report / "out", data=tmp_path)
    assert not found.same
    assert found.changed == ("data",)
    assert any(
        each.startswith("movement.csv, row ") and each.endswith(", people") for each in found.differences
    )


def test_a_manifest_without_its_data_is_refused(report: Path, tmp_path: Path):
    with pytest.raises(ParameterError, match="--data"):
        verify_report(report / "out", data=tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "identity": {}, "files": 3}']
)
def test_what_is_no_manifest_is_refused(text: str, tmp_path: Path):
    with pytest.raises(ParameterError, match="is not the manifest of a report"):
        verify_report(tmp_path)
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ParameterError, match="is not the manifest of a report"):
        verify_report(tmp_path / "manifest.json")


def test_a_figure_that_was_changed_in_the_report_is_named(report: Path, tmp_path: Path, capsys):
    shutil.copytree(report / "out", tmp_path / "out")
    table = tmp_path / "out" / "tables" / "movement.csv"
    rows = table.read_text().splitlines()
    rows[1] = f"{rows[1]}9"  # one more digit in the last cell of the first row
    table.write_text("\n".join(rows) + "\n")
    (tmp_path / "out" / "report.html").unlink()
    assert run(["report", "verify", str(tmp_path / "out"), "--data", str(report)]) == 2
    said = capsys.readouterr().err
    column = rows[0].split(",")[-1]
    for part in (
        "differs: tables/movement.csv: changed or removed since the report was made",
        "differs: report.html: changed or removed since the report was made",
        f"differs: movement.csv, row 1, {column}", "since then changed: files of the report",
    ):  # fmt: skip
        assert part in said, part


def test_a_headline_that_was_changed_in_the_manifest_is_named(report: Path, tmp_path: Path):
    shutil.copytree(report / "out", tmp_path / "out")
    path = tmp_path / "out" / "manifest.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"headline": "Alles is goed."}))
    found = verify_report(path, data=report)
    assert (found.differences, found.changed) == (("manifest.json: headline",), ("manifest",))


def test_what_the_parameters_leave_out_does_not_change_who_it_is(report: Path):
    manifest = json.loads((report / "out" / "manifest.json").read_text())
    parameters = read_parameters(report / "synthetic.yaml", UnitParameters).located(report)
    now = identity_of(notebook_path("unit"), parameters).frame()
    assert manifest["identity"]["data_sha256"] == now["data_sha256"] is not None
    assert str(report) not in (report / "out" / "manifest.json").read_text()
    assert str(report) not in (report / "out" / "report.ipynb").read_text()


def test_tables_are_compared_cell_by_cell(tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    for folder, text in ((one, "n,m\n1,2\n3,4\n"), (two, "n,m\n1,2\n3,5\n")):
        (folder / "a.csv").write_text(text)
        (folder / "same.csv").write_text("n\n1\n")
    (one / "gone.csv").write_text("n\n1\n")
    (two / "same.csv").write_text("n\n1\n2\n")
    assert compare_tables(one, two) == (
        3,
        [
            "a.csv, row 2, m",
            "gone.csv: only in the first report",
            "same.csv: 1 rows, then 2, or other columns",
        ],
    )
