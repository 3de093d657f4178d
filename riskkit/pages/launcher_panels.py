"""The launcher put together."""

from typing import Final

from riskkit.pages.apart import start_apart
from riskkit.pages.components import Component, Connection
from riskkit.pages.components.launcher_parts import LauncherForm, ReportList
from riskkit.pages.launcher_state import LauncherState
from riskkit.pages.wiring import Commands, show_page, wired

QUEUE: Final = "riskkit.reports.launched"
"""What makes the reports of a queue."""


def show_launcher_page() -> None:
    """Show the launcher of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    show_page(
        lambda desk: launcher_panels(LauncherState(desk, lambda folder: start_apart(QUEUE, str(folder))))
    )


def launcher_panels(state: LauncherState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), LauncherForm(), ReportList())
    commands: Commands = {
        "language": lambda message: state.choose_language(message.get("code")),
        "form": lambda message: state.open_form(message.get("notebook"), message.get("start")),
        "place": lambda message: state.choose_place(message.get("place")),
        "run": lambda message: state.run(
            message.get("typed"), message.get("limit"), pdf=message.get("pdf") is True
        ),
        "draft": state.keep_draft,
        "forget": lambda _: state.forget_draft(),
        "cancel": lambda message: state.cancel(message.get("run")),
        "ping": lambda _: state.look(),  # a look at the list keeps no session alive
    }
    return wired(state, parts, commands, state.fail)
