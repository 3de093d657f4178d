"""Run the drill: every fault, and clean runs beside it."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from tests.drill.faults_at_use import AT_USE
from tests.drill.faults_over_time import OVER_TIME
from tests.drill.setting import Setting, demonstration, outcomes, watched

RUNS = int(os.environ.get("RISKKIT_DRILL_RUNS", "200"))
REPEATS = int(os.environ.get("RISKKIT_DRILL_REPEATS", "5"))
STATED = 0.05
CLEAN_N = 400


@dataclass(frozen=True)
class Caught:
    """What became of one fault: which watch noticed it, when, and in how many of the tries."""

    fault: str
    by: str
    when: str
    tries: int
    noticed: int


def run_faults() -> Iterator[Caught]:
    with tempfile.TemporaryDirectory() as place:
        clean = demonstration(Path(place) / "clean")
        model = clean.model
        for number, fault in enumerate(AT_USE):
            setting = Setting(Path(place) / f"fault-{number}")
            copytree(clean.folder, setting.folder)
            if refused := setting.use():
                raise AssertionError(f"the demonstration refuses before the fault: {refused}")
            start = time.perf_counter()
            by = fault(setting)
            took = f"{1000 * (time.perf_counter() - start):.0f} ms"
            when = "next nightly run" if by.startswith("recompute") else "before fitting"
            when = when if by.startswith(("recompute", "fit")) else f"before it is shown ({took})"
            yield Caught(_title(fault), by, when, 1, int(bool(by)))
        for fault in OVER_TIME:
            alarms = [fault(model, seed).alarms for seed in range(REPEATS)]
            kinds = Counter(kind for each in alarms for kind in {alarm.kind for alarm in each})
            by = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(3))
            noticed = sum(bool(each) for each in alarms)
            yield Caught(_title(fault), by, "one monitoring run", REPEATS, noticed)


def clean_runs(runs: int) -> Counter[str]:
    """Return how often each alarm was raised in runs in which nothing is wrong, and by how many runs."""
    with tempfile.TemporaryDirectory() as place:
        setting = demonstration(Path(place))
        model = setting.model
        found: Counter[str] = Counter()
        for seed in range(1000, 1000 + runs):
            alarms = watched(outcomes(model, n=CLEAN_N, seed=seed)).alarms
            found.update({alarm.kind for alarm in alarms})
            found["runs with an alarm"] += bool(alarms)
            found["estimates refused"] += bool(setting.use())
        return found


def _title(fault: object) -> str:
    return str(fault.__doc__).splitlines()[0].rstrip(".")
