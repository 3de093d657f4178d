"""Cohorts and samples on a cluster that loses a worker: the same figures to the bit, or nothing at all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskkit.cli.command import run
from tests.faults.cluster_processes import Cluster, running_cluster, wait_for
from tests.unit.cohort.many_registers import build_file, write_registers

ROOT = Path(__file__).resolve().parents[2]
BUILT = ("cohort.parquet", "spells.parquet", "flow.csv", "checks.csv", "dictionary.csv", "manifest.json")
HELD = """
import os, time
import riskkit.cohort.cluster as cluster
import riskkit.validation.samples as samples

def dask_setup(worker):
    # each task leaves a mark and waits until the test lets it go
    for module, name in ((cluster, "follow_people"), (samples, "judge_seed")):
        setattr(module, name, held(getattr(module, name)))

def held(work):
    def waits(*given):
        open(os.path.join({folder!r}, f"ran-{{os.getpid()}}"), "a").write("x")
        while not os.path.exists(os.path.join({folder!r}, "open")):
            time.sleep(0.05)
        return work(*given)
    return waits
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Two workers whose tasks wait for a file."""
    preload = tmp_path / "held.py"
    preload.write_text(HELD.format(folder=str(tmp_path)))
    with running_cluster(tmp_path, "--preload", str(preload)) as found:
        yield found


STARTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
from riskkit.cli import main
main()
"""


def start(*arguments: str) -> "subprocess.Popen[str]":
    """Start riskkit as its user does."""
    return subprocess.Popen(
        [sys.executable, "-c", STARTED, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "RISKKIT_KERNEL_IDLE_SECONDS": "20"},
    )  # fmt: skip


def lose_one(folder: Path, workers: "list[subprocess.Popen[bytes]]") -> None:
    """Wait until both workers are at work, kill one, and let the other go on."""
    marks = {folder / f"ran-{worker.pid}" for worker in workers}
    wait_for(lambda: all(mark.exists() for mark in marks))
    workers[0].kill()
    workers[0].wait()
    (folder / "open").touch()


def test_a_cohort_is_built_to_the_bit_though_a_worker_is_killed(tmp_path: Path, cluster: Cluster):
    address, workers = cluster
    assert address.startswith("tcp://")
    people = 401_000  # three parts: more than there are workers
    file = build_file(tmp_path, write_registers(tmp_path, people))
    building = start("cohort", "build", str(file), "--out", str(tmp_path / "far"), "--cluster", address)
    lose_one(tmp_path, workers)
    told, said = building.communicate(timeout=500)
    assert building.returncode == 0, said
    assert f"{people:,} releases" in told
    assert run(["cohort", "build", str(file), "--out", str(tmp_path / "near")]) == 0
    for name in BUILT:
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes(), name


def test_a_cohort_whose_every_worker_is_lost_is_not_written(tmp_path: Path, cluster: Cluster):
    """The scheduler goes on without workers; the command is stopped, and leaves nothing."""
    address, workers = cluster
    file = build_file(tmp_path, write_registers(tmp_path, 1_000))
    building = start("cohort", "build", str(file), "--out", str(tmp_path / "far"), "--cluster", address)
    marks = {tmp_path / f"ran-{worker.pid}" for worker in workers}
    wait_for(lambda: any(mark.exists() for mark in marks))
    for worker in workers:
        worker.kill()
        worker.wait()
    building.send_signal(2)
    _, said = building.communicate(timeout=500)
    assert building.returncode == 130, said
    assert not list(tmp_path.glob("*far*"))


def test_the_samples_of_a_validation_are_the_same_though_a_worker_is_killed(tmp_path: Path, cluster: Cluster):
    address, workers = cluster
    given = ["report", "run", "validation", "-f", str(ROOT / "parameters/validation/rossi.yaml"), "--no-pdf",
             "-p", "replicates", "24", "-p", "repeats", "1", "-p", "folds", "2"]  # fmt: skip
    making = start(*given, "--out", str(tmp_path / "far"), "--cluster", address)
    lose_one(tmp_path, workers)
    _, said = making.communicate(timeout=500)
    assert making.returncode == 0, said
    near = start(*given, "--out", str(tmp_path / "near"))
    _, said = near.communicate(timeout=500)
    assert near.returncode == 0, said
    tables = sorted(path.name for path in (tmp_path / "near" / "tables").iterdir())
    assert tables
    for name in tables:
        far, here = (tmp_path / place / "tables" / name for place in ("far", "near"))
        assert far.read_bytes() == here.read_bytes(), name


def test_nobody_answers_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = build_file(tmp_path, write_registers(tmp_path, 100))
    assert run(["cohort", "build", str(file), "--out", str(tmp_path / "x"), "--cluster", "nonsense"]) == 2
    given = ["report", "run", "validation", "-f", str(ROOT / "parameters/validation/rossi.yaml")]
    assert run([*given, "--out", str(tmp_path / "y"), "--cluster", "nonsense"]) == 2
    assert capsys.readouterr().err.count("no scheduler answers there") == 2
    assert "RISKKIT_CLUSTER" not in os.environ
