"""Role x action x whose file, from the policy itself, on the API below every page, on both databases.

`tests/unit/casework/test_policy_matrix.py` writes out by hand what each cell should allow. Here
nothing is written out: actions, roles and functions are those that there are, so that a new one is
attacked the day it is added.
"""

import ast
import importlib
import inspect
import itertools
import pkgutil
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

import riskkit
import riskkit.casework
from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.policy import ABOUT_NO_ONE, OPENED_BY_BREAK_GLASS, POLICY, Action, Reach, Role
from riskkit.casework.supervision import open_with_purpose
from riskkit.errors import AccessRefused, Fault, StoreError
from riskkit.records import Store
from riskkit.records.audit import read_entries
from riskkit.records.audit_check import verify_audit
from riskkit.records.tables import metadata
from riskkit.settings import settings
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


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Some functions keep a user's own things beside the store: here, too, they are the test's."""
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "workspace"))
    settings.cache_clear()
    yield
    settings.cache_clear()


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
    kinds = WHOSE if store.file else ("own", "other")  # the rest does not reach the database
    cells = [(role, action, whose) for role in Role for action in Action for whose in kinds]
    wrong, expected = [], []
    for role, action, whose in cells:
        person, done = WHOSE[whose](role), False
        try:
            with Access(store, f"{role}-1").permitted(action, person=person):
                done = True
        except AccessRefused:
            assert not done, "refused after it was given"
        if done != allowed(role, action, whose):
            wrong.append((role, action, whose))
        written = "(no pseudonym)" if whose == "no pseudonym" else person
        expected.append((f"{role}-1", role, action, "done" if done else "refused", written))
    assert wrong == []
    with store.reading() as connection:
        notes = [each.note for each in read_entries(connection, at_most=len(cells) + 1)]
    assert [(n.actor, n.role, n.action, n.outcome, n.person) for n in notes] == expected
    assert verify_audit(store, ()).whole
    print(f"{len(cells)} cells: {len(Role)} roles x {len(Action)} actions x {len(kinds)} kinds of file")


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


def made_up(annotation: Any, words: str) -> Any:
    """Return a value of a parameter's type."""
    if annotation in (str, str | None):
        return words
    if annotation in (int, int | None):
        return 1
    if annotation in (date, date | None):
        return AT.date()
    if typing.get_origin(annotation) in (tuple, list):
        return ()
    return Anything()


def call(
    function: Callable[..., Any],
    name: str,
    store: Store,
    user: str,
    *,
    words: str = "OWN",
    person: str = "OWN",
) -> object:
    """Call a function for a user with made-up arguments, and take everything it yields."""
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())
    asker = Desk(store, user) if name.startswith("desk.Desk.") else Access(store, user)
    needed = [
        each for each in parameters[1:] if each.default is each.empty and each.kind is not each.VAR_KEYWORD
    ]
    values = {e.name: person if e.name == "person" else made_up(hints[e.name], words) for e in needed}
    positional = [values[e.name] for e in needed if e.kind is not e.KEYWORD_ONLY]
    answer = function(
        asker, *positional, **{e.name: values[e.name] for e in needed if e.kind is e.KEYWORD_ONLY}
    )
    return list(answer) if inspect.isgenerator(answer) else answer


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
            call(function, name, store, user)
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


LOOKS = {"practice.keep_answers", "report_runs.progress_of", "report_runs.report_files"}
"""Asked every second, of the user's own folder: the right is checked, and on record only if refused."""


def test_what_cannot_be_put_on_record_is_not_given(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch):
    """Every function, by every role, while the trail takes nothing: no answer comes back."""

    def no_room(*_: object, **__: object) -> None:
        raise StoreError(Fault("store", "has no room"))

    before, given, stopped = contents(sqlite_store), [], 0
    monkeypatch.setattr("riskkit.casework.access.append_entry", no_room)
    for name, function in functions():
        for role in Role:
            if name in TELLS_NO_ONES | LOOKS:
                continue
            person = OWN.get(role, "OWN")
            try:
                call(function, name, sqlite_store, f"{role}-1", person=person)
                given.append((name, role))
            except StoreError as error:
                stopped += "has no room" in str(error)
            except Exception:  # noqa: BLE001 - made-up arguments do not fit everything; nothing was given
                continue
    monkeypatch.undo()
    assert given == []
    assert stopped > 5 * len(functions()) / 2
    assert contents(sqlite_store) == before


@pytest.mark.parametrize("whose", ["own", "the words"])
def test_sql_in_any_argument_of_any_function_is_only_text(store: Store, whose: str):
    """By every role, so that whatever filter there is gets it; no error of the database comes of it."""
    seen, attacks = before_words(store), itertools.cycle(SQL)
    cells = [(name, function, role) for name, function in functions() for role in Role]
    for name, function, role in cells:
        words = next(attacks)
        person = OWN.get(role, "OWN") if whose == "own" else words
        try:
            call(function, name, store, f"{role}-1", words=words, person=person)
        except SQLAlchemyError as leaked:
            pytest.fail(f"{name}: {type(leaked).__name__}")
        except Exception:  # noqa: BLE001 - refused, or made-up arguments that do not fit
            continue
    print(f"{len(cells)} calls of {len(functions())} functions")
    assert before_words(store) == seen
    assert verify_audit(store, ()).whole


SQL = ("OWN' OR '1'='1", "x'; DROP TABLE person; --", 'x" UNION SELECT sealed FROM identity --', "%", "\\'")


def before_words(store: Store) -> list[Any]:
    """Return what no attack may have changed: who there is, and who may log in as what."""
    with store.reading() as connection:
        asked = (
            "SELECT id, place FROM person ORDER BY id",
            "SELECT name, role, active FROM account ORDER BY name",
        )
        return [connection.execute(text(each)).all() for each in asked]


@pytest.fixture
def sqlite_store(tmp_path: Path):
    made = with_three_people(f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}", tmp_path / "keys")
    yield made
    made.close()


READERS = ("pages", "analyses", "reports", "figures", "tables")
PAST_CASEWORK = {
    ("pages/server.py", "write_checkpoint"), ("pages/login_handlers.py", "schema_version"),
    ("pages/page_facts.py", "person"), ("pages/page_facts.py", "select"),
}  # fmt: skip
"""The server's own duties: sign, look whether the store answers, say whether everyone is made up."""


def test_no_surface_reads_or_writes_records_past_casework():
    """Whatever takes a connection or a store belongs to casework, which asks who is allowed first."""
    root = Path(riskkit.__file__).parent
    past: list[tuple[str, str]] = []
    for room in READERS:
        for path in sorted((root / room).rglob("*.py")):
            where = str(path.relative_to(root))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                if module.startswith(("riskkit.records", "sqlalchemy")):
                    past += [(where, each.name) for each in node.names if reaches_records(module, each.name)]
    assert set(past) - PAST_CASEWORK == set()


def reaches_records(module: str, name: str) -> bool:
    """Return whether a name is SQL, a table, or a function that takes a connection or a store."""
    if module.startswith("sqlalchemy") or module.endswith("tables"):
        return True
    thing = getattr(importlib.import_module(module), name)
    if not inspect.isfunction(thing):
        return False
    hints = typing.get_type_hints(thing)
    return bool({Connection, Store} & {hint for key, hint in hints.items() if key != "return"})
