"""A forked kernel takes the list of modules from its parent, and is ipykernel's own in all else."""

import sys

from ipykernel import ipkernel

from riskkit.kernels.forked_kernel import ForkedKernel
from tests.unit.kernels.real_kernel import kernel

INSIDE = "get_ipython().kernel"


def test_its_debugger_knows_the_modules_of_before_the_fork_and_no_later_ones(warm):
    with kernel(warm) as one:
        one.run("import ipykernel.ipkernel, sys, colorsys")
        assert one.ask(f"type({INSIDE}).__name__") == "ForkedKernel"
        files = f"{INSIDE}._kernel_modules"
        assert one.ask(f"ipykernel.ipkernel.__file__ in {files}") == "True"
        assert one.ask(f"sys.modules['numpy'].__file__ in {files}") == "True"
        assert one.ask(f"colorsys.__file__ in {files}") == "False"
        assert one.ask(f"{INSIDE}.debugger.kernel_modules is {files}") == "True"
        assert one.ask("ipykernel.ipkernel.sys is sys") == "True"


def test_its_debugger_answers(warm):
    with kernel(warm) as one:
        session = one.client.session
        asked = session.msg("debug_request", {"type": "request", "seq": 1, "command": "debugInfo"})
        one.client.control_channel.send(asked)
        reply = one.client.get_control_msg(timeout=180)
        assert reply["content"]["success"] is True
        assert reply["content"]["body"]["isStarted"] is False


def test_noting_modules_asks_none_of_them(monkeypatch):
    class Lazy:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"was asked for {name}")

    monkeypatch.setitem(sys.modules, "lazy_module", Lazy())
    monkeypatch.setattr(ForkedKernel, "files", [])
    ForkedKernel.note_modules()
    assert ipkernel.__file__ in ForkedKernel.files
    assert all(isinstance(file, str) for file in ForkedKernel.files)
