"""The kernel that runs a report: this Python, private sockets, no secrets in its environment."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from jupyter_client.kernelspec import KernelSpec

from riskkit.kernels.prompt import PromptManager

SECRET: Final = ("SECRET", "PASSWORD", "TOKEN", "KEY")
"""Environment variables whose names hold one of these do not reach a kernel."""

STORE: Final = ("RISKKIT_DATABASE_URL", "RISKKIT_WORKSPACE", "RISKKIT_CHECKPOINTS")
"""Where the store is does not reach a kernel either: a report reads extracts, never the store."""

SOCKETS: Final = "riskkit-report-"


class ReportKernelManager(PromptManager):
    """Start the kernel with the Python that runs us, whatever kernels the user has installed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        _sweep_sockets()
        # Files, not ports: other users of this machine cannot read along. Paths of sockets
        # are short (107 bytes), so they stand in the system's folder for temporary files.
        self._sockets = tempfile.TemporaryDirectory(prefix=f"{SOCKETS}{os.getpid()}-")
        self.transport = "ipc"
        self.connection_file = str(Path(self._sockets.name) / "kernel.json")
        self.ip = str(Path(self._sockets.name) / "kernel")

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return the one kernel that we start."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, language="python", display_name="riskkit")

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        options["env"] = {
            name: value
            for name, value in os.environ.items()
            if name not in STORE and not any(word in name for word in SECRET)
        }
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self._sockets.cleanup()

    cleanup_resources = _async_cleanup_resources


def _sweep_sockets() -> None:
    """Remove the socket folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SOCKETS}*"):
        process = folder.name.removeprefix(SOCKETS).partition("-")[0]
        with contextlib.suppress(OSError):  # another user's folder is not ours to look into
            if process.isdecimal() and folder.stat().st_uid == os.getuid() and not _alive(int(process)):
                shutil.rmtree(folder)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
