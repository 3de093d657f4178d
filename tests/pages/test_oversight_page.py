"""The supervisor's page without a browser: what it shows, what it does, and for whom."""

from datetime import date, timedelta

import pytest

from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.supervision import open_with_purpose, read_trail
from riskkit.errors import AccessRefused
from riskkit.pages.oversight_panels import oversight_commands
from riskkit.pages.oversight_state import OversightState
from riskkit.pages.sheet_panels import sheet_panels
from riskkit.records import save_judgement
from riskkit.records.dossier import Placement, PlanGoal
from riskkit.records.dossier_entries import add_entry
from riskkit.records.judgement import InstrumentReference, Judgement
from riskkit.records.judgement_figures import note_figures_seen, override_level
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.people import Person, add_people
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

OLD = Person("SYN-OLD", True, "Oude Zaak (SYNTHETIC)", "team", "Team TER")


@pytest.fixture
def page(store):
    """The page of Team TER's supervisor, with a goal of long ago and a file whose term has passed."""
    add_roles(store)
    ended = Placement(setting="team", place="Team TER", starts_on=date(2000, 1, 1), ends_on=date(2010, 1, 1))
    goal = PlanGoal(
        domain="work", review_on=date(2026, 1, 31), progress="under_way", goal="A job", steps=("Apply",),
        responsible="Officer",
    )  # fmt: skip
    with store.writing() as connection:
        add_people(connection, store.keys, [OLD])
        for content in (ended, goal):
            add_entry(connection, store.keys, person="SYN-OLD", content=content, by="clerk", at=NOW)
    return opened(store)


def opened(store, user: str = "ter-supervisor-1") -> OversightState:
    made = OversightState(Desk(store, user, clock=lambda: NOW), clock=lambda: NOW)
    made.draw()
    return made


def test_the_longest_overdue_stands_first_with_what_and_who(page):
    first = rows_of(page, "overdue")[0]
    assert first == ["SYN-OLD – Oude Zaak (SYNTHETIC)", "doel bespreken: 31 jan 2026", "Niemand"]
    heading = section_of(page, "overdue")["heading"]
    assert heading == f"Te laat ({len(rows_of(page, 'overdue'))} personen)"
    assert actions_of(page, "overdue")["late-SYN-OLD"]["open"] == "SYN-OLD"
    assert page.page["synthetic"] is True
    assert page.page["print"].startswith("SYNTHETIC · Toezicht op mijn team · 26 november 2026")


def test_work_is_counted_by_colleague(page, store):
    people = [each.id for each in Desk(store, "ter-officer-1").list_people()]
    names = [row[0] for row in rows_of(page, "work")]
    assert names == ["Reclassering 1, Team TER (SYNTHETIC)", "Reclassering 2, Team TER (SYNTHETIC)"]
    assert {row[1] for row in rows_of(page, "work")} == {str(len(people))}
    assert any("SYN-OLD" in each for each in texts_in(section_of(page, "work")))


def test_an_opening_outside_a_caseload_is_shown_as_typed_and_marked_as_seen(page, store):
    markup = "<img src=x onerror=alert(1)> an urgent visit"
    open_with_purpose(Access(store, "ter-officer-1"), "SYN-OLD", markup)
    open_with_purpose(Access(store, "unit-b-officer-1"), "SYN-OLD", "Another team's officer")
    page = opened(store)
    assert [row[2] for row in rows_of(page, "flags")] == [markup]
    (name, act), *_ = actions_of(page, "flags").items()
    page.acknowledge(act["extra"]["flag"])
    assert page.page["notice"]["text"] == "Vastgelegd: u keek naar de inzage in dossier SYN-OLD."
    assert not parts_of(section_of(page, "flags"), "table")
    page.acknowledge(act["extra"]["flag"])
    assert (page.page["notice"]["wrong"], page.page["notice"]["text"]) == (
        True, "Deze inzage staat niet meer in de lijst.",
    )  # fmt: skip
    assert name == f"flag-{act['extra']['flag']}"


def test_a_person_is_assigned_and_the_assignment_ended(page, store):
    page.give("SYN-OLD", "ter-officer-2")
    assert page.page["notice"]["clears"] == ["give", "end"]
    assert "SYN-OLD" in [each.id for each in Desk(store, "ter-officer-2").list_people()]
    form = parts_of(section_of(page, "assign"), "form")[1]
    assert "ter-officer-2/SYN-OLD" in [each["value"] for each in form["fields"][0]["options"]]
    page.end("ter-officer-2/SYN-OLD")
    assert "SYN-OLD" not in [each.id for each in Desk(store, "ter-officer-2").list_people()]
    for person, colleague in (("SYN-OLD", "unit-b-officer-1"), ("NOBODY", "ter-officer-2"), ("", "")):
        page.give(person, colleague)
        assert page.page["notice"]["wrong"] is True
        assert "vastgelegd" in page.page["notice"]["text"]


def test_a_file_whose_term_has_passed_is_erased_by_repeating_its_name_with_reasons(page):
    act = actions_of(page, "retention")["erase-SYN-OLD"]
    assert [each["name"] for each in act["confirm"]["fields"]] == ["typed", "reasons"]
    page.erase("SYN-OLD", {"typed": "syn-old", "reasons": "kort"})
    assert page.page["notice"]["text"] == (
        "Typ het kenmerk van het dossier precies over. Schrijf in minstens 10 tekens waarom."
    )
    assert "erase-SYN-OLD" in actions_of(page, "retention")
    page.erase("SYN-OLD", {"typed": "SYN-OLD", "reasons": "De termijn is voorbij, nagekeken"})
    assert page.page["notice"]["text"] == "Dossier SYN-OLD is gewist."
    assert section_of(page, "retention")["heading"] == "Bewaartermijn voorbij (0)"
    page.erase("SYN-OLD", {"typed": "SYN-OLD", "reasons": "De termijn is voorbij, nagekeken"})
    assert page.page["notice"]["wrong"] is True


def test_a_level_that_moved_after_a_figure_is_told_with_its_way(page, store):
    low = Judgement(
        record="d" * 32, saved_by="ter-officer-1", saved_at=NOW, person="SYN-OLD",
        instrument=InstrumentReference(id="reintegration-needs", version="1.0", sha256="0" * 64),
        summary=SummaryJudgement(level="low", reasons="Stable", assessor="ter-officer-1", at=NOW),
    )  # fmt: skip
    seen = note_figures_seen(
        low, manifest="e" * 64, by="ter-officer-1", at=NOW + timedelta(minutes=1), why="shown"
    )
    moved = override_level(
        seen,
        level="high",
        reasons="SECRET words",
        by="ter-officer-1",
        at=NOW + timedelta(minutes=2),
        ground="figure_weighs",
    )
    for each in (low, seen, moved):
        save_judgement(store, each)
    page = opened(store)
    assert rows_of(page, "moved")[0][1:5] == [
        "Reclassering 1, Team TER (SYNTHETIC)", "26 nov 2026", "Omhoog: van laag naar hoog",
        "het cijfer weegt voor mij mee",
    ]  # fmt: skip
    assert "1 keer: 1 omhoog, 0 omlaag, 0 onbekend." in texts_in(section_of(page, "moved"))
    assert not any("SECRET" in each for each in texts_in(page.page))  # its reasons stay in the file
    counted = {row[0]: row[1:3] for row in rows_of(page, "agreement")}
    assert int(counted["reintegration-needs"][0]) >= 1


def test_another_units_supervisor_sees_that_unit_alone(page, store):
    other = opened(store, "unit-a-supervisor-1")
    everything = " ".join(texts_in(other.page))
    assert "Terrorist Unit A" in everything
    assert "SYN-OLD" not in everything


def test_the_page_speaks_english_too_and_keeps_nothing_told_in_dutch(page):
    connection, sheet = sheet_panels(page, oversight_commands(page))
    sheet._handle_custom_msg({"command": "acknowledge", "flag": "none"}, [])
    assert sheet.page["notice"]["wrong"] is True
    sheet._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert (sheet.page["title"], sheet.page["notice"]["text"]) == ("Overseeing my team", "")
    sheet._handle_custom_msg({"command": "drop_tables"}, [])
    for typed in (None, "x", {"person": 1}, {"person": ["a"], "colleague": {}}):
        sheet._handle_custom_msg({"command": "give", "typed": typed}, [])
        assert sheet.page["notice"]["wrong"] is True
    assert connection.failure == ""


@pytest.mark.parametrize("user", [each for each in EVERYONE if "supervisor" not in each])
def test_nobody_else_gets_the_page_and_the_refusal_is_on_record(page, store, user):
    with pytest.raises(AccessRefused, match="refused"):
        OversightState(Desk(store, user))
    last = [each.note for each in read_trail(Access(store, "inspector-1")) if each.note.actor == user][-1]
    assert (last.action, last.outcome) == ("team.oversee", "refused")
