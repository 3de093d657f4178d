"""`make bench`: run every benchmark beside this file, one process each, and print their ratios.

Each compares riskkit with its peers in one run and prints medians and ratios; a peer that
is not installed is named and left out. Nothing here is part of `make test`.
Name benchmarks to run only those: ``python -m tests.benchmarks [--quick] cox kaplan_meier``.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    """Run the benchmarks named (all without names); return how many failed to run."""
    options = [argument for argument in arguments if argument.startswith("-")]
    wanted = [argument for argument in arguments if argument not in options]
    there = [path.stem for path in sorted(HERE.glob("*.py")) if path.stem not in ("__main__", "harness")]
    if unknown := sorted(set(wanted) - set(there)):
        print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(there)}")
        return 2
    failed = []
    for name in wanted or there:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options]
        if subprocess.run(command, check=False, cwd=HERE.parents[1]).returncode:
            failed.append(name)
    if failed:
        print(f"\nDid not run to the end: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
