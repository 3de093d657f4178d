"""People followed by the workers of a dask cluster, part by part, in their own order.

A part travels to a worker and comes back followed; what a lost worker had is followed by
another. Only this process reads registers and writes the cohort, so that nothing is written
twice. A few parts more than there are workers are on their way at a time: the scheduler holds
no more of the registers than that.
"""

import pickle
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from riskkit.cohort.following import Followed, Following, follow_people
from riskkit.cohort.registrations import Registrations

AHEAD: Final = 2
"""Parts on their way beyond one a worker."""


def followed_elsewhere(client: Any, parts: Iterator[Registrations], how: Following) -> Iterator[Followed]:
    """Return the parts, followed by the workers of a cluster, in the order in which they came.

    Parameters
    ----------
    client : dask.distributed.Client
        Of the cluster; its workers need this version of riskkit, and no data.
    parts : iterator of Registrations
        People, some at a time.
    how : Following
        What counts.

    Raises
    ------
    distributed.KilledWorker
        The cluster gave a part up: it lost every worker that the part was tried on.
    """
    waiting: deque[Any] = deque()
    try:
        for number, known in enumerate(parts):
            waiting.append(_sent(client, pickle.dumps((known, how)), number))
            while len(waiting) > len(client.nthreads()) + AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def follow_packed(packed: bytes) -> Followed:
    """Follow the people that were sent (on a worker)."""
    known, how = pickle.loads(packed)
    return follow_people(known, how)


def _sent(client: Any, packed: bytes, number: int) -> Any:
    from dask import config

    # the part is meant to travel with its task: a worker that is lost must not take it along
    with config.set({"distributed.admin.large-graph-warning-threshold": "4GB"}):
        return client.submit(follow_packed, packed, key=f"part:{number}:{id(client)}", pure=False)
