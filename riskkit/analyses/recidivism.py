"""How often, when and for whom the outcome occurred in one cohort."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from riskkit.analyses.curves import (
    EVERYONE,
    SurvivalCurve,
    curves_at,
    group_values,
    median_follow_up,
    survival_curves,
    time_marks,
)
from riskkit.analyses.labels import Columns
from riskkit.analyses.people_counted import PeopleCounted, people_counted
from riskkit.analyses.report_cohort import covariate_formula, description_of, read_report_cohort
from riskkit.analyses.resemblance import Resemblance, check_profile, resemblance
from riskkit.cohort import Cohort, CohortDescription
from riskkit.errors import ExtrapolationError, Fault
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.survival import CoxModel, fit_cox


@dataclass(frozen=True, slots=True)
class PredictedRisk:
    """The model's risk for one example person at the main horizon.

    Attributes
    ----------
    name : str
        Name of the example, in the report's language.
    values : mapping of str to number or text
        Its covariates.
    risk, lower, upper : float
        In [0, 1], with the limits of the 95 % interval.
    like : Resemblance or None
        People in the cohort who resemble it; None where that is withheld.
    """

    name: str
    values: Mapping[str, int | float | str]
    risk: float
    lower: float
    upper: float
    like: Resemblance | None


@dataclass(frozen=True, slots=True)
class RecidivismReport:
    """Everything the recidivism report shows, as numbers.

    Attributes
    ----------
    parameters : RecidivismParameters
        What was asked.
    cohort : Cohort
        The checked table, its flow and fingerprint; without rows once released.
    people : PeopleCounted
        How many they are.
    description : CohortDescription or None
        What is known of a public cohort.
    columns : mapping of str to ColumnDescription
        Labels of the columns.
    time_unit : str
        day, week, month or year.
    groups : tuple
        Values of the grouping column, sorted; empty without one.
    curves : tuple of SurvivalCurve
        Kaplan-Meier of everyone, then of each group.
    moments : pandas.DataFrame
        At each horizon, or at the last end of a step before it, for everyone (group -1) and each
        group (its place in ``groups``): group, time, n_at_risk (just before), n_events (so far),
        survival, std_error, lower, upper.
    marks : pandas.DataFrame
        The same at round times from 0 to the end of follow-up, for figures.
    formula : str
        The Cox model's covariates.
    cox : pandas.DataFrame
        Index term; coef, se, hazard_ratio, ratio_lower, ratio_upper, z, p.
    log_likelihood : float
        Partial log-likelihood at the estimates.
    proportional_hazards : pandas.DataFrame
        Index term and GLOBAL; chi_square, df, p.
    risks : tuple of PredictedRisk
        One an example person.
    base_rate : tuple of (float, float, float)
        Risk of everyone at the main horizon, with its limits.
    median_follow_up : float
        By reverse Kaplan-Meier; NaN if more than half were never censored.
    longest_follow_up : float
        Largest time in the cohort.
    """

    parameters: RecidivismParameters
    cohort: Cohort
    people: PeopleCounted
    description: CohortDescription | None
    columns: Columns
    time_unit: str
    groups: tuple[int | float | str, ...]
    curves: tuple[SurvivalCurve, ...]
    moments: pd.DataFrame
    marks: pd.DataFrame
    formula: str
    cox: pd.DataFrame
    log_likelihood: float
    proportional_hazards: pd.DataFrame
    risks: tuple[PredictedRisk, ...]
    base_rate: tuple[float, float, float]
    median_follow_up: float
    longest_follow_up: float

    @property
    def horizon(self) -> float:
        """Return the main horizon: the last one at which there are figures."""
        return float(self.moments["time"].max())

    @property
    def events_per_parameter(self) -> float:
        """Return the number of events for each estimated coefficient."""
        return self.people.n_events / len(self.cox)


def recidivism(parameters: RecidivismParameters) -> RecidivismReport:
    """Follow one cohort to its outcome.

    Parameters
    ----------
    parameters : RecidivismParameters
        Cohort, outcome, grouping, covariates, horizons and examples.

    Returns
    -------
    RecidivismReport

    Raises
    ------
    DataError
        The table breaks its rules.
    ParameterError
        A covariate is protected in the cohort's description and no justification is given.
    FitError
        No events, collinear covariates, separation.
    ExtrapolationError
        A horizon beyond the follow-up, or an example outside the cohort.
    """
    cohort = read_people(parameters)
    table = cohort.table
    longest = float(table[cohort.time].max())
    _check_horizons(parameters, longest)
    kinds = cohort.columns
    numbers = tuple(
        name for name in parameters.covariates
        if pd.api.types.is_numeric_dtype(table[name].dtype)
        and (name not in kinds or kinds[name].kind == "number")
    )  # fmt: skip
    for profile in parameters.profiles:
        check_profile(profile.name.in_(parameters.language), table, profile.values, numbers)
    formula = covariate_formula(parameters.covariates, cohort)
    model = fit_cox(
        table, time=cohort.time, event=cohort.event, entry=cohort.entry, formula=formula, ties=parameters.ties
    )
    groups = group_values(table, parameters.group)
    curves = survival_curves(cohort, parameters.group, groups)
    moments = curves_at(curves, parameters.horizons)
    main = moments[moments["group"] == EVERYONE].iloc[-1]
    return RecidivismReport(
        parameters=parameters,
        cohort=cohort,
        people=people_counted(cohort),
        description=description_of(cohort),
        columns=kinds,
        time_unit=str(cohort.time_unit),
        groups=groups,
        curves=curves,
        moments=moments,
        marks=curves_at(curves, time_marks(longest, str(cohort.time_unit))),
        formula=formula,
        cox=_ratios(model.coefficients),
        log_likelihood=float(model.log_likelihood),
        proportional_hazards=model.proportional_hazards(transform="km"),
        risks=_risks(model, parameters, table, numbers),
        base_rate=(1 - main["survival"], 1 - main["upper"], 1 - main["lower"]),
        median_follow_up=median_follow_up(cohort),
        longest_follow_up=longest,
    )


def read_people(parameters: RecidivismParameters) -> Cohort:
    """Read the cohort with the columns that the report uses; see `recidivism` for its faults."""
    used = [*parameters.covariates, *([parameters.group] if parameters.group else [])]
    return read_report_cohort(parameters, used)


def _check_horizons(parameters: RecidivismParameters, longest: float) -> None:
    """Raise on horizons beyond what was followed."""
    late = [horizon for horizon in parameters.horizons if horizon > longest]
    if late:
        raise ExtrapolationError(
            Fault("'horizons'", f"{len(late)} lie beyond the follow-up", f"up to {longest:g}",
                  "nothing was observed there; choose an earlier horizon")
        )  # fmt: skip


def _ratios(coefficients: pd.DataFrame) -> pd.DataFrame:
    """Add hazard ratios and their limits to a coefficient table."""
    from numpy import exp

    return pd.DataFrame(
        {
            "coef": coefficients["coef"],
            "se": coefficients["se"],
            "hazard_ratio": exp(coefficients["coef"]),
            "ratio_lower": exp(coefficients["lower"]),
            "ratio_upper": exp(coefficients["upper"]),
            "z": coefficients["z"],
            "p": coefficients["p"],
        }
    )


def _risks(
    model: CoxModel, parameters: RecidivismParameters, table: pd.DataFrame, numbers: tuple[str, ...]
) -> tuple[PredictedRisk, ...]:
    """Predict the examples' risks at the main horizon."""
    if not parameters.profiles:
        return ()
    people = pd.DataFrame([dict(profile.values) for profile in parameters.profiles])
    horizon = parameters.horizons[-1]
    risk = model.predict_risk(people, [horizon]).iloc[:, 0]
    limits = model.predict_risk_interval(people, horizon)
    return tuple(
        PredictedRisk(
            profile.name.in_(parameters.language), profile.values, float(risk.iloc[row]),
            float(limits["lower"].iloc[row]), float(limits["upper"].iloc[row]),
            resemblance(table, profile.values, numbers),
        )
        for row, profile in enumerate(parameters.profiles)
    )  # fmt: skip
