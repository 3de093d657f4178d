"""The conference page without a browser: what leaves for the browser, faults, records, conflicts, rights."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from riskkit.casework import Desk
from riskkit.casework.conference import record_conference
from riskkit.casework.conference_catalogue import FILE as SHIPPED
from riskkit.casework.conference_catalogue import candidate_measures
from riskkit.casework.dossier import read_entries, record, record_who
from riskkit.casework.sharing import GROUNDS
from riskkit.errors import JudgementError
from riskkit.pages.conference_draft import ADVISERS, ConferenceDraft
from riskkit.pages.conference_faults import conference_faults
from riskkit.pages.conference_panels import conference_panels
from riskkit.pages.conference_state import ConferenceState
from riskkit.pages.conference_view import ORGANISATIONS, organisations_named
from riskkit.records.accounts import add_account
from riskkit.records.dossier import (
    Conference,
    CorrectionRequest,
    DossierMeasure,
    Incident,
    Leave,
    LifeEvent,
    OwnView,
    Placement,
    PlanGoal,
    SpecialCondition,
    SupervisionOrder,
)
from riskkit.records.identity import Identity
from tests.unit.casework.test_sharing import HOSTILE

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def word(kind: str, field: str) -> str:
    """Return a word that stands for one field of one kind and occurs nowhere else."""
    return f"W-{kind}-{field}-W"


def _content(part, **fixed):
    said = {
        name: word(part.KIND, name)
        for name, field in part.model_fields.items()
        if name not in fixed and field.is_required()
    }
    return part.model_validate({**said, **fixed})


FILE = (
    _content(Placement, setting="unit", starts_on=TODAY, ends_on=TODAY, reasons=word("placement", "reasons")),
    _content(Leave, starts_on=TODAY, outcome="granted", conditions=word("leave", "conditions")),
    _content(SupervisionOrder, starts_on=TODAY),
    _content(SpecialCondition, starts_on=TODAY, condition_kind="contact_ban"),
    _content(DossierMeasure, starts_on=TODAY, review_on=TODAY, effect=word("measure", "effect")),
    _content(Incident, happened_on=TODAY),
    _content(LifeEvent, happened_on=TODAY),
    _content(PlanGoal, review_on=TODAY, progress="reached", steps=(word("plan_goal", "steps"),),
             persons_view=word("plan_goal", "persons_view")),
    _content(OwnView, given_on=TODAY),
    _content(CorrectionRequest, received_on=TODAY),
    _content(Conference, held_on=TODAY, agreed=word("conference", "agreed")),
)  # fmt: skip
WHO = Identity(
    name=word("identity", "name"), born_on=date(1990, 5, 17),
    register_number=word("identity", "register_number"), address=word("identity", "address"),
)  # fmt: skip
EVERY = {
    *(said for part in FILE for said in part.model_dump(mode="json").values() if str(said).startswith("W-")),
    word("plan_goal", "steps"), WHO.name, WHO.register_number, WHO.address, "1990-05-17", "W-assessment-W",
}  # fmt: skip


def allowed(ground: str) -> set[str]:
    """Return the words of the fields that the table of grounds names, by hand from that table."""
    rule = GROUNDS[ground]
    kinds = {"identity": rule.identity, **rule.dossier}
    said = {word(kind, field) for kind, fields in kinds.items() for field in fields}
    return (said | ({"1990-05-17"} if "born_on" in rule.identity else set())) & EVERY


@pytest.fixture
def desk(store):
    return Desk(store, "ter-officer-1")


@pytest.fixture
def state(desk):
    return ConferenceState(desk, clock=lambda: AT)


@pytest.fixture
def opened(state, person):
    state.open_table(person, "care", ["municipality"], "")
    return state


ITSELF = ("goal", "risk_factor", "burden", "alternative", "proportionality", "necessity")


def measure(**changes):
    typed = {
        "measure": "exit_programme", "goal": "New friends", "risk_factor": "Network", "burden": "Light",
        "alternative": "A talk", "decision": "taken", "proportionality": "Light enough",
        "necessity": "Nothing else", "decided_by": "Municipality", "starts_on": "2026-12-01",
        "review_on": "2027-03-01",
    }  # fmt: skip
    return {**typed, **changes}


def form(**changes):
    typed = {"held_on": "2026-11-26", "shared": "The pack", "measures": [measure()]}
    return ConferenceDraft.model_validate({**typed, **changes}).model_dump(mode="json")


def faults(state):
    return [(each["field"], each["text"]) for each in state.outcome["faults"]]


def fill(desk, person, page, complete):
    record_who(desk.access, person, WHO)
    for part in FILE:
        record(desk.access, person, part)
    page().save(complete(summary_reasons="W-assessment-W"))


@pytest.mark.parametrize("ground", GROUNDS)
def test_nothing_but_what_the_ground_allows_reaches_the_browser(desk, person, page, complete, ground):
    fill(desk, person, page, complete)
    state = ConferenceState(desk, clock=lambda: AT)
    parts, messages = conference_panels(state), []
    for part in parts:
        synced = part.trait_names(sync=True)
        part.observe(lambda change: messages.append(repr(change.new)), names=synced)
        part.send = lambda content, buffers=None: messages.append(repr(content))
    sheet = parts[1]

    def ask(**message):
        sheet._handle_custom_msg(message, [])
        assert parts[0].failure == ""

    messages.clear()  # what comes before the table is the choice of whom it is about
    ask(command="open", person=person, ground=ground, organisations=["police"], other="Other")
    others = {each.id for each in desk.list_people()} - {person}
    ask(command="draft", draft=form(), turn=1)
    ask(command="save", draft=form(held_on="", shared=""))
    ask(command="save", draft={**form(), "shared": "Something else"})  # a conflict would tell of others
    for kind in ("html", "csv"):
        ask(command="give", what="pack", kind=kind)
    ask(command="give", what="minutes", kind="html")
    ask(command="language", code="en")
    whole = "\n".join(messages)
    assert {said for said in EVERY if said in whole} == allowed(ground)
    assert not [each for each in others if each in whole]
    assert "Team TER" not in repr(sheet.table) or ground == "public_safety"  # that ground allows the place


def test_what_is_missing_to_open_is_told_at_its_field_and_nothing_is_shared(state, store):
    state.open_table("", "curiosity", [], " , –")
    assert [field for field, _ in faults(state)] == ["picked-person", "ground", "organisations"]
    assert state.table["reason"] == "opened"
    assert "person" not in state.table
    assert state.people


def test_a_file_out_of_reach_is_refused_in_words(state):
    state.open_table("SYN-9999", "care", ["police"], "")
    assert state.outcome["notice"].startswith("Dit dossier hoort niet bij uw caseload")
    assert "person" not in state.table
    assert state.failure == ""


def test_the_open_table_says_whom_with_whom_and_why_and_lists_no_one_else(opened, person):
    assert opened.table["person"]["id"] == person
    assert opened.table["person"]["synthetic"]
    assert opened.table["heading"] == "Gedeeld op grond van: Zorg. Aan tafel: Gemeente."
    assert opened.table["print"].startswith(f"SYNTHETIC · {person} · casusoverleg · Zorg")
    assert opened.people == []
    assert opened.table["draft"]["held_on"] == "2026-11-26"
    opened.close_table()
    assert opened.people
    assert set(opened.table) == {"reason", "turn", "print"}
    assert opened.table["print"] == "SYNTHETIC · Casusoverleg · 26 november 2026 om 10:00 uur"


def test_names_of_organisations_are_those_of_the_file_once_each_in_order():
    assert organisations_named(["police", "municipality", "x"], "Stichting A,  stichting  B , Politie,-") == (
        "Gemeente", "Politie", "Stichting A", "stichting B",
    )  # fmt: skip
    assert organisations_named("police", None) == ()
    assert len(organisations_named(list(ORGANISATIONS), "")) == len(ORGANISATIONS)


def test_recording_keeps_minutes_and_measure_and_lets_the_draft_go(opened, desk, person):
    opened.keep_draft(form(), 7)
    assert opened.kept == {"turn": 7, "text": "concept bewaard om 10:00"}
    before = len(read_entries(desk.access, person, "measure"))
    opened.save(form())
    assert opened.outcome["faults"] == []
    assert "vastgelegd, met 1 genomen maatregelen" in opened.table["recorded"]
    (kept,) = read_entries(desk.access, person, "conference")
    assert kept.content.organisations == "Gemeente"
    assert kept.content.measures[0].legal_ground.startswith("Geen dwang")
    assert len(read_entries(desk.access, person, "measure")) == before + 1
    opened.save(form())  # pressed twice: recorded once
    assert len(read_entries(desk.access, person, "conference")) == 1
    again = ConferenceState(desk, clock=lambda: AT)
    again.open_table(person, "care", ["municipality"], "")
    assert again.table["kept"] == ""


def test_a_draft_outlives_the_kernel_and_belongs_to_its_ground(opened, desk, person):
    opened.keep_draft(form(shared="Half a sen"), 1)
    again = ConferenceState(desk, clock=lambda: AT)  # a new kernel knows nothing but the store
    again.open_table(person, "reintegration", ["municipality"], "")
    assert again.table["kept"] == ""
    assert again.table["draft"]["shared"] == ""
    again.open_table(person, "care", ["municipality"], "")
    assert again.table["draft"]["shared"] == "Half a sen"
    assert again.table["kept"].startswith("U was hier nog bezig")
    again.forget_draft()
    assert again.table["draft"]["shared"] == ""
    assert again.table["kept"] == ""


def test_a_draft_of_another_form_is_told_of_and_kept(opened, desk, person):
    desk.keep_draft(person, instrument="conference/care", follows=0, content='{"old": 1}')
    opened.open_table(person, "care", ["municipality"], "")
    assert "past niet meer bij dit formulier" in opened.table["kept"]
    assert opened.table["draft"] == opened.table["empty"]


def test_a_conference_recorded_meanwhile_is_told_and_both_ways_on_are_there(opened, store, person):
    colleague = Desk(store, "ter-officer-2").access
    theirs = Conference(held_on=TODAY, ground="public_safety", organisations="Politie", shared="THEIR-WORDS")
    record_conference(colleague, person, theirs, after=0)
    opened.save(form(shared="My words"))
    conflict = opened.outcome["conflict"]
    assert "nog niet vastgelegd" in conflict["text"]
    assert conflict["rows"][0]["part"] == "26 november 2026"
    assert "Reclassering 2" in conflict["rows"][0]["theirs"]
    assert "THEIR-WORDS" not in json.dumps([opened.outcome, opened.table])
    opened.keep_mine()
    assert opened.table["reason"] == "kept"
    assert opened.outcome["conflict"] == {}
    opened.save(form(shared="My words"))
    assert opened.table["recorded"]


def test_after_a_conflict_ones_own_minutes_can_be_dropped(opened, store, person):
    theirs = Conference(held_on=TODAY, ground="care", organisations="Politie", shared="x")
    opened.keep_draft(form(shared="My words"), 1)
    record_conference(Desk(store, "ter-officer-2").access, person, theirs, after=0)
    opened.save(form(shared="My words"))
    opened.drop_mine()
    assert opened.table["draft"]["shared"] == ""
    assert opened.outcome["conflict"] == {}


def test_a_supervisor_shares_but_does_not_record(store, person):
    with store.writing() as connection:
        add_account(
            connection, name="ter-supervisor-1", display_name="Leidinggevende", password_hash="none",
            role="supervisor", place="Team TER", at=AT,
        )  # fmt: skip
    state = ConferenceState(Desk(store, "ter-supervisor-1"), clock=lambda: AT)
    state.open_table(person, "care", ["police"], "")
    assert state.table["may_record"] is False
    state.keep_draft(form(), 1)
    assert state.kept == {}
    state.save(form())
    assert state.outcome["notice"].startswith("U mag dit dossier niet bijhouden")
    assert state.table["recorded"] == ""
    state.give("pack", "html")
    assert state.given["content"].startswith(b"<!doctype html>")


CATALOGUE_FAULTS = [
    ({"held_on": "soon"}, [("held_on", "fault_held_on")]),
    ({"held_on": "2026-11-27"}, [("held_on", "fault_held_later")]),
    ({"about": "ghost"}, [("about", "fault_about"), ("interests", "fault_interests"),
                          ("advice-child_protection", "fault_advice")]),
    ({"shared": " – "}, [("shared", "fault_shared")]),
    ({"agreed": "..."}, [("agreed", "fault_words")]),
    ({"agreed": "x" * 20_001}, [("agreed", "fault_long")]),
    ({"measures": []}, [("candidates", "fault_no_measure")]),
    ({"measures": [measure(measure="flogging")]}, [("candidates", "fault_no_measure")]),
    ({"measures": [measure(), measure()]}, [("candidates", "fault_no_measure")]),
    ({"measures": [measure(proportionality="", necessity="-")]},
     [("measure-exit_programme-proportionality", "fault_proportionality"),
      ("measure-exit_programme-necessity", "fault_necessity")]),
    ({"measures": [measure(decision="not_taken", proportionality="", decided_by="", starts_on="")]},
     [("measure-exit_programme-proportionality", "fault_proportionality")]),
    ({"measures": [measure(decision="proposed", decided_by="", starts_on="")]},
     [("measure-exit_programme-decided_by", "fault_fill")]),
    ({"measures": [measure(starts_on="", decided_by="x" * 201)]},
     [("measure-exit_programme-decided_by", "fault_short"),
      ("measure-exit_programme-starts_on", "fault_day")]),
    ({"measures": [measure(review_on="2026-12-01")]},
     [("measure-exit_programme-review_on", "fault_review_early")]),
    ({"measures": [measure(decision="")]}, [("measure-exit_programme-decision", "fault_choose")]),
    ({"about": "child_of_returnee", "interests": "Rest", "advice": {"guardian": "Yes"}},
     [("candidate-exit_programme", "fault_not_for_child")]),
    ({"about": "minor", "interests": "Rest", "advice": {"guardian": "-"}},
     [("advice-child_protection", "fault_advice"), ("advice-guardian", "fault_words")]),
    ({"about": "minor", "interests": "Rest", "advice": {"guardian": "Yes"}}, []),
    ({"about": "child_of_returnee", "interests": "Rest", "advice": {"return_team": "Yes"},
      "measures": [measure(measure="family_support")]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CATALOGUE_FAULTS)
def test_every_fault_stands_at_its_own_field(changes, expected):
    draft = ConferenceDraft.model_validate(form(**changes))
    found = conference_faults(draft, candidate_measures(), today=TODAY, born_on=None)
    assert [(each.field, each.key) for each in found] == expected


def test_who_is_under_age_in_the_file_is_no_adult(opened, desk, person):
    record_who(desk.access, person, Identity(name="Alfa", born_on=date(2010, 1, 1)))
    opened.open_table(person, "care", ["police"], "")
    opened.save(form())
    assert [field for field, _ in faults(opened)] == ["about"]
    opened.save(form(about="minor", interests="Rest", advice={ADVISERS[0]: "Yes"}))
    assert opened.outcome["faults"] == []


def test_faults_are_named_by_their_measure_in_both_languages(opened):
    opened.save(form(measures=[measure(goal="")]))
    assert opened.outcome["faults"][0]["full"] == "Vrijwillige uitstapbegeleiding: vul in: Doel"
    opened.choose_language("en")
    assert opened.outcome["faults"][0]["full"] == "Voluntary exit programme: fill in: Goal"


@pytest.mark.parametrize("sent", [None, [], {"held_on": 3}, {"unknown": ""}, {"measures": [{"goal": []}]},
                                  {"measures": [{}] * 21}, {"shared": "x" * 100_001}])  # fmt: skip
def test_what_is_no_form_of_ours_is_refused_without_repeating_it(sent):
    with pytest.raises(JudgementError, match="not those of this form"):
        ConferenceDraft.sent(sent)


def test_minutes_are_there_only_once_recorded_in_known_formats(opened):
    parts = conference_panels(opened)
    parts[1]._handle_custom_msg({"command": "give", "what": "minutes", "kind": "pdf"}, [])
    assert parts[0].failure != ""
    opened.save(form())
    parts[1]._handle_custom_msg({"command": "give", "what": "minutes", "kind": "pdf"}, [])
    assert parts[0].failure == ""
    given = parts[1].given
    assert given["type"] == "application/pdf"
    assert given["name"].startswith("verslag-SYN-")
    pdf = PdfReader(io.BytesIO(given["content"]))
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert "New friends" in "".join(page.extract_text() for page in pdf.pages)
    parts[1]._handle_custom_msg({"command": "give", "what": "pack", "kind": "exe"}, [])
    assert parts[0].failure != ""


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_stays_text_on_the_page_and_in_every_paper(opened, text):
    said = f"{text} x"
    typed = {
        name: said
        for name in ("goal", "risk_factor", "burden", "alternative", "proportionality", "necessity")
    }
    opened.save(
        form(
            shared=said, agreed=said, persons_view=said, about="minor", interests=said,
            advice={ADVISERS[0]: said}, measures=[measure(**typed, decided_by=said[:200])],
        )
    )  # fmt: skip
    assert opened.outcome["faults"] == []
    opened.give("minutes", "html")
    html = opened.given["content"].decode()
    for tag in ("<script", "<img", "<iframe"):
        assert tag not in html
    opened.give("minutes", "csv")
    cells = [
        cell for row in csv.reader(io.StringIO(opened.given["content"].decode("utf-8-sig"))) for cell in row
    ]
    assert len([cell for cell in cells if text.strip() in cell]) >= 8
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))]


def test_an_organisation_brings_its_own_measures(desk, person, tmp_path):
    shipped = SHIPPED.read_text(encoding="utf-8")
    own = tmp_path / "conference_measures.yaml"
    own.write_text(shipped.replace("Vrijwillige uitstapbegeleiding", "Ons eigen traject"), encoding="utf-8")
    state = ConferenceState(desk, candidate_measures(own), clock=lambda: AT)
    state.open_table(person, "care", ["police"], "")
    state.save(form())
    (kept,) = read_entries(desk.access, person, "conference")
    assert kept.content.measures[0].name == "Ons eigen traject"
    state.give("minutes", "html")
    assert "Ons eigen traject" in state.given["content"].decode()
