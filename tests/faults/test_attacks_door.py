"""Attacks on the door: routes without a login, files, forged cookies, guessing, other sites."""

import hashlib
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import requests
from sqlalchemy import text

from tests.faults.pages_server import PagesServer, Visitor, environment

ROUTES = """
import json, sys
from pathlib import Path
from riskkit.pages.server import GatedVoila
from riskkit.pages.serving_settings import voila_config
from riskkit.pages.gate import Gate
app = GatedVoila(config=voila_config(Path(sys.argv[1]), port=1, port_retries=0, cull_seconds=9, secure=False))
app.store = None
app.access_log = None
app.initialize(argv=[])
app.connection_dir = "/tmp"
settings = app.init_settings()
routes = [(each[0], issubclass(each[1], Gate), each[1].__name__) for each in app.init_handlers()]
print(json.dumps([routes, issubclass(settings["default_handler_class"], Gate)]))
"""
OPEN = {"LoginHandler", "LogoutHandler", "HealthHandler"}
SAMPLES = (
    (r"\(\?P<kernel_id>[^)]*\)", "12345678-1234-1234-1234-123456789abc"),
    (r"\(\?P<path>.*\)$", "/x"), (r"\(\.\*\)", "x"), (r"\\", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def routes(pages: PagesServer) -> list[tuple[str, bool, str]]:
    done = subprocess.run(
        [sys.executable, "-c", ROUTES, str(pages.workspace / "dashboards")],
        env=environment(pages.workspace), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found, default_is_gated = json.loads(done.stdout.splitlines()[-1])
    assert default_is_gated
    return found


def test_promise_1_every_route_stands_behind_the_gate(routes):
    assert len(routes) > 8
    assert {name for _, gated, name in routes if not gated} == OPEN


def test_promise_1_no_route_answers_without_a_login(pages: PagesServer, routes):
    for pattern, _, name in routes:
        path = pattern
        for found, sample in SAMPLES:
            path = re.sub(found, sample, path)
        for method in ("GET", "POST", "DELETE", "PUT", "HEAD"):
            answer = pages.visitor().send(method, path or "/")
            if name in OPEN:
                continue
            assert answer.status_code in (302, 403, 404, 405), (method, path)
            if answer.status_code == 302:
                assert answer.headers["Location"] == "/login"
            assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/voila/render/index.ipynb", "/voila/render/probe.ipynb", "/voila/render/assessment.ipynb", "/",
        "/voila/files/probe.ipynb", "/voila/files/secret.png", "/voila/files/secret.csv", "/voila/tree",
        "/voila/api/contents", "/voila/api/contents/probe.ipynb", "/voila/static/voila.js", "/api/kernels",
        "/voila/templates/riskkit/static/riskkit.css", "/voila/labextensions/anywidget/package.json",
        "/voila/query/12345678-1234-1234-1234-123456789abc", "/metrics", "/api/sessions", "/api/contents",
        "/files/probe.ipynb", "/tree", "/lab", "/terminals/1", "/api/terminals", "/api/kernelspecs",
        "/voila/render/index.ipynb?token=x", "/login/../voila/render/index.ipynb",
        "//voila/render/index.ipynb",
    ],
)  # fmt: skip
def test_nothing_is_shown_to_someone_who_is_not_logged_in(pages: PagesServer, path: str):
    answer = pages.visitor().get(path)
    assert answer.status_code in (302, 403, 404)
    assert answer.headers.get("Location", "/login") == "/login"
    assert len(answer.content) < 200


@pytest.mark.parametrize(
    "path",
    [
        "/voila/files/probe.ipynb", "/voila/files/secret.png", "/voila/files/secret.csv", "/voila/tree",
        "/voila/api/contents/probe.ipynb", "/voila/render/probe.py", "/voila/render/secret.csv",
        "/voila/static/../../../../etc/passwd", "/voila/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/voila/static//etc/passwd", "/voila/static/..%2f..%2f..%2fetc%2fpasswd",
        "/voila/templates/riskkit/static/../../../../../etc/passwd", "/voila/templates/..%2f/static/x",
        "/voila/templates/riskkit/static/../index.html.j2",
        "/voila/templates/riskkit/static/%2e%2e/conf.json",
        "/voila/labextensions/../../../../etc/passwd", "/voila/labextensions/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/voila/api/themes/../../../etc/passwd", "/voila/render/../../../../etc/passwd",
        "/voila/render/%2e%2e/%2e%2e/etc/passwd.ipynb", "/voila/static/\\..\\..\\etc\\passwd",
        "/voila/static/%00", "/voila/templates/x", "/voila/templates/",
    ],
)  # fmt: skip
def test_no_source_or_file_leaves_even_to_someone_logged_in(alice: Visitor, path: str):
    answer = alice.get(path)
    assert answer.status_code >= 300
    for said in ("root:", "secret", "marker = os", "traitlet_configuration", "Traceback", "extends"):
        assert said not in answer.text


@pytest.fixture(scope="module")
def alice(pages: PagesServer) -> Visitor:
    return pages.visitor("ter-officer-1")


def test_a_page_shows_no_source_and_says_nothing_of_itself(alice: Visitor):
    html, _ = alice.page()
    assert "import ipywidgets" not in html
    assert "marker = os" not in html
    answer = alice.get("/login")
    assert answer.headers["Server"] == "riskkit"


@pytest.mark.parametrize(
    "cookie",
    [
        "forged",
        "",
        "ter-officer-1",
        "ter-officer-1|1",
        '"2|1:0|10:1|15:riskkit-session|4:eA==|0"',
        "x" * 4000,
    ],
)
def test_a_forged_cookie_opens_nothing(pages: PagesServer, cookie: str):
    visitor = pages.visitor()
    visitor.session.cookies.set("riskkit-session", cookie)
    assert visitor.get("/voila/render/probe.ipynb").status_code == 302
    assert visitor.get("/voila/static/voila.js").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "token x"}, {"Authorization": "Bearer x"}, {"Authorization": "Basic YTpi"},
        {"X-Forwarded-User": "ter-officer-1"}, {"X-Riskkit-User": "ter-officer-1"},
        {"Remote-User": "ter-officer-1"}, {"X-Original-URL": "/voila/render/probe.ipynb"},
        {"X-Forwarded-For": "127.0.0.1"}, {"X-HTTP-Method-Override": "GET"},
    ],
    ids=lambda each: next(iter(each)),
)  # fmt: skip
def test_no_header_is_an_identity(pages: PagesServer, headers: dict[str, str]):
    assert pages.visitor().get("/voila/render/probe.ipynb", headers=headers).status_code == 302


def test_promise_6_login_does_not_tell_users_apart(pages: PagesServer):
    """The quickest of five counts: what else the machine does only ever adds to a time."""
    seen: dict[str, list[float]] = {"wrong": [], "unknown": [], "sql": []}
    known = sorted(pages.passwords)
    for turn in range(5):
        names = {"wrong": known[turn], "unknown": f"nobody-{turn}", "sql": f"ter-officer-1' OR {turn}=1 --"}
        for kind, name in names.items():
            visitor = pages.visitor()
            token, started = visitor.xsrf(), time.perf_counter()
            data = {"_xsrf": token, "username": name, "password": "wrong password"}
            answer = visitor.send("POST", "/login", data=data)
            seen[kind].append(time.perf_counter() - started)
            assert answer.status_code == 401
            assert "horen niet bij elkaar" in answer.text
    quickest = [min(times) for times in seen.values()]
    assert max(quickest) < 6 * min(quickest)  # the hash is worked out for all alike


def test_promise_6_guessing_is_stopped(pages: PagesServer):
    visitor, name = pages.visitor(), "unit-a-officer-1"
    codes: list[int] = []
    while 429 not in codes and len(codes) < 16:  # each failure doubles the wait: 1, 2, 4 ... s
        codes.append(visitor.log_in(name, f"guess number {len(codes)}").status_code)
    assert codes[:3] == [401, 401, 401]
    assert codes[-1] == 429
    wait_long(pages, name)
    assert visitor.log_in(name, pages.passwords[name]).status_code == 429
    assert pages.visitor("ter-officer-2").get("/voila/static/voila.js").status_code == 200  # others go on


def wait_long(pages: PagesServer, name: str) -> None:
    """Let a name wait as long as after many failures, however slow this machine is."""
    store = pages.store()
    slot = hashlib.sha256(name.encode()).hexdigest()
    with store.writing() as connection:
        found = connection.execute(
            text("UPDATE login_guard SET failures = 20, last_at = :now WHERE name = :slot"),
            {"now": datetime.now(UTC).isoformat(), "slot": slot},
        )
    assert found.rowcount == 1
    store.close()


def test_a_login_without_its_xsrf_token_is_refused(pages: PagesServer):
    password = pages.passwords["ter-officer-1"]
    data = {"username": "ter-officer-1", "password": password}
    assert pages.visitor().send("POST", "/login", data=data).status_code == 403
    visitor = pages.visitor()
    visitor.xsrf()
    assert visitor.send("POST", "/login", data={**data, "_xsrf": "2|x|y|1"}).status_code == 403


def test_a_login_from_another_site_is_refused(pages: PagesServer):
    visitor = pages.visitor()
    data = {"_xsrf": visitor.xsrf(), "username": "x", "password": "y"}
    answer = visitor.send("POST", "/login", data=data, headers={"Origin": "https://evil.example"})
    assert answer.status_code in (403, 404)


def test_a_planted_session_is_not_taken_over(pages: PagesServer):
    attacker = pages.visitor("ter-officer-2")
    planted = attacker.session.cookies["riskkit-session"]
    victim = pages.visitor()
    victim.session.cookies.set("riskkit-session", planted, domain="127.0.0.1", path="/")
    victim.log_in("ter-officer-1", pages.passwords["ter-officer-1"])
    mine = victim.session.cookies.get("riskkit-session", domain="127.0.0.1", path="/")
    assert mine != planted
    assert attacker.get("/voila/static/voila.js").status_code == 403  # and the planted one has ended


def test_a_session_is_over_after_logging_out_and_cannot_be_replayed(pages: PagesServer):
    visitor = pages.visitor("ter-officer-2")
    kept = visitor.session.cookies["riskkit-session"]
    visitor.page()
    token = visitor.session.cookies["_xsrf"]
    assert visitor.send("POST", "/logout", data={"_xsrf": token}).status_code == 302
    replay = pages.visitor()
    replay.session.cookies.set("riskkit-session", kept)
    assert replay.get("/voila/static/voila.js").status_code == 403


def test_logging_out_needs_its_xsrf_token(pages: PagesServer):
    visitor = pages.visitor("ter-officer-2")
    assert visitor.send("POST", "/logout").status_code == 403
    assert visitor.get("/voila/static/voila.js").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(pages: PagesServer):
    visitor = pages.visitor()
    answer = visitor.log_in("ter-officer-2", pages.passwords["ter-officer-2"])
    cookie = next(part for part in answer.raw.headers.getlist("Set-Cookie") if "riskkit-session" in part)
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize("path", ["/login", "/voila/render/probe.ipynb", "/voila/static/voila.js", "/health"])
def test_no_page_can_be_framed_or_run_script_from_elsewhere(alice: Visitor, path: str):
    headers = alice.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"https?:|\*", policy)


def test_the_login_page_runs_no_script(pages: PagesServer):
    answer = pages.visitor().get("/login")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_what_is_typed_at_the_login_is_not_shown_again(pages: PagesServer, text: str):
    answer = pages.visitor().log_in(text, "wrong password", next=text, language=text)
    assert text not in answer.text
    assert "49" not in answer.text.split("</style>")[1].split("_xsrf")[0]


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "\\\\evil.example", "/logout"])
def test_a_login_leads_to_our_first_page_only(pages: PagesServer, target: str):
    visitor = pages.visitor()
    answer = visitor.log_in("ter-officer-2", pages.passwords["ter-officer-2"], next=target)
    assert answer.headers["Location"] == "/voila/render/index.ipynb"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_another_host_name_is_refused(pages: PagesServer, host: str):
    for path in ("/login", "/health", "/voila/static/voila.js"):
        assert pages.visitor().get(path, headers={"Host": host}).status_code in (400, 403)


def test_oversize_requests_are_refused(pages: PagesServer):
    visitor = pages.visitor()
    token = visitor.xsrf()
    for size in (300_000, 3_000_000):
        data = {"_xsrf": token, "username": "x", "password": "y" * size}
        try:
            code = visitor.send("POST", "/login", data=data).status_code
        except requests.RequestException:  # hung up on
            code = 413
        assert code in (400, 413)
    assert requests.get(pages.url + "/health", timeout=120).status_code == 200


def test_an_endless_header_is_refused(pages: PagesServer):
    try:
        code = pages.visitor().get("/login", headers={"X-Long": "x" * 200_000}).status_code
    except requests.RequestException:  # hung up on
        code = 431
    assert code in (400, 431)


def test_a_failure_shows_no_traceback(alice: Visitor):
    for path in (
        "/voila/templates/x",
        "/voila/render/absent.ipynb",
        "/api/kernels/x",
        "/voila/api/shutdown/x",
    ):
        text = alice.get(path, headers={"Accept": "text/html"}).text
        assert "Traceback" not in text
        assert "site-packages" not in text
        assert "tornado" not in text.lower()


def test_no_log_names_a_person_or_a_password(pages: PagesServer):
    logs = "".join(each.read_text() for each in (pages.workspace / "logs").glob("*"))
    logs += (pages.workspace / "out.log").read_text()
    assert "LoginHandler" in logs
    for secret in (*pages.passwords.values(), "wrong password", "guess number", "SYN-0", "Amber", "forged"):
        assert secret not in logs


def test_files_of_the_server_are_private(pages: PagesServer):
    for path in (*pages.workspace.glob("riskkit.db*"), *(pages.workspace / "logs").glob("serve.log")):
        assert path.stat().st_mode & 0o077 == 0, path.name
