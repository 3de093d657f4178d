"""Voila's handler of pages, without the scripts that it would write into them."""

from collections.abc import AsyncGenerator
from typing import Any, Final

from voila.tornado.handler import TornadoVoilaHandler

HEARTBEAT: Final = "window.voila_heartbeat"
STILL_COMING: Final = "<!-- -->\n"
"""Sent while a kernel starts, so that a proxy keeps waiting; Voila would send a script."""


class PageHandler(TornadoVoilaHandler):
    """A page whose content security policy need not allow any script in it."""

    async def get_generator(self, path: str | None = None) -> AsyncGenerator[Any]:
        """Yield the page in pieces."""
        async for piece in super().get_generator(path):
            yield STILL_COMING if HEARTBEAT in piece and len(piece) < 100 else piece
