"""A report is whole or absent; its class of error decides; what it was made of stands beside it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from riskkit.errors import DataError, GateRefused, InputError, OutputError, ParameterError, ReportFailed
from riskkit.parameters import Parameters
from riskkit.reports import run_report

WriteNotebook = Callable[..., Path]


class Tiny(Parameters):
    """Parameters of the tiny notebook."""

    number: int = 7
    text: str = "b"


def test_a_report_is_complete_and_says_what_it_was_made_of(write_notebook: WriteNotebook, tmp_path: Path):
    out = tmp_path / "made here" / "{report}"
    seen: list[tuple[int, int, str]] = []
    text = 'x"""\' \\ \n <b> {y} \u2028'
    done = run_report(write_notebook(), Tiny(text=text), out, progress=lambda *at: seen.append(at))
    assert done.folder == out
    assert (done.title, done.headline, done.no_pdf) == ("Een <titel> & meer", "Bij 26 van de 100.", None)
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert names == ["manifest.json", "report.html", "report.ipynb", "report.pdf", "tables/counts.csv"]
    assert (out / "tables/counts.csv").read_text() == "n\n7\n"
    assert list(out.parent.iterdir()) == [out]
    manifest = json.loads((out / "manifest.json").read_text())
    assert set(manifest["files"]) == set(names) - {"manifest.json"}
    for name, checksum in manifest["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == checksum
    assert manifest["identity"]["report"] == "tiny"
    assert seen[0][:2] == (0, 5)
    assert seen[-1] == (4, 5, "The middle")
    executed = nbformat.read(out / "report.ipynb", as_version=4)
    assert all(cell.execution_count for cell in executed.cells if cell.cell_type == "code")
    html = (out / "report.html").read_text()
    assert "Een &lt;titel&gt; &amp; meer" in html
    assert "x&quot;&quot;&quot;&#x27; \\ \n &lt;b&gt; {y} \u2028" in html


def test_a_report_asks_nothing_of_the_network_and_runs_no_script(
    write_notebook: WriteNotebook, tmp_path: Path
):
    done = run_report(write_notebook(), Tiny(), tmp_path / "out", pdf=False)
    html = (done.folder / "report.html").read_text()
    assert done.no_pdf == "not asked for"
    for address in ("http:", "https:", "//cdn", "<script", "<link", "<iframe", "@import", "url("):
        assert address not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "default-src 'none'" in html
    assert '<html lang="nl">' in html


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("1/0", ReportFailed, "cell 5 (The middle): stopped with ZeroDivisionError"),
        ("raise ValueError('person 7 of Amber')", ReportFailed, "stopped with ValueError"),
        ("import sys; sys.exit(0)", ReportFailed, "stopped with SystemExit"),
        ("import os; os._exit(3)", ReportFailed, "the kernel died"),
        (
            "from riskkit.errors import *\nraise DataError([Fault(\"column 'week'\", '3 times are negative',"
            " 'times above 0'), Fault(\"column 'x'\", 'is not there')])",
            DataError,
            "column 'week': 3 times are negative; allowed: times above 0.\ncolumn 'x': is not there.\n",
        ),
        ("from riskkit.errors import *\nraise PopulationRefused('not for minors')", GateRefused, "minors"),
    ],
)  # fmt: skip
def test_a_notebook_that_stops_leaves_its_copy_and_no_report(
    write_notebook: WriteNotebook, tmp_path: Path, source: str, error: type[Exception], words: str
):
    out = tmp_path / "out"
    with pytest.raises(error) as caught:
        run_report(write_notebook(source), Tiny(), out)
    said = str(caught.value)
    assert words in said
    assert "cell 5 (The middle)" in said
    assert str(out / "failed.ipynb") in said
    assert "Amber" not in said
    assert [path.name for path in out.iterdir()] == ["failed.ipynb"]
    kept = nbformat.read(out / "failed.ipynb", as_version=4)
    assert kept.cells[4].source == source
    assert out.stat().st_mode & 0o777 == 0o700


def test_a_run_after_a_failed_one_takes_its_place(write_notebook: WriteNotebook, tmp_path: Path):
    out = tmp_path / "out"
    with pytest.raises(ReportFailed):
        run_report(write_notebook("1/0"), Tiny(), out)
    run_report(write_notebook(), Tiny(), out, pdf=False)
    assert not (out / "failed.ipynb").exists()
    assert (out / "report.html").is_file()


def test_a_report_never_overwrites_another(write_notebook: WriteNotebook, tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"never overwrites.*choose another --out"):
        run_report(write_notebook(), Tiny(), out)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_the_whole_run_has_a_limit(write_notebook: WriteNotebook, tmp_path: Path):
    slow = write_notebook("import time; time.sleep(60)")
    with pytest.raises(ReportFailed, match="took longer than it may"):
        run_report(slow, Tiny(), tmp_path / "out", timeout=3)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["failed.ipynb"]


def test_a_notebook_without_a_parameters_cell_is_refused(write_notebook: WriteNotebook, tmp_path: Path):
    path = write_notebook()
    path.write_text(path.read_text().replace('"parameters"\n', '"something"\n'))
    with pytest.raises(ParameterError, match="0 cells tagged 'parameters'"):
        run_report(path, Tiny(), tmp_path / "out")
    with pytest.raises(ParameterError, match="does not exist"):
        run_report(tmp_path / "none.ipynb", Tiny(), tmp_path / "out")
    path.write_text("no notebook")
    with pytest.raises(ParameterError, match="cannot be read as a notebook"):
        run_report(path, Tiny(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "shows", [("last",), ("first",), ("first", "last", "last"), ("first", "first", "last")]
)
def test_a_notebook_that_forgets_its_head_or_origin_is_a_defect(
    write_notebook: WriteNotebook, tmp_path: Path, shows: tuple[str, ...]
):
    with pytest.raises(ReportFailed, match="one of each is needed"):
        run_report(write_notebook(shows=shows), Tiny(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_secrets_in_the_environment_do_not_reach_the_kernel(
    write_notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RISKKIT_SECRET_SALT", "pepper")
    monkeypatch.setenv("RISKKIT_PLAIN", "salt")
    look = "import os; assert [n for n in os.environ if n in ('RISKKIT_SECRET_SALT', 'RISKKIT_PLAIN')] "
    look += "== ['RISKKIT_PLAIN']"
    run_report(write_notebook(look), Tiny(), tmp_path / "out", pdf=False)


def test_without_pango_there_is_a_report_and_a_reason(
    write_notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import builtins

    plain = builtins.__import__

    def no_pango(name: str, *rest: object, **named: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'pango'")
        return plain(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", no_pango)
    done = run_report(write_notebook(), Tiny(), tmp_path / "out")
    assert done.no_pdf is not None
    assert "libpango" in done.no_pdf
    assert "libpango" in json.loads((done.folder / "manifest.json").read_text())["pdf"]
    assert not (done.folder / "report.pdf").exists()


def test_input_errors_exit_with_two_and_refusals_with_three():
    from riskkit.reports.execution import Stop, as_error

    fault = as_error(Stop(3, "", "NoEventsError", "column 'e': holds no event."), "n", Path("f"))
    assert isinstance(fault, InputError)
    assert fault.exit_code == 2
    assert as_error(Stop(3, "", "TooFewEventsRefused", "too few"), "n", Path("f")).exit_code == 3
    assert as_error(Stop(3, "", "KeyError", "Amber"), "n", Path("f")).exit_code == 1
