"""Who is in a cohort, how it came about and how long they were followed; released figures only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from riskkit.analyses.cohort_columns import Band, DescribedColumn, count_bands, describe_column
from riskkit.analyses.cohort_people import (
    CUSTODY,
    ENTRY,
    EVENT,
    PERSON,
    TIME,
    CohortPeople,
    cohort_people,
)
from riskkit.cohort import Flow
from riskkit.disclosure import (
    Planned,
    ReleasedMedian,
    ReleasedTable,
    ReleaseMemory,
    Rules,
    release_counts,
    release_median,
    release_sums,
)
from riskkit.disclosure.known import release_part, release_steps
from riskkit.errors import NoEventsError
from riskkit.parameters.cohort_report import CohortParameters
from riskkit.survival import kaplan_meier
from riskkit.survival.kaplan_meier import COLUMNS as KAPLAN_MEIER

PER_YEAR: Final = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "year": 1.0}
"""Units of time in a year."""

PUBLISHED: Final = Rules(threshold=1, dominance_share=1.0, p_ratio=0.0)
"""Published people have nothing left to hide; what nobody has is not counted as a group."""

FOLLOWED: Final = ("time", "entry")
"""Columns of which a rule concerns people who are followed, whose number is known."""

CLOCKS: Final = ("at_risk", "custody", "before_entry")
"""Time that counts, and time that does not."""


@dataclass(frozen=True, slots=True)
class CohortReport:
    """What may be said about a cohort.

    Attributes
    ----------
    parameters : CohortParameters
        What was asked.
    people : CohortPeople
        Texts, flow and sources; its table is not for showing.
    rules : Rules
        Under which figures were released.
    flow : ReleasedTable
        Rows by ``step``: how they were left out, or kept.
    changed : dict of str to ReleasedTable
        Rows to which a rule was applied that left no release out, each by itself: they add up to
        nothing that is known.
    checks : ReleasedTable or None
        Rows by ``step``: contradictions that were found, by kind and table.
    events : ReleasedTable
        People by ``event``: how their follow-up ended.
    lengths : ReleasedTable
        People by ``group``: bands of the time followed, see ``bands``.
    bands : dict of str to Band
        The bands, in the cohort's unit.
    years : dict of str to ReleasedTable or None
        Person-years at risk, in custody and before observation began, where there were any; None
        where the number of people is not shown.
    follow_up : ReleasedMedian
        How long half of the people were followed at least, had nobody had an event: by reverse
        Kaplan-Meier, in the cohort's unit.
    columns : tuple of DescribedColumn
        The covariates.
    """

    parameters: CohortParameters
    people: CohortPeople
    rules: Rules
    flow: ReleasedTable
    changed: Mapping[str, ReleasedTable]
    checks: ReleasedTable | None
    events: ReleasedTable
    lengths: ReleasedTable
    bands: Mapping[str, Band]
    years: Mapping[str, ReleasedTable | None]
    follow_up: ReleasedMedian
    columns: tuple[DescribedColumn, ...]

    def person_years(self, clock: str = "at_risk") -> float | None:
        """Return the person-years of a clock: 0 where there were none, None where they are not shown."""
        if clock not in self.years:
            return 0.0
        released = self.years[clock]
        return None if released is None else released.value()

    def rate(self, event: str) -> float | None:
        """Return events per 100 person-years at risk, from what is shown; None where one is not."""
        count, years = self.events.value(event=event), self.person_years()
        return None if count is None or not years else 100 * count / years


def shares(released: ReleasedTable) -> list[float | None]:
    """Return each cell of a one-way table as a share of its total, from what is shown; None elsewhere."""
    total = released.value()
    return [
        None if blank or not total else float(value) / total
        for value, blank in zip(released.table["value"], released.table["blank"], strict=True)
    ]


def cohort_report(
    parameters: CohortParameters, memory: Callable[[str], ReleaseMemory] | None = None
) -> CohortReport:
    """Describe a cohort, and release what may leave.

    Parameters
    ----------
    parameters : CohortParameters
        With the cohort's file located.
    memory : callable, optional
        What was released before, for each table of people; by default the decision that the
        parameters carry. Not asked about published cohorts, or where nobody is named.

    Raises
    ------
    DataError
        The cohort is at fault.
    """
    people = cohort_people(parameters)
    public = parameters.cohort.is_public
    rules = PUBLISHED if public else Rules(threshold=parameters.threshold)
    asked = memory or (lambda name: Planned(parameters.withheld.get(name, ())))

    def before(name: str) -> ReleaseMemory | None:
        return asked(name) if people.named and not public else None

    flow = people.flow
    events = _events(people, rules, before("events"), public=public)
    hidden = events.value() is None  # what is counted without names would give the number away
    lengths, bands = count_bands(people.table, rules, before("lengths"))
    return CohortReport(
        parameters=parameters,
        people=people,
        rules=rules,
        flow=_flow(flow, rules, hidden=hidden),
        changed={
            f"{rule} {column}": _released({rule: count}, rules, hidden=hidden)
            if hidden or column not in FOLLOWED
            else release_part(rule, count, flow.kept, rules=rules)
            for rule, column, count in flow.changed
        },
        checks=_checks(people, rules, hidden=hidden),
        events=events,
        lengths=lengths,
        bands=bands,
        years=_years(people, rules, hidden=hidden),
        follow_up=_median(people, rules),
        columns=tuple(
            describe_column(people.table, name, column, rules=rules, memory=before(name))
            for name, column in people.columns.items()
        ),
    )


def _released(counts: Mapping[str, int], rules: Rules, *, hidden: bool) -> ReleasedTable:
    """Release counts of rows of which nothing else is known, in their own order; all blank if hidden."""
    names = list(counts)
    steps = np.repeat(np.array(names, dtype=object), list(counts.values()))
    rows = pd.DataFrame({"step": pd.Categorical(steps, categories=names)}).assign(row=range(len(steps)))
    blank = Planned(tuple(range(len(names) + 1))) if hidden else None
    return release_counts(rows, ["step"], rules=rules, register=blank, person="row")


def _flow(flow: Flow, rules: Rules, *, hidden: bool) -> ReleasedTable:
    """Release the steps by which rows were left out; who is left is known from every other table."""
    steps = {f"{reason} {column}": count for reason, column, count in flow.dropped}
    if hidden:
        return _released({**steps, "kept": flow.kept}, rules, hidden=True)
    return release_steps(steps, flow.kept, rules=rules)


def _checks(people: CohortPeople, rules: Rules, *, hidden: bool) -> ReleasedTable | None:
    """Release how often contradictions were found; None where none was."""
    if people.checks is None:
        return None
    there = {f"{kind} {where}": int(n) for kind, where, n in people.checks.itertuples(index=False) if n}
    return _released(there, rules, hidden=hidden) if there else None


def _events(
    people: CohortPeople, rules: Rules, memory: ReleaseMemory | None, *, public: bool
) -> ReleasedTable:
    """Count people by how their follow-up ended."""
    named = people.table[EVENT].map(people.codes)
    levels = [name for name in people.codes.values() if not public or (named == name).any()]
    frame = pd.DataFrame({"event": pd.Categorical(named, categories=levels)})
    if memory is not None:
        frame["person"] = people.table[PERSON].to_numpy()
    return release_counts(frame, ["event"], rules=rules, register=memory, person="person")


def _years(people: CohortPeople, rules: Rules, *, hidden: bool) -> dict[str, ReleasedTable | None]:
    """Add up person-years, each clock by itself; people without time on a clock are not in its sum."""
    table, year = people.table, PER_YEAR[people.time_unit]
    clocks = {"at_risk": table[TIME] - table[ENTRY], "before_entry": table[ENTRY]}
    if CUSTODY in table:
        clocks["custody"] = table[CUSTODY]
    found: dict[str, ReleasedTable | None] = {}
    for clock in CLOCKS:
        spent = clocks.get(clock, pd.Series(dtype=float)).to_numpy(dtype=np.float64) / year
        spent = spent[spent > 0]
        if len(spent):
            frame = pd.DataFrame({"clock": clock, "years": spent})
            sums = release_sums(frame, ["clock"], value="years", rules=rules)
            found[clock] = None if hidden else sums
    return found


def _median(people: CohortPeople, rules: Rules) -> ReleasedMedian:
    """Follow people to the end of observation: every event is then what cuts that short."""
    table = people.table
    ended = table.assign(ended=(table[EVENT] == 0).astype(np.int64))
    late = ENTRY if bool((table[ENTRY] > 0).any()) else None
    try:
        curve = kaplan_meier(ended, time=TIME, event="ended", entry=late).table
    except NoEventsError:  # nobody was followed to the end without an event
        curve = pd.DataFrame({name: pd.Series(dtype=float) for name in KAPLAN_MEIER})
    return release_median(curve, rules=rules)
