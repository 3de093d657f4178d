"""The caseload page put together."""

from riskkit.casework import open_desk
from riskkit.pages.caseload_state import CaseloadState
from riskkit.pages.components import Component, Connection, DataTable
from riskkit.pages.guard import log_to, logged
from riskkit.pages.wiring import Commands, wired
from riskkit.settings import settings


def show_caseload_page() -> None:
    """Show the caseload of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user, or the role has no caseload.
    StoreError
        There is no store yet, or it is of another version.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        display(*caseload_panels(CaseloadState(open_desk(settings().store_url))))


def caseload_panels(state: CaseloadState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    commands: Commands = {"language": lambda message: state.choose_language(message.get("code"))}
    return wired(state, (Connection(), DataTable()), commands, state.fail)
