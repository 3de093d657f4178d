"""Files of scripts and styles are kept by the browser for a while; nothing else is."""

from jupyter_server.base.handlers import FileFindHandler
from tornado.httputil import HTTPConnection, HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import Application, RedirectHandler, StaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from riskkit.pages.page_handler import KEPT_SECONDS, KeptFile, PageHandler, suited


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
