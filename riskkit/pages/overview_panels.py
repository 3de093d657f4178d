"""The overview put together."""

from riskkit.casework import open_desk
from riskkit.pages.components import Component, Connection, Overview
from riskkit.pages.guard import log_to, logged
from riskkit.pages.overview_state import OverviewState
from riskkit.pages.wiring import Commands, wired
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
    commands: Commands = {"language": lambda message: state.choose_language(message.get("code"))}
    return wired(state, (Connection(), Overview()), commands, state.fail)
