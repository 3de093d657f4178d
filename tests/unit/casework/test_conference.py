"""A case conference below the pages: what lies on the table, who may, and what is recorded together."""

import csv
import io
from datetime import date

import pytest
from pypdf import PdfReader

from riskkit.casework import conference as module
from riskkit.casework.access import Access
from riskkit.casework.conference import draft_name, is_minor, open_table, record_conference
from riskkit.casework.conference_catalogue import candidate_measures
from riskkit.casework.conference_minutes import minutes_of
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import read_entries, record, record_who
from riskkit.casework.file_copy_formats import to_csv, to_html, to_pdf
from riskkit.casework.sharing import GROUNDS, copy_for_person
from riskkit.casework.supervision import open_with_purpose
from riskkit.errors import AccessRefused, ConflictError, ParameterError, StoreError
from riskkit.records.audit import read_entries as read_trail
from riskkit.records.conference_parts import Adviser, ConsideredMeasure
from riskkit.records.dossier import KINDS, Conference, Incident, OwnView
from riskkit.records.dossier_entries import read_content
from riskkit.records.identity import Identity
from tests.unit.casework.test_sharing import HOSTILE

DAY = date(2026, 11, 2)
TABLE = {"ground": "care", "organisations": ("GGZ", "police")}


def weighed(**changes) -> ConsideredMeasure:
    said = {
        "measure": "exit_programme", "name": "Uitstap", "legal_ground": "Geen dwang", "evidence": "None",
        "goal": "New friends", "risk_factor": "Network", "burden": "Light", "alternative": "A talk",
        "decision": "taken", "proportionality": "Light enough", "necessity": "Nothing else there",
        "review_on": date(2027, 1, 4), "decided_by": "Municipality", "starts_on": date(2026, 12, 1),
    }  # fmt: skip
    return ConsideredMeasure.model_validate({**said, **changes})


def minutes(**changes) -> Conference:
    said = {
        "held_on": DAY, "ground": "care", "organisations": "GGZ, police", "shared": "The pack",
        "agreed": "Call on Monday", "measures": (weighed(),),
    }  # fmt: skip
    return Conference.model_validate({**said, **changes})


@pytest.fixture
def access(sqlite_store) -> Access:
    return Access(sqlite_store, "officer-1")


def test_the_table_holds_what_the_ground_allows_in_both_languages_and_is_on_record(access: Access):
    record_who(access, "OWN", Identity(name="Alfa Amber", born_on=DAY, address="Street 1"))
    record(access, "OWN", Incident(incident_kind="quarrel", happened_on=DAY, account="Loud words"))
    table = open_table(access, "OWN", **TABLE)
    assert (table.name, table.born_on, table.synthetic, table.may_record) == ("Alfa Amber", DAY, True, True)
    shown = to_html(table.packs["nl"]) + to_html(table.packs["en"])
    assert "Alfa Amber" in shown
    assert "Wie het is" in shown
    assert "Who it is" in shown
    for never in ("Street 1", "quarrel", "Loud words"):
        assert never not in shown
    with access.store.reading() as connection:
        last = read_trail(connection)[-1].note
    assert (last.action, last.outcome) == ("file.share", "done")
    assert last.subject == "conference; care; GGZ, police"


@pytest.mark.parametrize(
    "user", ["officer-9", "unit-9", "supervisor-9", "researcher-1", "steward-1", "inspector-1"]
)
def test_whoever_does_not_reach_the_file_gets_no_table(sqlite_store, user):
    with pytest.raises(AccessRefused, match="refused"):
        open_table(Access(sqlite_store, user), "OWN", **TABLE)
    with pytest.raises(AccessRefused, match="refused"):
        record_conference(Access(sqlite_store, user), "OWN", minutes(), after=0)


def test_broken_glass_opens_no_table(sqlite_store):
    stranger = Access(sqlite_store, "officer-9")
    open_with_purpose(stranger, "OWN", "An urgent visit today")
    with pytest.raises(AccessRefused, match="outside"):
        open_table(stranger, "OWN", **TABLE)


def test_a_supervisor_sees_the_table_but_does_not_record(sqlite_store):
    leader = Access(sqlite_store, "supervisor-1")
    assert not open_table(leader, "TEAM", **TABLE).may_record
    with pytest.raises(AccessRefused, match="does not allow"):
        record_conference(leader, "TEAM", minutes(), after=0)


def test_every_fault_of_a_table_is_told_at_once(access: Access):
    with pytest.raises(ParameterError) as refused:
        open_table(access, "OWN", ground="curiosity", organisations=())
    assert [fault.where for fault in refused.value.faults] == ["ground", "organisations"]


def test_minutes_and_measures_taken_are_recorded_together_and_the_draft_goes(store):
    access = Access(store, "officer-1")
    desk = Desk(store, "officer-1")
    for ground in ("care", "supervision"):
        desk.keep_draft("OWN", instrument=draft_name(ground), follows=0, content="{}")
    content = minutes(measures=(weighed(), weighed(measure="family_support", decision="not_taken")))
    done = record_conference(access, "OWN", content, after=0)
    (kept,) = read_entries(access, "OWN", "conference")
    assert kept.content == content
    (measure,) = read_entries(access, "OWN", "measure")
    assert [each.id for each in done.measures] == [measure.id]
    assert measure.content.measure_kind == "Uitstap"
    assert (measure.content.proportionality, measure.content.necessity) == (
        "Light enough",
        "Nothing else there",
    )
    assert measure.content.review_on == date(2027, 1, 4)
    assert open_table(access, "OWN", **TABLE).draft is None
    assert open_table(access, "OWN", ground="supervision", organisations=("GGZ",)).draft is not None


def test_if_one_measure_cannot_be_recorded_nothing_is(access: Access, monkeypatch):
    whole, made = module._measure, []

    def second_fails(considered):
        made.append(considered)
        if len(made) == 2:
            raise OSError("disk full")
        return whole(considered)

    monkeypatch.setattr(module, "_measure", second_fails)
    two = minutes(measures=(weighed(), weighed(measure="family_support")))
    Desk(access.store, "officer-1").keep_draft("OWN", instrument=draft_name("care"), follows=0, content="{}")
    with pytest.raises(OSError, match="disk full"):
        record_conference(access, "OWN", two, after=0)
    assert len(made) == 2
    assert read_entries(access, "OWN", "conference") == ()
    assert read_entries(access, "OWN", "measure") == ()
    assert open_table(access, "OWN", **TABLE).draft is not None


def test_a_conference_recorded_meanwhile_is_a_conflict_and_nothing_is_lost(access: Access):
    record_conference(access, "OWN", minutes(), after=0)
    with pytest.raises(ConflictError, match="1 were recorded"):
        record_conference(access, "OWN", minutes(agreed="Other words"), after=0)
    assert len(read_entries(access, "OWN", "conference")) == 1
    table = open_table(access, "OWN", **TABLE)
    assert [(each.held_on, each.ground, each.recorded_by) for each in table.held] == [
        (DAY, "care", "officer-1")
    ]
    record_conference(access, "OWN", minutes(agreed="Other words"), after=1)
    assert len(read_entries(access, "OWN", "conference")) == 2


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2008, 11, 26), date(2026, 11, 25), True), (date(2008, 11, 26), date(2026, 11, 26), False),
        (date(2008, 2, 29), date(2026, 2, 28), True), (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, date(2026, 1, 1), False),
    ],
)  # fmt: skip
def test_under_age_until_the_eighteenth_birthday(born, on, minor):
    assert is_minor(born, on) is minor


def test_a_minor_is_never_recorded_as_an_adult(access: Access):
    record_who(access, "OWN", Identity(name="Alfa", born_on=date(2010, 1, 1)))
    with pytest.raises(StoreError, match="under age"):
        record_conference(access, "OWN", minutes(), after=0)
    child = minutes(about="minor", interests="School", advisers=(Adviser(adviser="RvdK", said="Yes"),))
    record_conference(access, "OWN", child, after=0)


@pytest.mark.parametrize("lacks", [{"interests": None}, {"advisers": ()}])
def test_about_a_child_interests_and_an_adviser_are_needed(lacks):
    said = {"about": "child_of_returnee", "interests": "x", "advisers": (Adviser(adviser="a", said="b"),)}
    minutes(**said)
    with pytest.raises(ValueError, match="about a child"):
        minutes(**{**said, **lacks})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"decided_by": None}, "who decides"), ({"starts_on": None}, "first day"),
        ({"review_on": date(2026, 12, 1)}, "after it starts"), ({"proportionality": "–"}, "says nothing"),
        ({"necessity": " "}, "at least 1 character"),
        ({"decision": "proposed", "decided_by": None}, "who decides"),
    ],
)  # fmt: skip
def test_a_measure_without_its_reasons_is_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        weighed(**changes)


def test_minutes_of_before_still_read():
    old = {"held_on": "2026-01-05", "ground": "care", "organisations": "GGZ", "shared": "x", "agreed": None}
    content = read_content("conference", old)
    assert isinstance(content, Conference)
    assert (content.about, content.measures, content.advisers) == ("adult", (), ())


def test_the_minutes_hold_all_that_was_weighed_and_are_a_tagged_pdf(access: Access):
    advisers = (Adviser(adviser="RvdK", said="A foster family"),)
    content = minutes(about="minor", interests="Rest and school", advisers=advisers, persons_view="Home")
    done = record_conference(access, "OWN", content, after=0)
    copy = minutes_of(access, "OWN", done.conference.id)
    html = to_html(copy)
    for said in ("New friends", "Network", "A talk", "Light enough", "Nothing else there", "genomen",
                 "Rest and school", "A foster family", "Home", "Call on Monday", "GGZ, police", "SYNTHETIC",
                 "<dd>Uitstap</dd>", "2027-01-04"):  # fmt: skip
        assert said in html
    pdf = PdfReader(io.BytesIO(to_pdf(copy)))
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert "SYNTHETIC · OWN" in pdf.pages[0].extract_text()
    assert "Voluntary exit programme" in to_html(minutes_of(access, "OWN", done.conference.id, language="en"))
    with pytest.raises(StoreError, match="not in this file"):
        minutes_of(access, "OWN", "f" * 32)
    with pytest.raises(AccessRefused):
        minutes_of(Access(access.store, "officer-9"), "OWN", done.conference.id)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_runs_nowhere(access: Access, text: str):
    long = {
        name: f"{text} x"
        for name in ("goal", "risk_factor", "burden", "alternative", "proportionality", "necessity")
    }
    hostile = minutes(
        measures=(weighed(**long, decided_by=f"{text} x"[:100]),), shared=f"{text} x", agreed=f"{text} x",
        organisations=f"{text} x", persons_view=f"{text} x", about="minor", interests=f"{text} x",
        advisers=(Adviser(adviser=f"{text} x", said=f"{text} x"),),
    )  # fmt: skip
    done = record_conference(access, "OWN", hostile, after=0)
    for copy in (minutes_of(access, "OWN", done.conference.id), copy_for_person(access, "OWN")):
        html = to_html(copy)
        for tag in ("<script", "<img", "<iframe"):
            assert tag not in html
        cells = [cell for row in csv.reader(io.StringIO(to_csv(copy))) for cell in row]
        assert [cell for cell in cells if text.strip() in cell]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))]


def test_the_persons_own_copy_names_every_field_in_words(access: Access):
    record_conference(access, "OWN", minutes(), after=0)
    html = to_html(copy_for_person(access, "OWN"))
    assert "Welke risicofactor het aanpakt: Network" in html
    for raw in ("risk_factor", "legal_ground", "decided_by", "persons_view"):
        assert raw not in html


def test_no_ground_shares_an_earlier_conference(access: Access):
    record_conference(access, "OWN", minutes(shared="SAID-BEFORE"), after=0)
    record(access, "OWN", OwnView(given_on=DAY, about="Plan", own_words="I agree"))
    for ground in GROUNDS:
        table = open_table(access, "OWN", ground=ground, organisations=("GGZ",))
        assert "SAID-BEFORE" not in to_html(table.packs["nl"])
        assert "New friends" not in to_html(table.packs["nl"])


def test_the_catalogue_covers_every_kind_and_says_what_is_not_known():
    catalogue = candidate_measures()
    needed = {"exit_ban", "area_ban", "reporting_duty_administrative", "contact_ban", "asset_freeze"}
    assert needed <= {each.id for each in catalogue.values() if each.group == "administrative"}
    assert {each.group for each in catalogue.values()} == {
        "judicial", "administrative", "care", "supervision", "reintegration",
    }  # fmt: skip
    for each in catalogue.values():
        assert ("NIET GECONTROLEERD" in each.ground("nl")) == (each.law.status == "unverified")
        assert each.evidence("nl").startswith("Geen bewijs bekend") == (each.effect.status == "none")
        assert each.evidence("en").startswith("Effect not measured") == (each.effect.status == "process")
        assert not each.for_children or each.group in ("care", "reintegration")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lighter: [reporting_duty_administrative]", "lighter: [nothing_here]", "not in the catalogue"),
        ("id: area_ban", "id: exit_ban", "same id"),
        ("status: none}", "status: known}", "has a source"),
        ("group: judicial", "group: royal", "judicial"),
        ("lighter: [probation_supervision]", "lighter: [court_restriction]", "lighter than itself"),
    ],
)  # fmt: skip
def test_a_catalogue_that_contradicts_itself_is_refused(tmp_path, old, new, says):
    path = tmp_path / "measures.yaml"
    text = module.__file__.replace("conference.py", "conference_measures.yaml")
    with open(text, encoding="utf-8") as file:
        path.write_text(file.read().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=says):
        candidate_measures(path)


def test_no_kind_is_shared_that_is_not_in_the_file():
    assert {kind for ground in GROUNDS.values() for kind in ground.dossier} <= set(KINDS)


def test_the_pdf_shows_what_was_typed_and_holds_nothing_that_runs_or_leads_away(access: Access):
    typed = " ".join(HOSTILE[:4]) + " https://example.org"
    done = record_conference(access, "OWN", minutes(shared=typed, agreed=typed), after=0)
    content = to_pdf(minutes_of(access, "OWN", done.conference.id))
    sheets = PdfReader(io.BytesIO(content)).pages
    shown = "".join("".join(sheet.extract_text().split()) for sheet in sheets)
    assert shown.count("<script>alert(1)</script>") == 2
    assert shown.count("https://example.org") == 2
    assert [sheet for sheet in sheets if "/Annots" in sheet] == []
    for action in (b"/JavaScript", b"/OpenAction", b"/URI"):
        assert action not in content
