"""A schedule written out: one job for each report, all checked before the first is started."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final

from riskkit.errors import Fault, InputError, ParameterError
from riskkit.parameters import Parameters, check_parameters, read_parameters
from riskkit.parameters.registry import parameters_of
from riskkit.parameters.schedule import Period, Schedule, ScheduledReport

MOST_JOBS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Job:
    """One report of a batch.

    Attributes
    ----------
    name : str
        Name of its folder; once in a batch.
    notebook : str
        Name of the notebook.
    parameters : Parameters
        Checked, with files located.
    unit, period : str
        The schedule's names for them; empty where the report does not vary so.
    """

    name: str
    notebook: str
    parameters: Parameters
    unit: str = ""
    period: str = ""


def read_schedule(path: Path, *, month: str | None = None) -> tuple[Schedule, tuple[Job, ...]]:
    """Read a schedule and write it out.

    Parameters
    ----------
    path : Path
        A YAML file; parameter files are found from its folder.
    month : str, optional
        ``2026-10``: the month that takes the place of the schedule's periods, as an office's
        scheduler gives it.

    Returns
    -------
    tuple of (Schedule, tuple of Job)
        Jobs in the schedule's order: report by report, unit by unit, period by period.

    Raises
    ------
    ParameterError
        Every fault of the schedule, or every fault of all the jobs' parameters; no such month, or no
        report that varies the period.
    """
    schedule = read_parameters(path, Schedule)
    if month is not None:
        schedule = _in_month(schedule, month)
    return schedule, expand(schedule, path.resolve().parent)


def _in_month(schedule: Schedule, month: str) -> Schedule:
    """Return the schedule for one month."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month) or month.startswith("0000"):
        raise ParameterError(Fault("--month", "is not a month", "a year and a month, such as 2026-10"))
    if not any("period" in report.vary for report in schedule.reports):
        raise ParameterError(Fault("--month", "has no use", "a schedule of which a report varies 'period'"))
    year, number = (int(part) for part in month.split("-"))
    period = Period(first=date(year, number, 1), last=date(year, number, monthrange(year, number)[1]))
    return schedule.model_copy(update={"periods": {month: period}})


def expand(schedule: Schedule, folder: Path) -> tuple[Job, ...]:
    """Write a schedule out; see `read_schedule`."""
    jobs: list[Job] = []
    faults: list[Fault] = []
    for report in schedule.reports:
        try:
            jobs += _jobs(report, schedule, folder)
        except InputError as error:
            faults += [_at(report, fault) for fault in error.faults]
    if len(jobs) > MOST_JOBS:
        faults.append(Fault("schedule", f"gives {len(jobs)} reports", f"at most {MOST_JOBS}"))
    names = [job.name for job in jobs]
    if len(set(names)) < len(names):
        faults.append(Fault("schedule", "gives two reports one name", "names that stay apart when joined"))
    if faults:
        raise ParameterError(faults)
    return tuple(jobs)


def _jobs(report: ScheduledReport, schedule: Schedule, folder: Path) -> Iterator[Job]:
    model = parameters_of(report.notebook)
    path = folder / report.file
    first = read_parameters(path, model, dict(report.changes))
    lacking = [axis for axis in report.vary if axis not in model.model_fields]
    if lacking:
        raise ParameterError(
            Fault("'vary'", f"names {', '.join(lacking)}", f"parameters of {report.notebook}")
        )
    given = first.model_dump(mode="json")
    units = list(schedule.units.items()) if "unit" in report.vary else [("", None)]
    periods = list(schedule.periods.items()) if "period" in report.vary else [("", None)]
    for (unit, label), (period, days) in product(units, periods):
        changed: dict[str, Any] = dict(given)
        if label is not None:
            changed["unit"] = label
        if days is not None:
            changed["period"] = days.model_dump(mode="json")
        name = "-".join(
            part for part in (report.name or report.notebook.replace("_", "-"), unit, period) if part
        )
        located = check_parameters(changed, model).located(path.resolve().parent)
        yield Job(name, report.notebook, located, unit, period)


def _at(report: ScheduledReport, fault: Fault) -> Fault:
    """Return a fault of one report's parameters with the report's file named."""
    where = fault.where if Path(report.file).name in fault.where else f"{report.file}: {fault.where}"
    return Fault(where, fault.problem, fault.allowed, fault.remedy)
