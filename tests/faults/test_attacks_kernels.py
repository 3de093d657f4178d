"""Attacks on kernels: run code, reach another's, forge the user, outlive a session, crowd out."""

import asyncio
import contextlib
import json
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from tests.faults.pages_server import PagesServer, Visitor, environment, running
from tests.faults.wire import (
    as_v1,
    attach,
    forget_opened,
    from_v1,
    hang_up,
    message,
    read_for,
    try_to_attach,
    wait_for_reply,
)

TYPE = '"msg_type": "execute_request"'
CODE = "open({marker!r}, 'w').write('x')"


@pytest.fixture(autouse=True)
def _let_go_of_websockets():
    yield
    forget_opened()


@pytest.fixture(scope="module")
def alice(pages: PagesServer) -> Visitor:
    return pages.visitor("ter-officer-1")


@pytest.fixture(scope="module")
def bob(pages: PagesServer) -> Visitor:
    return pages.visitor("ter-officer-2")


@pytest.fixture(scope="module")
def kernel(alice: Visitor) -> str:
    return alice.page()[1]


def control() -> dict:
    """Return a message that a page may send, and that a living kernel answers."""
    return message("kernel_info_request", {})


def hostile(marker: str) -> list[tuple[str, dict]]:
    code = CODE.format(marker=marker)
    return [
        ("execute_request", {"code": code, "silent": False, "store_history": True, "allow_stdin": False,
                             "user_expressions": {"x": code}, "stop_on_error": False}),
        ("debug_request", {"seq": 1, "type": "request", "command": "evaluate",
                           "arguments": {"expression": code, "context": "repl"}}),
        ("complete_request", {"code": code + "; os.", "cursor_pos": len(code) + 5}),
        ("inspect_request", {"code": code, "cursor_pos": 3, "detail_level": 1}),
        ("history_request", {"hist_access_type": "range", "session": 0, "start": 0, "stop": 9, "raw": True,
                             "output": True}),
        ("input_reply", {"value": code}),
        ("usage_request", {}),
        ("interrupt_request", {}),
        ("create_subshell_request", {}),
    ]  # fmt: skip


@pytest.mark.parametrize("v1", [False, True], ids=["json", "v1"])
@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_promise_2_no_message_runs_code_or_tells_of_it(
    pages: PagesServer, alice: Visitor, kernel: str, channel: str, v1: bool
):
    marker = pages.workspace / f"ran-{channel}-{v1}"

    async def try_all() -> tuple[list[str], dict | None]:
        connection = await attach(alice, kernel, v1=v1)
        for kind, content in hostile(str(marker)):
            sent = message(kind, content, channel=channel)
            await connection.write_message(as_v1(sent) if v1 else json.dumps(sent), binary=v1)
        wanted = as_v1(control()) if v1 else json.dumps(control())
        await connection.write_message(wanted, binary=v1)
        replied = await wait_for_reply(connection, "kernel_info_reply")
        after = await read_for(connection, 1.0)
        await hang_up(connection)
        return [each["header"]["msg_type"] for each in after], replied

    after, replied = asyncio.run(try_all())
    assert replied is not None, "the positive control was not answered: the test proves nothing"
    assert not {"execute_reply", "execute_result", "debug_reply", "complete_reply", "inspect_reply",
                "history_reply", "execute_input"} & set(after)  # fmt: skip
    assert not marker.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(TYPE, TYPE + ', "msg_type": "kernel_info_request", ' + TYPE),
        lambda raw: raw.replace('"execute_request"', '"EXECUTE_REQUEST"'),
        lambda raw: raw.replace(TYPE, '"msg_type": "comm_msg", ' + TYPE),
        lambda raw: raw.replace('"execute_request"', '"execute_request\\u0000"'),
        lambda raw: raw.replace('"execute_request"', '["execute_request"]'),
    ],
    ids=["twice", "upper case", "comm and execute", "nul", "list"],
)  # fmt: skip
def test_promise_2_no_trick_of_the_header_runs_code(pages: PagesServer, alice: Visitor, kernel: str, change):
    marker = pages.workspace / f"tricked-{time.monotonic_ns()}"
    sent = message("execute_request", hostile(str(marker))[0][1])

    async def try_it() -> dict | None:
        connection = await attach(alice, kernel)
        await connection.write_message(change(json.dumps(sent)))
        await asyncio.sleep(0.5)
        await hang_up(connection)
        again = await attach(alice, kernel)
        await again.write_message(json.dumps(control()))
        replied = await wait_for_reply(again, "kernel_info_reply")
        await hang_up(again)
        return replied

    assert asyncio.run(try_it()) is not None
    assert not marker.exists()


def written(kernel: str) -> list[str]:
    return [kernel, kernel.upper(), kernel.replace("-", "%2d"), kernel.replace("-", "%252d"), kernel + "%20"]


def test_promise_3_another_cannot_reach_a_kernel(
    pages: PagesServer, alice: Visitor, bob: Visitor, kernel: str
):
    for other, expected in ((bob, {404}), (pages.visitor(), {302, 403})):
        for name in written(kernel):
            assert asyncio.run(try_to_attach(other, name)) in {302, 403, 404}, name
            for method, path in (
                ("GET", f"/api/kernels/{name}"), ("DELETE", f"/api/kernels/{name}"),
                ("POST", f"/api/kernels/{name}/restart"), ("POST", f"/api/kernels/{name}/interrupt"),
                ("POST", f"/voila/api/shutdown/{name}"), ("POST", f"/voila/api/shutdown/x/{name}"),
            ):  # fmt: skip
                token = other.session.cookies.get("_xsrf", "x")
                answer = other.send(method, path, headers={"X-XSRFToken": token})
                assert answer.status_code in expected | {403, 404, 405}, (method, path)
    assert alice.get(f"/api/kernels/{kernel}").status_code == 200
    assert asyncio.run(try_to_attach(alice, kernel)) == 101
    attempts = [note for note in trail(pages) if note.action == "kernel.reach"]
    assert len(attempts) >= 10  # what looks like no kernel id at all (%20) is merely not found
    assert {(note.actor, note.role, note.outcome, note.subject) for note in attempts} == {
        ("ter-officer-2", "officer", "refused", "a page of ter-officer-1")
    }


def trail(pages: PagesServer) -> list:
    from riskkit.records.audit import read_entries

    store = pages.store()
    with store.reading() as connection:
        notes = [each.note for each in read_entries(connection, at_most=100_000)]
    store.close()
    return notes


def test_a_kernel_that_is_anothers_and_one_that_is_nobodys_look_alike(bob: Visitor, kernel: str):
    nobodys = "12345678-1234-1234-1234-123456789abc"
    assert bob.get(f"/api/kernels/{kernel}").text == bob.get(f"/api/kernels/{nobodys}").text


@pytest.mark.parametrize(
    "path", ["/api/kernels", "/api/kernels/", "/api/sessions", "/api/status", "/voila/api"]
)
def test_nobody_lists_kernels(alice: Visitor, path: str):
    assert alice.get(path).status_code in (403, 404)


def test_a_kernel_is_not_stopped_without_the_xsrf_token(alice: Visitor):
    _, mine = alice.page()
    assert alice.send("POST", f"/voila/api/shutdown/{mine}").status_code == 403
    assert alice.send("DELETE", f"/api/kernels/{mine}").status_code == 403
    token = alice.session.cookies["_xsrf"]
    done = alice.send("POST", f"/voila/api/shutdown/{mine}", headers={"X-XSRFToken": token})
    assert done.status_code == 204
    assert alice.get(f"/api/kernels/{mine}").status_code == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1.evil.example", "null"])
def test_another_site_cannot_open_a_websocket(alice: Visitor, kernel: str, origin: str):
    assert asyncio.run(try_to_attach(alice, kernel, headers={"Origin": origin})) == 403


def test_promise_4_the_kernels_user_cannot_be_forged(pages: PagesServer, alice: Visitor):
    forged = {
        "X-Riskkit-User": "forged", "RISKKIT_USER": "forged", "Riskkit-User": "forged",
        "Remote-User": "forged", "X-Forwarded-User": "forged",
        "Cookie": alice.cookie_header() + "; RISKKIT_USER=forged",
    }  # fmt: skip
    html, _ = alice.page(
        "/voila/render/probe.ipynb",
        headers=forged, params={"RISKKIT_USER": "forged", "user": "forged", "env": "RISKKIT_USER=forged"},
    )  # fmt: skip
    assert "USER=ter-officer-1;" in html
    assert "VALUES=False;" in html


def test_a_kernel_has_none_of_the_servers_secrets(alice: Visitor):
    html, _ = alice.page()
    found = re.search(r"ENV=(\[.*?\]);", html.replace("&quot;", '"').replace("&#34;", '"'))
    assert found is not None
    names = set(json.loads(found.group(1)))
    assert "RISKKIT_WORKSPACE" in names
    assert not {"RISKKIT_SECRET_SOMETHING", "AWS_SECRET_ACCESS_KEY", "QUERY_STRING", "HTTP_COOKIE"} & names
    assert not [name for name in names if name.startswith(("HTTP_", "AWS_", "VOILA_REQUEST"))]


def test_promise_5_a_revoked_user_is_out_within_one_message(pages: PagesServer):
    from riskkit.casework.administration import change_user

    visitor = pages.visitor("unit-b-officer-1")
    _, mine = visitor.page()

    async def use_and_be_revoked() -> tuple[dict | None, dict | None, int | None]:
        connection = await attach(visitor, mine)
        await connection.write_message(json.dumps(control()))
        before = await wait_for_reply(connection, "kernel_info_reply")
        store = pages.store()
        change_user(store, "unit-b-officer-1", role="unit", place=None, by="test")
        store.close()
        await connection.write_message(json.dumps(message("kernel_info_request", {})))
        after = await wait_for_reply(connection, "kernel_info_reply", 30)
        return before, after, connection.close_code

    before, after, code = asyncio.run(use_and_be_revoked())
    assert before is not None
    assert after is None
    assert code == 4401
    assert visitor.get("/voila/static/voila.js").status_code == 403


def test_promise_8_widget_state_holds_only_what_the_user_may_see(pages: PagesServer):
    """Dump every widget of the assessment page with a raw client, and click what is not to be clicked."""
    visitor = pages.visitor("ter-officer-2")
    _, mine = visitor.page("/voila/render/assessment.ipynb")
    store = pages.store()
    from riskkit.records import list_people

    people = {person.id: person.place for person in list_people(store)}
    others = [name for name, place in people.items() if place != "Team TER"]
    own = [name for name, place in people.items() if place == "Team TER"]

    async def dump_and_click() -> tuple[str, list[str]]:
        connection = await attach(visitor, mine, v1=True)  # the older protocol has buffers of its own kind
        models, dumped = await states(connection)
        for model in models:
            for asked in (
                {"command": "open", "person": others[0]}, {"command": "save", "draft": {}},
                {"command": "assessor", "key": "ter-officer-1"}, {"command": "version", "version": 1},
            ):  # fmt: skip
                data = {"method": "custom", "content": asked}
                sent = message("comm_msg", {"comm_id": model, "data": data})
                await connection.write_message(as_v1(sent), binary=True)
        _, again = await states(connection)
        await hang_up(connection)
        return dumped, [name for name in others if name in again]

    dumped, leaked = asyncio.run(dump_and_click())
    assert own[0] in dumped, "the dump holds no caseload: the test proves nothing"
    assert [name for name in others if name in dumped] == []
    assert leaked == []
    from riskkit.records.audit import read_entries

    with store.reading() as connection:
        mine_refused = [
            each.note for each in read_entries(connection, at_most=100_000)
            if each.note.actor == "ter-officer-2" and each.note.outcome == "refused"
        ]  # fmt: skip
    store.close()
    assert others[0] in {note.person for note in mine_refused}


async def states(connection) -> tuple[list[str], str]:
    """Ask for every widget there is, and for the state of each."""
    await connection.write_message(as_v1(message("comm_info_request", {})), binary=True)
    replied = await wait_for_reply(connection, "comm_info_reply")
    models = list(replied["content"]["comms"]) if replied else []
    for model in models:
        asked = message("comm_msg", {"comm_id": model, "data": {"method": "request_state"}})
        await connection.write_message(as_v1(asked), binary=True)
    await connection.write_message(as_v1(control()), binary=True)
    said: list[str] = []
    until = asyncio.get_running_loop().time() + 180
    while (left := until - asyncio.get_running_loop().time()) > 0:
        raw = await asyncio.wait_for(connection.read_message(), left)
        read = from_v1(raw)
        said.append(json.dumps(read["content"]))
        if read["header"]["msg_type"] == "kernel_info_reply":  # asked last: all before was answered
            break
    said += [json.dumps(each["content"]) for each in await read_for(connection, 1.0)]
    return models, " ".join(said)


def test_an_oversize_message_closes_the_websocket_and_nothing_else(alice: Visitor, kernel: str):
    async def send() -> dict | None:
        connection = await attach(alice, kernel)
        with contextlib.suppress(WebSocketClosedError, StreamClosedError):  # hung up on while sending
            await connection.write_message("x" * 6_000_000)
            await connection.write_message(json.dumps(control()))
        return await wait_for_reply(connection, "kernel_info_reply", 20)

    assert asyncio.run(send()) is None
    assert alice.get(f"/api/kernels/{kernel}").status_code == 200


@pytest.mark.parametrize(
    "raw", ["", "{", "null", "[]", '{"header": {}}', '{"header": null, "channel": "shell"}']
)
def test_a_broken_message_breaks_nothing(alice: Visitor, kernel: str, raw: str):
    async def send() -> dict | None:
        connection = await attach(alice, kernel)
        await connection.write_message(raw)
        await asyncio.sleep(0.2)
        await hang_up(connection)
        again = await attach(alice, kernel)
        await again.write_message(json.dumps(control()))
        replied = await wait_for_reply(again, "kernel_info_reply")
        await hang_up(again)
        return replied

    assert asyncio.run(send()) is not None


def test_promise_18_connection_files_and_sockets_are_private(pages: PagesServer, kernel: str):
    from riskkit.settings import settings  # noqa: F401 - the server's own temporary folder is what counts

    folders = [each for each in Path(os.environ.get("TMPDIR", "/tmp")).glob("voila_*") if
               list(each.glob(f"*{kernel}*"))]  # fmt: skip
    assert len(folders) == 1
    assert stat.S_IMODE(folders[0].stat().st_mode) & 0o077 == 0
    connection = json.loads(next(folders[0].glob(f"*{kernel}*.json")).read_text())
    assert connection["transport"] == "ipc"


def test_promise_9_idle_kernels_end_and_no_user_crowds_out_the_others(tmp_path: Path):
    more = {
        "RISKKIT_KERNEL_CULL_SECONDS": "4", "RISKKIT_KERNELS_PER_USER": "2", "RISKKIT_KERNELS_IN_TOTAL": "3",
    }  # fmt: skip
    with running(tmp_path, **more) as server:
        one, other = server.visitor("ter-officer-1"), server.visitor("ter-officer-2")
        kernels = [one.page()[1] for _ in range(3)]
        alive = [each for each in kernels if one.get(f"/api/kernels/{each}").status_code == 200]
        assert len(alive) <= 2
        assert kernels[0] not in alive

        async def hold_both() -> int:
            held = [await attach(one, each) for each in (kernels[1:] if len(alive) == 2 else [])]
            code = one.get("/voila/render/probe.ipynb").status_code
            for each in held:
                await hang_up(each)
            return code

        if len(alive) == 2:
            assert asyncio.run(hold_both()) in (200, 429)
        assert other.get("/voila/render/probe.ipynb").status_code in (200, 503)
        until = time.monotonic() + 180
        while time.monotonic() < until:
            left = [each for each in kernels if one.get(f"/api/kernels/{each}").status_code == 200]
            if not left:
                break
            time.sleep(1)
        assert left == []


REFUSE = """
import sys
from traitlets.config import Config
from riskkit.cli import command
config = Config({config})
def start():
    from riskkit.pages import serve
    serve(port=1, config=config)
command.app.command("start")(start)
sys.exit(command.run(["start"]))
"""


@pytest.mark.parametrize(
    "config",
    [
        "{'VoilaConfiguration': {'preheat_kernel': True}}",
        "{'IdentityProvider': {'token': 'x'}}",
        "{'PasswordIdentityProvider': {'hashed_password': ''}}",
    ],
    ids=["preheat", "token", "anonymous"],
)
def test_promise_7_preheat_token_and_anonymous_refuse_to_start(pages: PagesServer, config: str):
    done = subprocess.run(
        [sys.executable, "-c", REFUSE.replace("{config}", config)],
        env={**environment(pages.workspace), "PYTHONWARNINGS": "ignore"}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "the pages are not served" in done.stderr
