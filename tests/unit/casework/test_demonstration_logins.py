"""Every role can be tried on the demonstration, and never on a store of real people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from riskkit.casework import demonstration_logins, seed_demonstration
from riskkit.casework.logins import log_in
from riskkit.casework.policy import Role
from riskkit.errors import LoginRefused, StoreError
from riskkit.records import create_store
from riskkit.records.accounts import list_accounts
from riskkit.records.tables import person

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    made = create_store(f"sqlite:///{tmp_path / 'riskkit.db'}")
    seed_demonstration(made, seed=1, people=9)
    yield made
    made.close()


def test_every_role_has_an_account_that_can_log_in(store):
    passwords = demonstration_logins(store)
    with store.reading() as connection:
        accounts = {each.name: each for each in list_accounts(connection)}
    assert set(passwords) == set(accounts)
    assert {each.role for each in accounts.values()} == set(Role)
    assert {name: (each.role, each.place) for name, each in accounts.items()} == {
        "ter-officer-1": ("officer", "Team TER"), "ter-officer-2": ("officer", "Team TER"),
        "unit-a-officer-1": ("unit", "Terrorist Unit A"), "unit-b-officer-1": ("unit", "Terrorist Unit B"),
        "ter-supervisor-1": ("supervisor", "Team TER"),
        "unit-a-supervisor-1": ("supervisor", "Terrorist Unit A"),
        "inspector-1": ("inspector", None), "researcher-1": ("researcher", None),
        "steward-1": ("steward", None), "steward-2": ("steward", None),
    }  # fmt: skip
    assert all("SYNTHETIC" in each.display_name for each in accounts.values())
    for name in ("inspector-1", "unit-a-supervisor-1"):
        assert log_in(store, name, passwords[name], at=AT).token


def test_a_later_run_gives_new_passwords_and_ends_those_of_before(store):
    before, after = demonstration_logins(store), demonstration_logins(store)
    assert set(before) == set(after)
    assert not set(before.values()) & set(after.values())
    with pytest.raises(LoginRefused):
        log_in(store, "steward-1", before["steward-1"], at=AT)


def test_a_store_of_real_people_gets_no_passwords_that_are_shown(store):
    with store.writing() as connection:
        connection.execute(update(person).values(synthetic=0, made_up_name=None))
    with pytest.raises(StoreError, match="holds real people"):
        demonstration_logins(store)
