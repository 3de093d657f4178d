"""`make simulate`: run every simulation beside this file; each writes its table beside itself.

Long (1,000 data sets each), so not part of `make test`; the tables are committed with their
seeds, and a second run with the same seed gives the same table.
Name simulations to run only those: ``python -m tests.simulations cox``.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(wanted: list[str]) -> int:
    """Run the simulations named (all without names); return how many did not cover or failed."""
    there = [path.stem for path in sorted(HERE.glob("*.py")) if path.stem != "__main__"]
    if unknown := sorted(set(wanted) - set(there)):
        print(f"No simulation {', '.join(unknown)}; there are: {', '.join(there)}")
        return 2
    failed = 0
    for name in wanted or there:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.simulations.{name}"]
        failed += subprocess.run(command, check=False, cwd=HERE.parents[1]).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
