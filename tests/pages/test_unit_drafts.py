"""Nothing typed in the unit's forms is lost, without a browser: kept about whom it is, and found again."""

import pytest

from riskkit.casework.dossier import record
from riskkit.casework.form_drafts import keep_form
from riskkit.casework.person_file import read_person_file
from riskkit.casework.placement import record_separation
from riskkit.casework.unit_records import record_release
from riskkit.errors import JudgementError
from riskkit.records.dossier import Leave, Placement
from riskkit.records.dossier_unit import PlannedRelease
from tests.pages.test_unit import APARTNESS, day, fill, page, store, unit

__all__ = ["store", "unit"]


def keep(state, kind: str, values: dict, *, entry: str = "", turn: int = 1, was: str = "", **more) -> dict:
    draft = {"values": values, "ahead": more.pop("ahead", "")}
    key = f"{kind}/{entry}" if entry else kind
    state.keep_draft(
        {"form": key, "kind": kind, "entry": entry, "draft": draft, "turn": turn, "was": was, **more}
    )
    return state.kept


def left(store, user: str = "casemanager") -> list[tuple]:
    return [
        (each["kind"], each["entry"], each["at"], each["values"]) for each in page(store, user).board["typed"]
    ]


QUARREL = {"person": "SYN-A", "incident_kind": "Ruzie", "account": "Half a sen"}


def test_it_is_kept_about_whom_it_is_and_found_again_by_its_writer_alone(store, unit):
    assert keep(page(store), "incident", QUARREL, turn=4) == {
        "form": "incident", "turn": 4, "text": "concept bewaard om 10:00", "at": "SYN-A",
    }  # fmt: skip
    assert left(store) == [("incident", "", "SYN-A", QUARREL)]
    (found,) = page(store).board["typed"]
    assert found["what"].endswith(", Alfa (SYNTHETIC)")
    assert found["told"] == "Concept van 26 november 2026 om 10:00 uur; het is niet vastgelegd."
    assert left(store, "lead") == []
    assert left(store, "other") == []


def test_another_person_chosen_takes_the_draft_along(store):
    state = page(store)
    keep(state, "incident", QUARREL)
    other = {**QUARREL, "person": "SYN-B"}
    assert keep(state, "incident", other, was="SYN-A")["at"] == "SYN-B"
    assert left(store) == [("incident", "", "SYN-B", other)]


def test_it_goes_when_it_is_recorded_and_stays_while_something_lacks(store):
    state = page(store)
    keep(state, "incident", QUARREL)
    state.submit({"form": "incident", "draft": QUARREL, "turn": 1})
    assert state.outcome["faults"] != []
    assert left(store) != []
    state.submit({"form": "incident", "draft": {**QUARREL, "happened_on": "2026-11-25"}, "turn": 2})
    assert state.outcome["done"]
    assert left(store) == []
    assert state.board["typed"] == []


def test_it_goes_when_it_is_let_go_of(store):
    state = page(store)
    keep(state, "incident", QUARREL)
    state.forget_draft({"kind": "incident", "entry": "", "was": "SYN-B"})
    assert left(store) != []
    state.forget_draft({"kind": "incident", "entry": "", "was": "SYN-A"})
    assert left(store) == []
    state.forget_draft({"kind": "else", "was": "SYN-A"})


def test_the_next_version_of_an_entry_is_kept_with_it_and_goes_with_it(store, unit):
    fill(unit)
    leave = record(
        unit, "SYN-C",
        Leave(leave_kind="Family", outcome="granted", starts_on=day(-2), ends_on=None, reasons="A birthday"),
    )  # fmt: skip
    (apart,) = page(store)._people.overview.separations
    state = page(store)
    keep(state, "leave_outcome", {"outcome": "returned_late"}, entry=leave.id, version=1)
    keep(state, "separation_review", {"review": "Nog nodig"}, entry=apart.id, version=1)
    assert sorted(left(store)) == [
        ("leave_outcome", leave.id, "SYN-C", {"outcome": "returned_late"}),
        ("separation_review", apart.id, "SYN-A", {"review": "Nog nodig"}),
    ]
    assert [each["follows"] for each in page(store).board["typed"]] == [1, 1]
    state.submit(
        {"form": "leave_outcome", "entry": leave.id, "version": 1, "turn": 1,
         "draft": {"outcome": "returned_on_time", "ends_on": "2026-11-25"}}
    )  # fmt: skip
    assert state.outcome["done"]
    record_separation(
        unit, "SYN-A", "SYN-B", APARTNESS.model_copy(update={"ends_on": day(-1)}), follows=apart
    )
    assert [each[0] for each in left(store)] == ["separation_review"]  # changed meanwhile: still given back


def test_what_is_about_two_people_is_gone_when_one_leaves_and_never_in_the_file_of_one(store, unit):
    fill(unit)
    values = {"person": "SYN-A", "other": "SYN-C", "reason": "Ruzie"}
    keep(page(store), "separation", values)
    assert left(store) == [("separation", "", "SYN-A", values)]
    assert read_person_file(unit, "SYN-A").typed == ()
    record(unit, "SYN-C", Placement(setting="team", place="Team TER", starts_on=day(0)))
    assert left(store) == []


def test_a_handover_is_kept_about_whose_release_it_is_and_a_place_with_its_reason(store, unit):
    release = record_release(
        unit, "SYN-B", PlannedRelease(release_on=day(80), release_kind="conditional", account="x")
    )
    state = page(store)
    assert keep(state, "handover", {"release": release.id, "task": "Huis"})["at"] == "SYN-B"
    keep(state, "place", {"person": "SYN-A", "spot": "Vleugel 1"}, ahead="Onder toezicht")
    aheads = {each["kind"]: each["ahead"] for each in page(store).board["typed"]}
    assert aheads == {"handover": "", "place": "Onder toezicht"}
    state.submit(
        {"form": "handover", "turn": 1,
         "draft": {"release": release.id, "task": "Huis", "organisation": "care", "due_on": "2027-01-01"}}
    )  # fmt: skip
    assert [each[0] for each in left(store)] == ["place"]
    message = {"draft": {"person": "SYN-A", "spot_kind": "wing", "spot": "Vleugel 1",
                         "starts_on": day(0).isoformat(), "ends_on": ""}, "turn": 2}  # fmt: skip
    state.check(message)
    state.place(message)
    assert state.outcome["done"]
    assert left(store) == []


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "else", "draft": {"values": {}}},
        {"kind": "incident", "entry": "x", "draft": {"values": {}}},
        {"kind": "leave_outcome", "draft": {"values": {}}},
        {"kind": "leave_outcome", "entry": "gone", "draft": {"values": {}}},
        {"kind": "incident", "draft": {"values": {"account": "about no one yet"}}},
        {"kind": "handover", "draft": {"values": {"release": "gone"}}},
    ],
)
def test_what_is_about_no_one_here_is_not_kept(store, message):
    state = page(store)
    state.keep_draft({"turn": 1, **message})
    assert state.kept == {}
    assert left(store) == []


def test_who_is_elsewhere_keeps_nothing_and_who_only_reads_neither(store):
    said = keep(page(store, "other"), "incident", QUARREL)
    assert "kan niet worden bewaard" in said["text"]
    assert keep(page(store, "lead"), "incident", QUARREL) == {}
    assert left(store) == []


@pytest.mark.parametrize("draft", [None, {}, {"values": 1}, {"values": {"a": "b"}, "more": 1}])
def test_what_is_no_such_form_is_refused_without_repeating_it(store, draft):
    with pytest.raises(JudgementError, match="parts are not those of this form"):
        page(store).keep_draft({"form": "incident", "kind": "incident", "draft": draft, "turn": 1})


def test_drafts_of_other_pages_or_older_forms_are_left_alone(store, unit):
    keep_form(unit, "SYN-A", "entry", "{}")
    keep_form(unit, "SYN-A", "unit/else", '{"values": {}}')
    keep_form(unit, "SYN-A", "unit/incident", '{"older": 1}')
    assert left(store) == []
