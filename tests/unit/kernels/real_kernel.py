"""Real kernels, started as papermill and Voila start them, from a preloaded process of the test's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from jupyter_client.manager import KernelManager

from riskkit.kernels import PROVISIONER, stop_preloaded
from riskkit.kernels.place import place_of
from riskkit.settings import settings


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Variables under which kernels are forked from a small preloaded process."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("runtime")
    patch.setenv("XDG_RUNTIME_DIR", str(folder))
    patch.setenv("RISKKIT_KERNEL_PRELOAD", '["ipykernel.kernelapp", "ipykernel.ipkernel", "numpy"]')
    patch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", PROVISIONER)
    patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "connections"))
    # one process for all of a module's tests, whoever edits the source meanwhile
    patch.setattr("riskkit.kernels.place._state_of_code", lambda: "as it was")
    settings.cache_clear()
    forget_factory()
    yield dict(os.environ)
    stop_preloaded(place_of(os.environ))
    patch.undo()
    settings.cache_clear()
    forget_factory()


def forget_factory() -> None:
    """Let the next kernel read the provisioner's name from the environment again."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    KernelProvisionerFactory.clear_instance()


class Kernel:
    """A running kernel that can be asked."""

    def __init__(self, manager: KernelManager, client: object) -> None:
        self.manager, self.client = manager, client

    @property
    def process(self) -> object:
        return self.manager.provisioner.process

    def ask(self, expression: str) -> str:
        """Return what ``print(expression)`` prints."""
        said: list[str] = []

        def note(message: dict) -> None:
            said.append(message["content"].get("text", ""))

        reply = self.client.execute_interactive(f"print({expression})", output_hook=note, timeout=180)
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(said).strip()

    def run(self, code: str) -> None:
        reply = self.client.execute_interactive(code, output_hook=lambda _: None, timeout=180)
        assert reply["content"]["status"] == "ok", reply["content"]


@contextmanager
def kernel(env: dict[str, str], cwd: Path | None = None) -> Iterator[Kernel]:
    connection = Path(env["XDG_RUNTIME_DIR"]) / f"{uuid4().hex[:8]}.json"
    manager = KernelManager(kernel_name="python3", transport="ipc", connection_file=str(connection))
    manager.start_kernel(env=env, cwd=str(cwd) if cwd else None)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=180)
    try:
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
