"""A page comes in pieces, its parts in it; scripts and styles are kept by the browser for a while."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from jupyter_server.base.handlers import FileFindHandler
from tornado.httputil import HTTPConnection, HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import Application, HTTPError, RedirectHandler, StaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from riskkit.pages import page_handler
from riskkit.pages.page_content import Known, PageContent, page_content
from riskkit.pages.page_handler import CUT, KEPT_SECONDS, STILL_COMING, TURNS, KeptFile, PageHandler, suited


def test_handlers_of_files_and_pages_are_replaced_and_no_other():
    assert suited(TornadoVoilaHandler) is PageHandler
    assert suited(RedirectHandler) is RedirectHandler
    for handler in (StaticFileHandler, FileFindHandler):
        made = suited(handler)
        assert issubclass(made, KeptFile)
        assert issubclass(made, handler)


def cache_control(address: str) -> str | None:
    class Line(HTTPConnection):
        """A line to nobody."""

        def set_close_callback(self, callback):
            pass

    request = HTTPServerRequest(
        start_line=RequestStartLine("GET", address, "HTTP/1.1"),
        headers=HTTPHeaders({"Host": "127.0.0.1"}),
        connection=Line(),
    )
    handler = KeptFile(Application(), request, path="/")
    handler.absolute_path, handler.path = "/x.js", "x.js"
    handler.modified = None
    handler.set_etag_header = lambda: None
    handler.set_headers()
    return handler._headers.get("Cache-Control")


def test_a_file_without_a_version_in_its_address_is_kept_for_an_hour():
    assert KEPT_SECONDS == 3600
    assert cache_control("/x.js") == "private, max-age=3600"


def test_a_file_with_a_version_in_its_address_is_kept_as_long_as_the_server_of_files_says():
    assert cache_control("/x.js?v=1") == f"max-age={86400 * 365 * 10}"


class Pieces(PageHandler):
    """A page whose kernel is a word, and whose template is its names."""

    settings: Any = None

    def __init__(self, made: asyncio.Event, turns: asyncio.Semaphore) -> None:
        self.made, self.begun = made, asyncio.Event()
        self.headers: dict[str, Any] = {}
        self.settings = {TURNS: turns}

    def set_header(self, name: str, value: Any) -> None:
        self.headers[name] = value

    async def _read(self, path: str) -> Any:
        return SimpleNamespace(path=path)

    async def _start(self, notebook: Any) -> str:
        return "kernel-1"

    def _framed(self, notebook: Any) -> str:
        return f"above {notebook.path} {CUT} below"

    async def _make(self, notebook: Any, kernel: str) -> PageContent:
        self.begun.set()
        await self.made.wait()
        return page_content((), Known({}, {}), "")

    def _filled(self, content: PageContent, kernel: str) -> str:
        return f"{len(content.shown)} of {kernel}"


def test_a_page_comes_in_pieces_with_comments_while_it_is_made(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_handler, "STILL_COMING_SECONDS", 0.001)

    async def sent() -> tuple[list[str], dict[str, Any]]:
        handler = Pieces(asyncio.Event(), asyncio.Semaphore(1))
        pieces = []
        async for piece in handler.get_generator("x.ipynb"):
            pieces.append(piece)
            if piece == STILL_COMING:
                handler.made.set()
        return pieces, handler.headers

    pieces, headers = asyncio.run(sent())
    assert pieces[:2] == ["above x.ipynb ", STILL_COMING]
    assert [each for each in pieces[2:] if each != STILL_COMING] == ["0 of kernel-1", " below"]
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_page_is_made_when_it_is_its_turn():
    async def two() -> tuple[bool, list[str]]:
        turns = asyncio.Semaphore(1)
        first, second = (Pieces(asyncio.Event(), turns) for _ in range(2))
        making = [asyncio.ensure_future(_whole(each)) for each in (first, second)]
        await first.begun.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        waited = not second.begun.is_set()
        first.made.set()
        await second.begun.wait()
        second.made.set()
        return waited, await asyncio.gather(*making)

    assert asyncio.run(two()) == (True, ["above x.ipynb 0 of kernel-1 below"] * 2)


async def _whole(handler: Pieces) -> str:
    return "".join([piece async for piece in handler.get_generator("x.ipynb")])


def test_only_notebooks_are_pages():
    handler = object.__new__(PageHandler)
    with pytest.raises(HTTPError, match="404"):
        asyncio.run(PageHandler._read(handler, "secret.csv"))
