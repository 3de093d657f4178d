"""Logging in: right, wrong, guessed, too late, revoked, and with the clock set back."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from riskkit.casework import passwords
from riskkit.casework.administration import disable_user
from riskkit.casework.logins import confirm, log_in, log_out, session_owner, wait_after
from riskkit.casework.passwords import fits, hash_password, throw_away_password
from riskkit.errors import LoginRefused, ParameterError
from riskkit.records.accounts import change_account
from riskkit.records.audit import AuditNote, append_entry, last_entry, read_entries
from riskkit.records.checkpoints import read_checkpoints
from tests.unit.casework.conftest import AT

PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch):
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    monkeypatch.setattr(passwords, "_decoy", lambda: quick.hash("nobody's"))


@pytest.fixture
def door(sqlite_store):
    return with_password(sqlite_store)


def with_password(store):
    with store.writing() as connection:
        change_account(connection, "officer-1", password_hash=hash_password(PASSWORD))
    return store


def test_the_same_on_both_databases(store):
    test_a_session_holds_until_logout(with_password(store))
    test_guessing_is_slowed_down_for_known_and_unknown_names_alike(store, "officer-1")
    test_any_change_of_the_account_ends_its_sessions(store, {"active": 0})


def test_hashes_are_argon2id_salted_and_checked_for_length():
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert fits(PASSWORD, one)
    assert not fits(PASSWORD + " ", one)
    assert not fits(PASSWORD, None)
    assert not fits(PASSWORD, "no hash")
    for bad in ("short", "x" * 257):
        with pytest.raises(ParameterError, match="12 to 256"):
            hash_password(bad)


def test_made_up_passwords_are_long_and_differ():
    made = {throw_away_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) >= 12 for each in made)


def test_a_session_holds_until_logout(door):
    session = log_in(door, " Officer-1 ", PASSWORD, at=AT)
    owner = session_owner(door, session.token, at=AT + MINUTE)
    assert owner is not None
    assert owner.name == "officer-1"
    log_out(door, session.token, at=AT + MINUTE)
    assert session_owner(door, session.token, at=AT + MINUTE) is None
    log_out(door, session.token, at=AT + MINUTE)


def test_the_store_does_not_know_the_token(door):
    token = log_in(door, "officer-1", PASSWORD, at=AT).token
    with door.reading() as connection:
        kept = connection.execute(text("SELECT token_hash FROM login_session")).scalar_one()
    assert token not in kept
    assert session_owner(door, kept, at=AT) is None


def test_every_login_makes_a_new_token(door):
    assert (
        log_in(door, "officer-1", PASSWORD, at=AT).token != log_in(door, "officer-1", PASSWORD, at=AT).token
    )


@pytest.mark.parametrize(
    ("name", "password"),
    [("officer-1", "wrong password 1"), ("nobody", PASSWORD), ("officer-2", PASSWORD), ("", ""),
     ("officer-1' --", PASSWORD), ("officer-1", ""), ("officer-1", PASSWORD.upper()),
     ("officer-1", "x" * 9999)],
)  # fmt: skip
def test_wrong_unknown_and_empty_get_the_same_answer(door, name: str, password: str):
    with pytest.raises(LoginRefused, match="do not match"):
        log_in(door, name, password, at=AT)


def test_an_inactive_account_gets_that_answer_too(door):
    with door.writing() as connection:
        change_account(connection, "officer-1", active=0)
    with pytest.raises(LoginRefused, match="do not match"):
        log_in(door, "officer-1", PASSWORD, at=AT)


def test_waiting_doubles_up_to_a_quarter_of_an_hour():
    waits = [wait_after(n).total_seconds() for n in (0, 1, 2, 3, 4, 5, 10, 12, 13, 500)]
    assert waits == [0, 0, 0, 1, 2, 4, 128, 512, 900, 900]


@pytest.mark.parametrize("name", ["officer-1", "nobody at all"])
def test_guessing_is_slowed_down_for_known_and_unknown_names_alike(door, name: str):
    at, said = AT, []
    for _ in range(60):  # one guess a second
        with pytest.raises(LoginRefused) as caught:
            log_in(door, name, "guess number one", at=at)
        said.append("wait" if "too many" in str(caught.value) else "wrong")
        at += timedelta(seconds=1)
    # Tried at once three times, then after 1, 2, 4, 8, 16 seconds: 3 + 5 tries, and one at 31 s more.
    assert said.count("wrong") == 8
    if name == "officer-1":
        with pytest.raises(LoginRefused, match="too many"):
            log_in(door, name, PASSWORD, at=at)
        assert log_in(door, name, PASSWORD, at=at + timedelta(minutes=15)).token
        with pytest.raises(LoginRefused, match="do not match"):
            log_in(door, name, "guess number one", at=at + timedelta(minutes=15))


def test_idle_and_absolute_limits(door):
    token = log_in(door, "officer-1", PASSWORD, at=AT).token
    assert session_owner(door, token, at=AT + 30 * MINUTE) is not None
    assert session_owner(door, token, at=AT + 60 * MINUTE) is not None
    assert session_owner(door, token, at=AT + 91 * MINUTE) is None
    token = log_in(door, "officer-1", PASSWORD, at=AT).token
    at = AT
    while at < AT + timedelta(hours=10):
        assert session_owner(door, token, at=at) is not None
        at += 10 * MINUTE
    assert session_owner(door, token, at=AT + timedelta(hours=10, seconds=1)) is None


@pytest.mark.parametrize(
    "change", [{"active": 0}, {"role": "inspector"}, {"password_hash": "none"}, {"place": "Team Other"}]
)
def test_any_change_of_the_account_ends_its_sessions(door, change):
    at = AT + timedelta(hours=1)
    token = log_in(door, "officer-1", PASSWORD, at=at).token
    with door.writing() as connection:
        change_account(connection, "officer-1", **change)
    assert session_owner(door, token, at=at) is None


def test_a_clock_set_back_does_not_lengthen_a_session(door):
    token = log_in(door, "officer-1", PASSWORD, at=AT).token
    assert session_owner(door, token, at=AT - MINUTE) is not None
    assert session_owner(door, token, at=AT - timedelta(days=1)) is None


def test_a_clock_set_back_does_not_lock_out_for_ever(door):
    for _ in range(3):
        with pytest.raises(LoginRefused):
            log_in(door, "officer-1", "wrong password 1", at=AT)
    assert log_in(door, "officer-1", PASSWORD, at=AT - timedelta(days=1)).token


def test_logins_are_on_record_without_what_was_typed(door):
    log_in(door, "officer-1", PASSWORD, at=AT)
    for name in ("officer-1", "mypassword123 typed in the wrong field"):
        with pytest.raises(LoginRefused):
            log_in(door, name, "wrong password 1", at=AT)
    with door.reading() as connection:
        notes = [each.note for each in read_entries(connection)]
        counted = connection.execute(text("SELECT name FROM login_guard")).scalars().all()
    assert [(n.actor, n.action, n.outcome) for n in notes] == [
        ("officer-1", "login", "done"), ("officer-1", "login", "refused"), ("(unknown)", "login", "refused"),
    ]  # fmt: skip
    assert all(len(each) == 64 for each in counted)


def test_wrong_unknown_and_inactive_take_as_long(door, monkeypatch: pytest.MonkeyPatch):
    calls: list[str] = []
    real = passwords._hasher().verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            calls.append(stored[:9])
            return real(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    with door.writing() as connection:
        change_account(connection, "officer-2", active=0, password_hash=passwords._decoy())
    for name in ("officer-1", "nobody", "officer-2"):
        with pytest.raises(LoginRefused):
            log_in(door, name, "wrong password 1", at=AT)
    assert calls == ["$argon2id"] * 3


def test_many_names_from_one_address_are_slowed_down_and_other_addresses_are_not(door):
    """Twenty tries are free, for an office behind one address; then it waits 1, 2, 4 ... seconds."""
    for n in range(20):
        with pytest.raises(LoginRefused, match="do not match"):
            log_in(door, f"name-{n}", "a password", at=AT, address="203.0.113.7")
    with pytest.raises(LoginRefused, match="too many"):
        log_in(door, "officer-1", PASSWORD, at=AT, address="203.0.113.7")
    assert log_in(door, "officer-1", PASSWORD, at=AT, address="203.0.113.8").token
    assert log_in(door, "officer-1", PASSWORD, at=AT).token
    later = AT + timedelta(seconds=1)
    assert log_in(door, "officer-1", PASSWORD, at=later, address="203.0.113.7").token
    with pytest.raises(LoginRefused, match="do not match"):  # a right password starts no new count
        log_in(door, "name-20", "a password", at=later, address="203.0.113.7")
    with pytest.raises(LoginRefused, match="too many"):
        log_in(door, "name-21", "a password", at=later + timedelta(seconds=1), address="203.0.113.7")


def test_failures_of_an_address_are_forgotten_after_a_quarter_of_an_hour(door):
    for n in range(19):
        with pytest.raises(LoginRefused):
            log_in(door, f"name-{n}", "a password", at=AT, address="203.0.113.7")
    at = AT + timedelta(minutes=15, seconds=1)
    for n in range(20):
        with pytest.raises(LoginRefused, match="do not match"):
            log_in(door, f"other-{n}", "a password", at=at, address="203.0.113.7")


def test_an_address_is_kept_nowhere_as_it_was(door):
    with pytest.raises(LoginRefused):
        log_in(door, "name", "a password", at=AT, address="203.0.113.7")
    with door.reading() as connection:
        kept = str([connection.execute(text(f"SELECT * FROM {t}")).all() for t in ("login_guard", "audit")])
    assert "203.0.113" not in kept


def test_a_password_given_for_one_act_starts_no_session_and_counts_like_a_login(door):
    who = confirm(door, " Officer-1", PASSWORD, at=AT, subject="sign rossi-cox 1.0")
    assert who.name == "officer-1"
    for _ in range(3):
        with pytest.raises(LoginRefused, match="do not match"):
            confirm(door, "officer-1", "wrong password 1", at=AT, subject="x")
    with pytest.raises(LoginRefused, match="too many"):
        confirm(door, "officer-1", PASSWORD, at=AT, subject="x")
    with pytest.raises(LoginRefused, match="too many"):
        log_in(door, "officer-1", PASSWORD, at=AT)
    with door.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM login_session")).scalar_one() == 0
        first = read_entries(connection)[0].note
    assert (first.action, first.outcome, first.subject) == ("account.confirm", "done", "sign rossi-cox 1.0")


def test_every_hundredth_entry_is_signed_whatever_it_is_about(door):
    """A login, a refused one, a logout, a confirmation and a change of an account, each as such an entry."""
    session = log_in(door, "officer-1", PASSWORD, at=AT)

    def refused() -> None:
        with pytest.raises(LoginRefused):
            log_in(door, "officer-1", "a wrong password", at=AT + MINUTE)

    for number, act in enumerate(
        [
            lambda: log_in(door, "officer-1", PASSWORD, at=AT), refused,
            lambda: log_out(door, session.token, at=AT + MINUTE),
            lambda: confirm(door, "officer-1", PASSWORD, at=AT + MINUTE, subject="a test"),
            lambda: disable_user(door, "officer-1", by="test"),
        ],
        start=1,
    ):  # fmt: skip
        with door.writing() as connection:
            while last_entry(connection).seq < 100 * number - 1:
                append_entry(connection, AuditNote("o", "officer", "file.read"))
        act()
        assert [point.seq for point in read_checkpoints(door)] == [
            100 * each for each in range(1, number + 1)
        ]
