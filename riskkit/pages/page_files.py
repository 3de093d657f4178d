"""The template's own scripts, and its style sheets, each handed out as one file.

Nine small files cost a browser more than their few bytes: each is asked for and looked up on its own.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from tornado.web import RequestHandler

FOLDER: Final = Path("template/voila/templates/riskkit/static")
"""Where the files stand, below the folder of the dashboards."""

PARTS: Final = {
    "page.js": ("language.js", "logout.js", "loading.js", "line.js", "model.js", "parts.js", "paper-line.js"),
    "page.css": ("riskkit.css", "print.css"),
}
TYPES: Final = {"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"}
KEPT_SECONDS: Final = 365 * 86_400


@dataclass(frozen=True)
class PageFile:
    """One file that every page loads.

    Attributes
    ----------
    name : str
        Its address below that of the pages.
    content : str
        The parts, one after the other.
    version : str
        Changes with the content.
    """

    name: str
    content: str
    version: str


def read_page_files(dashboards: Path) -> dict[str, PageFile]:
    """Return the files that every page loads, by name.

    Parameters
    ----------
    dashboards : Path
        The folder of the dashboards.
    """
    read: dict[str, PageFile] = {}
    for name, parts in PARTS.items():
        content = "\n".join((dashboards / FOLDER / part).read_text(encoding="utf-8") for part in parts)
        read[name] = PageFile(name, content, sha256(content.encode()).hexdigest()[:16])
    return read


class PageFileHandler(RequestHandler):
    """Serves one file that every page loads; its address changes with it, so a browser may keep it."""

    def initialize(self, file: PageFile) -> None:
        """Take the file that was read when the server started."""
        self.file = file

    def get(self) -> None:
        """Send the file."""
        self.set_header("Content-Type", TYPES[self.file.name])
        self.set_header("Cache-Control", f"private, max-age={KEPT_SECONDS}, immutable")
        self.finish(self.file.content)
