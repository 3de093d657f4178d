"""`make simulate`: run every simulation beside this file; each writes its table beside itself.

Long (1,000 data sets each), so not part of `make test`; the tables are committed with their
seeds, and a second run with the same seed gives the same table.
"""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    scripts = sorted(path for path in here.glob("*.py") if path.name != "__main__.py")
    codes = [subprocess.run([sys.executable, str(path)], check=False).returncode for path in scripts]
    sys.exit(sum(code != 0 for code in codes))
