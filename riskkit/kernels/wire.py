"""What the provisioner and the preloaded process say to each other, over a Unix socket.

A request is one JSON object, with the two output files of the kernel attached. The answer is
``{"pid": ...}`` and, once the kernel has ended, ``{"returncode": ...}``. The connection lives
as long as the kernel: if the one who asked goes away, the kernel is ended.
"""

import json
import os
import select
import socket
import struct
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

MOST: Final = 4 * 1024 * 1024
"""Largest request in bytes: an environment is far smaller."""

_LENGTH: Final = struct.Struct("!I")
_CREDENTIALS: Final = struct.Struct("3i")


@dataclass(slots=True, eq=False)
class Connection:
    """One conversation; both sides use it.

    Attributes
    ----------
    socket : socket.socket
        Connected stream socket of the Unix family.
    """

    socket: socket.socket
    _unread: bytearray = field(default_factory=bytearray)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation."""
        self.socket.close()

    def send(self, message: dict[str, Any], files: list[int] | None = None) -> None:
        """Send one message, with open files attached to it."""
        content = json.dumps(message).encode()
        head = _LENGTH.pack(len(content))
        if files:
            socket.send_fds(self.socket, [head], files)
        else:
            self.socket.sendall(head)
        self.socket.sendall(content)

    def receive(self) -> dict[str, Any] | None:
        """Return the next message, waiting for it; None when the other side is gone or talks rubbish."""
        head = self._exactly(_LENGTH.size)
        if head is None:
            return None
        length = _LENGTH.unpack(head)[0]
        content = self._exactly(length) if length <= MOST else None
        try:
            read = None if content is None else json.loads(content)
        except ValueError:
            return None
        return read if isinstance(read, dict) else None

    def receive_request(self) -> tuple[dict[str, Any] | None, list[int]]:
        """Return the first message and the files attached to it."""
        try:
            head, files, _, _ = socket.recv_fds(self.socket, _LENGTH.size, 2)
        except OSError:
            return None, []
        self._unread += head
        return self.receive(), list(files)

    def receive_forked(self) -> int:
        """Return the process id that answers a request.

        Raises
        ------
        ConnectionError
            The other side went away without an answer.
        """
        answer = self.receive()
        if answer is None or "pid" not in answer:
            raise ConnectionError("the preloaded process gave no answer")
        return int(answer["pid"])

    def waiting(self, seconds: float | None) -> bool:
        """Return whether something can be read now, or within so many seconds (None: for ever)."""
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        return bool(poll.poll(None if seconds is None else seconds * 1000))

    def _exactly(self, length: int) -> bytes | None:
        while len(self._unread) < length:
            try:
                part = self.socket.recv(65536)
            except OSError:
                return None
            if not part:
                return None
            self._unread += part
        found = bytes(self._unread[:length])
        del self._unread[:length]
        return found


def connect(address: Path) -> Connection | None:
    """Return a conversation with the process that listens there, or None where none of ours does."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with suppress(OSError), short_address(address) as name:  # nobody listens there (any more)
        made.connect(name)
        if peer_of(made) == os.getuid():
            return Connection(made)
    made.close()
    return None


@contextmanager
def short_address(path: Path) -> Generator[str]:
    """Give a socket's path a short name: Unix allows 107 bytes, and folders can be deep."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def peer_of(connected: socket.socket) -> int:
    """Return the user id of the process on the other side, as the kernel of the system knows it."""
    raw = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(raw)[1])
