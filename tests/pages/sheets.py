"""What tests of pages of sections share: accounts of every role, and what a section holds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from riskkit.pages.sheet_state import SheetState
from riskkit.records import Store
from riskkit.records.accounts import add_account, find_account

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ACCOUNTS = (
    ("ter-supervisor-1", "supervisor", "Team TER"), ("unit-a-supervisor-1", "supervisor", "Terrorist Unit A"),
    ("inspector-1", "inspector", None), ("researcher-1", "researcher", None), ("steward-1", "steward", None),
    ("steward-2", "steward", None),
)  # fmt: skip
EVERYONE = ("ter-officer-1", "unit-a-officer-1", *(name for name, _, _ in ACCOUNTS if name != "steward-2"))
"""An account of every role; both kinds of supervisors."""


def add_roles(store: Store) -> None:
    with store.writing() as connection:
        for name, role, place in ACCOUNTS:
            if find_account(connection, name) is None:
                add_account(
                    connection, name=name, display_name=f"{name} (SYNTHETIC)", password_hash="none",
                    role=role, place=place, at=NOW,
                )  # fmt: skip


def section_of(state: SheetState, name: str) -> dict[str, Any]:
    return next(each for each in state.page["sections"] if each["id"] == name)


def parts_of(section: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in section["parts"] if each["kind"] == kind]


def rows_of(state: SheetState, name: str, number: int = 0) -> list[list[str]]:
    """Return the cells of a table in a section as text, its lines joined."""
    table = parts_of(section_of(state, name), "table")[number]
    return [[said(cell) for cell in row["cells"]] for row in table["rows"]]


def said(cell: Any) -> str:
    return cell if isinstance(cell, str) else " | ".join(line["text"] for line in cell["lines"])


def actions_of(state: SheetState, name: str) -> dict[str, dict[str, Any]]:
    """Return the actions in a section's tables and rows of buttons, by id."""
    section = section_of(state, name)
    rows = [row for table in parts_of(section, "table") for row in table["rows"]]
    found = [*rows, *parts_of(section, "buttons")]
    return {each["id"]: each for one in found for each in one["actions"]}


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in plain values, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)
