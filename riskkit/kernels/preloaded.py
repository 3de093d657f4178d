"""The preloaded process: imports once, then forks a kernel for each request.

It runs one thread and creates nothing that a fork cannot share: no event loop, no sockets
but its own, no database connections. Native thread pools (BLAS) register their own handlers
for forks; where a preloaded module leaves a Python thread running, the process gives up and
kernels start the stock way.
"""

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from riskkit.kernels.forked import become_kernel
from riskkit.kernels.forked_kernel import ForkedKernel
from riskkit.kernels.wire import Connection, peer_of, short_address
from riskkit.settings import settings

LISTENING_LATE: Final = 3
"""Exit code: another process has taken the place meanwhile."""

HAS_THREADS: Final = 4
"""Exit code: a preloaded module left a thread running."""

KERNEL: Final = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",  # takes longer than the rest of ipykernel
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""What every kernel imports while it starts and while it ends, whatever it is for."""


def main(address: str) -> int:
    """Preload, listen at ``address`` and fork until nothing has been asked for a while.

    Returns
    -------
    int
        Exit code.
    """
    os.umask(0o077)
    gc.disable()  # what is imported stays: looking through it again and again takes a sixth of the time
    _preload(KERNEL)
    _preload(settings().kernel_preload)
    if threading.active_count() > 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        sys.stderr.write(f"a preloaded module left threads running: {names}\n")
        return HAS_THREADS
    ForkedKernel.note_modules()
    gc.freeze()  # what is here now is never touched again: its pages stay shared
    path = Path(address)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        with short_address(path) as name:
            listener.bind(name)
        listener.listen(128)
        listener.setblocking(False)
        try:
            Preloaded(listener, path, settings().kernel_idle_seconds).run()
        finally:
            path.unlink(missing_ok=True)
    return 0


def _preload(names: tuple[str, ...]) -> None:
    """Import modules; a name with a colon is also called: ``package.module:function``."""
    for name in names:
        module, _, function = name.partition(":")
        loaded = importlib.import_module(module)
        if function:
            getattr(loaded, function)()


class Preloaded:
    """The loop that forks kernels and tells their askers when they ended.

    Parameters
    ----------
    listener : socket.socket
        Listening Unix socket.
    path : Path
        Its address; the loop ends when the file is gone.
    idle_seconds : float
        The loop ends when no kernel has run for so long.
    """

    def __init__(self, listener: socket.socket, path: Path, idle_seconds: float) -> None:
        self._listener, self._path, self._idle = listener, path, idle_seconds
        self._kernels: dict[int, Connection] = {}
        self._pids: dict[Connection, int] = {}
        self._selector = selectors.DefaultSelector()
        self._stopped = False

    def run(self) -> None:
        """Serve until idle or told to stop."""
        wake_reader, wake_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake_writer)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self._selector.register(wake_reader, selectors.EVENT_READ, None)
        last = time.monotonic()
        while not self._stopped and self._path.exists():
            for key, _ in self._selector.select(timeout=1.0):
                self._answer(key, wake_reader)
            self._bury()
            if self._kernels:
                last = time.monotonic()
            elif time.monotonic() - last > self._idle:
                break
        for pid in self._kernels:
            _end(pid)

    def _stop(self) -> None:
        self._stopped = True

    def _answer(self, key: selectors.SelectorKey, wake_reader: int) -> None:
        """Take a new request, note a woken signal, or a kernel whose asker has gone."""
        if key.fileobj is self._listener:
            self._accept()
        elif key.fileobj == wake_reader:
            with suppress(BlockingIOError):  # already emptied
                os.read(wake_reader, 4096)
        elif isinstance(key.data, Connection) and key.data in self._pids:
            _end(self._pids[key.data])  # the asker speaks only once: this is its end
            self._selector.unregister(key.fileobj)

    def _accept(self) -> None:
        try:
            accepted, _ = self._listener.accept()
        except OSError:
            return
        accepted.settimeout(5)  # a request is sent whole, at once
        connection = Connection(accepted)
        if peer_of(accepted) != os.getuid():
            connection.close()
            return
        request, files = connection.receive_request()
        try:
            self._serve(connection, request, files)
        finally:
            for file in files:
                os.close(file)

    def _serve(self, connection: Connection, request: dict[str, Any] | None, files: list[int]) -> None:
        if request is not None and request.get("stop"):
            connection.send({"pid": os.getpid()})
        elif request is not None and len(files) == 2:
            self._fork(connection, request, files)
            return
        connection.close()

    def _fork(self, connection: Connection, request: dict[str, Any], files: list[int]) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            become_kernel(request, files, parent)
        self._kernels[pid] = connection
        self._pids[connection] = pid
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)
        with suppress(OSError):  # the asker has gone: its end of file is seen next
            connection.send({"pid": pid})

    def _bury(self) -> None:
        """Collect the kernels that ended and tell those who asked for them."""
        while self._kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            connection = self._kernels.pop(pid, None)
            if connection is None:
                continue
            del self._pids[connection]
            with suppress(KeyError):  # unregistered already when the asker went first
                self._selector.unregister(connection.socket)
            with suppress(OSError):  # nobody is left to be told
                connection.send({"returncode": os.waitstatus_to_exitcode(status)})
            connection.close()


def _end(pid: int) -> None:
    """End a kernel and whatever it started in its session."""
    with suppress(ProcessLookupError):  # ended by itself meanwhile
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
