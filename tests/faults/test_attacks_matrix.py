"""Role x action x whose file, from the policy itself, on the API below every page, on both databases.

`tests/unit/casework/test_policy_matrix.py` writes out by hand what each cell should allow. Here
nothing is written out: actions, roles and functions are those that there are, so that a new one is
attacked the day it is added.
"""

import ast
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, text

import riskkit
import riskkit.casework
from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.policy import ABOUT_NO_ONE, OPENED_BY_BREAK_GLASS, POLICY, Action, Reach, Role
from riskkit.casework.supervision import open_with_purpose
from riskkit.errors import AccessRefused
from riskkit.records import Store
from riskkit.records.audit import last_entry, read_entries
from riskkit.records.audit_check import verify_audit
from riskkit.records.tables import metadata
from tests.unit.casework.conftest import AT, with_three_people

OWN = {"officer": "OWN", "unit": "OWN", "supervisor": "TEAM"}
"""Of the role's first account: assigned, in the unit, in the team."""

WHOSE = {
    "own": lambda role: OWN.get(role, "OWN"),
    "other": lambda role: "OTHER",
    "nobody's": lambda role: "ABSENT",
    "no pseudonym": lambda role: "OWN' OR '1'='1",
    "empty": lambda role: "",
}


@pytest.fixture
def store(store_url: str, tmp_path: Path):
    made = with_three_people(store_url, tmp_path / "keys")
    yield made
    made.close()


def allowed(role: Role, action: Action, whose: str) -> bool:
    """Say by rule what the policy means, in other words than the code that enforces it."""
    reach = POLICY[role].get(action)
    if reach is None:
        return False
    if action in ABOUT_NO_ONE or whose == "own":
        return True
    return reach is Reach.ANYONE and whose in ("other", "nobody's")


def test_every_cell_of_the_policy_for_own_other_and_no_ones_file_and_each_is_on_record(store: Store):
    cells = [(role, action, whose) for role in Role for action in Action for whose in WHOSE]
    wrong: list[tuple[str, str, str]] = []
    for role, action, whose in cells:
        person, done = WHOSE[whose](role), False
        try:
            with Access(store, f"{role}-1").permitted(action, person=person):
                done = True
        except AccessRefused:
            assert not done, "refused after it was given"
        with store.reading() as connection:
            newest = last_entry(connection).seq
            note = read_entries(connection, after=newest - 1)[0].note
        said = (note.actor, note.role, note.action, note.outcome == "done", note.person)
        written = "(no pseudonym)" if whose == "no pseudonym" else person
        if done != allowed(role, action, whose) or said != (f"{role}-1", role, action, done, written):
            wrong.append((role, action, whose))
    assert wrong == []
    assert verify_audit(store, ()).entries == len(cells)
    print(f"{len(cells)} cells: {len(Role)} roles x {len(Action)} actions x {len(WHOSE)} kinds of file")


@pytest.mark.parametrize("role", ["officer", "unit", "supervisor"])
def test_broken_glass_opens_what_it_says_and_no_longer_than_it_lasts(store: Store, role: str):
    now = datetime.now(UTC)
    access = Access(store, f"{role}-1", lambda: now)
    open_with_purpose(access, "OTHER", "An urgent visit today")
    for moment, open_now in ((now, True), (now + timedelta(hours=8, seconds=1), False)):
        later = Access(store, f"{role}-1", lambda moment=moment: moment)
        for action in Action:
            if action in ABOUT_NO_ONE or POLICY[Role(role)].get(action) in (None, Reach.ANYONE):
                continue
            opened = True
            try:
                with later.permitted(action, person="OTHER"):
                    pass
            except AccessRefused:
                opened = False
            assert opened == (open_now and action in OPENED_BY_BREAK_GLASS), action


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(riskkit.casework.__path__):
        yield importlib.import_module(f"riskkit.casework.{found.name}")


def functions() -> list[tuple[str, Callable[..., Any]]]:
    """Return every public function of casework that acts through `Access`, and every way of `Desk`."""
    found: dict[str, Callable[..., Any]] = {}
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            first = next(iter(typing.get_type_hints(function).items()), ("", None))
            if first[1] is Access and first[0] != "return":
                found[f"{module.__name__.rpartition('.')[2]}.{name}"] = function
    for name, function in inspect.getmembers(Desk, inspect.isfunction):
        if not name.startswith("_"):
            found[f"desk.Desk.{name}"] = function
    return sorted(found.items())


class Anything:
    """Stands for any record a function may ask for: has every attribute, each a plain value."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return {"version": 2, "draft": None}.get(name, "OWN")


def made_up(annotation: Any) -> Any:
    """Return a value of a parameter's type."""
    if annotation in (str, str | None):
        return "OWN"
    if annotation in (int, int | None):
        return 1
    if annotation in (date, date | None):
        return AT.date()
    if typing.get_origin(annotation) in (tuple, list):
        return ()
    return Anything()


def call(function: Callable[..., Any], name: str, store: Store, user: str) -> object:
    """Call a function for a user, with made-up arguments."""
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())
    asker = Desk(store, user) if name.startswith("desk.Desk.") else Access(store, user)
    needed = [
        each for each in parameters[1:] if each.default is each.empty and each.kind is not each.VAR_KEYWORD
    ]
    positional = [made_up(hints[e.name]) for e in needed if e.kind is not e.KEYWORD_ONLY]
    keywords = {e.name: made_up(hints[e.name]) for e in needed if e.kind is e.KEYWORD_ONLY}
    return function(asker, *positional, **keywords)


TELLS_NO_ONES = {
    "desk.Desk.names_shown", "desk.Desk.role",  # names and roles of accounts, as on every page
    "practice.keep_answers", "report_runs.progress_of",  # asked every second, of the user's own folder
}  # fmt: skip
"""What is not about any person's file and is answered without asking."""


def contents(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        tables = [name for name in metadata.tables if name != "audit"]
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables
        }


STRANGERS = ("nobody", "gone", "", "officer-1' --")


def test_no_function_of_casework_gives_anything_to_who_is_no_active_account(store: Store):
    from riskkit.records.accounts import add_account, change_account

    with store.writing() as connection:
        add_account(
            connection, name="gone", display_name="X", password_hash="none", role="officer",
            place="Team TER", at=AT,
        )  # fmt: skip
        change_account(connection, "gone", active=0)
    before, given, refused = contents(store), [], 0
    found = functions()
    assert len(found) > 30
    attacks = [(n, f, user) for n, f in found if n not in TELLS_NO_ONES for user in STRANGERS]
    for name, function, user in attacks:
        try:
            answer = call(function, name, store, user)
            list(answer) if inspect.isgenerator(answer) else answer
            given.append((name, user))
        except AccessRefused:
            refused += 1
        except Exception:  # noqa: BLE001 - made-up arguments do not fit everything; nothing was given
            continue
    assert given == []
    assert refused > len(attacks) / 2
    assert contents(store) == before
    print(f"{len(attacks)} calls of {len(found)} functions by {len(STRANGERS)} strangers: {refused} refused")
    assert verify_audit(store, ()).whole


READERS = ("pages", "analyses", "reports", "figures", "tables")
PAST_CASEWORK = {
    ("pages/server.py", "write_checkpoint"), ("pages/login_handlers.py", "schema_version"),
    ("pages/serving.py", "open_store"), ("reports/launched.py", "open_store"),
    ("pages/page_facts.py", "person"),  # whether everyone is made up: one word for the heading
}  # fmt: skip
"""The server's own duties: sign, look whether the store answers, open it. Nobody's file."""


def test_no_surface_reads_or_writes_records_past_casework():
    """Whatever takes a connection or a store belongs to casework, which asks who is allowed first."""
    root = Path(riskkit.__file__).parent
    past: list[tuple[str, str]] = []
    for room in READERS:
        for path in sorted((root / room).rglob("*.py")):
            where = str(path.relative_to(root))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(
                    "riskkit.records"
                ):
                    continue
                module = importlib.import_module(node.module or "")
                past += [(where, each.name) for each in node.names if reaches_records(module, each.name)]
    assert set(past) - PAST_CASEWORK == set()


def reaches_records(module: ModuleType, name: str) -> bool:
    """Return whether a name is a table, or a function that takes a connection or a store."""
    if module.__name__.endswith("tables"):
        return True
    thing = getattr(module, name)
    if not inspect.isfunction(thing):
        return False
    hints = typing.get_type_hints(thing)
    return bool({Connection, Store} & {hint for key, hint in hints.items() if key != "return"}) or (
        hints.get("return") is Store
    )
