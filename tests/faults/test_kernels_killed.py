"""Kill each process in turn: the asker, the kernel, the preloaded process; and start where it cannot."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from riskkit.kernels import stop_preloaded
from riskkit.kernels.kernel_process import KernelProcess, start_kernel
from riskkit.kernels.place import place_of
from riskkit.kernels.wire import connect
from riskkit.settings import settings
from tests.unit.kernels.real_kernel import kernel, warm

__all__ = ["warm"]


@pytest.fixture
def fresh_settings():
    settings.cache_clear()
    yield settings.cache_clear
    settings.cache_clear()


def gone(pid: int, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_killed_kernel_is_noticed_and_the_next_one_starts(warm):
    with kernel(warm) as one:
        os.kill(one.process.pid, signal.SIGKILL)
        assert one.process.wait(timeout=10) == -signal.SIGKILL
    with kernel(warm) as next_one:
        assert next_one.ask("6 * 7") == "42"


def test_kernels_end_with_a_killed_preloaded_process_and_a_new_one_takes_over(warm):
    with kernel(warm) as one:
        pid, old = one.process.pid, parent_of(one.process.pid)
        os.kill(old, signal.SIGKILL)
        assert one.process.wait(timeout=10) == -signal.SIGKILL
        assert gone(pid)
    with kernel(warm) as next_one:
        assert next_one.ask("6 * 7") == "42"
        assert isinstance(next_one.process, KernelProcess)
        assert parent_of(next_one.process.pid) != old


def test_a_kernel_ends_with_its_asker(warm):
    code = (
        "import time\n"
        "from jupyter_client.manager import KernelManager\n"
        "manager = KernelManager(kernel_name='python3', transport='ipc')\n"
        "manager.start_kernel()\n"
        "print(manager.provisioner.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    asker = subprocess.Popen([sys.executable, "-c", code], env=warm, stdout=subprocess.PIPE, text=True)
    assert asker.stdout is not None
    pid = int(asker.stdout.readline())
    assert not gone(pid, 0.2)
    asker.kill()
    asker.wait()
    asker.stdout.close()
    assert gone(pid)


def test_where_nothing_can_be_preloaded_kernels_start_the_stock_way(
    warm, monkeypatch, caplog, fresh_settings
):
    monkeypatch.setenv("RISKKIT_KERNEL_PRELOAD", '["ipykernel.kernelapp", "there_is_no_such_module"]')
    fresh_settings()
    with kernel(dict(os.environ)) as one:
        assert isinstance(one.process, subprocess.Popen)
        assert one.ask("6 * 7") == "42"
    assert "starting a cold one" in caplog.text
    with pytest.raises(OSError, match="a moment ago"):
        start_kernel(["-f", "x"], env=dict(os.environ), cwd=None, stdout=None, stderr=None)


def test_a_module_that_leaves_a_thread_running_is_not_forked_from(
    warm, monkeypatch, tmp_path, fresh_settings
):
    (tmp_path / "leaves_thread.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("RISKKIT_KERNEL_PRELOAD", '["leaves_thread"]')
    fresh_settings()
    with pytest.raises(OSError, match="did not start"):
        start_kernel(["-f", "x"], env=dict(os.environ), cwd=None, stdout=None, stderr=None)
    assert "left threads running" in place_of(os.environ).log.read_text()


def test_a_slow_preload_is_not_waited_for_and_found_by_the_next(warm, monkeypatch, tmp_path, fresh_settings):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(3)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("RISKKIT_KERNEL_PRELOAD", '["slow_to_import", "ipykernel.kernelapp"]')
    monkeypatch.setattr("riskkit.kernels.kernel_process.WAIT_SECONDS", 0.5)
    fresh_settings()
    with kernel(dict(os.environ)) as first:
        assert isinstance(first.process, subprocess.Popen)
    monkeypatch.setattr("riskkit.kernels.kernel_process.WAIT_SECONDS", 30.0)
    with kernel(dict(os.environ)) as second:
        assert isinstance(second.process, KernelProcess)
    stop_preloaded(place_of(os.environ))


def test_a_folder_that_others_may_enter_is_refused(monkeypatch, tmp_path):
    (tmp_path / f"riskkit-kernels-{os.getuid()}").mkdir(mode=0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(PermissionError, match="of this user alone"):
        place_of(os.environ)


def test_rubbish_on_the_socket_harms_nobody(warm):
    with kernel(warm) as one:
        for rubbish in (b"", b"\xff" * 3, b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x02{,"):
            connection = connect(place_of(warm).socket)
            assert connection is not None
            connection.socket.sendall(rubbish)
            connection.close()
        assert one.ask("6 * 7") == "42"
    with kernel(warm) as next_one:
        assert isinstance(next_one.process, KernelProcess)


def test_an_idle_preloaded_process_ends(monkeypatch, tmp_path, fresh_settings):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("RISKKIT_KERNEL_PRELOAD", '["json"]')
    monkeypatch.setenv("RISKKIT_KERNEL_IDLE_SECONDS", "0.5")
    fresh_settings()
    place = place_of(os.environ)
    process = subprocess.Popen([sys.executable, "-m", "riskkit.kernels.preloaded", str(place.socket)])
    assert process.wait(timeout=20) == 0
    assert not place.socket.exists()
