"""The kernel inside a forked process: ipykernel's own, without its look at every module."""

import sys
from typing import Any, ClassVar, Final

from ipykernel import ipkernel


class _Sys:
    """The module ``sys`` as `ipkernel` sees it while a kernel is made: with no modules in it."""

    modules: Final[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


_SYS: Final = _Sys()


class ForkedKernel(ipkernel.IPythonKernel):
    """A kernel that leaves the modules of its parent alone.

    The stock kernel lists the file of every loaded module for its debugger. That touches each
    of some 2,000 module objects, and a page of memory that is touched is no longer shared with
    the parent: 15 MiB a kernel, more than everything else that a kernel needs of its own. The
    list is the same in every kernel, so the parent makes it once, before it forks.
    """

    files: ClassVar[list[str]] = []
    """Files of the modules that were there before the fork."""

    def __init__(self, **settings: Any) -> None:
        ipkernel.sys = _SYS  # pyright: ignore[reportPrivateImportUsage]
        try:
            super().__init__(**settings)
        finally:
            ipkernel.sys = sys  # pyright: ignore[reportPrivateImportUsage]
        self._kernel_modules = type(self).files
        if self.debugger is not None:
            self.debugger.kernel_modules = type(self).files

    @classmethod
    def note_modules(cls) -> None:
        """Note the files of all modules that are loaded by now; asks no module for what it would load."""
        found = (getattr(module, "__dict__", {}).get("__file__") for module in list(sys.modules.values()))
        cls.files = [file for file in found if file]
