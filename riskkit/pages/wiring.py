"""How parts of a page are wired to its state: a request runs in the guard, then all parts show the state."""

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from riskkit.pages.components import Component
from riskkit.pages.guard import guarded

Message = Mapping[str, Any]
Commands = Mapping[str, Callable[[Message], None]]


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
