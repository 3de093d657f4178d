"""``riskkit demo``: a private workspace, 60 made-up people, the real report; twice is once."""

import sqlite3
from pathlib import Path

import pytest

from riskkit.cli.command import run
from riskkit.settings import settings


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.delenv("RISKKIT_DATABASE_URL", raising=False)
    settings.cache_clear()
    yield tmp_path / "workspace"
    settings.cache_clear()


def test_the_demonstration_is_built_once(
    workspace: Path, capsys: pytest.CaptureFixture[str], warm_kernels_asked: list[str]
):
    assert run(["demo", "--no-serve"]) == 0
    first = capsys.readouterr()
    assert warm_kernels_asked == ["asked"]
    assert "60 people added" in first.out
    (report,) = workspace.glob("reports/*/report.html")
    assert str(report) in first.out
    assert "Bij 26 van de 100 mensen volgde binnen 52 weken een nieuwe aanhouding." in first.out
    text = report.read_text(encoding="utf-8")
    assert all(figure in text for figure in ("432", "114", "0.736"))
    assert workspace.stat().st_mode & 0o777 == 0o700
    assert (workspace / "riskkit.db").stat().st_mode & 0o077 == 0
    with sqlite3.connect(workspace / "riskkit.db") as store:
        places = dict(store.execute("select place, count(*) from person where synthetic = 1 group by place"))
    store.close()
    assert sum(places.values()) == 60
    assert set(places) == {"Terrorist Unit A", "Terrorist Unit B", "Team TER"}
    made = report.stat().st_mtime_ns

    assert run(["demo", "--no-serve"]) == 0
    second = capsys.readouterr()
    assert "made earlier from the same data, parameters and code" in second.out
    assert report.stat().st_mtime_ns == made
    assert len(list(workspace.glob("reports/*"))) == 1


def test_a_workspace_that_cannot_be_made_is_the_users(tmp_path: Path, workspace: Path, capsys):
    workspace.write_text("a file")
    assert run(["demo", "--no-serve"]) == 2
    assert "cannot be made" in capsys.readouterr().err
