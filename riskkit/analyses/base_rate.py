"""How often the outcome happened in a group, and whether that can carry more than the group's rate."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from riskkit.analyses.counted_groups import read_counts
from riskkit.cohort import Cohort, CohortDescription, describe_cohort, public_cohorts, read_cohort
from riskkit.errors import DataError, ExtrapolationError, Fault
from riskkit.parameters.base_rate import BaseRateParameters, CountedGroup
from riskkit.parameters.cohort_source import CohortSource
from riskkit.parameters.labels import Language, Text
from riskkit.survival import (
    BaseRate,
    DetectableEffect,
    ProportionInterval,
    detectable_hazard_ratio,
    estimate_base_rate,
    events_needed,
    jeffreys_interval,
    people_for_precision,
    people_needed,
    power_to_detect,
)
from riskkit.survival.small_samples import CAUTION_BELOW, REFUSED_BELOW
from riskkit.wording import wording


@dataclass(frozen=True, slots=True)
class GroupRate:
    """The rate of one group.

    Attributes
    ----------
    name, outcome, followed, source : str
        What the parameter file says of it, in the report's language.
    rate : BaseRate
        Count, proportion, exact interval, natural frequencies.
    jeffreys : ProportionInterval
        The interval under Jeffreys' prior.
    """

    name: str
    outcome: str
    followed: str
    source: str
    rate: BaseRate
    jeffreys: ProportionInterval


@dataclass(frozen=True, slots=True)
class ModelVerdict:
    """Whether the events can carry an individual model.

    Attributes
    ----------
    predictors : int
        Wanted.
    ratio : float
        Events for each of them.
    wanted : {"enough", "few", "refused"}
        At least 10 events each, 5 to 10, fewer.
    affordable, at_most : int
        Predictors with at least 10 events each, and with at least 5.
    """

    predictors: int
    ratio: float
    wanted: Literal["enough", "few", "refused"]
    affordable: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Planning:
    """What these events can show, and what it would take.

    Attributes
    ----------
    detectable : DetectableEffect or None
        Smallest effect that so many events are likely to show; None without events.
    power : float or None
        Probability of showing the wanted effect in so many events.
    events : int
        Events that the wanted effect takes.
    people_for_effect, people_for_model : int or None
        People to follow for that, and for 10 events a predictor, at this rate; None where it is 0.
    people_for_precision : int
        People to follow to know the rate as precisely as wanted.
    """

    detectable: DetectableEffect | None
    power: float | None
    events: int
    people_for_effect: int | None
    people_for_model: int | None
    people_for_precision: int


@dataclass(frozen=True, slots=True)
class BaseRateReport:
    """Everything the base-rate report shows, as numbers.

    Attributes
    ----------
    parameters : BaseRateParameters
        What was asked.
    groups : tuple of GroupRate
        The group that the report is about first.
    verdict : ModelVerdict
        For the first group.
    planning : Planning
        For the first group.
    cohort : Cohort or None
        The table counted from.
    description : CohortDescription or None
        What is known of a public cohort.
    hidden : tuple of str
        Groups that are withheld.
    named : bool
        Whether what is released was held against earlier releases.
    """

    parameters: BaseRateParameters
    groups: tuple[GroupRate, ...]
    verdict: ModelVerdict
    planning: Planning
    cohort: Cohort | None
    description: CohortDescription | None
    hidden: tuple[str, ...] = ()
    named: bool = False

    @property
    def main(self) -> GroupRate:
        """Return the group that the report is about."""
        return self.groups[0]


def base_rate(parameters: BaseRateParameters) -> BaseRateReport:
    """State base rates with their uncertainty, and judge what they can carry.

    Parameters
    ----------
    parameters : BaseRateParameters
        Counts or a cohort, and what somebody would like to do with them.

    Returns
    -------
    BaseRateReport

    Raises
    ------
    DataError
        The table of counts or the cohort's breaks its rules.
    ExtrapolationError
        People were followed for less than the horizon.
    """
    cohort, groups = None, parameters.groups
    if parameters.counts is not None:
        groups = read_counts(parameters.counts)
    source, outcome, horizon = parameters.cohort, parameters.outcome, parameters.horizon
    if source is not None and outcome is not None and horizon is not None:
        cohort = read_people(source)
        groups = (_counted(cohort, outcome, horizon),)
    rates = tuple(_rate(group, parameters) for group in groups)
    rate = rates[0].rate
    public = cohort is not None and cohort.name in public_cohorts()
    return BaseRateReport(
        parameters=parameters,
        groups=rates,
        verdict=_verdict(rate.n_events, parameters.predictors),
        planning=_planning(rate, parameters),
        cohort=cohort,
        description=describe_cohort(cohort.name) if cohort is not None and public else None,
    )


def read_people(source: CohortSource) -> Cohort:
    """Read a cohort to count from, with who is who where the file says so.

    Raises
    ------
    DataError
        The table breaks its rules, or people enter late.
    """
    person = [name for name, column in source.columns.items() if column.kind == "identifier"][:1]
    cohort = read_cohort(
        source.source, time=source.time, event=source.event, time_unit=source.time_unit,
        columns=source.columns, use=person, drop=source.drop, decimal=source.decimal,
        delimiter=source.delimiter,
    )  # fmt: skip
    if cohort.entry is not None:
        raise DataError(
            Fault(f"column '{cohort.entry}'", "people enter late: a count of them is no rate",
                  "a cohort followed from release", "use the recidivism report")
        )  # fmt: skip
    return cohort


def happened_by(cohort: Cohort, horizon: float) -> pd.Series:
    """Return who had the outcome by the horizon."""
    return (cohort.table[cohort.event] == 1) & (cohort.table[cohort.time] <= horizon)


def _counted(cohort: Cohort, outcome: Text, horizon: float) -> CountedGroup:
    """Return the cohort as counts at the horizon, if everyone's outcome is known by then."""
    time, event = cohort.table[cohort.time], cohort.table[cohort.event]
    if early := int(((event != 1) & (time < horizon)).sum()):
        known = float(time[event != 1].min())
        raise ExtrapolationError(
            Fault("'horizon'", f"{early} people were followed for less, without the outcome",
                  f"up to {known:g}, to which everyone was followed",
                  "choose an earlier horizon, or the recidivism report, which takes account of it")
        )  # fmt: skip
    unit = str(cohort.time_unit)

    def in_both(key: str) -> Text:
        texts: dict[Language, str] = {}
        for language in ("nl", "en"):
            say = wording("base_rate", language)
            texts[language] = say(key, horizon=say.duration(horizon, unit))
        return Text(nl=texts["nl"], en=texts["en"])

    return CountedGroup(
        name=in_both("whole_cohort"),
        outcome=outcome,
        n_events=int(happened_by(cohort, horizon).sum()),
        n=len(time),
        followed=in_both("within"),
        source=Path(cohort.name).name,
    )


def _rate(group: CountedGroup, parameters: BaseRateParameters) -> GroupRate:
    language = parameters.language
    return GroupRate(
        name=group.name.in_(language),
        outcome=group.outcome.in_(language),
        followed=group.followed.in_(language),
        source=group.source,
        rate=estimate_base_rate(group.n_events, group.n),
        jeffreys=jeffreys_interval(group.n_events, group.n),
    )


def _verdict(n_events: int, predictors: int) -> ModelVerdict:
    ratio = n_events / predictors
    wanted: Literal["enough", "few", "refused"] = (
        "enough" if ratio >= CAUTION_BELOW else "few" if ratio >= REFUSED_BELOW else "refused"
    )
    return ModelVerdict(predictors, ratio, wanted, n_events // CAUTION_BELOW, n_events // REFUSED_BELOW)


def _planning(rate: BaseRate, parameters: BaseRateParameters) -> Planning:
    share, power, k = parameters.share, parameters.power, rate.n_events
    events = events_needed(parameters.hazard_ratio, share=share, power=power)
    return Planning(
        detectable=detectable_hazard_ratio(k, share=share, power=power) if k else None,
        power=power_to_detect(parameters.hazard_ratio, k, share=share) if k else None,
        events=events,
        people_for_effect=people_needed(events, rate.rate) if k else None,
        people_for_model=people_needed(CAUTION_BELOW * parameters.predictors, rate.rate) if k else None,
        people_for_precision=people_for_precision(rate.rate, parameters.half_width),
    )
