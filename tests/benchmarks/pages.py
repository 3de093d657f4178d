"""The pages under way: from click to ready page, alone and ten at once; saving; memory; a crowd.

A real server with made-up people, and a real Chromium on the same machine: what the browser needs counts
too. Each figure stands beside its goal; the load of the machine is printed, for a busy one is slower.
The crowd speaks HTTP and websocket without a browser: fifty visitors, each with an own kernel that lives.
``make bench`` lets it come and go for a minute; ``python -m tests.benchmarks.pages --minutes 10`` for ten.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from riskkit.pages.serving_settings import CELL_ERROR
from tests.browser.conftest import FLAGS, Server, free_port, seed_workspace, start_server, stop_server
from tests.browser.steps import FRESH
from tests.faults.pages_server import Visitor
from tests.faults.wire import attach, message, wait_for_reply

OFFICERS = (
    "ter-officer-1", "ter-officer-2", "unit-a-officer-1", "unit-b-officer-1", "ter-supervisor-1",
    "unit-a-supervisor-1",
)  # fmt: skip
MIB = 1024 * 1024
PAGE_MS = 120_000
KEPT = b'"kept"'


def tell(what: str, value: float, unit: str, goal: float) -> None:
    """Print one figure beside its goal."""
    missed = "" if value < goal else "  MISSED"
    load = os.getloadavg()[0]
    print(
        f"  {what:<46}{value:>9.2f} {unit:<4} (goal < {goal:g} {unit}{missed}; load {load:.1f})", flush=True
    )


def pss(process: int) -> float:
    """Return the MiB of a process, shared pages counted by share; 0 if it ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def memory(server: Server) -> float:
    """Return the MiB of the server and everything that it started."""
    return sum(map(pss, server.children() | {server.process.pid}))


async def log_in(browser: Browser, server: Server, user: str) -> tuple[BrowserContext, Page]:
    """Return a window in which a user is logged in, with the overview open."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PAGE_MS)
    page = await context.new_page()
    await page.goto(server.url)
    await page.fill("#username", user)
    await page.fill("#password", server.passwords[user])
    await page.click("button[type=submit]")
    await page.locator("#rk-page-caseload").wait_for()
    return context, page


async def click_to_ready(page: Page) -> float:
    """Return the seconds from a click in the overview to a caseload that can be used."""
    await page.locator("#rk-page-caseload").wait_for()
    start = time.perf_counter()
    await page.click("#rk-page-caseload", no_wait_after=True)
    await page.locator("#rk-table-words").wait_for()
    return time.perf_counter() - start


async def back(page: Page) -> None:
    """Go back to the overview."""
    await page.click(".rk-header__name")
    await page.locator("#rk-page-caseload").wait_for()


async def fetched(browser: Browser, server: Server) -> tuple[list[int], list[int]]:
    """Return the bytes of each answer of a first page, by a browser that kept nothing, and of a next one."""
    context, page = await log_in(browser, server, OFFICERS[0])
    client = await context.new_cdp_session(page)
    received: list[int] = []
    client.on("Network.loadingFinished", lambda each: received.append(each["encodedDataLength"]))
    await client.send("Network.enable")
    await client.send("Network.clearBrowserCache")
    await page.reload()
    await page.locator("#rk-page-caseload").wait_for()
    await page.wait_for_load_state("networkidle")
    first, received[:] = [each for each in received if each], []
    await click_to_ready(page)
    await page.wait_for_load_state("networkidle")
    await context.close()
    return first, [each for each in received if each]


async def alone(browser: Browser, server: Server, times: int) -> list[float]:
    """Return the seconds of one visitor's clicks, after a first one that is not counted."""
    context, page = await log_in(browser, server, OFFICERS[0])
    seconds = []
    for _ in range(times + 1):
        seconds.append(await click_to_ready(page))
        await back(page)
    await context.close()
    return seconds[1:]


async def at_once(browser: Browser, server: Server, visitors: int) -> list[float]:
    """Return the seconds of visitors who click at the same moment, each in a window of their own."""
    users = [OFFICERS[each % len(OFFICERS)] for each in range(visitors)]
    windows = [await log_in(browser, server, user) for user in users]
    for _, page in windows:
        await click_to_ready(page)
        await back(page)
    seconds = await asyncio.gather(*(click_to_ready(page) for _, page in windows))
    for context, _ in windows:
        await context.close()
    return list(seconds)


async def rating(browser: Browser, server: Server, times: int) -> list[float]:
    """Return the seconds from what is typed leaving the browser to the word that it is kept."""
    context, page = await log_in(browser, server, OFFICERS[0])
    sent: list[float] = []
    heard: list[float] = []

    def watch(socket: Any) -> None:
        socket.on("framesent", lambda each: b'"draft"' in _raw(each) and sent.append(time.perf_counter()))
        socket.on(
            "framereceived",
            lambda each: KEPT in _raw(each) and len(heard) < len(sent) and heard.append(time.perf_counter()),
        )

    page.on("websocket", watch)
    await page.goto(f"{server.url}/voila/render/assessment.ipynb")
    await page.select_option("#rk-picked-person", FRESH[0])
    await page.click("#rk-open")
    levels = page.locator("input[name='rk-item-housing-rating'][value^='value/']")
    for turn in range(times):
        await levels.nth(turn % 2).check()
        until = time.perf_counter() + PAGE_MS / 1000
        while len(heard) <= turn and time.perf_counter() < until:
            await asyncio.sleep(0.02)
    await context.close()
    return [after - before for before, after in zip(sent, heard, strict=True)]


def _raw(frame: str | bytes) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


async def per_visitor(browser: Browser, server: Server, further: int) -> float:
    """Return the MiB that each visitor after the first costs the server, with a caseload open."""
    windows = [await log_in(browser, server, OFFICERS[0])]
    await click_to_ready(windows[0][1])
    before = memory(server)
    for each in range(further):
        windows.append(await log_in(browser, server, OFFICERS[1 + each % (len(OFFICERS) - 1)]))
        await click_to_ready(windows[-1][1])
    after = memory(server)
    for context, _ in windows:
        await context.close()
    return (after - before) / further


def visit(visitor: Visitor, until: float) -> tuple[int, list[str]]:
    """Open caseloads one after the other until it is time; return how many, and what went wrong."""
    done, wrong = 0, []
    while time.monotonic() < until:
        try:
            html, kernel = visitor.page("/voila/render/caseload.ipynb")
            if "data-part" not in html or CELL_ERROR in html:
                wrong.append("the page was not built")
            if not asyncio.run(_answers(visitor, kernel)):
                wrong.append("the kernel does not answer")
            closed = visitor.send("POST", f"/voila/api/shutdown/{kernel}", headers=_proof(visitor))
            if closed.status_code != 204:
                wrong.append(f"closing: {closed.status_code}")
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is counted and told
            wrong.append(f"{type(error).__name__}: {error}")
        done += 1
    return done, wrong


async def _answers(visitor: Visitor, kernel: str) -> bool:
    connection = await attach(visitor, kernel)
    try:
        await connection.write_message(_json(message("kernel_info_request", {})))
        return await wait_for_reply(connection, "kernel_info_reply") is not None
    finally:
        connection.close()


def _json(sent: dict[str, Any]) -> str:
    return json.dumps(sent)


def _proof(visitor: Visitor) -> dict[str, str]:
    cookies = {each.name: each.value or "" for each in visitor.session.cookies}
    return {"X-XSRFToken": cookies.get("_xsrf", "")}


def crowd(server: Server, visitors: int, seconds: float) -> None:
    """Let visitors come and go for a while; print how many pages were opened and what went wrong."""
    people = []
    for each in range(visitors):
        person = Visitor(server.url)
        user = OFFICERS[each % len(OFFICERS)]
        person.log_in(user, server.passwords[user])
        people.append(person)
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(visitors) as pool:
        ends = list(pool.map(lambda person: visit(person, until), people))
    opened, wrong = sum(done for done, _ in ends), [each for _, faults in ends for each in faults]
    tell(f"{visitors} visitors for {seconds:g} s, {opened} pages: errors", len(wrong), "", 1)
    for each in sorted(set(wrong)):
        print(f"    {wrong.count(each)} x {each}")


async def in_browser(server: Server, *, quick: bool) -> None:
    """Measure what a browser sees."""
    chromium = os.environ.get("RISKKIT_CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        first, following = await fetched(browser, server)
        tell("first page, nothing kept", sum(first) / MIB, "MiB", 1)
        then = f"the next page {sum(following) / 1024:.0f} KiB in {len(following)}"
        print(f"    in {len(first)} answers; {then}")
        one = await alone(browser, server, 3 if quick else 10)
        tell("click to ready, one visitor, median", statistics.median(one), "s", 1)
        tell("click to ready, one visitor, longest", max(one), "s", 1)
        many = await at_once(browser, server, 4 if quick else 10)
        tell(f"click to ready, {len(many)} at once, median", statistics.median(many), "s", 3)
        tell(f"click to ready, {len(many)} at once, longest", max(many), "s", 3)
        kept = await rating(browser, server, 3 if quick else 10)
        tell("rating sent to rating kept, median", 1000 * statistics.median(kept), "ms", 100)
        tell(
            "memory of each further visitor", await per_visitor(browser, server, 2 if quick else 5), "MiB", 60
        )
        await browser.close()


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the crowd comes and goes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        server = start_server(
            workspace, seed_workspace(workspace), free_port(), RISKKIT_KERNELS_PER_USER="12"
        )
        try:
            asyncio.run(in_browser(server, quick=asked.quick))
            crowd(server, 5 if asked.quick else 50, 5 if asked.quick else 60 * asked.minutes)
        finally:
            stop_server(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
