"""A second assessor on the assessment page without a browser: asked, blind, compared, agreed, signed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from riskkit.casework import Desk
from riskkit.casework.explanation import explain_assessment
from riskkit.errors import AccessRefused
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.papers_state import PapersState
from riskkit.pages.second_state import SecondState


class Stepping:
    """A clock that moves on a minute with every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def opened(store, form, person):
    """Open the page of a user; one clock for everyone's page and files."""
    clock = Stepping()

    def make(user: str = "ter-officer-1") -> tuple[AssessmentState, SecondState]:
        state = AssessmentState(Desk(store, user, clock), [{"nl": form, "en": form}], clock=clock)
        second = SecondState(state)
        state.open_file(person)
        return state, second

    return make


def apart(complete, **changes):
    """Return a form as a second assessor fills it in: other levels, no evidence, no plan."""
    draft = complete(summary_level="high", summary_reasons="The lease ends soon.", **changes)
    draft["items"]["housing"] = {"state": "value", "level": "high", "reason": "Notice was given"}
    draft["items"]["income"] = {"state": "unknown", "level": "", "reason": "Nothing on paper"}
    return draft


@pytest.fixture
def asked(opened, complete):
    """Give the first assessor's page, after a colleague was asked."""
    state, second = opened()
    state.save(complete())
    second.list_colleagues()
    second.ask("ter-officer-2")
    return state, second


def test_a_colleague_is_looked_up_asked_and_waited_for(opened, complete, person, store):
    state, second = opened()
    assert second.second == {}
    state.save(complete())
    assert (second.second["stage"], second.second["candidates"]) == ("ask", None)
    second.ask("ter-officer-2")  # nobody was looked up: nobody is asked past the list
    assert state.opened.judgement.second_asked is None
    second.list_colleagues()
    assert [(each["value"], each["seen"]) for each in second.second["candidates"]] == [
        ("ter-officer-2", False)
    ]
    second.ask("unit-a-officer-1")
    assert second.second["faults"] == {
        "second-assessor": "Kies een collega die de beoordeling nog niet heeft gezien"
    }
    second.ask("ter-officer-2")
    assert second.second["stage"] == "waiting"
    assert "Reclassering 2, Team TER (SYNTHETIC) is gevraagd op 22 november 2026" in second.second["waiting"]
    assert "staan vast" in state.file["stands"]
    changed = complete(change="x")
    changed["items"]["housing"]["level"] = "high"
    state.save(changed)
    assert [each["field"] for each in state.outcome["faults"]] == ["item-housing"]
    second.withdraw()
    assert second.second["stage"] == "ask"


def test_who_saw_the_assessment_cannot_be_asked(opened, complete):
    state, second = opened()
    state.save(complete())
    opened("ter-officer-2")  # opens the file as a colleague: sees it
    second.list_colleagues()
    (colleague,) = second.second["candidates"]
    assert colleague["seen"]
    assert colleague["label"].endswith("heeft uw beoordeling al gezien")
    second.ask("ter-officer-2")
    assert state.opened.judgement.second_asked is None


def test_the_second_assessor_gets_an_empty_form_and_not_a_word_of_the_first(asked, opened, complete):
    state, second = opened("ter-officer-2")
    page = json.dumps([state.file, state.outcome, state.shown, second.second, PapersState(state).papers])
    for word in ("Signed a lease", "A stable place to live", "No papers yet"):
        assert word not in page
    assert (state.file["blind"], state.file["version"], state.file["versions"]) == (True, 0, [])
    assert {each["state"] for each in state.file["draft"]["items"].values()} == {""}
    assert "U bent op 22 november 2026" in state.file["heading"]
    with pytest.raises(AccessRefused):
        state.show_version(1)
    assert state.shown == {}
    second.list_colleagues()
    second.withdraw()
    second.agree({}, "low", "x")
    assert state.file["blind"]


def test_what_a_second_assessor_types_is_kept_and_is_theirs(asked, opened, complete):
    state, _ = opened("ter-officer-2")
    state.keep_draft(apart(complete), 3)
    assert state.kept["turn"] == 3
    again, _ = opened("ter-officer-2")
    assert again.file["kept"]["draft"]["summary_reasons"] == "The lease ends soon."
    first, _ = opened()
    assert "The lease ends soon" not in json.dumps(first.file)


def test_everything_that_lacks_is_said_before_a_second_judgement_is_given(asked, opened, complete):
    state, _ = opened("ter-officer-2")
    draft = apart(complete)
    draft["items"]["support"] = {"state": ""}
    draft["items"]["income"]["reason"] = ""
    draft["summary_reasons"] = " "
    state.save(draft)
    assert [each["field"] for each in state.outcome["faults"]] == [
        "item-income-reason", "item-support", "summary-reasons",
    ]  # fmt: skip
    assert state.file["blind"]


def test_both_are_compared_and_what_is_agreed_settles_the_differences(asked, opened, complete):
    state, second = opened("ter-officer-2")
    state.save(apart(complete))
    assert state.outcome["notice"].startswith("Uw oordeel is gegeven")
    shown = second.second
    assert shown["stage"] == "compare"
    assert [(each["label"], each["first"], each["second"], each["differs"]) for each in shown["rows"]] == [
        ("1. Housing", "Low", "High. Notice was given", True),
        ("2. Income", "niet bekend, omdat: No papers yet", "niet bekend, omdat: Nothing on paper", False),
        ("3. Support", "High", "High", False),
    ]
    assert shown["columns"] == [
        "Reclassering 1, Team TER (SYNTHETIC)",
        "Reclassering 2, Team TER (SYNTHETIC)",
    ]
    assert [each["id"] for each in shown["questions"]] == ["housing"]
    second.agree({"housing": "extreme"}, "", " - ")
    assert set(second.second["faults"]) == {"agree-housing", "agree-level", "agree-reasons"}
    second.agree({"housing": "moderate"}, "high", "We talked it over.")
    agreed = state.opened.judgement.consensus
    assert [(each.item, each.rating.level) for each in agreed.ratings] == [("housing", "moderate")]
    assert "Samen vastgelegd op 22 november 2026" in second.second["agreed"]
    first, compared = opened()
    assert compared.second["rows"][0]["agreed"] == "Moderate"
    assert first.opened.judgement.standing_level == "high"


def test_four_eyes_sign_the_newest_version(opened, complete, store, person):
    state, _ = opened()
    papers = PapersState(state)
    assert papers.papers == {}
    state.save(complete())
    other, _ = opened("ter-officer-2")
    others = PapersState(other)
    assert (papers.papers["may_sign"], others.papers["may_sign"]) == (True, False)
    others.sign()  # asked for all the same: the author signs first
    assert other.opened.signatures == ()
    papers.sign()
    assert "wacht op een tweede handtekening" in papers.papers["state"]
    assert not papers.papers["may_sign"]
    other.open_file(person)
    others.sign()
    assert "door twee mensen ondertekend" in others.papers["state"]
    assert [line.split(",")[0] for line in others.papers["signatures"]] == [
        "Versie 1: Reclassering 1", "Versie 1: Reclassering 2",
    ]  # fmt: skip


def test_the_explanation_is_made_as_a_page_or_a_pdf(opened, complete, store, person):
    state, _ = opened()
    papers = PapersState(state)
    papers.explain("pdf")
    assert papers.copy == {}  # nothing was judged yet
    state.save(complete())
    papers.explain("pdf")
    assert papers.copy["name"] == f"uitleg-beoordeling-{person}.pdf"
    assert papers.copy["content"].startswith(b"%PDF")
    papers.explain("html")
    assert papers.copy["type"] == "text/html"
    assert b"A stable place to live." in papers.copy["content"]
    with pytest.raises(AccessRefused):
        explain_assessment(Desk(store, "unit-a-officer-1").access, person, instrument="needs")


def test_the_six_steps_say_what_is_done_and_what_lacks(opened, complete):
    state, _ = opened()
    assert state.file["steps"] == []
    state.save(complete())
    steps = {each["name"]: each for each in state.file["steps"]}
    assert list(steps) == [
        "Bewijs", "Beoordeling per onderdeel", "Wat is van belang", "Duiding", "Scenario's", "Plan",
        "Eindoordeel",
    ]  # fmt: skip
    assert [each["done"] for each in steps.values()] == [False, True, False, False, False, False, True]
    # housing has evidence for it, none against; support has neither: three sides
    assert steps["Bewijs"]["state"].startswith("op 3 plaatsen staat geen bewijs")
    whole = complete(change="Looked further.")
    for name in ("housing", "support"):
        whole["items"][name] |= {"none_for": "Asked the family", "none_against": "Searched the file"}
    whole["items"]["housing"]["relevant"] = True
    state.save(whole)
    done = {each["name"]: each["done"] for each in state.file["steps"]}
    assert (done["Bewijs"], done["Wat is van belang"]) == (True, True)
    saved = {each.item: each for each in state.opened.judgement.items}
    assert (saved["housing"].none_for, saved["housing"].none_against) == (None, "Searched the file")
