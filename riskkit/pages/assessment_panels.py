"""The assessment page put together: parts that show the state and pass on what is asked."""

from collections.abc import Callable, Mapping
from typing import Any

from riskkit.casework import open_desk
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.components import AssessmentForm, Component, Connection, Picker, VersionList
from riskkit.pages.guard import guarded, log_to, logged
from riskkit.pages.judgement_forms import PACKS, judgement_forms
from riskkit.settings import settings

Message = Mapping[str, Any]


def show_assessment() -> None:
    """Show the assessment page of the store that the settings name; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    InstrumentError
        An instrument or a text pack contradicts itself or fails its own cases.
    """
    from IPython.display import display

    log_to(settings().workspace / "logs")
    with logged():
        desk = open_desk(settings().store_url)
        forms = judgement_forms(settings().workspace / PACKS)
        state = AssessmentState(desk, forms)
        display(*assessment_panels(state))


def assessment_panels(state: AssessmentState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    parts = (Connection(), Picker(), AssessmentForm(), VersionList())
    commands: dict[str, Callable[[Message], None]] = {
        "language": lambda message: state.choose_language(message.get("code")),
        "instrument": lambda message: state.choose_instrument(message.get("id")),
        "open": lambda message: state.open_file(message.get("person")),
        "save": lambda message: state.save(
            message.get("draft"), unfinished=message.get("unfinished") is True
        ),
        "draft": lambda message: state.keep_draft(message.get("draft"), message.get("turn")),
        "forget": lambda _: state.forget_draft(),
        "keep": lambda _: state.keep_mine(),
        "drop": lambda _: state.drop_mine(),
        "version": lambda message: state.show_version(message.get("version")),
    }

    def show() -> None:
        for part in parts:
            part.take_over(state)

    def hear(message: Message) -> None:
        asked = commands.get(str(message.get("command")))
        if asked is not None:
            guarded(lambda: asked(message), state.fail)
            show()

    for part in parts[1:]:  # the connection answers its own sign of life
        part.hear(hear)
    show()
    return parts
