"""A batch: every report of a schedule, whatever happens to some of them, and an index at the end."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from riskkit.errors import GateRefused, OutputError
from riskkit.parameters.schedule import Schedule
from riskkit.reports.batch_folder import (
    INDEX,
    REPORTS,
    STATES,
    batch_folder,
    read_plan,
    write_plan,
    write_whole,
)
from riskkit.reports.batch_index import index_page
from riskkit.reports.batch_local import run_local
from riskkit.reports.batch_watch import recompute_dry_run, with_alarms
from riskkit.reports.batch_work import Limits, Outcome, failed
from riskkit.reports.manifest import identity_of, read_manifest
from riskkit.reports.release_plan import planned
from riskkit.reports.runner import notebook_path
from riskkit.reports.schedule import Job

Told = Callable[[int, int, str], None]
"""Receives how many reports are done, how many there are, and what ended last."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A finished batch.

    Attributes
    ----------
    folder : Path
        Holds ``index.html``, ``batch.json`` and ``reports/NAME``.
    outcomes : tuple of Outcome
        One for each job, in the schedule's order.
    watches : tuple of Outcome
        One for each model whose estimates were computed again.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    watches: tuple[Outcome, ...] = ()

    def count(self, state: str) -> int:
        """Return how many reports ended in ``state``."""
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def alarms(self) -> int:
        """Return how many alarms were raised."""
        return sum(len(outcome.alarms) for outcome in (*self.outcomes, *self.watches))

    @property
    def exit_code(self) -> int:
        """Return 0 if every report is there without alarm (3), else the gravest: 1, then 3, then 2."""
        codes = {outcome.exit_code for outcome in (*self.outcomes, *self.watches)}
        codes |= {GateRefused.exit_code} if self.alarms else set()
        return next((code for code in (1, 3, 2) if code in codes), 0)


def run_batch(
    schedule: Schedule,
    jobs: Sequence[Job],
    out: Path,
    *,
    workers: int = 1,
    cluster: str | None = None,
    told: Told = lambda _done, _of, _what: None,
) -> Batch:
    """Make every report of a schedule.

    Parameters
    ----------
    schedule : Schedule
        Title and limits.
    jobs : sequence of Job
        The schedule written out.
    out : Path
        A new folder, or one in which a batch was stopped: what is whole there and of the same
        data, parameters and code is not made again.
    workers : int
        Reports at a time on this machine.
    cluster : str, optional
        Address of a dask scheduler that makes them instead.
    told : callable
        Told about progress.

    Raises
    ------
    OutputError
        The folder is taken or cannot be written.
    ParameterError
        The cluster cannot be reached.
    """
    limits = Limits(schedule.timeout, schedule.attempts, schedule.memory, schedule.pdf)
    outcomes: dict[str, Outcome] = {}

    def ended(outcome: Outcome) -> None:
        outcomes[outcome.name] = outcome
        told(len(outcomes), len(jobs) + len(schedule.recompute), outcome.name)

    with batch_folder(out) as folder:
        jobs, plan = planned(jobs, read_plan(folder))
        write_plan(folder, plan)
        for job in jobs:
            if (there := finished(job, folder / REPORTS / job.name)) is not None:
                ended(there)
        rest = [job for job in jobs if job.name not in outcomes]
        if cluster is not None and rest:
            from riskkit.reports.batch_cluster import run_cluster

            run_cluster(rest, lambda job: folder / REPORTS / job.name, limits, address=cluster, ended=ended)
        elif rest:
            run_local(rest, lambda job: folder / REPORTS / job.name, limits, workers=workers, ended=ended)
        made = tuple(with_alarms(job, outcomes[job.name], folder / REPORTS / job.name) for job in jobs)
        watches = tuple(recompute_dry_run(each, schedule.language) for each in schedule.recompute)
        for watch in watches:
            ended(watch)
        batch = Batch(folder, made, watches)
        states = [{**asdict(outcome), "seconds": round(outcome.seconds, 3)} for outcome in (*made, *watches)]
        write_whole(folder / STATES, json.dumps(states, ensure_ascii=False, indent=1) + "\n")
        write_whole(folder / INDEX, index_page(schedule, jobs, made, watches))
    return batch


def finished(job: Job, folder: Path) -> Outcome | None:
    """Return the outcome of a job whose folder holds a whole report; None where there is none.

    One of another identity is left as it is, and that is the job's failure: a report never
    overwrites another.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    now = identity_of(notebook_path(job.notebook), job.parameters).frame()
    if manifest["identity"] != now:
        changed = [name.removesuffix("_sha256").replace("_", " ") for name in now
                   if manifest["identity"].get(name) != now[name]]  # fmt: skip
        said = f"a report made earlier from another {', '.join(changed)} is there; choose another --out"
        return failed(job.name, said, OutputError.exit_code)
    return Outcome(job.name, "reused", str(manifest["title"]), str(manifest["headline"]), attempts=0)
