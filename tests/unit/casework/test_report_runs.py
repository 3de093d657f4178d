"""Reports that are asked for: by whom, with which files, where they are written, who may read them."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from riskkit.casework.report_data import data_files, data_folder, locate_inside
from riskkit.casework.report_folder import (
    REPORT,
    STATE,
    RunState,
    is_served,
    locked,
    owner_folder,
    read_runs,
    write_whole,
)
from riskkit.casework.report_runs import (
    MOST_WAITING,
    ask_for_report,
    cancel_run,
    check_request,
    own_runs,
    progress_of,
    read_report_file,
    report_files,
)
from riskkit.errors import AccessRefused, OutputError, ParameterError
from riskkit.parameters.registry import NOTEBOOKS
from riskkit.parameters.typed import check_parameters
from tests.unit.casework.report_office import ROSSI, as_, office, trail

COUNTS = "group,outcome,n_events,n,followed,source\nA,x,1,9,a year,nobody\n"


@pytest.fixture
def store(tmp_path: Path):
    with office(tmp_path / "workspace") as opened:
        yield opened


def ask(store, user="researcher-1", values=ROSSI, place="shipped", limit=300.0, notebook="base_rate"):
    return ask_for_report(as_(store, user), notebook, values, place=place, limit=limit, pdf=False)


def from_file(source: str) -> dict:
    return {"title": ROSSI["title"], "counts": {"source": source}}


def test_a_request_is_kept_for_its_owner_alone_and_is_on_record(store, tmp_path):
    made = ask(store)
    text = json.dumps(ROSSI, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    assert (made.owner, made.notebook, made.parameters_sha256) == ("researcher-1", "base_rate", fingerprint)
    subject = f"run {made.run[:8]}: base_rate, parameters {fingerprint[:16]}, asked"
    assert trail(store) == [("researcher-1", "report.run", "done", subject)]
    folder = owner_folder("researcher-1")
    assert folder.is_relative_to(tmp_path / "workspace" / "reports")
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / made.run)] == ["0o700", "0o700"]
    assert oct((folder / made.run / "request.json").stat().st_mode & 0o777) == "0o600"
    assert [(request, state.status) for request, state in own_runs(as_(store, "researcher-1"))] == [
        (made, "queued")
    ]
    assert own_runs(as_(store, "researcher-2")) == ()
    assert progress_of(as_(store, "researcher-2")) == ()


@pytest.mark.parametrize("user", ["officer-1", "unit-1", "supervisor-1", "inspector-1", "nobody"])
def test_another_role_asks_for_nothing_and_that_is_on_record(store, tmp_path, user):
    for refused in (
        lambda: ask(store, user),
        lambda: own_runs(as_(store, user)),
        lambda: cancel_run(as_(store, user), "0" * 32),
        lambda: read_report_file(as_(store, user), "0" * 32, "report.html"),
    ):
        with pytest.raises(AccessRefused):
            refused()
    assert {outcome for _, _, outcome, _ in trail(store)} == {"refused"}
    assert len(trail(store)) == 4
    assert not (tmp_path / "workspace" / "reports").exists()


def test_a_steward_may_ask_too(store):
    assert ask(store, "steward-1").owner == "steward-1"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({**ROSSI, "horizon": "52"}, "'horizon'"),
        ({**ROSSI, "import os": 1}, "is not a known name"),
        ({**ROSSI, "x=1\n__import__('os').system('id')\ny": 1}, "is not a known name"),
        ({**ROSSI, "power": float("inf")}, "text, number, list or mapping"),
        ({**ROSSI, "title": {"nl": "a\x00b", "en": "c"}}, "'title.nl'"),
        ({}, "'title': is missing"),
    ],
)
def test_hostile_names_and_values_are_refused_as_by_the_command(store, values, said):
    with pytest.raises(ParameterError, match=said):
        ask(store, values=values)
    assert read_runs(owner_folder("researcher-1")) == ()


@pytest.mark.parametrize("notebook", ["../base_rate", "base_rate.ipynb", "/etc/passwd", "", "models"])
def test_a_notebook_is_one_of_ours(store, notebook):
    with pytest.raises(ParameterError, match="is not known"):
        ask(store, notebook=notebook)


@pytest.mark.parametrize(("place", "limit"), [("/", 300.0), ("office", 1e9), ("shipped", 0.0)])
def test_the_folder_and_the_time_are_what_the_page_offers(place, limit):
    with pytest.raises(ParameterError, match="what the page offers"):
        check_request("base_rate", ROSSI, place=place, limit=limit)


@pytest.fixture
def office_data(store, tmp_path: Path) -> Path:
    """The office's folder of data, with one file, and files that are none of a researcher's business."""
    folder = data_folder("office", "base_rate")
    (folder / "2026").mkdir(parents=True)
    (folder / "counts.csv").write_text(COUNTS)
    (folder / "2026" / "counts.csv").write_text(COUNTS)
    (folder / "notes.txt").write_text("no data")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "counts.csv").write_text(COUNTS)
    (folder / "link.csv").symlink_to(secret / "counts.csv")
    (folder / "linked").symlink_to(secret)
    (folder / "own.csv").symlink_to(folder / "counts.csv")
    return folder


def test_files_of_the_folder_are_offered_and_taken(store, office_data: Path):
    assert data_files(office_data) == ("2026/counts.csv", "counts.csv", "own.csv")
    for name in data_files(office_data):
        found = check_request("base_rate", from_file(name), place="office", limit=300.0)
        assert Path(found.counts.source).read_text() == COUNTS
    assert ask(store, values=from_file("counts.csv"), place="office").values["counts"] == {
        "source": "counts.csv"
    }
    assert data_files(office_data / "nowhere") == ()


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd", "../../../../../../etc/passwd", "{secret}", "../../secret/counts.csv", "link.csv",
        "linked/counts.csv", "2026/../../../secret/counts.csv", "2026", ".", "nowhere.csv", "x" * 300,
        "~/counts.csv", "file:///etc/passwd", "https://example.org/counts.csv",
    ],
)  # fmt: skip
def test_a_file_elsewhere_is_refused_in_the_same_words_as_one_that_is_not_there(
    store, office_data: Path, tmp_path: Path, source: str
):
    source = source.replace("{secret}", str(tmp_path / "secret" / "counts.csv"))
    with pytest.raises(ParameterError) as refused:
        ask(store, values=from_file(source), place="office")
    (fault,) = refused.value.faults
    assert fault.problem == "is not among the data files"
    assert "secret" not in str(fault)
    assert "passwd" not in str(fault)
    assert read_runs(owner_folder("researcher-1")) == ()


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS))
def test_every_notebook_finds_the_files_of_its_own_examples_only(notebook, tmp_path):
    from riskkit.parameters import read_parameters

    folder = data_folder("shipped", notebook)
    for path in sorted(folder.glob("*.yaml")):
        read = read_parameters(path, NOTEBOOKS[notebook])
        assert locate_inside(read, folder) == read.located(folder)
        if read.located(folder) != read:
            with pytest.raises(ParameterError, match="is not among the data files"):
                locate_inside(read, tmp_path)
            with pytest.raises(ParameterError, match="is not among the data files"):
                locate_inside(read.located(folder), tmp_path)


def test_only_so_many_reports_wait_for_one_user(store):
    asked = [ask(store) for _ in range(MOST_WAITING)]
    with pytest.raises(AccessRefused, match=f"{MOST_WAITING} reports wait already"):
        ask(store)
    assert trail(store)[-1][1:3] == ("report.run", "refused")
    ask(store, "researcher-2")
    folder = owner_folder("researcher-1")
    write_whole(folder / asked[0].run / STATE, RunState(status="done"))
    assert ask(store)


@pytest.mark.parametrize("part", ["reports", "reports/of-users", "user"])
def test_no_link_leads_a_report_elsewhere(store, tmp_path: Path, part: str):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if part == "user":
        own = owner_folder("researcher-1")
        own.rmdir()
    else:
        own = tmp_path / "workspace" / part
        own.parent.mkdir(parents=True, exist_ok=True)
    own.symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is a link"):
        ask(store)
    assert list(elsewhere.iterdir()) == []


def finished(store, user="researcher-1") -> str:
    """A report that is done, with files in it."""
    run = ask(store, user).run
    report = owner_folder(user) / run / REPORT
    (report / "tables").mkdir(parents=True)
    for name in ("report.html", "manifest.json", "tables/counts.csv", "work.txt"):
        (report / name).write_text(name)
    write_whole(owner_folder(user) / run / STATE, RunState(status="done"))
    return run


def test_the_owner_reads_the_files_of_a_report_and_each_reading_is_on_record(store):
    run, access = finished(store), as_(store, "researcher-1")
    assert report_files(access, run) == ("manifest.json", "report.html", "tables/counts.csv")
    for name in report_files(access, run):
        assert read_report_file(access, run, name) == name.encode()
        assert trail(store)[-1] == ("researcher-1", "report.read", "done", f"run {run[:8]}: {name}")


@pytest.mark.parametrize("climb", ["", "../researcher-1/"])
def test_another_user_learns_no_file_names_of_a_report(store, climb: str):
    run = finished(store)
    owner_folder("researcher-2")
    with pytest.raises(AccessRefused, match="no such report of yours"):
        report_files(as_(store, "researcher-2"), climb + run)


@pytest.mark.parametrize(
    "name",
    [
        "work.txt", "../request.json", "../state.json", "tables", "", "/etc/passwd", "tables/../report.html",
        "tables/../../request.json", "report.html/..", "report.pdf", "tables/.csv", "tables/a/b.csv",
        "report.html\x00", "REPORT.HTML", "tables/counts.csv\n",
    ],
)  # fmt: skip
def test_nothing_else_of_a_report_is_handed_out(store, name: str):
    run = finished(store)
    with pytest.raises(AccessRefused, match="no such file"):
        read_report_file(as_(store, "researcher-1"), run, name)
    assert trail(store)[-1][2] == "refused"
    assert "\x00" not in trail(store)[-1][3]


def test_a_link_in_a_report_leads_nowhere(store, tmp_path: Path):
    run, access = finished(store), as_(store, "researcher-1")
    report = owner_folder("researcher-1") / run / REPORT
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "counts.csv").write_text("secret")
    (report / "report.html").unlink()
    (report / "report.html").symlink_to(outside / "counts.csv")
    (report / "tables" / "counts.csv").unlink()
    (report / "tables").rmdir()
    (report / "tables").symlink_to(outside)
    os.mkfifo(report / "report.pdf")  # never waited for
    for name in ("report.html", "tables/counts.csv"):
        with pytest.raises(AccessRefused, match="no such file"):
            read_report_file(access, run, name)
    assert read_report_file(access, run, "report.pdf") == b""


@pytest.mark.parametrize("run", ["theirs", "0" * 32, "..", "../x", "", "A" * 32, "0" * 33])
def test_somebody_elses_report_is_as_good_as_none(store, run: str):
    theirs = finished(store, "researcher-2")
    asked = theirs if run == "theirs" else run
    for refused in (
        lambda: read_report_file(as_(store, "researcher-1"), asked, "report.html"),
        lambda: cancel_run(as_(store, "researcher-1"), asked),
    ):
        with pytest.raises(AccessRefused, match="no such report of yours"):
            refused()


def test_a_run_of_another_owner_in_the_own_folder_is_not_shown(store):
    """A folder that was copied by hand still belongs to whoever asked."""
    run = finished(store, "researcher-2")
    mine = owner_folder("researcher-1")
    (owner_folder("researcher-2") / run).rename(mine / run)
    assert progress_of(as_(store, "researcher-1")) == ()
    with pytest.raises(AccessRefused, match="no such report of yours"):
        read_report_file(as_(store, "researcher-1"), run, "report.html")


def test_a_run_is_stopped_by_its_owner_and_one_that_has_ended_is_left_alone(store):
    waiting, over, access = ask(store).run, finished(store), as_(store, "researcher-1")
    folder = owner_folder("researcher-1")
    cancel_run(access, waiting)
    cancel_run(access, over)
    assert (folder / waiting / "cancel").exists()
    assert not (folder / over / "cancel").exists()


def test_what_cannot_be_read_is_no_run_and_a_torn_state_is_as_before_any(store):
    run = ask(store).run
    folder = owner_folder("researcher-1")
    (folder / run / STATE).write_text('{"status": "do')
    ((request, state),) = read_runs(folder)
    assert (request.run, state) == (run, RunState())
    (folder / run / "request.json").write_text("{}")
    (folder / "lost+found").mkdir()
    assert read_runs(folder) == ()


def test_a_queue_is_served_while_somebody_holds_it(store):
    folder = owner_folder("researcher-1")
    assert not is_served(folder)
    with locked(folder / "lock") as ours:
        assert ours
        assert is_served(folder)
    assert not is_served(folder)


def test_a_public_cohort_needs_no_folder(tmp_path: Path):
    checked = check_parameters(ROSSI, NOTEBOOKS["base_rate"])
    assert locate_inside(checked, tmp_path / "nowhere") == checked
