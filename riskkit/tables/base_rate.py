"""The tables of the base-rate report."""

import pandas as pd

from riskkit.analyses.base_rate import BaseRateReport
from riskkit.disclosure import Released, opened
from riskkit.tables.html_table import Column, Table
from riskkit.wording import Wording


def rates_table(released: Released[BaseRateReport], say: Wording) -> Table:
    """Tabulate every group's rate with its exact and Jeffreys intervals.

    Raises
    ------
    UnreleasedRefused
        The rates did not pass disclosure control.
    """
    report = opened(released, BaseRateReport)
    rows = [
        {
            "group": group.name,
            "outcome": group.outcome,
            "followed": group.followed,
            "source": group.source,
            "n_events": group.rate.n_events,
            "n": group.rate.n,
            "rate": group.rate.rate,
            "exact_lower": group.rate.lower,
            "exact_upper": group.rate.upper,
            "jeffreys_lower": group.jeffreys.lower,
            "jeffreys_upper": group.jeffreys.upper,
            "shown_exact": _limits(say, group.rate.lower, group.rate.upper),
            "shown_jeffreys": _limits(say, group.jeffreys.lower, group.jeffreys.upper),
        }
        for group in report.groups
    ]
    columns = (
        Column("group", say("col_group"), numeric=False),
        Column("outcome", say("col_outcome"), numeric=False),
        Column("n_events", say("col_events"), say.number),
        Column("n", say("col_people"), say.number),
        Column("rate", say("col_rate"), lambda value: say.percent(value, 1)),
        Column("shown_exact", say("col_exact")),
        Column("shown_jeffreys", say("col_jeffreys")),
    )
    return Table("base_rates", say("rates_caption"), pd.DataFrame(rows), columns, say("rates_note"))


def sources_table(released: Released[BaseRateReport], say: Wording) -> Table:
    """Tabulate who was followed, how long, and who published it.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, BaseRateReport)
    frame = pd.DataFrame(
        [(group.name, group.followed, group.source) for group in report.groups],
        columns=["group", "followed", "source"],
    )
    columns = (
        Column("group", say("col_group"), numeric=False),
        Column("followed", say("col_followed"), numeric=False),
        Column("source", say("prov_source"), numeric=False),
    )
    return Table("groups", say("sources_caption"), frame, columns)


def _limits(say: Wording, lower: float, upper: float) -> str:
    return say("interval", lower=say.percent(lower, 1), upper=say.percent(upper, 1))
