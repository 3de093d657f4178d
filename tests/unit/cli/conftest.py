"""Commands run in this process: kernels are cold here, so that no preloaded process outlives a test."""

import pytest


@pytest.fixture(autouse=True)
def warm_kernels_asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note that a command asked for warm kernels, and start none (tests/unit/kernels does)."""
    asked: list[str] = []
    monkeypatch.setattr("riskkit.kernels.use_warm_kernels", lambda: asked.append("asked"))
    return asked
