"""The tables of the validation report."""

from collections.abc import Callable, Sequence
from math import isfinite, isnan
from typing import Any

import pandas as pd

from riskkit.analyses.validation_names import ValidationNames
from riskkit.tables.html_table import Column, Table
from riskkit.validation import BrierScore, Estimate

PARTS = ("estimate", "lower", "upper")
FEWEST = 10
"""A place with fewer outcomes gets a dash."""


def ranking_table(names: ValidationNames) -> Table:
    """Tabulate concordance and the AUC at each horizon."""
    say, report = names.say, names.report
    rows = [(say("measure_concordance"), report.concordance)]
    rows += [
        (say("measure_auc", horizon=names.columns.duration(each.horizon)), each.auc) for each in report.at
    ]
    note = say("ranking_note", horizon=names.horizon, folds=report.parameters.folds)
    return _estimates("discrimination", say("ranking_caption"), names, rows, note)


def calibration_table(names: ValidationNames) -> Table:
    """Tabulate calibration at the main horizon."""
    say, found = names.say, names.report.calibration
    rows = [
        (say("measure_ratio"), found.observed_expected_ratio), (say("measure_slope"), found.slope),
        (say("measure_intercept"), found.intercept), (say("measure_ici"), found.ici),
        (say("measure_e50"), found.e50), (say("measure_e90"), found.e90),
    ]  # fmt: skip
    caption = say("calibration_table", horizon=names.horizon)
    return _estimates("calibration", caption, names, rows, say("calibration_note"), decimals=3)


def curve_table(names: ValidationNames) -> Table:
    """Tabulate the calibration curve behind the figure, at every tenth point."""
    say = names.say
    curve = names.report.calibration.curve
    frame = curve.iloc[:: max(1, len(curve) // 12)].reset_index(drop=True).copy()
    frame["shown_interval"] = _pairs(names, frame["lower"], frame["upper"], _percent(names))
    columns = (
        Column("risk", say("axis_predicted"), _percent(names)),
        Column("observed", say("axis_observed"), _percent(names)),
        Column("shown_interval", say("col_interval")),
    )
    return Table("calibration_curve", say("calibration_caption", horizon=names.horizon), frame, columns)


def accuracy_table(names: ValidationNames) -> Table:
    """Tabulate the Brier scores."""
    say, report = names.say, names.report
    found: list[tuple[str, BrierScore]] = [
        (names.columns.duration(each.horizon), each.brier) for each in report.at
    ]
    if report.integrated is not None:
        found.append((say("all_horizons"), report.integrated))
    nothing = float("nan")
    frame = pd.DataFrame(
        [
            (label, score.estimate, score.lower, score.upper, score.null,
             score.scaled.estimate if score.scaled is not None else nothing)
            for label, score in found
        ],
        columns=["moment", "brier", "lower", "upper", "null", "scaled"],
    )  # fmt: skip
    frame["shown_interval"] = _pairs(names, frame["lower"], frame["upper"], names.score)
    columns = (
        Column("moment", say("col_moment"), numeric=False),
        Column("brier", say("col_brier"), names.score),
        Column("shown_interval", say("col_interval")),
        Column("null", say("col_null"), names.score),
        Column("scaled", say("col_scaled"), _percent(names)),
    )
    return Table("brier", say("accuracy_caption"), frame, columns, say("accuracy_note"))


def leaderboard_table(names: ValidationNames) -> Table | None:
    """Tabulate our first-year scores beside the published ones, best average first."""
    say, board = names.say, names.report.leaderboard
    if board is None:
        return None
    rows = [
        (say("team_ours"), board.men, board.women, board.average),
        (say("team_null"), board.men_null, board.women_null, (board.men_null + board.women_null) / 2),
    ]
    rows += [
        (say("team_published", category=say(f"category_{row['category']}"), place=row["place"],
             team=row["team"]), row["men"], row["women"], row["average"])
        for row in board.published.to_dict("records")
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["team", "men", "women", "average"]).sort_values("average")
    columns = (
        Column("team", say("col_team"), numeric=False),
        Column("men", say("col_men"), names.score),
        Column("women", say("col_women"), names.score),
        Column("average", say("col_average"), names.score),
    )
    return Table("leaderboard", say("leaderboard_caption"), frame, columns, say("leaderboard_note"))


def optimism_table(names: ValidationNames) -> Table:
    """Tabulate each measure as it looks, its optimism and its corrected value."""
    say, report = names.say, names.report
    frame = report.optimism.table.reset_index()
    frame["cross_validated"] = report.repeated.table["estimate"].reindex(frame["metric"]).to_numpy()
    frame.insert(1, "label", [say(f"metric_{name}") for name in frame["metric"]])
    frame["shown_interval"] = _pairs(names, frame["lower"], frame["upper"], _decimals(names, 3))
    columns = (
        Column("label", say("col_measure"), numeric=False),
        Column("apparent", say("col_apparent"), _decimals(names, 3)),
        Column("optimism", say("col_optimism"), _decimals(names, 3)),
        Column("corrected", say("col_corrected"), _decimals(names, 3)),
        Column("shown_interval", say("col_interval")),
        Column("cross_validated", say("col_cross"), _decimals(names, 3)),
    )
    note = say(
        "optimism_note", replicates=say.number(report.optimism.replicates), horizon=names.horizon,
        folds=report.repeated.folds, repeats=report.repeated.repeats,
    )  # fmt: skip
    if failed := int(frame["failed"].sum()):
        note = f"{note} {say('optimism_failed', n=say.number(failed))}"
    return Table("optimism", say("optimism_caption"), frame, columns, note)


def sites_table(names: ValidationNames) -> Table | None:
    """Tabulate the figures of each place by the model of all others; None without places."""
    say, found = names.say, names.report.sites
    if found is None:
        return None
    wide = found.sites.pivot(index="site", columns="metric", values=list(PARTS))
    sizes = found.sites.drop_duplicates("site").set_index("site")
    n, events = (sizes.loc[wide.index, name].to_numpy() for name in ("n", "n_events"))
    frame = pd.DataFrame({"site": [str(site) for site in wide.index], "n": n, "n_events": events})
    columns = [
        Column("site", say("col_site"), numeric=False),
        Column("n", say("col_people"), say.number),
        Column("n_events", say("col_events"), say.number),
    ]
    for metric in found.pooled:
        for part in PARTS:
            frame[f"{metric}_{part}"] = wide[part, metric].to_numpy()
        frame[f"shown_{metric}"] = [
            _site_figure(names, numbers)
            for numbers in frame[["n_events", *(f"{metric}_{part}" for part in PARTS)]].itertuples(
                index=False
            )
        ]
        columns.append(Column(f"shown_{metric}", say(f"metric_{metric}")))
    caption, note = say("sites_caption", horizon=names.horizon), say("sites_note", fewest=FEWEST)
    return Table("sites", caption, frame, tuple(columns), note)


def model_table(names: ValidationNames) -> Table:
    """Tabulate the model's coefficients on everyone."""
    say, model = names.say, names.report.parameters.model
    frame = names.report.coefficients.reset_index()
    frame.insert(1, "label", [names.columns.term(str(term)) for term in frame["term"]])
    frame["shown_interval"] = _pairs(names, frame["lower"], frame["upper"], names.number)
    odds = model.family == "discrete" and model.link == "logit"
    columns = (
        Column("label", say("col_label"), numeric=False),
        Column("coef", say("col_coef"), _decimals(names, 3)),
        Column("se", say("col_se"), _decimals(names, 3)),
        Column("ratio", say("col_odds" if odds else "col_ratio"), names.number),
        Column("shown_interval", say("col_interval")),
        Column("p", say("col_p"), say.p_value),
    )
    return Table("model", say("model_caption"), frame, columns, say("model_note"))


def _site_figure(names: ValidationNames, numbers: tuple[float, ...]) -> str:
    """Return a place's figure, or a dash where its events say nothing, or that it is withheld."""
    events, value, low, high = numbers
    if names.held and isnan(events):
        return names.say("withheld")
    if events < FEWEST or not isfinite(value):
        return "–"
    return names.say(
        "site_figure", value=names.number(value), lower=names.number(low), upper=names.number(high)
    )


def _estimates(
    name: str, caption: str, names: ValidationNames, rows: Sequence[tuple[str, Estimate]], note: str,
    decimals: int = 2,
) -> Table:  # fmt: skip
    """Tabulate labelled estimates with their intervals."""
    say, show = names.say, _decimals(names, decimals)
    frame = pd.DataFrame(
        [(label, each.estimate, each.std_error, each.lower, each.upper) for label, each in rows],
        columns=["measure", "estimate", "std_error", "lower", "upper"],
    )
    frame["shown_interval"] = _pairs(names, frame["lower"], frame["upper"], show)
    columns = (
        Column("measure", say("col_measure"), numeric=False),
        Column("estimate", say("col_estimate"), show),
        Column("shown_interval", say("col_interval")),
    )
    return Table(name, caption, frame, columns, note)


def _pairs(names: ValidationNames, low: pd.Series, high: pd.Series, show: Callable[[Any], str]) -> list[str]:
    """Return intervals in words; one that is withheld is said to be so once."""
    say = names.say
    return [
        say("withheld") if names.held and isnan(a) and isnan(b)
        else say("interval", lower=show(a), upper=show(b))
        for a, b in zip(low, high, strict=True)
    ]  # fmt: skip


def _decimals(names: ValidationNames, decimals: int) -> Callable[[Any], str]:
    return lambda value: names.say.number(value, decimals)


def _percent(names: ValidationNames) -> Callable[[Any], str]:
    return lambda value: names.say.percent(value, 1)
