"""`make bench`: run every benchmark beside this file, one process each, and print their ratios.

Each compares riskkit with its peers in one run and prints medians and ratios; a peer that
is not installed is named and left out. Nothing here is part of `make test`.
Name benchmarks to run only those: ``python -m tests.benchmarks cox km``.
"""

import subprocess
import sys
from pathlib import Path


def main(wanted: list[str]) -> int:
    """Run the benchmarks wanted (all without names); return how many failed."""
    failed = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if wanted and path.stem.removeprefix("bench_") not in wanted:
            continue
        print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
        failed += subprocess.run([sys.executable, str(path)], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
