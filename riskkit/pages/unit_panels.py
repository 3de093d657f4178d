"""The unit page put together."""

from riskkit.pages.components import Component, Connection, DataTable
from riskkit.pages.components.unit_parts import UnitBoard
from riskkit.pages.unit_state import UnitState
from riskkit.pages.wiring import Commands, show_page, wired


def show_unit_page() -> None:
    """Show the unit of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_page(lambda desk: unit_panels(UnitState(desk)))


def unit_panels(state: UnitState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), DataTable(), UnitBoard())
    commands: Commands = {
        "language": lambda message: state.choose_language(message.get("code")),
        "submit": state.submit,
        "check": state.check,
        "place": state.place,
        "draft": state.keep_draft,
        "forget": state.forget_draft,
        "figures": lambda _: state.make_figures(),
    }
    return wired(state, parts, commands, state.fail)
