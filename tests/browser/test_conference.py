"""A case conference in a real browser: journey with the keyboard, two widths, paper, a killed kernel."""

import os
import re
import signal
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.accessibility import audit, audit_look
from tests.browser.steps import ASSESSED, FRESH

PERSON, CHILD = FRESH[8], FRESH[9]


def open_table(page: Page, person: str, ground: str) -> None:
    page.wait_for_selector("#rk-picked-person")
    page.select_option("#rk-picked-person", person)
    page.check(f"#rk-ground-{ground}")
    page.check("#rk-org-municipality")
    page.check("#rk-org-police")
    page.click("#rk-open")
    expect(page.locator("#rk-person")).to_be_focused()


def fill_measure(page: Page, measure: str) -> None:
    for name in ("goal", "risk_factor", "burden", "alternative", "proportionality", "necessity"):
        page.fill(f"#rk-measure-{measure}-{name}", f"Tekst over {name}")
    page.fill(f"#rk-measure-{measure}-review_on", "2027-06-01")


def choose_with_the_keyboard(page: Page) -> None:
    """Choose the person, the third ground and the first organisation, and open the table."""
    page.locator("#rk-picked-person").focus()
    page.keyboard.type(PERSON)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#rk-ground-public_safety")).to_be_checked()
    expect(page.locator("#rk-allowed")).to_contain_text("Verlof: soort verlof")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#rk-org-municipality")).to_be_checked()
    page.locator("#rk-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rk-person")).to_be_focused()
    shared = "Gedeeld op grond van: Veiligheid van anderen. Aan tafel: Gemeente."
    expect(page.locator(".rk-person")).to_contain_text(shared)
    expect(page.locator("#rk-picked-person")).to_have_count(0)


def check_paper(page: Page) -> None:
    """Print the page: every sheet says whose it is, and all that was typed is on it."""
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [sheet.extract_text() for sheet in printed.pages]
    for sheet in sheets:
        assert f"SYNTHETIC · {PERSON} · casusoverleg" in sheet.replace("\n", " ")
    whole = re.sub(r"\s+", " ", " ".join(sheets))
    for words in ("NIET VASTGELEGD", "Wat gedeeld mag worden", "Maatregelen naast elkaar"):
        assert words in whole
    for typed in ("Tekst over necessity", "Het pakket is besproken", "Maandag bellen"):
        assert typed in whole


def test_a_conference_is_held_with_the_keyboard_recorded_and_printed(visit):
    page = visit("conference")
    page.wait_for_selector("#rk-picked-person")
    page.locator("#rk-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rk-picked-person")).to_be_focused()
    expect(page.locator("#rk-ground-error")).to_have_text("Kies op welke grond u deelt")
    assert audit_look(page) == []
    choose_with_the_keyboard(page)
    page.locator("#rk-candidate-exit_ban").focus()
    page.keyboard.press("Space")
    expect(page.locator("#rk-candidate-exit_ban")).to_be_focused()
    page.check("#rk-candidate-exit_programme")
    page.click("#rk-save")
    expect(page.locator("#rk-faults")).to_be_focused()
    expect(page.locator("#rk-faults")).to_contain_text("Uitreisverbod: schrijf op of het evenredig is")
    page.locator("#rk-faults a", has_text="Uitreisverbod: vul in: Doel").press("Enter")
    expect(page.locator("#rk-measure-exit_ban-goal")).to_be_focused()
    assert audit(page) == []
    for measure in ("exit_ban", "exit_programme"):
        fill_measure(page, measure)
    page.check("#rk-measure-exit_ban-decision-not_taken")
    expect(page.locator("#rk-measure-exit_ban-decided_by")).to_be_hidden()
    page.check("#rk-measure-exit_programme-decision-taken")
    page.fill("#rk-measure-exit_programme-starts_on", "2026-12-01")
    page.fill("#rk-measure-exit_programme-goal", "<b>Los</b> van het netwerk")
    expect(page.locator(".rk-compare")).to_contain_text("<b>Los</b> van het netwerk")
    page.fill("#rk-shared", "Het pakket is besproken")
    page.fill("#rk-agreed", "Maandag bellen")
    check_paper(page)
    page.locator("#rk-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rk-recorded")).to_be_focused()
    expect(page.locator("#rk-recorded")).to_contain_text("met 1 genomen maatregelen")
    assert audit_look(page) == []
    with page.expect_download() as given:
        page.click("#rk-give-minutes-pdf")
    assert given.value.suggested_filename == f"verslag-{PERSON}.pdf"
    minutes = "".join(sheet.extract_text() for sheet in PdfReader(Path(given.value.path())).pages)
    assert "<b>Los</b> van het netwerk" in minutes
    page.click("[data-language=en]")
    expect(page.locator("#rk-recorded h2")).to_have_text("Recorded")
    expect(page.locator(".rk-compare")).to_contain_text("Voluntary exit programme")
    assert PERSON not in page.url


def test_about_a_child_the_page_warns_and_a_killed_kernel_loses_nothing(visit, server):
    before = server.children()
    page = visit("conference")
    open_table(page, CHILD, "care")
    page.check("#rk-about-child_of_returnee")
    expect(page.locator("#rk-child h2")).to_have_text("Dit gaat over een kind dat niets heeft misdaan")
    page.check("#rk-candidate-exit_ban")
    page.fill("#rk-interests", "Rust, school en een vaste opvoeder")
    page.fill("#rk-shared", "Een half woo")
    page.click("#rk-save")
    expect(page.locator("#rk-candidate-exit_ban-error")).to_contain_text("verdacht")
    expect(page.locator("#rk-shared-error")).to_be_hidden()
    assert audit_look(page) == []
    expect(page.locator(".rk-bar__status")).to_contain_text("concept bewaard", timeout=60_000)
    kernels = server.children() - before
    assert kernels
    for kernel in kernels:
        os.kill(kernel, signal.SIGKILL)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Mijn tekst kopiëren").click()
    expect(page.locator(".rk-notice")).to_contain_text("Uw tekst is gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Wat is gedeeld en besproken?: Een half woo" in copied
    assert "Over wie gaat het?: Een kind van een terugkeerder" in copied
    page.reload()
    expect(page.locator("#rk-kept")).to_contain_text("U was hier nog bezig")
    expect(page.locator("#rk-shared")).to_have_value("Een half woo")
    expect(page.locator("#rk-interests")).to_have_value("Rust, school en een vaste opvoeder")
    expect(page.locator("#rk-about-child_of_returnee")).to_be_checked()
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#rk-close")
    expect(page.locator("#rk-picked-person")).to_be_focused()


def test_someone_elses_file_comes_to_no_table(visit):
    page = visit("conference", user="unit-a-officer-1")
    page.wait_for_selector("#rk-picked-person")
    person = ASSESSED[0]
    page.evaluate(
        "person => document.querySelector('#rk-picked-person').add(new Option(person, person))", person
    )
    page.select_option("#rk-picked-person", person)
    page.check("#rk-ground-care")
    page.check("#rk-org-police")
    page.click("#rk-open")
    expect(page.locator(".rk-notice")).to_contain_text("hoort niet bij uw caseload")
    expect(page.locator("#rk-person")).to_have_count(0)
