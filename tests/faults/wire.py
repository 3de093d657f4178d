"""A raw client of a kernel's websocket: any message, in either protocol."""

import asyncio
import json
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.faults.pages_server import Visitor

V1 = "v1.kernel.websocket.jupyter.org"


def message(kind: str, content: dict[str, Any], *, channel: str = "shell", **more: Any) -> dict[str, Any]:
    header = {
        "msg_id": uuid4().hex, "username": "x", "session": uuid4().hex, "msg_type": kind, "version": "5.3",
        "date": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    return {
        "header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel,
        "buffers": [], **more,
    }  # fmt: skip


def as_v1(sent: dict[str, Any]) -> bytes:
    """Write a message in the binary protocol: offsets, then channel and the four parts."""
    parts = [sent["channel"].encode()]
    parts += [json.dumps(sent[name]).encode() for name in ("header", "parent_header", "metadata", "content")]
    offsets = [8 * (2 + len(parts))]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    numbers = [len(offsets), *offsets]
    return b"".join(number.to_bytes(8, "little") for number in numbers) + b"".join(parts)


def from_v1(raw: bytes) -> dict[str, Any]:
    count = int.from_bytes(raw[:8], "little")
    offsets = [int.from_bytes(raw[8 * n : 8 * n + 8], "little") for n in range(1, count + 1)]
    parts = [raw[a:b] for a, b in pairwise(offsets)]
    names = ("header", "parent_header", "metadata", "content")
    read = {name: json.loads(part) for name, part in zip(names, parts[1:5], strict=True)}
    return {**read, "channel": parts[0].decode()}


async def attach(
    visitor: Visitor, kernel: str, *, v1: bool = False, headers: dict[str, str] | None = None
) -> WebSocketClientConnection:
    url = visitor.url.replace("http", "ws", 1) + f"/api/kernels/{kernel}/channels?session_id={uuid4().hex}"
    request = HTTPRequest(url, headers={"Cookie": visitor.cookie_header(), **(headers or {})})
    opened = await websocket_connect(request, subprotocols=[V1] if v1 else None)
    OPENED.append(opened)
    return opened


OPENED: list[WebSocketClientConnection] = []
"""Every websocket of these tests; some are left to a server that hangs up on them."""


def forget_opened() -> None:
    """Let go of websockets whose event loop has ended, without a word about how."""
    for each in OPENED:
        each.protocol = None
    OPENED.clear()


async def try_to_attach(visitor: Visitor, kernel: str, **kwargs: Any) -> int:
    """Return the status with which attaching is answered; 101 if it opens."""
    try:
        connection = await attach(visitor, kernel, **kwargs)
    except HTTPClientError as refused:
        return refused.code
    await hang_up(connection)
    return 101


async def hang_up(connection: WebSocketClientConnection) -> None:
    """Close a websocket and wait until the other side knows."""
    connection.close()
    while await asyncio.wait_for(connection.read_message(), 60) is not None:
        continue


async def read_for(connection: WebSocketClientConnection, seconds: float) -> list[dict[str, Any]]:
    """Return what arrives within some seconds; stops early when the other side closes."""
    found: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while (left := until - loop.time()) > 0:
        try:
            raw = await asyncio.wait_for(connection.read_message(), left)
        except TimeoutError:
            break
        if raw is None:
            break
        found.append(json.loads(raw) if isinstance(raw, str) else from_v1(raw))
    return found


async def wait_for_reply(
    connection: WebSocketClientConnection, kind: str, seconds: float = 60.0
) -> dict[str, Any] | None:
    """Return the first message of a kind; None if it does not come, or the other side closes."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while (left := until - loop.time()) > 0:
        try:
            raw = await asyncio.wait_for(connection.read_message(), left)
        except TimeoutError:
            return None
        if raw is None:
            return None
        read = json.loads(raw) if isinstance(raw, str) else from_v1(raw)
        if read["header"]["msg_type"] == kind:
            return read
    return None
