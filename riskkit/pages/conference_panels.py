"""The conference page put together."""

from typing import Final

from riskkit.casework import Desk
from riskkit.casework.conference_catalogue import candidate_measures
from riskkit.pages.components import Component, Connection
from riskkit.pages.components.conference_parts import ConferenceSheet
from riskkit.pages.conference_state import ConferenceState
from riskkit.pages.wiring import Commands, show_page, wired
from riskkit.settings import settings

OWN_MEASURES: Final = "conference_measures.yaml"
"""In the workspace: an organisation's own catalogue of measures, in place of the one shipped."""


def show_conference_page() -> None:
    """Show the case conference of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    ParameterError
        The catalogue of measures contradicts itself.
    """
    show_page(_made)


def _made(desk: Desk) -> tuple[Component, ...]:
    own = settings().workspace / OWN_MEASURES
    catalogue = candidate_measures(own) if own.exists() else candidate_measures()
    return conference_panels(ConferenceState(desk, catalogue))


def conference_panels(state: ConferenceState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), ConferenceSheet())
    commands: Commands = {
        "language": lambda message: state.choose_language(message.get("code")),
        "open": lambda message: state.open_table(
            message.get("person"), message.get("ground"), message.get("organisations"), message.get("other")
        ),
        "close": lambda _: state.close_table(),
        "save": lambda message: state.save(message.get("draft")),
        "draft": lambda message: state.keep_draft(message.get("draft"), message.get("turn")),
        "forget": lambda _: state.forget_draft(),
        "keep": lambda _: state.keep_mine(),
        "drop": lambda _: state.drop_mine(),
        "give": lambda message: state.give(message.get("what"), message.get("kind")),
    }
    return wired(state, parts, commands, state.fail)
