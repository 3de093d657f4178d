"""An alarm reaches the index page, the log, the registry and the exit code; so does a figure that changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from riskkit.analyses.model_demonstration import register_demonstration
from riskkit.casework.access import Access
from riskkit.casework.administration import set_password
from riskkit.casework.dossier import record
from riskkit.cli.command import run
from riskkit.kernels import stop_preloaded
from riskkit.reports.batch import run_batch
from riskkit.reports.schedule import read_schedule
from riskkit.settings import settings
from riskkit.stewardship import Registry, estimate
from riskkit.stewardship.kept import entry_of
from riskkit.stewardship.monitoring_record import kept_runs
from tests.unit.casework.conftest import with_three_people
from tests.unit.reports.batch_home import ROOT

PASSWORD = "a long enough password of a steward"
SHOWS = """from riskkit.reports.section import PageHead, Section, paragraph
import json
said = json.loads(title["en"])
head = PageHead("nl", "Proef", title["nl"], "Er is gekeken.")
display(Section("summary", "In het kort", paragraph("x"), page=head))
display(Section("origin", "Herkomst", "", provenance=dict(data={}, made="now", estimates=600, alarms=said,
    parameters=dict(model="rossi-cox", version="1.0"))))"""


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home whose monitoring notebook finds what its English title says; one preloaded process for all."""
    folder = tmp_path_factory.mktemp("home")
    cell = new_code_cell("title = {}")
    cell.metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = new_notebook(cells=[cell, new_code_cell(SHOWS)], metadata={"kernelspec": kernel})
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "monitoring.ipynb").write_text(nbformat.writes(notebook))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKKIT_HOME", str(folder))
        patch.setenv("RISKKIT_KERNEL_IDLE_SECONDS", "60")
        yield
        stop_preloaded()
    settings.cache_clear()


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store and a registry for each test."""
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    settings.cache_clear()
    yield
    settings.cache_clear()


def schedule_file(folder: Path, alarms: list[list[str]], **more: object) -> Path:
    """Write a schedule with one monitoring report that finds these alarms."""
    file = str(ROOT / "parameters" / "monitoring" / "rossi_synthetic.yaml")
    report = {
        "notebook": "monitoring",
        "file": file,
        "changes": {"title": {"nl": "W", "en": json.dumps(alarms)}},
    }
    path = folder / "daily.yaml"
    path.write_text(
        json.dumps({"title": {"nl": "Nacht", "en": "Night"}, "pdf": False, "reports": [report], **more})
    )
    return path


def with_model(workspace: Path) -> Registry:
    """Register the demonstration's model."""
    register_demonstration(ROOT, workspace / "models")
    return Registry(workspace / "models")


def test_an_alarm_reaches_page_log_registry_and_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    registry = with_model(tmp_path / "workspace")
    file, out = schedule_file(tmp_path, [["unit", "North"], ["drift", "age"]]), tmp_path / "out"
    assert run(["report", "batch", str(file), "--out", str(out), "--workers", "1"]) == 3
    said = capsys.readouterr()
    assert "1 made, 0 there already, 0 failed, 2 alarms" in said.out
    assert "ALARM: monitoring: The risks do not agree with what was seen for: North." in said.err
    logged = [json.loads(line) for line in said.err.splitlines() if line.startswith("{")]
    assert [(each["event"], each.get("kind"), each["level"]) for each in logged] == [
        ("monitored", None, "info"), ("alarm", "unit", "warning"), ("alarm", "drift", "warning"),
    ]  # fmt: skip
    page = (out / "index.html").read_text()
    assert "Let op: 2 keer alarm. Alle 1 rapporten zijn er." in page
    assert "monitoring: De kansen kloppen niet voor: North." in page
    (kept,) = kept_runs(registry.folder, "rossi-cox")
    assert (kept.by, kept.estimates, kept.closed, len(kept.alarms)) == ("schedule", 600, True, 2)
    assert registry.events("rossi-cox")[-1].kind == "gate_failed"

    # run again: the report is there, the alarm still stands, and it is not noted a second time
    assert run(["report", "batch", str(file), "--out", str(out), "--workers", "1"]) == 3
    assert "0 made, 1 there already" in capsys.readouterr().out
    assert len(kept_runs(registry.folder, "rossi-cox")) == 1


def test_a_quiet_night_ends_with_nought(tmp_path: Path):
    registry = with_model(tmp_path / "workspace")
    batch = run_batch(*read_schedule(schedule_file(tmp_path, [])), tmp_path / "out")
    assert (batch.exit_code, batch.alarms) == (0, 0)
    (kept,) = kept_runs(registry.folder, "rossi-cox")
    assert (kept.closed, kept.alarms) == (False, ())
    assert "alarm" not in (tmp_path / "out" / "index.html").read_text().lower()


def test_an_alarm_does_not_hide_a_failure_nor_a_failure_an_alarm(tmp_path: Path):
    """A model that is not registered cannot be noted; the dry run of it fails. The alarm stands too."""
    file = schedule_file(tmp_path, [["unit", "North"]], recompute=[{"model": "rossi-cox", "by": "steward-1"}])
    batch = run_batch(*read_schedule(file), tmp_path / "out")
    assert batch.alarms == 1
    assert [each.state for each in batch.watches] == ["failed"]
    assert batch.exit_code == 3
    page = (tmp_path / "out" / "index.html").read_text()
    assert "recompute-rossi-cox" in page
    assert "North" in page


@pytest.mark.parametrize("wrong", [True, False], ids=["a planted fault", "all as shown"])
def test_figures_that_are_another_now_raise_an_alarm(
    wrong: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    registry = with_model(tmp_path / "workspace")
    show_one(registry, wrong=wrong)
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n")
    monkeypatch.setenv("RISKKIT_STEWARD_PASSWORD_FILE", str(password))
    file = schedule_file(tmp_path, [], recompute=[{"model": "rossi-cox", "by": "steward-1"}])
    batch = run_batch(*read_schedule(file), tmp_path / "out")
    assert batch.exit_code == (3 if wrong else 0)
    (watch,) = batch.watches
    assert watch.alarms == ((("recompute", "rossi-cox 1.0"),) if wrong else ())
    page = (tmp_path / "out" / "index.html").read_text()
    assert ("1 cijfers opnieuw berekend, 1 zijn nu anders" in page) is wrong
    assert "Model rossi-cox, versie 1.0" in page
    assert PASSWORD not in page + (tmp_path / "out" / "batch.json").read_text()


def test_nobody_recomputes_by_schedule_without_the_steward_s_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    show_one(with_model(tmp_path / "workspace"), wrong=True)
    file = schedule_file(tmp_path, [], recompute=[{"model": "rossi-cox", "by": "steward-1"}])
    monkeypatch.delenv("RISKKIT_STEWARD_PASSWORD_FILE", raising=False)
    batch = run_batch(*read_schedule(file), tmp_path / "one")
    assert "names no file with a password" in batch.watches[0].message
    assert batch.exit_code == 2
    (tmp_path / "password").write_text("another password\n")
    monkeypatch.setenv("RISKKIT_STEWARD_PASSWORD_FILE", str(tmp_path / "password"))
    batch = run_batch(*read_schedule(file), tmp_path / "two")
    assert batch.watches[0].state == "failed"
    assert batch.exit_code == 3


def test_the_shipped_schedule_watches_and_recomputes():
    schedule, jobs = read_schedule(ROOT / "parameters" / "schedules" / "daily.yaml")
    assert [job.notebook for job in jobs] == ["monitoring"]
    assert [each.model for each in schedule.recompute] == ["rossi-cox"]


def show_one(registry: Registry, *, wrong: bool) -> None:
    """Show one estimate, as it was or of a version in which a coefficient was wrong."""
    store = with_three_people(settings().store_url, settings().workspace / "secrets")
    set_password(store, "steward-1", PASSWORD, by="test")
    values = {"fin": 0, "age": 20, "wexp": 0, "mar": 0, "paro": 1, "prio": 6}
    found = estimate(registry, "rossi-cox", values, time=52, population="maryland-1970s", judged=True,
                     today=date(2026, 11, 26))  # fmt: skip
    if wrong:
        found = replace(found, risk=replace(found.risk, risk=0.05, lower=0.01, upper=0.1))
    at = datetime(2026, 11, 26, 9, tzinfo=UTC)
    content = entry_of(found, values, time_unit="week", at=at, advice="A-17")
    record(Access(store, "officer-1"), "OWN", content)
    store.close()
