"""One server for all attacks: what one of them breaks, the next would notice."""

from collections.abc import Iterator

import pytest

from tests.faults.pages_server import PagesServer, running


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PagesServer]:
    """A server with made-up people, started in an environment that tries to forge its user."""
    with running(tmp_path_factory.mktemp("pages"), RISKKIT_KERNELS_PER_USER="3") as server:
        yield server
