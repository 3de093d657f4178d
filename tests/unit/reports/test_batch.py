"""A batch goes on whatever happens to one report, resumes, and says at the end what is there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskkit.errors import OutputError
from riskkit.kernels import stop_preloaded
from riskkit.reports.batch import Batch, run_batch
from riskkit.reports.batch_work import Outcome
from riskkit.settings import settings
from tests.unit.reports.batch_home import make_home, schedule_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with one obedient notebook."""
    monkeypatch.setenv("RISKKIT_HOME", str(make_home(tmp_path / "home")))
    monkeypatch.setenv("RISKKIT_KERNEL_IDLE_SECONDS", "20")
    settings.cache_clear()
    yield tmp_path / "home"
    stop_preloaded()
    settings.cache_clear()


def tables(folder: Path) -> dict[str, bytes]:
    """Return the tables of a batch by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.csv")}


def test_a_failing_report_is_isolated_and_the_next_run_makes_only_the_rest(tmp_path: Path):
    mend = tmp_path / "mended"
    runs = tmp_path / "runs"
    count = f"open({str(runs)!r}, 'a').write('x')"
    die_once = (
        f"import os, pathlib; p = pathlib.Path({str(tmp_path / 'died')!r})\n"
        "if not p.exists():\n    p.touch(); os._exit(9)"
    )
    codes = {
        "fine": count,
        "broken": f"import pathlib\nassert pathlib.Path({str(mend)!r}).exists(), 'person 7'",
        "refused": f"import pathlib\nfrom riskkit.errors import GateRefused\n"
                   f"if not pathlib.Path({str(mend)!r}).exists(): raise GateRefused('too few people')",
        "dies-once": die_once,
    }  # fmt: skip
    schedule, jobs = schedule_of(codes)
    told: list[tuple[int, int, str]] = []
    out = tmp_path / "out"
    batch = run_batch(schedule, jobs, out, workers=2, told=lambda *at: told.append(at))
    found = {outcome.name: outcome for outcome in batch.outcomes}
    assert list(found) == list(codes)
    assert [found[name].state for name in codes] == ["made", "failed", "failed", "made"]
    assert [found[name].exit_code for name in codes] == [0, 1, 3, 0]
    assert found["dies-once"].attempts == 2
    assert found["broken"].attempts == 1, "a failure of the report itself is not tried again"
    assert batch.exit_code == 1
    assert sorted(at[:2] for at in told) == [(1, 4), (2, 4), (3, 4), (4, 4)]
    page = (out / "index.html").read_text()
    assert "2 van de 4 rapporten zijn er; 2 zijn mislukt." in page
    assert 'href="reports/fine/report.html"' in page
    assert 'href="reports/broken/' not in page
    assert "Proef &lt;reeks&gt;" in page
    assert "person 7" not in page
    assert json.loads((out / "batch.json").read_text())[2]["message"].startswith("too few people")

    mend.touch()
    again = run_batch(schedule, jobs, out, workers=2)
    said = [outcome.message for outcome in again.outcomes]
    assert [outcome.state for outcome in again.outcomes] == ["reused", "made", "made", "reused"], said
    assert again.exit_code == 0
    assert runs.read_text() == "x", "a finished report was made again"
    assert "Alle 4 rapporten zijn er." in (out / "index.html").read_text()
    left = {path.name for path in out.iterdir()}
    assert left == {"index.html", "batch.json", "plan.json", "reports", ".riskkit-batch"}
    assert sorted(path.name for path in (out / "reports").iterdir()) == sorted(codes)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    schedule, jobs = schedule_of({"a": "1"})
    with pytest.raises(OutputError, match="something else than a batch"):
        run_batch(schedule, jobs, out)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_the_gravest_code_wins():
    def batch_of(*codes: int) -> int:
        ended = [Outcome(str(code), "failed" if code else "made", exit_code=code) for code in codes]
        return Batch(Path(), tuple(ended)).exit_code

    assert [batch_of(0, 0), batch_of(0, 2), batch_of(2, 3), batch_of(3, 1, 2)] == [0, 2, 3, 1]
