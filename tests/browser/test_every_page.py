"""Every page of the catalogue, in both languages, for a role that may use it: what all have in common.

Every browser of these tests is cut off from all machines but this one (see the flags in conftest).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from pypdf import PageObject, PdfReader

from riskkit.casework.policy import Role
from riskkit.pages.catalogue import OVERVIEW, PAGES, CataloguedPage, pages_for
from riskkit.pages.texts import LANGUAGES, Language, read_texts
from tests.browser.accessibility import audit
from tests.browser.conftest import READY_MS, Server, watch_page

USERS: Final = {
    Role.OFFICER: "ter-officer-1",
    Role.UNIT: "unit-a-officer-1",
    Role.SUPERVISOR: "ter-supervisor-1",
    Role.RESEARCHER: "researcher-1",
    Role.STEWARD: "steward-1",
    Role.INSPECTOR: "inspector-1",
}
CATALOGUE: Final = (OVERVIEW, *PAGES)
CONTROLS: Final = frozenset(
    {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton", "listbox"}
)
A4_POINTS: Final = (595, 842)


class Session:
    """One user's browser window, logged in once; a page at a time."""

    def __init__(self, browser: Browser, server: Server, user: str) -> None:
        self.server = server
        self.wrong: list[str] = []
        self.context: BrowserContext = browser.new_context(
            locale="nl-NL", viewport={"width": 1280, "height": 900}
        )
        self.context.set_default_timeout(READY_MS)
        page = self.page()
        page.goto(server.url)
        page.fill("#username", user)
        page.fill("#password", server.passwords[user])
        page.click("button[type=submit]")
        page.wait_for_url("**/voila/render/index.ipynb", wait_until="commit")
        # whole before it is closed: a tab that was closed while it loaded once never closed
        expect(page.locator("main h1")).to_have_text(read_texts("nl", "index").say("title"))
        page.close()

    def page(self) -> Page:
        """Return a new tab in which nothing may go wrong."""
        page = self.context.new_page()
        watch_page(page, self.server, self.wrong)
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        return page

    def open(self, name: str, language: Language = "nl") -> Page:
        """Open one page by its address, in a new tab of this language; wait until it is there."""
        page = self.page()
        if language == "en":
            page.add_init_script("sessionStorage.setItem('rk-language', 'en')")
        page.goto(f"{self.server.url}/voila/render/{name}.ipynb")
        expect(page.locator("main h1")).to_have_text(read_texts(language, name).say("title"))
        return page


@pytest.fixture(scope="module")
def session(browser: Browser, server: Server) -> Iterator[Callable[[Role], Session]]:
    """Give each role's session, logged in when it is first asked for."""
    open_now: dict[Role, Session] = {}

    def give(role: Role) -> Session:
        if role not in open_now:
            open_now[role] = Session(browser, server, USERS[role])
        open_now[role].wrong.clear()
        return open_now[role]

    yield give
    for each in open_now.values():
        each.context.close()


def user_of(page: CataloguedPage) -> Role:
    """Return the first role that may use the page."""
    return next(role for role in Role if role in page.roles)


def accessibility_tree(page: Page) -> list[tuple[str, str, Any]]:
    """Return role, name and level of what a screen reader is told, in its order."""
    client = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in client.send("Accessibility.getFullAXTree")["nodes"]}
    client.detach()
    told: list[tuple[str, str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node["ignored"]:
            level = [each["value"]["value"] for each in node.get("properties", []) if each["name"] == "level"]
            told.append(
                (node["role"]["value"], node.get("name", {}).get("value", ""), *(level[:1] or [None]))
            )
        for child in node.get("childIds", []):
            if child in nodes:
                walk(nodes[child])

    walk(next(node for node in nodes.values() if "parentId" not in node))
    return told


def check_order_and_names(page: Page) -> None:
    """Hold the accessibility tree to: skip link, banner, main, contentinfo; headings; names."""
    told = accessibility_tree(page)
    assert [control for control in told if control[0] in CONTROLS and not control[1].strip()] == []
    landmarks = [role for role, *_ in told if role in ("banner", "main", "contentinfo")]
    assert landmarks == ["banner", "main", "contentinfo"]
    first_link = next(name for role, name, _ in told if role == "link")
    assert first_link in ("Naar de inhoud", "To the content")
    levels = [level for role, _, level in told if role == "heading"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def printed(sheet: PageObject) -> str:
    """Return the words of a sheet: joined letters taken apart, every space one."""
    return " ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split())


def check_paper(page: Page, title: str) -> None:
    """Hold the printed page to: A4, each sheet numbered, dated, and marked as made up."""
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    for number, sheet in enumerate(sheets, start=1):
        size = (sheet.mediabox.width, sheet.mediabox.height)
        assert all(abs(float(have) - want) < 2 for have, want in zip(size, A4_POINTS, strict=True))
        text = printed(sheet)
        assert f"{number} / {len(sheets)}" in text
        assert "SYNTHETIC" in text
        assert re.search(r"\b[1-3]?\d [a-z]{3,9} 20\d\d\b", text, re.IGNORECASE)
    assert title in " ".join(map(printed, sheets))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_a_page_is_whole_for_everyone(session, entry: CataloguedPage, language: Language):
    visitor = session(user_of(entry))
    title = read_texts(language, entry.name).say("title")
    page = visitor.open(entry.name, language)
    expect(page).to_have_title(f"{title} · riskkit")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#loading")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator(".rk-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    check_order_and_names(page)
    assert audit(page) == []
    check_paper(page, title)
    page.close()
    assert visitor.wrong == []


@pytest.mark.parametrize("role", Role)
def test_a_role_walks_through_every_page_that_its_overview_offers(session, role: Role):
    visitor = session(role)
    page = visitor.open("index")
    page.click("[data-language=en]")
    expect(page.locator("main h1")).to_have_text("Overview")
    offered = page.locator(".rk-pages a").evaluate_all("links => links.map((link) => link.id)")
    assert offered == [f"rk-page-{each.name}" for each in pages_for(role)]
    for each in pages_for(role):
        page.click(f"#rk-page-{each.name}")
        expect(page.locator("main h1")).to_have_text(read_texts("en", each.name).say("title"))
        page.click(".rk-header__name")
        expect(page.locator("main h1")).to_have_text("Overview")
    page.close()
    assert visitor.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_another_role_says_so_and_leads_to_ones_own_pages(session, language: Language):
    visitor = session(Role.OFFICER)
    page = visitor.page()
    if language == "en":
        page.add_init_script("sessionStorage.setItem('rk-language', 'en')")
    page.goto(f"{visitor.server.url}/voila/render/oversight.ipynb")
    title = "Deze pagina is niet voor uw rol" if language == "nl" else "This page is not for your role"
    expect(page.locator("main h1")).to_have_text(title)
    expect(page.locator(".rk-pages a")).to_have_count(len(pages_for(Role.OFFICER)))
    expect(page.locator("#loading, #not-built:visible")).to_have_count(0)
    check_order_and_names(page)
    assert audit(page) == []
    page.click("#rk-page-caseload")
    expect(page.locator("main h1")).to_have_text(read_texts(language, "caseload").say("title"))
    page.close()
    assert visitor.wrong == []


def test_scripts_come_small_and_are_kept_while_pages_are_not(session, server: Server):
    request = session(Role.OFFICER).context.request
    script = request.get(f"{server.url}/voila/templates/riskkit/static/voila.js")
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["cache-control"] == "private, max-age=3600"
    page = request.get(f"{server.url}/voila/render/index.ipynb")
    assert "no-store" in page.headers["cache-control"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_login_page_is_whole_for_everyone(browser: Browser, server: Server, language: Language):
    wrong: list[str] = []
    page = browser.new_page()
    watch_page(page, server, wrong)
    page.goto(f"{server.url}/login?language={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_text("Inloggen" if language == "nl" else "Log in")
    assert audit(page) == []
    page.fill("#username", "nobody")
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert audit(page) == []
    page.close()
    assert wrong == []


def test_the_browser_of_these_tests_reaches_no_other_machine(browser: Browser):
    page = browser.new_page()
    with pytest.raises(Error, match="ERR_"):
        page.goto("http://192.0.2.1/", timeout=READY_MS)
    page.close()
