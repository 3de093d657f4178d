"""A page whose kernel was too busy to tell of its parts asks again, twice; then it says so in plain words."""

from pathlib import Path

from playwright.sync_api import Browser, expect

import riskkit

STATIC = Path(riskkit.__file__).parents[1] / "dashboards/template/voila/templates/riskkit/static"
ADDRESS = "http://127.0.0.1/page"
PAGE = """<!doctype html><html lang="nl"><body><p id="loading"></p><p id="not-built" hidden>Niet nu</p>
<script>{script}</script><div id="rendered_cells"><div id="part">Loading widget...</div></div>
</body></html>"""
FAIL = "document.getElementById('part').textContent = 'Error displaying widget: model not found'"


def test_a_page_of_errors_is_asked_for_again_at_most_twice(browser: Browser):
    page = browser.new_page()
    asked: list[str] = []
    script = (STATIC / "loading.js").read_text(encoding="utf-8")

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=PAGE.format(script=script), content_type="text/html; charset=utf-8")

    page.route(ADDRESS, answer)
    page.goto(ADDRESS)
    for times in (2, 3):
        with page.expect_navigation():
            page.evaluate(FAIL)
        assert len(asked) == times
    page.evaluate(FAIL)
    expect(page.locator("#not-built")).to_be_visible()
    assert len(asked) == 3
    page.close()


def test_a_page_whose_text_changes_stays(browser: Browser):
    page = browser.new_page()
    script = (STATIC / "loading.js").read_text(encoding="utf-8")
    page.set_content(PAGE.format(script=script))
    page.evaluate("document.getElementById('part').textContent = 'Klaar'")
    page.evaluate("themeLoaded = true; voila_finish()")
    expect(page.locator("#loading")).to_have_count(0)
    expect(page.locator("#not-built")).to_be_hidden()
    page.close()
