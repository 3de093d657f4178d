"""Time one piece of work against its peers in one run, and print medians and ratios.

A benchmark is a file beside this one with ``def items(quick)``, which gives ``Case`` and
``Growth`` objects, and ends in::

    if __name__ == "__main__":
        run(__doc__, items)

Every peer runs in the same run on the same numbers. R peers get them as binary files and are
timed inside R, after reading, by ``system.time``; R needs its packages installed, and a peer
that is not there is printed as not installed. Where a peer gives a value, the largest relative
difference from ours is printed: a fast wrong answer must not look good.
"""

import argparse
import importlib.util
import json
import math
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

REPEATS = 5
WIDTH = 34


@dataclass(frozen=True)
class PythonPeer:
    """A Python package doing the same work.

    ``at_least`` and ``reach``: how many times faster we must be, and want to be.
    ``value`` turns its result into numbers to compare with ours; ``repeats`` caps slow peers.
    """

    name: str
    package: str
    call: Callable[[], Any]
    at_least: float | None = None
    reach: float | None = None
    value: Callable[[Any], Any] | None = None
    repeats: int = REPEATS

    def measure(self, repeats: int) -> tuple[list[float], Any] | str:
        """Return the seconds of each repeat and the value, or why there are none."""
        if importlib.util.find_spec(self.package) is None:
            return "not installed"
        seconds, result = timed(self.call, min(repeats, self.repeats))
        return seconds, self.value(result) if self.value else None


@dataclass(frozen=True)
class RPeer:
    """An R expression doing the same work.

    ``columns`` arrive in R as a data frame ``d``; ``setup`` runs untimed after it; ``value`` is
    an R expression on ``result``, the expression's own value.
    """

    name: str
    packages: Sequence[str]
    expression: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    setup: str = ""
    at_least: float | None = None
    reach: float | None = None
    value: str | None = None
    repeats: int = REPEATS

    def measure(self, repeats: int) -> tuple[list[float], Any] | str:
        """Return the seconds of each repeat and the value, or why there are none."""
        if shutil.which("Rscript") is None:
            return "not installed"
        with tempfile.TemporaryDirectory() as folder:
            for name, values in self.columns.items():
                np.asarray(values, dtype="<f8").tofile(Path(folder) / name)
            script = Path(folder) / "peer.R"
            script.write_text(self._script(folder, min(repeats, self.repeats)), encoding="utf-8")
            done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
        if done.returncode == 9:
            return "not installed"
        if done.returncode:
            return f"failed in R: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ''}"
        answer = json.loads(done.stdout.strip().splitlines()[-1])
        return answer["seconds"], answer["value"] or None

    def _script(self, folder: str, repeats: int) -> str:
        names = ", ".join(f'"{name}"' for name in self.columns)
        needed = ", ".join(f'"{name}"' for name in self.packages)
        return f"""
for (p in c({needed})) if (!suppressWarnings(suppressMessages(require(p, character.only = TRUE))))
  quit(status = 9)
folder <- "{folder}"
read <- function(x) {{ f <- file.path(folder, x); readBin(f, "double", file.size(f) / 8) }}
d <- as.data.frame(sapply(c({names}), read, simplify = FALSE))
{self.setup}
seconds <- numeric(0)
for (i in 1:{repeats}) seconds[i] <- system.time(result <- {{ {self.expression} }})[["elapsed"]]
value <- {{ {self.value or "numeric(0)"} }}
cat("\\n", '{{"seconds": [', paste(format(seconds, digits = 15), collapse = ","), '], "value": [',
    paste(format(as.numeric(value), digits = 17), collapse = ","), "]}}\\n", sep = "")
"""


@dataclass(frozen=True)
class Case:
    """One piece of work: ours, and who else does it."""

    title: str
    ours: Callable[[], Any]
    peers: Sequence[PythonPeer | RPeer] = ()
    value: Callable[[Any], Any] | None = None

    def report(self, repeats: int) -> int:
        """Time everybody and print; return how many targets were missed."""
        print(f"\n{self.title}", flush=True)
        self.ours()  # compiled code is loaded, pages are warm: peers get the same below
        seconds, result = timed(self.ours, repeats)
        own, value = statistics.median(seconds), self.value(result) if self.value else None
        print(f"  {'riskkit':<{WIDTH}}{_seconds(own):>11}", flush=True)
        return sum(self._beside(peer, own, value, repeats) for peer in self.peers)

    @staticmethod
    def _beside(peer: PythonPeer | RPeer, own: float, value: Any, repeats: int) -> int:
        found = peer.measure(repeats)
        if isinstance(found, str):
            print(f"  {peer.name:<{WIDTH}}{found:>11}", flush=True)
            return 0
        theirs = statistics.median(found[0])
        ratio = theirs / own
        goals = [f"at least {peer.at_least:g} x"] if peer.at_least else []
        goals += [f"reach {peer.reach:g} x"] if peer.reach else []
        missed = peer.at_least is not None and ratio < peer.at_least
        text = f"  {peer.name:<{WIDTH}}{_seconds(theirs):>11}{ratio:>10.1f} x"
        text += f"  ({', '.join(goals)}{': MISSED' if missed else ''})" if goals else ""
        if value is not None and found[1] is not None:
            text += f"  differs by {_gap(value, found[1]):.0e}"
        print(text, flush=True)
        return int(missed)


@dataclass(frozen=True)
class Growth:
    """How the time grows with the number of rows: per n log n, against the smallest size."""

    title: str
    make: Callable[[int], Callable[[], Any]]
    sizes: Sequence[int]
    at_most: float = 1.3

    def report(self, repeats: int) -> int:
        """Time every size and print; return how many grew too fast."""
        print(f"\n{self.title}", flush=True)
        first, missed = 0.0, 0
        for size in self.sizes:
            call = self.make(size)
            call()
            median = statistics.median(timed(call, repeats)[0])
            unit = median / (size * math.log(size))
            first = first or unit
            late = unit / first > self.at_most
            missed += late
            text = f"  n = {size:<{WIDTH - 4},}{_seconds(median):>11}{unit / first:>10.2f} x n log n"
            print(f"{text}  (at most {self.at_most:g} x{': MISSED' if late else ''})", flush=True)
        return missed


def timed(call: Callable[[], Any], repeats: int) -> tuple[list[float], Any]:
    """Return the seconds of each call, and what the last one gave."""
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def _seconds(value: float) -> str:
    return f"{value:.3f} s" if value >= 0.01 else f"{value * 1000:.2f} ms"


def _gap(ours: Any, theirs: Any) -> float:
    one, other = np.ravel(np.asarray(ours, float)), np.ravel(np.asarray(theirs, float))
    return float(np.max(np.abs(one - other) / np.maximum(np.abs(other), 1e-300)))


def run(title: str | None, items: Callable[[bool], Iterable[Case | Growth]]) -> None:
    """Run a file's items; the command line may say ``--quick`` (small sizes, 3 repeats)."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    quick = parser.parse_args().quick
    print((title or "").strip().splitlines()[0])
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}", flush=True)
    missed = sum(item.report(3 if quick else REPEATS) for item in items(quick))
    if missed:
        print(f"\n{missed} targets missed{' (sizes are small: --quick)' if quick else ''}")
    sys.exit(0)
