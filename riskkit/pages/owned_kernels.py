"""Kernels with an owner: each is born for one user, knows its name, and belongs to no other.

The user comes from the request that the gate has let in, never from what a visitor can
send along; the environment is built from a short list, so that none of the server's own
secrets travel, nor headers, nor the address that was asked for.
"""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Final

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.web import HTTPError
from traitlets import default

from riskkit.casework.assessors import USER_VARIABLE
from riskkit.kernels.prompt import PromptManager
from riskkit.settings import settings

LAST_WORDS_SECONDS: Final = 1.0
"""How long the kernel of a page that was left still works: what was typed last came just before."""

SERVING: ContextVar[str | None] = ContextVar("riskkit_serving", default=None)
"""For whom this request is; set by the gate."""

PASSED_ON: Final = frozenset(
    {
        "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "USER", "LOGNAME", "VIRTUAL_ENV",
        "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR", "FONTCONFIG_PATH", "OMP_NUM_THREADS", "NUMBA_CACHE_DIR",
    }
)  # fmt: skip
PASSED_ON_PREFIXES: Final = ("LC_", "PYTHON", "JUPYTER_P", "JUPYTER_DATA", "IPYTHON", "MPL", "RISKKIT_")
KEPT_BACK: Final = ("RISKKIT_USER", "RISKKIT_SECRET_", "RISKKIT_IDENTITY_", "RISKKIT_SOCKET")


def kernel_environment(inherited: Mapping[str, str], user: str) -> dict[str, str]:
    """Return the environment of one user's kernel.

    Parameters
    ----------
    inherited : mapping of str to str
        What Voila would hand over: the server's own environment and facts of the request.
    user : str
        Whose kernel it is.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if (name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)) and not name.startswith(KEPT_BACK)
    }
    return {**kept, USER_VARIABLE: user}


class PageKernel(PromptManager, ServerKernelManager):
    """One page's kernel; its page is made as soon as it answers, without waiting for silence."""


class OwnedKernels(AsyncMappingKernelManager):
    """Starts kernels for the user of the request, within the limits, and remembers whose they are."""

    @default("kernel_manager_class")
    def _default_kernel_manager_class(self) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        return f"{PageKernel.__module__}.{PageKernel.__qualname__}"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owners: dict[str, str] = {}

    async def _async_start_kernel(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, *, kernel_id: str | None = None, path: Any = None, **kwargs: Any
    ) -> str:
        user = SERVING.get()
        if user is None:
            raise HTTPError(403, "a kernel has no user")
        await self._make_room(user)
        kwargs["env"] = kernel_environment(kwargs.get("env", {}), user)
        started = await super()._async_start_kernel(kernel_id=kernel_id, path=path, **kwargs)
        self.owners[started] = user
        return started

    start_kernel = _async_start_kernel  # pyright: ignore[reportAssignmentType]

    async def _make_room(self, user: str) -> None:
        """End the user's oldest kernel that no page holds; refuse if every page is open."""
        mine = [each for each, owner in self.owners.items() if owner == user]
        while len(mine) >= settings().kernels_per_user:
            idle = next((each for each in mine if not self._kernel_connections.get(each)), None)
            if idle is None:
                raise HTTPError(429, "too many pages open")
            await self.shutdown_kernel(idle, now=True)
            mine.remove(idle)
        if len(self.owners) >= settings().kernels_in_total:
            raise HTTPError(503, "too many pages open in total")

    async def shutdown_kernel(  # pyright: ignore[reportIncompatibleVariableOverride]
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """End a kernel: one that is not to end ``now`` does first what it was already told."""
        if not now:
            await asyncio.sleep(LAST_WORDS_SECONDS)
        if kernel_id in self:  # it may have ended meanwhile
            await self._async_shutdown_kernel(kernel_id, now=now, restart=restart)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel and whose it was."""
        self.owners.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def end_all_of(self, user: str) -> None:
        """End every kernel of one user."""
        for kernel in [each for each, owner in self.owners.items() if owner == user]:
            await self.shutdown_kernel(kernel, now=True)
