"""The person page put together."""

from collections.abc import Callable, Mapping
from typing import Any

from riskkit.casework import Desk
from riskkit.pages.components import Component, Connection, PersonSheet
from riskkit.pages.components.person_parts import PersonEntries
from riskkit.pages.guard import guarded
from riskkit.pages.judgement_forms import PACKS, judgement_forms
from riskkit.pages.person_entry_state import PersonEntryState
from riskkit.pages.person_state import PersonState
from riskkit.pages.wiring import show_page
from riskkit.settings import settings

Message = Mapping[str, Any]


def show_person_page() -> None:
    """Show the files of the user whom the server named, one at a time; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    InstrumentError
        An instrument or a text pack contradicts itself or fails its own cases.
    """
    show_page(_made)


def _made(desk: Desk) -> tuple[Component, ...]:
    state = PersonState(desk, judgement_forms(settings().workspace / PACKS))
    return person_panels(state, PersonEntryState(desk, state))


def person_panels(state: PersonState, entries: PersonEntryState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to its states; every request runs in the guard."""
    parts = (Connection(), PersonSheet(), PersonEntries())
    reads: dict[str, Callable[[Message], None]] = {
        "language": lambda message: state.choose_language(message.get("code")),
        "open": lambda message: state.open_file(message.get("person")),
        "copy": lambda _: state.make_copy(),
    }
    writes: dict[str, Callable[[Message], None]] = {
        "edit": lambda message: entries.edit(message.get("entry")),
        "leave": lambda _: entries.leave(),
        "record": lambda message: entries.record(message.get("kind"), message.get("values")),
        "keep": lambda _: entries.keep_mine(),
        "drop": lambda _: entries.drop_mine(),
        "decide": lambda message: entries.decide(message.get("entry"), message.get("values")),
        "share": lambda message: entries.share(
            message.get("ground"), message.get("organisations"), message.get("other"), message.get("kind")
        ),
        "draft": lambda message: entries.keep_draft(message.get("form"), message.get("draft"), message),
        "forget": lambda message: entries.forget_draft(message.get("form"), message.get("person")),
        "glass": lambda message: entries.break_glass(message.get("person"), message.get("purpose")),
    }

    def show() -> None:
        for part in parts[:2]:
            part.take_over(state)
        parts[2].take_over(entries)
        parts[0].set_trait("failure", state.failure or entries.failure)

    def hear(message: Message) -> None:
        """Hear what the file's sheet asks; whatever file is open then can be recorded in."""
        name = str(message.get("command"))
        if name in reads:
            guarded(lambda: reads[name](message), state.fail)
            entries.refresh("said" if name == "language" else "copied" if name == "copy" else "opened")
            show()

    def hear_entry(message: Message) -> None:
        asked = writes.get(str(message.get("command")))
        if asked is not None:
            state.failure = ""
            guarded(lambda: asked(message), entries.fail)
            show()

    parts[1].hear(hear)
    parts[2].hear(hear_entry)
    show()
    return parts
