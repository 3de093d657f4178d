"""The assessment page put together: parts that show the state and pass on what is asked."""

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from riskkit.casework import Desk
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.base_rate_statement import EVIDENCE
from riskkit.pages.components import AssessmentForm, Component, Connection, Picker, VersionList
from riskkit.pages.components.assessment_parts import FigurePanel, PapersPanel, SecondPanel
from riskkit.pages.figure_state import FigureState
from riskkit.pages.guard import guarded
from riskkit.pages.judgement_forms import PACKS, judgement_forms
from riskkit.pages.papers_state import PapersState
from riskkit.pages.second_state import SecondState
from riskkit.pages.wiring import show_page
from riskkit.settings import settings
from riskkit.stewardship.instrument_registry import suspended
from riskkit.stewardship.registry import Registry

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
    show_page(_made)


def _made(desk: Desk) -> tuple[Component, ...]:
    forms = judgement_forms(settings().workspace / PACKS)
    models = settings().workspace / "models"
    state = AssessmentState(desk, forms, stopped=lambda name: suspended(models, name))
    return assessment_panels(state, FigureState(state, Registry(models), settings().home / EVIDENCE))


def assessment_panels(state: AssessmentState, statistics: FigureState) -> tuple[Component, ...]:
    """Return the parts of the page, wired to one state; every request runs in the guard."""
    second, papers = SecondState(state), PapersState(state)
    shown: tuple[tuple[Component, traitlets.HasTraits], ...] = (
        (Connection(), state), (Picker(), state), (AssessmentForm(), state), (FigurePanel(), statistics),
        (SecondPanel(), second), (PapersPanel(), papers), (VersionList(), state),
    )  # fmt: skip
    commands: dict[str, Callable[[Message], None]] = {
        **_form_commands(state),
        "look": lambda _: statistics.look(),
        "compute": lambda message: statistics.compute(
            message.get("model"), message.get("values"), message.get("time")
        ),
        "override": lambda message: statistics.override(
            message.get("level"), message.get("ground"), message.get("reasons")
        ),
        "colleagues": lambda _: second.list_colleagues(),
        "ask": lambda message: second.ask(message.get("assessor")),
        "withdraw": lambda _: second.withdraw(),
        "agree": lambda message: second.agree(
            message.get("ratings"), message.get("level"), message.get("reasons")
        ),
        "sign": lambda _: papers.sign(),
        "explain": lambda message: papers.explain(message.get("form")),
    }

    def show() -> None:
        for part, of in shown:
            part.take_over(of)

    def hear(message: Message) -> None:
        asked = commands.get(str(message.get("command")))
        if asked is not None:
            guarded(lambda: asked(message), state.fail)
            show()

    for part, _ in shown[1:]:  # the connection answers its own sign of life
        part.hear(hear)
    figure = shown[3][0]
    figure.hear(_asked_whether_it_stands(figure, statistics, state))
    show()
    return tuple(part for part, _ in shown)


def _asked_whether_it_stands(
    figure: Component, statistics: FigureState, state: AssessmentState
) -> Callable[[Message], None]:
    """Return what answers the page's question, every few seconds, whether its figure still stands."""

    def answer(message: Message) -> None:
        if message.get("command") != "ping":
            return
        before = state.failure
        guarded(statistics.check, state.fail)
        if state.failure == before:  # where it cannot be checked no answer goes out, and the page hides it
            figure.take_over(statistics)
            if statistics.figure.get("estimate"):
                figure.send({"kind": "stands"})

    return answer


def _form_commands(state: AssessmentState) -> dict[str, Callable[[Message], None]]:
    """Return what the picker, the form and the list of versions may ask."""
    return {
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
