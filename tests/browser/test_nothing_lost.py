"""Nothing typed is lost: the connection, the kernel, the browser and the server end amid an assessment."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from riskkit.casework import Desk
from riskkit.records import open_store
from tests.browser.conftest import (
    FLAGS,
    READY_MS,
    Server,
    chromium,
    free_port,
    open_page,
    seed_workspace,
    start_server,
    stop_server,
)
from tests.browser.steps import FRESH, open_file

USER = "ter-officer-1"
PERSON = FRESH[0]
INSTRUMENT = "reintegration-needs"
REASONS = "#rk-summary-reasons"
KEPT_SECONDS = 120
LOST = "De verbinding is verbroken"


@pytest.fixture
def own(tmp_path) -> Iterator[list[Server]]:
    """Give a server of this test alone, in a list: the last in it is the one that runs."""
    servers = [start_server(tmp_path, seed_workspace(tmp_path), free_port())]
    yield servers
    stop_server(servers[-1])


def wait_until_kept(server: Server, text: str) -> None:
    """Wait until the store holds what was typed, as the same officer would find it."""
    store = open_store(f"sqlite:///{server.workspace / 'riskkit.db'}")
    try:
        until = time.monotonic() + KEPT_SECONDS
        while time.monotonic() < until:
            draft = Desk(store, USER).open_file(PERSON, instrument=INSTRUMENT).draft
            if draft is not None and text in draft.content:
                return
            time.sleep(0.3)
    finally:
        store.close()
    pytest.fail("what was typed was not kept")


def type_more(page: Page, server: Server, text: str) -> None:
    page.locator(REASONS).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    wait_until_kept(server, text.strip())


def lost(page: Page):
    return page.get_by_role("alert").filter(has_text=LOST)


def opened(browser: Browser, server: Server, text: str) -> Page:
    """Log in anew, open the file, and find the text there."""
    page = open_page(browser, server, "assessment", USER)
    open_file(page, PERSON)
    expect(page.locator(REASONS)).to_have_value(text)
    return page


def process_of(browser: Browser) -> int:
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return next(each["id"] for each in processes if each["type"] == "browser")


def test_what_was_typed_outlives_the_connection_the_kernel_the_browser_and_the_server(browser, own):
    server = own[-1]
    before = server.children()
    page = open_page(browser, server, "assessment", USER)
    open_file(page, PERSON)
    type_more(page, server, "Eerste zin.")

    os.kill(server.process.pid, signal.SIGSTOP)  # nothing passes any more, as with a cable pulled out
    try:
        lost(page).wait_for()
        page.keyboard.press("Control+End")  # whoever has scrolled down is told as well
        expect(lost(page)).to_be_in_viewport()
        expect(page.locator(REASONS)).not_to_be_editable()
        expect(page.locator(REASONS)).to_have_value("Eerste zin.")
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    expect(lost(page)).to_have_count(0, timeout=READY_MS)
    type_more(page, server, " Tweede zin.")

    for kernel in server.children() - before:
        os.kill(kernel, signal.SIGKILL)
    lost(page).wait_for()
    expect(page.locator(REASONS)).to_have_value("Eerste zin. Tweede zin.")
    page.context.close()

    other = browser.browser_type.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
    page = opened(other, server, "Eerste zin. Tweede zin.")
    type_more(page, server, " Derde zin.")
    os.kill(process_of(other), signal.SIGKILL)

    page = opened(browser, server, "Eerste zin. Tweede zin. Derde zin.")
    type_more(page, server, " Vierde zin.")
    started = server.children()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    for each in started:  # what the server started goes with it, as when a machine stops
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    lost(page).wait_for()
    page.context.close()

    own.append(start_server(server.workspace, server.passwords, int(server.url.rpartition(":")[2])))
    page = opened(browser, own[-1], "Eerste zin. Tweede zin. Derde zin. Vierde zin.")
    page.context.close()
