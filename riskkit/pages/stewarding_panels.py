"""The steward's page put together."""

from riskkit.casework import Desk
from riskkit.pages.sheet_panels import show_sheet
from riskkit.pages.stewarding_state import StewardingState, StewardPlaces, library_ids
from riskkit.pages.wiring import Commands
from riskkit.settings import settings


def show_stewardship_page() -> None:
    """Show models and instruments to the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_sheet(_made, stewarding_commands)


def _made(desk: Desk) -> StewardingState:
    places = StewardPlaces(settings().workspace / "models", settings().home / "tests", library_ids())
    return StewardingState(desk, places)


def stewarding_commands(state: StewardingState) -> Commands:
    """Return what may be asked of the page."""
    return {
        "card": lambda message: state.open_card(str(message.get("kind")), str(message.get("id"))),
        "suspend": lambda message: state.decide(
            str(message.get("kind")), str(message.get("id")), str(message.get("version")), "suspended",
            message.get("typed"),
        ),
        "resume": lambda message: state.decide(
            str(message.get("kind")), str(message.get("id")), str(message.get("version")), "resumed",
            message.get("typed"),
        ),
        "recompute": lambda message: state.recompute(message.get("typed")),
        "use": lambda message: state.count_use(message.get("typed")),
        "ping": lambda _: state.check_work(),
    }  # fmt: skip
