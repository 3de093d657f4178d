"""The supervisor's page put together."""

from riskkit.pages.oversight_state import OversightState
from riskkit.pages.sheet_panels import show_sheet
from riskkit.pages.sheet_state import typed_text
from riskkit.pages.wiring import Commands


def show_oversight_page() -> None:
    """Show what the user whom the server named oversees; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_sheet(OversightState, oversight_commands)


def oversight_commands(state: OversightState) -> Commands:
    """Return what may be asked of the page."""
    return {
        "acknowledge": lambda message: state.acknowledge(message.get("flag")),
        "give": lambda message: state.give(
            typed_text(message.get("typed"), "person"), typed_text(message.get("typed"), "colleague")
        ),
        "end": lambda message: state.end(typed_text(message.get("typed"), "held")),
        "erase": lambda message: state.erase(str(message.get("person")), message.get("typed")),
    }
