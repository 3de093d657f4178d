"""Stores of both databases, and judgement records to put in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from riskkit.records import Store, create_store, seed_synthetic
from riskkit.records.judgement import InstrumentReference, Judgement, revise_judgement
from tests.conftest import fresh_postgresql

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}"


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def store(store_url: str, secrets: Path) -> Iterator[Store]:
    opened = create_store(store_url, secrets=secrets)
    seed_synthetic(opened, seed=1, people=6)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(url: str, secrets: Path) -> Iterator[Store]:
    opened = create_store(url, secrets=secrets)
    seed_synthetic(opened, seed=1, people=6)
    yield opened
    opened.close()


@pytest.fixture
def postgresql_store(postgresql_template: str, secrets: Path) -> Iterator[Store]:
    with fresh_postgresql(postgresql_template) as address:
        opened = create_store(address, secrets=secrets)
        seed_synthetic(opened, seed=1, people=6)
        yield opened
        opened.close()


@pytest.fixture
def first() -> Callable[..., Judgement]:
    def make(record: str = "a" * 32, person: str = "SYN-0001", by: str = "officer-1") -> Judgement:
        reference = InstrumentReference(id="needs", version="1.0", sha256="0" * 64)
        return Judgement(record=record, saved_by=by, saved_at=START, person=person, instrument=reference)

    return make


@pytest.fixture
def following() -> Callable[..., Judgement]:
    def make(record: Judgement, why: str = "new report", by: str = "officer-2") -> Judgement:
        return revise_judgement(record, {}, by=by, at=record.saved_at + timedelta(hours=1), why=why)

    return make
