"""A new version of a model beside the old one: refitted or recalibrated, judged on the same people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.model_version import FittedVersion, band_counts, card_of, fit_version
from riskkit.analyses.report_cohort import read_report_cohort
from riskkit.cohort import Cohort
from riskkit.parameters.model import ModelParameters
from riskkit.stewardship.card import Performance
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel
from riskkit.stewardship.updating import StoredPredictor, recalibrated
from riskkit.survival import fit_cox
from riskkit.validation import auc_at, brier_score, calibration, observed_expected_ratio, recalibrate

FOLDS: Final = 5
"""Parts of the people; the new version is judged on parts that it was not made on."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version made, and how it does beside the one before.

    Attributes
    ----------
    fitted : FittedVersion
        Unsigned.
    side_by_side : pandas.DataFrame or None
        measure; old, old_lower, old_upper, new, new_lower, new_upper; None for a first version.
    """

    fitted: FittedVersion
    side_by_side: pd.DataFrame | None

    def side_by_side_lines(self) -> list[str]:
        """Return the comparison in words, one line a measure."""
        if self.side_by_side is None:
            return []
        return [
            f"{row.measure}: {row.old:.3f} ({row.old_lower:.3f} to {row.old_upper:.3f}) was, "
            f"{row.new:.3f} ({row.new_lower:.3f} to {row.new_upper:.3f}) becomes"
            for row in self.side_by_side.itertuples()
        ]


def make_version(parameters: ModelParameters, registry: Registry, *, today: date) -> NewVersion:
    """Make the version that the parameters ask for; nothing is entered.

    Raises
    ------
    StoreError
        The version to recalibrate is not registered.
    DataError, FitError, TooFewEventsRefused
        As `fit_version` and `riskkit.validation.recalibrate`.
    """
    before = registry.versions(parameters.id)
    if parameters.update is None and not before:
        return NewVersion(fit_version(parameters, today=today), None)
    cohort = read_report_cohort(parameters, (*parameters.covariates, *parameters.audit))
    horizon = parameters.horizons[-1]
    if parameters.update is None:
        old = registry.model(parameters.id, registry.in_use(parameters.id) or before[-1])
        fitted = fit_version(parameters, today=today)
        table = side_by_side(old, _refit(parameters, cohort), cohort, horizon)
        return NewVersion(fitted, table)
    old = registry.model(parameters.id, parameters.update.from_version)
    how = parameters.update.how
    model, _ = recalibrated(
        old, cohort.table, time=cohort.time, event=cohort.event, horizon=horizon, how=how,
        version=parameters.version,
    )  # fmt: skip
    table = side_by_side(old, _recalibration(old, cohort, horizon, how), cohort, horizon)
    card = card_of(parameters, model, cohort, _rows(table, cohort), today)
    earlier = registry.card(parameters.id, parameters.update.from_version)
    risk = StoredPredictor(model).predict_risk(cohort.table, [horizon]).to_numpy()[:, 0]
    counts = band_counts(risk, cohort, parameters)
    card = card.model_copy(update={"changes": (*earlier.changes, *card.changes), "counts": counts})
    return NewVersion(FittedVersion(model, card), table)


Fit = Callable[[pd.DataFrame], Any]


def side_by_side(old: StoredModel, make: Fit, cohort: Cohort, horizon: float) -> pd.DataFrame:
    """Judge the old version, and the new one on parts of the people that it was not made on.

    Parameters
    ----------
    old : StoredModel
        As it is.
    make : callable
        From a table to the new model.
    cohort : Cohort
        The new people.
    horizon : float
        At which both are judged.
    """
    data = cohort.table.reset_index(drop=True)
    event = data[cohort.event].to_numpy()
    new = np.empty(len(data))
    order = np.lexsort((np.arange(len(data)), event == 1))  # every part gets its share of events
    part = np.empty(len(data), dtype=int)
    part[order] = np.arange(len(data)) % FOLDS
    for fold in range(FOLDS):
        inside = part == fold
        made = make(data.loc[~inside])
        new[inside] = made.predict_risk(data.loc[inside], [horizon]).to_numpy()[:, 0]
    risks = {"old": StoredPredictor(old).predict_risk(data, [horizon]).to_numpy()[:, 0], "new": new}
    rows: dict[str, dict[str, Any]] = {}
    for which, risk in risks.items():
        for name, found in _measures(data, cohort, risk, horizon).items():
            row = rows.setdefault(name, {"measure": name})
            row |= {which: found.estimate, f"{which}_lower": found.lower, f"{which}_upper": found.upper}
    return pd.DataFrame(list(rows.values()))


def _measures(data: pd.DataFrame, cohort: Cohort, risk: Any, horizon: float) -> dict[str, Any]:
    time, event = data[cohort.time], data[cohort.event]
    judged = calibration(time, event, risk, horizon=horizon)
    return {
        "auc_at": auc_at(time, event, risk, horizon=horizon),
        "observed_expected_ratio": observed_expected_ratio(time, event, risk, horizon=horizon),
        "calibration_slope": judged.slope,
        "brier_score": brier_score(time, event, risk, horizon=horizon),
    }


def _refit(parameters: ModelParameters, cohort: Cohort) -> Fit:
    formula = " + ".join(parameters.covariates)
    return lambda data: fit_cox(data, time=cohort.time, event=cohort.event, formula=formula)


def _recalibration(old: StoredModel, cohort: Cohort, horizon: float, how: Any) -> Fit:
    return lambda data: recalibrate(
        StoredPredictor(old), data, time=cohort.time, event=cohort.event, horizon=horizon, how=how
    )


def _rows(table: pd.DataFrame, cohort: Cohort) -> tuple[Performance, ...]:
    events = int((cohort.table[cohort.event] == 1).sum())
    return tuple(
        Performance(
            measure=str(row["measure"]), estimate=float(row["new"]), lower=float(row["new_lower"]),
            upper=float(row["new_upper"]), n=len(cohort.table), n_events=events,
        )
        for row in table.to_dict("records")
    )  # fmt: skip
