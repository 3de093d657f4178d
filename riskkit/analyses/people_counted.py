"""How many people a report is about, and how many of them had the outcome, as it may be shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.analyses.cohort_people import MOST_NAMED
from riskkit.cohort import Cohort, Flow
from riskkit.disclosure import Planned, ReleasedTable, ReleaseMemory, Rules, release_counts
from riskkit.disclosure.known import KEPT, release_steps
from riskkit.parameters.held import HeldParameters
from riskkit.survival.small_samples import EventsPerParameter
from riskkit.validation.estimate import Estimate

Memory = Callable[[str], ReleaseMemory]
"""What was released before, for each table of people."""

OUTCOME: Final = "outcome"
NO, YES = "no", "yes"
"""Levels of the outcome in a table of counts."""


@dataclass(frozen=True, slots=True)
class PeopleCounted:
    """Numbers of people; missing where they are withheld.

    Attributes
    ----------
    n, n_events : int or float
        People, and those with the outcome.
    flow : pandas.DataFrame
        step, column, n: rows from the source to the analysis.
    named : bool
        Whether what is released was held against earlier releases.
    """

    n: float
    n_events: float
    flow: pd.DataFrame
    named: bool = False

    @property
    def n_others(self) -> float:
        """Return the number of people without the outcome."""
        return self.n - self.n_events


def people_counted(cohort: Cohort) -> PeopleCounted:
    """Count the people of a cohort, before anything is withheld."""
    return PeopleCounted(cohort.n, cohort.n_events, cohort.flow.frame())


def rules_of(parameters: HeldParameters) -> Rules:
    """Return the rules under which a report about people is released."""
    return Rules(threshold=parameters.threshold)


def count_outcomes(
    cohort: Cohort,
    happened: Any,
    parameters: HeldParameters,
    memory: Memory | None = None,
    *,
    by: Sequence[tuple[str, Any]] = (),
    name: str = OUTCOME,
    trial: bool = False,
) -> ReleasedTable:
    """Count people by outcome, and by what else divides them.

    Parameters
    ----------
    cohort : Cohort
        The people.
    happened : array of bool, shape (n,)
        Who had the outcome.
    parameters : HeldParameters
        Threshold, and what an earlier report forbids.
    memory : callable, optional
        What was released before; by default the decision that the parameters carry. Not asked
        where nobody is named.
    by : sequence of (str, array)
        Names and values of further columns, text.
    name : str
        Of the table in the register's plan.
    trial : bool
        Only to see what would be blank, whatever was released before; nothing is entered.
    """
    levels = pd.CategoricalDtype([NO, YES])
    table = pd.DataFrame({column: pd.Series(np.asarray(values, dtype=object)) for column, values in by})
    table[OUTCOME] = pd.Series(np.where(np.asarray(happened, dtype=bool), YES, NO)).astype(levels)
    person, before = person_of(cohort), None
    if person is not None and not trial:
        table["person"] = cohort.table[person].astype(str).to_numpy()
        before = memory(name) if memory is not None else Planned(parameters.withheld.get(name, ()))
    columns = [*(column for column, _ in by), OUTCOME]
    return release_counts(table, columns, rules=rules_of(parameters), register=before, person="person")


def person_of(cohort: Cohort) -> str | None:
    """Return the column that names people; None where there is none, or where they are too many."""
    names = [name for name, column in cohort.columns.items() if column.kind == "identifier"]
    return names[0] if names and cohort.n <= MOST_NAMED else None


def people_shown(cohort: Cohort, counts: ReleasedTable) -> PeopleCounted:
    """Return the numbers of people that a released table shows.

    Rows read and left out stand beside the number of people, which readers have anyway.
    """
    n, events, others = (shown(counts.value(**each)) for each in ({}, {OUTCOME: YES}, {OUTCOME: NO}))
    whole = not np.isnan(n) and not np.isnan(events) and not np.isnan(others)
    steps = {f"{reason} {column}": count for reason, column, count in cohort.flow.dropped}
    released = release_steps(steps, cohort.flow.kept, rules=counts.rules)
    numbers = [released.value(), *(released.value(step=step) for step in [*steps, KEPT])]
    flow = cohort.flow.frame()
    flow["n"] = pd.array(
        [None if number is None or not whole else int(number) for number in numbers], "Int64"
    )
    return PeopleCounted(
        n if whole else np.nan, events if whole else np.nan, flow, person_of(cohort) is not None
    )


def totals_shown(counts: ReleasedTable) -> bool:
    """Return whether it may be said how many people there are, with and without the outcome."""
    return all(counts.value(**level) is not None for level in ({}, {OUTCOME: YES}, {OUTCOME: NO}))


def shown(count: float | None) -> float:
    """Return a released count, missing where it is blank."""
    return np.nan if count is None else count


def kept(estimate: Estimate, *, whole: bool) -> Estimate:
    """Return an estimate, or one of which nothing is shown."""
    nothing = dict.fromkeys(("estimate", "std_error", "lower", "upper"), np.nan)
    return estimate if whole else replace(estimate, **nothing)


def carried_shown(carried: EventsPerParameter, people: PeopleCounted) -> EventsPerParameter:
    """Return whether the events can carry the model, by the number of them that is shown."""
    ratio = people.n_events / max(carried.n_parameters, 1)
    return replace(carried, n_events=people.n_events, ratio=ratio)


def emptied(cohort: Cohort) -> Cohort:
    """Return what is known of a cohort, without anyone's row."""
    return replace(cohort, table=cohort.table.iloc[:0], flow=Flow(0))


def enough(counts: Sequence[float], rules: Rules) -> bool:
    """Return whether a figure may be shown: every count behind it reaches the threshold."""
    return all(not np.isnan(count) and count >= rules.threshold for count in counts)
