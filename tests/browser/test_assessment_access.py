"""For everyone: automatic accessibility rules, narrow screens, and paper."""

import re
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.steps import ASSESSED, FRESH, open_file

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8") + ";null")
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def test_no_rule_of_axe_is_broken_in_any_state_of_the_page(visit):
    page = visit()
    assert violations(page) == []
    open_file(page, FRESH[7])
    assert not re.search(r"undefined|\bfalse\b|\bnull\b|\[object", page.inner_text("main"))
    page.get_by_role("button", name="+ Bewijs voor: Wonen").click()
    page.click("#rk-about-name")
    page.click("#rk-save")
    expect(page.locator("#rk-faults")).to_be_focused()
    assert violations(page) == []
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Assessment")
    assert violations(page) == []


def test_no_rule_of_axe_is_broken_on_the_overview_and_an_address_that_is_wrong(visit, server):
    page = visit("index")
    expect(page.get_by_role("heading", name="Overzicht")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{server.url}/voila/render/nothing.ipynb")
    expect(page.locator("h1")).to_have_text("Deze pagina kan niet worden getoond")
    assert violations(page) == []


def test_nothing_sticks_out_of_a_narrow_or_a_wide_screen(visit):
    page = visit()
    open_file(page, ASSESSED[0])
    page.get_by_role("button", name="+ Bewijs voor: Wonen").click()
    for width in (320, 640, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_paper_has_the_whole_assessment_and_says_whose_it_is_on_each_sheet(visit):
    page = visit()
    open_file(page, ASSESSED[0])
    page.fill("#rk-summary-reasons", "Getypt maar niet bewaard.")
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert 2 <= len(sheets) <= 6
    for sheet in sheets:
        assert f"SYNTHETIC · NIET OPGESLAGEN · {ASSESSED[0]}" in sheet.replace("\n", " ")
    whole = " ".join(sheets)
    for words in (
        "1. Wonen",
        "11. Motivatie",
        "Getypt maar niet bewaard.",
        "verzonnen dossierstuk",
        "2026",
    ):
        assert words in whole
    assert "Opslaan" not in whole
