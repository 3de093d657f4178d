"""The tables of the measures report."""

from math import isnan

import pandas as pd

from riskkit.analyses.measures_names import MeasuresNames
from riskkit.tables.html_table import Column, Table


def effects_table(names: MeasuresNames) -> Table:
    """Tabulate the hazard ratio of each design."""
    say = names.say
    rows = [
        (names.design(effect), effect.n, effect.n_events, effect.ratio, effect.lower, effect.upper, effect.p,
         effect.proportional_p)
        for effect in names.report.effects
    ]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["design", "n", "n_events", "hazard_ratio", "lower", "upper", "p", "proportional_p"]
    )
    frame = frame.astype({"n": "Int64", "n_events": "Int64"})
    frame["shown_interval"] = _pairs(names, frame)
    interval = names.report.parameters.interval
    grouped = interval is not None
    columns = (
        Column("design", say("col_design"), numeric=False),
        Column("n", say("col_people"), say.number),
        Column("n_events", say("col_events"), say.number),
        Column("hazard_ratio", say("col_ratio"), names.number),
        Column("shown_interval", say("col_interval")),
        Column("p", say("col_p"), say.p_value),
        *([] if grouped else [Column("proportional_p", say("col_same"), say.p_value)]),
    )
    key = "table_note_grouped" if grouped else "table_note"
    if names.report.parameters.penalty is not None:
        key = "table_note_firth"
    note = say(key, interval=names.columns.duration(interval or 0))
    return Table("effects", say("table_caption", measure=names.measure), frame, columns, note)


def moments_table(names: MeasuresNames) -> Table:
    """Tabulate the risks with and without the measure at the horizon."""
    say = names.say
    moments = names.report.moments
    frame = pd.DataFrame(
        {
            "group": [names.group(int(group)) for group in moments["group"]],
            "n_at_risk": moments["n_at_risk"].astype("Int64"),
            "n_events": moments["n_events"].astype("Int64"),
            "risk": 1 - moments["survival"],
            "lower": 1 - moments["upper"],
            "upper": 1 - moments["lower"],
        }
    )
    if names.held:  # as the curve: no more decimals than it has
        frame = frame.round({"risk": 3, "lower": 3, "upper": 3})
    frame["shown_interval"] = [
        say("withheld") if names.held and isnan(low)
        else say("interval", lower=say.percent(low, 1), upper=say.percent(high, 1))
        for low, high in zip(frame["lower"], frame["upper"], strict=True)
    ]  # fmt: skip
    columns = (
        Column("group", say("col_group"), numeric=False),
        Column("n_at_risk", say("col_at_risk"), say.number),
        Column("n_events", say("col_events"), say.number),
        Column("risk", say("col_risk"), lambda value: say.percent(value, 1)),
        Column("shown_interval", say("col_interval")),
    )
    return Table("risks", say("moments_caption", horizon=names.horizon), frame, columns)


def e_values_table(names: MeasuresNames) -> Table:
    """Tabulate the E-value of each design."""
    say = names.say
    rows = [
        (names.design(effect), effect.e_value.risk_ratio, effect.e_value.estimate, effect.e_value.limit)
        for effect in names.report.effects
        if effect.design != "naive"
    ]
    frame = pd.DataFrame(rows, columns=["design", "risk_ratio", "e_value", "e_value_limit"])
    columns = (
        Column("design", say("col_design"), numeric=False),
        Column("risk_ratio", say("col_risk_ratio"), names.number),
        Column("e_value", say("col_e_value"), names.number),
        Column("e_value_limit", say("col_e_limit"), names.number),
    )
    return Table("e_values", say("confounding_caption"), frame, columns, say("confounding_note"))


def _pairs(names: MeasuresNames, frame: pd.DataFrame) -> list[str]:
    """Return intervals in words; one that is withheld is said to be so once."""
    say = names.say
    return [
        say("withheld") if names.held and isnan(low)
        else say("interval", lower=names.number(low), upper=names.number(high))
        for low, high in zip(frame["lower"], frame["upper"], strict=True)
    ]  # fmt: skip
