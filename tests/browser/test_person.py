"""One person's file in a real browser: opened, read, printed, copied; with the keyboard, at two widths."""

from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.steps import ASSESSED, FRESH, open_file
from tests.browser.test_assessment_access import violations


def test_a_file_is_opened_read_and_copied_and_the_visit_is_shown(visit):
    page = visit("person")
    page.wait_for_selector("#rk-picked-person")
    page.locator("#rk-picked-person").focus()
    page.keyboard.type(ASSESSED[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-person")).to_be_focused()
    expect(page.locator(".rk-person__facts")).to_contain_text(f"{ASSESSED[0]} · Team TER SYNTHETIC")
    expect(page.locator("#rk-events li").first).to_be_visible()
    expect(page.locator("section[aria-labelledby=rk-profile]")).to_contain_text("1. Wonen")
    expect(page.locator("section[aria-labelledby=rk-looks] tbody tr").first).to_contain_text("Bekeken")
    page.locator("#rk-copy").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rk-copy-ask")).to_be_focused()
    assert violations(page) == []
    with page.expect_download() as given:
        page.click("#rk-copy-make")
    assert given.value.suggested_filename == f"kopie-dossier-{ASSESSED[0]}.pdf"
    assert given.value.path().read_bytes().startswith(b"%PDF")
    expect(page.locator(".rk-notice")).to_contain_text("De kopie is gemaakt")


def test_a_file_breaks_no_rule_of_axe_fits_a_narrow_screen_and_prints_whole(visit):
    page = visit("person")
    page.wait_for_selector("#rk-picked-person")
    page.click("#rk-open")
    expect(page.locator("#rk-picked-person-error")).to_have_text("Kies eerst een persoon.")
    assert violations(page) == []
    open_file(page, ASSESSED[1])
    assert violations(page) == []
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("File")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    for sheet in sheets:
        assert f"SYNTHETIC · {ASSESSED[1]} · Team TER" in sheet.replace("\n", " ")
    whole = " ".join(sheets)
    for words in ("Timeline", "Reasons: ", "Goals and plan", "Looked at"):
        assert words in whole
    assert ASSESSED[1] not in page.url


def test_someone_elses_file_is_refused_in_words(visit):
    page = visit("person", user="unit-a-officer-1")
    page.wait_for_selector("#rk-picked-person")
    page.evaluate(
        "person => document.querySelector('#rk-picked-person').add(new Option(person, person))", FRESH[0]
    )
    page.select_option("#rk-picked-person", FRESH[0])
    page.click("#rk-open")
    expect(page.locator(".rk-notice")).to_contain_text("hoort niet bij uw caseload")
    expect(page.locator("#rk-person")).to_have_count(0)
