"""The steward's page without a browser: what is in use, cards, stopping, alarms, dry runs; for whom."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from riskkit.analyses import figure_use
from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.figure_use import FigureUse
from riskkit.casework.supervision import read_trail
from riskkit.errors import AccessRefused
from riskkit.instruments import load
from riskkit.pages.sheet_panels import sheet_panels
from riskkit.pages.stewarding_panels import stewarding_commands
from riskkit.pages.stewarding_state import StewardingState, StewardPlaces, library_ids
from riskkit.parameters.instrument_stewards import Stewards
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import add_entry
from riskkit.stewardship.instrument_registry import InstrumentRegistry
from riskkit.stewardship.monitoring_record import KeptAlarm, keep_run
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.standing import state_of
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
from tests.pages.small_model import register_small_model

PEOPLE = Stewards(owner="O. Wner", validator="V. Alidator", expires=date(2027, 1, 1))
TODAY = NOW.date()


@pytest.fixture
def places(tmp_path: Path) -> StewardPlaces:
    """A registry with a small model in use and one instrument; two more instruments are not entered."""
    folder = tmp_path / "models"
    register_small_model(folder)
    registry = InstrumentRegistry(folder)
    version = registry.enter(load("ogrs3"), PEOPLE, by="O. Wner").version
    registry.sign("ogrs3", version, by="O. Wner", role="owner")
    registry.sign("ogrs3", version, by="V. Alidator", role="validator")
    tests = tmp_path / "tests"
    tests.mkdir()
    mark = '@pytest.mark.shows("A measure", "riskkit/x")\ndef test_it():\n    pass\n'
    (tests / "test_x.py").write_text("import pytest\n\n\n" + mark, encoding="utf-8")
    return StewardPlaces(folder, tests, ("erg22", "ogrs3", "vera-2r"))


@pytest.fixture
def page(store, places) -> StewardingState:
    add_roles(store)
    return opened(store, places)


def opened(store, places, user: str = "steward-1") -> StewardingState:
    made = StewardingState(Desk(store, user), places, clock=lambda: NOW)
    made.draw()
    return made


def test_the_registry_says_what_may_be_used_today_and_what_is_missing(page):
    assert rows_of(page, "models") == [
        ["Klein model | small 1.0", "Ja", "2 van 2 kloppen",
         "tot en met 1 jan 2027 | eigenaar: O. Wner | controleur: V. Alidator"],
    ]  # fmt: skip
    shown = {row[0].split(" | ")[-1].split()[0]: row for row in rows_of(page, "instruments")}
    ogrs3 = len(load("ogrs3").worked_cases)
    assert shown["ogrs3"][1:3] == ["Ja", f"{ogrs3} van {ogrs3} kloppen"]
    assert shown["vera-2r"][1:] == [
        "Niet in het register",
        "Geen: er wordt niets berekend",
        "Niet in het register",
    ]
    assert set(actions_of(page, "instruments")) == {
        "card-instrument-ogrs3", "prove-instrument-ogrs3", "suspend-instrument-ogrs3",
        "prove-instrument-erg22", "prove-instrument-vera-2r",
    }  # fmt: skip
    assert actions_of(page, "models")["prove-model-small"]["prove"] == "model-small-1.0"
    assert "ogrs3" in library_ids()


def test_a_model_is_stopped_at_once_by_the_account_that_is_logged_in(page, places, store):
    asked = {"why": "Een getal is verkeerd overgenomen"}
    page.decide("model", "small", "1.0", "suspended", asked)
    assert page.page["notice"]["text"].startswith("small 1.0 ligt stil.")
    assert state_of(places.registry, "small", today=TODAY).suspended == asked["why"]
    event = Registry(places.registry).events("small")[-1]
    assert (event.kind, event.by, event.actor) == ("suspended", "steward-1", "account:steward-1")
    assert rows_of(page, "models")[0][1] == f"Stilgelegd: {asked['why']}"
    last = read_trail(Access(store, "inspector-1"))
    noted = [each.note for each in last if each.note.purpose == asked["why"]]
    assert [(note.actor, note.action, note.subject) for note in noted] == [
        ("steward-1", "model.steward", "suspended: small 1.0"),
    ]  # fmt: skip
    other = opened(store, places)  # another open page reads it from the registry as well
    assert "resume-model-small" in actions_of(other, "models")
    page.decide("model", "small", "1.0", "resumed", {"why": "Nagekeken en hersteld"})
    assert page.page["notice"]["text"].startswith("Hervatten van small 1.0 is gevraagd.")
    assert rows_of(page, "models")[0][1] == (
        f"Stilgelegd: {asked['why']} | steward-1 vroeg op "
        f"{page.say.short_day(Registry(places.registry).events('small')[-1].at.date())} om hervatten: "
        "Nagekeken en hersteld"
    )
    page.decide("model", "small", "1.0", "resumed", {"why": "Ik bevestig het zelf"})
    assert page.page["notice"]["text"].startswith("Hervatten vraagt een andere modelbeheerder")
    assert not state_of(places.registry, "small", today=TODAY).usable
    second = opened(store, places, "steward-2")
    confirm = actions_of(second, "models")["resume-model-small"]
    assert (confirm["label"], confirm["command"]) == ("Hervatten bevestigen …", "resume")
    second.decide("model", "small", "1.0", "resumed", {"why": "Ook nagekeken"})
    assert second.page["notice"]["text"].startswith("small 1.0 mag weer worden gebruikt")
    assert state_of(places.registry, "small", today=TODAY).usable
    subjects = [each.note.subject for each in read_trail(Access(store, "inspector-1"))]
    assert "resume asked: small 1.0" in subjects
    assert "resumed: small 1.0" in subjects


def test_a_second_steward_may_keep_it_suspended(page, places, store):
    page.decide("model", "small", "1.0", "suspended", {"why": "Een getal is verkeerd"})
    page.decide("model", "small", "1.0", "suspended", {"why": "Nog een keer hetzelfde"})
    assert page.page["notice"]["text"] == "Dit was al zo; kijk opnieuw naar de lijst."
    page.decide("model", "small", "1.0", "resumed", {"why": "Nagekeken en hersteld"})
    second = opened(store, places, "steward-2")
    keep = actions_of(second, "models")["suspend-model-small"]
    assert (keep["label"], keep["command"]) == ("Laten stilliggen …", "suspend")
    second.decide("model", "small", "1.0", "suspended", {"why": "Nog niet goed"})
    assert rows_of(second, "models")[0][1] == "Stilgelegd: Nog niet goed"
    assert set(actions_of(second, "models")) & {"resume-model-small", "suspend-model-small"} == {
        "resume-model-small"
    }


def test_an_instrument_is_stopped_the_same_way(page, places):
    version = load("ogrs3").version
    page.decide("instrument", "ogrs3", version, "suspended", {"why": "De bron is ingetrokken"})
    assert (page.page["notice"]["at"], page.page["notice"]["wrong"]) == ("instruments", False)
    assert [each.gate for each in state_of(places.registry, "ogrs3", today=TODAY).refusals] == [
        "not_suspended"
    ]


@pytest.mark.parametrize(
    ("kind", "name", "version", "decision", "why", "said"),
    [
        ("model", "small", "1.0", "suspended", "kort", "Schrijf in minstens 10 tekens waarom."),
        (
            "model",
            "small",
            "1.0",
            "resumed",
            "Het ligt niet stil",
            "Dit was al zo; kijk opnieuw naar de lijst.",
        ),
        ("model", "../small", "1.0", "suspended", "Een lange reden", "Dit staat niet in het register."),
        ("instrument", "vera-2r", "1.0", "suspended", "Een lange reden", "Dit staat niet in het register."),
        ("model", "small", "9.9", "suspended", "Een lange reden", "Dit kan niet zo."),
        ("file", "small", "1.0", "suspended", "Een lange reden", "Dit staat niet in het register."),
    ],
)
def test_what_cannot_be_decided_changes_nothing(page, places, kind, name, version, decision, why, said):
    before = len(Registry(places.registry).events("small"))
    page.decide(kind, name, version, decision, {"why": why})
    assert page.page["notice"]["wrong"] is True
    assert page.page["notice"]["text"].startswith(said)
    assert len(Registry(places.registry).events("small")) == before


def test_cards_open_in_the_language_of_the_page_with_every_gate(page):
    page.open_card("model", "small")
    assert section_of(page, "card")["heading"] == "Kaart: Modelkaart: Klein model"
    gates = {row[0]: row[1] for row in rows_of(page, "card")}
    assert set(gates.values()) == {"Voldoet"}
    assert len(gates) == 8
    page.choose_language("en")
    assert section_of(page, "card")["heading"] == "Card: Model card: Small model"
    page.open_card("instrument", "ogrs3")
    assert section_of(page, "card")["heading"].startswith("Card: Instrument card: OGRS3")
    assert any("Summary 7/09" in each for each in texts_in(section_of(page, "card")))
    page.decide("instrument", "ogrs3", load("ogrs3").version, "suspended", {"why": "A source is withdrawn"})
    assert "Suspended: A source is withdrawn" in texts_in(section_of(page, "card"))
    page.open_card("instrument", "vera-2r")
    assert page.page["notice"]["wrong"] is True


def test_alarms_of_the_last_monitoring_run_are_shown(page, places, store):
    assert "Nog nooit bewaakt: small." in texts_in(section_of(page, "alarms"))
    at = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    alarms = [KeptAlarm("overall"), KeptAlarm("drift", "age")]
    keep_run(places.registry, "small", "1.0", by="m", estimates=600, alarms=alarms, closed=True, at=at)
    page = opened(store, places)
    assert section_of(page, "alarms")["heading"] == "Meldingen van de laatste bewaking (2)"
    assert rows_of(page, "alarms") == [[
        "small", "25 november 2026 om 04:00 uur", "1.0", "600",
        "De kansen kloppen gemiddeld niet meer met wat is gezien. | "
        "Het kenmerk age is anders dan bij de mensen waarop het model is gemaakt.",
        "Het model toont geen cijfers tot de kansen weer kloppen.",
    ]]  # fmt: skip


def wait_for(page: StewardingState) -> None:
    """Let the dry run end, then look at it as the browser does."""
    page.background.wait()
    page.check_work()


def test_a_dry_run_lists_what_changes_by_pseudonym_and_urgency(page, places, store):
    """By hand: risk = 1 - exp(-exp(-1 + 0.5 x)): 0.3078 at x = 0 and 0.4547 at x = 1; both stored wrong."""
    with store.writing() as connection:
        for person, x, advice in (("SYN-0001", 0, None), ("SYN-0002", 1, "advies 12")):
            kept = ShownEstimate(
                model="small", model_version="1.0", model_fingerprint="0" * 64, shown_on=TODAY, shown_at=NOW,
                inputs={"x": x}, time=12, time_unit="month", risk=0.1, lower=0.05, upper=0.2, band="low",
                advice=advice,
            )  # fmt: skip
            add_entry(connection, store.keys, person=person, content=kept, by="ter-officer-1", at=NOW)
    page.recompute({"model": "small/1.0", "why": "Een coëfficiënt was verkeerd"})
    assert (page.page["waits"], page.page["notice"]["text"]) == (True, "Bezig met herberekenen …")
    wait_for(page)
    assert page.page["waits"] is False
    assert rows_of(page, "recompute") == [
        ["SYN-0002", "Gebruikt in een advies, en de klasse verandert", "van laag naar hoog",
         "26 november 2026", "advies 12"],
        ["SYN-0001", "De klasse verandert", "van laag naar midden", "26 november 2026", "–"],
    ]  # fmt: skip
    assert "small 1.0: 2 cijfers opnieuw berekend, 2 anders dan toen." in texts_in(
        section_of(page, "recompute")
    )
    page.recompute({"model": "small/1.0", "why": "kort"})
    assert page.page["notice"]["text"] == "Schrijf in minstens 10 tekens waarom."
    page.recompute({"model": "nothing/1.0", "why": "Een lange reden"})
    wait_for(page)
    assert page.page["notice"]["wrong"] is True
    page.check_work()  # nothing is under way any more


def test_what_was_done_with_figures_is_counted_for_groups_and_not_for_a_few(page, office, monkeypatch):
    """Of 100 people 60 judgements equal the figure, 20 of them moved there; 10 moved elsewhere. Wilson's
    95 % limits of 60, 40 and 30 of 100 and 20 of 30, by R 4.2's prop.test(x, n, correct = FALSE)."""
    uses = [
        *[FigureUse("low", "low", "low")] * 40, *[FigureUse("low", "high", "high")] * 20,
        *[FigureUse("low", "high", "low")] * 30, *[FigureUse("low", "high", "moderate")] * 10,
    ]  # fmt: skip
    asked = []

    def given(access, *, model, purpose):
        asked.append((access.user, model, purpose))
        return tuple((f"mark {number}", use) for number, use in enumerate(uses))

    monkeypatch.setattr(figure_use, "figure_use", given)
    page.count_use({"model": "small", "why": "Jaarlijkse bespreking"})
    assert (page.page["waits"], page.page["notice"]["text"]) == (True, "Bezig met tellen …")
    page.recompute({"model": "small/1.0", "why": "Een coëfficiënt was verkeerd"})
    assert page.page["notice"]["text"] == "Er loopt nog iets anders. Wacht tot dat klaar is."
    wait_for(page)
    assert asked == [("steward-1", "small", "Jaarlijkse bespreking")]
    assert (page.page["notice"]["at"], page.page["notice"]["text"]) == ("use", "Geteld.")
    assert rows_of(page, "use") == [
        ["Mensen bij wie een cijfer is getoond", "100", ""],
        ["Het oordeel is nu gelijk aan het cijfer", "60", "60% (95 %: 50% tot 69%)"],
        ["Het oordeel wijkt nu af van het cijfer", "40", "40% (95 %: 31% tot 50%)"],
        ["Het oordeel is veranderd na het zien van het cijfer", "30", "30% (95 %: 22% tot 40%)"],
        ["Van die veranderingen: naar het cijfer toe", "20", "67% (95 %: 49% tot 81%)"],
    ]
    del uses[7:]
    page.count_use({"model": "small", "why": "Jaarlijkse bespreking"})
    wait_for(page)
    assert {cell for row in rows_of(page, "use") for cell in row[1:]} == {"niet getoond", ""}
    told = "Wat over minder dan 10 mensen gaat wordt niet getoond"
    assert any(each.startswith(told) for each in texts_in(section_of(page, "use")))


def test_where_no_figure_was_shown_that_is_said(page, office):
    page.count_use({"model": "small", "why": "kort"})
    assert page.page["notice"]["text"] == "Schrijf in minstens 10 tekens waarom."
    page.count_use({"model": "small", "why": "Jaarlijkse bespreking"})
    wait_for(page)
    assert any("Van small is nog geen cijfer getoond" in each for each in texts_in(section_of(page, "use")))
    page.count_use({"model": "nothing", "why": "Jaarlijkse bespreking"})
    wait_for(page)
    assert page.page["notice"]["wrong"] is True


def test_the_compliance_table_comes_from_the_tests(page, store, places):
    fold = parts_of(section_of(page, "compliance"), "fold")[0]
    assert [row["cells"] for row in fold["parts"][0]["rows"]] == [
        ["A measure", "riskkit/x", "tests/test_x.py::test_it"]
    ]
    without = opened(store, StewardPlaces(places.registry, places.tests / "none", ()))
    assert "De tests staan niet op deze machine." in texts_in(section_of(without, "compliance"))
    assert [row[0].split(" | ")[-1].split()[0] for row in rows_of(without, "instruments")] == ["ogrs3"]


def test_an_empty_registry_is_said(store, tmp_path):
    add_roles(store)
    page = opened(store, StewardPlaces(tmp_path / "none", tmp_path / "none", ()))
    assert "Er staat nog geen model in het register." in texts_in(section_of(page, "models"))
    assert "Er zijn geen instrumenten." in texts_in(section_of(page, "instruments"))


def test_a_registry_that_was_tampered_with_is_shown_as_such(store, places):
    add_roles(store)
    path = places.registry / "small" / "events.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("V. Alidator", "Somebody"), encoding="utf-8")
    page = opened(store, places)
    assert rows_of(page, "models")[0][1] == "Veranderd sinds het in het register kwam"


def test_the_page_hears_its_commands_and_nothing_else(page, places):
    connection, sheet = sheet_panels(page, stewarding_commands(page))
    sheet._handle_custom_msg({"command": "card", "kind": "model", "id": "small"}, [])
    asked = {"kind": "model", "id": "small", "version": "1.0", "typed": {"why": "Een getal is verkeerd"}}
    sheet._handle_custom_msg({"command": "suspend", **asked}, [])
    assert state_of(places.registry, "small", today=TODAY).suspended == "Een getal is verkeerd"
    Registry(places.registry, actor="account:steward-2").resume("small", "1.0", by="steward-2", why="x")
    sheet._handle_custom_msg({"command": "resume", **asked}, [])
    sheet._handle_custom_msg({"command": "recompute", "typed": None}, [])
    assert sheet.page["notice"]["wrong"] is True
    sheet._handle_custom_msg({"command": "sign", **asked}, [])
    assert connection.failure == ""
    assert state_of(places.registry, "small", today=TODAY).usable


@pytest.mark.parametrize("user", [each for each in EVERYONE if each != "steward-1"])
def test_nobody_else_gets_the_page_and_the_refusal_is_on_record(store, places, user):
    add_roles(store)
    with pytest.raises(AccessRefused, match="refused"):
        StewardingState(Desk(store, user), places)
    entries = read_trail(Access(store, "inspector-1"))
    last = [each.note for each in entries if each.note.actor == user][-1]
    assert (last.action, last.outcome) == ("model.steward", "refused")
