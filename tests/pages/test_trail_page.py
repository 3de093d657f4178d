"""The inspector's page without a browser: search, pages, export, verification, and whom it refuses."""

from datetime import UTC, datetime, timedelta

import pytest

from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.policy import Action, Reach, Role
from riskkit.casework.supervision import open_with_purpose, read_trail
from riskkit.errors import AccessRefused
from riskkit.pages import trail_state
from riskkit.pages.sheet_panels import sheet_panels
from riskkit.pages.texts import read_texts
from riskkit.pages.trail_panels import trail_commands
from riskkit.pages.trail_state import TrailState, query_of
from riskkit.pages.trail_view import BESIDE
from riskkit.records.audit import AuditNote, append_entry
from riskkit.records.audit_check import AuditCheck
from riskkit.records.checkpoints import write_checkpoint
from tests.pages.sheets import (
    EVERYONE,
    NOW,
    actions_of,
    add_roles,
    parts_of,
    rows_of,
    section_of,
    texts_in,
)

EMPTY = dict.fromkeys(("actor", "action", "outcome", "person", "since", "until"), "")


@pytest.fixture
def page(store) -> TrailState:
    """The page on a trail of 120 entries a day apart, of two officers, every third refused."""
    add_roles(store)
    with store.writing() as connection:
        for number in range(120):
            note = AuditNote(
                f"ter-officer-{number % 2 + 1}", "officer", "file.read",
                "refused" if number % 3 == 0 else "done", "SYN-0001", f"entry {number}",
                "<script>alert(1)</script>" if number == 119 else "",
            )  # fmt: skip
            append_entry(connection, note, at=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=number))
    made = TrailState(Desk(store, "inspector-1"), clock=lambda: NOW)
    made.draw()
    return made


def found(page: TrailState) -> list[str]:
    return [row[4].split("entry ")[-1] for row in rows_of(page, "search") if "entry " in row[4]]


def test_a_search_is_shown_a_page_at_a_time_newest_first(page):
    page.search({**EMPTY, "actor": "ter-officer-1"})
    assert page.page["notice"]["text"] == "60 regels gevonden."
    assert found(page) == [str(number) for number in range(118, 18, -2)]
    assert set(actions_of(page, "search")) == {"older", "export"}
    page.turn(older=True)
    assert found(page) == [str(number) for number in range(18, -1, -2)]
    assert set(actions_of(page, "search")) == {"newest", "export"}
    page.turn(older=False)
    assert found(page)[0] == "118"


def test_what_was_searched_for_stays_in_the_form_and_a_wrong_search_changes_nothing(page):
    page.search({**EMPTY, "outcome": "refused", "person": "SYN-0001", "since": "2026-04-01"})
    before = found(page)
    form = parts_of(section_of(page, "search"), "form")[0]
    assert {each["name"]: each["value"] for each in form["fields"]} == {
        **EMPTY, "outcome": "refused", "person": "SYN-0001", "since": "2026-04-01",
    }  # fmt: skip
    for wrong, said in (
        ({"person": "' OR 1=1 --"}, "Dit is geen kenmerk"), ({"since": "31-12"}, "Een datum klopt niet"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "eindigt voor zij begint"),
        ({"action": "DROP TABLE"}, "Deze handeling bestaat niet"),
        ({"outcome": "x"}, "Deze uitkomst bestaat niet"),
    ):  # fmt: skip
        page.search({**EMPTY, **wrong})
        assert page.page["notice"]["wrong"] is True
        assert said in page.page["notice"]["text"]
        assert found(page) == before


def test_days_are_days_by_the_clocks_here_through_a_change_of_the_clocks_and_a_leap_day():
    """The clocks went forward on 29 March 2026 and back on 25 October 2026; 2028 has a 29 February."""
    spring = query_of({**EMPTY, "since": "2026-03-29", "until": "2026-03-29"})
    assert (spring.since.astimezone(UTC), spring.until.astimezone(UTC)) == (
        datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC),
    )  # fmt: skip
    autumn = query_of({**EMPTY, "since": "2026-10-25", "until": "2026-10-25"})
    assert autumn.until.astimezone(UTC) - autumn.since.astimezone(UTC) == timedelta(hours=25)
    leap = query_of({**EMPTY, "since": "2028-02-29", "until": "2028-02-29"})
    assert leap.until.date().isoformat() == "2028-03-01"


def test_who_looked_at_one_file_is_counted(page, store):
    page.look({"person": "SYN-0001"})
    # Officer 2 has the odd numbers: refused are 3, 9, 15, .. 117 (20); officer 1 the even ones: 0, 6, .. 114.
    assert sorted((row[0].split(" |")[0], *row[1:4]) for row in rows_of(page, "looked")) == [
        (
            f"Reclassering {officer}, Team TER (SYNTHETIC) (ter-officer-{officer})",
            "Dossier lezen",
            outcome,
            times,
        )
        for officer in (1, 2)
        for outcome, times in (("gedaan", "40"), ("geweigerd", "20"))
    ]
    assert page.page["notice"]["text"] == "120 regels over dossier SYN-0001."
    page.look({"person": ""})
    assert page.page["notice"]["wrong"] is True


def test_everything_found_is_handed_out_as_a_file_once(page):
    page.search({**EMPTY, "actor": "ter-officer-2"})
    page.export()
    file = page.download
    assert (file["name"], file["content"].count("\n"), file["type"]) == (
        "spoor.csv", 61, "text/csv;charset=utf-8",
    )  # fmt: skip
    assert "<script>alert(1)</script>" in file["content"]


def test_broken_glass_is_listed_seen_or_not(page, store):
    open_with_purpose(Access(store, "ter-officer-1"), "SYN-0001", "An urgent visit today")
    again = TrailState(Desk(store, "inspector-1"), clock=lambda: NOW)
    again.draw()
    assert rows_of(again, "flags")[0][1:3] == ["SYN-0001", "An urgent visit today"]
    assert rows_of(again, "flags")[0][4] == "nog door niemand"


def wait_for(page: TrailState) -> None:
    """Let the verification end, then look at it as the browser does."""
    page.background.wait()
    page.check_verified()


def test_the_chain_is_verified_beside_the_page(page, store):
    write_checkpoint(store)
    page.verify()
    assert page.page["waits"] is True
    assert actions_of(page, "chain") == {}
    page.verify()  # asked twice: one is under way
    wait_for(page)
    assert (page.page["waits"], page.page["notice"]["text"]) == (False, "Nagerekend: het spoor is heel.")
    facts = {each["term"]: each for each in parts_of(section_of(page, "chain"), "facts")[0]["rows"]}
    assert (facts["Het spoor"]["mark"], facts["Laatste controlepunt"]["mark"]) == ("yes", "yes")
    page.check_verified()  # nothing is under way any more
    assert page.page["notice"]["text"] == "Nagerekend: het spoor is heel."


def test_a_broken_chain_is_told_and_a_failing_verification_has_a_number(page, monkeypatch):
    broken = AuditCheck(5, 1, ("entry 3 was changed: its content does not fit its hash",), 0.1)
    monkeypatch.setattr(trail_state, "verify_trail", lambda access: broken)
    page.verify()
    wait_for(page)
    assert page.page["notice"]["wrong"] is True
    assert parts_of(section_of(page, "chain"), "list")[0]["items"] == list(broken.findings)
    told = "5 regels en 1 controlepunten nagerekend in 0,1 s; er is iets mis."
    assert told in texts_in(section_of(page, "chain"))
    monkeypatch.setattr(trail_state, "verify_trail", lambda access: 1 / 0)
    connection, sheet = sheet_panels(page, trail_commands(page))
    sheet._handle_custom_msg({"command": "verify"}, [])
    page.background.wait()
    sheet._handle_custom_msg({"command": "ping"}, [])
    assert len(connection.failure) == 8
    assert sheet.page["waits"] is False


def test_the_page_shows_what_was_typed_as_text_and_speaks_english(page):
    page.search({**EMPTY, "actor": "ter-officer-2"})
    assert rows_of(page, "search")[0][5] == "<script>alert(1)</script>"
    _, sheet = sheet_panels(page, trail_commands(page))
    sheet._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert sheet.page["title"] == "Inspection"
    sheet._handle_custom_msg({"command": "older"}, [])
    sheet._handle_custom_msg({"command": "search_newest"}, [])
    sheet._handle_custom_msg({"command": "looked", "typed": {"person": "SYN-0001"}}, [])
    assert sheet.page["notice"]["text"] == "120 entries about file SYN-0001."
    sheet._handle_custom_msg({"command": "export"}, [])
    assert sheet.download["name"] == "trail.csv"


def test_no_word_of_a_file_is_on_the_page(page, store):
    with store.reading() as connection:
        words = [each[0] for each in connection.exec_driver_sql("SELECT made_up_name FROM person").all()]
    shown = " ".join(texts_in(page.page))
    assert not [each for each in words if each in shown]


def test_every_action_role_and_reach_has_words_in_both_languages():
    for language in ("nl", "en"):
        sentences = read_texts(language, "inspection").sentences
        wanted = [
            *(f"action_{each}" for each in (*Action, *BESIDE)), *(f"role_{each}" for each in Role),
            *(f"reach_{each}" for each in Reach),
        ]  # fmt: skip
        assert [each for each in wanted if each not in sentences] == []


@pytest.mark.parametrize("user", [each for each in EVERYONE if each != "inspector-1"])
def test_nobody_else_gets_the_page_and_the_refusal_is_on_record(page, store, user):
    with pytest.raises(AccessRefused, match="refused"):
        TrailState(Desk(store, user))
    entries = read_trail(Access(store, "inspector-1"), after=120)
    last = [each.note for each in entries if each.note.actor == user][-1]
    assert (last.action, last.outcome) == ("trail.verify", "refused")
