"""What a page costs, in bytes and requests; and that only widgets of ipywidgets load Jupyter's scripts."""

import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import READY_MS, Server, watch_page
from tests.faults.pages_server import running

MOST_BYTES = 100_000
"""Of a first page, compressed, with headers; the goal is 1 MB, and 25 kB is what it takes."""

MOST_REQUESTS = 5
"""The way to the overview, the page, one script, one sheet; one to spare."""
FIRST_USER = "ter-officer-1"
STOCK = """
import ipywidgets
from IPython.display import display
level = ipywidgets.IntSlider(value=3, max=10, description="Level")
button, said = ipywidgets.Button(description="Push"), ipywidgets.Label("nothing")
button.on_click(lambda _: setattr(said, "value", f"pushed at {level.value}"))
display(ipywidgets.VBox([level, button, said]))
print("plain words")
"""


class Traffic:
    """What one tab fetches over the line: address and bytes of each answer, whole or not at all."""

    def __init__(self, page: Page) -> None:
        self.answers: list[tuple[str, int]] = []
        asked: dict[str, str] = {}
        client = page.context.new_cdp_session(page)
        client.on(
            "Network.requestWillBeSent",
            lambda each: asked.update({each["requestId"]: each["request"]["url"]}),
        )
        client.on(
            "Network.loadingFinished",
            lambda each: self.answers.append(
                (asked.get(each["requestId"], ""), int(each["encodedDataLength"]))
            ),
        )
        client.send("Network.enable")

    def fetched(self) -> list[tuple[str, int]]:
        """Return what came over the line since it was asked last; parts and what was kept do not.

        Nor does the word that a page was left: whether its answer is seen depends on the moment.
        """
        found = [
            (url, size) for url, size in self.answers
            if size and not url.startswith("blob:") and "/voila/api/shutdown/" not in url
        ]  # fmt: skip
        self.answers.clear()
        return found


def enter(page: Page, url: str, password: str) -> None:
    """Log in; the overview follows."""
    page.goto(url)
    page.fill("#username", FIRST_USER)
    page.fill("#password", password)
    page.click("button[type=submit]")


def test_a_first_page_is_small_and_the_next_fetches_only_itself(browser: Browser, server: Server):
    context = browser.new_context(locale="nl-NL")
    context.set_default_timeout(READY_MS)
    page = context.new_page()
    traffic = Traffic(page)
    page.goto(server.url)
    login = traffic.fetched()
    assert len(login) <= 2  # the way to the login, and the login itself
    page.fill("#username", FIRST_USER)
    page.fill("#password", server.passwords[FIRST_USER])
    page.click("button[type=submit]")
    page.locator("#rk-page-caseload").wait_for()
    page.wait_for_load_state("networkidle")
    first = traffic.fetched()
    assert len(first) >= 3, "the traffic was not seen: the test proves nothing"
    assert sum(size for _, size in login + first) < MOST_BYTES
    assert len(first) <= MOST_REQUESTS, first
    assert [url for url, _ in first if "labextensions" in url or url.endswith("voila.js")] == []
    page.click("#rk-page-caseload")
    page.locator("#rk-table-words").wait_for()
    page.wait_for_load_state("networkidle")
    next_one = traffic.fetched()
    assert [url for url, _ in next_one] == [f"{server.url}/voila/render/caseload.ipynb"]
    assert next_one[0][1] < MOST_BYTES
    context.close()


def test_the_kernel_of_a_page_that_is_left_ends(browser: Browser, server: Server):
    context = browser.new_context(locale="nl-NL")
    context.set_default_timeout(READY_MS)
    page = context.new_page()
    enter(page, server.url, server.passwords[FIRST_USER])
    page.locator("#rk-page-caseload").wait_for()
    kernel = page.evaluate("JSON.parse(document.getElementById('parts').textContent).kernelId")
    address = f"{server.url}/api/kernels/{kernel}"
    assert context.request.get(address).status == 200
    page.click("#rk-page-caseload")
    page.locator("#rk-table-words").wait_for()
    until = time.monotonic() + READY_MS / 1000
    while context.request.get(address).status != 404 and time.monotonic() < until:
        page.wait_for_timeout(100)
    assert context.request.get(address).status == 404
    context.close()


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[Server]:
    """Serve the dashboards and one more, which shows widgets of ipywidgets itself."""
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    made = new_notebook(
        cells=[new_code_cell(STOCK)], metadata={"kernelspec": kernel, "title": "Stock · riskkit"}
    )
    with running(tmp_path / "stock") as served:
        (served.workspace / "dashboards/stock.ipynb").write_text(nbformat.writes(made), encoding="utf-8")
        yield Server(served.url, served.process, served.workspace, served.passwords)


def test_a_page_with_widgets_of_ipywidgets_works_with_jupyters_scripts(browser: Browser, stock: Server):
    context = browser.new_context(locale="nl-NL")
    context.set_default_timeout(READY_MS)
    page, wrong = context.new_page(), list[str]()
    watch_page(page, stock, wrong)
    enter(page, stock.url, stock.passwords[FIRST_USER])
    page.locator("#rk-page-caseload").wait_for()
    page.goto(f"{stock.url}/voila/render/stock.ipynb")
    expect(page.locator("#loading")).to_have_count(0)
    expect(page.get_by_text("plain words")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Push").click()
    expect(page.get_by_text("pushed at 4")).to_be_visible()
    context.close()
    assert wrong == []
