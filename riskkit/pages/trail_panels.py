"""The inspector's page put together."""

from riskkit.pages.sheet_panels import show_sheet
from riskkit.pages.trail_state import TrailState
from riskkit.pages.wiring import Commands


def show_inspection_page() -> None:
    """Show the audit trail to the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_sheet(TrailState, trail_commands)


def trail_commands(state: TrailState) -> Commands:
    """Return what may be asked of the page."""
    return {
        "search": lambda message: state.search(message.get("typed")),
        "search_newest": lambda _: state.turn(older=False),
        "older": lambda _: state.turn(older=True),
        "export": lambda _: state.export(),
        "looked": lambda message: state.look(message.get("typed")),
        "verify": lambda _: state.verify(),
        "ping": lambda _: state.check_verified(),
    }
