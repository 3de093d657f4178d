"""The parts wired to the state: what the browser asks is done, and a failure is told."""

from pathlib import Path
from typing import Any

import pytest

from riskkit.pages.assessment_panels import assessment_panels
from riskkit.pages.figure_state import FigureState
from riskkit.stewardship.registry import Registry

EVIDENCE = Path(__file__).parents[2] / "parameters" / "base_rate" / "terrorism.yaml"


def ask(part: Any, **message: Any) -> None:
    part._handle_custom_msg(message, [])  # what a message from the browser calls


@pytest.fixture
def parts(page, tmp_path):
    """Give the state, and the parts that the form's own requests concern."""
    state = page()
    connection, picker, form, _, _, _, versions = assessment_panels(
        state, FigureState(state, Registry(tmp_path / "models"), EVIDENCE)
    )
    return state, (connection, picker, form, versions)


def test_a_message_reaches_the_state_and_every_part_shows_it(parts, complete):
    state, (connection, picker, form, versions) = parts
    ask(form, command="save", draft=complete())
    assert form.outcome["notice"].startswith("Opgeslagen als versie 1")
    assert versions.file["versions"][0]["version"] == 1
    ask(picker, command="language", code="en")
    assert {part.texts["save"] for part in (connection, picker, form, versions)} == {"Save judgement"}
    ask(versions, command="version", version=1)
    assert versions.shown["version"] == 1
    ask(form, command="save", draft=complete(change="Again."), unfinished="yes")
    assert state.file["version"] == 2


def test_what_fails_is_told_by_number_and_the_page_goes_on(parts, person):
    state, (connection, picker, form, _) = parts
    ask(form, command="save", draft={"items": 1})
    assert len(connection.failure) == 8
    first = connection.failure
    ask(picker, command="open", person="SYN-9999")
    assert connection.failure not in ("", first)
    ask(picker, command="open", person=person)
    assert (connection.failure, state.file["person"]["id"]) == ("", person)


@pytest.mark.parametrize("message", [{}, {"command": "delete"}, {"command": None}, {"command": ["save"]}])
def test_what_nobody_should_ask_is_ignored(parts, message: dict[str, Any]):
    state, (connection, _, form, _) = parts
    before = state.file
    ask(form, **message)
    form._handle_custom_msg("text", [])
    assert (state.file, connection.failure) == (before, "")


def test_a_sign_of_life_is_answered(parts, monkeypatch: pytest.MonkeyPatch):
    _, (connection, *_) = parts
    sent: list[object] = []
    monkeypatch.setattr(connection, "send", sent.append)
    ask(connection, command="ping", count=1)
    ask(connection, command="other")
    assert sent == [{"kind": "pong"}]
