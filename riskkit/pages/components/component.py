"""What every part of a page has in common: its script, its sentences and its messages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import anywidget
import traitlets

FOLDER: Final = Path(__file__).parent

Command = Callable[[Mapping[str, Any]], None]


def script(*names: str) -> str:
    """Return script files of this folder as one module; only the last one exports."""
    return "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names)


class Component(anywidget.AnyWidget):
    """One part of a page.

    Attributes
    ----------
    shows : tuple of str
        Names of the traits that it takes over from the page's state.
    texts : dict
        The sentences of the chosen language.
    """

    shows: ClassVar[tuple[str, ...]] = ("texts",)
    texts = traitlets.Dict().tag(sync=True)

    def hear(self, command: Command) -> None:
        """Pass every message from the browser on to ``command``; other shapes are ignored."""

        def heard(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict):
                command(content)

        self.on_msg(heard)

    def take_over(self, state: traitlets.HasTraits) -> None:
        """Show the state as it is now, in one message to the browser."""
        with self.hold_sync():
            for name in self.shows:
                self.set_trait(name, getattr(state, name))
