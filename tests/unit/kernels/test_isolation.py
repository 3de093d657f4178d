"""A forked kernel is as clean as a new process: nothing of its siblings, everything of its request."""

import os
import resource
import stat
from pathlib import Path

from riskkit.kernels.kernel_process import KernelProcess
from riskkit.kernels.place import place_of
from tests.unit.kernels.real_kernel import kernel


def test_the_kernel_is_forked_and_has_its_own_environment(warm, tmp_path: Path):
    with kernel({**warm, "RISKKIT_USER": "alice"}, tmp_path) as first:
        assert isinstance(first.process, KernelProcess)
        first.run("import os")
        assert first.ask("os.environ['RISKKIT_USER']") == "alice"
        assert first.ask("os.getcwd()") == str(tmp_path)
        assert int(first.ask("os.getpid()")) == first.process.pid
        with kernel({**warm, "RISKKIT_USER": "bob"}) as second:
            second.run("import os")
            assert second.ask("os.environ['RISKKIT_USER']") == "bob"
            assert first.ask("os.environ['RISKKIT_USER']") == "alice"
            assert second.ask("os.getsid(0) == os.getpid()") == "True"
            assert second.ask("os.getppid()") == first.ask("os.getppid()")


def test_a_variable_of_the_asker_alone_is_not_there(warm):
    env = {name: value for name, value in warm.items() if name != "PWD"}
    with kernel({**env, "ONLY_HERE": "1"}) as one:
        one.run("import os")
        assert one.ask("os.environ.get('ONLY_HERE')") == "1"
    with kernel(env) as other:
        other.run("import os")
        assert other.ask("os.environ.get('ONLY_HERE')") == "None"


def test_random_numbers_differ_between_kernels(warm):
    code = "random.random(), numpy.random.rand(), __import__('os').urandom(4).hex(), uuid.uuid4()"
    drawn = set()
    for _ in range(2):
        with kernel(warm) as one:
            one.run("import random, numpy, uuid")
            drawn.add(one.ask(code))
    assert len(drawn) == 2
    (a, b), (c, d) = (text.split(" ")[:2] for text in drawn)
    assert a != c
    assert b != d


def test_memory_is_not_shared(warm):
    with kernel(warm) as one, kernel(warm) as other:
        one.run("import numpy; numpy.planted = 'here'")
        other.run("import numpy")
        assert other.ask("getattr(numpy, 'planted', None)") == "None"


def test_no_file_of_the_parent_stays_open(warm):
    with kernel(warm) as one:
        one.run("import os; fds = [f'/proc/self/fd/{n}' for n in os.listdir('/proc/self/fd')]")
        targets = one.ask("[os.readlink(fd) for fd in fds if os.path.exists(fd)]")
        assert str(place_of(warm).socket) not in targets
        assert one.ask("os.readlink('/proc/self/fd/0')") == "/dev/null"


def test_file_mask_and_limits_are_the_askers(warm):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    before = os.umask(0o027)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 8, hard))
    try:
        with kernel(warm) as one:
            one.run("import os, resource; m = os.umask(0); os.umask(m)")
            assert one.ask("oct(m)") == "0o27"
            assert one.ask("resource.getrlimit(resource.RLIMIT_NOFILE)[0]") == str(soft - 8)
    finally:
        os.umask(before)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_its_folder_and_files_are_private(warm):
    place = place_of(warm)
    with kernel(warm):
        assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
        assert place.socket.exists()


def test_an_interrupt_reaches_the_running_cell(warm):
    with kernel(warm) as one:
        client = one.client
        sent = client.execute("import time\nprint('running', flush=True)\ntime.sleep(120)")
        while client.get_iopub_msg(timeout=180)["content"].get("text") != "running\n":
            pass
        one.manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=180)
        while reply["parent_header"].get("msg_id") != sent:
            reply = client.get_shell_msg(timeout=180)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert one.ask("1 + 1") == "2"


def test_the_exit_code_is_the_kernels_own(warm):
    with kernel(warm) as one:
        one.client.execute("import os; os._exit(7)")
        assert one.process.wait(timeout=10) == 7
        assert one.process.poll() == 7


def test_changed_code_or_variables_get_another_process(warm, monkeypatch):
    warm = {**warm, "OMP_NUM_THREADS": "2"}  # the machine's own setting may be 1
    name = place_of(warm).name
    assert place_of({**warm, "RISKKIT_USER": "bob"}).name == name
    assert place_of({**warm, "OMP_NUM_THREADS": "1"}).name != name
    monkeypatch.setattr("riskkit.kernels.place._state_of_code", lambda: "changed")
    assert place_of(warm).name != name
