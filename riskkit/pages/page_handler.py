"""Voila's handlers as our pages need them: a page comes with all its parts, files are kept by the browser.

Voila's own page is a shell: JupyterLab, 1.4 MB of it, starts in the browser and then asks the kernel for its
widgets; where a busy kernel takes more than 4 s to answer, a page of errors stays. Here the cells run while
the frame of the page is on its way, and what they showed travels in the page itself. Scripts of Voila are
loaded by a page with widgets of ipywidgets itself, and by no other.
"""

import asyncio
import os
from collections.abc import AsyncGenerator
from functools import cache, partial
from typing import Any, Final

from jupyter_core.utils import ensure_async
from markupsafe import Markup
from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from voila.execute import VoilaExecutor
from voila.tornado.handler import TornadoVoilaHandler
from voila.utils import get_page_config, make_url

from riskkit.pages.guard import described
from riskkit.pages.page_content import Known, PageContent, page_content
from riskkit.pages.page_facts import page_facts
from riskkit.pages.serving_settings import CELL_ERROR, TEMPLATE

KEPT_SECONDS: Final = 3600
"""After an upgrade a browser may hold a file without a version in its address for so long."""

STILL_COMING: Final = "<!-- -->\n"
"""Sent while a page is made, so that a proxy keeps waiting."""

STILL_COMING_SECONDS: Final = 10.0
TURNS: Final = "riskkit_turns"
"""Setting of the server: a semaphore with as many places as pages are made at the same moment."""

FILES: Final = "riskkit_files"
"""Setting of the server: the files that every page loads, by name."""

PAGES_AT_ONCE: Final = max(4, 2 * (os.cpu_count() or 1))
CUT: Final = "<!-- the content -->"


@cache
def address_of(base_url: str, name: str) -> str:
    """Return the address of one of the template's files, which changes with its content; looked up once."""
    return make_url(TEMPLATE, base_url, f"static/{name}")


class PageHandler(TornadoVoilaHandler):
    """A page whose parts come with it; no script stands in it."""

    async def get_generator(self, path: str | None = None) -> AsyncGenerator[str]:
        """Yield the page in pieces: its frame down to the content, the content, the rest."""
        notebook = await self._read(path or "")
        kernel = await self._start(notebook)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        above, _, below = self._framed(notebook).partition(CUT)
        yield above
        making = asyncio.ensure_future(self._in_turn(notebook, kernel))
        while not (await asyncio.wait({making}, timeout=STILL_COMING_SECONDS))[0]:
            yield STILL_COMING
        yield self._filled(making.result(), kernel)
        yield below

    async def _read(self, path: str) -> Any:
        """Return a notebook of the dashboards' folder; 404 for anything else."""
        if not path.endswith(".ipynb"):
            raise HTTPError(404)
        model = await ensure_async(self.contents_manager.get(path=path, type="notebook"))
        return model["content"]

    async def _start(self, notebook: Any) -> str:
        """Start the page's kernel, for the user of this request, and return its id."""
        name = notebook.metadata.get("kernelspec", {}).get("name")
        return await ensure_async(
            self.kernel_manager.start_kernel(kernel_name=name, path="", env=dict(os.environ))
        )

    def _framed(self, notebook: Any) -> str:
        facts = page_facts(self.settings)
        title = notebook.metadata.get("title", "riskkit")
        files = self.settings[FILES]
        return self._rendered("index.html.j2", title=title, facts=facts, files=files, cut=Markup(CUT))

    def _filled(self, content: PageContent, kernel: str) -> str:
        config: dict[str, Any] = {"kernelId": kernel, "baseUrl": self.base_url}
        if content.stock:
            stock = get_page_config(
                base_url=self.base_url, settings=self.settings, log=self.log,
                voila_configuration=self.voila_configuration,
            )  # fmt: skip
            config = {**stock, **config}
        else:
            config["parts"] = content.parts
        return self._rendered("content.html.j2", content=content, config=config)

    def _rendered(self, template: str, **values: Any) -> str:
        address = partial(address_of, self.base_url)
        return self.get_template(template).render(base_url=self.base_url, address=address, **values)

    async def _in_turn(self, notebook: Any, kernel: str) -> PageContent:
        """Make the page when it is its turn: many at once only wait for each other, and for the store."""
        async with self.settings[TURNS]:
            return await self._make(notebook, kernel)

    async def _make(self, notebook: Any, kernel: str) -> PageContent:
        """Run the cells up to the first that fails, and return what they showed."""
        executor = VoilaExecutor(
            notebook, km=self.kernel_manager.get_kernel(kernel), config=self.traitlet_config
        )
        try:
            executor.kc = await executor.async_start_new_kernel_client()
            for number, cell in enumerate(notebook.cells):
                await executor.execute_cell(cell, None, number, store_history=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page says that it cannot be shown
            self.log.error("page not built: %s", described(error))
            return page_content(({"output_type": "error"},), Known({}, {}), CELL_ERROR)
        finally:
            if executor.kc is not None:
                await ensure_async(executor.kc.stop_channels())
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
        buffers = {widget: tuple(each.values()) for widget, each in executor.widget_buffers.items()}
        return page_content(outputs, Known(executor.widget_state, buffers), CELL_ERROR)


class KeptFile(StaticFileHandler):
    """A file of a script or style, the same for everyone; always the first of a handler's bases."""

    def set_headers(self) -> None:
        """Let the browser keep it for a while: asking for each again costs more than the page."""
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
