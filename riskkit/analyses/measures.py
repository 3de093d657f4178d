"""What a measure did to one outcome: hazard ratios by design, risks by group, how sure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, hypot, nan
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.curves import SurvivalCurve, curves_at, time_marks
from riskkit.analyses.e_value import EValue, e_value
from riskkit.analyses.fitting import covariate_rows
from riskkit.analyses.labels import Columns
from riskkit.analyses.made_up_measure import made_up_measure
from riskkit.analyses.measure_designs import (
    BEGIN,
    END,
    TREATED,
    ImmortalTime,
    immortal_time,
    landmark_rows,
    naive_rows,
    time_varying_rows,
)
from riskkit.analyses.people_counted import PeopleCounted, people_counted
from riskkit.analyses.report_cohort import covariate_formula, description_of, read_report_cohort
from riskkit.cohort import Cohort, CohortDescription, Flow
from riskkit.cohort.origin import Origin
from riskkit.errors import DataError, ExtrapolationError, Fault
from riskkit.fields import CONFIDENCE
from riskkit.parameters.labels import ColumnDescription, Text
from riskkit.parameters.measures import SYNTHETIC_SOURCE, MeasuresParameters, SyntheticMeasure
from riskkit.survival import fit_cox, fit_discrete, kaplan_meier
from riskkit.survival.small_samples import EventsPerParameter, check_events_per_parameter

_SYNTHETIC_COLUMNS: Final[Mapping[str, ColumnDescription]] = {
    "priors": ColumnDescription(
        label=Text(nl="aantal eerdere veroordelingen", en="number of prior convictions"), kind="number"
    ),
    "start": ColumnDescription(
        label=Text(nl="begin van de maatregel", en="start of the measure"), kind="number", unit="month"
    ),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of the measure by one design.

    Attributes
    ----------
    design : str
        "crude" or "adjusted" for a measure from release on; "naive", "time_varying" or
        "landmark" for one that starts later.
    ratio, lower, upper : float
        Hazard ratio of the measure with its 95 % interval.
    p : float
        Two-sided, Wald.
    n, n_events : int or float
        People and outcomes that it rests on; all figures are missing where they are withheld.
    carried : EventsPerParameter
        Whether the events can carry the model.
    proportional_p : float
        Test that the ratio stays the same over time (Grambsch & Therneau); NaN for grouped times.
    e_value : EValue
        Strength of an unmeasured confounder that would explain it away.
    """

    design: str
    ratio: float
    lower: float
    upper: float
    p: float
    n: float
    n_events: float
    carried: EventsPerParameter
    proportional_p: float
    e_value: EValue


@dataclass(frozen=True, slots=True)
class MeasuresReport:
    """Everything the measures report shows, as numbers.

    Attributes
    ----------
    parameters : MeasuresParameters
        What was asked.
    cohort : Cohort
        The checked table; without rows once released.
    people : PeopleCounted
        How many they are.
    description : CohortDescription or None
        What is known of a public cohort.
    effects : tuple of Effect
        In reading order.
    curves : tuple of SurvivalCurve
        Without (group 0) and with (group 1) the measure, from release or from the landmark.
    moments, marks : pandas.DataFrame
        The curves at the horizon, and at round times: group, time, n_at_risk, n_events,
        survival, std_error, lower, upper.
    difference : tuple of (float, float, float)
        Risk with less risk without the measure at the horizon, with its 95 % limits.
    immortal : ImmortalTime or None
        For a measure that starts during follow-up.
    truth : float or None
        The true hazard ratio of made-up people.
    n_with : int or float
        People with the measure.
    longest_follow_up : float
        Largest time from where the curves start; the end of the last step once released.
    """

    parameters: MeasuresParameters
    cohort: Cohort
    people: PeopleCounted
    description: CohortDescription | None
    effects: tuple[Effect, ...]
    curves: tuple[SurvivalCurve, ...]
    moments: pd.DataFrame
    marks: pd.DataFrame
    difference: tuple[float, float, float]
    immortal: ImmortalTime | None
    truth: float | None
    n_with: float
    longest_follow_up: float

    @property
    def columns(self) -> Columns:
        """Return what is known of the columns."""
        return self.cohort.columns

    @property
    def main(self) -> Effect:
        """Return the effect that the report leads with."""
        wanted = "time_varying" if self.immortal is not None else self.effects[-1].design
        return next(effect for effect in self.effects if effect.design == wanted)


def measures(parameters: MeasuresParameters) -> MeasuresReport:
    """Estimate what a measure did.

    Parameters
    ----------
    parameters : MeasuresParameters
        Cohort, outcome, measure, what to adjust for, horizon and landmark.

    Returns
    -------
    MeasuresReport

    Raises
    ------
    DataError, ParameterError
        The table breaks its rules, or the measure does not split it in two.
    FitError, TooFewEventsRefused
        The data cannot carry the model.
    ExtrapolationError
        The horizon lies beyond the follow-up.
    """
    cohort = read_people(parameters)
    longest = float(cohort.table[cohort.time].max())
    if parameters.horizon > longest:
        raise ExtrapolationError(
            Fault("'horizon'", "lies beyond the follow-up", f"up to {longest:g}", "choose an earlier one")
        )
    layouts = _layouts(parameters, cohort)
    effects = tuple(_effect(design, rows, parameters, cohort) for design, rows in layouts.items())
    landmark = parameters.landmark or 0.0
    shown = layouts[_compared(parameters)]
    curves = tuple(_curve(group, shown[shown[TREATED] == group], cohort) for group in (0, 1))
    moments = curves_at(curves, [parameters.horizon - landmark])
    start = parameters.measure.start
    waited = immortal_time(cohort.table, cohort.time, start) if start is not None else None
    return MeasuresReport(
        parameters=parameters, cohort=cohort, people=people_counted(cohort),
        description=description_of(cohort), effects=effects,
        curves=curves, moments=moments,
        marks=curves_at(curves, time_marks(longest - landmark, str(cohort.time_unit))),
        difference=difference(moments), immortal=waited,
        truth=parameters.synthetic.hazard_ratio if parameters.synthetic is not None else None,
        n_with=waited.n_started if waited is not None else len(curves[1].times),
        longest_follow_up=longest - landmark,
    )  # fmt: skip


def _compared(parameters: MeasuresParameters) -> str:
    """Return the design whose people the curves compare."""
    return "landmark" if parameters.landmark is not None else "adjusted"


def compared_rows(parameters: MeasuresParameters, cohort: Cohort) -> pd.DataFrame:
    """Return the people whom the curves compare, with whether they have the measure."""
    return _layouts(parameters, cohort)[_compared(parameters)]


def read_people(parameters: MeasuresParameters) -> Cohort:
    """Return the cohort; the column of a start may be empty, the others may not."""
    if parameters.synthetic is not None:
        return _made_up(parameters, parameters.synthetic)
    start = parameters.measure.start
    if start is None:
        return read_report_cohort(parameters, [*parameters.covariates, parameters.measure.name])
    return read_report_cohort(parameters, parameters.covariates, may_be_empty=start)


def _made_up(parameters: MeasuresParameters, synthetic: SyntheticMeasure) -> Cohort:
    table = made_up_measure(synthetic)
    checksum = hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()
    return Cohort(
        name=SYNTHETIC_SOURCE, table=table, time="month", event="outcome", entry=None, time_unit="month",
        flow=Flow(len(table)), fingerprint=checksum, columns=_SYNTHETIC_COLUMNS,
        origin=Origin("synthetic", f"made up by riskkit, seed {synthetic.seed}", "no one's data"),
    )  # fmt: skip


def _layouts(parameters: MeasuresParameters, cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return the rows of each design, by its name, in reading order."""
    table, measure = cohort.table, parameters.measure
    if measure.column is not None:
        values = table[measure.column]
        if not values.isin([0, 1]).all() or values.nunique() != 2:
            raise DataError(
                Fault(f"column '{measure.column}'", "does not split people in two", "0 and 1, both in use")
            )
        rows = table.assign(**{TREATED: values.astype("int64")})
        return {"crude": rows, "adjusted": rows}
    start, landmark = str(measure.start), float(parameters.landmark or 0.0)
    return {
        "naive": naive_rows(table, cohort.time, start),
        "time_varying": time_varying_rows(table, cohort.time, cohort.event, start),
        "landmark": landmark_rows(table, cohort.time, start, landmark),
    }


def _effect(design: str, rows: pd.DataFrame, parameters: MeasuresParameters, cohort: Cohort) -> Effect:
    """Fit the Cox model of one design and return the measure's part."""
    names = () if design == "crude" else parameters.covariates
    formula = " + ".join([TREATED, *([covariate_formula(names, cohort)] if names else [])])
    model = _fit(design, rows, formula, parameters, cohort)
    row = _row(model.coefficients, TREATED)
    ratio, lower, upper = (exp(row[name]) for name in ("coef", "lower", "upper"))
    n = cohort.n if design == "time_varying" else len(rows)
    events = int((rows[cohort.event] == 1).sum())
    penalised, terms = parameters.penalty is not None, len(covariate_rows(model))
    steady = _steady_p(model) if parameters.interval is None else nan
    return Effect(
        design=design, ratio=ratio, lower=lower, upper=upper, p=row["p"], n=n, n_events=events,
        carried=check_events_per_parameter(events, terms, penalised=penalised),
        proportional_p=steady,
        e_value=e_value(ratio, lower, upper, outcome_share=events / n),
    )  # fmt: skip


def _fit(
    design: str, rows: pd.DataFrame, formula: str, parameters: MeasuresParameters, cohort: Cohort
) -> Any:
    """Fit the Cox model of one design, or its likeness for grouped times."""
    if parameters.interval is not None:
        return fit_discrete(
            rows, time=cohort.time, event=cohort.event, formula=formula, interval=parameters.interval,
            link="cloglog",
        )  # fmt: skip
    times: dict[str, Any] = (
        {"time": END, "entry": BEGIN} if design == "time_varying" else {"time": cohort.time}
    )
    return fit_cox(rows, event=cohort.event, formula=formula, penalty=parameters.penalty, **times)


def _steady_p(model: Any) -> float:
    """Return the p-value of the test that the measure's ratio stays the same over time."""
    return _row(model.proportional_hazards(transform="km"), TREATED)["p"]


def _row(table: pd.DataFrame, name: str | int) -> dict[str, float]:
    """Return one row of a table of numbers by its index."""
    values = table.loc[[name]].to_numpy(dtype=np.float64)[0]
    return dict(zip(map(str, table.columns), map(float, values), strict=True))


def _curve(group: int, rows: pd.DataFrame, cohort: Cohort) -> SurvivalCurve:
    table = kaplan_meier(rows, time=cohort.time, event=cohort.event).table
    return SurvivalCurve(group, table, rows[cohort.time], rows[cohort.event])


def difference(moments: pd.DataFrame) -> tuple[float, float, float]:
    """Return the risk with less the risk without the measure, with its limits."""
    without, with_ = (_row(moments.set_index("group"), group) for group in (0, 1))
    gap = without["survival"] - with_["survival"]
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * hypot(without["std_error"], with_["std_error"])
    return gap, gap - reach, gap + reach
