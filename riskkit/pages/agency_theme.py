"""An agency's own look: the custom properties of its style sheet, and nothing else of it.

The sheet is a setting (``RISKKIT_THEME``): its tokens may be licensed, so none are shipped. Taken are
declarations such as ``--utrecht-document-color: #111``; rules, addresses and imports are left behind, so
that a sheet can change colours and letters but neither hide a warning nor fetch anything.
"""

import re
from pathlib import Path
from typing import Any, Final

from tornado.web import RequestHandler

from riskkit.errors import Fault, ParameterError

THEME: Final = "/theme.css"
OWN: Final = ("--rk-", "--jp-")
"""Prefixes of the pages' own properties and of Jupyter's: not an agency's to set."""

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION: Final = re.compile(r"(--[A-Za-z][\w-]*)\s*:\s*([^;{}]+)")
_FORBIDDEN: Final = re.compile(r"url\s*\(|image|src\s*\(|[\\@<>]", re.IGNORECASE)


def read_theme(path: Path) -> str:
    """Return the custom properties of an agency's style sheet as a sheet of their own.

    Parameters
    ----------
    path : Path
        A CSS file in UTF-8.

    Raises
    ------
    ParameterError
        It cannot be read, or sets no custom property that may be taken.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ParameterError(
            Fault("RISKKIT_THEME", "cannot be read", "a style sheet (CSS) in UTF-8")
        ) from None
    taken = {
        name: value.strip()
        for name, value in _DECLARATION.findall(_COMMENT.sub(" ", text))
        if not name.startswith(OWN) and not _FORBIDDEN.search(value)
    }
    if not taken:
        raise ParameterError(
            Fault("RISKKIT_THEME", "sets no custom property", "for example --utrecht-document-color: #111")
        )
    return ":root {" + "".join(f"{name}:{value};" for name, value in taken.items()) + "}\n"


class ThemeHandler(RequestHandler):
    """Serves the agency's properties; stands behind the gate as every route does."""

    def initialize(self, sheet: str) -> None:
        """Take the sheet that was read when the server started."""
        self.sheet: Any = sheet

    def get(self) -> None:
        """Send the sheet."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(self.sheet)
