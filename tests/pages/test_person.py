"""The person page without a browser: timeline worked out by hand, profile, refusals, the copy."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from riskkit.casework import Desk
from riskkit.casework.conference import record_conference
from riskkit.casework.dossier import record
from riskkit.casework.policy import ABOUT_NO_ONE, Action
from riskkit.casework.unit_records import record_phase, record_release
from riskkit.pages.person_entry_state import PersonEntryState
from riskkit.pages.person_panels import person_panels
from riskkit.pages.person_state import PersonState
from riskkit.pages.person_timeline import Event, said_days, show_timeline
from riskkit.pages.texts import read_texts
from riskkit.records.conference_parts import Adviser, ConsideredMeasure
from riskkit.records.dossier import Conference
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease

TODAY = date(2026, 11, 26)
NL = read_texts("nl", "person")


@pytest.fixture
def state(store, form):
    at = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    return PersonState(Desk(store, "ter-officer-1"), [{"nl": form, "en": form}], clock=lambda: at)


def test_bars_stand_at_their_share_of_the_whole_time():
    # From 17 August 2026 (101 days before today) to 26 December 2026 (30 days after): 131 days.
    events = (
        Event("incident", "x", date(2026, 10, 7), date(2026, 10, 7), alert=True),
        Event("leave", "y", date(2026, 9, 1), date(2026, 9, 3)),
        Event("placement", "z", date(2026, 8, 17), None),
    )
    shown = show_timeline(events, NL, TODAY)
    assert shown["today"] == pytest.approx(101 / 131)
    bars = {lane["label"]: lane["bars"] for lane in shown["lanes"]}
    assert bars["Verblijf en plaats"] == [{"from": 0.0, "to": 1.0, "alert": False}]
    (leave,), (incident,) = bars["Verlof"], bars["Gebeurtenissen"]
    assert (leave["from"], leave["to"]) == (pytest.approx(15 / 131), pytest.approx(17 / 131))
    assert (incident["from"], incident["to"], incident["alert"]) == (*[pytest.approx(51 / 131)] * 2, True)
    assert bars["Maatregelen"] == []
    assert [tick["label"] for tick in shown["ticks"]] == ["okt 2026"]
    assert [each["when"] for each in shown["list"]] == [
        "7 oktober 2026", "1 september 2026 tot en met 3 september 2026", "Sinds 17 augustus 2026",
    ]  # fmt: skip


def test_what_ends_far_ahead_runs_to_the_edge_half_a_year_from_now():
    shown = show_timeline([Event("measure", "x", date(2020, 1, 1), date(2040, 1, 1))], NL, TODAY)
    whole = (date(2027, 5, 25) - date(2020, 1, 1)).days
    assert shown["today"] == pytest.approx((TODAY - date(2020, 1, 1)).days / whole)
    assert shown["lanes"][3]["bars"][0]["to"] == 1.0
    assert [tick["label"] for tick in shown["ticks"]] == [str(year) for year in range(2020, 2028)]


def test_an_empty_file_has_no_timeline():
    assert show_timeline([], NL, TODAY) == {}


def test_periods_in_english():
    english = read_texts("en", "person")
    assert said_days(date(2026, 9, 1), None, english) == "Since 1 September 2026"


def test_an_opened_file_says_whose_it_is_what_is_in_it_and_that_it_was_looked_at(state, person):
    state.open_file(person)
    file = state.file
    assert file["person"]["id"] == person
    assert file["person"]["synthetic"]
    assert file["print"].startswith(f"SYNTHETIC · {person}")
    kinds = {each["title"].split(":")[0] for each in file["timeline"]["list"]}
    assert {"Plaatsing", "Verlof", "Toezicht", "Bijzondere voorwaarde"} <= kinds
    assert 1 <= len(file["goals"]["rows"]) <= 2
    when, who, what = file["looks"]["rows"][0]
    assert (who, what) == (state.who, "Bekeken")
    assert re.fullmatch(r"\d+ \w+ \d{4} om \d\d:\d\d uur", when)
    state.choose_language("en")
    assert state.file["looks"]["rows"][0][2] == "Looked at"


def test_saved_versions_stand_beside_each_other_in_the_words_of_the_instrument(state, page, complete, person):
    writer = page()
    writer.save(complete())
    changed = complete(change="Lost the lease.")
    changed["items"]["housing"] = {**changed["items"]["housing"], "level": "high"}
    writer.save(changed)
    state.open_file(person)
    (profile,) = [each for each in state.file["profiles"] if each["title"] == "Needs"]
    assert len(profile["columns"]) == 2
    assert profile["rows"][0] == {"label": "1. Housing", "cells": ["Low", "High"]}
    assert all("No papers yet" in cell for cell in profile["rows"][1]["cells"])
    assert profile["rows"][-1]["cells"] == ["Low", "Low"]


def test_a_file_out_of_reach_is_refused_in_words_and_closes_what_was_open(state, person):
    state.open_file(person)
    state.open_file("SYN-9999")
    assert state.file == {}
    assert state.notice.startswith("Dit dossier hoort niet bij uw caseload")
    assert state.failure == ""


def test_the_copy_is_a_tagged_pdf_of_this_person_and_is_on_record(state, store, person):
    desk = Desk(store, "ter-officer-1")
    connection, sheet, _ = person_panels(state, PersonEntryState(desk, state))
    sheet._handle_custom_msg({"command": "copy"}, [])
    assert sheet.copy == {}  # nothing is open yet
    sheet._handle_custom_msg({"command": "open", "person": person}, [])
    sheet._handle_custom_msg({"command": "copy"}, [])
    assert sheet.copy["name"] == f"kopie-dossier-{person}.pdf"
    pdf = PdfReader(BytesIO(sheet.copy["content"]))
    assert person in pdf.pages[0].extract_text()
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert connection.failure == ""
    sheet._handle_custom_msg({"command": "open", "person": person}, [])
    assert "Kopie voor de persoon gemaakt" in [row[2] for row in sheet.file["looks"]["rows"]]
    sheet._handle_custom_msg({"command": "delete"}, [])


def test_a_conference_stands_in_the_timeline_in_words(state, person, store):
    weighed = ConsideredMeasure(
        measure="exit_programme", name="Uitstapbegeleiding", legal_ground="x", evidence="x", goal="x",
        risk_factor="x", burden="x", alternative="x", decision="not_taken", proportionality="x",
        necessity="x", review_on=TODAY,
    )  # fmt: skip
    held = Conference(
        held_on=TODAY, ground="care", organisations="Politie", shared="Het pakket", about="minor",
        interests="Rust", advisers=(Adviser(adviser="RvdK", said="Een pleeggezin"),), measures=(weighed,),
    )  # fmt: skip
    record_conference(Desk(store, "ter-officer-1").access, person, held, after=0)
    state.open_file(person)
    (shown,) = [each for each in state.file["timeline"]["list"] if each["title"] == "Casusoverleg: Politie"]
    assert shown["lines"] == [
        "Grond om te delen: zorg", "Wat is gedeeld: Het pakket", "Waarover: minderjarige",
        "Belang van het kind: Rust", "Wat adviseurs zeiden: RvdK: Een pleeggezin",
        "Maatregelen die zijn afgewogen: Uitstapbegeleiding: niet genomen",
    ]  # fmt: skip


def test_phases_of_detention_and_the_release_with_its_handover_stand_in_the_timeline(state, person, store):
    access = Desk(store, "ter-officer-1").access
    phase = DetentionPhase(
        phase="intake", regime="limited_community", starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30),
        reasons="Agreed in the unit",
    )  # fmt: skip
    record_phase(access, person, phase)
    release = record_release(
        access, person,
        PlannedRelease(release_on=date(2027, 2, 1), release_kind="conditional", account="As decided"),
    )  # fmt: skip
    record(
        access, person,
        Handover(release=release.id, organisation="municipality", due_on=date(2027, 1, 2), task="A home"),
    )  # fmt: skip
    state.open_file(person)
    timeline = state.file["timeline"]
    said = {each["title"]: (each["when"], each["lines"]) for each in timeline["list"]}
    assert said["Fase en regime: binnenkomst"] == (
        "1 maart 2026 tot en met 30 juni 2026",
        ["Regime: beperkte gemeenschap", "Redenen: Agreed in the unit"],
    )  # fmt: skip
    assert said["Verwachte vrijlating: voorwaardelijke invrijheidstelling"][0] == "1 februari 2027"
    assert said["Overdracht: gemeente"] == ("2 januari 2027", ["Wat wordt overgedragen: A home"])
    assert release.id not in str(timeline)
    bars = {each["label"]: each["bars"] for each in timeline["lanes"]}
    assert len(bars["Fase en regime"]) == 1
    assert len(bars["Vrijlating, overdracht"]) == 2


@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_may_be_done_with_a_file_has_words_in_the_list_of_who_looked(language):
    words = read_texts(language, "person").sentences
    about_someone = [each for each in Action if each not in ABOUT_NO_ONE]
    assert [each for each in about_someone if f"did_{each.replace('.', '_')}" not in words] == []
