"""JupyterHub or OIDC in front, as in production: a real proxy before a real server on a Unix socket."""

import asyncio
import json
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.hub_proxy import COOKIE, HubProxy, proxy_before
from tests.faults.pages_server import PagesServer, Visitor, running
from tests.faults.wire import attach, forget_opened, hang_up, message, try_to_attach, wait_for_reply

PAGE = "/voila/render/probe.ipynb"
ALICE, BOB = "ter-officer-1", "ter-officer-2"
KNOWN = {"alices-hub-cookie": ALICE, "bobs-hub-cookie": BOB, "strangers-hub-cookie": "nobody-here"}


@dataclass
class Behind:
    """Pages behind a proxy."""

    server: PagesServer
    proxy: HubProxy

    def visitor(self, cookie: str | None = None) -> Visitor:
        made = Visitor(self.proxy.url)
        if cookie is not None:
            made.session.cookies.set(COOKIE, cookie, domain="127.0.0.1")
        return made


@pytest.fixture(autouse=True)
def _let_go_of_websockets():
    yield
    forget_opened()


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    with tempfile.TemporaryDirectory(prefix="rk-", dir="/tmp") as short:  # a socket's path must be short
        proxy = HubProxy(Path(short) / "pages.sock", KNOWN)
        more = {"RISKKIT_SOCKET": str(proxy.socket), "RISKKIT_IDENTITY_HEADER": "X-Identity"}
        workspace = tmp_path_factory.mktemp("hub")
        with proxy_before(proxy), running(workspace, at=proxy.url, **more) as server:
            yield Behind(server, proxy)


@pytest.fixture(scope="module")
def kernel(behind: Behind) -> str:
    return behind.visitor("alices-hub-cookie").page()[1]


def test_the_hubs_user_gets_a_page_and_its_websocket_through_the_proxy(behind: Behind):
    alice = behind.visitor("alices-hub-cookie")
    html, mine = alice.page()
    assert f"USER={ALICE};" in html

    async def ask() -> dict | None:
        connection = await attach(alice, mine)
        await connection.write_message(json.dumps(message("kernel_info_request", {})))
        replied = await wait_for_reply(connection, "kernel_info_reply")
        await hang_up(connection)
        return replied

    assert asyncio.run(ask()) is not None


@pytest.mark.parametrize("cookie", [None, "forged", "strangers-hub-cookie", ""])
@pytest.mark.parametrize("claimed", [ALICE, "nobody-here", None])
def test_who_the_hub_does_not_know_is_nobody_whatever_they_claim(behind: Behind, cookie, claimed):
    headers = {"X-Identity": claimed, "x-identity": claimed, "X-Riskkit-Proxy-Secret": ""} if claimed else {}
    answer = behind.visitor(cookie).get(PAGE, headers=headers)
    assert answer.status_code == 403
    assert "USER=" not in answer.text


def test_a_claim_beside_a_true_cookie_is_taken_away(behind: Behind):
    html, _ = behind.visitor("bobs-hub-cookie").page(headers={"X-Identity": ALICE, "X-Forwarded-User": ALICE})
    assert f"USER={BOB};" in html
    assert "VALUES=False;" in html


def test_another_user_of_the_hub_cannot_reach_the_kernel_and_the_trail_says_who_tried(
    behind: Behind, kernel: str
):
    bob = behind.visitor("bobs-hub-cookie")
    assert bob.get(f"/api/kernels/{kernel}").status_code == 404
    assert asyncio.run(try_to_attach(bob, kernel)) == 404
    assert asyncio.run(try_to_attach(behind.visitor(), kernel)) == 403
    store = behind.server.store()
    from riskkit.records.audit import read_entries

    with store.reading() as connection:
        notes = [each.note for each in read_entries(connection, at_most=100_000)]
    store.close()
    tried = [note for note in notes if note.action == "kernel.reach"]
    assert [(note.actor, note.outcome, note.subject) for note in tried] == [
        (BOB, "refused", f"a page of {ALICE}")
    ] * 2


def test_nobody_but_the_proxy_reaches_the_socket(behind: Behind):
    mode = stat.S_IMODE(behind.proxy.socket.stat().st_mode)
    assert mode & 0o007 == 0
    assert stat.S_ISSOCK(behind.proxy.socket.stat().st_mode)


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_there_is_no_login_of_ours_beside_the_hubs(behind: Behind, path: str):
    for method in ("GET", "POST"):
        assert behind.visitor("alices-hub-cookie").send(method, path).status_code in (403, 404)


def test_who_is_shut_out_of_the_store_is_out_within_one_message(behind: Behind):
    from riskkit.casework.administration import disable_user

    bob = behind.visitor("bobs-hub-cookie")
    _, mine = bob.page()

    async def use_and_be_shut_out() -> tuple[dict | None, dict | None, int | None]:
        connection = await attach(bob, mine)
        await connection.write_message(json.dumps(message("kernel_info_request", {})))
        before = await wait_for_reply(connection, "kernel_info_reply")
        store = behind.server.store()
        disable_user(store, BOB, by="test")
        store.close()
        await connection.write_message(json.dumps(message("kernel_info_request", {})))
        after = await wait_for_reply(connection, "kernel_info_reply", 60)
        return before, after, connection.close_code

    before, after, code = asyncio.run(use_and_be_shut_out())
    assert before is not None
    assert (after, code) == (None, 4401)
    assert bob.get(PAGE).status_code == 403


def test_guessing_many_names_from_one_address_is_stopped_there_and_nowhere_else(tmp_path: Path):
    """With our own login behind a proxy: the address is the proxy's word, never the visitor's."""
    with tempfile.TemporaryDirectory(prefix="rk-", dir="/tmp") as short:
        proxy = HubProxy(Path(short) / "pages.sock")
        with proxy_before(proxy), running(tmp_path, at=proxy.url, RISKKIT_SOCKET=str(proxy.socket)) as server:
            guesser = Visitor(proxy.url)
            guesser.session.headers["X-Pretend-From"] = "203.0.113.7"
            codes: list[int] = []
            while 429 not in codes and len(codes) < 35:  # each failure doubles the wait: 1, 2, 4 ... s
                guesser.session.headers["X-Real-IP"] = f"192.0.2.{len(codes)}"  # a claim: taken away
                codes.append(guesser.log_in(f"name-{len(codes)}", "a wrong password").status_code)
            assert codes[:20] == [401] * 20
            assert codes[-1] == 429
            elsewhere = Visitor(proxy.url)
            elsewhere.session.headers["X-Pretend-From"] = "203.0.113.8"
            assert elsewhere.log_in(ALICE, server.passwords[ALICE]).status_code == 302
