"""The person page put together."""

from collections.abc import Callable, Mapping
from typing import Any

from riskkit.casework import open_desk
from riskkit.pages.components import Component, Connection, PersonSheet
from riskkit.pages.guard import guarded, log_to, logged
from riskkit.pages.judgement_forms import PACKS, judgement_forms
from riskkit.pages.person_state import PersonState
from riskkit.settings import settings

Message = Mapping[str, Any]


def show_person_page() -> None:
    """Show the files of the user whom the server named, one at a time; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user, or the role has no caseload.
    StoreError
        There is no store yet, or it is of another version.
    InstrumentError
        An instrument or a text pack contradicts itself or fails its own cases.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        forms = judgement_forms(settings().workspace / PACKS)
        display(*person_panels(PersonState(open_desk(settings().store_url), forms)))


def person_panels(state: PersonState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), PersonSheet())
    commands: dict[str, Callable[[Message], None]] = {
        "language": lambda message: state.choose_language(message.get("code")),
        "open": lambda message: state.open_file(message.get("person")),
        "copy": lambda _: state.make_copy(),
    }

    def show() -> None:
        for part in parts:
            part.take_over(state)

    def hear(message: Message) -> None:
        asked = commands.get(str(message.get("command")))
        if asked is not None:
            guarded(lambda: asked(message), state.fail)
            show()

    parts[1].hear(hear)
    show()
    return parts
