"""The warm kernels' preloaded process, started once a module."""

from tests.unit.kernels.real_kernel import warm

__all__ = ["warm"]
