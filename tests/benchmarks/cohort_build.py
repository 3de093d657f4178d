"""Build a cohort from registers of many rows: time, and the most memory that the process held.

``python -m tests.benchmarks.cohort_build [--quick] [--people N] [--limit GIB]``: N people (10
million; 100,000 if quick) with about 2.8 register rows each, in Parquet. The build runs in a
process of its own whose address space is limited (4 GiB), so that it fails rather than take more.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.unit.cohort.many_registers import build_file, write_registers


def build(parameter_file: Path, out: Path) -> None:
    """Build, and print seconds and MiB (in the limited process)."""
    from riskkit.cohort.build import build_cohort
    from riskkit.parameters import read_parameters
    from riskkit.parameters.cohort_build import CohortBuildParameters

    start = time.perf_counter()
    parameters = read_parameters(parameter_file, CohortBuildParameters).located(parameter_file.parent)
    built = build_cohort(parameters, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {built.flow.kept:,} releases followed in {time.perf_counter() - start:.0f} s; "
          f"most memory held: {peak:,.0f} MiB")  # fmt: skip


def main() -> int:
    """Write registers, and build them in a limited process; return its exit code."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--quick", action="store_true")
    given.add_argument("--people", type=int)
    given.add_argument("--limit", type=float, default=4.0)
    asked = given.parse_args()
    people = asked.people or (100_000 if asked.quick else 10_000_000)
    limit = int(asked.limit * 1024**3)
    with tempfile.TemporaryDirectory(prefix="riskkit-bench-") as folder:
        rows = write_registers(Path(folder), people)
        said = ", ".join(f"{name} {count:,}" for name, count in rows.items())
        print(f"Building a cohort: {sum(rows.values()):,} register rows ({said}); "
              f"address space at most {asked.limit:g} GiB", flush=True)  # fmt: skip
        file = build_file(Path(folder), rows)
        code = "from tests.benchmarks.cohort_build import build; from pathlib import Path; "
        code += f"build(Path({str(file)!r}), Path({str(Path(folder) / 'out')!r}))"
        return subprocess.run(
            [sys.executable, "-c", code],
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
