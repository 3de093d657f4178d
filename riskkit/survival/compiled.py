"""How every numerical kernel of the engine is compiled."""

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

import numba
from numba.core.registry import cpu_target

P = ParamSpec("P")
R = TypeVar("R")

# numba imports most of itself at the first call of any kernel (half a second); it is done here,
# so that it counts as an import and a preloaded process has it behind it
_TARGET: Final[Any] = cpu_target
_TARGET.typing_context.refresh()
_TARGET.target_context.refresh()


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first use, keep the machine code beside the module and let other threads run.

    Division by zero gives infinity, as in numpy: a likelihood that leaves the floats is then
    judged by its value.
    """
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
