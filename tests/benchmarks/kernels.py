"""Twenty different unit reports through warm kernels, and through stock papermill, in one run.

Also the first report of each, and the memory (proportional set size, shared pages counted by
share) of ten idle kernels of either kind. The goal: 8 x faster for twenty, 5 x for the first,
at most a third of the memory.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEDULE = ROOT / "parameters" / "schedules" / "monthly.yaml"

LOADED = "from riskkit.analyses.unit import unit_report; from riskkit.reports import unit_page"
"""As the unit report's notebook imports it."""

STOCK = """import sys, json, papermill
papermill.execute_notebook(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), progress_bar=False)
"""


def stock(count: int, folder: Path) -> list[float]:
    """Return the seconds of each unit report as papermill runs it by itself."""
    import json

    from riskkit.reports.schedule import read_schedule

    jobs = [job for job in read_schedule(SCHEDULE)[1] if job.notebook == "unit"][:count]
    seconds: list[float] = []
    for job in jobs:
        values = json.dumps(job.parameters.model_dump(mode="json"))
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", STOCK, str(ROOT / "notebooks" / "unit.ipynb"),
             str(folder / f"{job.name}.ipynb"), values],
            check=True, cwd=folder, capture_output=True,
        )  # fmt: skip
        seconds.append(time.perf_counter() - start)
    return seconds


def warm(count: int, folder: Path) -> list[float]:
    """Return the seconds of each unit report through `run_report`, first of them with its preloading."""
    from riskkit.kernels import stop_preloaded, use_warm_kernels
    from riskkit.reports import run_report
    from riskkit.reports.schedule import read_schedule

    stop_preloaded()
    use_warm_kernels()
    jobs = [job for job in read_schedule(SCHEDULE)[1] if job.notebook == "unit"][:count]
    seconds: list[float] = []
    for job in jobs:
        start = time.perf_counter()
        run_report(job.notebook, job.parameters, folder / job.name, pdf=False)
        seconds.append(time.perf_counter() - start)
    return seconds


def memory(count: int, *, forked: bool) -> float:
    """Return the MiB of so many idle kernels that have loaded what the unit report loads."""
    from jupyter_client.manager import KernelManager

    from riskkit.kernels import use_warm_kernels

    name = "riskkit-warm" if forked else "local-provisioner"
    use_warm_kernels()
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = name
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    KernelProvisionerFactory.instance().default_provisioner_name = name
    managers: list[KernelManager] = []
    try:
        for _ in range(count):
            manager = KernelManager()
            manager.start_kernel()
            managers.append(manager)
            client = manager.blocking_client()
            client.start_channels()
            client.wait_for_ready(timeout=120)
            client.execute_interactive(LOADED, timeout=120)
            client.stop_channels()
        found = {manager.provisioner.process.pid for manager in managers}  # type: ignore[union-attr]
        if forked:  # what they share with the preloaded process counts too, and so does it
            found |= {_parent(process) for process in found}
        return sum(_pss(process) for process in found)
    finally:
        for manager in managers:
            manager.shutdown_kernel(now=True)


def _pss(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def ratio(what: str, ours: float, theirs: float, unit: str, goal: float) -> None:
    """Print one line."""
    met = "" if theirs / ours >= goal else "  MISSED"
    print(
        f"{what:<34} {ours:9.1f} {unit}  stock {theirs:9.1f}  {theirs / ours:5.1f} x  (goal {goal:g} x){met}"
    )


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    count = 4 if parser.parse_args().quick else 20
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = warm(count, Path(folder)), stock(count, Path(folder))
    ratio("first report, with preloading", ours[0], theirs[0], "s", 1)
    ratio("first report, parent preloaded", ours[1], theirs[1], "s", 5)
    ratio(f"{count} unit reports", sum(ours), sum(theirs), "s", 8)
    kernels = 3 if count == 4 else 10
    ratio(
        f"memory of {kernels} kernels", memory(kernels, forked=True), memory(kernels, forked=False), "MiB", 3
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
