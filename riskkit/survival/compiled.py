"""How every numerical kernel of the engine is compiled."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first use, keep the machine code beside the module and let other threads run.

    Division by zero gives infinity, as in numpy: a likelihood that leaves the floats is then
    judged by its value.
    """
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
