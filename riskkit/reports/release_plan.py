"""Settle, one report after another, what each may show beside everything released before it."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from riskkit.disclosure import Noted, Register
from riskkit.disclosure.office import office_register
from riskkit.errors import DataError, ExtrapolationError, FitError, ParameterError, TooFewEventsRefused
from riskkit.parameters import Parameters
from riskkit.parameters.base_rate import BaseRateParameters
from riskkit.parameters.cohort_report import CohortParameters
from riskkit.parameters.measures import MeasuresParameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.parameters.subgroups import SubgroupsParameters
from riskkit.parameters.unit import UnitParameters
from riskkit.parameters.validation import ValidationParameters
from riskkit.reports.manifest import identity_of
from riskkit.reports.runner import notebook_path
from riskkit.reports.schedule import Job
from riskkit.stewardship.code_origin import fingerprint_of

Plan = dict[str, Any]
"""By job: the question and data that it was planned for, and the cells that it must leave blank."""

Counting = (
    UnitParameters | CohortParameters | RecidivismParameters | SubgroupsParameters | ValidationParameters
    | MeasuresParameters | BaseRateParameters
)  # fmt: skip
"""Parameters of reports that count named people. Of ratings and estimates nobody's name is known."""

_FAULTS = (DataError, ParameterError, FitError, ExtrapolationError, TooFewEventsRefused)
"""Of a report's own input: the report says so itself, in its own place."""


def counts_people(parameters: Parameters) -> TypeGuard[Counting]:
    """Return whether a report's counts are held against what was released; published people's are not."""
    if not isinstance(parameters, Counting):
        return False
    if isinstance(parameters, UnitParameters):
        return True
    cohort = parameters.cohort
    if cohort is None or cohort.is_public:
        return False
    named = any(column.kind == "identifier" for column in cohort.columns.values())
    return named or isinstance(parameters, CohortParameters)  # a cohort that was built names its people


def planned(jobs: Sequence[Job], earlier: Plan) -> tuple[tuple[Job, ...], Plan]:
    """Return the jobs with what they must withhold, and the plan to keep.

    Parameters
    ----------
    jobs : sequence of Job
        In the order in which they are released.
    earlier : dict
        The plan of an earlier run in the same folder: jobs of the same question and data keep its
        decision, so that a batch that takes over makes the same reports.

    Raises
    ------
    OutputError
        The register cannot be read or written.
    """
    if not any(counts_people(job.parameters) for job in jobs):
        return tuple(jobs), {}
    plan: Plan = {}
    done: list[Job] = []
    with office_register() as register:
        for job in jobs:
            if not counts_people(job.parameters):
                done.append(job)
                continue
            mark = _mark(job)
            known = earlier.get(job.name, {})
            cells = known["withheld"] if known.get("mark") == mark else withheld(job.parameters, register)
            plan[job.name] = {"mark": mark, "withheld": cells}
            done.append(replace(job, parameters=carrying(job.parameters, cells)))
    return tuple(done), plan


def _mark(job: Job) -> str:
    """Return signs for what the decision hangs on: question and data, and not the code that asks.

    With other code a job planned again would be held against its own cells, and lose some of them.
    """
    identity = identity_of(notebook_path(job.notebook), job.parameters)
    return fingerprint_of([identity.report, identity.parameters_sha256, identity.data_sha256])


def plan_one(parameters: Parameters) -> Parameters:
    """Return the parameters of a report made by itself with what it must withhold."""
    if not counts_people(parameters):
        return parameters
    with office_register() as register:
        return carrying(parameters, withheld(parameters, register))


def withheld(parameters: Counting, register: Register) -> dict[str, list[int]]:
    """Return the cells of a report that give a small group away; enter those that do not."""
    notes: dict[str, Noted] = {}

    def note(name: str) -> Noted:
        return notes.setdefault(name, Noted(register))

    with contextlib.suppress(*_FAULTS):
        _made(parameters, note)
    return {name: noted.found for name, noted in notes.items() if noted.found}


def _made(parameters: Counting, note: Callable[[str], Noted]) -> None:
    """Make the report's counts, and ask about each of its tables."""
    match parameters:
        case UnitParameters():
            from riskkit.analyses.unit import unit_report

            unit_report(parameters, note)
        case CohortParameters():
            from riskkit.analyses.cohort import cohort_report

            cohort_report(parameters, note)
        case _:
            _counted(parameters, note)


def _counted(parameters: Counting, note: Callable[[str], Noted]) -> None:
    """Make the counts of a report about one cohort; its models are not fitted for that."""
    match parameters:
        case RecidivismParameters():
            from riskkit.analyses.recidivism_release import count_recidivism

            count_recidivism(parameters, note)
        case SubgroupsParameters():
            from riskkit.analyses.subgroups_release import count_subgroups

            count_subgroups(parameters, note)
        case ValidationParameters():
            from riskkit.analyses.validation_release import count_validation

            count_validation(parameters, note)
        case MeasuresParameters():
            from riskkit.analyses.measures_release import count_measures

            count_measures(parameters, note)
        case BaseRateParameters():
            from riskkit.analyses.base_rate_release import count_base_rate

            count_base_rate(parameters, note)
        case _:  # unit and cohort reports are made whole
            raise TypeError(type(parameters).__name__)


def carrying(parameters: Counting, cells: dict[str, list[int]]) -> Counting:
    """Return parameters that carry what they must withhold."""
    return parameters.model_copy(update={"withheld": {name: tuple(each) for name, each in cells.items()}})
