"""A lost connection is said within 7 seconds and takes no more input; by a clock that the test turns."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from riskkit.pages.components.component import script
from riskkit.pages.texts import read_texts

PAGE = """<!doctype html><html lang="nl"><body class="rk"><main><div id="part"></div>
<textarea id="typed">Getypt</textarea><input id="day" type="date"><input id="tick" type="checkbox">
<select id="choice"><option>een</option></select><button id="save">Opslaan</button>
<button id="off" disabled>Uit</button></main></body></html>"""

START = """
async ({ code, texts }) => {
  const { default: part } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const heard = {};
  window.sent = 0;
  window.answering = true;
  const model = {
    get: (name) => ({ texts, failure: "" })[name],
    on: (name, call) => { heard[name] = call; },
    send: () => {
      window.sent += 1;
      if (window.answering) heard["msg:custom"]({ kind: "pong" });
    },
  };
  part.render({ model, el: document.querySelector("#part") });
}
"""
LOST = "De verbinding is verbroken"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.clock.install()
    page.set_content(PAGE)
    texts = dict(read_texts("nl", "assessment").sentences)
    page.evaluate(START, {"code": script("dom", "connection"), "texts": texts})
    yield page
    page.close()


def test_a_page_that_is_answered_stays_open(page: Page):
    page.clock.run_for(60_000)
    expect(page.get_by_role("alert").filter(has_text=LOST)).to_have_count(0)
    expect(page.locator("#typed")).to_be_editable()
    assert page.evaluate("sent") == 41  # one at the start, then one every 1.5 s


def test_silence_is_said_within_seven_seconds_and_locks_what_can_be_filled_in(page: Page):
    page.evaluate("answering = false")
    page.clock.run_for(5_000)
    expect(page.get_by_role("alert").filter(has_text=LOST)).to_have_count(0)
    page.clock.run_for(2_000)
    expect(page.get_by_role("alert").filter(has_text=LOST)).to_be_visible()
    expect(page.locator("#typed")).not_to_be_editable()
    expect(page.locator("#typed")).to_have_value("Getypt")
    expect(page.locator("#day")).not_to_be_editable()
    for locked in ("#tick", "#choice", "#save", "#off"):
        expect(page.locator(locked)).to_be_disabled()
    expect(page.get_by_role("button", name="Pagina opnieuw laden")).to_be_enabled()


def test_an_answer_opens_the_page_again_as_it_was(page: Page):
    page.evaluate("answering = false")
    page.clock.run_for(8_000)
    expect(page.locator("#typed")).not_to_be_editable()
    page.evaluate("answering = true")
    page.clock.run_for(2_000)
    expect(page.get_by_role("alert").filter(has_text=LOST)).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="De verbinding is hersteld")).to_have_count(1)
    expect(page.locator("#typed")).to_be_editable()
    for opened in ("#tick", "#choice", "#save"):
        expect(page.locator(opened)).to_be_enabled()
    expect(page.locator("#off")).to_be_disabled()  # it was so before
    assert page.locator("[data-locked]").count() == 0
