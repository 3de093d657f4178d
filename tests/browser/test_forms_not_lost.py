"""Nothing typed in a form is lost: the kernel, then the server end; opened again, all is there."""

import contextlib
import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import audit_look
from tests.browser.conftest import (
    Server,
    free_port,
    open_page,
    seed_workspace,
    start_server,
    stop_server,
)
from tests.browser.steps import FRESH, PEOPLE, open_file

PERSON, OTHER = FRESH[0], FRESH[1]
UNIT = [each for each in PEOPLE if each.place == "Terrorist Unit A"]
KEPT = re.compile(r"concept bewaard om \d\d:\d\d")
HOSTILE = "<img src=x onerror=alert(1)> Halve zin"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Give a server of these tests alone, in a list: the last in it is the one that runs."""
    workspace = tmp_path_factory.mktemp("own")
    servers = [start_server(workspace, seed_workspace(workspace), free_port())]
    yield servers
    stop_server(servers[-1])


def kill_kernels(server: Server, before: set[int], page: Page) -> None:
    """End every kernel as a crash does; the page says so and keeps what stands in it."""
    for kernel in server.children() - before:
        os.kill(kernel, signal.SIGKILL)
    page.get_by_role("alert").filter(has_text="De verbinding is verbroken").wait_for()


def end_and_start(own: list[Server]) -> Server:
    """End the server as when a machine stops, and start it again."""
    server = own[-1]
    started = server.children()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    for each in started:  # what the server started goes with it
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    own.append(start_server(server.workspace, server.passwords, int(server.url.rpartition(":")[2])))
    return own[-1]


def person_page(browser: Browser, server: Server, user: str = "ter-officer-1") -> Page:
    page = open_page(browser, server, "person", user)
    page.wait_for_selector("#rk-picked-person")
    return page


def type_in_the_forms_of_a_file(page: Page) -> None:
    """Begin an entry, breaking the glass and sharing, and wait until each says that it was kept."""
    page.select_option("#rk-entry-kind", "incident")
    page.click("#rk-entry-new")
    page.fill("#rk-entry-account", HOSTILE)
    expect(page.locator("#rk-kept-entry")).to_have_text("Nog niet vastgelegd")
    page.click("#rk-glass summary")
    page.fill("#rk-glass-purpose", "Spoedbezoek aan")
    page.click("#rk-share summary")
    page.check("#rk-share-ground-care")
    page.fill("#rk-share-other", "Buurtteam")
    for form in ("entry", "glass", "share"):
        expect(page.locator(f"#rk-kept-{form}")).to_have_text(KEPT)
    assert page.locator("body").get_attribute("data-rk-kept") is not None


def find_them_again(page: Page) -> None:
    expect(page.locator("#rk-entry-account")).to_have_value(HOSTILE)
    expect(page.locator("#rk-found-entry")).to_contain_text("U was hier nog bezig")
    expect(page.locator("#rk-glass-purpose")).to_have_value("Spoedbezoek aan")
    expect(page.locator("#rk-share-other")).to_have_value("Buurtteam")
    expect(page.locator("#rk-share-ground-care")).to_be_checked()


def find_nothing_as_a_colleague(page: Page) -> None:
    open_file(page, PERSON)
    expect(page.locator("#rk-entry-kind")).to_be_visible()
    expect(page.locator("#rk-entry-account")).to_have_count(0)
    expect(page.locator("#rk-glass-purpose")).to_have_value("")
    page.context.close()


def test_the_forms_of_a_file_outlive_the_kernel_and_the_server_and_go_when_they_are_recorded(browser, own):
    server = own[-1]
    before = server.children()
    page = person_page(browser, server)
    open_file(page, PERSON)
    type_in_the_forms_of_a_file(page)
    assert audit_look(page) == []
    kill_kernels(server, before, page)
    expect(page.locator("#rk-entry-account")).to_have_value(HOSTILE)
    page.reload()  # this tab remembers who was open
    find_them_again(page)
    assert audit_look(page) == []
    page.fill("#rk-entry-incident_kind", "Ruzie")
    open_file(page, OTHER)  # what was typed last is kept before another file opens
    expect(page.locator("#rk-entry-account")).to_have_count(0)
    expect(page.locator("#rk-share-other")).to_have_value("")
    expect(page.locator("#rk-glass-purpose")).to_have_value("Spoedbezoek aan")
    page.context.close()

    server = end_and_start(own)
    find_nothing_as_a_colleague(person_page(browser, server, "ter-officer-2"))
    page = person_page(browser, server)
    open_file(page, PERSON)
    expect(page.locator("#rk-entry-incident_kind")).to_have_value("Ruzie")
    expect(page.locator("#rk-entry-account")).to_have_value(HOSTILE)
    page.fill("#rk-entry-happened_on", "2026-11-01")
    page.click("#rk-entry-save")
    expect(page.locator("#rk-work-said", has_text="versie 1")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#rk-drop-share")
    expect(page.locator("#rk-share-other")).to_have_value("")
    page.reload()
    expect(page.locator("#rk-person")).to_be_visible()
    expect(page.locator("#rk-entry-kind")).to_be_visible()
    expect(page.locator("#rk-entry-account")).to_have_count(0)
    expect(page.locator("#rk-share-other")).to_have_value("")
    page.context.close()


def unit_page(browser: Browser, server: Server) -> Page:
    page = open_page(browser, server, "unit", "unit-a-officer-1")
    page.wait_for_selector("#rk-part-figures")
    return page


def type_in_the_forms_of_a_unit(page: Page) -> None:
    """Begin an incident, about another person on second thoughts, and the review of a separation."""
    page.click("#rk-open-incident")
    expect(page.locator("#rk-unit-incident-account")).to_be_disabled()
    expect(page.locator("#rk-unit-first")).to_contain_text("Kies eerst om wie het gaat")
    assert audit_look(page) == []
    page.select_option("#rk-unit-incident-person", UNIT[4].id)
    expect(page.locator("#rk-unit-first")).to_be_hidden()
    page.fill("#rk-unit-incident-account", HOSTILE)
    expect(page.locator("#rk-kept-unit")).to_have_text(KEPT)
    page.select_option("#rk-unit-incident-person", UNIT[5].id)
    expect(page.locator("#rk-kept-unit")).to_have_text("Nog niet vastgelegd")
    expect(page.locator("#rk-kept-unit")).to_have_text(KEPT)
    page.locator("[id^=rk-do-separation_review-]").first.click()
    page.fill("#rk-unit-separation_review-review", "Nog steeds nodig")
    expect(page.locator("#rk-kept-unit")).to_have_text(KEPT)


def test_the_forms_of_a_unit_outlive_the_kernel_and_the_server_about_whom_they_are(browser, own):
    server = own[-1]
    before = server.children()
    page = unit_page(browser, server)
    type_in_the_forms_of_a_unit(page)
    kill_kernels(server, before, page)
    expect(page.locator("#rk-unit-separation_review-review")).to_have_value("Nog steeds nodig")
    page.reload()
    expect(page.locator("#rk-left li")).to_have_count(2)
    assert audit_look(page) == []
    page.context.close()

    page = unit_page(browser, end_and_start(own))
    incident = page.locator("#rk-left li", has_text=UNIT[5].made_up_name).filter(has_text="Incident")
    expect(incident).to_contain_text("Concept van")
    incident.get_by_role("button", name="Verdergaan").click()
    expect(page.locator("#rk-unit-incident-person")).to_have_value(UNIT[5].id)
    expect(page.locator("#rk-unit-incident-account")).to_have_value(HOSTILE)
    expect(page.locator("#rk-found-unit")).to_contain_text("Concept van")
    page.fill("#rk-unit-incident-incident_kind", "Ruzie")
    page.click("#rk-unit-save")
    expect(page.locator("#rk-unit-notice")).to_contain_text("Vastgelegd om")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#rk-left").get_by_role("button", name="Concept laten vervallen").click()
    expect(page.locator("#rk-left")).to_have_count(0)
    page.reload()
    expect(page.locator("#rk-list-incidents")).to_contain_text(HOSTILE)
    expect(page.locator("#rk-left")).to_have_count(0)
    page.context.close()


def launcher_page(browser: Browser, server: Server, user: str = "researcher-1") -> Page:
    page = open_page(browser, server, "launcher", user)
    expect(page.locator("#rk-notebook")).to_be_visible()
    return page


def test_a_form_of_the_launcher_outlives_the_kernel_and_the_server_and_is_the_users_own(browser, own):
    server = own[-1]
    before = server.children()
    page = launcher_page(browser, server)
    page.select_option("#rk-notebook", "recidivism")
    page.select_option("#rk-start", "rossi")
    page.click("#rk-open-form")
    page.fill("#rk-p-title-nl", HOSTILE)
    expect(page.locator("#rk-kept-launcher")).to_have_text("Nog niet gevraagd")
    expect(page.locator("#rk-kept-launcher")).to_have_text(KEPT)
    kill_kernels(server, before, page)
    expect(page.locator("#rk-p-title-nl")).to_have_value(HOSTILE)
    page.context.close()

    server = end_and_start(own)
    other = launcher_page(browser, server, "steward-1")
    expect(other.locator("#rk-p-title-nl")).to_have_count(0)
    other.context.close()
    page = launcher_page(browser, server)
    expect(page.locator("#rk-p-title-nl")).to_have_value(HOSTILE)
    expect(page.locator("#rk-found-launcher")).to_contain_text("U was hier nog bezig")
    assert audit_look(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#rk-drop-launcher")
    expect(page.locator("#rk-p-title-nl")).not_to_have_value(HOSTILE)
    page.reload()
    expect(page.locator("#rk-notebook")).to_be_visible()
    expect(page.locator("#rk-p-title-nl")).to_have_count(0)
    page.context.close()
