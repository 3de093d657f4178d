"""The dashboards: state (traitlets, no widgets), parts (widgets, no arithmetic), and their server.

Names are looked up when first used: the server process needs no widgets, a kernel no server.
Beside `serve` they are the functions of `riskkit.pages.catalogue`, one a page.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskkit.pages.serving import serve

__all__ = ["serve"]


def __getattr__(name: str) -> Any:
    if name == "serve":
        from riskkit.pages.serving import serve

        return serve
    if name.startswith("show_"):
        from riskkit.pages.catalogue import OVERVIEW, PAGES

        for page in (OVERVIEW, *PAGES):
            if page.function == name:
                return getattr(import_module(page.module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
