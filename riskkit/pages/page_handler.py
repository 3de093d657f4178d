"""Voila's handlers as our pages need them: no script written into a page, files kept by the browser."""

from collections.abc import AsyncGenerator
from typing import Any, Final

from tornado.web import RequestHandler, StaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

HEARTBEAT: Final = "window.voila_heartbeat"
KEPT_SECONDS: Final = 3600
"""After an upgrade a browser may hold a script of before for so long."""

STILL_COMING: Final = "<!-- -->\n"
"""Sent while a kernel starts, so that a proxy keeps waiting; Voila would send a script."""


class PageHandler(TornadoVoilaHandler):
    """A page whose content security policy need not allow any script in it."""

    async def get_generator(self, path: str | None = None) -> AsyncGenerator[Any]:
        """Yield the page in pieces."""
        async for piece in super().get_generator(path):
            yield STILL_COMING if HEARTBEAT in piece and len(piece) < 100 else piece


class KeptFile(StaticFileHandler):
    """A file of a script or style, the same for everyone; always the first of a handler's bases."""

    def set_headers(self) -> None:
        """Let the browser keep it for a while: asking for each of about ninety again costs a second."""
        super().set_headers()
        if not self.get_query_argument("v", ""):  # else the address changes with the content
            self.set_header("Cache-Control", f"private, max-age={KEPT_SECONDS}")


def suited(handler: type[RequestHandler]) -> type[RequestHandler]:
    """Return the handler to serve in place of one of Voila's; any other as it is."""
    if handler is TornadoVoilaHandler:
        return PageHandler
    if issubclass(handler, StaticFileHandler):
        return type(f"Kept{handler.__name__}", (KeptFile, handler), {})
    return handler
