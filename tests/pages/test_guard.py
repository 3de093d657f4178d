"""The guard: the user gets a number, the log gets no person, the page goes on."""

import logging
import stat
from pathlib import Path

import pytest

from riskkit.errors import Fault, StoreError
from riskkit.pages import guard


def fail(text: str) -> None:
    raise ValueError(text)


def test_a_failure_gets_a_number_and_the_log_gets_no_person(caplog: pytest.LogCaptureFixture):
    told: list[str] = []
    with caplog.at_level(logging.ERROR, logger="riskkit.pages"):
        guard.guarded(lambda: fail("Mr A. Person, born 1 May"), told.append)
    assert len(told) == 1
    assert len(told[0]) == 8
    assert told[0] in caplog.text
    assert "ValueError" in caplog.text
    assert "test_guard.py" in caplog.text
    assert "Person" not in caplog.text


def test_our_own_message_is_logged_because_it_names_no_person():
    assert "store: was busy for 10 s" in guard.described(StoreError(Fault("store", "was busy for 10 s")))


def test_a_page_that_cannot_be_built_is_logged_and_still_fails(caplog: pytest.LogCaptureFixture):
    with (
        caplog.at_level(logging.ERROR, logger="riskkit.pages"),
        pytest.raises(ValueError, match="Mr A"),
        guard.logged(),
    ):
        fail("Mr A. Person")
    assert "page not built: ValueError" in caplog.text
    assert "Person" not in caplog.text


def test_what_works_is_not_reported():
    told: list[str] = []
    guard.guarded(lambda: None, told.append)
    assert told == []


def test_the_log_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = logging.Logger("own")
    monkeypatch.setattr(guard, "LOG", own)
    guard.log_to(tmp_path / "logs")
    guard.log_to(tmp_path / "logs")
    assert len(own.handlers) == 1
    guard.guarded(lambda: fail("x"), lambda _: None)
    log = tmp_path / "logs" / "pages.log"
    assert "failure" in log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    own.handlers[0].close()
