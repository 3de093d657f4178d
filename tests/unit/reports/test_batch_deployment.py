"""The examples for the office's scheduler run commands that exist, on files that exist."""

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskkit.cli.command import app
from riskkit.reports.schedule import read_schedule

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "riskkit" / "reports" / "deployment"


@pytest.mark.parametrize("name", ["riskkit-monthly.service", "riskkit.cron"])
def test_the_command_of_each_example_is_understood(name: str):
    text = (EXAMPLES / name).read_text()
    words = text.partition("bin/riskkit ")[2].splitlines()[0].rstrip("'").split()
    assert words[:2] == ["report", "batch"]
    assert read_schedule(ROOT / words[2])[1]
    options = [word for word in words[3:] if word.startswith("--")]
    help_text = CliRunner().invoke(app, ["report", "batch", "--help"], env={"COLUMNS": "200"}).output
    assert options == ["--workers", "--out"]
    assert all(option in help_text for option in options)


def test_systemd_finds_no_fault_where_it_is_there_and_the_timer_names_its_service():
    timer, service = EXAMPLES / "riskkit-monthly.timer", EXAMPLES / "riskkit-monthly.service"
    assert timer.stem == service.stem
    lines = [line for line in service.read_text().splitlines() if line and not line.startswith("#")]
    assert all(line.startswith("[") or "=" in line for line in lines)
    assert "RestartPreventExitStatus=2 3" in lines
    if (analyze := shutil.which("systemd-analyze")) is not None:
        done = subprocess.run(
            [analyze, "calendar", "*-*-02 03:00:00"], capture_output=True, check=False, timeout=30
        )
        assert done.returncode == 0
