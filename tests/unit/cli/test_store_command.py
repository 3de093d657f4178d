"""``riskkit store`` and ``riskkit user``, from the first command to a verified restore."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskkit.casework.attempts import note_kernel_attempt
from riskkit.casework.policy import Action, Role
from riskkit.cli import command
from riskkit.records import open_store
from riskkit.records.accounts import list_accounts
from riskkit.settings import settings


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "work"))
    settings.cache_clear()
    yield
    settings.cache_clear()


def run(*arguments: str) -> int:
    return command.run(list(arguments))


def accounts() -> dict[str, tuple[str, bool]]:
    store = open_store(settings().store_url)
    with store.reading() as connection:
        found = {each.name: (each.role, each.active) for each in list_accounts(connection)}
    store.close()
    return found


def test_nothing_works_before_there_is_a_store(capsys: pytest.CaptureFixture[str]):
    for words in (("check",), ("migrate",), ("backup", "x"), ("verify-audit",)):
        assert run("store", *words) == 2
    assert "riskkit store init" in capsys.readouterr().err


def test_from_init_to_a_verified_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert run("store", "init") == 0
    assert run("store", "init") == 0
    assert run("user", "add", "Anna", "officer", "--place", "Team TER") == 0
    assert run("store", "check") == 0
    assert run("store", "migrate") == 0
    assert run("store", "verify-audit") == 0
    backup = tmp_path / "backup.gz"
    assert run("store", "backup", str(backup)) == 0
    assert run("store", "backup", str(backup)) == 2
    monkeypatch.setenv("RISKKIT_SECRETS", str(tmp_path / "work" / "secrets"))
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "other"))
    settings.cache_clear()
    assert run("store", "restore", str(backup)) == 0
    assert run("store", "restore", str(backup)) == 2
    assert run("store", "verify-audit") == 0
    assert accounts() == {"anna": ("officer", True)}
    assert "1 entries follow each other" in capsys.readouterr().out


def test_accounts_come_change_and_go(capsys: pytest.CaptureFixture[str]):
    run("store", "init")
    assert run("user", "add", "anna", "officer", "--place", "Team TER") == 0
    said = capsys.readouterr().out
    assert "password (shown once)" in said
    assert run("user", "add", "anna", "officer", "--place", "Team TER") == 2
    assert run("user", "add", "bert", "officer") == 2
    assert run("user", "add", "bert", "boss") == 2
    assert run("user", "add", "b b", "inspector") == 2
    assert run("user", "role", "anna", "inspector") == 0
    assert run("user", "password", "anna") == 0
    assert run("user", "disable", "anna") == 0
    assert run("user", "disable", "nobody") == 2
    assert accounts() == {"anna": ("inspector", False)}
    assert run("user", "list") == 0
    assert "(disabled)" in capsys.readouterr().out


def test_a_password_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys):
    import io

    run("store", "init")
    for typed, code in (("a long enough one\n", 0), ("short\n", 2)):
        monkeypatch.setattr("typer.get_text_stream", lambda _, typed=typed: io.StringIO(typed))
        name = f"user{code}"
        assert run("user", "add", name, "inspector", "--password-stdin") == code
    assert "long enough" not in capsys.readouterr().out


def test_tampering_is_a_refusal_with_its_place(capsys: pytest.CaptureFixture[str]):
    import sqlite3

    run("store", "init")
    run("user", "add", "anna", "inspector")
    run("user", "disable", "anna")
    assert run("store", "verify-audit") == 0
    raw = sqlite3.connect(settings().workspace / "riskkit.db")
    raw.execute("DROP TRIGGER audit_no_update")
    raw.execute("UPDATE audit SET actor = 'x' WHERE seq = 1")
    raw.commit()
    raw.close()
    capsys.readouterr()
    assert run("store", "verify-audit") == 3
    assert run("store", "check") == 3
    said = capsys.readouterr().err
    assert "entry 1 was changed" in said
    assert "audit_no_update is missing" in said


def test_an_emptied_folder_of_checkpoints_is_a_refusal(capsys: pytest.CaptureFixture[str]):
    run("store", "init")
    run("user", "add", "anna", "steward")
    store = open_store(settings().store_url)
    for _ in range(100):
        note_kernel_attempt(store, "anna", owner="bert", at=datetime(2026, 1, 1, tzinfo=UTC))
    store.close()
    assert (run("store", "check"), run("store", "verify-audit")) == (0, 0)
    shutil.rmtree(settings().workspace / "checkpoints")
    capsys.readouterr()
    assert (run("store", "check"), run("store", "verify-audit")) == (3, 3)
    assert capsys.readouterr().err.count("the trail has 101 entries and no checkpoint") == 2
    assert not (settings().workspace / "checkpoints").exists()  # what is not whole is not signed


def test_the_policy_is_printed_from_the_table_that_is_enforced(capsys: pytest.CaptureFixture[str]):
    assert run("user", "policy") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["action", *(str(role) for role in Role)]
    assert {line.split()[0] for line in lines[2:]} == {str(action) for action in Action}


def test_settings_come_from_toml_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "riskkit.toml"
    file.write_text("retention_years = 7\nport = 9000\n")
    monkeypatch.setenv("RISKKIT_CONFIG", str(file))
    monkeypatch.setenv("RISKKIT_PORT", "9001")
    settings.cache_clear()
    assert (settings().retention_years, settings().port) == (7, 9001)
    monkeypatch.setenv("RISKKIT_CONFIG", str(tmp_path / "absent.toml"))
    settings.cache_clear()
    assert run("store", "check") == 2
