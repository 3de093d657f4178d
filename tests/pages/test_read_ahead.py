"""What every page's kernel would read for itself is read before it is forked."""

import json
import os
import subprocess
import sys
from pathlib import Path

from riskkit.pages.serving import PRELOAD

READ_AGAIN = """
import importlib, json, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
opened = []
sys.addaudithook(lambda event, values: event == "open" and opened.append(str(values[0])))
from riskkit.instruments import catalogue
from riskkit.pages.texts import LANGUAGES, TOPICS, read_texts
sentences = sum(len(read_texts(language, page).sentences) for language in LANGUAGES for page in TOPICS)
instruments = len(catalogue())
open(sys.argv[2]).close()
print(json.dumps({"sentences": sentences, "instruments": instruments, "opened": opened}))
"""


def test_texts_and_instruments_are_read_before_a_kernel_is_forked(tmp_path: Path):
    control = tmp_path / "control"
    control.touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RISKKIT_")}
    done = subprocess.run(
        [sys.executable, "-c", READ_AGAIN, json.dumps(PRELOAD), str(control)],
        env={**kept, "RISKKIT_WORKSPACE": str(tmp_path)}, capture_output=True, text=True, timeout=600,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    read = json.loads(done.stdout)
    assert read["sentences"] > 1000
    assert read["instruments"] > 10
    assert [name for name in read["opened"] if name.endswith((".po", ".pot", ".yaml", ".py"))] == []
    assert str(control) in read["opened"], "files that are opened are not seen: the test proves nothing"
