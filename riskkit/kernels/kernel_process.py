"""A forked kernel as its asker sees it: the part of ``subprocess.Popen`` that provisioners use."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from riskkit.kernels.place import Place, place_of
from riskkit.kernels.wire import Connection, connect

WAIT_SECONDS: Final = 15.0
"""How long a request waits for preloading; after that its kernel starts cold, and later ones find it."""

RETRY_SECONDS: Final = 60.0
"""How long not to try again after a start has failed: each try costs as much as a cold kernel."""

_started: list[subprocess.Popen[bytes]] = []
"""Preloaded processes that this process started: kept, so that an ended one is collected."""

_LIMITS: Final = tuple(
    number for name, number in sorted(vars(resource).items())
    if name.startswith("RLIMIT_") and isinstance(number, int)
)  # fmt: skip


class KernelProcess:
    """A kernel forked by the preloaded process.

    Parameters
    ----------
    connection : Connection
        The conversation that asked for it; it lives as long as the kernel.
    pid : int
        Its process id; also that of its process group.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: Connection, pid: int) -> None:
        self._connection = connection
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        return self._outcome(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return its exit code (negative: the signal that ended it).

        Raises
        ------
        subprocess.TimeoutExpired
            It still runs after ``timeout`` seconds.
        """
        code = self._outcome(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _outcome(self, seconds: float | None) -> int | None:
        if self.returncode is None and self._connection.waiting(seconds):
            answer = self._connection.receive()
            # no answer: the preloaded process was killed, and its kernels die with it
            self.returncode = -signal.SIGKILL if answer is None else int(answer["returncode"])
            self._connection.close()
        return self.returncode


def start_kernel(
    arguments: Sequence[str], *, env: Mapping[str, str], cwd: str | None, stdout: Any, stderr: Any
) -> KernelProcess:
    """Fork a kernel from the preloaded process of this environment, starting that if need be.

    Parameters
    ----------
    arguments : sequence of str
        What follows ``python -m ipykernel_launcher``.
    env : mapping of str to str
        The kernel's variables, all of them.
    cwd : str or None
        Its folder; None for that of this process.
    stdout, stderr : int, file or None
        As for Popen; None for those of this process.

    Raises
    ------
    OSError
        No preloaded process could be reached or started.
    """
    place = place_of(env)
    connection = connect(place.socket) or _start(place)
    request = {
        "argv": list(arguments),
        "env": dict(env),
        "cwd": cwd or str(Path.cwd()),
        "umask": _umask(),
        "limits": [(number, resource.getrlimit(number)) for number in _LIMITS],
    }
    try:
        with _Output(stdout, 1) as out, _Output(stderr, 2) as error:
            connection.send(request, [out, error])
        pid = connection.receive_forked()
    except OSError:
        connection.close()
        raise
    return KernelProcess(connection, pid)


class _Output:
    """The descriptor behind one of Popen's output arguments."""

    def __init__(self, given: Any, own: int) -> None:
        self._given, self._own, self._opened = given, own, -1

    def __enter__(self) -> int:
        if self._given is None:
            return self._own
        if self._given == subprocess.DEVNULL:
            self._opened = os.open(os.devnull, os.O_WRONLY)
            return self._opened
        return self._given if isinstance(self._given, int) else int(self._given.fileno())

    def __exit__(self, *_: object) -> None:
        if self._opened >= 0:
            os.close(self._opened)


def _start(place: Place) -> Connection:
    """Start the preloaded process, once however many ask at the same time, and wait for it a while."""
    with place.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = connect(place.socket)
        if found is not None:
            return found
        if _failed_lately(place):
            raise OSError("the preloaded process failed to start a moment ago")
        if not _preloading(place):
            _launch(place)
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and _preloading(place):
        found = connect(place.socket)
        if found is not None:
            return found
        time.sleep(0.02)
    found = connect(place.socket)
    if found is not None:
        return found
    if _preloading(place):
        raise OSError("the preloaded process is still importing; the next kernel finds it")
    place.failed.touch()
    raise OSError(f"the preloaded process did not start; see {place.log}")


def _launch(place: Place) -> None:
    with place.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "riskkit.kernels.preloaded", str(place.socket)],
            env=dict(place.environment), cwd="/", start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    place.pid.write_text(str(process.pid))
    _started[:] = [*(each for each in _started if each.poll() is None), process]


def _preloading(place: Place) -> bool:
    """Return whether the process that was started last is alive, whoever started it."""
    with suppress(OSError, ValueError):  # none was started, or it has ended
        pid = int(place.pid.read_text())
        mine = [each for each in _started if each.pid == pid]
        if mine:
            return mine[-1].poll() is None
        return b"riskkit.kernels.preloaded" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _failed_lately(place: Place) -> bool:
    try:
        return time.time() - place.failed.stat().st_mtime < RETRY_SECONDS
    except FileNotFoundError:
        return False


def _umask() -> int:
    """Return this process's file mask without changing it, which would race with other threads."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    return 0o077
