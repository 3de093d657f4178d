"""The provisioner that `jupyter_client` loads: a forked kernel if it can, the stock one if not."""

import asyncio
import logging
import os
import sys
from typing import Any, Final

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from riskkit.kernels.kernel_process import start_kernel

LOG: Final = logging.getLogger("riskkit.kernels")
LOOK_SECONDS: Final = 0.005
_LAUNCHER: Final = ("-m", "ipykernel_launcher")
_KNOWN: Final = frozenset(
    {"env", "cwd", "stdin", "stdout", "stderr", "kernel_id", "extra_arguments", "independent"}
)


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from a preloaded process; everything else is the stock provisioner's.

    Kernels of another interpreter, with arguments of Popen that a fork cannot follow, or
    meant to outlive their asker are started the stock way, and so are all on systems
    without Unix sockets and fork.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that ``cmd`` describes."""
        arguments = warm_arguments(cmd, kwargs)
        if arguments is None:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            process = await asyncio.to_thread(
                start_kernel, arguments,
                env=kwargs.get("env") or dict(os.environ), cwd=kwargs.get("cwd"),
                stdout=kwargs.get("stdout"), stderr=kwargs.get("stderr"),
            )  # fmt: skip
        except OSError as error:
            LOG.warning("no warm kernel (%s); starting a cold one", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process: Any = process
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end, looking more often than the stock provisioner's 0.1 s."""
        while self.process is not None and await self.poll() is None:
            await asyncio.sleep(LOOK_SECONDS)
        return await super().wait()


def warm_arguments(cmd: list[str], kwargs: dict[str, Any]) -> list[str] | None:
    """Return the kernel's own arguments if it can be forked, else None."""
    possible = (
        sys.platform == "linux"
        and not kwargs.get("independent")
        and kwargs.get("stdin") is None
        and kwargs.get("stdout") != -1
        and kwargs.get("stderr") not in (-1, -2)
        and _KNOWN.issuperset(kwargs)
    )
    same = len(cmd) > 3 and os.path.realpath(cmd[0]) == os.path.realpath(sys.executable)
    if not possible or not same:
        return None
    options = [part for part in cmd[1:] if part != "-Xfrozen_modules=off"]
    return options[2:] if tuple(options[:2]) == _LAUNCHER else None
