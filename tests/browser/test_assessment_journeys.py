"""What an officer does on the assessment page, in a real browser, on the real server."""

import os
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import FRESH, open_file

ITEMS = (
    "housing", "work_and_income", "health", "addiction", "meaningful_day", "family", "network",
    "supportive_person", "attitudes", "disengagement", "motivation",
)  # fmt: skip
REASONS = "Wonen is geregeld; het netwerk vraagt aandacht."


def rate(page: Page, item: str, level: str) -> None:
    page.locator(f"input[name='rk-item-{item}-rating'][value='value/{level}']").check()


def fill_in(page: Page, level: str = "moderate") -> None:
    for item in ITEMS:
        rate(page, item, level)
    page.locator(f"input[name='rk-summary-level'][value='{level}']").check()
    page.fill("#rk-summary-reasons", REASONS)


def saved(page: Page, version: int) -> None:
    expect(page.locator(".rk-notice")).to_contain_text(re.compile(f"(versie|version) {version},"))
    expect(page.locator(".rk-bar__status strong")).to_have_text(re.compile("opgeslagen|saved"))


def test_a_judgement_with_evidence_is_saved_and_seen_again_after_reopening(visit):
    page = visit()
    open_file(page, FRESH[0])
    expect(page.locator(".rk-person")).to_contain_text("SYNTHETIC")
    fill_in(page)
    page.locator("input[name='rk-item-health-rating'][value='unknown/']").check()
    page.fill("#rk-item-health-reason", "Nog geen gesprek met de arts.")
    page.get_by_role("button", name="+ Bewijs voor: Wonen").click()
    expect(page.locator("#rk-item-housing-evidence-0-statement")).to_be_focused()
    page.keyboard.type("Huurcontract <b>gezien</b>.")
    page.fill("#rk-item-housing-evidence-0-source", "Dossier, stuk 4")
    page.fill("#rk-item-housing-evidence-0-dated", "2026-10-01")
    page.check("#rk-item-network-decisive")
    expect(page.locator("#rk-item-network-relevant")).to_be_checked()
    page.click("#rk-plan-goals-add")
    expect(page.locator("#rk-plan-goals-0-domain")).to_be_focused()
    page.keyboard.type("Wonen")
    page.fill("#rk-plan-goals-0-goal", "Een eigen kamer")
    page.fill("#rk-plan-goals-0-steps", "Inschrijven\nBezichtigen")
    page.fill("#rk-plan-goals-0-responsible", "Gemeente")
    page.fill("#rk-plan-goals-0-review_on", "2027-03-01")
    page.select_option("#rk-plan-goals-0-progress", "under_way")
    expect(page.locator(".rk-bar__status")).to_contain_text(
        "Niet opgeslagen · 11 van 11 onderdelen beoordeeld"
    )
    page.click("#rk-save")
    expect(page.locator("#rk-faults li")).to_have_text(["Kies de dag waarop u opnieuw beoordeelt"])
    page.fill("#rk-plan-reassess_on", "2027-05-01")
    page.click("#rk-save")
    saved(page, 1)
    expect(page.locator("#rk-save")).to_be_focused()

    again = visit()
    open_file(again, FRESH[0])
    expect(again.locator("input[name='rk-item-housing-rating'][value='value/moderate']")).to_be_checked()
    expect(again.locator("#rk-item-health-reason")).to_have_value("Nog geen gesprek met de arts.")
    expect(again.locator("#rk-item-housing-evidence-0-statement")).to_have_value(
        "Huurcontract <b>gezien</b>."
    )
    expect(again.locator("#rk-item-housing-evidence-0-dated")).to_have_value("2026-10-01")
    expect(again.locator("#rk-item-network-decisive")).to_be_checked()
    expect(again.locator("#rk-summary-reasons")).to_have_value(REASONS)
    expect(again.locator("#rk-plan-goals-0-steps")).to_have_value("Inschrijven\nBezichtigen")
    again.get_by_role("button", name="Bekijken: Versie 1").click()
    expect(again.locator(".rk-version")).to_contain_text(
        "Bewijs voor: Huurcontract <b>gezien</b>. (bron: Dossier, stuk 4, 1 oktober 2026)"
    )
    assert again.locator(".rk-version b").count() == 0  # what was typed stays text


def tab_to(page: Page, element: str, most: int = 80) -> None:
    """Press Tab until the element (or a radio button of that group) has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate("(({id, name}) => [id, name])(document.activeElement)")
        if element in at:
            return
    pytest.fail(f"the keyboard does not reach {element}")


def test_the_keyboard_alone_is_enough(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rk-skip"
    tab_to(page, "rk-picked-person")
    page.keyboard.type(FRESH[1])
    tab_to(page, "rk-open")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-person")).to_be_focused()
    for item in ITEMS:
        tab_to(page, f"rk-item-{item}-rating")
        page.keyboard.press("Space")  # the first answer
        page.keyboard.press("ArrowRight")  # the second
    expect(page.locator("input[value='value/moderate']:checked")).to_have_count(len(ITEMS))
    tab_to(page, "rk-summary-level")
    page.keyboard.press("Space")
    tab_to(page, "rk-summary-reasons")
    page.keyboard.type(REASONS)
    tab_to(page, "rk-save")
    page.keyboard.press("Enter")
    saved(page, 1)
    expect(page.locator("#rk-save")).to_be_focused()
    tab_to(page, "rk-show-1")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-version-name")).to_be_focused()
    tab_to(page, "rk-close-version")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-show-1")).to_be_focused()


def test_everything_missing_is_said_at_once_at_its_field_and_nothing_is_lost(visit):
    page = visit()
    open_file(page, FRESH[2])
    rate(page, "housing", "low")
    page.get_by_role("button", name="− Bewijs tegen: Wonen").click()
    page.keyboard.type("Half ingevuld")
    page.click("#rk-save")
    summary = page.locator("#rk-faults")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(2 + 10 + 2)
    expect(page.locator("#rk-item-housing-evidence-0-source")).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link", name="2. Werk en inkomen: kies een antwoord").click()
    assert page.evaluate("document.activeElement.name") == "rk-item-work_and_income-rating"
    expect(page.locator("#rk-item-housing-evidence-0-statement")).to_have_value("Half ingevuld")
    page.fill("#rk-item-housing-evidence-0-source", "Gesprek")
    page.fill("#rk-item-housing-evidence-0-dated", "2026-10-02")
    page.click("#rk-save-unfinished")
    saved(page, 1)
    expect(page.locator("#rk-faults")).to_have_count(0)
    expect(page.locator(".rk-person")).to_contain_text("nog zonder eindoordeel")


def test_english_changes_what_is_said_and_keeps_what_is_typed(visit):
    page = visit()
    open_file(page, FRESH[3])
    page.fill("#rk-summary-reasons", "Tekst van de medewerker")
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Assessment")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#rk-item-housing-name")).to_contain_text("1. Housing")
    expect(page.locator("#rk-summary-reasons")).to_have_value("Tekst van de medewerker")
    expect(page.locator("#rk-save")).to_have_text("Save judgement")
    page.select_option("#rk-instrument", "vera-2r")
    page.click("#rk-open")
    expect(page.locator("#rk-ask")).to_be_focused()  # unsaved input is not dropped without asking
    page.get_by_role("button", name="Open it anyway").click()
    expect(page.locator("#rk-item-ba1-name")).to_contain_text("BA1.")
    expect(page.locator(".rk-notices")).to_contain_text(
        "Not validated as a prediction for clients of Team TER"
    )
    expect(page.locator("section[aria-labelledby^='rk-item-']")).to_have_count(34)


def test_of_two_officers_the_second_sees_both_versions_and_loses_nothing(visit):
    first, second = visit(user="ter-officer-1"), visit(user="ter-officer-2")
    for page in (first, second):
        open_file(page, FRESH[4])
        fill_in(page)
    first.click("#rk-save")
    saved(first, 1)
    rate(second, "network", "high")
    second.click("#rk-save")
    conflict = second.locator("#rk-conflict")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("Reclassering 1, Team TER (SYNTHETIC)")
    expect(conflict.locator("tbody tr")).to_have_count(1)
    expect(conflict.locator("tbody tr")).to_contain_text(
        "7. Netwerk: beoordelingmatighoog", use_inner_text=False
    )
    expect(second.locator("input[name='rk-item-network-rating'][value='value/high']")).to_be_checked()
    second.get_by_role("button", name="Verder op versie 1 met mijn invoer").click()
    second.fill("#rk-change", "Ik zag het netwerk anders.")
    second.click("#rk-save")
    saved(second, 2)
    expect(second.locator(".rk-change").first).to_have_text("Ik zag het netwerk anders.")
    expect(second.locator("input[name='rk-item-network-rating'][value='value/high']")).to_be_checked()


def test_a_dead_kernel_is_said_and_nothing_is_lost(visit, server):
    before = server.children()
    page = visit()
    open_file(page, FRESH[5])
    page.fill("#rk-summary-reasons", "Nog niet opgeslagen tekst")
    expect(page.locator(".rk-bar__status")).to_contain_text("concept bewaard om")
    kernels = server.children() - before
    assert kernels
    for kernel in kernels:
        os.kill(kernel, signal.SIGKILL)
    page.get_by_role("alert").filter(has_text="De verbinding is verbroken").wait_for()
    assert page.evaluate("document.body.classList.contains('rk-stale')")
    expect(page.locator("#rk-summary-reasons")).to_have_value("Nog niet opgeslagen tekst")
    expect(page.locator("#rk-summary-reasons")).not_to_be_editable()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Mijn tekst kopiëren").click()
    expect(page.locator(".rk-notice")).to_contain_text("Uw tekst is gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert FRESH[5] in copied
    assert "Nog niet opgeslagen tekst" in copied
    page.context.close()

    again = visit()
    open_file(again, FRESH[5])
    expect(again.locator("#rk-kept")).to_contain_text("U was hier nog bezig")
    expect(again.locator("#rk-summary-reasons")).to_have_value("Nog niet opgeslagen tekst")
    expect(again.locator(".rk-unsaved")).to_have_text("Niet opgeslagen")


def test_a_request_that_fails_gives_a_number_and_the_page_goes_on(visit, server):
    page = visit()
    page.evaluate("document.querySelector('#rk-picked-person').add(new Option('x', 'SYN-9999'))")
    page.select_option("#rk-picked-person", "SYN-9999")
    page.click("#rk-open")
    alert = page.get_by_role("alert").filter(has_text="Er ging iets mis")
    expect(alert).to_contain_text(re.compile("meld dan nummer [0-9a-f]{8} aan"))
    number = re.search("nummer ([0-9a-f]{8})", alert.inner_text())
    log = (server.workspace / "logs" / "pages.log").read_text(encoding="utf-8")
    assert number is not None
    assert number[1] in log
    assert "SYN-9999" not in log
    open_file(page, FRESH[6])
    expect(alert).to_have_count(0)
