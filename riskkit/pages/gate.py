"""The gate in front of every route: who is it, is it theirs, and is it still true for each message.

`gated` wraps a handler class of any library. A new route of Voila is therefore gated too,
without anyone having to think of it.
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote
from weakref import WeakSet

from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from riskkit.casework.attempts import note_kernel_attempt
from riskkit.pages.owned_kernels import SERVING
from riskkit.pages.serving_settings import HEADERS, LOGIN
from riskkit.settings import settings

KERNEL_ID: Final = re.compile(r"[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+", re.IGNORECASE)
SIGN_OF_LIFE: Final = re.compile(rb'"command": ?"ping"')
LONGEST_SIGN: Final = 2000
ENDED: Final = 4401
"""Code with which a websocket closes when its session has ended."""

OPEN_SOCKETS: WeakSet[Any] = WeakSet()


class Gate(RequestHandler):
    """What stands in front of a handler; always the first of its bases."""

    def set_default_headers(self) -> None:
        """Set our headers; a websocket's answer has its own."""
        super().set_default_headers()
        if not isinstance(self, WebSocketHandler):
            for name, value in HEADERS.items():
                self.set_header(name, value)

    async def prepare(self) -> None:
        """Let in who is logged in, to what is theirs."""
        check_host(self)
        user = await self.settings["identity_provider"].get_user(self)
        if user is None:
            turn_away(self)
            return
        SERVING.set(user.username)
        await check_owner(self, user.username)
        prepared: Any = super().prepare()
        if prepared is not None:
            await prepared
        if isinstance(self, WebSocketHandler):
            OPEN_SOCKETS.add(self)
        elif self.request.path.endswith(".ipynb"):
            _ = self.xsrf_token  # sets the cookie that logging out and closing the page send back

    async def on_message(self, message: str | bytes) -> None:
        """Ask again who this is: a session may have ended since the last message."""
        if await still_holds(self, use=not is_sign_of_life(message)):
            behind: Any = super()
            handled = behind.on_message(message)
            if handled is not None:
                await handled

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that something failed and nothing else: no traceback, no path, no version."""
        say_failed(self, status_code)


def gated(handler_class: type[RequestHandler]) -> type[RequestHandler]:
    """Return the same handler behind the gate."""
    return type(f"Gated{handler_class.__name__}", (Gate, handler_class), {})


def check_host(handler: RequestHandler) -> None:
    """Refuse a request under a name that is not ours (DNS rebinding)."""
    host = (handler.request.host or "").lower()
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    if name.strip("[]") not in handler.settings["riskkit_hosts"]:
        raise HTTPError(403)


def turn_away(handler: RequestHandler) -> None:
    """Send a visitor of a page to the login; refuse everything else."""
    asked, base = handler.request, handler.settings["base_url"]
    accepts = asked.headers.get("Accept", "text/html")
    page = "text/html" in accepts or asked.path == base or asked.path.endswith(".ipynb")
    ours = settings().identity_header is None  # else the login is the proxy's, and there is none here
    if ours and page and asked.method in ("GET", "HEAD") and not isinstance(handler, WebSocketHandler):
        handler.redirect(base.rstrip("/") + LOGIN)
        return
    raise HTTPError(403)


async def check_owner(handler: RequestHandler, user: str) -> None:
    """Answer alike for a kernel that is someone else's and one that is nobody's; note the former."""
    owners = handler.settings["kernel_manager"].owners
    named = list(kernels_named(handler))
    if all(owners.get(each) == user for each in named):
        return
    others = {owners[each] for each in map(str.lower, named) if owners.get(each, user) != user}
    for owner in sorted(others):
        store = handler.settings["identity_provider"].store
        await asyncio.to_thread(note_kernel_attempt, store, user, owner=owner, at=datetime.now(UTC))
    raise HTTPError(404)


def kernels_named(handler: RequestHandler) -> Iterator[str]:
    """Yield every kernel id in the address, in whatever writing."""
    parts = (handler.request.path, *handler.path_args, *handler.path_kwargs.values())
    for part in parts:
        yield from KERNEL_ID.findall(unquote(unquote(part or "")))


def is_sign_of_life(message: str | bytes) -> bool:
    """Return whether a message only says that a page is still open; that keeps no session alive."""
    raw = message.encode() if isinstance(message, str) else message
    return len(raw) <= LONGEST_SIGN and SIGN_OF_LIFE.search(raw) is not None


async def still_holds(socket: Any, *, use: bool) -> bool:
    """Return whether a websocket's user may still use it; close it if not."""
    before = socket.riskkit_user
    user = await socket.settings["identity_provider"].look_up(socket, use=use)
    if user is not None and before is not None and user.username == before.username:
        return True
    socket.close(ENDED, "session ended")
    return False


async def close_ended_sockets() -> None:
    """Close every websocket whose session has ended, also one that is silent."""
    for socket in list(OPEN_SOCKETS):
        if socket.ws_connection is None:
            OPEN_SOCKETS.discard(socket)
        else:
            await still_holds(socket, use=False)


def say_failed(handler: RequestHandler, status: int) -> None:
    """Write our own page for a failure, or one line where no page was asked for."""
    environment = handler.settings.get("voila_jinja2_env")
    if environment is None or "text/html" not in handler.request.headers.get("Accept", ""):
        handler.set_header("Content-Type", "text/plain; charset=utf-8")
        handler.finish(f"riskkit: {status}\n")
        return
    page = environment.get_template("error.html")
    handler.finish(
        page.render(
            base_url=handler.settings["base_url"],
            status_code=status,
            nonce=getattr(handler, "nonce", ""),
            theme=handler.settings["riskkit_theme"],
        )
    )
