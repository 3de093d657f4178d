"""A page of sections put together: its connection and its sheet, wired to one state."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from riskkit.casework import Desk, open_desk
from riskkit.pages.components import Component, Connection
from riskkit.pages.components.sheet_parts import Sheet
from riskkit.pages.guard import guarded, log_to, logged
from riskkit.pages.sheet_state import SheetState
from riskkit.settings import settings

Message = Mapping[str, Any]
Commands = Mapping[str, Callable[[Message], None]]
State = TypeVar("State", bound=SheetState)


def show_sheet(make: Callable[[Desk], State], commands_of: Callable[[State], Commands]) -> None:
    """Show a page of sections for the user whom the server named.

    Raises
    ------
    AccessRefused
        The server named no user, or the role may not see this page.
    StoreError
        There is no store yet, or it is of another version.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        state = make(open_desk(settings().store_url))
        display(*sheet_panels(state, commands_of(state)))


def sheet_panels(state: SheetState, commands: Commands) -> tuple[Component, ...]:
    """Return the parts of the page; every request runs in the guard."""
    parts = (Connection(), Sheet())

    def show() -> None:
        for part in parts:
            part.take_over(state)

    def hear(message: Message) -> None:
        name = str(message.get("command"))
        if name == "language":
            guarded(lambda: state.choose_language(message.get("code")), state.fail)
        elif name in commands:
            guarded(lambda: commands[name](message), state.fail)
        else:
            return
        show()

    parts[1].hear(hear)
    state.draw()
    show()
    return parts
