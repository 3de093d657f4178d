"""One HTML file that stands on its own: no network, no scripts, made for screen and paper."""

import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from riskkit import __version__
from riskkit.reports.outputs import Shown
from riskkit.wording import wording

TEMPLATES: Final = Path(__file__).parent / "templates"
_HEADING = re.compile(r'<h2 id="([\w-]+)-title">(.*?)</h2>')


def compose(shown: Shown) -> str:
    """Return a report as one HTML document.

    Parameters
    ----------
    shown : Shown
        What the notebook showed; the sections are HTML that our own rooms made and escaped.

    Notes
    -----
    A content security policy in the document forbids scripts and every request, so that even
    a text that slipped through unescaped could neither run nor call out.
    """
    say = wording("report", shown.head.language)
    contents = [
        (found[1], unescape(found[2])) for section in shown.sections if (found := _HEADING.search(section))
    ]
    return _environment().get_template("report.html.j2").render(
        head=shown.head,
        say=say,
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        contents=contents,
        sections=[Markup(section) for section in shown.sections],
        version=__version__,
    )  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
