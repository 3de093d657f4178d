"""Serve the dashboards on this machine: Voila with our template, our routes and a quiet log."""

import contextlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from tornado.web import RedirectHandler
from voila.app import Voila

from riskkit.errors import Fault, OutputError
from riskkit.pages.serving_settings import voila_config
from riskkit.settings import settings

FIRST_PAGE: Final = "/voila/render/index.ipynb"
CLOSED_ROUTES: Final = ("/voila/tree", "/voila/api/contents", "/voila/files")
"""Routes of Voila that list or hand out files: not needed, so not there."""


def serve(
    *,
    port: int | None = None,
    port_retries: int = 10,
    notebooks: Path | None = None,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the dashboards on 127.0.0.1 until Ctrl-C.

    Parameters
    ----------
    port : int or None
        First port to try; None takes ``RISKKIT_PORT``.
    port_retries : int
        How many further ports to try if it is taken.
    notebooks : Path or None
        Folder of the dashboards; None takes the one beside the package.
    announce : callable
        Receives the address once pages can be opened.

    Raises
    ------
    OutputError
        There are no dashboards, or no port is free.

    Notes
    -----
    Nobody logs in yet: whoever can reach this machine's loopback address can open every
    page. It is for demonstration with made-up people.
    """
    folder = (notebooks or settings().home / "dashboards").resolve()
    if not (folder / "index.ipynb").is_file():
        raise OutputError(
            Fault(
                "dashboards", "are not there", "a folder with index.ipynb", "set RISKKIT_HOME to the checkout"
            )
        )
    os.umask(0o077)
    # Voila finds templates by this variable alone; kernels inherit it and do not mind.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        filter(None, (str(folder / "template"), os.environ.get("JUPYTER_PATH")))
    )
    os.environ["RISKKIT_WORKSPACE"] = str(settings().workspace.resolve())
    first = settings().port if port is None else port
    server = _Server.instance(config=voila_config(folder, port=first, port_retries=port_retries))
    server.announce = announce
    server.initialize(argv=[])
    for handler in server.log.handlers:
        handler.addFilter(_without_content)
    with contextlib.suppress(KeyboardInterrupt):
        server.start()


class _Server(Voila):
    """Voila without the routes that list or hand out files, opening at our first page."""

    announce: Callable[[str], None]

    def init_handlers(self) -> list[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        stock = cast("list[Any]", super().init_handlers())  # Voila's annotation names a traitlets.List
        closed = tuple(url_path_join(self.server_url or "/", route) for route in CLOSED_ROUTES)
        kept = [each for each in stock if each[0] != self.server_url and not str(each[0]).startswith(closed)]
        return [(self.server_url, RedirectHandler, {"url": FIRST_PAGE, "permanent": False}), *kept]

    def listen(self) -> None:
        IOLoop.current().add_callback(lambda: self.announce(f"http://127.0.0.1:{self.port}/"))
        try:
            super().listen()
        except SystemExit:  # Voila's way to say that no port was free
            raise OutputError(
                Fault(
                    "port",
                    f"{self.port} and those after it are taken",
                    remedy="choose another with RISKKIT_PORT",
                )
            ) from None


NOT_NEWS: Final = ("is not trusted", "could not be started")
"""Said of every notebook at every visit, and what we say ourselves in our own words."""


def _without_content(record: logging.LogRecord) -> bool:
    """Keep a failing cell's source, outputs and error text out of the server's log.

    Voila logs them whole, and with them whatever a person's file holds.
    """
    text = str(record.msg)
    if any(part in text for part in NOT_NEWS):
        return False
    if record.exc_info or "executing cell" in text:
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = "a page failed to build (%s); see the pages' log"
        record.args = (kind.__name__ if kind else "unknown",)
        record.exc_info, record.exc_text = None, None
    return True
