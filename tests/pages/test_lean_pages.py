"""A page's kernel imports none of the libraries that take seconds: it scores from stored numbers."""

import json
import os
import subprocess
import sys
from pathlib import Path

HEAVY = {
    "pandas", "lifelines", "statsmodels", "matplotlib", "scipy.stats", "weasyprint", "numba", "papermill",
}  # fmt: skip

SHOW_EVERY_PAGE = """
import contextlib, io, json, os, sys
from riskkit.casework import demonstration_logins, seed_demonstration
from riskkit.records import create_store
from riskkit.settings import settings
import riskkit.pages
from riskkit.pages.catalogue import OVERVIEW, PAGES

users = {
    "officer": "ter-officer-1", "unit": "unit-a-officer-1", "supervisor": "ter-supervisor-1",
    "researcher": "researcher-1", "steward": "steward-1", "inspector": "inspector-1",
}
store = create_store(settings().store_url)
seed_demonstration(store, people=9)
demonstration_logins(store)
store.close()
shown = {}
for page in (OVERVIEW, *PAGES):
    os.environ["RISKKIT_USER"] = users[sorted(page.roles)[0]]
    with contextlib.redirect_stdout(io.StringIO()):
        getattr(riskkit.pages, page.function)()
    shown[page.name] = sorted(set(json.loads(sys.argv[1])) & set(sys.modules))
print(json.dumps(shown))
"""


def test_no_page_imports_what_takes_seconds(tmp_path: Path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RISKKIT_")}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_EVERY_PAGE, json.dumps(sorted(HEAVY))],
        env={**kept, "RISKKIT_WORKSPACE": str(tmp_path)}, capture_output=True, text=True, timeout=600,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    shown = json.loads(done.stdout)
    assert len(shown) > 3
    assert {name: imported for name, imported in shown.items() if imported} == {}
