"""Batches under kill -9, hanging and greedy notebooks, full disks and clusters that lose workers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskkit.errors import ParameterError
from riskkit.kernels import stop_preloaded
from riskkit.reports.batch import run_batch
from riskkit.settings import settings
from tests.faults.cluster_processes import Cluster, running_cluster, wait_for
from tests.unit.reports.batch_home import ROOT, make_home, schedule_of

NAMES = ("one", "two", "three", "four", "five", "six")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with one obedient notebook."""
    monkeypatch.setenv("RISKKIT_HOME", str(make_home(tmp_path / "home")))
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("RISKKIT_KERNEL_IDLE_SECONDS", "20")
    settings.cache_clear()
    yield tmp_path / "home"
    stop_preloaded()
    settings.cache_clear()


def write_schedule(path: Path, codes: dict[str, str]) -> Path:
    """Write a schedule file with one report for each name."""
    parameters = ROOT / "parameters" / "base_rate" / "rossi.yaml"
    reports = [
        {"notebook": "base_rate", "file": str(parameters), "name": name,
         "changes": {"title": {"nl": name, "en": code}}}
        for name, code in codes.items()
    ]  # fmt: skip
    path.write_text(json.dumps({"title": {"nl": "P", "en": "P"}, "pdf": False, "reports": reports}))
    return path


def start(schedule: Path, out: Path, *options: str, before: str = "") -> subprocess.Popen[str]:
    """Start a batch as its user does."""
    script = f"{before}\nfrom riskkit.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", script, "report", "batch", str(schedule), "--out", str(out), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def children(process: int) -> list[int]:
    """Return the worker processes of a batch (not the keeper of their resources)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                worker = b"spawn_main" in (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == process and worker:
                found.append(int(folder.name))
    return found


def once(folder: Path, name: str) -> str:
    """Return code that leaves a mark each time it runs."""
    return f"open({str(folder / ('ran-' + name))!r}, 'a').write('x')"


def held(folder: Path, name: str) -> str:
    """Return code that leaves a mark and waits until a file lets it go."""
    gate = str(folder / "open")
    return f"{once(folder, name)}\nimport os, time\nwhile not os.path.exists({gate!r}): time.sleep(0.05)"


def test_kill_9_of_the_batch_then_of_a_worker_then_two_at_once(tmp_path: Path):
    """Killed halfway: the finished stay, workers go too; started again: a killed worker costs nothing."""
    codes = {name: once(tmp_path, name) if name in ("one", "two") else held(tmp_path, name) for name in NAMES}
    schedule, out = write_schedule(tmp_path / "s.yaml", codes), tmp_path / "out"
    first = start(schedule, out)
    wait_for(lambda: (tmp_path / "ran-four").exists())
    workers = children(first.pid)
    assert len(workers) == 2
    first.kill()
    first.communicate()
    wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in workers), 120)
    there = [path.name for path in (out / "reports").iterdir() if not path.name.startswith(".")]
    assert sorted(there) == ["one", "two"]
    assert not (out / "index.html").exists()

    second = start(schedule, out)
    wait_for(lambda: (tmp_path / "ran-four").read_text() == "xx" and (tmp_path / "ran-three").exists())
    refused = start(schedule, out)
    _, said = refused.communicate(timeout=500)
    assert refused.returncode == 2
    assert "another batch is at work now" in said
    os.kill(children(second.pid)[0], signal.SIGKILL)
    (tmp_path / "open").touch()
    told, said = second.communicate(timeout=500)
    assert second.returncode == 0, said
    assert "4 made, 2 there already, 0 failed" in told
    assert (tmp_path / "ran-one").read_text() == "x", "a finished report was made again"
    found = json.loads((out / "batch.json").read_text())
    assert [each["state"] for each in found] == ["reused", "reused", "made", "made", "made", "made"]
    assert sorted(each["attempts"] for each in found) == [0, 0, 1, 1, 1, 2]
    assert sorted(path.name for path in (out / "reports").iterdir()) == sorted(NAMES)


def test_the_rest_is_done_whatever_one_notebook_does(tmp_path: Path):
    """Memory, kernel, preloaded process, store: each ends in a clear state, and the rest is made."""
    store = tmp_path / "workspace" / "riskkit.db"
    store.parent.mkdir()
    with sqlite3.connect(store) as made:
        made.execute("CREATE TABLE people (name TEXT)")
    made.close()
    before = store.read_bytes()
    mark = str(tmp_path / "killed")
    kill_parent = (
        f"import os, pathlib, signal\nif not pathlib.Path({mark!r}).exists():\n"
        f"    pathlib.Path({mark!r}).touch(); os.kill(os.getppid(), signal.SIGKILL)"
    )
    codes = {
        "greedy": "x = bytearray(64 * 1024**3)",
        "kernel": "import os; os.kill(os.getpid(), 9)",
        "preloaded": kill_parent,
        "store": "from riskkit.records import create_store\nfrom riskkit.settings import settings\n"
                 "create_store(settings().store_url)",
        "fine": "1",
    }  # fmt: skip
    schedule, jobs = schedule_of(codes, timeout=120, memory=16, attempts=2)
    batch = run_batch(schedule, jobs, tmp_path / "out", workers=2)
    found = {outcome.name: outcome for outcome in batch.outcomes}
    assert "MemoryError" in found["greedy"].message
    assert "the kernel died" in found["kernel"].message
    assert [found[name].attempts for name in ("greedy", "kernel")] == [1, 2]
    assert found["preloaded"].state == found["fine"].state == "made"
    assert store.read_bytes() == before
    assert "riskkit.db" in [path.name for path in store.parent.iterdir()]
    left = {path.parent.name for path in (tmp_path / "out" / "reports").glob("*/report.html")}
    assert left == {name for name in codes if found[name].state == "made"}
    assert not list((tmp_path / "out" / "reports").glob(".*"))
    assert batch.exit_code == 1


def test_a_notebook_that_hangs_is_stopped_and_not_tried_again(tmp_path: Path):
    schedule, jobs = schedule_of({"hangs": "import time; time.sleep(600)"}, timeout=8)
    (outcome,) = run_batch(schedule, jobs, tmp_path / "out").outcomes
    assert "took longer than it may" in outcome.message
    assert outcome.attempts == 1
    assert not list((tmp_path / "out" / "reports").glob(".*"))
    assert not list((tmp_path / "out" / "reports").glob("*/report.html"))


def test_a_source_that_changes_midway_is_read_again(tmp_path: Path, home: Path):
    notebook = str(home / "notebooks" / "base_rate.ipynb")
    change = f"import os\nif os.path.getsize({notebook!r}) == {Path(notebook).stat().st_size}:\n"
    change += f"    open({notebook!r}, 'a').write('\\n')"
    schedule, jobs = schedule_of({"changes": change})
    (outcome,) = run_batch(schedule, jobs, tmp_path / "out").outcomes
    assert (outcome.state, outcome.attempts) == ("made", 2)


def test_a_full_disk_ends_in_one_clear_message(tmp_path: Path):
    """A limit on the size of files stands for the full disk, in the batch and in its workers."""
    limit = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))"
    )
    schedule = write_schedule(tmp_path / "s.yaml", {"one": "1", "two": "2"})
    run = start(schedule, tmp_path / "out", before=limit)
    _, said = run.communicate(timeout=500)
    assert run.returncode == 2, said
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert not list((tmp_path / "out" / "reports").glob("*/report.html"))
    assert not list((tmp_path / "out").glob(".*.part"))


def test_no_scheduler_at_the_address(tmp_path: Path):
    schedule, jobs = schedule_of({"one": "1"})
    with pytest.raises(ParameterError, match="no scheduler answers there"):
        run_batch(schedule, jobs, tmp_path / "out", cluster="nonsense")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers: processes of their own, over TCP."""
    with running_cluster(tmp_path) as found:
        yield found


def test_a_worker_of_a_cluster_killed_midway(tmp_path: Path, cluster: Cluster):
    """Its reports are made elsewhere: none twice, none lost, and the same bytes as on one machine."""
    address, workers = cluster
    assert address.startswith("tcp://")
    codes = {name: held(tmp_path, name) for name in NAMES}
    schedule = write_schedule(tmp_path / "s.yaml", codes)
    run = start(schedule, tmp_path / "far", "--cluster", address)
    wait_for(lambda: len(list(tmp_path.glob("ran-*"))) >= 2)
    workers[0].kill()
    (tmp_path / "open").touch()
    told, said = run.communicate(timeout=500)
    assert run.returncode == 0, said
    assert "6 made, 0 there already, 0 failed" in told
    assert sorted(path.name for path in (tmp_path / "far" / "reports").iterdir()) == sorted(NAMES)
    near = start(schedule, tmp_path / "near")
    assert near.wait(timeout=500) == 0
    near.communicate()
    assert tables(tmp_path / "near") == tables(tmp_path / "far") != {}


def tables(folder: Path) -> dict[str, bytes]:
    """Return the tables of a batch by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.csv")}
