"""The measures report as it may leave."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from riskkit.analyses.e_value import EValue
from riskkit.analyses.measure_designs import TREATED, ImmortalTime, started
from riskkit.analyses.measures import (
    Effect,
    MeasuresReport,
    compared_rows,
    difference,
    measures,
    read_people,
)
from riskkit.analyses.people_counted import (
    NO,
    OUTCOME,
    YES,
    Memory,
    carried_shown,
    count_outcomes,
    emptied,
    enough,
    people_shown,
    shown,
)
from riskkit.analyses.released_steps import ends_before, in_steps, marked, read_at, step_ends
from riskkit.cohort import Cohort
from riskkit.disclosure import (
    Released,
    ReleasedCurve,
    ReleasedTable,
    Rules,
    blank_curve,
    gathered,
    publish,
    release_curves,
    release_sums,
)
from riskkit.fields import OUTCOME as HAPPENED
from riskkit.parameters.measures import MeasuresParameters
from riskkit.survival import kaplan_meier

MEASURE = "measure"
_CELLS = [{MEASURE: had, OUTCOME: outcome} for had in (NO, YES) for outcome in (NO, YES)]


def released_measures(
    parameters: MeasuresParameters, memory: Memory | None = None
) -> Released[MeasuresReport]:
    """Estimate what a measure did, and release what may leave.

    Parameters
    ----------
    parameters : MeasuresParameters
        Cohort, outcome, measure, what to adjust for, horizon and landmark.
    memory : callable, optional
        What was released before; by default the decision that the parameters carry. Not asked
        about open data, or where nobody is named.

    Raises
    ------
    InputError, TooFewEventsRefused
        As `measures`.
    """
    report = measures(parameters)
    if report.cohort.origin is not None:
        return publish(report, report.cohort.origin)
    return _held(report, count_people(report.cohort, parameters, memory))


def count_measures(parameters: MeasuresParameters, memory: Memory) -> None:
    """Count the people of a report, to find what an earlier release forbids."""
    count_people(read_people(parameters), parameters, memory)


def count_people(
    cohort: Cohort, parameters: MeasuresParameters, memory: Memory | None = None
) -> list[ReleasedTable]:
    """Count people by measure and outcome: all of them, then those who are compared, if these are fewer."""
    table, start = cohort.table, parameters.measure.start
    had = table[parameters.measure.name] == 1 if start is None else started(table, cohort.time, start)
    counts = [_count(cohort, had, parameters, memory, MEASURE)]
    if start is not None:
        rows = compared_rows(parameters, cohort)
        later = replace(cohort, table=rows)
        counts.append(_count(later, rows[TREATED] == 1, parameters, memory, "landmark"))
    return counts


def _count(
    cohort: Cohort, had: pd.Series, parameters: MeasuresParameters, memory: Memory | None, name: str
) -> ReleasedTable:
    happened = cohort.table[cohort.event] == HAPPENED
    by = [(MEASURE, np.where(had, YES, NO))]
    return count_outcomes(cohort, happened, parameters, memory, by=by, name=name)


def _held(report: MeasuresReport, counts: list[ReleasedTable]) -> Released[MeasuresReport]:
    """Return a report in which every figure is held to the counts behind it."""
    parameters, cohort, rules = report.parameters, report.cohort, counts[0].rules
    people = people_shown(cohort, counts[0])
    everyone = _whole(counts[0])
    compared = everyone and (len(counts) == 1 or _apart(counts[0], counts[1]))
    whole = {"landmark": compared}
    effects = tuple(_effect(each, whole=whole.get(each.design, everyone)) for each in report.effects)
    curves = _curves(report, rules) if compared else [blank_curve(rules), blank_curve(rules)]
    ends = step_ends(curves[0])
    horizon = parameters.horizon - (parameters.landmark or 0.0)
    moments = read_at(list(enumerate(curves)), ends_before([horizon], ends) or [horizon])
    held = replace(
        report, cohort=emptied(cohort), people=people, moments=moments, difference=difference(moments),
        effects=tuple(replace(each, carried=carried_shown(each.carried, people)) for each in effects),
        curves=tuple(in_steps(curve, found) for curve, found in zip(report.curves, curves, strict=True)),
        marks=read_at(list(enumerate(curves)), marked(ends)),
        immortal=_immortal(report, rules, whole=everyone) if report.immortal is not None else None,
        n_with=shown(counts[0].value(**{MEASURE: YES})) if everyone else np.nan,
        longest_follow_up=ends[-1] if ends else np.nan,
    )  # fmt: skip
    return gathered(held, [*counts, *curves])


def _whole(counts: ReleasedTable) -> bool:
    """Return whether people with and without the measure may be compared: all four counts are shown."""
    return all(counts.value(**cell) is not None for cell in _CELLS)


def _apart(everyone: ReleasedTable, later: ReleasedTable) -> bool:
    """Return whether those compared and everyone differ by nobody, or by enough people."""
    if not _whole(later):
        return False
    levels = [{OUTCOME: outcome, **had} for outcome in (NO, YES) for had in ({}, {MEASURE: YES})]
    gaps = [shown(everyone.value(**cell)) - shown(later.value(**cell)) for cell in levels]
    return all(gap == 0 or enough([gap], everyone.rules) for gap in gaps)


def _effect(effect: Effect, *, whole: bool) -> Effect:
    if whole:
        return effect
    nothing = EValue(np.nan, np.nan, np.nan, False)
    return replace(
        effect, ratio=np.nan, lower=np.nan, upper=np.nan, p=np.nan, n=np.nan, n_events=np.nan,
        proportional_p=np.nan, e_value=nothing,
    )  # fmt: skip


def _curves(report: MeasuresReport, rules: Rules) -> Sequence[ReleasedCurve]:
    """Coarsen both curves in the same steps; both or neither."""
    rows = compared_rows(report.parameters, report.cohort)
    everyone = kaplan_meier(rows, time=report.cohort.time, event=report.cohort.event).table
    return release_curves(everyone, [curve.table for curve in report.curves], rules=rules)[1]


def _immortal(report: MeasuresReport, rules: Rules, *, whole: bool) -> ImmortalTime:
    """Return the time before a start; late starts and sums that hang on few people are left out."""
    table, start, time = report.cohort.table, str(report.parameters.measure.start), report.cohort.time
    found = started(table, time, start)
    late = int((table[start].notna() & ~found).sum())
    spent = {"waiting": table.loc[found, start], "treated": table.loc[found, time] - table.loc[found, start]}
    sums = {
        name: release_sums(pd.DataFrame({"who": name, "spent": days}), ["who"], value="spent", rules=rules)
        for name, days in spent.items()
    }
    waiting, treated = (shown(sums[name].value()) if whole else np.nan for name in ("waiting", "treated"))
    n = float(found.sum()) if whole else np.nan
    return ImmortalTime(n, late if enough([late, n - late], rules) else np.nan, waiting, treated)
