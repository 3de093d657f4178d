"""The caseload page without a browser: rows in words, filters, two languages."""

from datetime import UTC, date, datetime

import pytest

from riskkit.casework import Desk
from riskkit.casework.caseload import CaseloadEntry, Change, Dated
from riskkit.pages.caseload_panels import caseload_panels
from riskkit.pages.caseload_state import CaseloadState
from riskkit.pages.caseload_view import show_caseload, tags_of
from riskkit.pages.texts import read_texts
from riskkit.records import Person

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PERSON = Person("SYN-0001", True, "Alfa Amber (SYNTHETIC)", "team", "Team TER")


def entry(*due: date, alerts=(), changed=None, assessed=True) -> CaseloadEntry:
    return CaseloadEntry(PERSON, tuple(Dated("plan_goal", on) for on in due), (), alerts, changed, assessed)


@pytest.mark.parametrize(
    ("shown", "tags"),
    [
        (entry(), set()),
        (entry(date(2026, 11, 25)), {"late", "soon"}),
        (entry(date(2026, 11, 26)), {"soon"}),
        (entry(date(2026, 12, 26)), {"soon"}),
        (entry(date(2026, 12, 27)), set()),
        (entry(alerts=(Dated("incident", TODAY),)), {"alert"}),
        (entry(assessed=False), {"alert", "unassessed"}),
        (entry(changed=Change("leave", datetime(2026, 11, 12, 9, 0, tzinfo=UTC))), {"changed"}),
        (entry(changed=Change("leave", datetime(2026, 11, 11, 9, 0, tzinfo=UTC))), set()),
    ],
)
def test_by_which_filters_a_person_is_shown(shown, tags):
    assert tags_of(shown, TODAY) == tags


def test_a_row_says_in_words_what_is_late_and_what_is_next():
    due = (date(2026, 11, 20), date(2026, 12, 1), date(2027, 1, 5), date(2027, 6, 1))
    made = entry(*due, alerts=(Dated("not_returned", date(2026, 11, 24)),))
    table = show_caseload([made], read_texts("nl", "caseload"), NOW)
    person, alerts, due_cell, conditions, changed = table["rows"][0]["cells"]
    assert [line["text"] for line in person["lines"]] == ["Alfa Amber (SYNTHETIC)", "SYN-0001 · Team TER"]
    assert alerts["lines"] == [{"text": "Niet terug van verlof, 24 nov 2026", "mark": "alert"}]
    assert [line["text"] for line in due_cell["lines"]] == [
        "Te laat (20 nov 2026): doel bespreken", "1 dec 2026: doel bespreken", "en nog 1",
    ]  # fmt: skip
    assert conditions["lines"] == [{"text": "Geen"}]
    assert changed["lines"] == [{"text": "–"}]
    assert table["print"].startswith("SYNTHETIC · Mijn caseload · 26 november 2026")


def test_who_needs_attention_first_stands_first():
    table = show_caseload(
        [entry(), entry(date(2027, 1, 1)), entry(date(2026, 1, 1))], read_texts("en", "caseload"), NOW
    )
    said = [row["cells"][2]["lines"][0]["text"] for row in table["rows"]]
    assert said == [
        "Overdue (1 Jan 2026): review goal",
        "1 Jan 2027: review goal",
        "Nothing in the next 60 days",
    ]


def test_the_page_speaks_both_languages_and_tells_what_fails(store, monkeypatch: pytest.MonkeyPatch):
    state = CaseloadState(Desk(store, "ter-officer-1"), clock=lambda: NOW)
    connection, table = caseload_panels(state)
    assert len(table.table["rows"]) == 3  # a third of nine people is in the team
    assert table.table["columns"][0] == "Persoon"
    table._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert (table.texts["title"], table.table["columns"][0]) == ("My caseload", "Person")
    table._handle_custom_msg({"command": "delete"}, [])
    monkeypatch.setattr(state, "choose_language", lambda code: 1 / 0)
    table._handle_custom_msg({"command": "language", "code": "nl"}, [])
    assert len(connection.failure) == 8
