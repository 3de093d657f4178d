"""Recording on the person page in a real browser: with the keyboard, shared, corrected, broken glass."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.accessibility import audit, audit_look
from tests.browser.steps import FRESH, open_file

PERSON, ASKS = FRESH[10], FRESH[11]
HOSTILE = "<img src=x onerror=alert(1)> =1+1"


def test_an_entry_is_recorded_with_the_keyboard_brought_up_to_date_and_shared(visit):
    page = visit("person")
    page.wait_for_selector("#rk-picked-person")
    open_file(page, PERSON)
    page.locator("#rk-entry-kind").focus()
    page.keyboard.type("Incident")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-entry-form")).to_be_focused()
    page.locator("#rk-entry-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rk-faults")).to_be_focused()
    expect(page.locator("#rk-entry-happened_on-error")).to_contain_text("Kies een dag")
    page.click("#rk-share summary")
    page.click("#rk-glass summary")
    assert audit(page) == []
    page.locator("#rk-faults a").first.press("Enter")
    expect(page.locator("#rk-entry-incident_kind")).to_be_focused()
    page.keyboard.type("Ruzie op de gang")
    page.fill("#rk-entry-happened_on", "2026-11-01")
    page.fill("#rk-entry-account", HOSTILE)
    page.locator("#rk-entry-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rk-work")).to_be_focused()
    expect(page.locator("#rk-work-said", has_text="versie 1")).to_contain_text(
        "Vastgelegd: Incident: Ruzie op de gang"
    )
    expect(page.locator("#rk-events")).to_contain_text("Incident: Ruzie op de gang")
    page.select_option("#rk-entry-old", label="Incident: Ruzie op de gang · 1 november 2026")
    page.click("#rk-entry-edit")
    expect(page.locator("#rk-entry-form")).to_have_text("Bijwerken: Incident: Ruzie op de gang")
    expect(page.locator("#rk-entry-account")).to_have_value(HOSTILE)
    page.click("[data-language=en]")
    expect(page.locator("#rk-entry-form")).to_have_text("Bring up to date: Incident: Ruzie op de gang")
    page.fill("#rk-entry-account", "Settled")
    page.click("#rk-entry-save")
    expect(page.locator("#rk-work-said", has_text="version 2")).to_be_visible()
    page.check("#rk-share-ground-care")
    page.check("#rk-share-org-police")
    with page.expect_download() as given:
        page.click("#rk-share-html")
    pack = Path(given.value.path()).read_text(encoding="utf-8")
    assert given.value.suggested_filename == f"sharing-pack-{PERSON}.html"
    assert "SYNTHETIC" in pack
    assert "Ruzie op de gang" not in pack  # care does not share incidents
    assert PERSON not in page.url


def test_a_request_for_correction_is_recorded_by_one_and_decided_by_another(visit):
    page = visit("person")
    page.wait_for_selector("#rk-picked-person")
    open_file(page, ASKS)
    page.select_option("#rk-entry-kind", "correction_request")
    page.click("#rk-entry-new")
    page.fill("#rk-entry-received_on", "2026-11-02")
    page.fill("#rk-entry-about", "Mijn adres")
    page.fill("#rk-entry-request", HOSTILE)
    page.click("#rk-entry-save")
    expect(page.locator("section[aria-labelledby=rk-requests-name]")).to_contain_text("Iemand anders beslist")
    expect(page.locator("#rk-decide")).to_have_count(0)
    leader = visit("person", user="ter-supervisor-1")
    leader.wait_for_selector("#rk-picked-person")
    open_file(leader, ASKS)
    expect(leader.locator("#rk-entry-kind")).to_have_count(0)
    leader.check("#rk-decide-outcome-refused")
    leader.fill("#rk-decide-decided_on", "2026-11-03")
    leader.click("#rk-decide")
    expect(leader.locator("#rk-decide-reasons-error")).to_contain_text("Vul in")
    assert audit_look(leader) == []
    leader.fill("#rk-decide-reasons", "Het register klopt")
    leader.click("#rk-decide")
    expect(leader.locator("#rk-work-said", has_text="Het besluit is vastgelegd")).to_be_visible()
    expect(leader.locator("#rk-decide")).to_have_count(0)
    expect(leader.locator("#rk-events")).to_contain_text("Verzoek om correctie: Mijn adres")


def test_glass_is_broken_with_a_purpose_only(visit):
    page = visit("person", user="unit-a-officer-1")
    page.wait_for_selector("#rk-picked-person")
    page.click("#rk-glass summary")
    page.fill("#rk-glass-person", PERSON)
    page.fill("#rk-glass-purpose", "nu")
    page.click("#rk-glass-open")
    expect(page.locator("#rk-glass-purpose-error")).to_contain_text("ten minste 10 tekens")
    expect(page.locator("#rk-person")).to_have_count(0)
    page.fill("#rk-glass-purpose", "Spoedbezoek aan de afdeling vandaag")
    page.click("#rk-glass-open")
    expect(page.locator(".rk-person__facts")).to_contain_text(PERSON)
    expect(page.locator("#rk-work-said", has_text="Het dossier is open tot")).to_contain_text(
        "leidinggevende"
    )
    looks = page.locator("section[aria-labelledby=rk-looks]")
    expect(looks).to_contain_text(
        "Geopend buiten de eigen caseload; reden: Spoedbezoek aan de afdeling vandaag"
    )
