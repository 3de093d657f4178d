"""The assessment page without a browser: what it asks, saves, refuses and never loses."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from riskkit.casework import Desk
from riskkit.errors import AccessRefused, JudgementError, StoreError
from riskkit.pages.assessment_state import AssessmentState
from riskkit.records.accounts import add_account


def said(state: AssessmentState) -> list[str]:
    return [fault["field"] for fault in state.outcome["faults"]]


def test_a_person_without_assessment_opens_empty(page, person):
    state = page()
    assert state.file["person"] == {
        "id": person, "name": state.file["person"]["name"], "place": state.file["person"]["place"],
        "synthetic": True,
    }  # fmt: skip
    assert "SYNTHETIC" in state.file["person"]["name"]
    assert (state.file["version"], state.file["versions"]) == (0, [])
    assert {each["state"] for each in state.file["draft"]["items"].values()} == {""}


def test_everything_that_is_missing_is_said_at_once(page):
    state = page()
    state.save({"items": {}})
    assert said(state) == ["item-housing", "item-income", "item-support", "summary-level", "summary-reasons"]
    assert state.outcome["faults"][0]["full"] == "1. Housing: kies een antwoord"
    assert state.file["version"] == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"state": "unknown", "reason": ""}, "item-housing-reason"),
        ({"state": "unknown", "reason": " - "}, "item-housing-reason"),
        ({"state": "unknown", "reason": "x" * 20_001}, "item-housing-reason"),
        ({"state": "not_applicable", "reason": "why"}, "item-housing"),
        ({"state": "value", "level": "extreme"}, "item-housing"),
        (
            {"state": "value", "level": "low", "evidence": [{"side": "for"}]},
            "item-housing-evidence-0-statement",
        ),
    ],
)
def test_an_answer_the_instrument_does_not_take_is_refused_at_its_field(page, complete, changed, field: str):
    state, draft = page(), complete()
    draft["items"]["housing"] = changed
    state.save(draft)
    assert field in said(state)
    assert state.file["version"] == 0


@pytest.mark.parametrize("dated", ["", "yesterday", "2026-13-01", "2026-11-23"])
def test_evidence_needs_a_day_that_has_been(page, complete, dated: str):
    state, draft = page(), complete()  # the page's clock stands at 22 November 2026
    draft["items"]["housing"]["evidence"][0]["dated"] = dated
    state.save(draft)
    assert said(state) == ["item-housing-evidence-0-dated"]


def test_a_complete_form_is_saved_and_opens_again_as_it_was(page, complete):
    state = page()
    state.save(complete())
    assert state.outcome["faults"] == []
    assert state.outcome["notice"].startswith("Opgeslagen als versie 1, 22 november 2026 om 10:")
    again = page()
    assert again.file["version"] == 1
    assert {**again.file["draft"], "change": ""} == complete()
    assert again.file["versions"][0]["who"] == "Reclassering 1, Team TER (SYNTHETIC)"
    assert "heeft een beoordeling" in again.people[0]["label"]


def test_saving_says_which_ratings_stand_without_evidence(page, complete):
    state = page()
    state.save(complete())
    assert "Bij 1 onderdelen staat nog geen bewijs: Support." in state.outcome["notice"]


def test_a_later_version_says_what_changed(page, complete):
    state = page()
    state.save(complete())
    state.save(complete(summary_level="high"))
    assert said(state) == ["change"]
    state.save(complete(summary_level="high", change="The lease has ended."))
    assert [each["version"] for each in state.file["versions"]] == [2, 1]
    assert state.file["versions"][0]["change"] == "The lease has ended."


def test_a_version_bears_the_name_of_the_user_whom_the_server_named(page, complete):
    state = page("ter-officer-2")
    assert state.who == "Reclassering 2, Team TER (SYNTHETIC)"
    state.save(complete())
    assert state.file["versions"][0]["who"] == "Reclassering 2, Team TER (SYNTHETIC)"


def test_the_second_of_two_officers_is_refused_and_keeps_the_input(page, complete):
    first, second = page("ter-officer-1"), page("ter-officer-2")
    first.save(complete())
    mine = complete(summary_level="high")
    mine["items"]["housing"]["level"] = "high"
    mine["items"]["support"]["relevant"] = True
    second.save(mine)
    conflict = second.outcome["conflict"]
    assert "Reclassering 1, Team TER (SYNTHETIC) heeft op 22 november 2026" in conflict["text"]
    assert [(row["part"], row["theirs"], row["mine"]) for row in conflict["rows"]] == [
        ("1. Housing: beoordeling", "Low", "High"),
        ("3. Support: gewicht", "niets ingevuld", "Relevant voor deze persoon"),
        ("Eindoordeel", "Low. Redenen: A stable place to live.", "High. Redenen: A stable place to live."),
    ]
    assert second.file["version"] == 0  # the form was not touched
    second.keep_mine()
    assert (second.file["reason"], second.file["version"], second.outcome["conflict"]) == ("kept", 1, {})
    second.save({**mine, "change": "Seen otherwise."})
    assert second.file["version"] == 2
    assert second.file["draft"]["items"]["housing"]["level"] == "high"


def test_after_a_conflict_the_saved_version_can_be_taken(page, complete):
    first, second = page("ter-officer-1"), page("ter-officer-2")
    first.save(complete())
    second.save(complete(summary_level="high"))
    second.drop_mine()
    assert (second.file["reason"], second.file["draft"]["summary_level"]) == ("opened", "low")
    assert second.outcome["conflict"] == {}


def test_an_earlier_version_can_be_read(page, complete):
    state = page()
    state.save(complete())
    later = complete(summary_level="high", change="The lease has ended.")
    later["items"]["housing"]["level"] = "high"
    later["items"]["support"]["level"] = "moderate"
    state.save(later)
    state.show_version(1)
    assert state.shown["heading"].startswith("Versie 1, zoals opgeslagen op 22 november 2026")
    assert state.shown["rows"][0] == {
        "part": "1. Housing",
        "lines": [
            "Low",
            "Sindsdien ongunstiger: nu High",
            "Bewijs voor: Signed a lease (bron: File, 1 oktober 2026)",
        ],
    }
    # a protective item that falls is unfavourable
    assert state.shown["rows"][2]["lines"] == ["High", "Sindsdien ongunstiger: nu Moderate"]
    assert "niet onderzocht" in state.shown["note"]
    assert state.shown["rows"][1]["lines"] == ["niet bekend, omdat: No papers yet"]
    assert state.shown["rows"][-1]["lines"] == ["Low. Redenen: A stable place to live."]
    state.show_version(2)
    assert state.shown["note"] == ""  # the newest has nothing to differ from
    state.show_version(None)
    assert state.shown == {}
    with pytest.raises(StoreError):
        state.show_version(9)


def test_the_language_changes_everything_that_is_said_and_nothing_that_is_typed(page, complete):
    state = page()
    state.save(complete())
    state.choose_language("en")
    assert state.texts["save"] == "Save judgement"
    assert state.outcome["notice"].startswith("Saved as version 1, 22 November 2026 at 10:")
    assert state.file["reason"] == "said"
    state.choose_language("fr")
    assert state.language == "nl"


def test_nothing_shown_is_a_total(page, complete):
    state = page()
    state.save(complete())
    shown = json.dumps([state.form, state.file, state.outcome, state.shown])
    for word in ("total", "score", "sum_", "points"):
        assert word not in shown.replace("summary", "").replace("no_total", "")


@pytest.mark.parametrize(
    "sent", [None, [], "text", {"other": 1}, {"items": {"housing": {"state": "maybe"}}}, {"items": [1]}]
)
def test_what_is_no_form_is_refused_without_repeating_it(page, sent: Any):
    state = page()
    with pytest.raises(JudgementError) as caught:
        state.save(sent)
    assert "maybe" not in str(caught.value)


def test_a_file_outside_the_caseload_is_refused_as_one_that_is_not_there(page, store):
    unit = Desk(store, "unit-a-officer-1").list_people()[0].id
    for outside in ("SYN-9999", unit):
        with pytest.raises(AccessRefused, match="outside your caseload"):
            page().open_file(outside)


def test_another_user_has_another_caseload(store, form, person):
    state = AssessmentState(Desk(store, "unit-a-officer-1"), [{"nl": form, "en": form}])
    assert person not in {each["id"] for each in state.people}
    with pytest.raises(AccessRefused):
        state.open_file(person)
    assert state.file == {}


def test_what_is_typed_is_kept_and_found_again_but_is_no_version(page, complete):
    state = page()
    typed = {"items": {"housing": {"state": "unknown", "reason": ""}}, "summary_reasons": "Half a sen"}
    state.keep_draft(typed, 7)
    assert (state.kept["turn"], state.kept["text"]) == (7, "concept bewaard om 10:00")
    again = page()
    assert again.file["kept"]["draft"]["summary_reasons"] == "Half a sen"
    assert again.file["kept"]["draft"]["items"]["housing"]["state"] == "unknown"
    assert "niet opgeslagen" in again.file["kept"]["text"]
    assert again.file["version"] == 0
    assert page("ter-officer-2").file["kept"] == {}  # a draft is its writer's alone
    again.save(complete())
    assert (again.file["kept"], page().file["kept"]) == ({}, {})


def test_who_may_only_read_is_told_so_and_leaves_nothing(store, form, complete, person):
    with store.writing() as connection:
        add_account(
            connection, name="lead", display_name="Lead", password_hash="none", role="supervisor",
            place="Team TER", at=datetime(2026, 11, 2, tzinfo=UTC),
        )  # fmt: skip
    state = AssessmentState(Desk(store, "lead"), [{"nl": form, "en": form}])
    state.open_file(person)
    state.keep_draft(complete(), 1)
    state.save(complete())
    assert state.outcome["notice"].startswith("U mag dit dossier lezen, maar er niet in schrijven")
    assert (state.kept, state.file["version"]) == ({}, 0)


def test_a_draft_that_others_have_overtaken_says_so(page, complete):
    state = page()
    state.keep_draft(complete(summary_reasons="My words"), 1)
    page("ter-officer-2").save(complete())
    again = page()
    assert again.file["kept"]["draft"]["summary_reasons"] == "My words"
    assert "Intussen is versie 1 opgeslagen" in again.file["kept"]["text"]


def test_a_draft_of_another_form_bars_no_file(page, store, person):
    Desk(store, "ter-officer-1").keep_draft(person, instrument="needs", follows=0, content='{"old": 1}')
    state = page()
    assert "past niet meer bij dit formulier" in state.file["kept"]["text"]
    assert "draft" not in state.file["kept"]
    assert state.file["version"] == 0


def test_a_draft_can_be_dropped_and_one_without_news_is_not_shown(page, complete):
    state = page()
    state.save(complete())
    state.keep_draft(complete(), 1)
    assert page().file["kept"] == {}
    state.keep_draft(complete(summary_level="high"), 2)
    again = page()
    assert again.file["kept"] != {}
    again.forget_draft()
    assert (again.file["reason"], again.file["kept"]) == ("opened", {})
    assert page().file["kept"] == {}


def test_a_file_of_another_instrument_version_is_read_only(page, complete, store, form, person):
    from dataclasses import replace

    page().save(complete())
    newer = replace(form, reference=form.reference.model_copy(update={"version": "2.0"}))
    state = AssessmentState(Desk(store, "ter-officer-1"), [{"nl": newer, "en": newer}])
    state.open_file(person)
    assert state.file["fits"] is False
    state.save(complete(change="Tried."))
    assert (state.file["version"], state.outcome["faults"]) == (1, [])
    assert "niet wijzigen" in state.outcome["notice"]


def test_a_suspended_instrument_is_said_at_every_turn_and_nothing_typed_is_lost(
    store, form, complete, person
):
    reasons = {"needs": "An item changed its meaning."}
    state = AssessmentState(
        Desk(store, "ter-officer-1"), [{"nl": form, "en": form}], stopped=lambda name: reasons.get(name, "")
    )
    state.open_file(person)
    told = "Let op: dit instrument is stilgezet. Reden: An item changed its meaning."
    assert state.outcome["notice"].startswith(told)
    state.keep_draft(complete(summary_reasons="My words"), 1)
    state.save(complete())
    assert state.outcome["notice"].startswith(f"{told} Rond er nu geen beoordeling mee af")
    assert state.file["version"] == 1
    reasons.clear()  # resumed elsewhere: the next answer no longer says it
    state.choose_language("en")
    assert "suspended" not in state.outcome["notice"]


def test_unfinished_work_is_saved_without_a_judgement_and_goes_on_later(page, complete):
    state = page()
    whole = complete()
    part = {"items": {"housing": whole["items"]["housing"]}}
    state.save(part, unfinished=True)
    assert state.outcome["faults"] == []
    assert state.outcome["notice"].startswith("Tussentijds opgeslagen als versie 1, 22 november 2026")
    again = page()
    assert "nog zonder eindoordeel" in again.file["heading"]
    assert again.file["judged"] is False
    assert again.file["draft"]["items"]["housing"] == whole["items"]["housing"]
    assert again.file["draft"]["items"]["income"]["state"] == ""
    again.save({**whole, "change": "Finished."})
    assert (again.file["version"], again.file["judged"]) == (2, True)


def test_a_second_unfinished_save_needs_no_words_of_its_own(page, complete):
    state = page()
    whole = complete()
    state.save({"items": {"housing": whole["items"]["housing"]}}, unfinished=True)
    state.save({"items": {name: whole["items"][name] for name in ("housing", "income")}}, unfinished=True)
    assert state.file["versions"][0]["change"] == "tussentijds opgeslagen, nog niet af"


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"items": {"housing": {"state": "unknown"}}}, "item-housing-reason"),
        ({"items": {"housing": {"evidence": [{"side": "for"}]}}}, "item-housing"),
        ({"items": {}, "summary_level": "low"}, "summary-reasons"),
        ({"items": {}, "summary_reasons": "Because."}, "summary-level"),
    ],
)
def test_what_was_begun_must_make_sense_even_when_unfinished(page, part, field: str):
    state = page()
    state.save(part, unfinished=True)
    assert field in said(state)
    assert state.file["version"] == 0


def test_a_judgement_once_made_cannot_become_unfinished(page, complete):
    state = page()
    state.save(complete())
    state.save({"items": {}}, unfinished=True)
    assert "summary-level" in said(state)
    assert state.file["version"] == 1


def test_what_weighs_is_marked_and_decisive_means_relevant(page, complete):
    state, draft = page(), complete()
    draft["items"]["housing"]["decisive"] = True
    draft["items"]["income"]["decisive"] = True  # unknown: it cannot carry a judgement
    state.save(draft)
    items = state.file["draft"]["items"]
    assert (items["housing"]["relevant"], items["housing"]["decisive"]) == (True, True)
    assert (items["income"]["relevant"], items["income"]["decisive"]) == (False, False)
    state.show_version(1)
    assert "Geeft de doorslag" in state.shown["rows"][0]["lines"]


def test_a_file_opens_with_the_instrument_that_was_chosen(store, form, complete, person):
    from dataclasses import replace

    other = replace(form, reference=form.reference.model_copy(update={"id": "other"}), title="Other")
    both = [{"nl": form, "en": form}, {"nl": other, "en": other}]
    state = AssessmentState(Desk(store, "ter-officer-1"), both)
    assert state.instruments == [{"id": "needs", "title": "Needs"}, {"id": "other", "title": "Other"}]
    state.open_file(person)
    state.save(complete())
    state.choose_instrument("other")
    assert state.form["title"] == "Needs"  # the open file stays as it is
    assert "heeft een beoordeling" not in state.people[0]["label"]
    state.open_file(person)
    assert (state.form["title"], state.file["version"]) == ("Other", 0)
    state.choose_instrument("none of ours")
    assert state.instrument == "other"
