"""The subgroups report as it may leave: a figure of a group only where every count behind it leaves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from riskkit.analyses.people_counted import (
    NO,
    OUTCOME,
    YES,
    Memory,
    carried_shown,
    count_outcomes,
    emptied,
    enough,
    kept,
    people_shown,
    shown,
    totals_shown,
)
from riskkit.analyses.subgroups import (
    GroupCounts,
    Predictions,
    SubgroupsReport,
    group_codes,
    predictions,
    read_people,
    subgroups,
)
from riskkit.cohort import Cohort
from riskkit.disclosure import Released, ReleasedTable, gathered, publish
from riskkit.fields import OUTCOME as HAPPENED
from riskkit.parameters.subgroups import SubgroupsParameters

GROUP, FLAGGED = "group", "flagged"

_BEHIND: Final[Mapping[str, tuple[dict[str, str], ...]]] = {
    "false_positive_rate": ({OUTCOME: NO, FLAGGED: YES}, {OUTCOME: NO, FLAGGED: NO}, {OUTCOME: NO}),
    "false_negative_rate": ({OUTCOME: YES, FLAGGED: YES}, {OUTCOME: YES, FLAGGED: NO}, {OUTCOME: YES}),
}
"""Counts of which an error rate is made; every other measure rests on who had the outcome."""

_OUTCOMES: Final = ({OUTCOME: YES}, {OUTCOME: NO}, {})
_DIFFERENCE: Final = ["difference", "difference_lower", "difference_upper"]


def released_subgroups(
    parameters: SubgroupsParameters, memory: Memory | None = None
) -> Released[SubgroupsReport]:
    """Compare a model or a score between groups, and release what may leave.

    Parameters
    ----------
    parameters : SubgroupsParameters
        Cohort, outcome, groups, the score or the model, the horizon and the threshold.
    memory : callable, optional
        What was released before; by default the decision that the parameters carry. Not asked
        about open data, or where nobody is named.

    Raises
    ------
    InputError, TooFewEventsRefused
        As `subgroups`.
    """
    report = subgroups(parameters)
    if report.cohort.origin is not None:
        return publish(report, report.cohort.origin)
    counts = count_people(report.cohort, predictions(parameters, report.cohort), parameters, memory)
    return _held(report, counts)


def count_subgroups(parameters: SubgroupsParameters, memory: Memory) -> None:
    """Count the people of a report, to find what an earlier release forbids."""
    cohort = read_people(parameters)
    count_people(cohort, predictions(parameters, cohort), parameters, memory)


def count_people(
    cohort: Cohort, found: Predictions, parameters: SubgroupsParameters, memory: Memory | None = None
) -> ReleasedTable:
    """Count people by group, by outcome at the horizon, and by whether they are flagged.

    Where so few are flagged, or not, that the numbers of people would have to be hidden with them,
    people are not counted by flag: error rates are then withheld, and the rest is not.
    """
    table = cohort.table
    happened = (table[cohort.event] == HAPPENED) & (table[cohort.time] <= parameters.horizon)
    flagged = np.where(np.asarray(found.flag) >= found.threshold, YES, NO)
    group = group_codes(table[parameters.group], parameters).astype(str)
    by = [(GROUP, group), (FLAGGED, flagged)]
    if not totals_shown(count_outcomes(cohort, happened, parameters, by=by, trial=True)):
        by = by[:1]
    return count_outcomes(cohort, happened, parameters, memory, by=by, name="groups")


def _cell(counts: ReleasedTable, cell: Mapping[str, str]) -> float:
    """Return a count, missing where it is blank or people were not counted so."""
    return shown(counts.value(**cell)) if set(cell) <= set(counts.by) else np.nan


def _held(report: SubgroupsReport, counts: ReleasedTable) -> Released[SubgroupsReport]:
    """Return a report in which every figure is held to the counts behind it."""
    people = people_shown(report.cohort, counts)
    figures = report.figures.copy()
    for place, row in enumerate(figures.to_dict("records")):
        own, others = _counts_behind(counts, str(row["measure"]), str(row["group"]))
        index = figures.index[place]
        if not enough(own, counts.rules):
            figures.loc[index, ["estimate", "lower", "upper", *_DIFFERENCE]] = np.nan
        elif not enough(others, counts.rules):
            figures.loc[index, _DIFFERENCE] = np.nan
    rates, rules = report.everyone, counts.rules
    positive, negative, ratio = (
        enough([_cell(counts, cell) for cell in cells], rules) for cells in (*_BEHIND.values(), _OUTCOMES)
    )
    whole = replace(
        rates,
        false_positive_rate=kept(rates.false_positive_rate, whole=positive),
        false_negative_rate=kept(rates.false_negative_rate, whole=negative),
    )
    held = replace(
        report, cohort=emptied(report.cohort), people=people, figures=figures, everyone=whole, bands=None,
        counts=tuple(_group(group, counts) for group in report.counts),
        everyone_ratio=kept(report.everyone_ratio, whole=ratio),
        carried=carried_shown(report.carried, people) if report.carried is not None else None,
    )  # fmt: skip
    return gathered(held, [counts])


def _counts_behind(counts: ReleasedTable, measure: str, group: str) -> tuple[list[float], list[float]]:
    """Return the counts of a group behind a measure, and those of everybody outside it."""
    cells = _BEHIND.get(measure, _OUTCOMES)
    own = [_cell(counts, {GROUP: group, **cell}) for cell in cells]
    everyone = [_cell(counts, cell) for cell in cells]
    return own, [whole - part for whole, part in zip(everyone, own, strict=True)]


def _group(group: GroupCounts, counts: ReleasedTable) -> GroupCounts:
    """Return what is shown of a group's people."""
    cells = [{}, {OUTCOME: YES}, {FLAGGED: YES}]
    n, events, flagged = (_cell(counts, {GROUP: group.code, **cell}) for cell in cells)
    hidden = bool(pd.isna(n) or pd.isna(events))
    return GroupCounts(group.code, n, events, flagged, group.few and not hidden)
