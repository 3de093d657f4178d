"""An office of its own for tests of reports that are asked for: workspace, store, accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskkit.casework.access import Access
from riskkit.records import Store, create_store
from riskkit.records.accounts import add_account
from riskkit.records.audit import read_entries
from riskkit.settings import settings

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ACCOUNTS = (
    ("researcher-1", "researcher", None), ("researcher-2", "researcher", None),
    ("steward-1", "steward", None), ("officer-1", "officer", "Team TER"),
    ("unit-1", "unit", "Terrorist Unit A"),
    ("supervisor-1", "supervisor", "Team TER"), ("inspector-1", "inspector", None),
)  # fmt: skip

ROSSI = {
    "title": {"nl": "Hoe vaak?", "en": "How often?"},
    "cohort": {"source": "rossi"},
    "outcome": {"nl": "een nieuwe aanhouding", "en": "a new arrest"},
    "horizon": 52.0,
}
"""A base-rate report of the public cohort."""


@contextmanager
def office(folder: Path, home: Path = ROOT) -> Iterator[Store]:
    """Give the store of a workspace of its own, which the settings then name."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RISKKIT_WORKSPACE", str(folder))
        environment.setenv("RISKKIT_HOME", str(home))
        for name in ("RISKKIT_DATABASE_URL", "RISKKIT_SECRETS", "RISKKIT_CHECKPOINTS", "RISKKIT_CONFIG"):
            environment.delenv(name, raising=False)
        settings.cache_clear()
        store = create_store(settings().store_url)
        with store.writing() as connection:
            for name, role, place in ACCOUNTS:
                add_account(
                    connection, name=name, display_name=name.title(), password_hash="none", role=role,
                    place=place, at=AT,
                )  # fmt: skip
        yield store
        store.close()
    settings.cache_clear()


def as_(store: Store, user: str) -> Access:
    return Access(store, user)


def trail(store: Store) -> list[tuple[str, str, str, str]]:
    """Who did what, with which outcome, about what."""
    with store.reading() as connection:
        notes = [each.note for each in read_entries(connection)]
    return [(each.actor, each.action, each.outcome, each.subject) for each in notes]
