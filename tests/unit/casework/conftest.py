"""A store with one account a role, and people within and outside their reach."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskkit.casework.access import Access
from riskkit.records import Person, Store, create_store
from riskkit.records.accounts import add_account, assign
from riskkit.records.judgement import InstrumentReference, Judgement, revise_judgement
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.people import add_people
from tests.conftest import fresh_postgresql

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TEAM, UNIT = "Team TER", "Terrorist Unit A"

ACCOUNTS = (
    ("officer-1", "officer", TEAM), ("officer-2", "officer", TEAM), ("officer-9", "officer", "Team Other"),
    ("unit-1", "unit", UNIT), ("unit-9", "unit", "Terrorist Unit B"), ("supervisor-1", "supervisor", TEAM),
    ("supervisor-9", "supervisor", "Team Other"), ("researcher-1", "researcher", None),
    ("steward-1", "steward", None), ("inspector-1", "inspector", None),
)  # fmt: skip


def set_up(url: str, keys: Path) -> Store:
    store = create_store(url, secrets=keys)
    with store.writing() as connection:
        for name, role, place in ACCOUNTS:
            add_account(
                connection, name=name, display_name=name.title(), password_hash="none", role=role,
                place=place, at=AT,
            )  # fmt: skip
    return store


def add_person(store: Store, name: str, *, place: str, officer: str | None = None) -> str:
    person = Person(name, True, f"{name} (SYNTHETIC)", "team" if "Team" in place else "unit", place)
    with store.writing() as connection:
        add_people(connection, store.keys, [person])
        if officer:
            assign(connection, name=officer, people=[name], by="supervisor-1", at=AT)
    return name


def with_three_people(url: str, keys: Path) -> Store:
    """OWN is officer-1's, in the unit of unit-1; OTHER is nobody's here."""
    opened = set_up(url, keys)
    add_person(opened, "OWN", place=UNIT, officer="officer-1")
    add_person(opened, "TEAM", place=TEAM)
    add_person(opened, "OTHER", place="Terrorist Unit B", officer="officer-9")
    return opened


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """Give a store of each database in turn."""
    opened = with_three_people(store_url, tmp_path / "keys")
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """Give an SQLite store, where the database makes no difference."""
    opened = with_three_people(f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}", tmp_path / "keys")
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for a whole module, whose tests each bring their own person."""
    folder = tmp_path_factory.mktemp("shared")
    if request.param == "sqlite":
        opened = set_up(f"sqlite:///{folder / 'riskkit.db'}", folder / "keys")
        yield opened
        opened.close()
        return
    with fresh_postgresql(request.getfixturevalue("postgresql_template")) as url:
        opened = set_up(url, folder / "keys")
        yield opened
        opened.close()


@pytest.fixture
def as_user(store: Store) -> Callable[[str], Access]:
    return lambda user: Access(store, user)


def judgement(person: str, *, by: str, record: str = "a" * 32, judged: bool = True) -> Judgement:
    reference = InstrumentReference(id="needs", version="1.0", sha256="0" * 64)
    summary = SummaryJudgement(level="low", reasons="Stable", assessor=by, at=AT)
    return Judgement(
        record=record, saved_by=by, saved_at=AT, person=person, instrument=reference,
        summary=summary if judged else None,
    )  # fmt: skip


def next_version(before: Judgement, *, by: str, why: str = "new report") -> Judgement:
    return revise_judgement(before, {}, by=by, at=before.saved_at, why=why)
