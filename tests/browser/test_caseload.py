"""An officer's caseload in a real browser: sort, filter, keyboard, rules of axe, narrow and printed."""

from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from riskkit.pages.components.component import script
from riskkit.pages.texts import read_texts
from tests.browser.steps import CASELOAD
from tests.browser.test_assessment_access import violations
from tests.browser.test_every_page import printed

ALL = len(CASELOAD)
FIRST = "tbody tr:not([hidden]) .rk-table__open"


def names(page) -> list[str]:
    return page.locator(FIRST).all_inner_texts()


def test_the_caseload_is_sorted_filtered_and_opened_with_the_keyboard_alone(visit):
    page = visit("caseload")
    expect(page.locator("#rk-table-shown")).to_have_text(
        f"{len(CASELOAD)} van {len(CASELOAD)} personen getoond"
    )
    expect(page.locator(".rk-synthetic")).to_have_text("SYNTHETIC")
    page.locator("#rk-sort-0").focus()
    page.keyboard.press("Enter")
    assert names(page) == sorted(names(page))
    expect(page.locator("thead th").first).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    assert names(page) == sorted(names(page), reverse=True)
    page.locator("#rk-table-words").focus()
    page.keyboard.type(CASELOAD[0].lower())
    expect(page.locator("#rk-table-shown")).to_contain_text("1 van")
    page.fill("#rk-table-words", "")
    page.select_option("#rk-table-tag", "unassessed")
    assert 0 < len(names(page)) < len(CASELOAD)
    page.select_option("#rk-table-tag", "")
    page.locator(FIRST).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    chosen = page.evaluate("document.activeElement.id").removeprefix("rk-row-")
    assert chosen in CASELOAD
    page.keyboard.press("Enter")
    expect(page.locator("#rk-person")).to_be_focused()
    expect(page.locator(".rk-person__facts")).to_contain_text(chosen)
    assert chosen not in page.url
    page.click("a[href='assessment.ipynb']")
    expect(page.locator("#rk-open")).to_be_visible()
    expect(page.locator("#rk-picked-person")).to_have_value(chosen)
    assert chosen not in page.url


def test_the_caseload_breaks_no_rule_of_axe_fits_a_narrow_screen_and_prints_whole(visit):
    page = visit("caseload")
    expect(page.locator("h1")).to_have_text("Mijn caseload")
    assert violations(page) == []
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("My caseload")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    headings = page.locator("thead .rk-table__sort").all_inner_texts()
    sheets = [printed(sheet) for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    for sheet in sheets:
        assert "SYNTHETIC · My caseload" in sheet
    whole = " ".join(sheets)
    assert all(person in whole for person in CASELOAD)
    with_rows = [sheet for sheet in sheets if any(person in sheet for person in CASELOAD)]
    assert len(with_rows) > 1
    for sheet in with_rows:
        assert [name for name in headings if name not in sheet] == []


MANY = """
async ({ code, texts }) => {
  const { default: part } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const rows = [...Array(5000).keys()].map((at) => {
    const number = (at * 2621) % 5000, name = "P" + String(number).padStart(4, "0");
    const sort = (text) => (text === name ? number : text);
    const cells = [name, "x", "y", "z"].map((text) => ({ lines: [{ text }], sort: sort(text) }));
    return { id: name, cells, tags: number % 100 ? [] : ["late"] };
  });
  const filters = [{ value: "", label: "All" }, { value: "late", label: "Late" }];
  const table = { caption: "Many", columns: ["A", "B", "C", "D"], filters, rows, print: "" };
  const model = { get: (name) => ({ texts, table, who: "me" })[name], on: () => {}, send: () => {} };
  part.render({ model, el: document.body });
}
"""


def test_five_thousand_rows_sort_filter_and_are_walked(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=nl><body></body></html>")
    page.evaluate(
        MANY, {"code": script("dom", "paper", "table"), "texts": dict(read_texts("nl", "caseload").sentences)}
    )
    page.click("#rk-sort-0")
    assert names(page) == [f"P{number:04d}" for number in range(5000)]
    page.select_option("#rk-table-tag", "late")
    assert names(page) == [f"P{number:04d}" for number in range(0, 5000, 100)]
    page.click("#rk-sort-0")
    page.locator("#rk-row-P0000").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "rk-row-P0100"
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.id") == "rk-row-P4900"
    page.fill("#rk-table-words", "p23")
    assert names(page) == ["P2300"]
    page.close()
