"""How much memory one report may take: the same for batches and for reports asked for on a page."""

import resource
from typing import Final

LAUNCHED: Final = 16
"""GiB of address space of a report that a user asked for on a page."""

EXHAUSTED: Final = "MemoryError"
"""What a report that wants more stops with."""


def limit_memory(size: int | None) -> None:
    """Limit the address space of this process, and of the kernels that it asks for.

    Parameters
    ----------
    size : int or None
        GiB; None sets no limit.

    Notes
    -----
    A kernel forked from the preloaded process is given the limits of who asks for it.
    """
    if size is not None:
        bound = size * 1024**3
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
