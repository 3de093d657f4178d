"""The tables of the subgroups report."""

from collections.abc import Callable
from math import isfinite, isnan
from typing import Any

import pandas as pd

from riskkit.analyses.subgroups import FEWEST
from riskkit.analyses.subgroups_names import SubgroupsNames
from riskkit.tables.html_table import Column, Table

RATES = ("false_positive_rate", "false_negative_rate")
OTHER_MEASURES = ("observed_expected_ratio", "auc_at", "brier_score", "slope")
DIFFERENCES = ("observed_expected_ratio", "auc_at")
HEADERS = {
    "false_positive_rate": "col_positive", "false_negative_rate": "col_negative",
    "observed_expected_ratio": "col_ratio_oe", "auc_at": "col_auc", "brier_score": "col_brier",
    "slope": "col_slope",
}  # fmt: skip


def errors_table(names: SubgroupsNames) -> Table:
    """Tabulate people, outcomes, flags and both error rates by group."""
    say, report = names.say, names.report
    rows: list[dict[str, Any]] = []
    for group in report.counts:
        row: dict[str, Any] = {"group": names.counted(group), "n": group.n, "n_events": group.n_events}
        if report.has("observed_risk"):
            row["base_rate"] = report.figure(group.code, "observed_risk")["estimate"]
        row["flagged"] = group.n_flagged / group.n
        for rate in RATES:
            found = report.figure(group.code, rate)
            row |= {rate: found["estimate"], f"{rate}_lower": found["lower"], f"{rate}_upper": found["upper"]}
            row[f"shown_{rate}"] = _shown(names, found, _percent(names))
        rows.append(row)
    columns = (
        Column("group", say("col_group"), numeric=False),
        Column("n", say("col_people"), say.number),
        *([Column("base_rate", say("col_base"), _percent(names))] if report.has("observed_risk") else []),
        Column("flagged", say("col_flagged"), _percent(names)),
        *(Column(f"shown_{rate}", say(HEADERS[rate])) for rate in RATES),
    )
    frame = pd.DataFrame(rows).astype({"n": "Int64", "n_events": "Int64"})
    caption = say("errors_caption", horizon=names.horizon)
    return Table("errors", caption, frame, columns, say("errors_note"))


def differences_table(names: SubgroupsNames) -> Table:
    """Tabulate each measure's difference between a group and everyone outside it."""
    say, report = names.say, names.report
    used = [name for name in (*RATES, *DIFFERENCES) if report.has(name)]
    rows: list[dict[str, Any]] = []
    for group in report.counts:
        row: dict[str, Any] = {"group": names.counted(group)}
        for name in used:
            found = report.figure(group.code, name)
            parts = {"estimate": found["difference"], "lower": found["difference_lower"],
                     "upper": found["difference_upper"]}  # fmt: skip
            row |= {name: parts["estimate"], f"{name}_lower": parts["lower"], f"{name}_upper": parts["upper"]}
            row[f"shown_{name}"] = _shown(names, parts, _points(names) if name in RATES else names.number)
        rows.append(row)
    columns = (
        Column("group", say("col_group"), numeric=False),
        *(Column(f"shown_{name}", say(HEADERS[name])) for name in used),
    )
    caption = say("differences_caption", horizon=names.horizon)
    return Table("differences", caption, pd.DataFrame(rows), columns, say("differences_note"))


def calibration_table(names: SubgroupsNames) -> Table:
    """Tabulate calibration, discrimination and error by group."""
    say, report = names.say, names.report
    used = [name for name in OTHER_MEASURES if report.has(name)]
    rows: list[dict[str, Any]] = []
    for group in report.counts:
        row: dict[str, Any] = {"group": names.counted(group)}
        for name in used:
            found = report.figure(group.code, name)
            row |= {name: found["estimate"], f"{name}_lower": found["lower"], f"{name}_upper": found["upper"]}
            row[f"shown_{name}"] = _shown(names, found, names.number)
        rows.append(row)
    columns = [
        Column("group", say("col_group"), numeric=False),
        *(Column(f"shown_{name}", say(HEADERS[name])) for name in used),
    ]
    caption = say("calibration_caption", horizon=names.horizon)
    return Table("calibration", caption, pd.DataFrame(rows), tuple(columns), say("calibration_note"))


def bands_table(names: SubgroupsNames) -> Table | None:
    """Tabulate the share with the outcome by score and group; None for a model."""
    say, bands = names.say, names.report.bands
    if bands is None:
        return None
    shown = bands.assign(share=bands["share"].where(bands["n"] >= FEWEST))
    wide = shown.pivot(index="score", columns="group", values="share").reset_index().rename_axis(columns=None)
    columns = [Column("score", say("col_score"), say.plain, numeric=False)]
    columns += [
        Column(group.code, names.group(group.code), lambda value: _share(names, value))
        for group in names.report.counts
    ]
    note = say("bands_note", fewest=FEWEST)
    return Table("score_shares", say("bands_caption"), wide, tuple(columns), note)


def _shown(names: SubgroupsNames, figure: dict[str, float], show: Callable[[float], str]) -> str:
    """Return a figure with its interval, or that it is withheld."""
    if names.held and isnan(figure["estimate"]):
        return names.say("withheld")
    value, low, high = (show(figure[part]) for part in ("estimate", "lower", "upper"))
    return names.say("with_interval", value=value, lower=low, upper=high)


def _points(names: SubgroupsNames) -> Callable[[float], str]:
    return lambda value: names.say.number(100 * value, 1)


def _percent(names: SubgroupsNames) -> Callable[[Any], str]:
    return lambda value: names.say.percent(value, 1)


def _share(names: SubgroupsNames, value: float) -> str:
    return names.say.percent(value) if isfinite(value) else "–"
