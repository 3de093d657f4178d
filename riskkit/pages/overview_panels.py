"""The overview put together."""

from collections.abc import Mapping
from typing import Any

from riskkit.casework import open_desk
from riskkit.pages.components import Component, Connection, Overview
from riskkit.pages.guard import guarded, log_to, logged
from riskkit.pages.overview_state import OverviewState
from riskkit.settings import settings


def show_overview_page() -> None:
    """Show the pages of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        display(*overview_panels(OverviewState(open_desk(settings().store_url))))


def overview_panels(state: OverviewState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), Overview())

    def show() -> None:
        for part in parts:
            part.take_over(state)

    def hear(message: Mapping[str, Any]) -> None:
        if message.get("command") == "language":
            guarded(lambda: state.choose_language(message.get("code")), state.fail)
            show()

    parts[1].hear(hear)
    show()
    return parts
