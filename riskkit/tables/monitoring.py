"""The tables of the monitoring report."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from riskkit.analyses.monitoring import MonitoringReport
from riskkit.disclosure import Released, opened
from riskkit.tables.html_table import Column, Table
from riskkit.wording import Wording


def ratio_table(
    name: str, caption: str, released: Released[pd.DataFrame], by: str, label: str, say: Wording
) -> Table:
    """Tabulate observed against expected, one row a group.

    Raises
    ------
    UnreleasedRefused
        The counts did not pass disclosure control.
    """
    frame = opened(released, pd.DataFrame).astype({"n": "Int64", "observed": "Int64"})
    shown = frame.assign(shown_interval=[_limits(say, row) for row in frame.to_dict("records")])
    if by not in shown.columns:
        shown = shown.assign(**{by: say("everyone")})
    columns = (
        Column(by, label, numeric=False),
        Column("n", say("col_people"), say.number),
        Column("observed", say("col_observed"), say.number),
        Column("expected", say("col_expected"), lambda value: say.number(value, 1)),
        Column("shown_interval", say("col_ratio_interval")),
        Column("differs", say("col_differs"), lambda value: _told(say, value), numeric=False),
    )
    return Table(name, caption, shown, columns)


def shape_table(released: Released[MonitoringReport], say: Wording) -> Table:
    """Tabulate observed against expected from low to high risks.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, MonitoringReport)
    columns = (
        Column("lowest", say("col_from"), lambda value: say.percent(value, 1)),
        Column("highest", say("col_to"), lambda value: say.percent(value, 1)),
        Column("n", say("col_people"), say.number),
        Column("observed", say("col_observed"), say.number),
        Column("expected", say("col_expected"), lambda value: say.number(value, 1)),
    )
    frame = report.shape.table.astype({"n": "Int64", "observed": "Int64"})
    return Table("shape", say("shape_caption"), frame, columns)


def drift_table(released: Released[MonitoringReport], say: Wording) -> Table:
    """Tabulate how the inputs moved.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, MonitoringReport)
    frame = pd.DataFrame(
        [(e.covariate, e.stability, e.chance, e.missing_then, e.missing_now, e.new_codes, e.alarm)
         for e in report.drift],
        columns=["covariate", "stability", "chance", "missing_then", "missing_now", "new_codes", "alarm"],
    )  # fmt: skip
    columns = (
        Column("covariate", say("col_label"), numeric=False),
        Column("stability", say("col_stability"), lambda value: say.number(value, 3)),
        Column("chance", say("col_chance"), lambda value: say.number(value, 3)),
        Column("missing_now", say("col_missing"), lambda value: say.percent(value, 1)),
        Column("new_codes", say("col_new_codes"), say.number),
        Column("alarm", say("col_alarm"), lambda value: say("yes" if value else "no"), numeric=False),
    )
    return Table("inputs", say("drift_caption"), frame, columns)


def use_table(released: Released[MonitoringReport], say: Wording) -> Table:
    """Tabulate what was done with the figures.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, MonitoringReport)
    frame = report.use.table.reset_index().rename(columns={"index": "by"})
    frame["by"] = frame["by"].map(lambda name: say("everyone") if name == "everyone" else name)
    frame = frame.astype({name: "Int64" for name in frame.columns if name != "by"})
    names = ("shown", "agreed", "differed", "moved_to_figure", "kept_own", "moved_up", "moved_down")
    columns = (
        Column("by", say("col_by"), numeric=False),
        *(Column(name, say(f"col_{name}"), say.number) for name in names),
    )
    return Table("use", say("use_caption"), frame, columns)


def _told(say: Wording, differs: bool | None) -> str:
    """Return whether a ratio differs from 1, or that it is withheld."""
    return say("withheld") if differs is None else say("yes" if differs else "no")


def _limits(say: Wording, row: Mapping[Any, Any]) -> str:
    """Return a ratio with its interval, or that it is withheld."""
    if row["differs"] is None:
        return say("withheld")
    ratio, lower, upper = (float(row[name]) for name in ("ratio", "lower", "upper"))
    return say("ratio", ratio=say.number(ratio, 2), lower=say.number(lower, 2), upper=say.number(upper, 2))
