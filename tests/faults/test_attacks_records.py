"""Attacks on the records: SQL in every argument, tampering by a database user, leaks, bombs."""

import re
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import read_entries, record, record_who
from riskkit.casework.extract import extract_structure
from riskkit.casework.sharing import pack_for_conference
from riskkit.casework.supervision import make_responsible, open_with_purpose, read_trail
from riskkit.errors import AccessRefused, RiskkitError, StoreError
from riskkit.parameters import read_yaml
from riskkit.records import Store, create_store
from riskkit.records.audit import AuditNote, append_entry, count_entries
from riskkit.records.audit_check import verify_audit
from riskkit.records.checkpoints import read_checkpoints, write_checkpoint
from riskkit.records.dossier import KINDS, Incident, OwnView
from riskkit.records.engines import connect, read_address
from riskkit.records.identity import Identity
from riskkit.records.inspection import inspect_store
from tests.conftest import fresh_postgresql
from tests.unit.casework.conftest import judgement, with_three_people

DAY = date(2026, 11, 2)
SQL = (
    "OWN' OR '1'='1", "OWN'; DROP TABLE person; --", 'OWN" OR ""="',
    "OWN' UNION SELECT sealed FROM identity --",
    "OWN\\' OR 1=1 #", "%", "_WN", "OTHER", "own", "OWN ", "OWN\0",
)  # fmt: skip


@pytest.fixture
def store(store_url: str, tmp_path: Path):
    made = with_three_people(store_url, tmp_path / "keys")
    yield made
    made.close()


@pytest.fixture
def sqlite(tmp_path: Path):
    made = with_three_people(f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}", tmp_path / "keys")
    yield made
    made.close()


def people_left(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(text("SELECT count(*) FROM person")).scalar_one()


def test_sql_in_a_pseudonym_opens_nothing(store: Store):
    desk, access = Desk(store, "officer-1"), Access(store, "officer-1")
    for attempt in SQL:
        for ask in (
            lambda p=attempt: desk.open_file(p, instrument="needs"),
            lambda p=attempt: read_entries(access, p, "incident"),
            lambda p=attempt: record(access, p, OwnView(given_on=DAY, about="x", own_words="y")),
            lambda p=attempt: desk.keep_draft(p, instrument="needs", follows=0, content="x"),
        ):
            with pytest.raises((AccessRefused, StoreError)):
                ask()
    assert people_left(store) == 3
    assert verify_audit(store, ()).whole


def test_sql_in_every_other_argument_is_only_text(store: Store):
    desk, access = Desk(store, "officer-1"), Access(store, "officer-1")
    for attempt in SQL:
        words = attempt.replace("\0", "")
        assert desk.open_file("OWN", instrument=words).judgement is None
        assert words not in desk.people_assessed(words)
        desk.keep_draft("OWN", instrument=words, follows=0, content=words)
        record(access, "OWN", Incident(incident_kind=words, happened_on=DAY, account=f"x {words}"))
        for name in (words, f"officer-1{words}"):
            with pytest.raises(AccessRefused):
                Desk(store, name).list_people()
        with pytest.raises(AccessRefused):
            make_responsible(Access(store, "supervisor-1"), colleague=words, person="OWN")
    lead = Access(store, "inspector-1")
    assert read_trail(lead, person="OWN' OR '1'='1") == ()
    for attempt in ("person; DROP TABLE person", "account", "identity", "audit"):
        with pytest.raises(RiskkitError):
            extract_structure(Access(store, "researcher-1"), attempt)
        with pytest.raises(RiskkitError):
            pack_for_conference(access, "OWN", ground=attempt, organisations=("x",))
    assert people_left(store) == 3
    kinds = [entry.content for entry in read_entries(access, "OWN", "incident")]
    assert {content.incident_kind for content in kinds} == {each.replace("\0", "").strip() for each in SQL}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'", "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
        "INSERT OR REPLACE INTO audit SELECT 9, at, actor, role, action, outcome, person, subject, purpose, "
        "previous, hash FROM audit WHERE seq = 2",
        "UPDATE OR REPLACE audit SET seq = 1 WHERE seq = 2",
        "INSERT INTO audit VALUES (4, 'a', 'b', 'c', 'd', 'done', '', '', '', 'short', 'short')",
        "REPLACE INTO person_key SELECT person, wrapped, destroyed_at FROM person_key",
        "REPLACE INTO break_glass SELECT * FROM break_glass", "DELETE FROM break_glass",
        "UPDATE break_glass SET purpose = 'a fine reason'", "DELETE FROM assignment",
        "UPDATE assignment SET person = 'OTHER'", "DELETE FROM account",
        "UPDATE login_session SET account = 'supervisor-1' WHERE ended_at IS NOT NULL OR 1",
        "REPLACE INTO identity SELECT * FROM identity", "UPDATE identity SET sealed = ''",
        "UPDATE account SET epoch = 0",
    ],
)  # fmt: skip
def test_promise_13_a_raw_connection_to_the_file_cannot_change_what_was_recorded(
    sqlite: Store, statement: str
):
    """No pragma of ours is set here: the rules stand in the schema, so they hold for any connection."""
    from riskkit.casework.logins import SessionLimits  # noqa: F401 - sessions are part of the store
    from riskkit.records.accounts import find_account
    from riskkit.records.sessions import start_session
    from tests.unit.casework.conftest import AT

    access = Access(sqlite, "officer-1")
    record_who(access, "OWN", Identity(name="A"))
    open_with_purpose(access, "OTHER", "An urgent visit today")
    read_entries(access, "OWN", "incident")
    with sqlite.writing() as connection:
        who = find_account(connection, "officer-1")
        assert who is not None
        start_session(connection, who, at=AT)
    raw = sqlite3.connect(sqlite.file or "")
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)
    raw.rollback()
    raw.close()
    assert verify_audit(sqlite, ()).entries == 3


def test_promise_13_dropping_the_rules_is_found_by_check(sqlite: Store):
    assert inspect_store(sqlite) == ()
    raw = sqlite3.connect(sqlite.file or "")
    raw.execute("DROP TRIGGER audit_no_update")
    raw.commit()
    raw.close()
    assert inspect_store(sqlite) == (
        "the rule audit_no_update is missing or switched off: someone changed the database",
    )
    Path(sqlite.file or "").chmod(0o644)
    assert any("other users" in each for each in inspect_store(sqlite))


def test_dropping_the_rules_of_postgresql_is_found_by_check(postgresql_template: str, tmp_path: Path):
    with fresh_postgresql(postgresql_template) as url:
        store = with_three_people(url, tmp_path / "keys")
        assert inspect_store(store) == ()
        with store.writing() as connection:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_in_chain"))
            connection.execute(text("ALTER TABLE identity DISABLE ROW LEVEL SECURITY"))
        found = " ".join(inspect_store(store))
        assert "audit_in_chain" in found
        assert "row-level security is off for table identity" in found
        store.close()


def test_promise_13_a_tail_cut_by_the_owner_of_the_file_is_found(sqlite: Store, tmp_path: Path):
    access = Access(sqlite, "officer-1")
    for _ in range(5):
        read_entries(access, "OWN", "incident")
    write_checkpoint(sqlite, folder=tmp_path)
    raw = sqlite3.connect(sqlite.file or "")
    raw.execute("DROP TRIGGER audit_no_delete")
    raw.execute("DELETE FROM audit WHERE seq > 3")
    raw.commit()
    raw.close()
    check = verify_audit(sqlite, read_checkpoints(sqlite, folder=tmp_path))
    assert check.findings == ("entries 4 to 5 at least were removed from the end",)


@pytest.fixture
def database_user(postgresql_template: str, tmp_path: Path):
    """A colleague who logs in to PostgreSQL itself, under the own name, past all our code."""
    with fresh_postgresql(postgresql_template) as url:
        store = with_three_people(url, tmp_path / "keys")
        for user, person in (("officer-1", "OWN"), ("officer-9", "OTHER")):
            record_who(Access(store, user), person, Identity(name="Someone"))
            Desk(store, user).save(judgement(person, by=user, record=person.ljust(32, "x")))
        with store.writing() as connection:
            for name in ("officer-1", "researcher-1", "inspector-1"):
                connection.execute(text(f'DROP ROLE IF EXISTS "{name}"'))
                connection.execute(text(f'CREATE ROLE "{name}" LOGIN IN ROLE riskkit_app'))
        engines = []

        def as_user(name: str):
            address = read_address(url).set(username=name)
            engines.append(connect(address))
            return engines[-1]

        yield as_user
        for engine in engines:
            engine.dispose()
        with store.writing() as connection:
            for name in ("officer-1", "researcher-1", "inspector-1"):
                connection.execute(text(f'DROP ROLE "{name}"'))
        store.close()


@pytest.mark.parametrize("claimed", ["officer-1", "officer-9", "supervisor-9", "inspector-1", ""])
def test_row_level_security_shows_a_database_user_the_own_caseload_only(database_user, claimed: str):
    """Whatever the connection claims: who logs in under an own name is that account."""
    with database_user("officer-1").connect() as connection:
        connection.execute(text("SELECT set_config('riskkit.user', :who, false)"), {"who": claimed})
        seen = {
            table: set(connection.execute(text(f"SELECT {column} FROM {table}")).scalars())
            for table, column in (
                ("person", "id"), ("identity", "person"), ("person_key", "person"), ("assessment", "person"),
                ("audit", "seq"), ("break_glass", "person"), ("draft", "person"),
            )
        }  # fmt: skip
        records = set(connection.execute(text("SELECT assessment FROM assessment_version")).scalars())
    assert seen == {
        "person": {"OWN"}, "identity": {"OWN"}, "person_key": {"OWN"}, "assessment": {"OWN"},
        "audit": {1, 2}, "break_glass": set(), "draft": set(),
    }  # fmt: skip
    assert records == {"OWN".ljust(32, "x")}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password_hash FROM account", "SELECT * FROM login_session", "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit", "TRUNCATE audit", "DROP TABLE audit", "ALTER TABLE audit DISABLE TRIGGER ALL",
        "UPDATE account SET role = 'supervisor'",
        "INSERT INTO assignment VALUES ('officer-1', 'OTHER', 'x', NULL, 'x')",
        "UPDATE assessment_version SET record = ''", "DELETE FROM assessment",
        "UPDATE schema_version SET version = 1",
        "INSERT INTO audit SELECT 99, at, 'supervisor-1', role, action, outcome, person, subject, purpose, "
        "previous, hash FROM audit LIMIT 1",
        "SET ROLE postgres", "CREATE TABLE mine (x int)", "COPY person TO '/tmp/x'",
        "ALTER TABLE identity DISABLE ROW LEVEL SECURITY", "DROP POLICY identity_own ON identity",
        "INSERT INTO break_glass VALUES ('x', 'officer-2', 'OTHER', 'p', 'a', '9999', NULL, NULL)",
        "CREATE OR REPLACE FUNCTION riskkit_user() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
    ],
)  # fmt: skip
def test_a_database_user_can_neither_tamper_nor_climb(database_user, statement: str):
    from sqlalchemy.exc import DBAPIError

    with database_user("officer-1").connect() as connection:
        changed = 0
        try:
            changed = connection.execute(text(statement)).rowcount
        except DBAPIError as refused:
            assert "42501" in str(refused.orig) or "23514" in str(refused.orig)  # noqa: PT017
        assert changed <= 0


def test_a_researcher_in_the_database_sees_structure_and_no_identity(database_user):
    with database_user("researcher-1").connect() as connection:
        people = set(connection.execute(text("SELECT id FROM person")).scalars())
        hidden = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("identity", "person_key", "audit", "draft")
        ]
    assert people == {"OWN", "TEAM", "OTHER"}
    assert hidden == [0, 0, 0, 0]


def test_an_inspector_in_the_database_reads_the_trail_and_no_file(database_user):
    with database_user("inspector-1").connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == 4
        for table in ("person", "identity", "assessment", "assessment_version", "own_view"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_what_our_own_code_asks_for_a_user_is_limited_by_the_database_too(store: Store):
    """Even a query that forgets every condition sees no more than the user may."""
    if store.file:
        return  # SQLite has no such second line; casework is the only one
    with store.acting_for("officer-1").reading() as connection:
        assert set(connection.execute(text("SELECT id FROM person")).scalars()) == {"OWN"}
    with store.acting_for("nobody").reading() as connection:
        assert set(connection.execute(text("SELECT id FROM person")).scalars()) == set()


def test_the_audit_trail_holds_no_words_of_a_file(store: Store):
    access = Access(store, "officer-1")
    record_who(access, "OWN", Identity(name="Alfa Amber", register_number="R-77"))
    for kind in KINDS:
        read_entries(access, "OWN", kind)
    record(access, "OWN", OwnView(given_on=DAY, about="plan", own_words="My own words"))
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    with store.reading() as connection:
        everything = str(connection.execute(text("SELECT * FROM audit")).all())
    for said in ("Alfa", "R-77", "own words", "Stable", "SYNTHETIC"):
        assert said not in everything


def test_no_error_tells_what_was_asked_or_written(store: Store):
    desk = Desk(store, "officer-1")
    for ask in (
        lambda: desk.open_file("SECRET-PERSON", instrument="SECRET-INSTRUMENT"),
        lambda: desk.save(judgement("SECRET-PERSON", by="officer-1")),
        lambda: open_with_purpose(Access(store, "officer-1"), "SECRET-PERSON", "SECRET purpose here"),
        lambda: desk.keep_draft("OWN", instrument="n", follows=0, content="SECRET" * 200_000),
    ):
        with pytest.raises(RiskkitError) as caught:
            ask()
        assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c]\n",
        "!!python/object/apply:os.system ['touch /tmp/riskkit-owned']",
        "!!python/name:os.system", "<<: *x", "[" * 5000, "a: " * 5000,
    ],
    ids=["bomb", "apply", "name", "merge", "brackets", "nested"],
)  # fmt: skip
def test_a_yaml_bomb_or_tag_is_refused(tmp_path: Path, content: str):
    path = tmp_path / "x.yaml"
    path.write_text(content)
    done: list[object] = []

    def read() -> None:
        try:
            read_yaml(path)
        except RiskkitError as refused:
            done.append(refused)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(20)
    assert len(done) == 1, "it was read, or took for ever"
    assert not Path("/tmp/riskkit-owned").exists()


def test_the_key_folder_is_not_in_the_repository():
    root = Path(__file__).resolve().parents[2]
    ignored = (root / ".gitignore").read_text()
    assert re.search(r"^/?workspace/?$", ignored, re.MULTILINE)


def test_a_million_entries_verify_in_time_and_a_change_in_the_middle_is_found(tmp_path: Path):
    """In short: a fiftieth of a million in a fiftieth of the time; ``RISKKIT_SOAK=1`` does all."""
    import os

    entries = 1_000_000 if os.environ.get("RISKKIT_SOAK") == "1" else 20_000
    store = create_store(f"sqlite:///{tmp_path / 'a' / 'riskkit.db'}", secrets=tmp_path / "keys")
    with store.writing() as connection:
        for number in range(entries):
            append_entry(connection, AuditNote("officer-1", "officer", "file.read", person=f"P-{number}"))
        assert count_entries(connection) == entries
    best = min(verify_audit(store, ()).seconds for _ in range(3))
    print(f"{entries} entries verified in {best:.2f} s")
    assert best < 20 * entries / 1_000_000 + 0.5
    raw = sqlite3.connect(store.file or "")
    raw.execute("DROP TRIGGER audit_no_update")
    raw.execute("UPDATE audit SET person = 'Q' WHERE seq = ?", (entries // 2,))
    raw.commit()
    raw.close()
    assert verify_audit(store, ()).findings == (
        f"entry {entries // 2} was changed: its content does not fit its hash",
    )
    store.close()
