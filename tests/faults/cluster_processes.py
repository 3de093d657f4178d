"""A dask scheduler and workers as processes of their own, over TCP, to be killed by tests."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

Cluster = tuple[str, list["subprocess.Popen[bytes]"]]


def wait_for(done: Callable[[], object], seconds: float = 300) -> None:
    """Wait until a callable says yes."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def running_cluster(folder: Path, *options: str) -> Generator[Cluster]:
    """Start a scheduler and two workers with these options; give the address and the workers."""
    log = (folder / "cluster.log").open("wb")
    file = folder / "scheduler.json"
    python = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen(
        [*python, *local, "--port", "0", "--scheduler-file", str(file)], stdout=log, stderr=log, cwd=folder
    )
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), *local,
              "--no-nanny", "--nthreads", "1", "--local-directory", str(folder), *options]  # fmt: skip
    workers: list[subprocess.Popen[bytes]] = []
    try:
        wait_for(file.exists)
        workers += [
            subprocess.Popen([*worker, "--name", name], stdout=log, stderr=log, cwd=folder)
            for name in ("a", "b")
        ]
        yield json.loads(file.read_text())["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
        log.close()
