"""A real server with made-up people, a real browser, and the one way to open a page in it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # Every other machine is cut off: what would ask one fails here, as it does behind a closed firewall.
    "--proxy-server=http://127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
START_SECONDS = 180
READY_MS = 120_000
"""Generous: a page takes 3 s on a quiet machine and far longer on a busy one."""

SEED = """
import json
from riskkit.casework import demonstration_logins, seed_demonstration
from riskkit.records import create_store
from riskkit.settings import settings
store = create_store(settings().store_url)
seed_demonstration(store)
print(json.dumps(demonstration_logins(store)))
store.close()
"""


@dataclass(frozen=True)
class Server:
    """A running `riskkit serve`: where it is, its process, its workspace, and who may log in."""

    url: str
    process: subprocess.Popen[bytes]
    workspace: Path
    passwords: dict[str, str]

    def children(self) -> set[int]:
        """Process ids of everything that the server started and that still runs."""
        return children_of(self.process.pid)


def children_of(process: int) -> set[int]:
    """Process ids of everything that a process started and that still runs."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended between listing and reading
        parents[int(stat.parent.name)] = int(fields[1])
    found, ahead = set[int](), {process}
    while ahead:
        ahead = {pid for pid, parent in parents.items() if parent in ahead}
        found |= ahead
    return found


def environment_of(workspace: Path) -> dict[str, str]:
    """Return the environment of a server of this checkout with that workspace."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("RISKKIT_")},
        "RISKKIT_WORKSPACE": str(workspace),
        "RISKKIT_HOME": str(Path(__file__).resolve().parents[2]),
        # A preloaded process serves all servers that start alike; a fraction of a second of its own makes
        # each server start its own, so that its kernels are among its children.
        "RISKKIT_KERNEL_IDLE_SECONDS": f"30.{crc32(str(workspace).encode()):010d}",
    }


def seed_workspace(workspace: Path) -> dict[str, str]:
    """Make a store of made-up people; return the password of each account."""
    seeded = subprocess.run(
        [sys.executable, "-c", SEED], env=environment_of(workspace), check=True, timeout=START_SECONDS,
        capture_output=True,
    )  # fmt: skip
    return json.loads(seeded.stdout)


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start_server(workspace: Path, passwords: dict[str, str], port: int, **more: str) -> Server:
    """Serve a workspace on a port, with ``more`` in its environment; return once it answers."""
    log = workspace / "serve.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "riskkit"), "serve", "--port", str(port)],
            env=environment_of(workspace) | more, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    started = Server(f"http://127.0.0.1:{port}", process, workspace, passwords)
    try:
        _wait_until_it_answers(started, log)
    except BaseException:
        stop_server(started)
        raise
    return started


def stop_server(server: Server) -> None:
    """End a server and its kernels; one that does not end is killed."""
    server.process.terminate()
    try:
        server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("workspace")
    started = start_server(workspace, seed_workspace(workspace), free_port())
    yield started
    stop_server(started)


def _wait_until_it_answers(server: Server, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            urllib.request.urlopen(server.url, timeout=10).close()
            return
        except urllib.error.HTTPError as answered:
            answered.close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server does not answer; it said:\n{log.read_text()}")


def chromium() -> str:
    """Return where Chromium is; the test fails where there is none."""
    found = os.environ.get("RISKKIT_CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.fail("The browser tests need Chromium: apt-get install chromium, or set RISKKIT_CHROMIUM")
    return found


LONGEST_SECONDS = 420
"""Of one test; some calls to a browser (closing a tab, printing) have no time limit of their own."""


@pytest.fixture(autouse=True)
def no_endless_wait() -> Iterator[None]:
    """End the browser of a test that takes far too long: its call then fails instead of waiting for ever."""

    def end() -> None:
        for pid in children_of(os.getpid()):
            with contextlib.suppress(OSError):  # ended meanwhile
                if b"chromium" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(LONGEST_SECONDS, end)
    timer.daemon = True
    timer.start()
    yield
    timer.cancel()


# One browser for a module, not for the session: Playwright keeps an event loop running in this
# thread for as long as it lives, and other tests run event loops of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=60_000)
        started = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
        yield started
        started.close()


REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


def watch_page(page: Page, server: Server, wrong: list[str]) -> None:
    """Note in ``wrong`` what no page may do: fail, ask another machine, break the security policy."""
    page.add_init_script(REPORT_VIOLATIONS)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", lambda request: wrong.extend(_outside(request.url, server)))
    page.on("websocket", lambda socket: wrong.extend(_outside(socket.url, server)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
    )


def open_page(
    browser: Browser, server: Server, name: str, user: str, *, watch: Callable[[Page], None] | None = None
) -> Page:
    """Open one dashboard as one user; the only place where a user becomes known to a page."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(READY_MS)
    page = context.new_page()
    if watch is not None:
        watch(page)
    page.goto(server.url)  # leads to the login: nothing is shown without one
    page.fill("#username", user)
    page.fill("#password", server.passwords[user])
    page.click("button[type=submit]")
    page.wait_for_url("**/voila/render/index.ipynb", wait_until="commit")
    page.goto(f"{server.url}/voila/render/{name}.ipynb")
    if name == "assessment":
        page.wait_for_selector("#rk-picked-person")
    return page


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Open pages; afterwards none of them has failed, or asked anything of another machine."""
    pages: list[Page] = []
    wrong: list[str] = []

    def make(name: str = "assessment", user: str = "ter-officer-1") -> Page:
        pages.append(
            open_page(browser, server, name, user, watch=lambda page: watch_page(page, server, wrong))
        )
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()
    assert wrong == []


def _outside(url: str, server: Server) -> list[str]:
    own = (server.url, server.url.replace("http", "ws", 1), "data:", "blob:")
    return [] if url.startswith(own) else [f"asked elsewhere: {url}"]
