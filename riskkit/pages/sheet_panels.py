"""A page of sections put together: its connection and its sheet, wired to one state."""

from collections.abc import Callable
from typing import TypeVar

from riskkit.casework import Desk
from riskkit.pages.components import Component, Connection
from riskkit.pages.components.sheet_parts import Sheet
from riskkit.pages.sheet_state import SheetState
from riskkit.pages.wiring import Commands, show_page, wired

State = TypeVar("State", bound=SheetState)


def show_sheet(make: Callable[[Desk], State], commands_of: Callable[[State], Commands]) -> None:
    """Show a page of sections for the user whom the server named.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """

    def parts(desk: Desk) -> tuple[Component, ...]:
        state = make(desk)
        return sheet_panels(state, commands_of(state))

    show_page(parts)


def sheet_panels(state: SheetState, commands: Commands) -> tuple[Component, ...]:
    """Return the parts of the page; every request runs in the guard."""
    every: Commands = {**commands, "language": lambda message: state.choose_language(message.get("code"))}
    state.draw()
    return wired(state, (Connection(), Sheet()), every, state.fail)
