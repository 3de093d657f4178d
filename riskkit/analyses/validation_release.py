"""The validation report as it may leave."""

from dataclasses import replace
from typing import Any

import numpy as np

from riskkit.analyses.behind_terms import terms_shown
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
)
from riskkit.analyses.validation import HorizonFigures, ValidationReport, read_people, validation
from riskkit.cohort import Cohort
from riskkit.disclosure import Released, ReleasedTable, gathered, publish
from riskkit.fields import OUTCOME as HAPPENED
from riskkit.parameters.validation import ValidationParameters
from riskkit.validation.calibration import Calibration
from riskkit.validation.internal_external import InternalExternal

SITE = "site"
_FIGURES = ["estimate", "std_error", "lower", "upper", "n", "n_events"]


def released_validation(
    parameters: ValidationParameters, memory: Memory | None = None
) -> Released[ValidationReport]:
    """Judge a model by people whom it has not seen, and release what may leave.

    Parameters
    ----------
    parameters : ValidationParameters
        Cohort, outcome, model, horizons, folds and samples.
    memory : callable, optional
        What was released before; by default the decision that the parameters carry. Not asked
        about open data, or where nobody is named.

    Raises
    ------
    InputError, TooFewEventsRefused
        As `validation`.
    """
    report = validation(parameters)
    if report.cohort.origin is not None:
        return publish(report, report.cohort.origin)
    return _held(report, count_horizons(report.cohort, parameters, memory))


def count_validation(parameters: ValidationParameters, memory: Memory) -> None:
    """Count the people of a report, to find what an earlier release forbids."""
    count_horizons(read_people(parameters), parameters, memory)


def count_horizons(
    cohort: Cohort, parameters: ValidationParameters, memory: Memory | None = None
) -> list[ReleasedTable]:
    """Count people by outcome at each horizon, the main one first, that one by place too."""
    table, (*earlier, main) = cohort.table, parameters.horizons
    place = [] if parameters.sites is None else [(SITE, table[parameters.sites].astype(str))]
    counts = [count_outcomes(cohort, _by(cohort, main), parameters, memory, by=place, name="main")]
    for number, horizon in enumerate(earlier, start=1):
        counts.append(
            count_outcomes(cohort, _by(cohort, horizon), parameters, memory, name=f"horizon {number}")
        )
    return counts


def _by(cohort: Cohort, horizon: float) -> Any:
    table = cohort.table
    return (table[cohort.event] == HAPPENED) & (table[cohort.time] <= horizon)


def _held(report: ValidationReport, counts: list[ReleasedTable]) -> Released[ValidationReport]:
    """Return a report in which every figure is held to the counts behind it."""
    cohort, rules = report.cohort, counts[0].rules
    people = people_shown(cohort, counts[0])
    whole = not np.isnan(people.n)
    at = _horizons(report, counts) if whole else ()
    terms = terms_shown(report.coefficients.index, cohort.table, _by(cohort, report.horizon), rules) & whole
    optimism = replace(
        report.optimism, measures=report.optimism.measures if whole else {}, failures={}, n=0, n_events=0,
        samples=report.optimism.samples.iloc[:0],
    )  # fmt: skip
    held = replace(
        report, cohort=emptied(cohort), people=people, coefficients=report.coefficients.where(terms),
        carried=carried_shown(report.carried, people), concordance=kept(report.concordance, whole=whole),
        calibration=_calibration(report, whole=whole), at=at,
        integrated=report.integrated if len(at) == len(report.at) else None, optimism=optimism,
        repeated=replace(report.repeated, values=report.repeated.values.iloc[:0]),
        sites=_sites(report.sites, counts[0]) if whole and report.sites is not None else None,
        risks=np.empty(0), leaderboard=None,
    )  # fmt: skip
    return gathered(held, counts)


def _horizons(report: ValidationReport, counts: list[ReleasedTable]) -> tuple[HorizonFigures, ...]:
    """Return the figures at horizons between which enough people had the outcome, the main one last."""
    rules, main = counts[0].rules, report.at[-1]
    found = [main]
    later = shown(counts[0].value(**{OUTCOME: YES}))
    for figures, table in reversed(list(zip(report.at[:-1], counts[1:], strict=True))):
        events, others = (shown(table.value(**{OUTCOME: level})) for level in (YES, NO))
        if enough([events, others, later - events], rules):
            found.append(figures)
            later = events
    return tuple(reversed(found))


def _calibration(report: ValidationReport, *, whole: bool) -> Calibration:
    """Return calibration without what single people were predicted: the ends of the curve are cut off."""
    found, risks = report.calibration, np.sort(report.risks)
    few = report.parameters.threshold
    curve = found.curve.iloc[:0]
    if whole and len(risks) >= 2 * few:
        within = found.curve["risk"].between(risks[few - 1], risks[-few])
        curve = found.curve[within].reset_index(drop=True)
    names = ("intercept", "slope", "observed_expected_ratio", "observed", "ici", "e50", "e90")
    estimates = {name: kept(getattr(found, name), whole=whole) for name in names}
    return replace(
        found, **estimates, expected=found.expected if whole else np.nan, curve=curve, n=0, n_events=0
    )


def _sites(found: InternalExternal, counts: ReleasedTable) -> InternalExternal:
    """Return each place whose counts are shown; the mean over places only where all are."""
    sites = found.sites.astype(dict.fromkeys(["n", "n_events"], "float64"))
    own = [[shown(counts.value(**{SITE: str(site), **cell})) for cell in ({}, {OUTCOME: YES}, {OUTCOME: NO})]
           for site in sites["site"]]  # fmt: skip
    hidden = np.array([not enough(each, counts.rules) for each in own])
    sites["n"], sites["n_events"] = [each[0] for each in own], [each[1] for each in own]
    sites.loc[hidden, _FIGURES] = np.nan
    pooled = found.pooled
    if hidden.any():
        nothing = dict.fromkeys(
            ("estimate", "std_error", "lower", "upper", "prediction_lower", "prediction_upper"), np.nan
        )
        pooled = {name: replace(found.pooled[name], **nothing) for name in found.pooled}
    return replace(found, sites=sites, pooled=pooled, failures={})
