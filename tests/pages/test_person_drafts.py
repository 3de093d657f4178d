"""Nothing typed on the person page is lost, without a browser: kept, found again, let go of, one's own."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from riskkit.casework import Desk
from riskkit.casework.dossier import record
from riskkit.errors import JudgementError
from riskkit.pages.person_entry_state import PersonEntryState
from riskkit.pages.person_state import PersonState
from riskkit.records.dossier import CorrectionRequest, Incident
from riskkit.settings import settings

AT = datetime(2026, 11, 26, 9, 5, tzinfo=UTC)
HALF = {"kind": "incident", "entry": "", "values": {"incident_kind": "Ruzie", "account": "Half a sen"}}
QUARREL = Incident(incident_kind="Quarrel", happened_on=date(2026, 11, 25), account="Loud words")


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def open_page(store, form, person):
    """Open the page anew, as after a crash, and a file in it."""

    def make(user: str = "ter-officer-1", whose: str = person) -> PersonEntryState:
        desk = Desk(store, user)
        state = PersonState(desk, [{"nl": form, "en": form}], clock=lambda: AT)
        entries = PersonEntryState(desk, state)
        state.open_file(whose)
        entries.refresh()
        return entries

    return make


def keep(page: PersonEntryState, form: str, sent: object, person: str, *, turn: int = 1, version: int = 0):
    page.keep_draft(form, sent, {"person": person, "turn": turn, "version": version})


def test_a_new_entry_half_typed_is_acknowledged_and_found_again_by_its_writer_alone(open_page, person):
    page = open_page()
    keep(page, "entry", HALF, person, turn=7)
    assert page.kept == {"form": "entry", "turn": 7, "text": "concept bewaard om 10:05"}
    again = open_page().work
    assert (again["kind"], again["values"], again["fresh"], again["editing"]) == (
        "incident", HALF["values"], {}, "",
    )  # fmt: skip
    assert "U was hier nog bezig" in again["found"]["told"]["entry"]
    other = open_page("ter-officer-2").work
    assert (other["kind"], other["values"], other["found"]) == ("", {}, {"told": {}})


def test_it_goes_when_it_is_recorded_or_when_the_form_is_closed(open_page, person):
    page = open_page()
    keep(page, "entry", HALF, person)
    page.record("incident", {**HALF["values"], "happened_on": "2026-11-25"})
    assert "Vastgelegd" in page.outcome["notice"]
    assert open_page().work["kind"] == ""
    page = open_page()
    keep(page, "entry", HALF, person)
    page.record("incident", HALF["values"])
    assert page.outcome["faults"] != []
    assert open_page().work["kind"] == "incident"  # something lacks: nothing was recorded, nothing is lost
    page.leave()
    assert open_page().work["kind"] == ""


def test_a_next_version_that_someone_overtook_shows_the_difference_when_it_is_recorded(
    open_page, person, store
):
    access = Desk(store, "ter-officer-2").access
    entry = record(access, person, QUARREL)
    page = open_page()
    mine = {"incident_kind": "Quarrel", "happened_on": "2026-11-25", "account": "Mine"}
    keep(page, "entry", {"kind": "incident", "entry": entry.id, "values": mine}, person, version=1)
    record(access, person, QUARREL.model_copy(update={"account": "Theirs"}), follows=entry)
    page = open_page()
    assert (page.work["entry"], page.work["version"], page.work["values"]) == (entry.id, 1, mine)
    page.record("incident", mine)
    assert [row["mine"] for row in page.outcome["conflict"]["rows"]] == ["Mine"]
    page.keep_mine()
    page.record("incident", mine)
    assert "versie 3" in page.outcome["notice"]
    assert open_page().work["kind"] == ""


def test_what_can_no_longer_be_changed_comes_back_as_something_new_and_says_so(open_page, person):
    page = open_page()
    keep(page, "entry", {**HALF, "entry": "0" * 32}, person, version=1)
    again = open_page().work
    assert (again["editing"], again["values"]) == ("", HALF["values"])
    assert "kan niet meer worden bijgewerkt" in again["found"]["told"]["entry"]


def test_a_decision_comes_back_until_it_is_taken_or_the_request_is_decided(open_page, person, store):
    asked = record(
        Desk(store, "ter-officer-1").access, person,
        CorrectionRequest(received_on=date(2026, 11, 20), about="My address", request="Put it right"),
    )  # fmt: skip
    from riskkit.records.accounts import add_account

    with store.writing() as connection:
        add_account(
            connection, name="lead", display_name="Lead", password_hash="none", role="supervisor",
            place="Team TER", at=AT,
        )  # fmt: skip
    said = {"outcome": "refused", "decided_on": "", "reasons": "The regis"}
    keep(open_page("lead"), "decide", {"entry": asked.id, "values": said}, person)
    page = open_page("lead")
    assert page.work["found"]["decide"] == {"entry": asked.id, "values": said}
    page.decide(asked.id, {"outcome": "corrected", "decided_on": "2026-11-25", "reasons": ""})
    assert "decide" not in open_page("lead").work["found"]
    keep(page, "decide", {"entry": asked.id, "values": said}, person)
    assert "decide" not in open_page("lead").work["found"]  # it was decided


def test_with_whom_to_share_comes_back_until_the_pack_was_made(open_page, person):
    chosen = {"ground": "care", "organisations": ["police"], "other": "Bur"}
    keep(open_page(), "share", chosen, person)
    page = open_page()
    assert page.work["found"]["share"] == chosen
    page.share("care", ["police"], "", "html")
    assert page.given["turn"]
    assert "share" not in open_page().work["found"]


def test_broken_glass_is_kept_for_the_user_and_goes_once_the_file_is_open(open_page, store):
    outside = next(
        each.id for each in Desk(store, "unit-a-officer-1").list_people() if each.place == "Terrorist Unit A"
    )
    typed = {"person": outside, "purpose": "Spoed"}
    keep(open_page(), "glass", typed, "")
    page = open_page()
    assert {name: page.work["glass"][name] for name in typed} == typed
    assert open_page("ter-officer-2").work["glass"] == {}
    before = page.work["opening"]
    page.break_glass(outside, "nu")
    assert open_page().work["glass"]["purpose"] == "Spoed"
    page.break_glass(outside, "Spoedbezoek aan de afdeling")
    assert page.work["opening"] > before
    assert open_page().work["glass"] == {}
    keep(page, "entry", HALF, outside)  # behind broken glass, too
    assert open_page(whose=outside).work["kind"] == "incident"


def test_whose_file_is_out_of_reach_keeps_nothing_and_asks_once(open_page, store):
    page = open_page()
    outside = Desk(store, "unit-a-officer-1").list_people()[0].id
    for turn in (1, 2):
        keep(page, "entry", HALF, outside, turn=turn)
        assert page.kept["turn"] == turn
        assert "kan niet worden bewaard" in page.kept["text"]
    from riskkit.records.audit import read_entries

    with store.reading() as connection:
        refused = [each for each in read_entries(connection) if each.note.outcome == "refused"]
    assert [(each.note.action, each.note.person) for each in refused] == [("form.keep", outside)]
    page.forget_draft("entry", outside)


@pytest.mark.parametrize(
    "sent", [None, {}, {"kind": 1}, {"kind": "incident", "values": {"x": 1}}, {**HALF, "more": ""}]
)
def test_what_is_no_such_form_is_refused_without_repeating_it(open_page, person, sent):
    with pytest.raises(JudgementError, match="parts are not those of this form"):
        keep(open_page(), "entry", sent, person)


def test_an_unknown_form_and_a_draft_of_an_older_page_are_left_alone(open_page, person, store):
    from riskkit.casework.form_drafts import keep_form

    page = open_page()
    keep(page, "else", HALF, person)
    assert page.kept == {}
    keep(page, "entry", HALF, "")
    assert page.kept == {}
    access = Desk(store, "ter-officer-1").access
    keep_form(access, person, "entry", '{"older": 1}')
    keep_form(access, person, "share", "no json")
    assert open_page().work["kind"] == ""
    keep_form(access, person, "entry", '{"kind": "gone", "values": {}}')
    assert open_page().work["found"] == {"told": {}}
