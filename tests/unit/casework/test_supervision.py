"""Assignments, the rest of the file, and corrections."""

from datetime import date

import pytest

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import (
    decide_correction,
    read_entries,
    read_history,
    read_who,
    record,
    record_who,
)  # fmt: skip
from riskkit.casework.supervision import end_responsibility, make_responsible, read_trail
from riskkit.errors import AccessRefused, ConflictError, StoreError
from riskkit.records.dossier import CorrectionRequest, OwnView, Placement
from riskkit.records.identity import Identity
from tests.unit.casework.conftest import TEAM

DAY = date(2026, 11, 2)


def test_responsibility_is_given_and_taken_within_the_team(store):
    lead = Access(store, "supervisor-1")
    make_responsible(lead, colleague="officer-2", person="TEAM")
    make_responsible(lead, colleague="officer-2", person="TEAM")
    assert [p.id for p in Desk(store, "officer-2").list_people()] == ["TEAM"]
    end_responsibility(lead, colleague="officer-2", person="TEAM")
    assert Desk(store, "officer-2").list_people() == ()
    with pytest.raises(AccessRefused, match="no such assignment"):
        end_responsibility(lead, colleague="officer-2", person="TEAM")
    for colleague in ("officer-9", "nobody"):
        with pytest.raises(AccessRefused, match="not in your team"):
            make_responsible(lead, colleague=colleague, person="TEAM")


def test_a_placement_moves_the_person_and_with_it_the_reach(store):
    access = Access(store, "officer-1")
    with pytest.raises(AccessRefused):
        Desk(store, "unit-9").open_file("OWN", instrument="needs")
    record(access, "OWN", Placement(setting="unit", place="Terrorist Unit B", starts_on=DAY))
    assert Desk(store, "unit-9").open_file("OWN", instrument="needs").person.place == "Terrorist Unit B"
    with pytest.raises(AccessRefused):
        Desk(store, "unit-1").open_file("OWN", instrument="needs")
    record(access, "OWN", Placement(setting="team", place=TEAM, starts_on=DAY, ends_on=DAY))
    assert Desk(store, "unit-9").list_people()[-1].id == "OWN"


def test_entries_have_a_history_and_a_second_change_is_refused(store):
    access = Access(store, "officer-1")
    one = record(access, "OWN", OwnView(given_on=DAY, about="plan", own_words="no"))
    two = record(access, "OWN", OwnView(given_on=DAY, about="plan", own_words="yes"), follows=one)
    with pytest.raises(ConflictError):
        record(access, "OWN", OwnView(given_on=DAY, about="plan", own_words="maybe"), follows=one)
    assert read_entries(access, "OWN", "own_view") == (two,)
    assert read_history(access, "OWN", two) == (two, one)
    outcomes = [each.note.outcome for each in read_trail(Access(store, "inspector-1"), person="OWN")]
    assert outcomes == ["done", "done", "conflict", "done", "done"]


def test_a_request_for_correction_is_decided_by_someone_else_with_reasons(store):
    officer, lead = Access(store, "officer-1"), Access(store, "supervisor-1")
    asked = record(officer, "OWN", CorrectionRequest(received_on=DAY, about="Address", request="Is wrong"))
    with pytest.raises(AccessRefused, match="decide_correction"):
        record(
            officer, "OWN", CorrectionRequest(received_on=DAY, about="a", request="b", outcome="corrected",
            decided_on=DAY), follows=asked,
        )  # fmt: skip
    with pytest.raises(AccessRefused, match="does not allow"):
        decide_correction(officer, asked, outcome="corrected", reasons=None, decided_on=DAY)
    with pytest.raises(StoreError, match="needs its reasons"):
        decide_correction(lead, asked, outcome="refused", reasons=None, decided_on=DAY)
    decided = decide_correction(lead, asked, outcome="refused", reasons="It is right", decided_on=DAY)
    with pytest.raises(StoreError, match="not an open request"):
        decide_correction(lead, decided, outcome="corrected", reasons=None, decided_on=DAY)
    assert [each.version for each in read_history(officer, "OWN", asked)] == [2, 1]


def test_who_a_person_is_changes_by_version(store):
    access = Access(store, "officer-1")
    assert read_who(access, "OWN") is None
    record_who(access, "OWN", Identity(name="Alfa (SYNTHETIC)"))
    record_who(access, "OWN", Identity(name="Bravo (SYNTHETIC)"), follows=1)
    assert read_who(access, "OWN") == (Identity(name="Bravo (SYNTHETIC)"), 2)
    with pytest.raises(ConflictError):
        record_who(access, "OWN", Identity(name="Charlie (SYNTHETIC)"), follows=1)
