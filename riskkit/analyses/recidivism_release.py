"""The recidivism report as it may leave."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from riskkit.analyses.behind_terms import terms_shown
from riskkit.analyses.curves import EVERYONE, group_values, reverse_curve
from riskkit.analyses.people_counted import (
    NO,
    OUTCOME,
    YES,
    Memory,
    count_outcomes,
    emptied,
    people_shown,
)
from riskkit.analyses.recidivism import PredictedRisk, RecidivismReport, read_people, recidivism
from riskkit.analyses.released_steps import ends_before, in_steps, marked, read_at, step_ends
from riskkit.cohort import Cohort
from riskkit.disclosure import (
    Released,
    ReleasedCurve,
    ReleasedTable,
    blank_curve,
    gathered,
    publish,
    release_curves,
    release_median,
)
from riskkit.parameters.recidivism import RecidivismParameters

GROUP = "group"


def released_recidivism(
    parameters: RecidivismParameters, memory: Memory | None = None
) -> Released[RecidivismReport]:
    """Follow one cohort to its outcome, and release what may leave.

    Parameters
    ----------
    parameters : RecidivismParameters
        Cohort, outcome, grouping, covariates, horizons and examples.
    memory : callable, optional
        What was released before; by default the decision that the parameters carry. Not asked
        about open data, or where nobody is named.

    Raises
    ------
    InputError
        As `recidivism`.
    """
    report = recidivism(parameters)
    if report.cohort.origin is not None:
        return publish(report, report.cohort.origin)
    return _held(report, count_people(report.cohort, parameters, memory))


def count_recidivism(parameters: RecidivismParameters, memory: Memory) -> None:
    """Count the people of a report, to find what an earlier release forbids."""
    count_people(read_people(parameters), parameters, memory)


def count_people(
    cohort: Cohort, parameters: RecidivismParameters, memory: Memory | None = None
) -> ReleasedTable:
    """Count people by outcome, and by group where there are groups."""
    happened = cohort.table[cohort.event] == 1
    by = [] if parameters.group is None else [(GROUP, _places(cohort, parameters))]
    return count_outcomes(cohort, happened, parameters, memory, by=by)


def _places(cohort: Cohort, parameters: RecidivismParameters) -> list[str]:
    values = group_values(cohort.table, parameters.group)
    return [str(values.index(value)) for value in cohort.table[parameters.group]]


def _held(report: RecidivismReport, counts: ReleasedTable) -> Released[RecidivismReport]:
    """Return a report in which everything that is not public is held to the rules."""
    parameters, cohort = report.parameters, report.cohort
    people = people_shown(cohort, counts)
    whole = not np.isnan(people.n)
    everyone, groups = _curves(report, counts, whole)
    ends = step_ends(everyone)
    horizons = ends_before(parameters.horizons, ends)
    if horizons:  # risks too are those at the end of a step
        report = recidivism(parameters.model_copy(update={"horizons": tuple(horizons)}))
    curves = [(EVERYONE, everyone), *enumerate(groups)]
    moments = read_at(curves, horizons or list(parameters.horizons)[-1:])
    main = moments[moments["group"] == EVERYONE].iloc[-1]
    terms = terms_shown(report.cox.index, cohort.table, cohort.table[cohort.event] == 1, counts.rules) & whole
    median = release_median(reverse_curve(cohort), rules=counts.rules)
    shown = replace(
        report,
        parameters=parameters, cohort=emptied(cohort), people=people,
        curves=tuple(in_steps(curve, found) for curve, (_, found) in zip(report.curves, curves, strict=True)),
        moments=moments, marks=read_at(curves, marked(ends)),
        cox=report.cox.where(terms), proportional_hazards=_tests(report.proportional_hazards, terms),
        log_likelihood=report.log_likelihood if terms.all() else np.nan,
        risks=tuple(_risk(risk, whole=bool(terms.all() and horizons)) for risk in report.risks),
        base_rate=(1 - main["survival"], 1 - main["upper"], 1 - main["lower"]),
        median_follow_up=median.median if whole else np.nan,
        longest_follow_up=ends[-1] if ends else np.nan,
    )  # fmt: skip
    return gathered(shown, [counts, everyone, *groups, median])


def _curves(
    report: RecidivismReport, counts: ReleasedTable, whole: bool
) -> tuple[ReleasedCurve, Sequence[ReleasedCurve]]:
    """Coarsen the curves; all are blank where not even the number of people is shown."""
    tables = [curve.table for curve in report.curves]
    if not whole:
        return blank_curve(counts.rules), [blank_curve(counts.rules) for _ in report.groups]
    hidden = [place for place in range(len(report.groups)) if not _shown(counts, place)]
    return release_curves(tables[0], tables[1:], hidden=hidden, rules=counts.rules)


def _shown(counts: ReleasedTable, place: int) -> bool:
    own = {GROUP: str(place)}
    cells = (own, {**own, OUTCOME: YES}, {**own, OUTCOME: NO})
    return all(counts.value(**cell) is not None for cell in cells)


def _tests(tests: pd.DataFrame, terms: pd.Series) -> pd.DataFrame:
    """Return the tests of the terms that are shown, and of all together where all are."""
    return tests.where(pd.Series([*terms, bool(terms.all())], index=[*terms.index, "GLOBAL"]))


def _risk(risk: PredictedRisk, *, whole: bool) -> PredictedRisk:
    """Return a predicted risk; how many resemble it is a question anyone could vary by one person."""
    if whole:
        return replace(risk, like=None)
    return replace(risk, risk=np.nan, lower=np.nan, upper=np.nan, like=None)
