"""The tables of the recidivism report."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from riskkit.analyses.names import Names
from riskkit.analyses.recidivism import PredictedRisk
from riskkit.tables.html_table import Column, Table

FEW = 10
"""Counts of people below this are shown as "fewer than 10"."""


def flow_table(names: Names) -> Table:
    """Tabulate who was read, left out and followed."""
    say, counted = names.say, names.report.people
    steps = {
        "read": "flow_read",
        "missing": "flow_missing",
        "no_follow_up": "flow_no_follow_up",
        "kept": "flow_kept",
    }
    rows = [
        (say(steps[step], column=names.column(column) if column else ""), count)
        for step, column, count in counted.flow.itertuples(index=False)
    ]
    rows.append((say("flow_events", outcome=names.outcome), counted.n_events))
    rows.append((say("flow_censored"), counted.n_others))
    frame = pd.DataFrame(rows, columns=["step", "n"]).astype({"n": "Int64"})
    report = names.report
    note = say(
        "flow_note_held" if names.held else "flow_note",
        median=names.duration(report.median_follow_up),
        longest=names.duration(report.longest_follow_up),
    )
    columns = (Column("step", say("col_step"), numeric=False), Column("n", say("col_n"), say.number))
    return Table("flow", say("flow_caption"), frame, columns, note)


def moments_table(names: Names, frame: pd.DataFrame, name: str, caption: str, note: str = "") -> Table:
    """Tabulate curves at given times, by group."""
    say = names.say
    shown = frame.assign(
        group=frame["group"].map(names.group),
        risk=1 - frame["survival"],
        risk_lower=1 - frame["upper"],
        risk_upper=1 - frame["lower"],
    )
    order = ["group", "time", "n_at_risk", "n_events", "survival", "std_error", "lower", "upper", "risk",
             "risk_lower", "risk_upper"]  # fmt: skip
    exact = shown[order]
    if names.held:  # as the curve: no more decimals than it has
        exact = exact.round({"risk": 3, "risk_lower": 3, "risk_upper": 3})
        exact = exact.astype({"n_at_risk": "Int64", "n_events": "Int64"})
    percent = _percent(names)
    shown = exact.assign(shown_interval=_pairs(exact["risk_lower"], exact["risk_upper"], percent, names))
    columns = (
        Column("group", say("col_group"), numeric=False),
        Column("time", say("col_time"), names.duration),
        Column("n_at_risk", say("col_at_risk"), say.number),
        Column("n_events", say("col_events"), say.number),
        Column("survival", say("col_survival"), percent),
        Column("risk", say("col_risk"), percent),
        Column("shown_interval", say("col_interval")),
    )
    return Table(name, caption, shown, columns, note)


def cox_table(names: Names) -> Table:
    """Tabulate the Cox model."""
    say, report = names.say, names.report
    frame = _named(report.cox, names)
    frame["shown_interval"] = _pairs(frame["ratio_lower"], frame["ratio_upper"], _decimals(names, 2), names)
    note = say(
        "cox_note",
        ties=report.parameters.ties.capitalize(),
        n=say.number(report.people.n),
        events=say.number(report.people.n_events),
        loglik=say.number(report.log_likelihood, 3),
    )
    columns = (
        Column("label", say("col_label"), numeric=False),
        Column("coef", say("col_coef"), _decimals(names, 3)),
        Column("se", say("col_se"), _decimals(names, 3)),
        Column("hazard_ratio", say("col_ratio"), _decimals(names, 2)),
        Column("shown_interval", say("col_interval")),
        Column("p", say("col_p"), say.p_value),
    )
    return Table("cox", say("cox_caption", outcome=names.outcome), frame, columns, note)


def zph_table(names: Names) -> Table:
    """Tabulate the test of proportional hazards."""
    say = names.say
    frame = _named(names.report.proportional_hazards, names)
    columns = (
        Column("label", say("col_label"), numeric=False),
        Column("chi_square", say("col_chi"), _decimals(names, 2)),
        Column("df", say("col_df"), say.number),
        Column("p", say("col_p"), say.p_value),
    )
    return Table(
        "proportional_hazards",
        say("zph_caption"),
        frame,
        columns,
        say("zph_note", transform=say("transform_km")),
    )


def people_table(names: Names) -> Table:
    """Tabulate the predicted risks of the example persons."""
    say, report = names.say, names.report
    rows = [
        {
            "example": risk.name, **{name: risk.values[name] for name in report.parameters.covariates},
            "risk": risk.risk, "lower": risk.lower, "upper": risk.upper,
            "people_like_this": _like(risk),
        }
        for risk in report.risks
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["shown_interval"] = _pairs(frame["lower"], frame["upper"], _percent(names), names)
    columns = (
        Column("example", say("col_example"), numeric=False),
        Column("risk", say("col_risk"), _percent(names)),
        Column("shown_interval", say("col_interval")),
        *(
            [Column("people_like_this", say("col_like"), lambda text: _few(text, names))]
            if not names.held
            else []
        ),
    )
    caption = say("people_caption", outcome=names.outcome, horizon=names.horizon)
    return Table("people", caption, frame, columns, say("people_note"))


def exact_tables(names: Names) -> tuple[Table, Table]:
    """Tabulate curves and model with decimal points, six decimals, as in the CSV files."""
    say, report = names.say, names.report
    plain, six = _exactly(names, "g"), _exactly(names, ".6f")
    moments = report.moments.assign(group=report.moments["group"].map(names.group))
    curve = Table(
        "exact_survival",
        say("exact_survival"),
        moments,
        (
            Column("group", say("col_group"), numeric=False),
            Column("time", say("col_time"), plain),
            Column("n_at_risk", say("col_at_risk"), plain),
            Column("n_events", say("col_events"), plain),
            Column("survival", say("col_survival"), six),
            Column("std_error", say("col_std_error"), six),
            Column("lower", say("col_lower"), six),
            Column("upper", say("col_upper"), six),
        ),
    )
    model = Table(
        "exact_cox",
        say("exact_cox"),
        _named(report.cox, names),
        (
            Column("term", say("col_label"), numeric=False),
            Column("coef", say("col_coef"), six),
            Column("se", say("col_se"), six),
            Column("hazard_ratio", say("col_ratio"), six),
            Column("ratio_lower", say("col_lower"), six),
            Column("ratio_upper", say("col_upper"), six),
            Column("p", say("col_p"), six),
        ),
    )
    return curve, model


def _named(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return a table by term with the terms' labels."""
    terms = frame.reset_index()
    labels = [names.say("global") if term == "GLOBAL" else names.term(term) for term in terms["term"]]
    terms.insert(1, "label", labels)
    return terms


def _pairs(low: pd.Series, high: pd.Series, show: Callable[[Any], str], names: Names) -> list[str]:
    """Return intervals in words; one that is withheld is said to be so once."""
    say = names.say
    return [
        say("withheld") if names.held and pd.isna(a) and pd.isna(b)
        else say("interval", lower=show(a), upper=show(b))
        for a, b in zip(low, high, strict=True)
    ]  # fmt: skip


def _decimals(names: Names, decimals: int) -> Callable[[Any], str]:
    return lambda value: names.say.number(value, decimals)


def _percent(names: Names) -> Callable[[Any], str]:
    return lambda value: names.say.percent(value, 1)


def _few(text: str, names: Names) -> str:
    return names.say("fewer_than", few=FEW) if text.startswith("<") else names.say.number(int(text))


def _like(risk: PredictedRisk) -> str:
    """Return how many people resemble an example; nothing where that is withheld."""
    if risk.like is None:
        return ""
    return str(risk.like.n) if risk.like.n >= FEW else f"<{FEW}"


def _exactly(names: Names, form: str) -> Callable[[Any], str]:
    """Return how numbers are written with a decimal point; one that is withheld is said to be so."""
    return lambda value: names.say("withheld") if names.held and pd.isna(value) else format(value, form)
