"""What a user types that is about no one's file yet: sealed, one's own, gone when sent or old."""

from datetime import timedelta
from pathlib import Path

import pytest

from riskkit.casework.access import Access
from riskkit.casework.own_drafts import FOLDER, LASTS, drop_own, keep_own, read_own
from riskkit.errors import AccessRefused, OutputError, StoreError
from riskkit.records.audit import read_entries
from riskkit.settings import settings
from tests.unit.casework.conftest import AT


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    settings.cache_clear()
    yield tmp_path / "workspace"
    settings.cache_clear()


def test_it_is_kept_sealed_for_its_writer_and_form_alone_until_it_is_dropped(sqlite_store, workspace):
    mine, theirs = Access(sqlite_store, "researcher-1", lambda: AT), Access(sqlite_store, "steward-1")
    keep_own(mine, "launcher", "half")
    keep_own(mine, "launcher", "a secret title")
    (file,) = (workspace / FOLDER).iterdir()
    assert b"secret" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    found = read_own(mine, "launcher")
    assert found is not None
    assert (found.content, found.saved_at) == ("a secret title", AT)
    assert read_own(mine, "glass") is None
    assert read_own(theirs, "launcher") is None
    drop_own(theirs, "launcher")
    assert read_own(mine, "launcher") is not None
    drop_own(mine, "launcher")
    assert read_own(mine, "launcher") is None
    assert list((workspace / FOLDER).iterdir()) == []
    with sqlite_store.reading() as connection:
        first = read_entries(connection)[0].note
    assert (first.action, first.subject, first.person) == ("form.keep_own", "draft, launcher", "")


def test_a_file_put_in_anothers_place_cannot_be_read(sqlite_store, workspace):
    keep_own(Access(sqlite_store, "researcher-1"), "launcher", "mine")
    (mine,) = (workspace / FOLDER).iterdir()
    content = mine.read_bytes()
    keep_own(Access(sqlite_store, "steward-1"), "launcher", "theirs")
    (theirs,) = set((workspace / FOLDER).iterdir()) - {mine}
    theirs.write_bytes(content)
    assert read_own(Access(sqlite_store, "steward-1"), "launcher") is None


def test_what_nobody_came_back_for_is_let_go_of(sqlite_store, workspace):
    keep_own(Access(sqlite_store, "officer-1", lambda: AT), "glass", "why")
    assert read_own(Access(sqlite_store, "officer-1", lambda: AT + LASTS), "glass") is not None
    late = AT + LASTS + timedelta(seconds=1)
    assert read_own(Access(sqlite_store, "officer-1", lambda: late), "glass") is None
    assert list((workspace / FOLDER).iterdir()) == []


def test_who_has_no_form_keeps_nothing_and_too_long_is_refused(sqlite_store, workspace):
    with pytest.raises(AccessRefused):
        keep_own(Access(sqlite_store, "inspector-1"), "launcher", "x")
    with pytest.raises(StoreError, match="too long"):
        keep_own(Access(sqlite_store, "steward-1"), "launcher", "x" * 1_000_001)
    assert not (workspace / FOLDER).exists()


def test_where_nothing_can_be_written_it_says_so(sqlite_store, workspace):
    workspace.mkdir()
    (workspace / FOLDER).write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        keep_own(Access(sqlite_store, "steward-1"), "launcher", "x")
