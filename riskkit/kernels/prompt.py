"""A kernel that is ready as soon as it answers, and gone as soon as it ended.

The stock client waits for 0.2 s of silence before it calls a kernel ready, and the stock manager
looks every 0.1 s whether a kernel has ended. Beside a cold kernel nobody notices; of a warm one
both together are most of the time it takes.
"""

import asyncio
import time
from pathlib import Path
from queue import Empty
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_async

ASK_AGAIN_SECONDS: Final = 1.0
LISTEN_SECONDS: Final = 0.2
LOOK_SECONDS: Final = 0.005
BIND_SECONDS: Final = 5.0
"""How long to look for a kernel's sockets before its client is left to find them by itself."""


class PromptClient(AsyncKernelClient):
    """A client that takes a kernel for ready once it was heard on both channels."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Wait until the kernel answered, and until what it publishes arrives here.

        Parameters
        ----------
        timeout : float or None
            Seconds; None waits for as long as the kernel lives.

        Raises
        ------
        RuntimeError
            The kernel died, or said nothing in time; as the stock client says it.
        """
        until = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            asked = self.kernel_info()
            reply = await self._reply(asked)
            if reply is not None and await self._published(asked):
                self._handle_kernel_info_reply(reply)
                return
            if not await ensure_async(self.is_alive()):
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _reply(self, asked: str) -> dict[str, Any] | None:
        return await self._heard(self.get_shell_msg, asked, ASK_AGAIN_SECONDS, lambda _message: True)

    async def _published(self, asked: str) -> dict[str, Any] | None:
        """Return the message in which the kernel publishes that it is done with the question.

        What was published before it is read by now: nothing of the start is left over.
        """
        return await self._heard(
            self.get_iopub_msg, asked, LISTEN_SECONDS,
            lambda message: message["content"].get("execution_state") == "idle",
        )  # fmt: skip

    async def _heard(self, read: Any, asked: str, seconds: float, fits: Any) -> dict[str, Any] | None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                message = await ensure_async(read(timeout=left))
            except Empty:
                return None
            if message["parent_header"].get("msg_id") == asked and fits(message):
                return message
        return None


class PromptManager(AsyncKernelManager):
    """Starts kernels whose clients connect at once, and sees at once when one has ended."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_class = f"{PromptClient.__module__}.{PromptClient.__qualname__}"

    async def _async_post_start_kernel(self, **options: Any) -> None:
        await super()._async_post_start_kernel(**options)
        await self._bound()

    post_start_kernel = _async_post_start_kernel

    async def _bound(self) -> None:
        """Wait until the kernel's sockets are there: a client that comes earlier tries again only later."""
        until = time.monotonic() + BIND_SECONDS
        sockets = [Path(f"{self.ip}-{port}") for port in (self.shell_port, self.iopub_port)]
        while self.transport == "ipc" and not all(each.exists() for each in sockets):
            if time.monotonic() > until or not await self._async_is_alive():
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _async_wait(self, pollinterval: float = LOOK_SECONDS) -> None:
        """Look whether the kernel has ended as often as suits a warm one, however it was told to end."""
        await super()._async_wait(min(pollinterval, LOOK_SECONDS))
