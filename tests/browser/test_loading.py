"""A page that broke off, or whose parts cannot be made, is asked for again, twice; then it says so."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

import riskkit

STATIC = Path(riskkit.__file__).parents[1] / "dashboards/template/voila/templates/riskkit/static"
ADDRESS = "http://127.0.0.1/page"
PAGE = """<!doctype html><html lang="nl"><head>{scripts}</head><body><p id="loading">Bezig</p>
<p id="not-built" hidden>Niet nu</p><div id="rendered_cells" hidden><main>{content}</main></div>
</body></html>"""
PARTS = '<script id="parts" type="application/json">{}</script>'
PART = '<div data-part="p"></div>' + PARTS.format(
    '{{"kernelId": "k", "baseUrl": "/", "parts": {{"p": {{"state": {{"_esm": "{code}"}}, "buffers": []}}}}}}'
)
GOOD = "export default {{ render({{ el }}) {{ el.textContent = 'Klaar'; }} }};"
NO_LINE = """
window.WebSocket = class extends EventTarget { static OPEN = 1; readyState = 0; send() {} close() {} };
"""


def opened(browser: Browser, content: Callable[[int], str]) -> tuple[Page, list[str]]:
    """Open a page whose content may differ from one time it is asked for to the next."""
    page = browser.new_page()
    page.add_init_script(NO_LINE)
    asked: list[str] = []
    names = ("loading", "line", "model", "parts")
    scripts = "".join(f'<script defer src="/static/{name}.js"></script>' for name in names)

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        html = PAGE.format(scripts=scripts, content=content(len(asked)))
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route(ADDRESS, answer)
    page.route("**/static/*", lambda route: route.fulfill(path=STATIC / route.request.url.rpartition("/")[2]))
    page.goto(ADDRESS)
    return page, asked


def check_given_up(page: Page, asked: list[str]) -> None:
    expect(page.locator("#not-built")).to_be_visible()
    expect(page.locator("#loading")).to_have_count(0)
    expect(page.locator("#rendered_cells")).to_be_hidden()
    assert len(asked) == 3


def test_a_page_that_broke_off_is_asked_for_again_at_most_twice(browser: Browser):
    page, asked = opened(browser, lambda _: "only half of")
    check_given_up(page, asked)
    page.close()


def test_a_page_whose_part_cannot_be_made_is_asked_for_again_at_most_twice(browser: Browser):
    page, asked = opened(browser, lambda _: PART.format(code="this is no script"))
    check_given_up(page, asked)
    page.close()


def test_a_page_that_is_whole_at_the_second_time_is_shown_and_counts_anew(browser: Browser):
    page, asked = opened(browser, lambda time: PART.format(code=GOOD.format()) if time % 3 == 0 else "half")
    expect(page.locator("main")).to_have_text("Klaar")
    expect(page.locator("#loading")).to_have_count(0)
    expect(page.locator("#not-built")).to_be_hidden()
    assert len(asked) == 3
    with page.expect_navigation():  # the times before are forgotten: there are two more again
        page.evaluate("location.reload()")
    expect(page.locator("main")).to_have_text("Klaar")
    assert len(asked) == 6
    page.close()
