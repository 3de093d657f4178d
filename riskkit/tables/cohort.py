"""The tables of the cohort report; only released counts and sums come in."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from riskkit.analyses.cohort import CLOCKS, CohortReport, shares
from riskkit.analyses.cohort_columns import MISSING, Band, DescribedColumn
from riskkit.analyses.column_names import ColumnNames
from riskkit.analyses.labels import level_label
from riskkit.disclosure.table import TOTAL
from riskkit.tables.html_table import Column, Table
from riskkit.wording import Wording


def flow_table(report: CohortReport, names: ColumnNames) -> Table:
    """Tabulate rows from the source to the cohort, each under the first rule that left it out."""
    say, flow = names.say, report.flow
    steps = [str(step) for step in flow.table["step"] if step != TOTAL]
    rows = [
        (say("step_read"), flow.value()),
        *((_step(step, names), flow.value(step=step)) for step in steps),
    ]
    return _counts("flow", say("flow_caption"), rows, say("col_step"), report, say)


def rules_table(report: CohortReport, names: ColumnNames) -> Table:
    """Tabulate the rules that changed rows without leaving a release out."""
    say = names.say
    rows = [(_step(rule, names), released.value()) for rule, released in report.changed.items()]
    return _counts("rules", say("rules_caption"), rows, say("col_rule"), report, say)


def events_table(report: CohortReport, say: Wording) -> Table:
    """Tabulate how follow-up ended, with shares and rates."""
    released = report.events
    labels = [event_label(str(event), report, say) for event in released.table["event"]]
    events = [str(event) for event in released.table["event"]]
    frame = pd.DataFrame(
        {
            "ended": labels,
            "people": released.table["value"].astype("Int64"),
            "share": pd.Series(shares(released), dtype=float),
            "per_100_years": pd.Series(
                [report.rate(event) if event not in (TOTAL, "censored") else None for event in events],
                dtype=float,
            ),
        }
    )
    frame["shown_people"] = [_number(value, say) for value in frame["people"]]
    frame["shown_share"] = [say("withheld") if pd.isna(x) else say.percent(x, 1) for x in frame["share"]]
    frame["shown_rate"] = ["" if pd.isna(x) else say.number(x, 1) for x in frame["per_100_years"]]
    columns = (
        Column("ended", say("col_ended"), numeric=False),
        Column("shown_people", say("col_people")),
        Column("shown_share", say("col_share")),
        Column("shown_rate", say("col_rate")),
    )
    return Table("events", say("events_caption"), frame, columns, _note([frame["people"]], report, say))


def lengths_table(report: CohortReport, say: Wording) -> Table:
    """Tabulate people by how long they were followed."""
    released = report.lengths
    rows = [(length_label(str(group), report, say), released.value(group=group)) for group in report.bands]
    return _counts("lengths", say("lengths_caption"), rows, say("col_length"), report, say)


def clocks_table(report: CohortReport, say: Wording) -> Table:
    """Tabulate person-years that count and that do not."""
    there = [clock for clock in CLOCKS if clock != "custody" or report.people.checks is not None]
    years = [report.person_years(clock) for clock in there]
    frame = pd.DataFrame(
        {"clock": [say(f"clock_{clock}") for clock in there], "person_years": pd.Series(years, dtype=float)}
    )
    frame["shown_years"] = [say("withheld") if year is None else say.number(year, 1) for year in years]
    columns = (
        Column("clock", say("col_clock"), numeric=False),
        Column("shown_years", say("col_years")),
    )
    return Table("clocks", say("clocks_caption"), frame, columns, _note([frame["person_years"]], report, say))


def covariates_table(report: CohortReport, names: ColumnNames) -> Table:
    """Tabulate every described column, group by group."""
    say = names.say
    rows: list[tuple[str, str, str, float, float | None]] = []
    for column in report.columns:
        parts = column.counts.table[column.counts.table["group"] != TOTAL]
        for group, value, share in zip(parts["group"], parts["value"], shares(column.counts), strict=False):
            rows.append((column.name, column_title(column, names), group_label(column, str(group), names),
                         value, share))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["column", "characteristic", "group", "people", "share"])
    frame["people"] = frame["people"].astype("Int64")
    frame["share"] = frame["share"].astype(float)
    frame["shown_people"] = [_number(value, say) for value in frame["people"]]
    frame["shown_share"] = [say("withheld") if pd.isna(x) else say.percent(x, 1) for x in frame["share"]]
    columns = (
        Column("characteristic", say("col_label"), numeric=False),
        Column("group", say("col_group"), numeric=False),
        Column("shown_people", say("col_people")),
        Column("shown_share", say("col_share")),
    )
    note = _note([frame["people"]], report, say)
    return Table("covariates", say("covariates_caption"), frame, columns, note)


def missing_table(report: CohortReport, names: ColumnNames) -> Table:
    """Tabulate of how many people each column is not known."""
    say = names.say
    rows = [(column_title(column, names), column.missing) for column in report.columns]
    return _counts(
        "missing", say("missing_caption"), rows, say("col_label"), report, say, none=say("none_missing")
    )


def checks_table(report: CohortReport, say: Wording) -> Table:
    """Tabulate every contradiction that was looked for, by kind and table, and how often it was found."""
    checks = report.people.checks
    assert checks is not None  # the page asks only where there were registers
    found: list[tuple[str, str, float | None]] = []
    clean: dict[str, list[str]] = {}
    for kind, where, count in checks.itertuples(index=False):
        place = str(where).split("'")[1]
        if count and report.checks is not None:
            found.append((say(f"check_{kind}"), place, report.checks.value(step=f"{kind} {where}")))
        else:
            clean.setdefault(say(f"check_{kind}"), []).append(place)
    rows = [*found, *((label, ", ".join(places), 0.0) for label, places in clean.items())]
    frame = pd.DataFrame(rows, columns=["contradiction", "where", "n"])
    frame["shown_n"] = [_number(n, say, say("found_none")) for _, _, n in rows]
    frame["n"] = frame["n"].astype("Float64").astype("Int64")
    columns = (
        Column("contradiction", say("col_contradiction"), numeric=False),
        Column("where", say("col_where"), numeric=False),
        Column("shown_n", say("col_n")),
    )
    return Table("checks", say("checks_caption"), frame, columns, _note([frame["n"]], report, say))


def dictionary_table(report: CohortReport, names: ColumnNames) -> Table:
    """Tabulate what each column holds."""
    say, people = names.say, report.people
    rows = [
        (name, say(f"kind_{_KINDS.get(name, 'number')}"), _unit(name, say), say(f"meaning_{name}"))
        for name in people.follow_up_columns
    ]
    for name, column in people.columns.items():
        unit = column.unit or ""
        shown = say.unit(unit, many=True) if unit in _UNITS else unit
        mark = f" {say('protected_mark')}" if column.protected else ""
        rows.append((name, say(f"kind_{column.kind}"), shown, names.column(name) + mark))
    frame = pd.DataFrame(rows, columns=["column", "kind", "unit", "meaning"])
    columns = tuple(
        Column(name, say(f"col_{name}"), numeric=False) for name in ("column", "kind", "unit", "meaning")
    )
    return Table("dictionary", say("dictionary_caption"), frame, columns)


_UNITS = ("day", "week", "month", "year")
_KINDS = {"release_date": "date", "event": "event", "event_raw": "event"}


def _unit(name: str, say: Wording) -> str:
    return "" if name in _KINDS else say.unit("day", many=True)


def column_title(column: DescribedColumn, names: ColumnNames) -> str:
    """Return a column's label with its unit."""
    unit = names.columns[column.name].unit
    label = names.column(column.name)
    if unit is None:
        return label
    return f"{label} ({names.say.unit(unit, many=True) if unit in _UNITS else unit})"


def group_label(column: DescribedColumn, group: str, names: ColumnNames) -> str:
    """Return what a group of a column is called."""
    say = names.say
    if group == MISSING:
        return say("missing_group")
    held = column.groups[group]
    if isinstance(held, Band):
        return band_label(held, say)
    described = names.columns[column.name]
    if described.kind == "yes_no" and held not in described.levels:
        return say("yes" if held == "1" else "no")
    return level_label(names.columns, column.name, held, say.language)


def band_label(band: Band, say: Wording) -> str:
    """Return a range of numbers in words."""
    if band.low is None and band.high is None:
        return say("band_all")
    if band.low is None:
        return say("band_below", high=say.plain(float(band.high or 0)))
    if band.high is None:
        return say("band_from", low=say.plain(band.low))
    if band.whole and band.high - band.low == 1:
        return say.plain(band.low)
    if band.whole:
        return say("band_whole", low=say.plain(band.low), last=say.plain(band.high - 1))
    return say("band_between", low=say.plain(band.low), high=say.plain(band.high))


def length_label(group: str, report: CohortReport, say: Wording) -> str:
    """Return a band of the time followed, with its unit."""
    return f"{band_label(report.bands[group], say)} {say.unit(report.people.time_unit, many=True)}"


def event_label(event: str, report: CohortReport, say: Wording) -> str:
    """Return how follow-up ended, in words."""
    if event == TOTAL:
        return say("total")
    if event in report.people.event_levels:
        return report.people.event_levels[event].in_(say.language)
    return say(f"event_{event}", outcome=report.people.outcome.in_(say.language))


def _step(step: str, names: ColumnNames) -> str:
    reason, _, column = step.partition(" ")
    return names.say(f"step_{reason}", column=names.column(column) if column else "")


def _counts(
    name: str, caption: str, rows: Sequence[tuple[str, float | None]], first: str, report: CohortReport,
    say: Wording, none: str | None = None,
) -> Table:  # fmt: skip
    """Tabulate labels and counts."""
    frame = pd.DataFrame(rows, columns=["label", "n"])
    frame["shown_n"] = [_number(n, say, none) for _, n in rows]
    frame["n"] = frame["n"].astype("Float64").astype("Int64")
    columns = (Column("label", first, numeric=False), Column("shown_n", say("col_n")))
    return Table(name, caption, frame, columns, _note([frame["n"]], report, say))


def _number(value: Any, say: Wording, none: str | None = None) -> str:
    """Return a count, what stands for one that is not shown, or for none at all."""
    if value is None or pd.isna(value):
        return say("withheld")
    return none if none is not None and value == 0 else say.number(float(value))


def _note(columns: Sequence[pd.Series], report: CohortReport, say: Wording) -> str:
    """Return why cells are blank, where some are."""
    blank = any(bool(column.isna().any()) for column in columns)
    return say("withheld_note", threshold=report.rules.threshold) if blank else ""
