"""A version of a model for the registry: fitted, judged overall and by group, with its card."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, get_args

import numpy as np
import pandas as pd

from riskkit.analyses.report_cohort import read_report_cohort
from riskkit.checks import FloatArray
from riskkit.cohort import Cohort
from riskkit.errors import DataError, Fault
from riskkit.parameters.labels import Text
from riskkit.parameters.model import ModelParameters
from riskkit.stewardship.card import BandCount, Card, CardCovariate, CardData, Change, Performance
from riskkit.stewardship.model_parts import TimeUnit
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel
from riskkit.stewardship.storing import store_model
from riskkit.survival import fit_cox
from riskkit.survival.small_samples import check_events_per_parameter
from riskkit.validation import (
    bootstrap_optimism,
    brier_score,
    by_subgroup,
    concordance,
    observed_expected_ratio,
)

CORRECTED: Final = ("concordance", "brier_score", "calibration_slope")
"""Measures that are corrected for having been taken on the model's own people."""

_MEASURES: Final = (concordance, observed_expected_ratio, brier_score)


@dataclass(frozen=True, slots=True)
class FittedVersion:
    """A version that is ready to be entered.

    Attributes
    ----------
    model : StoredModel
        The numbers, with worked cases.
    card : Card
        Unsigned.
    """

    model: StoredModel
    card: Card


def fit_version(parameters: ModelParameters, *, today: date) -> FittedVersion:
    """Fit a model and judge it; nothing is entered yet.

    Parameters
    ----------
    parameters : ModelParameters
        Cohort, covariates, card.
    today : datetime.date
        For the change log.

    Raises
    ------
    DataError, FitError, ParameterError, TooFewEventsRefused
        What is wrong with the cohort or the model; fewer than 5 events for each covariate.
    """
    cohort = read_report_cohort(parameters, (*parameters.covariates, *parameters.audit))
    data = cohort.table
    fit = partial(fit_cox, time=cohort.time, event=cohort.event, formula=" + ".join(parameters.covariates))
    fitted = fit(data)
    check_events_per_parameter(fitted.n_events, len(parameters.covariates))
    model = store_model(
        fitted, data, id=parameters.id, version=parameters.version, populations=parameters.populations,
        outcome=parameters.outcome.en, time_unit=_unit(cohort), horizons=parameters.horizons,
        people=parameters.people,
        units={name: each.unit for name, each in parameters.reasons.items() if each.unit},
    )  # fmt: skip
    performance = (*_apparent(fitted, cohort, parameters), *_corrected(fit, cohort, parameters))
    card = card_of(parameters, model, cohort, performance, today)
    risk = fitted.predict_risk(data, [parameters.horizons[-1]]).to_numpy()[:, 0]
    return FittedVersion(model, card.model_copy(update={"counts": band_counts(risk, cohort, parameters)}))


def enter_version(registry: Registry, fitted: FittedVersion, *, by: str) -> None:
    """Enter a version; it may be used once two people have signed and its gate has passed."""
    registry.enter(fitted.model, fitted.card, by=by)


def card_of(
    parameters: ModelParameters,
    model: StoredModel,
    cohort: Cohort,
    performance: tuple[Performance, ...],
    today: date,
) -> Card:
    """Return the card of a version, unsigned."""
    events = int((cohort.table[cohort.event] == 1).sum())
    model_horizons = [each.time for each in model.horizons]
    return Card(
        id=model.id, version=model.version, fingerprint=model.fingerprint, name=parameters.title,
        purpose=parameters.purpose, exclusions=parameters.exclusions, limits=parameters.limits,
        owner=parameters.owner, validator=parameters.validator, populations=parameters.populations,
        data=CardData(
            source=parameters.data_source, country=parameters.country, years=parameters.years,
            n=len(cohort.table), n_events=events, fingerprint=cohort.fingerprint,
        ),
        outcome=parameters.outcome,
        horizons=tuple(f"{each:g} {model.time_unit}{'' if each == 1 else 's'}" for each in model_horizons),
        covariates=tuple(
            CardCovariate(name=name, reason=each.reason, stands_for=each.stands_for)
            for name, each in parameters.reasons.items()
        ),
        performance=performance, expires=parameters.expires,
        changes=(Change(version=model.version, on=today, by=parameters.owner, what=parameters.change),),
        bands=parameters.bands, justification=parameters.justification or "",
        impact_assessment=parameters.impact_assessment,
    )  # fmt: skip


def band_counts(risk: FloatArray, cohort: Cohort, parameters: ModelParameters) -> tuple[BandCount, ...]:
    """Return how many of the cohort's people fall in each band, and how many had the outcome.

    Parameters
    ----------
    risk : numpy.ndarray
        Computed risk of each person by the last horizon.
    cohort, parameters
        The people; horizons and bands.
    """
    table, horizon = cohort.table, parameters.horizons[-1]
    had = (table[cohort.event] == 1) & (table[cohort.time] <= horizon)
    known = not ((table[cohort.event] != 1) & (table[cohort.time] < horizon)).any()
    edges = [band.lowest for band in parameters.bands]
    within = np.digitize(risk, edges) - 1
    return tuple(
        BandCount(
            lowest=edge, n=int((within == number).sum()),
            n_events=int(had.to_numpy()[within == number].sum()) if known else None,
        )
        for number, edge in enumerate(edges)
    )  # fmt: skip


def group_text(cohort: Cohort, column: str, level: Any) -> Text:
    """Return a subgroup in both languages, by the labels of the cohort where it has them."""
    described = cohort.columns.get(column)
    if described is None:
        return Text(nl=f"{column} = {level}", en=f"{column} = {level}")
    name = described.levels.get(str(level))
    nl, en = (described.label.nl, described.label.en)
    value = name or Text(nl=str(level), en=str(level))
    return Text(nl=f"{nl}: {value.nl}", en=f"{en}: {value.en}")


def audited_groups(cohort: Cohort, columns: tuple[str, ...]) -> dict[str, list[Any]]:
    """Return the groups of each audited column.

    Raises
    ------
    DataError
        A column has more than 12 values: it does not divide people into groups.
    """
    found = {name: sorted(cohort.table[name].unique(), key=str) for name in columns}
    faults = [
        Fault(f"column '{name}'", f"has {len(levels)} values", "at most 12 groups", "make groups of it first")
        for name, levels in found.items()
        if len(levels) > 12
    ]
    if faults:
        raise DataError(faults)
    return found


def _unit(cohort: Cohort) -> TimeUnit:
    for unit in get_args(TimeUnit):
        if cohort.time_unit == unit:
            return unit
    raise DataError(Fault("cohort", "has no unit of time", ", ".join(get_args(TimeUnit))))


def _apparent(fitted: Any, cohort: Cohort, parameters: ModelParameters) -> list[Performance]:
    """Return the measures on the model's own people, overall and by group."""
    data, horizon = cohort.table, parameters.horizons[-1]
    time, event = data[cohort.time], data[cohort.event]
    risk = fitted.predict_risk(data, [horizon]).to_numpy()[:, 0]
    asked: dict[str, tuple[Any, dict[str, Any]]] = {
        "concordance": (fitted.linear_predictor(data), {}),
        "observed_expected_ratio": (risk, {"horizon": horizon}),
        "brier_score": (risk, {"horizon": horizon}),
    }
    found: list[Performance] = []
    for measure in _MEASURES:
        prediction, options = asked[measure.__name__]
        whole = measure(time, event, prediction, **options)
        found.append(_row(measure.__name__, None, whole, len(data), int((event == 1).sum())))
    audited_groups(cohort, parameters.audit)
    for column in parameters.audit:
        for name, (prediction, options) in asked.items():
            table = by_subgroup(name, time, event, prediction, group=data[column], **options)
            found += [_group_row(name, cohort, column, row) for row in table.itertuples()]
    return found


def _corrected(fit: Any, cohort: Cohort, parameters: ModelParameters) -> list[Performance]:
    found = bootstrap_optimism(
        fit, cohort.table, metrics=list(CORRECTED), replicates=parameters.replicates, seed=parameters.seed,
        horizon=parameters.horizons[-1],
    )  # fmt: skip
    return [_row(f"{name}_corrected", None, found[name], found.n, found.n_events) for name in CORRECTED]


def _row(measure: str, group: Text | None, found: Any, n: int, n_events: int) -> Performance:
    return Performance(
        measure=measure, group=group, estimate=float(found.estimate), lower=float(found.lower),
        upper=float(found.upper), n=n, n_events=n_events,
    )  # fmt: skip


def _group_row(measure: str, cohort: Cohort, column: str, row: Any) -> Performance:
    return _row(measure, group_text(cohort, column, row.group), row, int(row.n), int(row.n_events))


def known_outcomes(table: pd.DataFrame, *, time: str, event: str, horizon: float) -> pd.Series:
    """Return who had the outcome by the horizon, 1 or 0.

    Raises
    ------
    DataError
        People were followed for less without the outcome: whether it came is not known.
    """
    late = (table[event] != 1) & (table[time] < horizon)
    if count := int(late.sum()):
        raise DataError(
            Fault(f"column '{time}'", f"{count} people were followed for less than the horizon",
                  f"everyone followed to {horizon:g}", "leave out who was released too late for that")
        )  # fmt: skip
    return ((table[event] == 1) & (table[time] <= horizon)).astype(int)
