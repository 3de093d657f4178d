"""Does a model or score work alike for every group: errors, calibration and order, by group."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.fitting import covariate_rows, fitter
from riskkit.analyses.labels import Columns, level_key
from riskkit.analyses.out_of_fold import out_of_fold_risks
from riskkit.analyses.people_counted import PeopleCounted, people_counted
from riskkit.analyses.report_cohort import covariate_formula, description_of, read_report_cohort
from riskkit.analyses.score_risk import check_scores, risk_by_score, shares_by_score
from riskkit.analyses.validation import check_within
from riskkit.cohort import Cohort, CohortDescription
from riskkit.errors import DataError, Fault, FitError, InputError
from riskkit.fields import OUTCOME
from riskkit.parameters.cohort_model import ModelChoice
from riskkit.parameters.subgroups import SubgroupsParameters
from riskkit.survival.small_samples import EventsPerParameter, check_events_per_parameter
from riskkit.validation import (
    ErrorRates,
    Estimate,
    by_subgroup,
    error_rates,
    observed_expected_ratio,
)
from riskkit.validation.observed import observed_estimate
from riskkit.validation.outcomes import Outcomes

OTHERS: Final = "(others)"
"""Code of everyone outside the groups named."""

MEASURES: Final = ("false_positive_rate", "false_negative_rate", "observed_risk", "observed_expected_ratio",
                   "auc_at", "brier_score", "intercept", "slope")  # fmt: skip
"""Measures that are kept of what is computed by group."""

FIGURES: Final = ("group", "measure", "estimate", "lower", "upper", "difference", "difference_lower",
                  "difference_upper")  # fmt: skip
"""Columns that are kept."""

FEWEST: Final = 10
"""With fewer outcomes, or fewer people without, a group's figures carry a warning."""


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """The people of one group.

    Attributes
    ----------
    code : str
        Value of the group's column, or "(others)".
    n, n_events, n_flagged : int or float
        People, those with the outcome by the horizon, and those flagged; missing where withheld.
    few : bool
        Whether there are too few with, or too few without, the outcome.
    """

    code: str
    n: float
    n_events: float
    n_flagged: float
    few: bool


@dataclass(frozen=True, slots=True)
class SubgroupsReport:
    """Everything the subgroups report shows, as numbers.

    Attributes
    ----------
    parameters : SubgroupsParameters
        What was asked.
    cohort : Cohort
        The checked table; without rows once released.
    people : PeopleCounted
        How many they are.
    description : CohortDescription or None
        What is known of a public cohort.
    formula : str or None
        The model's covariates; None for a score.
    carried : EventsPerParameter or None
        Whether the events can carry the model; None for a score.
    counts : tuple of GroupCounts
        In the order of the parameters, everyone else last.
    figures : pandas.DataFrame
        One row a group and measure: group, measure, estimate, lower, upper, difference,
        difference_lower, difference_upper (with everybody outside the group).
    missing : tuple of str
        Measures that could not be computed in every group.
    everyone : ErrorRates
        False positive and negative rate of everyone.
    everyone_ratio : Estimate
        Observed over expected of everyone.
    bands : pandas.DataFrame or None
        For a score: score, group, n, share (with the outcome by the horizon).
    """

    parameters: SubgroupsParameters
    cohort: Cohort
    people: PeopleCounted
    description: CohortDescription | None
    formula: str | None
    carried: EventsPerParameter | None
    counts: tuple[GroupCounts, ...]
    figures: pd.DataFrame
    missing: tuple[str, ...]
    everyone: ErrorRates
    everyone_ratio: Estimate
    bands: pd.DataFrame | None

    @property
    def columns(self) -> Columns:
        """Return what is known of the columns."""
        return self.cohort.columns

    def figure(self, group: str, measure: str) -> dict[str, float]:
        """Return one measure of one group: estimate, lower, upper, difference and its limits."""
        own = self.figures[(self.figures["group"] == group) & (self.figures["measure"] == measure)]
        return {
            str(name): float(value) for name, value in own.drop(columns=["group", "measure"]).iloc[0].items()
        }

    def has(self, measure: str) -> bool:
        """Return whether a measure could be computed in every group."""
        return bool((self.figures["measure"] == measure).any())


@dataclass(frozen=True, slots=True)
class Predictions:
    """Risks to judge, and what is flagged, with the threshold on its own scale from 0 to 1."""

    risk: Any
    flag: Any
    threshold: float
    formula: str | None
    carried: EventsPerParameter | None


def subgroups(parameters: SubgroupsParameters) -> SubgroupsReport:
    """Compare a model or a score between groups.

    Parameters
    ----------
    parameters : SubgroupsParameters
        Cohort, outcome, groups, the score or the model, the horizon and the threshold.

    Returns
    -------
    SubgroupsReport

    Raises
    ------
    DataError, ParameterError
        The table breaks its rules, a named group has nobody, or a predictor is protected without
        justification.
    FitError, TooFewEventsRefused
        The data cannot carry the model, or a group has no outcome at all.
    ExtrapolationError
        The horizon lies beyond the follow-up.
    """
    score, cohort = parameters.score, read_people(parameters)
    table, horizon = cohort.table, parameters.horizon
    check_within((horizon,), float(table[cohort.time].max()))
    group = group_codes(table[parameters.group], parameters)
    time, event = (table[name].to_numpy() for name in (cohort.time, cohort.event))
    found = predictions(parameters, cohort)
    figures, missing = _figures(time, event, found, group, parameters)
    bands = None
    if score is not None:
        bands = shares_by_score(time, event, table[score.column].to_numpy(), group, horizon)
    return SubgroupsReport(
        parameters=parameters, cohort=cohort, people=people_counted(cohort),
        description=description_of(cohort), formula=found.formula,
        carried=found.carried, counts=_counts(time, event, found, group, horizon), figures=figures,
        missing=missing, bands=bands,
        everyone=error_rates(time, event, found.flag, horizon=horizon, threshold=found.threshold),
        everyone_ratio=observed_expected_ratio(time, event, found.risk, horizon=horizon),
    )  # fmt: skip


def group_codes(column: pd.Series, parameters: SubgroupsParameters) -> pd.Series:
    """Return each person's group as a category: those named in order, everyone else last.

    Raises
    ------
    DataError
        A named group has nobody, or there is one group only.
    """
    codes = column.map(level_key)
    named = [each.code for each in parameters.groups]
    if empty := [code for code in named if not (codes == code).any()]:
        raise DataError(
            Fault(
                "'groups'", f"{len(empty)} have nobody: {', '.join(empty)}", ", ".join(sorted(codes.unique()))
            )
        )
    shown = codes.where(codes.isin(named), OTHERS)
    order = [*named, *([OTHERS] if (shown == OTHERS).any() else [])]
    if len(order) < 2:
        raise DataError(Fault("'groups'", "name everybody", "at least two groups, or one and everyone else"))
    return shown.astype(pd.CategoricalDtype(order, ordered=True))


def read_people(parameters: SubgroupsParameters) -> Cohort:
    """Read the cohort with the columns that the report uses; see `subgroups` for its faults."""
    score = parameters.score
    used = [*parameters.covariates, parameters.group, *([score.column] if score is not None else [])]
    return read_report_cohort(parameters, used)


def predictions(parameters: SubgroupsParameters, cohort: Cohort) -> Predictions:
    """Return the risks under audit: a model's, cross-validated, or those that a score stands for."""
    table, horizon = cohort.table, parameters.horizon
    score, model = parameters.score, parameters.model
    if score is not None:
        scores = check_scores(table, score.column, score.highest)
        risk = risk_by_score(table[cohort.time], table[cohort.event], scores, horizon)
        return Predictions(risk, scores / score.highest, parameters.flag_from / score.highest, None, None)
    choice = model if model is not None else ModelChoice()
    formula = covariate_formula(parameters.covariates, cohort)
    fit = fitter(choice, cohort, formula)
    risks = out_of_fold_risks(
        fit, table, cohort.event, [horizon], folds=parameters.folds, seed=parameters.seed
    ).iloc[:, 0].to_numpy()  # fmt: skip
    terms = len(covariate_rows(fit(table)))
    carried = check_events_per_parameter(cohort.n_events, terms, penalised=choice.penalty is not None)
    return Predictions(risks, risks, parameters.flag_from, formula, carried)


def _figures(
    time: Any, event: Any, found: Predictions, group: pd.Series, parameters: SubgroupsParameters
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return every measure in every group, and the names of those that some group cannot carry."""
    at = {"horizon": parameters.horizon}
    asked: list[tuple[Any, Any, dict[str, Any]]] = [
        ("error_rates", found.flag, {**at, "threshold": found.threshold}),
        (observed_risk, found.risk, at),
        ("observed_expected_ratio", found.risk, at),
        ("auc_at", found.flag, at),
        ("brier_score", found.risk, at),
    ]
    if parameters.model is not None:
        asked.append(("calibration", found.risk, at))
    tables, missing = list[pd.DataFrame](), list[str]()
    for measure, prediction, options in asked:
        try:
            tables.append(by_subgroup(measure, time, event, prediction, group=group.astype(str), **options))
        except (DataError, FitError) as error:
            if measure == "error_rates":
                raise _group_error(error, parameters.group) from None
            missing.append(measure if isinstance(measure, str) else measure.__name__)
    kept = pd.concat(tables, ignore_index=True)
    kept = kept[kept["measure"].isin(MEASURES)].drop_duplicates(["group", "measure"])
    return kept[list(FIGURES)], tuple(missing)


def observed_risk(time: Any, event: Any, risk: Any, *, horizon: float) -> Estimate:
    """Return the observed risk by the horizon, as the other measures by group are asked for."""
    return observed_estimate(Outcomes(np.asarray(time, dtype=np.float64), np.asarray(event)), horizon)


def _group_error(error: InputError, column: str) -> DataError:
    """Say which column's groups cannot be compared."""
    problem = "; ".join(fault.problem for fault in error.faults)
    remedy = "name larger groups; everyone else is put together"
    return DataError(Fault(f"groups of '{column}'", problem, "people with and without the outcome", remedy))


def _counts(
    time: Any, event: Any, found: Predictions, group: pd.Series, horizon: float
) -> tuple[GroupCounts, ...]:
    """Count people, outcomes and flags by group."""
    happened = (event == OUTCOME) & (time <= horizon)
    flagged = np.asarray(found.flag) >= found.threshold
    counts: list[GroupCounts] = []
    for code in group.cat.categories:
        own = (group == code).to_numpy()
        n, events = int(own.sum()), int(happened[own].sum())
        few = min(events, n - events) < FEWEST
        counts.append(GroupCounts(str(code), n, events, int(flagged[own].sum()), few))
    return tuple(counts)
