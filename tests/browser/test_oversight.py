"""Supervisor, inspector and steward in a real browser, and the proof of a figure: journeys by keyboard,
rules of axe, narrow, printed, in both languages; and the script of their pages on its own."""

import csv
from contextlib import closing
from datetime import datetime
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from riskkit.casework.access import Access
from riskkit.casework.supervision import open_with_purpose
from riskkit.instruments import load
from riskkit.pages.components.component import script
from riskkit.pages.texts import read_texts
from riskkit.parameters.instrument_stewards import Stewards
from riskkit.records import open_store
from riskkit.stewardship.instrument_registry import InstrumentRegistry, enter_all
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.standing import state_of
from tests.browser.accessibility import audit, audit_look
from tests.browser.steps import PEOPLE
from tests.pages.small_model import SIGNED, register_small_model

ELSEWHERE = next(each.id for each in PEOPLE if each.place == "Terrorist Unit B")
PURPOSE = "<b onmouseover=alert(1)>An urgent visit</b> today"


def sheets_of(page: Page) -> list[str]:
    """Return the text of each printed sheet, on one line."""
    made = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    return [" ".join(sheet.extract_text().split()) for sheet in made.pages]


def press(page: Page, selector: str) -> None:
    """Do what someone without a mouse does: go there, press Enter; on a stalled machine inputs are locked."""
    expect(page.locator(selector)).to_be_enabled()
    page.locator(selector).focus()
    page.keyboard.press("Enter")


@pytest.fixture
def registry(server) -> Registry:
    """A small model and one instrument in use, in the server's own registry."""
    folder = server.workspace / "models"
    if "small" not in Registry(folder).ids():
        register_small_model(folder)
    people = Stewards(owner="O. Wner", validator="V. Alidator", expires=SIGNED.replace(year=2099))
    instruments = InstrumentRegistry(folder)
    for name in enter_all(instruments, (load("ogrs3"),), {"ogrs3": people}, by="O. Wner"):
        version = instruments.book.versions(name)[-1]
        instruments.sign(name, version, by="O. Wner", role="owner")
        instruments.sign(name, version, by="V. Alidator", role="validator")
    return Registry(folder)


def test_a_supervisor_sees_what_asks_for_a_decision_and_marks_an_opening_as_seen(visit, server):
    with closing(open_store(f"sqlite:///{server.workspace / 'riskkit.db'}")) as store:
        flag = open_with_purpose(Access(store, "ter-officer-2"), ELSEWHERE, PURPOSE)
    page = visit("oversight", "ter-supervisor-1")
    expect(page.locator("h1")).to_have_text("Toezicht op mijn team")
    row = page.locator("#rk-flags tbody tr", has_text=ELSEWHERE)
    expect(row).to_contain_text(PURPOSE)  # shown as it was typed
    assert audit(page) == []
    sheets = sheets_of(page)
    assert all("SYNTHETIC · Toezicht op mijn team" in each for each in sheets)
    assert "Bewaartermijn voorbij" in " ".join(sheets)
    assert "Toewijzen Persoon" not in " ".join(sheets)
    press(page, f"#rk-do-flag-{flag.id}")
    expect(page.locator("#rk-told")).to_be_focused()
    expect(page.locator("#rk-told")).to_contain_text(ELSEWHERE)
    expect(page.locator(f"#rk-do-flag-{flag.id}")).to_have_count(0)
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Overseeing my team")
    assert audit_look(page) == []
    late = page.locator("#rk-late button").first
    chosen = str(late.get_attribute("id")).removeprefix("rk-do-late-")
    late.press("Enter")
    expect(page.locator("#rk-person")).to_be_visible()
    expect(page.locator(".rk-person__facts")).to_contain_text(chosen)
    assert chosen not in page.url


def test_an_inspector_searches_pages_exports_and_verifies_the_trail(visit, tmp_path):
    page = visit("inspection", "inspector-1")
    expect(page.locator("#rk-found")).to_be_visible()
    page.locator("#rk-search-action").select_option("trail.verify")
    page.locator("#rk-search-person").fill("SYN-1' OR 1=1 --")
    press(page, "#rk-send-search")
    expect(page.locator("#rk-told")).to_contain_text("Niet gedaan.")
    expect(page.locator("#rk-search-person")).to_have_value("SYN-1' OR 1=1 --")  # what was typed stays
    expect(page.locator("#rk-search-action")).to_have_value("trail.verify")
    assert audit_look(page) == []
    page.locator("#rk-search-person").fill("")
    press(page, "#rk-send-search")
    expect(page.locator("#rk-told")).to_contain_text("regels gevonden")
    expect(page.locator("#rk-found tbody tr").first).to_contain_text("Spoor narekenen")
    with page.expect_download() as given:
        press(page, "#rk-do-export")
    given.value.save_as(tmp_path / "trail.csv")
    text = (tmp_path / "trail.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {each["action"] for each in rows} == {"trail.verify"}
    press(page, "#rk-do-verify")
    expect(page.locator("#rk-part-chain #rk-told")).to_contain_text("Nagerekend: het spoor is heel.")
    assert audit(page) == []
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Inspection")
    expect(page.locator("#rk-policy")).to_contain_text("Verify the trail")
    assert all("SYNTHETIC · Inspection" in each for each in sheets_of(page))


def test_a_steward_stops_a_model_with_a_reason_and_has_a_figure_proved(visit, server, registry):
    page = visit("stewardship", "steward-1")
    expect(page.locator("#rk-models")).to_contain_text("Klein model")
    press(page, "#rk-do-suspend-model-small")
    expect(page.locator("#rk-ask-suspend-model-small")).to_be_focused()
    assert audit(page) == []
    page.keyboard.press("Tab")
    page.keyboard.type("kort")
    press(page, "#rk-yes-suspend-model-small")
    expect(page.locator("#rk-told")).to_contain_text("Schrijf in minstens 10 tekens")
    expect(page.locator("#rk-suspend-model-small-why")).to_have_value("kort")
    page.locator("#rk-suspend-model-small-why").fill("Een getal is verkeerd overgenomen")
    press(page, "#rk-yes-suspend-model-small")
    expect(page.locator("#rk-models")).to_contain_text("Stilgelegd: Een getal is verkeerd overgenomen")
    assert state_of(registry.folder, "small", today=SIGNED).suspended == "Een getal is verkeerd overgenomen"
    press(page, "#rk-do-resume-model-small")
    page.locator("#rk-resume-model-small-why").fill("Nagekeken en hersteld")
    press(page, "#rk-yes-resume-model-small")
    expect(page.locator("#rk-models")).to_contain_text("steward-1 vroeg op")
    assert state_of(registry.folder, "small", today=SIGNED).suspended == "Een getal is verkeerd overgenomen"
    other = Registry(registry.folder, actor="account:steward-2")
    assert other.resume("small", "1.0", by="steward-2", why="Ook nagekeken")  # from a page of their own
    page.locator("#rk-use-why").fill("Jaarlijkse bespreking")
    page.locator("#rk-use-why").press("Enter")
    counted = page.locator("#rk-part-use")
    expect(counted).to_contain_text("Van small is nog geen cijfer getoond", timeout=60_000)
    press(page, "#rk-do-card-instrument-ogrs3")
    expect(page.locator("#rk-head-card")).to_contain_text("Instrumentkaart: OGRS3")
    page.click("[data-language=en]")
    expect(page.locator("#rk-head-card")).to_contain_text("Instrument card: OGRS3")
    assert audit_look(page) == []
    sheets = " ".join(sheets_of(page))
    assert "Measure, where, and the test that shows it" in sheets  # folded on the screen, open on paper
    press(page, "#rk-do-prove-instrument-ogrs3")
    expect(page.locator("#rk-part-result")).to_contain_text(load("ogrs3").hash)
    expect(page.locator("#rk-cases")).to_contain_text("all come out")
    assert "ogrs3" not in page.url
    assert audit(page) == []


MODEL = """
({ code, texts, first }) => new Promise((ready) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  import(address).then(({ default: part }) => {
    const heard = {}, traits = { texts, who: "me", page: first, download: {} };
    window.sent = [];
    window.told = (page) => { traits.page = page; heard["change:page"](); };
    const on = (name, hear) => { heard[name] = hear; };
    const model = { get: (name) => traits[name], on, send: (message) => window.sent.push(message) };
    part.render({ model, el: document.getElementById("here") });
    ready();
  });
})
"""


def small_page(*, turn: int = 0, text: str = "", wrong: bool = False, clears=()) -> dict:
    """One table with an action that is asked for once more, and a form."""
    from riskkit.pages.sheet import action, field, form, question, row, section, table

    why = [field("why", "Why", kind="textarea")]
    act = action("go", "Go", "go", confirm=question("Sure?", "Really.", "Yes", why), extra={"id": "x"})
    cells = row("<i>first</i>", "second", actions=[act])
    asked = form("f", "A form", "Send", "send", [field("name", "Name"), field("kind", "Kind", kind="select",
                 options=[("a", "A"), ("b", "B")])])  # fmt: skip
    parts = section("one", "One", table("t", "A table", ["A", "B"], [cells], actions="Do"), asked)
    notice = {"turn": turn, "at": "one", "text": text, "wrong": wrong, "clears": list(clears)}
    return {"title": "T", "intro": "", "synthetic": False, "print": "", "sections": [parts], "waits": False,
            "takes": "", "notice": notice}  # fmt: skip


def test_what_is_typed_stays_until_it_is_taken_in_and_a_question_closes_only_when_done(browser):
    page = browser.new_page()
    page.set_content('<!doctype html><html lang="nl"><body><main id="here"></main></body></html>')
    texts = dict(read_texts("nl", "oversight").sentences)
    code = script("dom", "paper", "sheet")
    page.evaluate(MODEL, {"code": code, "texts": texts, "first": small_page()})
    assert page.locator("#rk-t i").count() == 0
    page.fill("#rk-f-name", "half a name")
    page.click("#rk-do-go")
    expect(page.locator("#rk-ask-go")).to_be_focused()
    page.fill("#rk-go-why", "because")
    page.evaluate("told", small_page(turn=1, text="No.", wrong=True))
    expect(page.locator("#rk-told")).to_be_focused()
    expect(page.locator("#rk-go-why")).to_have_value("because")
    expect(page.locator("#rk-f-name")).to_have_value("half a name")
    page.click("#rk-yes-go")
    page.evaluate("told", small_page(turn=2, text="Done."))
    expect(page.locator("#rk-ask-go")).to_have_count(0)
    expect(page.locator("#rk-f-name")).to_have_value("half a name")
    page.select_option("#rk-f-kind", "b")
    page.press("#rk-f-name", "Enter")
    assert page.evaluate("sent") == [
        {"command": "go", "id": "x", "typed": {"why": "because"}},
        {"command": "send", "typed": {"name": "half a name", "kind": "b"}},
    ]
    page.evaluate("told", small_page(turn=3, text="Sent.", clears=["f"]))
    expect(page.locator("#rk-f-name")).to_have_value("")
    page.click("#rk-do-go")
    expect(page.locator("#rk-go-why")).to_have_value("")  # what was done is not offered again
    page.click("#rk-back-go")
    expect(page.locator("#rk-do-go")).to_be_focused()
    page.close()


def test_a_page_that_waits_asks_until_it_is_told_that_the_work_has_ended(browser):
    """However long the work takes: one look in 700 ms; nothing on the page changes meanwhile."""
    page = browser.new_page()
    page.clock.install(time=datetime(2026, 1, 1, 12))
    page.clock.pause_at(datetime(2026, 1, 1, 13))  # from here on time passes only when it is told to
    page.set_content('<!doctype html><html lang="nl"><body><main id="here"></main></body></html>')
    texts = dict(read_texts("nl", "oversight").sentences)
    page.evaluate(MODEL, {"code": script("dom", "paper", "sheet"), "texts": texts, "first": small_page()})
    page.clock.run_for(2200)
    assert page.evaluate("sent") == []
    page.evaluate("told", {**small_page(turn=1, text="Begun."), "waits": True})
    page.clock.run_for(2200)
    assert page.evaluate("sent") == [{"command": "ping"}] * 3
    page.evaluate("told", small_page(turn=2, text="Done."))
    page.clock.run_for(2200)
    assert page.evaluate("sent") == [{"command": "ping"}] * 3
    page.close()
