"""A prompt client calls a kernel ready when it was heard on both channels, and never before."""

import asyncio
from pathlib import Path
from queue import Empty

import pytest

from riskkit.kernels.prompt import PromptClient, PromptManager
from tests.unit.kernels.real_kernel import warm

__all__ = ["warm"]


def reply_to(asked: str) -> dict:
    return {"parent_header": {"msg_id": asked}, "msg_type": "kernel_info_reply", "content": {}}


def state(asked: str, execution_state: str) -> dict:
    return {"parent_header": {"msg_id": asked}, "content": {"execution_state": execution_state}}


class Scripted(PromptClient):
    """A client whose kernel says what a test tells it to."""

    def __init__(self, shell: list[dict], iopub: list[dict], alive: bool = True) -> None:
        super().__init__()
        self.shell, self.iopub, self.alive = shell, iopub, alive
        self.asked, self.taken = 0, None

    def kernel_info(self, reply=False, timeout=None):
        self.asked += 1
        return f"ask-{self.asked}"

    async def get_shell_msg(self, timeout=None):
        return self._next(self.shell)

    async def get_iopub_msg(self, timeout=None):
        return self._next(self.iopub)

    def is_alive(self):
        return self.alive

    def _handle_kernel_info_reply(self, msg):
        self.taken = msg

    @staticmethod
    def _next(messages: list[dict]) -> dict:
        if not messages:
            raise Empty
        return messages.pop(0)


def test_an_answer_to_an_earlier_question_is_not_taken_for_this_ones():
    client = Scripted(
        [reply_to("someone"), reply_to("ask-1")], [state("ask-1", "busy"), state("ask-1", "idle")]
    )
    asyncio.run(client.wait_for_ready(timeout=10))
    assert client.taken["parent_header"]["msg_id"] == "ask-1"
    assert client.iopub == []


def test_it_asks_again_until_what_the_kernel_publishes_arrives():
    # the first question was answered before the subscription was there: only "busy" of it is heard
    client = Scripted(
        [reply_to("ask-1"), reply_to("ask-2")], [state("ask-1", "busy"), state("ask-2", "idle")]
    )
    # "busy" of the first question does not do; the second one's "idle" is not the first one's either
    client.iopub = [state("ask-1", "busy")]
    original = client.kernel_info

    def ask(**options):
        asked = original(**options)
        if asked == "ask-2":
            client.iopub.append(state("ask-2", "idle"))
        return asked

    client.kernel_info = ask
    asyncio.run(client.wait_for_ready(timeout=10))
    assert client.asked == 2
    assert client.taken["parent_header"]["msg_id"] == "ask-2"


def test_a_dead_kernel_and_a_silent_one_are_told_apart():
    with pytest.raises(RuntimeError, match="died"):
        asyncio.run(Scripted([], [], alive=False).wait_for_ready(timeout=10))
    with pytest.raises(RuntimeError, match="respond in 0 seconds"):
        asyncio.run(Scripted([], []).wait_for_ready(timeout=0))


def test_a_real_kernel_answers_its_first_question_and_its_end_is_seen(warm, tmp_path):
    async def live() -> tuple[list[str], bool]:
        folder = Path(warm["XDG_RUNTIME_DIR"])
        manager = PromptManager(kernel_name="python3", transport="ipc")
        manager.connection_file, manager.ip = str(folder / "prompt.json"), str(folder / "prompt")
        await manager.start_kernel(env=warm, cwd=str(tmp_path))
        client = manager.client()
        assert isinstance(client, PromptClient)
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        said: list[str] = []
        await client.execute_interactive(
            "print(6 * 7)",
            output_hook=lambda message: said.append(message["content"].get("text", "")),
            timeout=60,
        )
        client.stop_channels()
        await manager.shutdown_kernel()
        return said, await manager.is_alive()

    said, alive = asyncio.run(live())
    assert "".join(said) == "42\n"
    assert not alive
