"""What a kernel is told by the server, and what it is not."""

import asyncio
from typing import Any

import pytest

from riskkit.pages import owned_kernels
from riskkit.pages.gate import KERNEL_ID, is_sign_of_life
from riskkit.pages.owned_kernels import OwnedKernels, kernel_environment

SERVER = {
    "PATH": "/bin", "HOME": "/home/x", "LC_ALL": "nl", "RISKKIT_WORKSPACE": "/w", "RISKKIT_USER": "bob",
    "RISKKIT_SECRETS": "/keys", "RISKKIT_DATABASE_URL": "postgresql://x", "RISKKIT_SECRET_X": "y",
    "JUPYTER_PATH": "/t", "JUPYTER_TOKEN": "t", "AWS_SECRET_ACCESS_KEY": "s", "HTTP_COOKIE": "c",
    "QUERY_STRING": "user=bob", "VOILA_REQUEST_URL": "http://x", "SSH_AUTH_SOCK": "s", "PYTHONPATH": "/p",
}  # fmt: skip


def test_a_kernel_knows_its_user_and_where_things_are():
    told = kernel_environment(SERVER, "alice")
    assert told == {
        "PATH": "/bin", "HOME": "/home/x", "LC_ALL": "nl", "RISKKIT_WORKSPACE": "/w",
        "RISKKIT_SECRETS": "/keys",
        "RISKKIT_DATABASE_URL": "postgresql://x", "JUPYTER_PATH": "/t", "PYTHONPATH": "/p",
        "RISKKIT_USER": "alice",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("message", "is_sign"),
    [
        ('{"content": {"command": "ping", "count": 3}}', True), (b'{"command":"ping"}', True),
        ('{"command": "save", "draft": {}}', False), ("", False),
        ('{"command": "ping"' + " " * 3000 + "}", False),
    ],
)  # fmt: skip
def test_a_sign_of_life_is_told_from_work(message: str | bytes, is_sign: bool):
    assert is_sign_of_life(message) is is_sign


def test_kernel_ids_are_found_in_any_writing():
    name = "12345678-1234-1234-1234-123456789abc"
    assert KERNEL_ID.findall(f"/api/kernels/{name.upper()}/channels") == [name.upper()]
    assert KERNEL_ID.findall("/voila/render/index.ipynb") == []


@pytest.mark.parametrize(("now", "in_order"), [(False, ["words", "end"]), (True, ["end", "words"])])
def test_the_kernel_of_a_page_that_was_left_still_hears_what_came_before(
    monkeypatch: pytest.MonkeyPatch, now: bool, in_order: list[str]
):
    done: list[str] = []

    class Kernels(OwnedKernels):
        def __contains__(self, kernel_id: object) -> bool:
            return kernel_id == "left" and "end" not in done

        async def _async_shutdown_kernel(self, *_: Any, **__: Any) -> None:
            done.append("end")

    async def wait(seconds: float) -> None:
        assert seconds == owned_kernels.LAST_WORDS_SECONDS
        done.append("words")

    async def leave() -> None:
        kernels = Kernels()
        await kernels.shutdown_kernel("left", now=now)
        if now:
            done.append("words")
        await kernels.shutdown_kernel("left", now=True)  # it has ended: nothing is done, and nothing fails

    monkeypatch.setattr(owned_kernels.asyncio, "sleep", wait)
    asyncio.run(leave())
    assert done == in_order
