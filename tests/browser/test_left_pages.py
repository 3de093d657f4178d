"""What was typed last goes to the server when a page is left, before its line ends.

One script types, leaves and counts what was sent, so that no timer of the page comes between.
"""

from playwright.sync_api import Page, expect

from tests.browser.steps import FRESH, open_file

PERSON = FRESH[9]
LEAVE = """
([selector, text]) => {
  const send = WebSocket.prototype.send, sent = [];
  WebSocket.prototype.send = function (message) {
    sent.push(new TextDecoder().decode(message));
    send.call(this, message);
  };
  const field = document.querySelector(selector);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const before = sent.length;
  const stays = !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  WebSocket.prototype.send = send;
  return { before, sent, stays };
}
"""


def check_last_words(page: Page, selector: str, *, warns: bool = True) -> None:
    """Type and leave: one message went with what was typed, and the browser asks whether to leave."""
    text = f"Het laatste over {selector[1:]}"
    left = page.evaluate(LEAVE, [selector, text])
    assert left["before"] == 0
    assert len(left["sent"]) == 1
    assert text in left["sent"][0]
    assert left["stays"] is warns


def test_an_assessment_that_is_left_sends_what_was_typed_last(visit):
    page = visit("assessment")
    open_file(page, PERSON)
    check_last_words(page, "#rk-summary-reasons")
    expect(page.locator(".rk-bar__status")).to_contain_text("concept bewaard om")


def test_the_forms_of_a_file_that_are_left_send_what_was_typed_last(visit):
    page = visit("person")
    page.wait_for_selector("#rk-picked-person")
    open_file(page, PERSON)
    page.click("#rk-glass summary")
    check_last_words(page, "#rk-glass-purpose")
    expect(page.locator("#rk-kept-glass")).to_contain_text("concept bewaard om")


def test_a_conference_that_is_left_sends_what_was_typed_last(visit):
    page = visit("conference")
    page.select_option("#rk-picked-person", PERSON)
    page.check("#rk-ground-public_safety")
    page.check("#rk-org-municipality")
    page.click("#rk-open")
    expect(page.locator("#rk-person")).to_be_focused()
    check_last_words(page, "#rk-shared")


def test_a_practice_case_that_is_left_sends_what_was_typed_last(visit):
    page = visit("practice", "ter-officer-2")
    page.click("#rk-begin-erik")
    expect(page.locator("#rk-case-heading")).to_be_focused()
    check_last_words(page, "#rk-item-attitudes-reason", warns=False)
    expect(page.locator(".rk-bar__status")).to_contain_text("Bewaard om")


def test_a_page_that_is_loaded_again_has_the_person_at_hand(visit):
    page = visit("assessment")
    open_file(page, PERSON)
    page.reload()
    expect(page.locator("#rk-picked-person")).to_have_value(PERSON)
