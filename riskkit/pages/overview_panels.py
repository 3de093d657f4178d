"""The overview put together."""

from riskkit.pages.components import Component, Connection, Overview
from riskkit.pages.overview_state import OverviewState
from riskkit.pages.wiring import Commands, show_page, wired


def show_overview_page() -> None:
    """Show the pages of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_page(lambda desk: overview_panels(OverviewState(desk)))


def overview_panels(state: OverviewState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    commands: Commands = {"language": lambda message: state.choose_language(message.get("code"))}
    return wired(state, (Connection(), Overview()), commands, state.fail)
