"""How well one model predicts in one cohort: on people it has not seen, and how sure that is."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.cluster import cluster_client
from riskkit.analyses.fitting import Fitter, covariate_rows, fitter
from riskkit.analyses.labels import Columns
from riskkit.analyses.leaderboard import Leaderboard, compare_leaderboard
from riskkit.analyses.out_of_fold import out_of_fold_risks
from riskkit.analyses.people_counted import PeopleCounted, people_counted
from riskkit.analyses.report_cohort import covariate_formula, description_of, read_report_cohort
from riskkit.cohort import Cohort, CohortDescription
from riskkit.errors import ExtrapolationError, Fault
from riskkit.parameters.validation import ValidationParameters
from riskkit.survival.small_samples import EventsPerParameter, check_events_per_parameter
from riskkit.validation import (
    BootstrapOptimism,
    BrierScore,
    Calibration,
    CrossValidation,
    Estimate,
    InternalExternal,
    auc_at,
    bootstrap_optimism,
    brier_score,
    calibration,
    concordance,
    cross_validate,
    integrated_brier_score,
    leave_one_site_out,
    observed_expected_ratio,
)

METRICS: Final = ("concordance", "auc_at", "brier_score", "scaled_brier_score", "observed_expected_ratio")
"""Corrected for optimism; of a Cox model the calibration slope too."""


SITE_METRICS: Final = ("auc_at", "observed_expected_ratio")
"""Judged place by place."""


@dataclass(frozen=True, slots=True)
class HorizonFigures:
    """Measures at one horizon, for people whom the model had not seen.

    Attributes
    ----------
    horizon : float
    auc : Estimate
        Share of pairs, one with the outcome by then and one without, in the right order.
    brier : BrierScore
    observed_expected : Estimate
        Observed risk over mean predicted risk.
    """

    horizon: float
    auc: Estimate
    brier: BrierScore
    observed_expected: Estimate


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Everything the validation report shows, as numbers.

    Attributes
    ----------
    parameters : ValidationParameters
        What was asked.
    cohort : Cohort
        The checked table; without rows once released.
    people : PeopleCounted
        How many they are.
    description : CohortDescription or None
        What is known of a public cohort.
    formula : str
        The model's covariates.
    coefficients : pandas.DataFrame
        Index term (covariates only); coef, se, ratio, lower, upper, p: ratios are hazard ratios,
        or odds ratios of a discrete model on the logit scale.
    carried : EventsPerParameter
        Whether the events can carry the model.
    concordance : Estimate
        Of the cross-validated risks at the main horizon.
    calibration : Calibration
        Of the same.
    at : tuple of HorizonFigures
        One a horizon.
    integrated : BrierScore or None
        Brier score over all horizons; None with one.
    optimism : BootstrapOptimism
        Measures on the model's own people, and corrected.
    repeated : CrossValidation
        The same measures by repeated cross-validation, taken fold by fold.
    sites : InternalExternal or None
        Each place judged by the model of all others.
    risks : numpy.ndarray, shape (n,)
        Cross-validated risks at the main horizon.
    leaderboard : Leaderboard or None
        Published scores beside ours.
    """

    parameters: ValidationParameters
    cohort: Cohort
    people: PeopleCounted
    description: CohortDescription | None
    formula: str
    coefficients: pd.DataFrame
    carried: EventsPerParameter
    concordance: Estimate
    calibration: Calibration
    at: tuple[HorizonFigures, ...]
    integrated: BrierScore | None
    optimism: BootstrapOptimism
    repeated: CrossValidation
    sites: InternalExternal | None
    risks: Any
    leaderboard: Leaderboard | None

    @property
    def columns(self) -> Columns:
        """Return what is known of the columns."""
        return self.cohort.columns

    @property
    def horizon(self) -> float:
        """Return the main horizon: the last one."""
        return self.parameters.horizons[-1]


def validation(parameters: ValidationParameters) -> ValidationReport:
    """Judge a model by people whom it has not seen.

    Parameters
    ----------
    parameters : ValidationParameters
        Cohort, outcome, model, horizons, folds and samples.

    Returns
    -------
    ValidationReport

    Raises
    ------
    DataError, ParameterError
        The table breaks its rules, or a predictor is protected without justification.
    FitError, TooFewEventsRefused
        The data cannot carry the model.
    ExtrapolationError
        A horizon beyond the follow-up.
    """
    cohort = read_people(parameters)
    check_within(parameters.horizons, float(cohort.table[cohort.time].max()))
    formula = covariate_formula(parameters.covariates, cohort)
    fit = fitter(parameters.model, cohort, formula)
    model = fit(cohort.table)
    terms = covariate_rows(model)
    horizon, penalised = parameters.horizons[-1], parameters.model.penalty is not None
    risks = out_of_fold_risks(
        fit, cohort.table, cohort.event, parameters.horizons, folds=parameters.folds, seed=parameters.seed
    )
    time, event = (cohort.table[name].to_numpy() for name in (cohort.time, cohort.event))
    main = risks[horizon].to_numpy()
    return ValidationReport(
        parameters=parameters, cohort=cohort, people=people_counted(cohort),
        description=description_of(cohort), formula=formula,
        coefficients=_ratios(model.coefficients.loc[terms]),
        carried=check_events_per_parameter(cohort.n_events, len(terms), penalised=penalised),
        concordance=concordance(time, event, main),
        calibration=calibration(time, event, main, horizon=horizon),
        at=tuple(_at(time, event, risks[each].to_numpy(), each) for each in parameters.horizons),
        integrated=_integrated(time, event, risks), optimism=_optimism(fit, parameters, cohort),
        repeated=_repeated(fit, parameters, cohort), sites=_by_site(fit, parameters, cohort), risks=main,
        leaderboard=compare_leaderboard(time, event, risks[parameters.horizons[0]].to_numpy())
        if parameters.leaderboard is not None else None,
    )  # fmt: skip


def read_people(parameters: ValidationParameters) -> Cohort:
    """Read the cohort with the columns that the report uses; see `validation` for its faults."""
    divide = [parameters.sites] if parameters.sites is not None else []
    return read_report_cohort(parameters, [*parameters.covariates, *divide])


def check_within(horizons: tuple[float, ...], longest: float) -> None:
    """Raise on horizons beyond what was followed.

    Raises
    ------
    ExtrapolationError
        Nothing was observed there.
    """
    if late := sum(horizon > longest for horizon in horizons):
        raise ExtrapolationError(
            Fault("'horizons'", f"{late} lie beyond the follow-up", f"up to {longest:g}",
                  "nothing was observed there; choose an earlier horizon")
        )  # fmt: skip


def _at(time: Any, event: Any, risk: Any, horizon: float) -> HorizonFigures:
    """Return the measures at one horizon."""
    return HorizonFigures(
        horizon=horizon, auc=auc_at(time, event, risk, horizon=horizon),
        brier=brier_score(time, event, risk, horizon=horizon),
        observed_expected=observed_expected_ratio(time, event, risk, horizon=horizon),
    )  # fmt: skip


def _integrated(time: Any, event: Any, risks: pd.DataFrame) -> BrierScore | None:
    """Return the Brier score over all horizons; None with one."""
    times = [float(each) for each in risks.columns]
    return integrated_brier_score(time, event, risks.to_numpy(), times=times) if len(times) > 1 else None


def _optimism(fit: Fitter, parameters: ValidationParameters, cohort: Cohort) -> BootstrapOptimism:
    """Return the measures of the model on its own people, corrected."""
    with cluster_client() as client:
        return bootstrap_optimism(
            fit, cohort.table, metrics=_metrics(parameters), replicates=parameters.replicates,
            seed=parameters.seed, horizon=parameters.horizons[-1], client=client,
        )  # fmt: skip


def _repeated(fit: Fitter, parameters: ValidationParameters, cohort: Cohort) -> CrossValidation:
    """Return the same measures by repeated cross-validation."""
    return cross_validate(
        fit, cohort.table, metrics=_metrics(parameters), folds=parameters.folds, repeats=parameters.repeats,
        seed=parameters.seed, horizon=parameters.horizons[-1],
    )  # fmt: skip


def _by_site(fit: Fitter, parameters: ValidationParameters, cohort: Cohort) -> InternalExternal | None:
    """Return each place judged by the model of all others; None where no column is named."""
    if parameters.sites is None:
        return None
    return leave_one_site_out(
        fit, cohort.table, site=parameters.sites, metrics=SITE_METRICS, horizon=parameters.horizons[-1]
    )


def _metrics(parameters: ValidationParameters) -> list[str]:
    return [*METRICS, *(["calibration_slope"] if parameters.model.family == "cox" else [])]


def _ratios(coefficients: pd.DataFrame) -> pd.DataFrame:
    """Add ratios and their limits to a coefficient table."""
    return pd.DataFrame(
        {
            "coef": coefficients["coef"],
            "se": coefficients["se"],
            "ratio": np.exp(coefficients["coef"]),
            "lower": np.exp(coefficients["lower"]),
            "upper": np.exp(coefficients["upper"]),
            "p": coefficients["p"],
        }
    )
