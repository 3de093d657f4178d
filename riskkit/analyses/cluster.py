"""The office's dask cluster: batches, cohorts and samples may be made there, with the same figures.

Only the address is known here. Workers need the same riskkit; a scheduler trusts whoever reaches
it, so it belongs on a network of its own.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from riskkit.errors import Fault, OutsideFailure, ParameterError
from riskkit.settings import settings

PATIENCE: Final = 15
"""Seconds in which the scheduler must answer."""


def connect(address: str) -> Any:
    """Return a client of the scheduler at ``address``.

    Raises
    ------
    ParameterError
        None answers there.
    """
    from distributed import Client

    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError):
        raise ParameterError(
            Fault("--cluster", "no scheduler answers there", "an address such as tcp://10.0.0.5:8786",
                  "start one with 'dask scheduler'; or leave --cluster out")
        ) from None  # fmt: skip


@contextmanager
def cluster_client(address: str | None = None) -> Generator[Any]:
    """Give a client of a cluster while something is made there; None where there is no cluster.

    Parameters
    ----------
    address : str, optional
        The scheduler's; that of the setting ``cluster`` if None.

    Raises
    ------
    ParameterError
        No scheduler answers there.
    OutsideFailure
        The cluster gave the work up: it lost every worker that a part was tried on, or itself.
    """
    chosen = address or settings().cluster
    if chosen is None:
        yield None
        return
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    client = connect(chosen)
    try:
        yield client
    except (KilledWorker, FutureCancelledError, CommClosedError) as error:
        raise OutsideFailure(f"the cluster gave the work up ({type(error).__name__}); run it again") from None
    finally:
        client.close()
