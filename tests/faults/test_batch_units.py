"""The office's own schedule of twenty units, killed halfway and started again: only the rest is made."""

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests.faults.cluster_processes import wait_for

ROOT = Path(__file__).resolve().parents[2]


def start(schedule: Path, out: Path, workspace: Path) -> "subprocess.Popen[str]":
    """Start a batch as its user does, in a process group of its own."""
    script = "from riskkit.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", script, "report", "batch", str(schedule), "--out", str(out), "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
        env={**os.environ, "RISKKIT_WORKSPACE": str(workspace), "RISKKIT_KERNEL_IDLE_SECONDS": "60"},
    )  # fmt: skip


def test_twenty_units_killed_halfway_and_started_again(tmp_path: Path):
    content = yaml.safe_load((ROOT / "parameters" / "schedules" / "monthly.yaml").read_text())
    content["pdf"] = False
    for report in content["reports"]:
        report["file"] = str(ROOT / "parameters" / "schedules" / report["file"])
    content["periods"] = {"2026-09": {"first": "2026-09-01", "last": "2026-09-30"}}
    schedule = tmp_path / "monthly.yaml"
    schedule.write_text(json.dumps(content))
    out = tmp_path / "out"

    first = start(schedule, out, tmp_path / "workspace")
    wait_for(lambda: len(list((out / "reports").glob("unit-*/manifest.json"))) >= 10, 300)
    first.kill()
    first.communicate()
    assert not (out / "index.html").exists()
    there = {path.parent: path.stat() for path in (out / "reports").glob("*/manifest.json")}
    plan = (out / "plan.json").read_bytes()
    assert 10 <= len(there) < 21

    second = start(schedule, out, tmp_path / "workspace")
    told, said = second.communicate(timeout=500)
    assert second.returncode == 0, said
    assert f"{21 - len(there)} made, {len(there)} there already, 0 failed, 0 alarms" in told
    for folder, before in there.items():
        now = (folder / "manifest.json").stat()
        assert (now.st_ino, now.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (out / "plan.json").read_bytes() == plan, "what each report may show was decided once"
    index = (out / "index.html").read_text()
    assert "Alle 21 rapporten zijn er." in index
    for number in range(1, 21):
        assert f'href="reports/unit-u{number:02d}-2026-09/report.html"' in index
    assert not list((out / "reports").glob(".*"))
