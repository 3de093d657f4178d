"""One monitoring run: does a model still do what it did, and what do people do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from riskkit.agreement import KappaAgreement, weighted_kappa
from riskkit.cohort import public_cohorts
from riskkit.cohort.public_data import public_path
from riskkit.cohort.table_file import fingerprint
from riskkit.errors import DataError, Fault, RatingError
from riskkit.parameters.monitoring import EstimatesFile, MonitoringParameters
from riskkit.stewardship.adoption import Adoption, adoption
from riskkit.stewardship.cusum import TOO_HIGH, TOO_LOW, Cusum, cusum
from riskkit.stewardship.drift import InputDrift, input_drift
from riskkit.stewardship.group_fit import GroupFit, group_fit
from riskkit.stewardship.observed_expected import ObservedExpected, observed_expected

AlarmKind = Literal[
    "overall", "unit", "group", "risks_too_low", "risks_too_high", "shape", "drift", "always", "agreement",
    "expired", "reference",
]  # fmt: skip

CALIBRATION: Final = ("overall", "unit", "group", "risks_too_low", "risks_too_high", "shape")
"""Alarms that close the calibration gate: the risks no longer agree with what was seen."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that a steward must look at.

    Attributes
    ----------
    kind : str
        Which watch raised it.
    where : str
        Which unit, group, covariate or number of people; empty for everyone.
    """

    kind: AlarmKind
    where: str = ""


@dataclass(frozen=True, slots=True)
class MonitoringReport:
    """Everything a run found.

    Attributes
    ----------
    parameters : MonitoringParameters
        What was asked.
    data : pandas.DataFrame
        The estimates, as read.
    fingerprints : mapping of str to str
        SHA-256 of the files, by name.
    on : date
        Day of the run.
    level : float
        Of the intervals that raise alarms: the false-alarm rate is shared among all tests.
    tests : int
        How many.
    overall, by_month, by_unit : ObservedExpected
        Those by month are shown, not tested: the charts watch time.
    by_group : mapping of str to ObservedExpected
        By column.
    too_low, too_high : Cusum
        Charts for risks that are too low and too high.
    shape : GroupFit
        From low to high risks.
    drift : tuple of InputDrift
        One a covariate.
    use : Adoption
        What was done with the figures.
    agreement : KappaAgreement or None
        Of first and second assessors; None where too few pairs say anything.
    alarms : tuple of Alarm
        Empty when there is nothing to look at.
    estimates : int
        How many; 0 where that is withheld.
    """

    parameters: MonitoringParameters
    data: pd.DataFrame
    fingerprints: Mapping[str, str]
    on: date
    level: float
    tests: int
    overall: ObservedExpected
    by_month: ObservedExpected
    by_unit: ObservedExpected
    by_group: Mapping[str, ObservedExpected]
    too_low: Cusum
    too_high: Cusum
    shape: GroupFit
    drift: tuple[InputDrift, ...]
    use: Adoption
    agreement: KappaAgreement | None
    alarms: tuple[Alarm, ...]
    estimates: int


def monitor(parameters: MonitoringParameters) -> MonitoringReport:
    """Read the files and run every watch.

    Raises
    ------
    DataError
        A file breaks its rules.
    """
    path, (reference, checksum) = Path(parameters.cohort.source), _reference(parameters.reference)
    fingerprints = {path.name: fingerprint(path), Path(parameters.reference).name: checksum}
    return watch(parameters, _read(path), reference, fingerprints)


def watch(
    parameters: MonitoringParameters,
    data: pd.DataFrame,
    reference: pd.DataFrame,
    fingerprints: Mapping[str, str],
) -> MonitoringReport:
    """Run every watch on tables that are there.

    Parameters
    ----------
    parameters : MonitoringParameters
        What is watched.
    data, reference : pandas.DataFrame
        Estimates whose outcome is known, and the people that the model was made on.
    fingerprints : mapping of str to str
        SHA-256 of both, by name, the reference last.
    """
    names = parameters.cohort
    groups = {name: data[name].nunique() for name in names.groups if name in data.columns}
    tests = 4 + (data[names.unit].nunique() if names.unit in data.columns else 0) + sum(groups.values())
    rate = parameters.false_alarm_rate / tests
    compare = partial(observed_expected, data, event=names.event, risk=names.risk)
    overall, by_unit = compare(level=1 - rate), compare(level=1 - rate, by=[names.unit])
    by_group = {name: compare(level=1 - rate, by=[name]) for name in names.groups}
    charts = [
        cusum(data[names.risk], data[names.event], ratio=ratio, false_alarm_rate=rate, seed=parameters.seed,
              replicates=parameters.replicates)
        for ratio in (TOO_LOW, TOO_HIGH)
    ]  # fmt: skip
    shape = group_fit(data, event=names.event, risk=names.risk)
    drift = input_drift(reference, data, parameters.covariates)
    use = adoption(_use(data, names), levels=parameters.levels)
    pairs, agreement = _agreement(data, parameters)
    on = parameters.on or datetime.now(UTC).date()
    by_month = compare(by=[names.month])
    alarms = [
        *([Alarm("reference")] if _other_reference(parameters, fingerprints) else []),
        *([Alarm("expired")] if on > parameters.expires else []),
        *([Alarm("overall")] if bool(overall.table["differs"].any()) else []),
        *(Alarm("unit", each) for each in _differing(by_unit)),
        *(Alarm("group", each) for found in by_group.values() for each in _differing(found)),
        *([Alarm("risks_too_low")] if charts[0].alarm else []),
        *([Alarm("risks_too_high")] if charts[1].alarm else []),
        *([Alarm("shape")] if shape.p < rate else []),
        *(Alarm("drift", each.covariate) for each in drift if each.alarm),
        *([Alarm("always", str(len(use.always)))] if use.always else []),
        *([Alarm("agreement", str(pairs))] if _poor(agreement, parameters.least_agreement) else []),
    ]
    return MonitoringReport(
        parameters=parameters, data=data, fingerprints=fingerprints, on=on, level=1 - rate, tests=tests,
        overall=overall, by_month=by_month, by_unit=by_unit, by_group=by_group, too_low=charts[0],
        too_high=charts[1], shape=shape, drift=drift, use=use, agreement=agreement, alarms=tuple(alarms),
        estimates=len(data),
    )  # fmt: skip


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path)
    except (ValueError, UnicodeDecodeError):
        raise DataError(Fault(path.name, "is no table", "a CSV file in UTF-8")) from None


def _reference(source: str) -> tuple[pd.DataFrame, str]:
    path = public_path(source) if source in public_cohorts() else Path(source)
    return _read(path), fingerprint(path)


def _use(data: pd.DataFrame, names: EstimatesFile) -> pd.DataFrame:
    columns = {"by": names.by, "first": names.first, "figure": names.figure, "final": names.final,
               "reason": names.reason}  # fmt: skip
    missing = [name for name in columns.values() if name not in data.columns]
    if missing:
        raise DataError([Fault(f"column '{name}'", "is not in the table") for name in missing])
    return pd.DataFrame({name: data[column] for name, column in columns.items()})


def _agreement(data: pd.DataFrame, parameters: MonitoringParameters) -> tuple[int, KappaAgreement | None]:
    names = parameters.cohort
    if names.second not in data.columns:
        return 0, None
    pairs = data[[names.first, names.second]].dropna()
    try:
        found = weighted_kappa(
            pairs[names.first], pairs[names.second], weights="linear", levels=parameters.levels
        )
    except RatingError:  # too few pairs, or one level throughout: nothing can be said
        return len(pairs), None
    return len(pairs), found


def _poor(found: KappaAgreement | None, least: float) -> bool:
    return found is not None and found.upper < least


def _differing(found: ObservedExpected) -> list[str]:
    rows = found.table[found.table["differs"]]
    return [", ".join(f"{name} = {row[name]}" for name in found.by) for row in rows.to_dict("records")]


def _other_reference(parameters: MonitoringParameters, fingerprints: Mapping[str, str]) -> bool:
    wanted = parameters.reference_sha256
    return wanted is not None and list(fingerprints.values())[-1] != wanted
