"""The account of one assessment for the person it is about: whole, plain, and nothing in it runs."""

from datetime import date, timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.explanation import explain_assessment
from riskkit.casework.explanation_formats import explanation_html, explanation_pdf
from riskkit.casework.figures import give_figure, note_base_rate
from riskkit.casework.second import ask_second, give_second
from riskkit.errors import AccessRefused
from riskkit.instruments import load
from riskkit.records.audit import read_entries as read_trail
from riskkit.records.dossier import ShownEstimate
from riskkit.records.judgement import (
    Evidence,
    Formulation,
    Goal,
    InstrumentReference,
    ItemJudgement,
    ItemRating,
    Judgement,
    Measure,
    Plan,
    Rated,
    SummaryJudgement,
    Unknown,
)
from riskkit.records.judgement_check import JudgementRules
from riskkit.records.judgement_figures import override_level
from tests.unit.casework.conftest import AT

NEEDS = load("reintegration-needs")
HOSTILE = "</p></main><script>alert(1)</script><img src=x onerror=alert(2)> & {{7*7}} =1+1"


def at(minutes: int):
    return AT + timedelta(minutes=minutes)


def access_of(store, user: str = "officer-1", minutes: int = 5) -> Access:
    return Access(store, user, clock=lambda: at(minutes))


def assessment(words: str = "Huurcontract gezien") -> Judgement:
    seen = Evidence(statement=words, source=f"Stuk 4 {words}", dated=date(2026, 10, 1))
    items = (
        ItemJudgement(item="housing", rating=Rated(level="low"), evidence_for=(seen,),
                      none_against=f"Gemeente {words}", relevant=True, decisive=True),
        ItemJudgement(item="health", rating=Unknown(reason=f"Geen arts gesproken {words}")),
    )  # fmt: skip
    goal = Goal(domain="Wonen", goal=f"Eigen kamer {words}", steps=("Inschrijven",), responsible="Gemeente",
                persons_view=f"Graag {words}", review_on=date(2027, 3, 1))  # fmt: skip
    measure = Measure(kind="support", description=f"Begeleiding {words}", responsible="Team")
    return Judgement(
        record="a" * 32, saved_by="officer-1", saved_at=AT, person="OWN",
        instrument=InstrumentReference(id=NEEDS.id, version=NEEDS.version, sha256=NEEDS.hash), items=items,
        formulation=Formulation(account=f"Schulden, daarna oude vrienden {words}"),
        plan=Plan(goals=(goal,), measures=(measure,), reassess_on=date(2027, 5, 1)),
        summary=SummaryJudgement(level="low", reasons=f"Vaste plek {words}", assessor="officer-1", at=AT),
    )  # fmt: skip


class Tags(HTMLParser):
    """Collects the tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def told(store, language="nl", user: str = "officer-1") -> str:
    """Return the text of the account."""
    made = explain_assessment(access_of(store, user, 30), "OWN", instrument=NEEDS.id, language=language)
    page = Tags()
    page.feed(explanation_html(made))
    return page.text


def test_it_says_what_was_judged_on_what_evidence_and_what_the_person_can_do(sqlite_store):
    Desk(sqlite_store, "officer-1").save(assessment())
    said = told(sqlite_store)
    for words in (
        "Uitleg bij uw beoordeling", "Mensen hebben geoordeeld, geen computer", "Het oordeel is: laag.",
        "Vaste plek Huurcontract gezien", "Wonen: laag (gaf de doorslag)",
        "Daarvoor spreekt: Huurcontract gezien (bron: Stuk 4 Huurcontract gezien, 2026-10-01)",
        "Niets gevonden dat ertegen spreekt. Gezocht in: Gemeente", "Dat telt niet tegen u.",
        "Geen arts gesproken", "Doel (Wonen): Eigen kamer", "Wat u daar zelf van vindt: Graag",
        "Schulden, daarna oude vrienden", "Op 2027-05-01 wordt opnieuw gekeken",
        "Geen. Er is bij deze beoordeling niet naar een statistisch cijfer gekeken.",
        "Inzage:", "Correctie:", "Bezwaar:", "Autoriteit Persoonsgegevens", "Er is geen totaalscore.",
    ):  # fmt: skip
        assert words in said
    assert "officer-1" not in said  # it says how many people judged, not who
    assert "Your own view" in told(sqlite_store, "en")
    assert "SYNTHETIC" in said


def test_it_tells_which_figures_were_looked_at_and_what_changed_after_them(sqlite_store):
    desk = Desk(sqlite_store, "officer-1")
    desk.save(assessment())
    note_base_rate(access_of(sqlite_store), "OWN", instrument=NEEDS.id, evidence="e")
    assert "Een cijfer over u persoonlijk was niet te verantwoorden en is niet berekend" in told(sqlite_store)
    assert "Het oordeel is daarna niet veranderd." in told(sqlite_store)
    shown = ShownEstimate(
        model="m", model_version="1.0", model_fingerprint="f", shown_on=date(2026, 11, 2), shown_at=AT,
        inputs={"age": 30, "prio": 0, "mar": None}, time=52.0, time_unit="week", risk=0.31, lower=0.2,
        upper=0.4,
    )  # fmt: skip
    give_figure(access_of(sqlite_store, minutes=6), "OWN", instrument=NEEDS.id, model="m",
                make=lambda: (shown, None))  # fmt: skip
    seen = desk.open_file("OWN", instrument=NEEDS.id).judgement
    assert seen is not None
    desk.save(override_level(seen, level="moderate", reasons="Te licht", by="officer-1", at=at(7)))
    said = told(sqlite_store)
    assert "ongeveer 31 binnen 52 weken (waarschijnlijk tussen 20 en 40)" in said
    assert "age: 30, prio: 0, mar: niet bekend" in said
    assert "Daarna is het oordeel veranderd van laag naar matig. De redenen: Te licht" in said


def test_with_a_second_assessor_it_tells_both_and_is_not_made_by_who_judges_blind(sqlite_store):
    Desk(sqlite_store, "officer-1").save(assessment())
    ask_second(access_of(sqlite_store), "OWN", instrument=NEEDS.id, assessor="unit-1", why="drawn")
    with pytest.raises(AccessRefused, match="judge this person apart"):
        explain_assessment(access_of(sqlite_store, "unit-1", 6), "OWN", instrument=NEEDS.id)
    rules = JudgementRules(
        instrument=InstrumentReference(id=NEEDS.id, version=NEEDS.version, sha256=NEEDS.hash),
        levels={item.id: tuple(str(o.code) for o in item.options) for item in NEEDS.items}, protective=(),
        summary_levels=("low", "moderate", "high"),
    )  # fmt: skip
    give_second(
        access_of(sqlite_store, "unit-1", 7), "OWN", level="high", reasons="Anders gezien", rules=rules,
        ratings=(ItemRating(item="housing", rating=Rated(level="high")),), why="x",
    )  # fmt: skip
    said = told(sqlite_store)
    assert "los van elkaar. Zij moeten nog samen besluiten." in said
    assert "kwam zelf tot het oordeel: hoog. De redenen: Anders gezien" in said


def test_it_is_for_who_may_give_copies_and_on_record(sqlite_store):
    with pytest.raises(AccessRefused, match="no judgement to explain"):
        explain_assessment(access_of(sqlite_store), "OWN", instrument=NEEDS.id)
    Desk(sqlite_store, "officer-1").save(assessment())
    for user in ("officer-9", "researcher-1", "steward-1", "inspector-1", "nobody"):
        with pytest.raises(AccessRefused):
            explain_assessment(access_of(sqlite_store, user), "OWN", instrument=NEEDS.id)
    explain_assessment(access_of(sqlite_store), "OWN", instrument=NEEDS.id)
    with sqlite_store.reading() as connection:
        last = read_trail(connection)[-1].note
    assert (last.action, last.outcome) == ("file.export", "done")
    assert last.subject == f"explanation of assessment {'a' * 32} version 1"


def test_what_people_wrote_is_shown_as_written_and_never_runs(sqlite_store):
    Desk(sqlite_store, "officer-1").save(assessment(HOSTILE))
    made = explain_assessment(access_of(sqlite_store), "OWN", instrument=NEEDS.id)
    page = Tags()
    page.feed(explanation_html(made))
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "p",
        "section",
        "ul",
        "li",
    }
    assert page.tags <= allowed
    # once each: reasons, statement, source, where was looked, unknown, account, goal, own view, measure
    assert page.text.count(HOSTILE) == 9
    pdf = explanation_pdf(made)
    assert "alert(1)" in "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages)


def test_the_pdf_is_tagged_and_has_a_title_and_a_language(sqlite_store):
    Desk(sqlite_store, "officer-1").save(assessment())
    made = explain_assessment(access_of(sqlite_store), "OWN", instrument=NEEDS.id)
    document = PdfReader(BytesIO(explanation_pdf(made)))
    catalogue = document.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "nl"
    assert document.metadata is not None
    assert document.metadata.title == "Uitleg bij uw beoordeling"
    assert all("SYNTHETIC · OWN" in sheet.extract_text() for sheet in document.pages)
