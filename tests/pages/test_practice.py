"""The practice page without a browser: no reference before locking, faults, figures, two languages."""

from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Any

import pytest

from riskkit.casework import Desk
from riskkit.casework.practice_agreement import measure_attempts
from riskkit.casework.practice_cases import practice_case, practice_cases
from riskkit.casework.practice_progress import read_progress
from riskkit.errors import AccessRefused
from riskkit.pages import practice_state
from riskkit.pages.practice_panels import practice_panels
from riskkit.pages.practice_state import PracticeState
from tests.unit.casework.report_office import office

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    with office(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def state(store, asked: list[str]) -> PracticeState:
    return PracticeState(Desk(store, "officer-1"), asked.append, clock=lambda: NOW)


def whole(case: str) -> dict[str, Any]:
    """A form filled in as the reference, but housing, which is one step off."""
    known = practice_case(case)
    items = {
        name: {"state": "unknown", "level": "", "reason": "not told"}
        if each.unknown
        else {"state": "value", "level": each.level, "reason": ""}
        for name, each in known.answers.items()
    }
    other = "high" if items["housing"]["level"] == "moderate" else "moderate"
    items["housing"] = {"state": "value", "level": other, "reason": "I saw <b>this</b>"}
    return {"items": items, "summary_level": known.summary.level, "summary_reasons": "weighed"}


def everything_sent(parts: tuple[Any, ...]) -> str:
    return str([part.get_state() for part in parts])


def test_nothing_of_the_reference_reaches_the_browser_before_locking(state):
    parts = practice_panels(state)
    sheet = parts[1]
    references = [
        text
        for case in practice_cases()
        for each in (*case.answers.values(), case.summary)
        for text in (each.reason.nl, each.reason.en)
    ]
    for case in practice_cases():
        sheet._handle_custom_msg({"command": "begin", "case": case.id}, [])
        sheet._handle_custom_msg({"command": "look", "case": case.id}, [])  # nothing is locked yet
        for code in ("en", "nl"):
            sheet._handle_custom_msg({"command": "language", "code": code}, [])
            sent = everything_sent(parts)
            assert case.story[0].text.in_(code) in sent
            assert [text for text in references if text in sent] == []
    sheet._handle_custom_msg({"command": "begin", "case": "daan"}, [])
    sheet._handle_custom_msg({"command": "lock", "answers": whole("daan")}, [])
    assert practice_case("daan").answers["housing"].reason.nl in everything_sent(parts)
    assert practice_case("erik").answers["housing"].reason.nl not in everything_sent(parts)


def test_a_case_goes_from_new_to_open_to_locked_and_again(state, asked):
    said = {each["id"]: (each["status"], each["ask"], each["look"]) for each in state.cases}
    assert said["daan"] == ("nog niet gedaan", "Beginnen", "")
    state.begin("daan")
    assert state.case["heading"] == "SYNTHETIC · Daan V., 24 jaar: over zes weken vrij (poging 1)"
    assert state.case["print"].startswith("SYNTHETIC · ")
    assert len(state.case["answers"]["items"]) == 11
    state.keep(whole("daan"), 4)
    assert state.kept == {"turn": 4, "text": "Bewaard om 10:30."}
    assert {each["id"]: each["ask"] for each in state.cases}["daan"] == "Verdergaan"
    state.lock(whole("daan"))
    assert state.case == {}
    assert state.result["heading"].startswith("Uitslag · SYNTHETIC · Daan V.")
    assert (state.result["waiting"], state.result["figures"]) == (
        True, ["De cijfers worden uitgerekend. Dat duurt even."],
    )  # fmt: skip
    assert asked == ["officer-1"]
    row = state.result["rows"][0]
    assert (row["label"], row["mine"], row["reference"], row["said"]) == (
        "1. Wonen", "hoog", "matig", "u: 1 stap hoger",
    )  # fmt: skip
    assert row["mine_why"] == "I saw <b>this</b>"
    assert [each["alike"] for each in state.result["rows"]] == [False] + [True] * 10
    measure_attempts("officer-1")
    state.check_figures()
    assert not state.result["waiting"]
    assert state.result["figures"][0] == (
        "10 van 11 onderdelen gelijk aan het voorbeeld: 91% (95%-interval 62% tot 98%)."
    )
    state.choose_language("en")
    assert state.result["figures"][1].startswith("A weighted kappa is given only from 20 answers")
    assert {each["id"]: (each["status"], each["ask"], each["look"]) for each in state.cases}["daan"] == (
        "times done: 1", "Do again", "View result",
    )  # fmt: skip
    state.begin("daan")
    assert state.case["number"] == 2
    assert state.case["answers"]["items"]["housing"]["state"] == ""
    assert state.result == {}


def test_kappa_comes_with_the_second_case(state):
    for case in ("daan", "samira"):
        state.begin(case)
        state.lock(whole(case))
    measure_attempts("officer-1")
    state.check_figures()
    kappa = state.result["figures"][1]
    assert kappa.startswith("Gewogen kappa over uw eerste pogingen met dit instrument: 0,")
    assert "; 21 antwoorden)" in kappa
    unknown = next(row for row in state.result["rows"] if row["reference"] == "onbekend")
    assert (unknown["label"], unknown["said"]) == ("4. Verslaving", "gelijk")


def test_everything_that_is_missing_is_said_at_once(state):
    state.begin("noor")
    answers = whole("noor")
    answers["items"]["housing"] = {"state": "", "level": "", "reason": ""}
    answers["items"]["health"]["reason"] = ""
    answers |= {"summary_level": "", "summary_reasons": ""}
    state.lock(answers)
    assert [(each["field"], each["full"]) for each in state.outcome["faults"]] == [
        ("item-housing", "1. Wonen: Kies een antwoord."),
        ("item-health-reason", "3. Gezondheid: Schrijf op waarom er te weinig bekend is."),
        ("summary-level", "Kies een samenvattend oordeel."),
        ("summary-reasons", "Schrijf op waarom u tot dit oordeel komt."),
    ]
    assert state.outcome["fresh"]
    state.choose_language("en")
    assert state.outcome["faults"][0]["full"] == "1. Housing: Choose an answer."
    assert not state.outcome["fresh"]
    assert state.result == {}


def test_a_page_that_is_opened_again_finds_what_was_kept(state, store, asked):
    state.begin("erik")
    state.keep(whole("erik"), 1)
    later = PracticeState(Desk(store, "officer-1"), asked.append, clock=lambda: NOW)
    later.begin("erik")
    assert later.case["answers"]["summary_reasons"] == "weighed"
    state.lock(whole("erik"))
    later.lock(whole("erik") | {"summary_reasons": "too late"})  # the same case in another tab
    assert later.result["summary"]["mine_why"] == "weighed"
    assert len(read_progress("officer-1").locked("erik")) == 1


def test_figures_that_nobody_worked_out_are_asked_for_again(state, store, asked, monkeypatch):
    monkeypatch.setattr(practice_state, "AGAIN_SECONDS", inf)  # however slow the machine
    state.begin("erik")
    state.lock(whole("erik"))
    for _ in range(3):
        state.check_figures()  # not again at once
    assert asked == ["officer-1"]
    later = PracticeState(Desk(store, "officer-1"), asked.append)
    later.look("erik")
    assert asked == ["officer-1"] * 2


@pytest.mark.parametrize("user", ["researcher-1", "steward-1", "inspector-1"])
def test_other_roles_get_no_practice_page(store, user):
    with pytest.raises(AccessRefused):
        PracticeState(Desk(store, user), lambda user: None)


def test_what_nobody_should_ask_changes_nothing_and_a_failure_is_told(state):
    connection, sheet = practice_panels(state)
    lock = {"command": "lock", "answers": whole("daan")}  # nothing is open
    keep = {"command": "keep", "answers": {}, "turn": 1}
    for message in ({}, {"command": "begin", "case": "../daan"}, lock, keep, {"command": "delete"}):
        sheet._handle_custom_msg(message, [])
    assert (state.case, state.result, connection.failure) == ({}, {}, "")
    sheet._handle_custom_msg({"command": "begin", "case": "daan"}, [])
    for sent in ({"items": 1}, {"items": {"housing": {"state": "certain"}}}, {"total": 3},
                 {"summary_reasons": "x" * 4001}):  # fmt: skip
        state.failure = ""
        sheet._handle_custom_msg({"command": "keep", "answers": sent, "turn": 1}, [])
        assert len(connection.failure) == 8
    assert read_progress("officer-1").open_attempt("daan").answers.summary_reasons == ""
