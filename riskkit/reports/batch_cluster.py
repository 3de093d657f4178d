"""Reports made by the workers of a dask cluster; only this process writes them down.

A worker makes a report in a folder of its own and sends it back whole. Whatever becomes of
workers, each report is therefore published once, by us, or not at all. Workers need the same
riskkit, and the data files under the same paths.
"""

import io
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from riskkit.analyses.cluster import connect
from riskkit.errors import OutputError, RiskkitError
from riskkit.reports.batch_local import Ended
from riskkit.reports.batch_work import Limits, Outcome, failed, make
from riskkit.reports.folder import FAILED, run_folder
from riskkit.reports.manifest import identity_of, read_manifest
from riskkit.reports.runner import notebook_path
from riskkit.reports.schedule import Job

Packed = tuple[Outcome, bytes]


def run_cluster(
    jobs: Sequence[Job], place: Callable[[Job], Path], limits: Limits, *, address: str, ended: Ended
) -> None:
    """Make reports on the workers of a cluster.

    Parameters
    ----------
    jobs : sequence of Job
        What is to be made.
    place : callable
        The folder of a job's report, on this machine.
    limits : Limits
        What each may take; memory is limited by the workers' own nannies.
    address : str
        The scheduler's.
    ended : callable
        Told once about each job.

    Raises
    ------
    ParameterError
        No scheduler answers at that address.
    """
    from distributed import as_completed

    client = connect(address)
    try:
        tries, by_name = Counter[str](), {job.name: job for job in jobs}
        running: Any = as_completed([_submit(client, job, limits, tries) for job in jobs], loop=client.loop)
        for future in running:
            job = by_name[future.key.split(":")[1]]
            outcome, packed = _received(future, job)
            if outcome.outside and tries[job.name] < limits.attempts:
                running.add(_submit(client, job, limits, tries))
            else:
                ended(_published(job, outcome, packed, place(job)).tried(tries[job.name]))
    finally:
        client.close()


def make_packed(job: Job, limits: Limits) -> Packed:
    """Make a report in a folder that is thrown away, and return its files (on a worker)."""
    from riskkit.kernels import use_warm_kernels

    use_warm_kernels()
    with tempfile.TemporaryDirectory(prefix="riskkit-batch-") as folder:
        out = Path(folder) / job.name
        outcome = make(job, out, limits)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            if out.is_dir():
                archive.add(out, arcname=".")
        return outcome, packed.getvalue()


def _submit(client: Any, job: Job, limits: Limits, tries: Counter[str]) -> Any:
    tries[job.name] += 1
    return client.submit(
        make_packed, job, limits, key=f"report:{job.name}:{tries[job.name]}:{id(client)}", pure=False
    )


def _received(future: Any, job: Job) -> Packed:
    """Return what a worker sent, or that the workers it was tried on were lost."""
    if future.status == "finished":
        return future.result()
    error = future.exception()
    said = f"the cluster gave it up ({type(error).__name__})"
    return failed(job.name, said, outside=True), b""


def _published(job: Job, outcome: Outcome, packed: bytes, out: Path) -> Outcome:
    """Write down what a worker made; return how that ended."""
    try:
        with run_folder(out) as place:
            _unpack(packed, place.report)
            if outcome.state == "failed":
                if (place.report / FAILED).is_file():
                    place.keep_failure(place.report / FAILED)
                return outcome
            manifest = read_manifest(place.report)
            if manifest is None:
                return failed(job.name, "arrived incomplete")
            if manifest["identity"] != identity_of(notebook_path(job.notebook), job.parameters).frame():
                return failed(job.name, "the worker has other data, code or packages than this machine")
            place.publish()
    except RiskkitError as error:
        return failed(job.name, str(error), error.exit_code)
    except OSError as error:
        return failed(job.name, f"cannot be written ({error.strerror})", OutputError.exit_code)
    return outcome


def _unpack(packed: bytes, folder: Path) -> None:
    if packed:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
