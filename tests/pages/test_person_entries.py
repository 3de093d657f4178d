"""Recording on the person page without a browser: forms from the classes, faults, conflicts, rights."""

import csv
import io
from datetime import UTC, date, datetime
from itertools import count

import pytest

from riskkit.casework import Desk
from riskkit.casework.dossier import decide_correction, read_entries, record
from riskkit.casework.file_copy_formats import to_csv, to_html
from riskkit.casework.policy import Role
from riskkit.casework.sharing import GROUNDS, copy_for_person, sharing_words
from riskkit.casework.supervision import read_flags
from riskkit.errors import AccessRefused, JudgementError, StoreError
from riskkit.pages.person_entry_state import PersonEntryState
from riskkit.pages.person_entry_view import show_rights
from riskkit.pages.person_forms import RECORDED, content_of, entry_faults, fields_of, read_values, values_of
from riskkit.pages.person_panels import person_panels
from riskkit.pages.person_state import PersonState
from riskkit.pages.texts import read_texts
from riskkit.records.access_tables import break_glass
from riskkit.records.accounts import add_account
from riskkit.records.dossier import KINDS, CorrectionRequest, Incident
from tests.unit.casework.test_sharing import HOSTILE

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)

FILLED = {
    "special_condition": {"supervision_order": "Order", "condition_kind": "contact_ban",
                          "starts_on": "2026-11-01", "ends_on": "2027-11-01", "description": "No contact"},
    "measure": {"measure_kind": "Talks", "legal_ground": "Consent", "decided_by": "Municipality",
                "starts_on": "2026-11-01", "review_on": "2027-01-01", "ends_on": "", "goal": "Rest",
                "proportionality": "Light", "necessity": "Needed", "effect": ""},
    "incident": {"incident_kind": "Quarrel", "happened_on": "2026-11-25", "account": "Loud words"},
    "leave": {"leave_kind": "Family", "starts_on": "2026-11-01", "ends_on": "2026-11-02",
              "outcome": "returned_late", "reasons": "A birthday", "conditions": ""},
    "plan_goal": {"domain": "Work", "review_on": "2027-01-01", "progress": "under_way", "goal": "A job",
                  "steps": "Enrol\nApply", "responsible": "Municipality", "persons_view": ""},
    "own_view": {"given_on": "2026-11-26", "about": "The plan", "own_words": "I agree"},
    "life_event": {"event_kind": "Wedding", "happened_on": "2026-11-20", "account": "Married"},
    "supervision_order": {"order_kind": "Release", "authority": "Prosecutor", "starts_on": "2026-11-01",
                          "ends_on": "", "decision": "With conditions"},
    "correction_request": {"received_on": "2026-11-20", "about": "My address", "request": "Put it right"},
}  # fmt: skip

DECISION = {"outcome": "corrected", "decided_on": "2026-11-26", "reasons": ""}


@pytest.fixture
def open_page(store, form):
    def make(user: str = "ter-officer-1"):
        desk = Desk(store, user)
        state = PersonState(desk, [{"nl": form, "en": form}], clock=lambda: AT)
        entries = PersonEntryState(desk, state)
        return state, entries, person_panels(state, entries)

    return make


@pytest.fixture
def opened(open_page, person):
    state, entries, parts = open_page()
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    return state, entries, parts


@pytest.fixture
def supervisor(store):
    with store.writing() as connection:
        add_account(
            connection, name="ter-supervisor-1", display_name="Leidinggevende", password_hash="none",
            role="supervisor", place="Team TER", at=AT,
        )  # fmt: skip
    return "ter-supervisor-1"


def test_every_kind_that_is_recorded_has_a_filled_form_here():
    assert set(FILLED) == set(RECORDED)
    for kind, values in FILLED.items():
        assert list(values) == [field.name for field in fields_of(kind)]


@pytest.mark.parametrize("kind", RECORDED)
def test_a_form_is_that_of_the_class_with_words_for_every_field(kind):
    names = {field.name for field in fields_of(kind)}
    left_out = {"outcome", "decided_on", "reasons"} if kind == "correction_request" else set()
    assert names == set(KINDS[kind].model_fields) - left_out
    for language in ("nl", "en"):
        labels = sharing_words(language).texts
        assert {f"field_{name}" for name in names} <= set(labels)
        assert {f"value_{each}" for field in fields_of(kind) for each in field.choices} <= set(labels)
        assert f"what_{kind}" in read_texts(language, "person").sentences


def test_kinds_of_fields_follow_from_their_types():
    assert [(each.name, each.kind, each.required) for each in fields_of("plan_goal")] == [
        ("domain", "text", True), ("review_on", "day", True), ("progress", "choice", True),
        ("goal", "long", True), ("steps", "lines", True), ("responsible", "long", True),
        ("persons_view", "long", False),
    ]  # fmt: skip
    assert fields_of("leave")[3].choices[0] == "asked"
    with pytest.raises(StoreError, match="not recorded here"):
        fields_of("estimate")


@pytest.mark.parametrize("kind", RECORDED)
def test_what_was_filled_in_is_recorded_and_comes_back_as_it_was(opened, store, person, kind):
    _, entries, parts = opened
    access = Desk(store, "ter-officer-1").access
    before = len(read_entries(access, person, kind))
    parts[2]._handle_custom_msg({"command": "record", "kind": kind, "values": {}}, [])
    required = [f"entry-{field.name}" for field in fields_of(kind) if field.required]
    assert [each["field"] for each in entries.outcome["faults"]] == required
    assert len(read_entries(access, person, kind)) == before
    parts[2]._handle_custom_msg({"command": "record", "kind": kind, "values": FILLED[kind]}, [])
    assert parts[0].failure == ""
    assert parts[2].outcome["faults"] == []
    assert parts[2].outcome["notice"].startswith("Vastgelegd: ")
    assert parts[2].work["kind"] == ""
    newest = max(read_entries(access, person, kind), key=lambda each: each.recorded_at)
    assert values_of(newest.content) == FILLED[kind]
    titles = " ".join(each["title"] for each in parts[1].file["timeline"]["list"])
    assert kind == "plan_goal" or read_texts("nl", "person").say(f"what_{kind}") in titles


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("incident", {"happened_on": "2026-11-27"}, [("happened_on", "fault_future")]),
        ("incident", {"happened_on": "2026-02-30"}, [("happened_on", "fault_day")]),
        ("incident", {"account": " – "}, [("account", "fault_fill")]),
        ("incident", {"account": "x" * 20_001}, [("account", "fault_long")]),
        ("incident", {"incident_kind": "x" * 201}, [("incident_kind", "fault_short")]),
        ("leave", {"ends_on": "2026-10-31"}, [("ends_on", "fault_ends")]),
        ("leave", {"outcome": "escaped"}, [("outcome", "fault_choose")]),
        ("leave", {"conditions": "..."}, [("conditions", "fault_words")]),
        ("leave", {"starts_on": ""}, [("starts_on", "fault_day")]),
        ("leave", {"ends_on": "soon"}, [("ends_on", "fault_day")]),
        ("plan_goal", {"steps": "-\n \n"}, [("steps", "fault_fill")]),
        ("plan_goal", {"steps": "x" * 20_001}, [("steps", "fault_long")]),
        ("plan_goal", {"review_on": "2030-01-01"}, []),
        ("special_condition", {"starts_on": "2027-01-01", "ends_on": ""}, []),
    ],
)  # fmt: skip
def test_every_fault_stands_at_its_own_field(kind, changes, expected):
    found = entry_faults(kind, {**FILLED[kind], **changes}, today=TODAY)
    assert [(each.item, each.key) for each in found] == expected


@pytest.mark.parametrize("sent", [None, [], {"a": 1}, {"a": None}, {"x" * 61: ""}, {"a": "x" * 100_001},
                                  {str(n): "" for n in range(41)}])  # fmt: skip
def test_what_is_no_form_of_ours_is_refused_without_repeating_it(sent):
    with pytest.raises(JudgementError, match="not those of this form"):
        read_values(sent)


def test_fields_that_are_not_of_the_form_are_not_recorded():
    content = content_of("correction_request", {**FILLED["correction_request"], "outcome": "corrected"})
    assert isinstance(content, CorrectionRequest)
    assert content.outcome == "open"


def test_an_entry_gets_its_next_version(opened, store, person):
    _, entries, parts = opened
    access = Desk(store, "ter-officer-1").access
    first = record(access, person, content_of("incident", FILLED["incident"]))
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    parts[2]._handle_custom_msg({"command": "edit", "entry": first.id}, [])
    assert parts[2].work["values"] == FILLED["incident"]
    assert parts[2].work["editing"] == "Incident: Quarrel"
    changed = {**FILLED["incident"], "account": "Loud words, settled"}
    parts[2]._handle_custom_msg({"command": "record", "kind": "incident", "values": changed}, [])
    (kept,) = [each for each in read_entries(access, person, "incident") if each.id == first.id]
    assert (kept.version, kept.content.account) == (2, "Loud words, settled")
    assert entries.outcome["notice"].endswith("versie 2.")
    parts[2]._handle_custom_msg({"command": "edit", "entry": "nothing"}, [])
    assert parts[2].work["kind"] == ""


def test_a_colleagues_version_in_between_is_shown_and_nothing_is_lost(opened, store, person):
    _, entries, parts = opened
    access = Desk(store, "ter-officer-1").access
    first = record(access, person, content_of("incident", FILLED["incident"]))
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    parts[2]._handle_custom_msg({"command": "edit", "entry": first.id}, [])
    colleague = Desk(store, "ter-officer-2").access
    theirs = Incident(incident_kind="Quarrel", happened_on=date(2026, 11, 25), account="THEIRS")
    record(colleague, person, theirs, follows=first)
    mine = {**FILLED["incident"], "account": "MINE"}
    parts[2]._handle_custom_msg({"command": "record", "kind": "incident", "values": mine}, [])
    conflict = entries.outcome["conflict"]
    assert conflict["rows"] == [{"part": "Wat er is opgeschreven", "theirs": "THEIRS", "mine": "MINE"}]
    assert "Reclassering 2" in conflict["text"]
    assert "versie 2" in conflict["keep"]
    parts[2]._handle_custom_msg({"command": "keep"}, [])
    assert entries.outcome["conflict"] == {}
    parts[2]._handle_custom_msg({"command": "record", "kind": "incident", "values": mine}, [])
    (kept,) = [each for each in read_entries(access, person, "incident") if each.id == first.id]
    assert (kept.version, kept.content.account) == (3, "MINE")


def test_after_a_conflict_the_saved_version_can_be_opened(opened, store, person):
    _, _, parts = opened
    first = record(Desk(store, "ter-officer-1").access, person, content_of("incident", FILLED["incident"]))
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    parts[2]._handle_custom_msg({"command": "edit", "entry": first.id}, [])
    theirs = Incident(incident_kind="Quarrel", happened_on=date(2026, 11, 25), account="THEIRS")
    record(Desk(store, "ter-officer-2").access, person, theirs, follows=first)
    parts[2]._handle_custom_msg({"command": "record", "kind": "incident", "values": FILLED["incident"]}, [])
    parts[2]._handle_custom_msg({"command": "drop"}, [])
    assert parts[2].work["values"]["account"] == "THEIRS"
    assert parts[2].outcome["conflict"] == {}


def test_who_recorded_a_request_does_not_decide_it_and_a_supervisor_does(
    supervisor, opened, open_page, store, person
):
    _, _, parts = opened
    sheet = parts[2]
    request = {"command": "record", "kind": "correction_request", "values": FILLED["correction_request"]}
    sheet._handle_custom_msg(request, [])
    (request,) = sheet.work["requests"]
    assert request["own"]
    assert sheet.work["rights"]["decide"] is False
    sheet._handle_custom_msg({"command": "decide", "entry": request["id"], "values": DECISION}, [])
    assert sheet.outcome["notice"] == "U mag over dit verzoek niet beslissen."
    _, entries, theirs = open_page(supervisor)
    theirs[1]._handle_custom_msg({"command": "open", "person": person}, [])
    assert theirs[2].work["rights"] == {"record": False, "share": True, "decide": True, "break_glass": True}
    (waiting,) = theirs[2].work["requests"]
    assert not waiting["own"]
    for wrong, fields in (
        ({}, ["outcome", "decided_on"]), ({**DECISION, "decided_on": "2026-11-27"}, ["decided_on"]),
        ({**DECISION, "outcome": "refused"}, ["reasons"]), ({**DECISION, "reasons": "-"}, ["reasons"]),
    ):  # fmt: skip
        theirs[2]._handle_custom_msg({"command": "decide", "entry": waiting["id"], "values": wrong}, [])
        assert [each["field"] for each in entries.outcome["faults"]] == [f"decide-{name}" for name in fields]
    refused = {**DECISION, "outcome": "refused", "reasons": "The register says so"}
    theirs[2]._handle_custom_msg({"command": "decide", "entry": waiting["id"], "values": refused}, [])
    assert entries.outcome["notice"] == "Het besluit is vastgelegd."
    assert theirs[2].work["requests"] == []
    (kept,) = read_entries(Desk(store, supervisor).access, person, "correction_request")
    assert (kept.version, kept.content.outcome, kept.recorded_by) == (2, "refused", supervisor)


def test_a_request_that_was_decided_meanwhile_is_not_opened_again(supervisor, opened, store, person):
    _, _, parts = opened
    sheet = parts[2]
    access = Desk(store, "ter-officer-1").access
    asked = record(access, person, content_of("correction_request", FILLED["correction_request"]))
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    sheet._handle_custom_msg({"command": "edit", "entry": asked.id}, [])
    leader = Desk(store, supervisor).access
    decided = decide_correction(leader, asked, outcome="corrected", reasons=None, decided_on=TODAY)
    changed = {**FILLED["correction_request"], "request": "Something else"}
    sheet._handle_custom_msg({"command": "record", "kind": "correction_request", "values": changed}, [])
    assert parts[0].failure == ""
    assert sheet.outcome["conflict"] == {}
    assert sheet.outcome["notice"].startswith("Iemand anders heeft dit verzoek intussen")
    assert sheet.work["values"] == changed
    with pytest.raises(AccessRefused, match="was decided"):
        record(access, person, content_of("correction_request", changed), follows=decided)
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    sheet._handle_custom_msg({"command": "edit", "entry": asked.id}, [])
    assert sheet.work["kind"] == ""


def test_a_supervisor_records_nothing(open_page, supervisor, person):
    _, entries, parts = open_page(supervisor)
    parts[1]._handle_custom_msg({"command": "open", "person": person}, [])
    parts[2]._handle_custom_msg({"command": "record", "kind": "incident", "values": FILLED["incident"]}, [])
    assert entries.outcome["notice"].startswith("U mag in dit dossier niets vastleggen")
    assert entries.work["values"] == FILLED["incident"]


def test_a_pack_is_made_on_a_ground_for_named_organisations_only(opened, person):
    _, entries, parts = opened
    sheet = parts[2]
    sheet._handle_custom_msg(
        {"command": "share", "ground": "fun", "organisations": [], "other": "", "kind": "html"}, []
    )
    assert [each["field"] for each in entries.outcome["faults"]] == ["share-ground", "share-organisations"]
    assert sheet.given == {}
    asked = {
        "command": "share",
        "ground": "care",
        "organisations": ["police"],
        "other": "GGZ",
        "kind": "html",
    }
    sheet._handle_custom_msg(asked, [])
    assert sheet.given["name"] == f"deelpakket-{person}.html"
    assert "Bestemd voor: Politie, GGZ" in sheet.given["content"].decode()
    assert {each["value"] for each in sheet.work["grounds"]} == set(GROUNDS)


def test_glass_is_broken_for_a_purpose_only_and_the_supervisor_sees_it(open_page, supervisor, store):
    _, entries, parts = open_page("unit-a-officer-1")
    other = Desk(store, "ter-officer-1").list_people()[0].id
    for sent, fields in (
        ({"person": "", "purpose": ""}, ["glass-person", "glass-purpose"]),
        ({"person": other, "purpose": "ja"}, ["glass-purpose"]),
        ({"person": other, "purpose": "-" * 20}, ["glass-purpose"]),
    ):  # fmt: skip
        parts[2]._handle_custom_msg({"command": "glass", **sent}, [])
        assert [each["field"] for each in entries.outcome["faults"]] == fields
        assert parts[1].file == {}
    parts[2]._handle_custom_msg({"command": "glass", "person": "SYN-9999", "purpose": "An urgent visit"}, [])
    assert entries.outcome["notice"].startswith("Dit dossier is niet geopend")
    parts[2]._handle_custom_msg({"command": "glass", "person": other, "purpose": "An urgent visit today"}, [])
    assert parts[1].file["person"]["id"] == other
    assert entries.outcome["notice"].startswith("Het dossier is open tot ")
    parts[2]._handle_custom_msg({"command": "record", "kind": "incident", "values": FILLED["incident"]}, [])
    assert entries.outcome["notice"].startswith("Vastgelegd")
    asked = {"command": "share", "ground": "care", "organisations": ["police"], "other": "", "kind": "html"}
    parts[2]._handle_custom_msg(asked, [])
    assert entries.outcome["notice"].startswith("U mag dit dossier nu niet delen")
    parts[1]._handle_custom_msg({"command": "copy"}, [])
    assert parts[1].notice.startswith("Deze kopie mag u nu niet maken")
    assert parts[0].failure == ""
    with store.reading() as connection:
        (row,) = connection.execute(break_glass.select()).all()
    assert (row.account, row.person, row.purpose) == ("unit-a-officer-1", other, "An urgent visit today")
    assert read_flags(Desk(store, supervisor).access) == ()  # another team's supervisor


def test_without_an_open_file_nothing_is_recorded_decided_or_shared(open_page):
    _, entries, parts = open_page()
    for message in (
        {"command": "record", "kind": "incident", "values": FILLED["incident"]},
        {"command": "decide", "entry": "x", "values": {}},
        {"command": "share", "ground": "care", "organisations": ["police"], "other": "", "kind": "html"},
        {"command": "edit", "entry": "x"},
        {"command": "keep"},
        {"command": "drop"},
        {"command": "erase"},
    ):
        parts[2]._handle_custom_msg(message, [])
    assert parts[0].failure == ""
    assert "person" not in entries.work
    assert entries.given == {}


def test_rights_shown_are_those_of_the_policy():
    assert show_rights(Role.OFFICER) == {"record": True, "share": True, "decide": False, "break_glass": True}
    assert not any(show_rights(Role.INSPECTOR).values())
    assert not any(show_rights(None).values())


def test_what_was_typed_stays_text_on_the_page_and_in_every_copy(opened, store, person):
    """Every free-text field of every kind gets hostile text in turn, so that each is tried many times."""
    _, entries, parts = opened
    turn, used = count(), set()
    for kind in (*RECORDED, *RECORDED):
        typed = dict(FILLED[kind])
        for field in fields_of(kind):
            if field.kind in ("text", "long", "lines"):
                used.add(text := HOSTILE[next(turn) % len(HOSTILE)])
                typed[field.name] = f"{text} x"
        parts[2]._handle_custom_msg({"command": "record", "kind": kind, "values": typed}, [])
        assert entries.outcome["faults"] == []
    assert parts[0].failure == ""
    assert used == set(HOSTILE)
    copy = copy_for_person(Desk(store, "ter-officer-1").access, person)
    html = to_html(copy)
    for tag in ("<script", "<img", "<iframe"):
        assert tag not in html
    cells = [cell for row in csv.reader(io.StringIO(to_csv(copy))) for cell in row]
    assert all(any(text.strip() in cell for cell in cells) for text in HOSTILE)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))]
