"""A finished report, handed to its owner alone: to read in a sealed page, or to keep as a file."""

import asyncio
import mimetypes
from typing import Any, Final

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from riskkit.casework.access import Access
from riskkit.casework.report_runs import read_report_file
from riskkit.errors import RiskkitError
from riskkit.pages.owned_kernels import SERVING

READ: Final = "report.html"
SEALED: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    )
)
"""Policy of a report: no script, no request, an origin of its own, whatever stands in it."""

REPORTS: Final = r"/report/(.*)"


class ReportHandler(JupyterHandler):
    """Hands out the files of reports; behind the gate, which says for whom the request is."""

    async def get(self, path: str) -> None:
        """Show a report, or send one of its files to be kept."""
        run, _, name = path.partition("/")
        content = await asyncio.to_thread(self._read, SERVING.get() or "", run, name)
        self.set_header("Content-Security-Policy", SEALED)
        self.set_header("Cache-Control", "no-store")
        if name == READ and not self.get_query_argument("keep", ""):
            self.set_header("Content-Type", "text/html; charset=utf-8")
        else:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.set_header("Content-Type", "application/octet-stream" if kind == "text/html" else kind)
            kept = f"riskkit-{run[:8]}-{name.rpartition('/')[2]}"
            self.set_header("Content-Disposition", f'attachment; filename="{kept}"')
        self.finish(content)

    def _read(self, user: str, run: str, name: str) -> bytes:
        store: Any = self.settings["identity_provider"].store
        try:
            return read_report_file(Access(store, user), run, name)
        except RiskkitError:  # no report, not theirs, not their role: all answered alike
            raise HTTPError(404) from None
