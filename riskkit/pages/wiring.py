"""A page opened, and its parts wired to its state: a request runs in the guard, then all parts show it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import traitlets

from riskkit.casework import Desk, open_desk
from riskkit.errors import AccessRefused
from riskkit.pages.components import Component, Connection, Overview
from riskkit.pages.guard import LOG, described, guarded, log_to, logged
from riskkit.pages.overview_state import RefusalState
from riskkit.settings import settings

Message = Mapping[str, Any]
Commands = Mapping[str, Callable[[Message], None]]


def show_page(make: Callable[[Desk], Iterable[Component]]) -> None:
    """Show a page of the store that the settings name; what fails while it is built is in the pages' log.

    Whose role may not see it is told so, and which pages there are instead.

    Parameters
    ----------
    make : callable
        Returns the parts of the page for the user whom the server named.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        display(*_parts_for(open_desk(settings().store_url), make))


def _parts_for(desk: Desk, make: Callable[[Desk], Iterable[Component]]) -> Iterable[Component]:
    """Return the parts of the page, or of one that says that it is not for this user's role."""
    try:
        return make(desk)
    except AccessRefused as refused:  # which is on record by now
        LOG.info("page refused: %s", described(refused))
        state = RefusalState(desk)
        commands: Commands = {"language": lambda message: state.choose_language(message.get("code"))}
        return wired(state, (Connection(), Overview()), commands, state.fail)


def wired(
    state: traitlets.HasTraits,
    parts: tuple[Component, ...],
    commands: Commands,
    fail: Callable[[str], None],
) -> tuple[Component, ...]:
    """Wire parts to one state, show it, and return them.

    Parameters
    ----------
    state : traitlets.HasTraits
        What every part shows.
    parts : tuple of Component
        The connection first: it answers its own sign of life; the others are heard.
    commands : mapping of str to callable
        What may be asked, by name; anything else is ignored.
    fail : callable
        Tells the user of a failure, by its reference number.
    """

    def show() -> None:
        for part in parts:
            part.take_over(state)

    def hear(message: Message) -> None:
        asked = commands.get(str(message.get("command")))
        if asked is not None:
            guarded(lambda: asked(message), fail)
            show()

    for part in parts[1:]:
        part.hear(hear)
    show()
    return parts
