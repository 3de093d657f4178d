"""The examples for the office's scheduler run commands that exist, on files that exist."""

import contextlib
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from typer.testing import CliRunner

from riskkit.cli.command import app
from riskkit.reports.schedule import read_schedule

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "riskkit" / "reports" / "deployment"
AIRFLOW = (
    "airflow.operators", "airflow.providers", "airflow.providers.papermill",
    "airflow.providers.papermill.operators", "airflow", "airflow.operators.bash",
    "airflow.providers.papermill.operators.papermill",
)  # fmt: skip


def check_command(text: str) -> None:
    """Hold what follows the program's name against the command line and the files there are."""
    words = text.rstrip("'").split()
    assert words[:2] == ["report", "batch"]
    monthly = "--month" in words
    assert read_schedule(ROOT / words[2], month="2026-10" if monthly else None)[1]
    assert monthly == words[2].endswith("monthly.yaml")  # else each month would be made of the same days
    options = [word for word in words[3:] if word.startswith("--")]
    help_text = CliRunner().invoke(app, ["report", "batch", "--help"], env={"COLUMNS": "200"}).output
    assert options == ["--workers", *(["--month"] if monthly else []), "--out"]
    assert all(option in help_text for option in options)


@pytest.mark.parametrize(
    ("name", "count"), [("riskkit-monthly.service", 1), ("riskkit-daily.service", 1), ("riskkit.cron", 2)]
)
def test_the_command_of_each_example_is_understood(name: str, count: int):
    lines = [line.partition("bin/riskkit ")[2] for line in (EXAMPLES / name).read_text().splitlines()]
    commands = [line for line in lines if line]
    assert len(commands) == count
    for command in commands:
        check_command(command)


@pytest.mark.parametrize("name", ["riskkit-monthly.service", "riskkit.cron"])
@pytest.mark.parametrize(
    ("today", "month"), [("2026-10", "2026-09"), ("2027-01", "2026-12"), ("2028-03", "2028-02")]
)
def test_the_month_that_is_made_is_the_one_before(name: str, today: str, month: str):
    """The shell's own words, with the first of a known month in place of today's."""
    text = (EXAMPLES / name).read_text().replace("%%", "%").replace("\\%", "%")
    (said,) = re.findall(r"M=\$\((.*?\+%Y-%m)\)", text)
    command = said.replace("$(date +%Y-%m-01)", f"{today}-01")
    assert command != said
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"{month}\n"


def test_the_airflow_example_runs_commands_that_exist_and_a_notebook_that_papermill_runs(tmp_path: Path):
    """Airflow is not here: its operators are put down as they are given; papermill is, and runs."""
    given: dict[str, list[dict[str, Any]]] = {"BashOperator": [], "PapermillOperator": [], "DAG": []}

    def noted(name: str) -> Any:
        def note(*_: Any, **values: Any) -> Any:
            given[name].append(values)
            return contextlib.nullcontext()

        return note

    modules = {name: types.ModuleType(name) for name in AIRFLOW}
    for module, name in zip(AIRFLOW[-3:], ("DAG", "BashOperator", "PapermillOperator"), strict=True):
        setattr(modules[module], name, noted(name))
    with mock.patch.dict(sys.modules, modules):
        source = (EXAMPLES / "airflow_dag.py.example").read_text()
        exec(compile(source, "riskkit_dag.py", "exec"), {"__name__": "riskkit_dag"})
    assert len(given["DAG"]) == 2
    for operator in given["BashOperator"]:
        check_command(operator["bash_command"].partition("bin/riskkit ")[2])
    (one,) = given["PapermillOperator"]
    notebook = ROOT / Path(one["input_nb"]).relative_to("/opt/riskkit")
    out = tmp_path / "out.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "papermill", str(notebook), str(out), "--kernel", "python3",
         "--cwd", str(tmp_path), "-y", yaml.safe_dump(one["parameters"]), "--no-progress-bar"],
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "1,445 people were followed; 552 of them had" in out.read_text()


def test_the_prefect_example_tries_again_what_was_killed_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    prefect = types.ModuleType("prefect")
    prefect.task = lambda **_: lambda function: function  # type: ignore[attr-defined]
    prefect.flow = lambda **_: lambda function: function  # type: ignore[attr-defined]
    space: dict[str, Any] = {"__name__": "riskkit_flow"}
    with mock.patch.dict(sys.modules, {"prefect": prefect}):
        exec(compile((EXAMPLES / "prefect_flow.py.example").read_text(), "riskkit_flow.py", "exec"), space)
    ran: list[list[str]] = []

    def ends_with(code: int) -> Any:
        return lambda command, **_: ran.append(command) or subprocess.CompletedProcess(command, code)

    for code, error in ((0, None), (3, SystemExit), (2, SystemExit), (-9, RuntimeError), (1, RuntimeError)):
        monkeypatch.setattr(subprocess, "run", ends_with(code))
        with pytest.raises(error) if error else contextlib.nullcontext():
            space["monthly"]()
    check_command(" ".join(ran[0][1:]))


@pytest.mark.parametrize("name", ["riskkit-monthly", "riskkit-daily"])
def test_systemd_finds_no_fault_where_it_is_there_and_the_timer_names_its_service(name: str):
    timer, service = EXAMPLES / f"{name}.timer", EXAMPLES / f"{name}.service"
    assert timer.stem == service.stem
    lines = [line for line in service.read_text().splitlines() if line and not line.startswith("#")]
    assert all(line.startswith("[") or "=" in line for line in lines)
    assert "RestartPreventExitStatus=2 3" in lines
    if (analyze := shutil.which("systemd-analyze")) is not None:
        when = timer.read_text().partition("OnCalendar=")[2].splitlines()[0]
        done = subprocess.run([analyze, "calendar", when], capture_output=True, check=False, timeout=30)
        assert done.returncode == 0
