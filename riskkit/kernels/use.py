"""Ask for warm kernels in this process, and end the preloaded process."""

import contextlib
import os
import signal
from typing import Final

from riskkit.kernels.place import Place, place_of
from riskkit.kernels.wire import connect

PROVISIONER: Final = "riskkit-warm"
"""Name of the entry point in the group ``jupyter_client.kernel_provisioners``."""


def use_warm_kernels() -> None:
    """Make every kernel that this process starts a warm one; running it twice is harmless."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    os.environ[KernelProvisionerFactory.default_provisioner_name_env] = PROVISIONER
    if KernelProvisionerFactory.initialized():
        KernelProvisionerFactory.instance().default_provisioner_name = PROVISIONER


def stop_preloaded(place: Place | None = None) -> bool:
    """End the preloaded process of this environment, and with it every kernel forked from it.

    Parameters
    ----------
    place : Place, optional
        Where it listens; by default that of this process's own environment.

    Returns
    -------
    bool
        Whether there was one.
    """
    found = connect((place or place_of(os.environ)).socket)
    if found is None:
        return False
    with found as connection:
        connection.send({"stop": True})
        pid = connection.receive_forked()
    with contextlib.suppress(ProcessLookupError):  # it may be gone before the signal
        os.kill(pid, signal.SIGTERM)
    return True
