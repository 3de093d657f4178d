"""A prison unit in a real browser: separations, a checked place, forms by keyboard, two planners, paper."""

import re
from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.accessibility import audit, audit_look
from tests.browser.steps import PEOPLE

UNIT = [each for each in PEOPLE if each.place == "Terrorist Unit A"]
NAMES = {each.id: each.made_up_name for each in UNIT}
HERE = [each.id for each in UNIT]
"""The made-up unit gives every second person the same wing, from the first on."""
HOSTILE = "<img src=x onerror=alert(1)> =1+1"


def unit_page(visit, user: str = "unit-a-officer-1") -> Page:
    page = visit("unit", user)
    expect(page.locator("#rk-table-shown")).to_have_text(f"{len(HERE)} van {len(HERE)} personen getoond")
    expect(page.locator("#rk-part-figures")).to_be_visible()
    return page


def choose(page: Page, field: str, typed: str, chosen: str) -> None:
    """Choose with the keyboard, as someone does who types the first letters."""
    page.locator(field).focus()
    page.keyboard.type(typed)
    expect(page.locator(field)).to_have_value(chosen)


def set_last_day_of_next_year(page: Page, field: str) -> None:
    """Set a day with the arrow keys alone: the last of the month and the day, and two years up."""
    page.locator(field).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator(field)).to_have_value(re.compile(r"\d{4}-12-31"))


def press(page: Page, button: str) -> None:
    page.locator(button).focus()
    page.keyboard.press("Enter")


def plan(page: Page, person: str, spot: str) -> None:
    """Fill in the form of a place and have it checked, with the keyboard."""
    choose(page, "#rk-unit-place-person", person, person)
    choose(page, "#rk-unit-place-spot_kind", "V", "wing")
    page.locator("#rk-unit-place-spot").focus()
    page.keyboard.type(spot)
    press(page, "#rk-unit-save")


def test_a_separation_is_recorded_and_stops_a_place_with_the_keyboard_alone(visit):
    """Ten lives on wing 1 and eleven on wing 2: kept apart, eleven cannot move in with ten unseen."""
    page, ten, eleven = unit_page(visit), HERE[10], HERE[11]
    press(page, "#rk-open-separation")
    expect(page.locator("#rk-unit-form-heading")).to_be_focused()
    choose(page, "#rk-unit-separation-person", ten, ten)
    choose(page, "#rk-unit-separation-other", eleven, eleven)
    choose(page, "#rk-unit-separation-what", "de eerste kan de tweede b", "may_influence.from_person")
    press(page, "#rk-unit-save")
    expect(page.locator("#rk-faults")).to_be_focused()
    expect(page.locator("#rk-unit-separation-person")).to_have_value(ten)  # nothing that was chosen is lost
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first fault leads to its field
    expect(page.locator("#rk-unit-separation-reason")).to_be_focused()
    page.keyboard.type("Nam hem mee in zijn groep")
    set_last_day_of_next_year(page, "#rk-unit-separation-review_on")
    press(page, "#rk-unit-save")
    expect(page.locator("#rk-unit-notice")).to_contain_text("Vastgelegd om")
    expect(page.locator("#rk-open-separation")).to_be_focused()
    row = page.locator("#rk-list-separations tbody tr", has_text="Nam hem mee in zijn groep")
    expect(row).to_contain_text("Kan de ander beïnvloeden")
    matrix = page.locator("#rk-matrix tbody tr", has_text=ten)
    expect(matrix).to_contain_text("beïnvloedt de ander")

    press(page, "#rk-open-place")
    plan(page, eleven, "vleugel 1")
    expect(page.locator("#rk-check")).to_be_focused()
    expect(page.locator("#rk-check")).to_contain_text("Nam hem mee in zijn groep")
    press(page, "#rk-place-confirm")
    expect(page.locator("#rk-faults")).to_contain_text("schrijf waarom het toch verantwoord is")
    page.locator("#rk-unit-place-ahead").focus()
    page.keyboard.type("Onder toezicht")
    press(page, "#rk-place-confirm")
    expect(page.locator("#rk-list-against")).to_contain_text("Onder toezicht")
    expect(row).to_contain_text("Nu samen: Vleugel 1")

    press(page, "#rk-open-incident")
    choose(page, "#rk-unit-incident-person", ten, ten)
    page.locator("#rk-unit-incident-incident_kind").focus()
    page.keyboard.type(HOSTILE)
    page.locator("#rk-unit-incident-account").focus()
    page.keyboard.type(HOSTILE)
    press(page, "#rk-unit-save")
    expect(page.locator("#rk-list-incidents tbody tr").first).to_contain_text(HOSTILE)
    expect(page.locator("#rk-list-incidents img")).to_have_count(0)
    assert not any(each in page.url for each in HERE)


def test_two_planners_at_once_the_second_is_told_and_loses_nothing(visit):
    """Both look while the wing is free of the other; the second is shown what the first just did."""
    twelve, thirteen = HERE[12], HERE[13]
    one, other = unit_page(visit), unit_page(visit)
    one.click("#rk-open-separation")
    one.select_option("#rk-unit-separation-person", twelve)
    one.select_option("#rk-unit-separation-other", thirteen)
    one.select_option("#rk-unit-separation-what", "must_not_meet")
    one.fill("#rk-unit-separation-reason", "Ruzie op drie maart")
    one.fill("#rk-unit-separation-review_on", "2099-01-01")
    one.click("#rk-unit-save")
    expect(one.locator("#rk-list-separations")).to_contain_text("Ruzie op drie maart")
    for page, person in ((one, twelve), (other, thirteen)):
        page.click("#rk-open-place")
        plan(page, person, "Vleugel 9")
        expect(page.locator("#rk-check")).to_contain_text("Geen scheiding staat in de weg")
    one.click("#rk-place-confirm")
    expect(one.locator("#rk-unit-notice")).to_contain_text("Vastgelegd om")
    other.click("#rk-place-confirm")
    expect(other.locator("#rk-unit-problem")).to_contain_text("Er is intussen iets veranderd")
    expect(other.locator("#rk-check")).to_contain_text("Ruzie op drie maart")
    expect(other.locator("#rk-unit-place-spot")).to_have_value("Vleugel 9")
    other.fill("#rk-unit-place-spot", "Vleugel 8")
    expect(other.locator("#rk-check")).to_have_count(0)  # what was checked is another place
    other.click("#rk-unit-save")
    expect(other.locator("#rk-check")).to_contain_text("Geen scheiding staat in de weg")

    review = f"[aria-label^='Herzien: {NAMES[twelve]}']"
    other.once("dialog", lambda dialog: dialog.accept())
    other.click("#rk-unit-cancel")
    other.click(review)
    other.fill("#rk-unit-separation_review-review", "Nog steeds nodig")
    one.click(review)
    one.fill("#rk-unit-separation_review-review", "Eerder herzien")
    one.fill("#rk-unit-separation_review-review_on", "2098-01-01")
    one.click("#rk-unit-save")
    expect(one.locator("#rk-list-separations")).to_contain_text("Eerder herzien")
    other.fill("#rk-unit-separation_review-review_on", "2097-01-01")
    other.click("#rk-unit-save")
    expect(other.locator("#rk-unit-problem")).to_contain_text("Er is niets overschreven")
    expect(other.locator("#rk-unit-separation_review-review")).to_have_value("Nog steeds nodig")
    expect(other.locator("#rk-list-separations")).to_contain_text("Eerder herzien")
    other.click("#rk-unit-save")  # having seen it
    expect(other.locator("#rk-list-separations")).to_contain_text("Nog steeds nodig")


def test_the_page_breaks_no_rule_of_axe_in_any_state_and_prints_whole(visit):
    page = unit_page(visit)
    expect(page.locator(".rk-synthetic")).to_have_text("SYNTHETIC")
    assert not re.search(r"undefined|\bnull\b|\[object", page.inner_text("main"))
    page.click("#rk-open-separation")
    page.click("#rk-unit-save")
    expect(page.locator("#rk-faults")).to_be_focused()
    assert audit_look(page) == []
    page.click("#rk-unit-cancel")
    page.click("#rk-open-place")
    plan(page, HERE[0], "Vleugel 1")  # with whom the third of the list must not meet
    expect(page.locator("#rk-check")).to_be_focused()
    page.click("#rk-figures")
    expect(page.locator("#rk-figures-intro")).to_be_focused()
    expect(page.locator("#rk-figure-incidents")).to_contain_text("niet getoond")
    assert audit(page) == []
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("My unit")
    expect(page.locator("#rk-figure-incidents")).to_contain_text("not shown")
    assert audit_look(page) == []
    page.locator("#rk-sort-releases-1").focus()
    page.keyboard.press("Enter")
    names = page.locator("#rk-list-releases tbody tr:not([hidden]) td:nth-child(2)").all_inner_texts()
    assert names == sorted(names)
    page.select_option("#rk-filter-separations", "late")
    expect(page.locator("#rk-shown-separations")).to_contain_text("1 of")
    page.select_option("#rk-filter-separations", "all")
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    for sheet in sheets:
        assert "SYNTHETIC · My unit Terrorist Unit A" in sheet.replace("\n", " ")
    whole = " ".join(sheets)
    assert all(person in whole for person in HERE)
    for words in ("Separations, with reason and review", "Overdue", "Releases and handover", "Not shown"):
        assert words in re.sub(r"\s+", " ", whole)


def test_the_supervisor_reads_and_an_officer_of_the_team_gets_no_page(visit):
    page = unit_page(visit, "unit-a-supervisor-1")
    expect(page.locator("#rk-list-separations")).to_be_visible()
    expect(page.locator("#rk-open-separation")).to_have_count(0)
    expect(page.locator(".rk-unit-do")).to_have_count(0)
    page = visit("unit", "ter-officer-1")
    expect(page.locator("main")).to_contain_text("Deze pagina is niet voor uw rol")
    expect(page.locator("#rk-part-separations")).to_have_count(0)
