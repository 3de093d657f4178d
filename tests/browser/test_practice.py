"""Practising in a real browser: by keyboard from story to comparison, kept through a reload; English."""

from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from riskkit.casework.practice_cases import practice_case, practice_cases
from tests.browser.accessibility import audit, audit_look

FIGURES_MS = 300_000
KEPT_MS = 60_000
CASE = practice_case("erik")
HOSTILE = '<img src=x onerror="document.title=1">'


def answer(page: Page, item: str, level: str) -> None:
    """Choose an answer with the keyboard: to the first, then along with the arrows."""
    levels = ["low", "moderate", "high", "unknown"]
    first = page.locator(f"#rk-item-{item} input").first
    first.focus()
    page.keyboard.press("Space")
    for _ in range(levels.index(level)):
        page.keyboard.press("ArrowRight")
    chosen = page.locator(f"#rk-item-{item} input").nth(levels.index(level))
    expect(chosen).to_be_checked()


def press(page: Page, where: str, *keys: str) -> None:
    page.locator(where).focus()
    for key in keys:
        page.keyboard.press(key)


def hear_what_is_missing(page: Page) -> None:
    """Lock while nothing is answered: all of it is said at once, each with a way to its field."""
    press(page, "#rk-lock", "Enter")
    expect(page.locator("#rk-faults")).to_be_focused()
    expect(page.locator("#rk-faults li")).to_have_count(13)
    assert audit_look(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-item-housing input").first).to_be_focused()


def test_a_case_is_answered_kept_locked_and_compared_with_the_keyboard_alone(visit):
    page = visit("practice", "ter-officer-2")
    expect(page.locator("h1")).to_have_text("Oefenen")
    expect(page.locator(".rk-cases li")).to_have_count(len(practice_cases()))
    press(page, "#rk-begin-erik", "Enter")
    expect(page.locator("#rk-case-heading")).to_be_focused()
    expect(page.locator("#rk-case-heading")).to_contain_text("SYNTHETIC · Erik T.")
    reason = CASE.answers["attitudes"].reason.nl
    assert reason not in page.content()

    hear_what_is_missing(page)
    for item, reference in CASE.answers.items():
        answer(page, item, "moderate" if item == "attitudes" else str(reference.level))
    page.locator("#rk-item-attitudes-reason").focus()
    page.keyboard.type(HOSTILE)
    expect(page.locator(".rk-bar__status")).to_contain_text(
        "11 van 11 onderdelen beantwoord · Bewaard om", timeout=KEPT_MS
    )
    page.reload()
    press(page, "#rk-begin-erik", "Enter")
    expect(page.locator("#rk-item-attitudes-reason")).to_have_value(HOSTILE)
    expect(page.locator("#rk-item-housing input").first).to_be_checked()
    press(page, "#rk-summary-level input >> nth=0", "Space", "ArrowRight")
    page.locator("#rk-summary-reasons").focus()
    page.keyboard.type("Drie punten hangen samen.")
    press(page, "#rk-lock", "Enter")
    expect(page.locator("#rk-lock-ask")).to_be_focused()
    assert audit_look(page) == []
    press(page, "#rk-lock-yes", "Enter")

    expect(page.locator("#rk-result-heading")).to_be_focused()
    expect(page.locator("tbody tr")).to_have_count(11)
    expect(page.locator("tbody .rk-differs")).to_have_text(["u: 1 stap lager"])
    expect(page.locator("tbody")).to_contain_text(reason)
    expect(page.locator("tbody")).to_contain_text(HOSTILE)
    expect(page.locator(".rk-alike").first).to_have_text(
        "Uw samenvattend oordeel is gelijk aan het voorbeeld."
    )
    expect(page.locator(".rk-figure").first).to_have_text(
        "10 van 11 onderdelen gelijk aan het voorbeeld: 91% (95%-interval 62% tot 98%).", timeout=FIGURES_MS
    )
    assert page.title() == "Oefenen · riskkit"
    assert audit(page) == []
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    for sheet in sheets:
        assert "SYNTHETIC · Oefening · Erik T." in sheet.replace("\n", " ")
    assert "Motivatie" in " ".join(sheets)

    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Practise")
    expect(page.locator("tbody .rk-differs")).to_have_text(["you: 1 step lower"])
    expect(page.locator("tbody")).to_contain_text(CASE.answers["attitudes"].reason.en)
    expect(page.locator("#rk-begin-erik")).to_contain_text("Do again")

    other = visit("practice", "ter-supervisor-1")  # a trainee's answers are for the trainee alone
    expect(other.locator(".rk-cases")).not_to_contain_text("keer gedaan")
    expect(other.locator("#rk-begin-erik")).to_contain_text("Beginnen")
    assert audit(other) == []


def test_another_role_is_shown_no_practice(visit):
    page = visit("practice", "researcher-1")
    expect(page.locator("body")).to_contain_text("Deze pagina is niet voor uw rol")
