"""The monitoring report as it may leave: alarms are about the model and stay, counts are about people."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from riskkit.agreement import KappaAgreement
from riskkit.analyses.monitoring import Alarm, MonitoringReport, monitor
from riskkit.analyses.people_counted import NO, OUTCOME, YES, rules_of
from riskkit.disclosure import Released, ReleasedTable, Rules, gathered, publish, release_counts
from riskkit.disclosure.open_files import origin_of
from riskkit.parameters.monitoring import MonitoringParameters
from riskkit.stewardship.adoption import Adoption
from riskkit.stewardship.cusum import Cusum
from riskkit.stewardship.drift import InputDrift
from riskkit.stewardship.observed_expected import ObservedExpected

_PART: Final = "part"
_RATIOS: Final = ["n", "observed", "expected", "ratio", "lower", "upper"]
_EVERYONE: Final = "everyone"


def released_monitoring(parameters: MonitoringParameters) -> Released[MonitoringReport]:
    """Run every watch, and release what may leave.

    Parameters
    ----------
    parameters : MonitoringParameters
        What is watched.

    Raises
    ------
    DataError
        A file breaks its rules.
    """
    report = monitor(parameters)
    estimates = next(iter(report.fingerprints.values()))
    origin = origin_of(estimates)
    return publish(report, origin) if origin is not None else _held(report)


def _held(report: MonitoringReport) -> Released[MonitoringReport]:
    """Return a report in which every count is held to the rules."""
    rules = rules_of(report.parameters)
    counts = [_count(report.overall.table, rules)]
    whole = not counts[0].table["blank"].any()
    overall = _rows(report.overall.table, np.array([whole]))

    def held(found: ObservedExpected) -> ObservedExpected:
        released = _count(found.table, rules)
        counts.append(released)
        return replace(found, table=_rows(found.table, _shown(found.table, released) & whole))

    shape = _count(report.shape.table, rules)
    shown = _shown(report.shape.table, shape) & whole
    risks = report.shape.table.round({"lowest": 2, "highest": 2})
    n = len(report.data)
    made = replace(
        report, data=report.data.iloc[:0], overall=replace(report.overall, table=overall),
        by_month=held(report.by_month), by_unit=held(report.by_unit),
        by_group={name: held(found) for name, found in report.by_group.items()},
        shape=replace(report.shape, table=_rows(risks, shown)),
        too_low=_chart(report.too_low, rules), too_high=_chart(report.too_high, rules),
        drift=tuple(_drift(each, n, rules) for each in report.drift), use=_use(report.use, rules),
        agreement=_enough(report.agreement, rules), estimates=n if whole else 0,
        alarms=tuple(_alarm(each, rules) for each in report.alarms),
    )  # fmt: skip
    return gathered(made, [*counts, shape])


def _count(table: pd.DataFrame, rules: Rules) -> ReleasedTable:
    """Release how many there are in each row, with and without the outcome."""
    with_, without = table["observed"].astype(int), (table["n"] - table["observed"]).astype(int)
    parts = np.repeat(np.arange(len(table)).astype(str), with_ + without)
    outcomes = np.concatenate([[YES] * a + [NO] * b for a, b in zip(with_, without, strict=True)])
    frame = pd.DataFrame(
        {
            _PART: pd.Categorical(parts, [str(place) for place in range(len(table))]),
            OUTCOME: pd.Categorical(outcomes, [NO, YES]),
        }
    )
    return release_counts(frame, [_PART, OUTCOME], rules=rules)


def _shown(table: pd.DataFrame, released: ReleasedTable) -> np.ndarray:
    """Return which rows may be shown: all of them with their outcomes, and none where a total is blank.

    The totals stand elsewhere in the report, so that they cannot protect anything.
    """
    levels = ({}, {OUTCOME: YES}, {OUTCOME: NO})
    totals = all(released.value(**level) is not None for level in levels)
    rows = [
        totals and all(released.value(**{_PART: str(place)}, **level) is not None for level in levels)
        for place in range(len(table))
    ]
    return np.array(rows, dtype=bool)


def _rows(table: pd.DataFrame, shown: np.ndarray) -> pd.DataFrame:
    """Return rows without the figures that may not be shown."""
    held = table.astype({name: "float64" for name in _RATIOS if name in table.columns})
    held.loc[~shown, [name for name in _RATIOS if name in table.columns]] = np.nan
    if "differs" in held.columns:
        held["differs"] = held["differs"].astype(object).where(shown, None)
    return held


def _chart(found: Cusum, rules: Rules) -> Cusum:
    """Return how high a chart came; where it raised an alarm only to within so many estimates."""
    at = found.alarm_at
    about = None if at is None else max(round((at + 1) / rules.threshold), 1) * rules.threshold - 1
    return replace(found, values=found.values[[int(found.values.argmax())]], alarm_at=about)


def _drift(found: InputDrift, n: int, rules: Rules) -> InputDrift:
    """Return how a covariate moved; that nobody's value is unknown says nothing about a person."""
    unknown = round(found.missing_now * n)
    few = 0 < unknown < rules.threshold or n - unknown < rules.threshold
    return replace(found, missing_now=np.nan, missing_then=np.nan) if few else found


def _use(found: Adoption, rules: Rules) -> Adoption:
    """Return what was done with figures, by those of whom every count reaches the threshold."""
    table = found.table.astype("float64")
    few = (table < rules.threshold).any(axis=1)
    rest = table[few & (table.index != _EVERYONE)]
    apart = rest.empty or (len(rest) > 1 and bool((rest.sum() >= rules.threshold).all()))
    few |= (table.index == _EVERYONE) & (not apart)
    table.loc[few] = np.nan
    reasons = found.reasons.astype("float64")
    return replace(found, table=table, reasons=reasons.where(reasons >= rules.threshold))


def _enough(found: KappaAgreement | None, rules: Rules) -> KappaAgreement | None:
    return found if found is not None and found.n_subjects >= rules.threshold else None


def _alarm(alarm: Alarm, rules: Rules) -> Alarm:
    """Return an alarm; on how few pairs of assessors it rests is not said."""
    if alarm.kind == "agreement" and int(alarm.where) < rules.threshold:
        return Alarm(alarm.kind, f"< {rules.threshold}")
    return alarm
