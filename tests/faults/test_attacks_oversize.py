"""Bombs and what is far too large: every way by which a file or a message comes in refuses it soon.

Each test ends by itself or is stopped: what hangs or fills the memory fails here, in a process of
its own with little memory and little time.
"""

import gzip
import hashlib
import json
import os
import resource
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import requests

from riskkit.casework.access import Access
from riskkit.casework.dossier import record_who
from riskkit.errors import StoreError
from riskkit.records import create_store
from riskkit.records.backup import FORMAT, back_up, restore
from riskkit.records.identity import Identity
from riskkit.records.tables import SCHEMA_VERSION
from tests.faults.pages_server import PagesServer
from tests.unit.casework.conftest import with_three_people

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 3 * 1024**3
"""Bytes of address space of the process that reads; the libraries alone take one."""

READ = """
import resource, sys
from pathlib import Path
path, memory, way = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
from riskkit.errors import InputError
from riskkit.instruments import catalogue, load
from riskkit.instruments.text_pack import read_text_pack
from riskkit.parameters import read_parameters
from riskkit.parameters.registry import parameters_of
ways = {
    "instrument": lambda: load(path),
    "text pack": lambda: read_text_pack(path, load("vera-2r")),
    "parameters": lambda: read_parameters(path, parameters_of("recidivism")),
}
load("vera-2r")
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
try:
    ways[way]()
except InputError as error:
    print("refused:", str(error)[:300])
"""

BILLION = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{this}: &{this} [{','.join([f'*{last}'] * 9)}]\n"
    for last, this in zip("abcdefgh", "bcdefghi", strict=True)
)


def bomb(path: Path, kind: str) -> Path:
    """Make a file of one kind; return where it is."""
    if kind == "device":
        return Path("/dev/zero")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x", b"0" * 20_000_000)
    elif kind == "sparse":
        with path.open("wb") as file:
            file.truncate(20 * 1024**3)  # says it is 20 GB, takes no room
    else:
        texts = {
            "aliases": BILLION, "merge": "a: &a {x: 1}\nb: {<<: *a}\n", "long": "a: " + "x" * 2_500_000,
            "deep": "a: " + "[" * 100_000, "deep maps": "".join(f"{' ' * n}a:\n" for n in range(1200)),
            "tag": "!!python/object/apply:os.system ['true']", "many": "- 1\n" * 400_000,
            "number": "a: 1" + "0" * 200_000, "twice": "a: 1\na: 2\n", "nul": "a: \0",
        }  # fmt: skip
        path.write_text(texts[kind])
    return path


EVERYWHERE = ("device", "pipe", "zip", "sparse", "aliases", "deep")
ONCE = ("merge", "long", "deep maps", "tag", "many", "number", "twice", "nul")
"""One reader of YAML stands behind all three ways; these are tried on one of them."""

WAYS = [(way, kind) for way in ("instrument", "text pack", "parameters") for kind in EVERYWHERE]
WAYS += [("parameters", kind) for kind in ONCE]


@pytest.mark.parametrize(("way", "kind"), WAYS)
def test_a_bomb_for_a_file_is_refused_soon_and_in_little_memory(tmp_path: Path, way: str, kind: str):
    path = bomb(tmp_path / "bomb.yaml", kind)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(MEMORY), way],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.stdout.startswith("refused:"), (done.returncode, done.stderr[-2000:])


def packed(path: Path, *lines: object, signature: str = "00" * 64) -> Path:
    """Write a backup whose sum is right, as someone would who knows how it is made."""
    heading = {"format": FORMAT, "schema": SCHEMA_VERSION, "made_at": "2026-11-02T09:00:00+00:00"}
    written = [each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in lines]
    content = b"".join([json.dumps(heading).encode() + b"\n", *written])
    digest = hashlib.sha256(content).hexdigest()
    ending = json.dumps({"sha256": digest, "signature": signature}).encode() + b"\n"
    path.write_bytes(gzip.compress(content + ending))
    return path


@pytest.mark.parametrize(
    "lines",
    [
        [b"[" * 200_000 + b"\n"], [b"1" * 200_000 + b"\n"], ["a text"], [17], [None], [[]], [["nowhere", 1]],
        [["sqlite_master", "x", "x", "x", 1, "x"]], [["person", "X"]],
        [["person", "X", 1, None, "unit", "A", 7]],
        [["person", "X", 2**80, None, "unit", "A"]], [["person", {"a": 1}, 1, None, "unit", "A"]],
        [["login_session", "x", "x", 1, "x", "x", None]], [["schema_version", 1, 99, "x"]], [{"rows": {}}],
        [{"rows": 3}],
    ],
    ids=["deep", "digits", "text", "number", "null", "empty", "unknown table", "the catalogue", "too few",
         "too many", "too large", "a mapping", "a session", "the version", "no end", "no counts"],
)  # fmt: skip
def test_what_is_json_but_no_backup_of_ours_is_refused_and_leaves_nothing(tmp_path: Path, lines: list):
    store = create_store(f"sqlite:///{tmp_path / 'new' / 'riskkit.db'}", secrets=tmp_path / "keys")
    with pytest.raises(StoreError, match="backup"):
        restore(store, packed(tmp_path / "made-up.gz", *lines))
    with store.reading() as connection:
        for table in ("person", "account", "login_session"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
    store.close()


def test_nobody_puts_an_account_into_a_backup(tmp_path: Path):
    """A sum can be worked out anew by anyone; the store's signature cannot."""
    store = with_three_people(f"sqlite:///{tmp_path / 'a' / 'riskkit.db'}", tmp_path / "keys")
    record_who(Access(store, "officer-1"), "OWN", Identity(name="Someone"))
    back_up(store, tmp_path / "backup.gz")
    store.close()
    lines = [json.loads(line) for line in gzip.decompress((tmp_path / "backup.gz").read_bytes()).splitlines()]
    last = max(n for n, each in enumerate(lines) if isinstance(each, list) and each[0] == "account")
    intruder = ["account", "intruder", "I", "hash", "supervisor", "Team TER", 1, 1, "2026-11-02"]
    lines.insert(last + 1, intruder)
    lines[-2]["rows"]["account"] += 1
    made = packed(tmp_path / "forged.gz", *lines[1:-1], signature=lines[-1]["signature"])
    other = create_store(f"sqlite:///{tmp_path / 'b' / 'riskkit.db'}", secrets=tmp_path / "keys")
    with pytest.raises(StoreError, match="not signed by this store"):
        restore(other, made)
    restore(other, tmp_path / "backup.gz")  # the true one still can be
    other.close()


@pytest.mark.parametrize("kind", ["zip", "pipe-free zeros"])
def test_another_archive_is_no_backup(tmp_path: Path, kind: str):
    path = bomb(tmp_path / "x", "zip") if kind == "zip" else tmp_path / "x"
    if kind != "zip":
        path.write_bytes(gzip.compress(b"0" * 50_000_000))
    store = create_store(f"sqlite:///{tmp_path / 'new' / 'riskkit.db'}", secrets=tmp_path / "keys")
    with pytest.raises(StoreError, match="backup"):
        restore(store, path)
    store.close()


def raw_request(pages: PagesServer, head: str, parts: list[bytes]) -> bytes:
    """Send bytes as they are; return what comes back before the server hangs up."""
    port = int(pages.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        line.settimeout(120)
        said = b""
        try:
            line.sendall(head.encode())
            for part in parts:
                line.sendall(part)
            while data := line.recv(65536):
                said += data
        except (BrokenPipeError, ConnectionResetError):  # hung up on while sending
            return said
    return said


HEAD = (
    "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
)


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ("Content-Length: 99999999999\r\n\r\n", []),
        ("Transfer-Encoding: chunked\r\n\r\n", [b"10000\r\n" + b"x" * 0x10000 + b"\r\n"] * 40),
        ("Content-Length: 40\r\nContent-Encoding: gzip\r\n\r\n", [gzip.compress(b"0" * 9000)[:40]]),
        ("Content-Length: -1\r\n\r\n", []),
        ("Content-Length: 5\r\nContent-Length: 50\r\n\r\n", [b"x" * 50]),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", [b"0\r\n\r\n"]),
    ],
    ids=["claims 100 GB", "chunks without end", "packed", "negative", "two lengths", "length and chunks"],
)
def test_a_login_body_that_is_too_large_or_ambiguous_is_refused(pages: PagesServer, more: str, parts: list):
    said = raw_request(pages, HEAD + more, parts)
    first = said.split(b"\r\n")[0]
    assert not first or first.split()[1] in (b"400", b"403", b"411", b"413"), first
    assert requests.get(pages.url + "/health", timeout=120).text == "ok\n"


def test_a_form_of_very_many_fields_is_answered_and_logs_nobody_in(pages: PagesServer):
    visitor = pages.visitor()
    fields = "&".join(f"f{n}=x" for n in range(20_000))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.send("POST", "/login", data=f"_xsrf={visitor.xsrf()}&{fields}", headers=kind)
    assert answer.status_code in (400, 401, 413)


def test_a_websocket_unpacks_nothing(pages: PagesServer):
    """A packed message could be a thousand times what travels: the server does not take part."""
    visitor = pages.visitor("ter-officer-1")
    _, kernel = visitor.page()
    port = int(pages.url.rpartition(":")[2])
    head = (
        f"GET /api/kernels/{kernel}/channels?session_id=x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
        f"Cookie: {visitor.cookie_header()}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        line.sendall(head.encode())
        said = b""
        while b"\r\n\r\n" not in said:
            data = line.recv(4096)
            assert data, said
            said += data
    assert said.startswith(b"HTTP/1.1 101")
    assert b"sec-websocket-extensions" not in said.lower()


def test_no_limit_of_this_process_was_changed():
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
