"""The page that proves a figure, put together."""

from riskkit.casework import Desk
from riskkit.pages.proof_parts import Places
from riskkit.pages.proof_state import ProofState
from riskkit.pages.sheet_panels import show_sheet
from riskkit.pages.sheet_state import typed_text
from riskkit.pages.wiring import Commands
from riskkit.settings import settings


def show_proof_page() -> None:
    """Prove figures to the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_sheet(_made, proof_commands)


def _made(desk: Desk) -> ProofState:
    here = settings()
    return ProofState(desk, Places(here.workspace / "models", here.workspace / "reports", here.home))


def proof_commands(state: ProofState) -> Commands:
    """Return what may be asked of the page."""
    return {
        "prove": lambda message: state.prove(typed_text(message.get("typed"), "code")),
        "pick": lambda message: state.pick(message.get("typed")),
        "start": lambda message: state.begin(message.get("value")),
    }
