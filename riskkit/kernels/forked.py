"""What a forked process does to become a clean kernel: nothing of the parent's run is left in it."""

import ctypes
import gc
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from typing import Any, Final, NoReturn

_PR_SET_PDEATHSIG: Final = 1


def become_kernel(request: dict[str, Any], files: list[int], parent: int) -> NoReturn:
    """Turn this freshly forked process into the kernel that was asked for; never returns.

    Parameters
    ----------
    request : dict
        ``argv`` (after the program's name), ``env``, ``cwd``, ``umask`` and ``limits``.
    files : list of int
        Descriptors of standard output and error.
    parent : int
        Process id of the preloaded process.
    """
    code = 1
    try:
        _leave_parent(parent)
        _take_files(files)
        _take_environment(request)
        _start_afresh()
        code = _run(list(request["argv"]), parent)
    except BaseException:  # noqa: BLE001 - a fork must never return into its parent's loop
        traceback.print_exc()
    finally:
        with suppress(Exception):  # a closed output must not keep the process alive
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _leave_parent(parent: int) -> None:
    """Get a session of its own, die with the parent, and forget its signal handlers."""
    os.setsid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as Python sets it in a new process
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _take_files(files: list[int]) -> None:
    """Take the given output, read from nothing, and close whatever else the parent had open."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for target, given in zip((1, 2), files, strict=True):
        os.dup2(given, target)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _take_environment(request: dict[str, Any]) -> None:
    """Take the asker's variables, folder, file mask and limits."""
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.umask(int(request["umask"]))
    os.chdir(request["cwd"])
    for number, (soft, hard) in request["limits"]:
        with suppress(ValueError, OSError):  # a limit can be lowered, not raised, without rights
            resource.setrlimit(number, (soft, hard))


def _start_afresh() -> None:
    """Give the process a random state and caches that no other kernel shares."""
    random.seed()
    tempfile.tempdir = None
    loaded = sys.modules
    if "numpy" in loaded:
        loaded["numpy"].random.seed()
    if "multiprocessing.process" in loaded:
        loaded["multiprocessing.process"].current_process().authkey = os.urandom(32)
    if "riskkit.settings" in loaded:
        loaded["riskkit.settings"].settings.cache_clear()
    gc.enable()


def _run(arguments: list[str], parent: int) -> int:
    """Run the kernel as ``python -m ipykernel_launcher`` would, ending when its parent is gone."""
    from ipykernel.kernelapp import IPKernelApp

    from riskkit.kernels.forked_kernel import ForkedKernel

    sys.argv = ["ipykernel_launcher", *arguments]
    try:
        IPKernelApp.launch_instance(arguments, kernel_class=ForkedKernel, parent_handle=parent)
    except SystemExit as asked:
        return asked.code if isinstance(asked.code, int) else int(asked.code is not None)
    return 0
