"""The caseload page put together."""

from riskkit.pages.caseload_state import CaseloadState
from riskkit.pages.components import Component, Connection, DataTable
from riskkit.pages.wiring import Commands, show_page, wired


def show_caseload_page() -> None:
    """Show the caseload of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_page(lambda desk: caseload_panels(CaseloadState(desk)))


def caseload_panels(state: CaseloadState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    commands: Commands = {"language": lambda message: state.choose_language(message.get("code"))}
    return wired(state, (Connection(), DataTable()), commands, state.fail)
