"""The practice page put together."""

from typing import Final

from riskkit.pages.apart import start_apart
from riskkit.pages.components import Component, Connection
from riskkit.pages.components.launcher_parts import PracticeSheet
from riskkit.pages.practice_state import PracticeState
from riskkit.pages.wiring import Commands, show_page, wired

FIGURES: Final = "riskkit.casework.practice_agreement"
"""What works out the agreement; no page has the libraries for it."""


def show_practice_page() -> None:
    """Show the practice page of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    InstrumentError
        A practice case does not fit its instrument.
    """
    show_page(lambda desk: practice_panels(PracticeState(desk, lambda user: start_apart(FIGURES, user))))


def practice_panels(state: PracticeState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), PracticeSheet())
    commands: Commands = {
        "language": lambda message: state.choose_language(message.get("code")),
        "begin": lambda message: state.begin(message.get("case")),
        "look": lambda message: state.look(message.get("case")),
        "keep": lambda message: state.keep(message.get("answers"), message.get("turn")),
        "lock": lambda message: state.lock(message.get("answers")),
        "ping": lambda _: state.check_figures(),  # a look at the figures keeps no session alive
    }
    return wired(state, parts, commands, state.fail)
