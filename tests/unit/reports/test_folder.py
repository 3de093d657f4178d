"""The folder of a report: claimed once, swept after a kill, never overwritten."""

import multiprocessing
import time
from pathlib import Path

import pytest

from riskkit.errors import OutputError
from riskkit.reports.folder import MARK, run_folder, sweep


def test_nothing_is_there_until_it_is_published_and_then_all(tmp_path: Path):
    out = tmp_path / "a" / "report"
    with run_folder(out) as place:
        (place.report / "page").write_text("whole")
        assert not out.exists()
        assert place.report.stat().st_dev == out.parent.stat().st_dev
        place.publish()
        assert (out / "page").read_text() == "whole"
    assert list(out.parent.iterdir()) == [out]


def test_an_error_leaves_nothing(tmp_path: Path):
    def stop() -> None:
        with run_folder(tmp_path / "out") as place:
            (place.report / "page").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stop()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_used_and_a_full_one_not(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    with run_folder(out) as place:
        place.publish()
    (out / "x").touch()
    with pytest.raises(OutputError, match="is not empty"), run_folder(out):
        pass


def test_what_appears_meanwhile_is_not_overwritten(tmp_path: Path):
    out = tmp_path / "out"
    with run_folder(out) as place:
        out.mkdir()
        (out / "other").write_text("theirs")
        with pytest.raises(OutputError, match="is not empty"):
            place.publish()
    assert (out / "other").read_text() == "theirs"


@pytest.mark.parametrize("kind", ["file", "link", "root", "under a file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, kind: str):
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("text")
    elif kind == "link":
        out.symlink_to(tmp_path)
    elif kind == "root":
        out = Path("/")
    else:
        (tmp_path / "file").touch()
        out = tmp_path / "file" / "out"
    with pytest.raises(OutputError), run_folder(out):
        pass


def test_dots_in_the_destination_are_followed_first(tmp_path: Path):
    (tmp_path / "a").mkdir()
    with run_folder(tmp_path / "a" / ".." / "b") as place:
        assert place.out == tmp_path / "b"


def _hold(out: Path, ready: str) -> None:
    with run_folder(out) as place:
        (place.report / "half").write_text("half")
        Path(ready).touch()
        time.sleep(60)


def _held(out: Path, ready: Path) -> multiprocessing.Process:
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(out, str(ready)))
    holder.start()
    deadline = time.monotonic() + 30
    while not ready.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return holder


def test_two_runs_into_one_folder_are_told_apart_from_a_killed_one(tmp_path: Path):
    out, ready = tmp_path / "out", tmp_path / "ready"
    holder = _held(out, ready)
    try:
        with pytest.raises(OutputError, match="another run is making a report now"), run_folder(out):
            pass
        assert sweep(tmp_path) == 0
        assert (tmp_path / f".out{MARK}" / "report" / "half").exists()
    finally:
        holder.kill()
        holder.join()
    assert not out.exists()
    with run_folder(out) as place:
        assert list(place.report.iterdir()) == []
        place.publish()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "ready"]


def test_the_next_start_sweeps_what_kills_left_for_other_reports_too(tmp_path: Path):
    left = tmp_path / f".other{MARK}"
    (left / "report").mkdir(parents=True)
    (left / "lock").touch()
    (left / "report" / "half").write_text("half")
    with run_folder(tmp_path / "out"):
        assert not left.exists()
