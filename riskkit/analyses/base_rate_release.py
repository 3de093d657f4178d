"""The base-rate report as it may leave.

Counts of a cohort or of a file of the office's own are held to the rules. Counts that the
parameters quote from publications stand in the parameters themselves, and so in the report's
manifest: they are shown with the publication that each must name, which is who answers for them.
"""

from dataclasses import replace

import pandas as pd

from riskkit.analyses.base_rate import (
    BaseRateReport,
    GroupRate,
    ModelVerdict,
    Planning,
    base_rate,
    happened_by,
    read_people,
)
from riskkit.analyses.people_counted import NO, OUTCOME, YES, Memory, count_outcomes, emptied, rules_of
from riskkit.cohort import Cohort
from riskkit.cohort.origin import Origin
from riskkit.disclosure import Released, ReleasedTable, gathered, publish, release_counts
from riskkit.parameters.base_rate import BaseRateParameters

MAIN = "main"


def released_base_rate(
    parameters: BaseRateParameters, memory: Memory | None = None
) -> Released[BaseRateReport]:
    """State base rates with their uncertainty, and release what may leave.

    Parameters
    ----------
    parameters : BaseRateParameters
        Counts or a cohort, and what somebody would like to do with them.
    memory : callable, optional
        What was released before; by default the decision that the parameters carry. Not asked
        about open data, or where nobody is named.

    Raises
    ------
    InputError
        As `base_rate`.
    """
    report = base_rate(parameters)
    if report.cohort is not None:
        if report.cohort.origin is not None:
            return publish(report, report.cohort.origin)
        return _held(report, [count_people(report.cohort, parameters, memory)])
    if parameters.counts is None:
        quoted = "; ".join(dict.fromkeys(group.source for group in report.groups))
        return publish(report, Origin("published", quoted, "as published"))
    return _held(report, [_counts(group, parameters) for group in report.groups])


def count_base_rate(parameters: BaseRateParameters, memory: Memory) -> None:
    """Count the people of a cohort, to find what an earlier release forbids."""
    if parameters.cohort is not None:
        count_people(read_people(parameters.cohort), parameters, memory)


def count_people(
    cohort: Cohort, parameters: BaseRateParameters, memory: Memory | None = None
) -> ReleasedTable:
    """Count people by outcome at the horizon."""
    happened = happened_by(cohort, float(parameters.horizon or 0))
    return count_outcomes(cohort, happened, parameters, memory, name=MAIN)


def _counts(group: GroupRate, parameters: BaseRateParameters) -> ReleasedTable:
    """Release the counts of a group of which nothing else is known."""
    rate = group.rate
    outcomes = pd.Categorical([YES] * rate.n_events + [NO] * (rate.n - rate.n_events), [NO, YES])
    return release_counts(pd.DataFrame({OUTCOME: outcomes}), [OUTCOME], rules=rules_of(parameters))


def _held(report: BaseRateReport, counts: list[ReleasedTable]) -> Released[BaseRateReport]:
    """Return a report about the groups whose counts are all shown; an empty one if not the main one's."""
    shown = [not each.table["blank"].any() for each in counts]
    hidden = tuple(group.name for group, whole in zip(report.groups, shown, strict=True) if not whole)
    cohort = emptied(report.cohort) if report.cohort is not None else None
    held = replace(
        report, cohort=cohort, hidden=hidden, named=_named(report),
        groups=tuple(group for group, whole in zip(report.groups, shown, strict=True) if whole),
    )  # fmt: skip
    if not shown[0]:
        verdict = ModelVerdict(report.verdict.predictors, 0.0, "refused", 0, 0)
        nothing = Planning(None, None, 0, None, None, 0)
        held = replace(held, groups=(), verdict=verdict, planning=nothing)
    return gathered(held, counts)


def _named(report: BaseRateReport) -> bool:
    """Return whether the people of a cohort are named, and so held against earlier releases."""
    return report.cohort is not None and any(
        column.kind == "identifier" for column in report.cohort.columns.values()
    )
