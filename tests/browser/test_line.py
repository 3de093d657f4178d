"""The page's own line to its kernel and the models of its parts, against a socket that the test holds.

The other end reads and writes the binary protocol with the raw client's code in ``tests/faults/wire.py``.
"""

import base64
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import riskkit
from tests.faults.wire import as_v1, from_v1, message

STATIC = Path(riskkit.__file__).parents[1] / "dashboards/template/voila/templates/riskkit/static"
SOCKET = """
window.sockets = [];
window.WebSocket = class extends EventTarget {
  static OPEN = 1;
  constructor(address, protocols) { super(); Object.assign(this, { address, protocols, readyState: 0, sent: [] }); sockets.push(this); }
  send(data) { this.sent.push(btoa(String.fromCharCode(...data))); }
  close() { this.leave(1000); }
  open() { this.readyState = 1; this.dispatchEvent(new Event("open")); }
  leave(code) { this.readyState = 3; this.dispatchEvent(Object.assign(new Event("close"), { code })); }
  say(text) { this.dispatchEvent(new MessageEvent("message", { data: Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer })); }
};
"""  # noqa: E501 - a script
START = """
const heard = [];
const line = openLine("ws://here/channels", ({ type, content, buffers }) => {
  heard.push(type);
  if (type === "comm_msg" && content.comm_id === "p") model.hear(content.data, buffers);
});
const told = [], model = new PartModel({ band: "low", rows: [1, 2] }, (data, buffers) => line.send("p", data, buffers));
for (const event of ["change:band", "change:rows", "change", "msg:custom"]) {
  model.on(event, (said, value) => told.push([event, event === "msg:custom" ? said : value ?? null, model.get("band"), model.get("rows").length]));
}
"""  # noqa: E501 - a script


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # it goes on by run_for alone
    page.add_script_tag(content=SOCKET)
    for name in ("line", "model"):
        page.add_script_tag(content=(STATIC / f"{name}.js").read_text(encoding="utf-8"))
    page.add_script_tag(content=START)
    yield page
    page.close()


def sent(page: Page, socket: int = 0) -> list[dict[str, Any]]:
    """Return what a socket was given, read by the raw client."""
    return [from_v1(base64.b64decode(each)) for each in page.evaluate(f"sockets[{socket}].sent")]


def say(
    page: Page, data: dict[str, Any], *, kind: str = "comm_msg", part: str = "p", socket: int = 0
) -> None:
    raw = as_v1(message(kind, {"comm_id": part, "data": data}, channel="iopub"))
    page.evaluate("([at, text]) => sockets[at].say(text)", [socket, base64.b64encode(raw).decode()])


def test_a_message_goes_out_as_jupyter_reads_it(page: Page):
    page.evaluate("sockets[0].open(); model.send({ command: 'keep', text: 'Ëén & <b>' })")
    (read,) = sent(page)
    assert page.evaluate("sockets[0].protocols") == ["v1.kernel.websocket.jupyter.org"]
    assert page.evaluate("sockets[0].address").startswith("ws://here/channels?session_id=")
    assert (read["channel"], read["header"]["msg_type"]) == ("shell", "comm_msg")
    data = {"method": "custom", "content": {"command": "keep", "text": "Ëén & <b>"}}
    assert read["content"] == {"comm_id": "p", "data": data}


def test_values_of_one_message_are_all_there_before_anyone_is_told_and_the_same_value_is_not_told(page: Page):
    say(page, {"method": "update", "state": {"band": "high", "rows": [1, 2, 3]}})
    assert page.evaluate("told") == [
        ["change:band", "high", "high", 3],
        ["change:rows", [1, 2, 3], "high", 3],
        ["change", None, "high", 3],
    ]
    say(page, {"method": "update", "state": {"band": "high", "rows": [1, 2, 3]}})
    say(page, {"method": "echo_update", "state": {"band": "low"}})
    say(page, {"method": "update", "state": {"band": "low"}}, part="another")
    say(page, {"execution_state": "busy"}, kind="status")
    assert len(page.evaluate("told")) == 3
    say(page, {"method": "custom", "content": {"kind": "pong"}})
    assert page.evaluate("told.at(-1)") == ["msg:custom", {"kind": "pong"}, "high", 3]


def test_a_call_that_fails_is_reported_and_keeps_no_other_from_being_made(page: Page):
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.evaluate("model.on('change:band', () => { throw new Error('broken'); })")
    page.evaluate("model.on('change:band', () => told.push('after'))")
    say(page, {"method": "update", "state": {"band": "high"}})
    assert page.evaluate("told.includes('after') && told.some((each) => each[0] === 'change')")
    page.evaluate("1")  # what was reported has arrived by now
    assert len(failed) == 1
    assert "broken" in failed[0]


def test_what_is_sent_while_the_line_is_down_goes_when_it_is_up_again(page: Page):
    page.evaluate("sockets[0].open(); sockets[0].leave(1006)")
    for count in (1, 2, 3):
        page.evaluate("(count) => model.send({ command: 'ping', count })", count)
        page.evaluate("(each) => model.send({ command: 'draft', each })", count)
    page.clock.run_for(499)
    assert page.evaluate("sockets.length") == 1
    page.clock.run_for(2)
    assert page.evaluate("sockets.length") == 2
    page.evaluate("sockets[1].open()")
    commands = [each["content"]["data"]["content"] for each in sent(page, 1)]
    assert [each["each"] for each in commands if each["command"] == "draft"] == [1, 2, 3]
    assert [each["count"] for each in commands if each["command"] == "ping"] == [1]
    one, two = page.evaluate("sockets.map((each) => each.address)")
    assert one == two  # the same session: the server hands over what it kept for it


def test_a_line_that_stays_down_is_tried_again_ever_more_slowly_and_for_ever(page: Page):
    gaps = []
    for _ in range(7):
        page.evaluate("sockets.at(-1).leave(1006)")
        before, waited = page.evaluate("sockets.length"), 0
        while page.evaluate("sockets.length") == before:
            page.clock.run_for(500)
            waited += 500
        gaps.append(waited)
    assert gaps == [500, 1000, 2000, 4000, 5000, 5000, 5000]


def test_a_session_that_ended_is_not_tried_again_and_sending_says_so(page: Page):
    page.evaluate("sockets[0].open(); sockets[0].leave(4401)")
    page.clock.run_for(60_000)
    assert page.evaluate("sockets.length") == 1
    said = page.evaluate("(() => { try { model.send({}); return 'sent'; } catch { return 'refused'; } })()")
    assert said == "refused"


def test_binary_values_keep_their_bytes_in_both_directions(page: Page):
    page.evaluate(
        "const bytes = new Uint8Array([9, 8, 7, 6]).subarray(1, 3); sockets[0].open();"
        "model.send({ command: 'file' }, null, [new Uint8Array([0, 255, 7]).buffer, bytes])"
    )
    raw = base64.b64decode(page.evaluate("sockets[0].sent[0]"))
    count = int.from_bytes(raw[:8], "little")
    offsets = [int.from_bytes(raw[8 * at : 8 * at + 8], "little") for at in range(1, count + 1)]
    assert [raw[a:b] for a, b in pairwise(offsets[5:])] == [b"\x00\xff\x07", b"\x08\x07"]

    body = message("comm_msg", {}, channel="iopub")
    data = {"method": "update", "state": {"curve": {"points": None}}, "buffer_paths": [["curve", "points"]]}
    parts = [b"iopub", *(json.dumps(body[each]).encode() for each in ("header", "parent_header", "metadata"))]
    parts += [json.dumps({"comm_id": "p", "data": data}).encode(), b"\x01\x02\xfe"]
    places = [8 * (2 + len(parts))]
    for part in parts:
        places.append(places[-1] + len(part))
    numbers = b"".join(each.to_bytes(8, "little") for each in (len(places), *places))
    page.evaluate("(text) => sockets[0].say(text)", base64.b64encode(numbers + b"".join(parts)).decode())
    points = page.evaluate("Array.from({ length: 3 }, (_, at) => model.get('curve').points.getUint8(at))")
    assert points == [1, 2, 254]


def test_values_set_on_the_page_are_sent_once_they_are_saved(page: Page):
    page.evaluate("sockets[0].open(); model.set('band', 'high'); model.set('rows', [])")
    assert sent(page) == []
    page.evaluate("model.save_changes()")
    (read,) = sent(page)
    data = {"method": "update", "state": {"band": "high", "rows": []}, "buffer_paths": []}
    assert read["content"] == {"comm_id": "p", "data": data}
