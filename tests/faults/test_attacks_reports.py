"""Attacks on the route that hands out reports: who gets them, what leaves, what it may do in a browser."""

from collections.abc import Iterator

import pytest

from riskkit.casework.access import Access
from riskkit.casework.report_folder import REPORT, STATE, RunState, owner_folder, write_whole
from riskkit.casework.report_runs import ask_for_report
from riskkit.records.audit import read_entries
from riskkit.settings import settings
from tests.faults.pages_server import PagesServer, Visitor
from tests.unit.casework.report_office import ROSSI

HOSTILE = "<script>fetch('https://example.org/')</script><img src=https://example.org/x>secret figures"
OWNER = "researcher-1"


@pytest.fixture(scope="module")
def report(pages: PagesServer) -> Iterator[str]:
    """The address of a finished report of the researcher, with a script in it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RISKKIT_WORKSPACE", str(pages.workspace))
        settings.cache_clear()
        store = pages.store()
        asked = ask_for_report(
            Access(store, OWNER), "base_rate", ROSSI, place="shipped", limit=300.0, pdf=False
        )
        store.close()
        run = owner_folder(OWNER) / asked.run
        (run / REPORT / "tables").mkdir(parents=True)
        for name in ("report.html", "report.ipynb", "report.pdf", "manifest.json", "tables/n.csv"):
            (run / REPORT / name).write_text(HOSTILE)
        write_whole(run / STATE, RunState(status="done"))
        yield f"/report/{asked.run}"
    settings.cache_clear()


@pytest.fixture(scope="module")
def owner(pages: PagesServer) -> Visitor:
    return pages.visitor(OWNER)


def test_the_owner_reads_it_in_a_page_that_can_do_nothing(owner: Visitor, report: str):
    answer = owner.get(f"{report}/report.html")
    assert (answer.status_code, answer.text) == (200, HOSTILE)
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert not [each for each in policy if each.startswith(("script-src", "connect-src"))]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == (
        "nosniff",
        "no-store",
    )
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("report.html?keep=1", "application/octet-stream"),
        ("report.pdf", "application/pdf"),
        ("report.ipynb", "application/octet-stream"),
        ("manifest.json", "application/json"),
        ("tables/n.csv", "text/csv"),
    ],
)
def test_every_other_file_is_kept_and_never_shown(owner: Visitor, report: str, name: str, kind: str):
    answer = owner.get(f"{report}/{name}")
    assert (answer.status_code, answer.text) == (200, HOSTILE)
    assert answer.headers["Content-Type"].partition(";")[0] == kind
    kept = name.partition("?")[0].rpartition("/")[2]
    run = report.rpartition("/")[2]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="riskkit-{run[:8]}-{kept}"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("user", ["steward-1", "ter-officer-1", "ter-supervisor-1", "inspector-1"])
def test_nobody_else_gets_it(pages: PagesServer, report: str, user: str):
    visitor = pages.visitor(user)
    theirs, none = (visitor.get(f"{path}/report.html") for path in (report, "/report/" + "0" * 32))
    assert (theirs.status_code, theirs.text) == (none.status_code, none.text)
    assert theirs.status_code == 404
    assert "secret figures" not in theirs.text


def test_without_a_login_it_leads_to_the_login(pages: PagesServer, report: str):
    answer = pages.visitor().get(f"{report}/report.html", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/login")
    assert pages.visitor().get(f"{report}/tables/n.csv").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../request.json", "/..%2frequest.json", "/%2e%2e/request.json", "/state.json", "/tables",
        "/tables/",
        "/tables/../../request.json", "/report.html/", "//report.html", "/report.html%00", "/report.html%0a",
        "", "/", "/..", "/../../../../riskkit.db", "/%2fetc%2fpasswd",
        "/tables/%2e%2e%2f%2e%2e%2frequest.json",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_the_report(owner: Visitor, report: str, path: str):
    answer = owner.get(report + path)
    assert answer.status_code == 404
    for said in ("base_rate", "parameters_sha256", "root:", "SQLite", "Traceback", "riskkit-runs"):
        assert said not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_can_only_be_read(owner: Visitor, report: str, method: str):
    assert owner.send(method, f"{report}/report.html").status_code in (403, 405)
    assert owner.get(f"{report}/report.html").status_code == 200


def test_every_reading_and_every_refusal_is_on_record(pages: PagesServer, owner: Visitor, report: str):
    run = report.rpartition("/")[2]
    owner.get(f"{report}/manifest.json")
    pages.visitor("steward-1").get(f"{report}/manifest.json")
    store = pages.store()
    with store.reading() as connection:
        notes = [each.note for each in read_entries(connection, at_most=100_000)]
    store.close()
    read = [(each.actor, each.outcome) for each in notes if each.subject == f"run {run[:8]}: manifest.json"]
    assert (OWNER, "done") in read
    assert ("steward-1", "refused") in read
