"""Ctrl-C, a polite kill and kill -9 at any moment of a report: no report.html, no kernel left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = ROOT / "parameters" / "recidivism" / "rossi.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose recidivism notebook waits in its second cell, and says who its kernel is."""
    waits = (
        f"import os, time; open({str(tmp_path / 'kernel')!r}, 'w').write(str(os.getpid())); time.sleep(120)"
    )
    cells = [new_markdown_cell("# Slow"), new_code_cell("language = 'nl'"), new_code_cell(waits)]
    cells[1].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    folder = tmp_path / "home" / "notebooks"
    folder.mkdir(parents=True)
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (folder / "recidivism.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    return tmp_path / "home"


def start(out: Path, home: Path | None = None) -> subprocess.Popen[str]:
    # the preloaded process of the warm kernels is not to outlive the tests for long
    environment = {**os.environ, "RISKKIT_KERNEL_IDLE_SECONDS": "30"}
    environment |= {"RISKKIT_HOME": str(home)} if home else {}
    command = [sys.executable, "-c", "from riskkit.cli import main; main()", "report", "run", "recidivism",
               "-f", str(PARAMETERS), "--out", str(out)]  # fmt: skip
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=heed_ctrl_c,
    )  # fmt: skip


def heed_ctrl_c() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def kernel_of(tmp_path: Path, run: subprocess.Popen[str]) -> int:
    deadline = time.monotonic() + 180
    while not (tmp_path / "kernel").exists() or not (tmp_path / "kernel").read_text():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return int((tmp_path / "kernel").read_text())


def gone(process: int, within: float = 15) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":  # dead; its adopted parent has not looked yet
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)])
def test_a_polite_stop_leaves_nothing(tmp_path: Path, home: Path, number: int, code: int):
    run = start(tmp_path / "reports" / "out", home)
    kernel = kernel_of(tmp_path, run)
    run.send_signal(number)
    _, said = run.communicate(timeout=300)
    assert run.returncode == code
    assert "stopped; nothing half-written was left" in said
    assert "Traceback" not in said
    assert gone(kernel)
    assert list((tmp_path / "reports").iterdir()) == []


def test_kill_9_leaves_no_report_and_the_next_run_sweeps(tmp_path: Path, home: Path):
    out = tmp_path / "reports" / "out"
    run = start(out, home)
    kernel = kernel_of(tmp_path, run)
    run.kill()
    run.communicate()
    assert not out.exists()
    assert gone(kernel), "the kernel ends by itself when its parent is gone"
    left = [path.name for path in out.parent.iterdir()]
    assert left == [".out.riskkit-run"]
    second = start(out)
    _, said = second.communicate(timeout=120)
    assert second.returncode == 0, said
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert (out / "report.html").is_file()


def test_kill_9_at_any_moment_leaves_the_whole_report_or_none(tmp_path: Path):
    rounds = int(os.environ.get("RISKKIT_KILL_ROUNDS", "3"))
    for turn in range(rounds):
        out = tmp_path / f"out{turn}"
        run = start(out)
        time.sleep(0.4 + 7.0 * turn / rounds)
        run.kill()
        run.communicate()
        assert not (out / "report.html").exists() or (out / "manifest.json").exists()
        assert not out.exists() or {"report.html", "report.ipynb", "manifest.json", "tables"} <= {
            path.name for path in out.iterdir()
        }


def test_two_runs_into_one_folder(tmp_path: Path, home: Path):
    out = tmp_path / "out"
    first = start(out, home)
    try:
        kernel_of(tmp_path, first)
        second = start(out)
        _, said = second.communicate(timeout=300)
        assert second.returncode == 2
        assert "another run is making a report now" in said
        assert "choose another --out" in said
        assert first.poll() is None
    finally:
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=300)
    assert not out.exists()


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path):
    """A limit on the size of files stands for the full disk: the same error at the same place."""
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from riskkit.cli import main; main()"
    )
    out = tmp_path / "reports" / "out"
    done = subprocess.run(
        [sys.executable, "-c", script, "report", "run", "recidivism", "-f", str(PARAMETERS),
         "--out", str(out)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert list(out.parent.iterdir()) == []
