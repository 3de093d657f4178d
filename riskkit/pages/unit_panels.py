"""The unit page put together."""

from collections.abc import Callable, Mapping
from typing import Any

from riskkit.casework import open_desk
from riskkit.pages.components import Component, Connection, DataTable
from riskkit.pages.components.unit_parts import UnitBoard
from riskkit.pages.guard import guarded, log_to, logged
from riskkit.pages.unit_state import UnitState
from riskkit.settings import settings

Message = Mapping[str, Any]


def show_unit_page() -> None:
    """Show the unit of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user, or the role has no unit.
    StoreError
        There is no store yet, or it is of another version.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        display(*unit_panels(UnitState(open_desk(settings().store_url))))


def unit_panels(state: UnitState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    connection, table, board = Connection(), DataTable(), UnitBoard()
    parts = (connection, table, board)
    commands: dict[str, Callable[[Message], None]] = {
        "language": lambda message: state.choose_language(message.get("code")),
        "submit": state.submit,
        "check": state.check,
        "place": state.place,
        "figures": lambda _: state.make_figures(),
    }

    def show() -> None:
        for part in parts:
            part.take_over(state)

    def hear(message: Message) -> None:
        asked = commands.get(str(message.get("command")))
        if asked is not None:
            guarded(lambda: asked(message), state.fail)
            show()

    table.hear(hear)
    board.hear(hear)
    show()
    return parts
