"""A proxy as JupyterHub or an OIDC proxy is one: it knows who is at the other end, and says so.

It takes away what a visitor claims and puts in what it knows: the user of its own cookie, the
address. It speaks to the pages' Unix socket, which nobody else may reach. One request a
connection; what is upgraded to a websocket is passed on both ways.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

COOKIE = "hub-session"
PRETEND = "x-pretend-from"
"""Header of a test's visitor: from which address the proxy is to believe that it comes."""

SET_BY_PROXY = {"x-identity", "x-riskkit-proxy-secret", "x-real-ip", "connection", PRETEND}


@dataclass
class HubProxy:
    """A proxy in front of a Unix socket.

    Attributes
    ----------
    socket : Path
        Of the pages.
    users : dict of str to str
        User by the value of the proxy's own cookie.
    port : int
        Where it listens on 127.0.0.1, once it does.
    """

    socket: Path
    users: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one request on, and everything after it."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            try:
                inner, outer = await asyncio.open_unix_connection(str(self.socket))
            except OSError:  # the pages are not there (yet)
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                writer.close()
                return
            try:
                outer.write(self.rewritten(head).encode("latin-1"))
                await asyncio.gather(copy(reader, outer), copy(inner, writer))
            finally:
                outer.close()
        writer.close()

    def rewritten(self, head: str) -> str:
        """Return the head of a request with what this proxy knows in place of what was claimed."""
        first, *lines = head.rstrip("\r\n").split("\r\n")
        named = [(line.partition(":")[0].strip().lower(), line) for line in lines]
        said = {name: line.partition(":")[2].strip() for name, line in named}
        kept = [line for name, line in named if name not in SET_BY_PROXY]
        upgrade = said.get("upgrade", "").lower() == "websocket"
        kept.append("Connection: " + ("Upgrade" if upgrade else "close"))
        kept.append("X-Real-IP: " + said.get(PRETEND, "198.51.100.1"))
        cookies = (part.strip().partition("=") for part in said.get("cookie", "").split(";"))
        known = [self.users[value] for name, _, value in cookies if name == COOKIE and value in self.users]
        kept += [f"X-Identity: {name}" for name in known[:1]]
        return "\r\n".join([first, *kept]) + "\r\n\r\n"


async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Copy until one side has no more to say or does not listen."""
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


@contextlib.contextmanager
def proxy_before(proxy: HubProxy) -> Iterator[HubProxy]:
    """Run a proxy in a thread of its own; its port is known when the block begins."""
    ready, ends = threading.Event(), []

    async def serve() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(proxy.pass_on, "127.0.0.1", 0, limit=1 << 20)
        proxy.port = server.sockets[0].getsockname()[1]
        ends.append(lambda: loop.call_soon_threadsafe(stop.set))
        ready.set()
        async with server:
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(60)
    try:
        yield proxy
    finally:
        ends[0]()
        thread.join(60)
