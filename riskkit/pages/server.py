"""Voila with a login: every route behind the gate, kernels with an owner, a quiet log."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.netutil import bind_sockets, bind_unix_socket
from tornado.web import ErrorHandler, RedirectHandler
from traitlets.config import Config
from voila.app import Voila

from riskkit.errors import Fault, OutputError, ServingRefused, StoreError
from riskkit.pages.agency_theme import THEME, ThemeHandler
from riskkit.pages.gate import close_ended_sockets, gated
from riskkit.pages.identity_provider import OwnerAuthorizer, StoreIdentityProvider
from riskkit.pages.login_handlers import login_routes
from riskkit.pages.owned_kernels import OwnedKernels
from riskkit.pages.page_files import PageFileHandler, read_page_files
from riskkit.pages.page_handler import FILES, PAGES_AT_ONCE, TURNS, suited
from riskkit.pages.report_handler import REPORTS, ReportHandler
from riskkit.pages.server_log import note_request
from riskkit.pages.serving_settings import FIRST_PAGE, MOST_BODY
from riskkit.records import Store
from riskkit.records.checkpoints import write_checkpoint
from riskkit.settings import settings

CLOSED_ROUTES: Final = ("/voila/tree", "/voila/api/contents", "/voila/files", "/voila/query")
"""Routes of Voila that list or hand out files, or tell one visitor of another: not there."""

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
SOCKET_CHECK_MS: Final = 15_000
CHECKPOINT_MS: Final = 300_000
IDLE_CONNECTION_SECONDS: Final = 120


class GatedVoila(Voila):
    """Voila that lets nobody in without a login."""

    announce: Callable[[str], None]
    store: Store
    access_log: Any
    theme: str = ""

    def guard_config(self) -> None:
        """Take our own identity provider, authorizer and kernels, and refuse what would open a door."""
        self.identity_provider_class = StoreIdentityProvider
        self.authorizer_class = OwnerAuthorizer
        self.cookie_secret = secrets.token_bytes(32)
        self.voila_configuration.multi_kernel_manager_class = OwnedKernels
        check_config(self.config, self.voila_configuration)

    def init_settings(self) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return Voila's settings with ours; ServingRefused if a door would stand open."""
        self.guard_config()
        made = cast("dict[str, Any]", super().init_settings())
        if made["identity_provider"].token:
            raise ServingRefused("a token would let in whoever has it; unset JUPYTER_TOKEN.")
        if settings().identity_header and settings().socket is None:
            made["identity_provider"].proxy_secret()
        public = urlsplit(settings().public_url or "").hostname
        made["riskkit_hosts"] = LOOPBACK | ({public} if public else set())
        made["local_hostnames"] = sorted(made["riskkit_hosts"])
        made["default_handler_class"] = gated(ErrorHandler)
        made["default_handler_args"] = {"status_code": 404}
        made["compress_response"] = True
        made["riskkit_theme"] = self.theme
        made[TURNS] = asyncio.Semaphore(PAGES_AT_ONCE)
        made[FILES] = self.page_files = read_page_files(Path(self.root_dir))
        made["log_function"] = lambda handler: note_request(self.access_log, handler)
        return made

    def init_handlers(self) -> list[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return every route of Voila behind the gate, and the few that are open."""
        stock = cast("list[Any]", super().init_handlers())
        base = (self.server_url or "/").rstrip("/")
        closed = tuple(base + route for route in CLOSED_ROUTES)
        kept = [each for each in stock if each[0] != self.server_url and not str(each[0]).startswith(closed)]
        first = (self.server_url, RedirectHandler, {"url": base + FIRST_PAGE, "permanent": False})
        theme = (base + THEME, ThemeHandler, {"sheet": self.theme})
        files = (
            (f"{base}/{each.name}", PageFileHandler, {"file": each}) for each in self.page_files.values()
        )
        ours = (first, (base + REPORTS, ReportHandler), theme, *files)
        behind = ((each[0], gated(suited(each[1])), *each[2:]) for each in (*ours, *kept))
        return [*login_routes(base), *behind]

    def listen(self) -> None:
        """Serve on the socket or port, look after open websockets and checkpoints, until stopped."""
        server = HTTPServer(
            self.app, max_body_size=MOST_BODY, max_buffer_size=4 * MOST_BODY,
            idle_connection_timeout=IDLE_CONNECTION_SECONDS, max_header_size=32 * 1024,
        )  # fmt: skip
        address = self._bind(server)
        self.ioloop = IOLoop.current()
        self.ioloop.add_callback(lambda: self.announce(address))
        PeriodicCallback(close_ended_sockets, SOCKET_CHECK_MS).start()
        PeriodicCallback(self._sign_checkpoint, CHECKPOINT_MS).start()
        try:
            self.ioloop.start()
        finally:
            self.stop()

    def _bind(self, server: HTTPServer) -> str:
        """Bind the Unix socket, or the first free port; return where pages can be opened."""
        if settings().socket is not None:
            server.add_socket(bind_unix_socket(str(settings().socket), mode=0o660))
            return settings().public_url or f"unix:{settings().socket}"
        for port in range(self.port, self.port + self.port_retries + 1):
            with contextlib.suppress(OSError):  # taken: the next one
                server.add_sockets(bind_sockets(port, self.ip))
                self.port = port
                return settings().public_url or f"http://127.0.0.1:{port}/"
        raise OutputError(
            Fault(
                "port", f"{self.port} and those after it are taken", remedy="choose another with RISKKIT_PORT"
            )
        )

    async def _sign_checkpoint(self) -> None:
        try:
            await asyncio.to_thread(write_checkpoint, self.store)
        except StoreError as error:
            self.access_log.error("no checkpoint", reason=str(error))


def check_config(config: Config, voila: Any) -> None:
    """Refuse a configuration under which someone gets in without being known.

    Raises
    ------
    ServingRefused
        Names every door that would stand open.
    """
    open_doors = {
        "a preheated kernel has no user": voila.preheat_kernel,
        "progressive rendering has a websocket of its own": voila.progressive_rendering,
        "headers of visitors would reach the kernel": bool(voila.http_header_envs),
        "a hook would run before the login is known": voila.prelaunch_hook is not None,
        "tracebacks would be shown": voila.show_tracebacks,
        "sources would be shown": not voila.strip_sources,
        "files would be handed out": bool(voila.file_allowlist),
        "a token would let in whoever has it": bool(
            config.Voila.get("token") or config.IdentityProvider.get("token")
        ),
        "an anonymous user would be let in": bool(
            {"PasswordIdentityProvider", "LegacyIdentityProvider"} & set(config)
            or config.Voila.get("identity_provider_class", StoreIdentityProvider) is not StoreIdentityProvider
        ),
        "kernels could be reached by other users of this machine": config.KernelManager.get("transport")
        != "ipc",
        "kernels would never end": not config.MappingKernelManager.get("cull_idle_timeout"),
        "the pages would be reachable without the proxy": config.Voila.get("ip") not in LOOPBACK,
    }
    found = [door for door, stands_open in open_doors.items() if stands_open]
    if found:
        raise ServingRefused("the pages are not served: " + "; ".join(found) + ".")
