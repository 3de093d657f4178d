"""The figures of the measures report, with their words."""

from math import isnan, nan

from riskkit.analyses.measures import MeasuresReport
from riskkit.analyses.measures_names import MeasuresNames
from riskkit.figures import Curve, CurveTexts, Figure, Ratio, RatioTexts, draw_ratios, draw_survival
from riskkit.figures.time_lines import LineTexts, draw_time_lines


def draw_effects(names: MeasuresNames) -> Figure | None:
    """Draw the hazard ratio of each design, and the true one where it is known.

    None where none may be shown.
    """
    say = names.say
    released = names.released.map(lambda report: _ratios(report, names))
    if not (ratios := released.shown):
        return None
    lines = " ".join(
        say("effect_line", label=each.label, ratio=names.number(each.ratio),
            lower=names.number(each.lower), upper=names.number(each.upper))
        for each in ratios
    )  # fmt: skip
    texts = RatioTexts(
        title=say("effect_title"), description=say("effect_alt", lines=lines), caption=say("effect_caption"),
        less=say("less"), more=say("more"),
    )  # fmt: skip
    return draw_ratios(released, texts, names.number, "effect-figure")


def _ratios(report: MeasuresReport, names: MeasuresNames) -> list[Ratio]:
    """Return the hazard ratios that may be shown."""
    ratios = [
        Ratio(names.design(each), each.ratio, each.lower, each.upper)
        for each in report.effects
        if not isnan(each.ratio)
    ]
    if report.truth is not None:
        ratios.append(Ratio(names.say("design_truth"), report.truth, report.truth, report.truth))
    return ratios


def draw_curves(names: MeasuresNames) -> Figure | None:
    """Draw the survival curves without and with the measure; None where they may not be shown."""
    report, say = names.report, names.say
    if any(curve.table.empty for curve in report.curves):
        return None
    curves = names.released.map(lambda shown: [
        Curve(names.group(curve.group), curve.table, shown.marks[shown.marks["group"] == curve.group])
        for curve in shown.curves
    ])  # fmt: skip
    shares = report.moments.set_index("group")["survival"]
    ends = " ".join(
        say("curves_end", label=names.group(group), percent=say.percent(shares[group], 1), end=names.horizon)
        for group in (0, 1)
    )
    unit = say.unit(names.columns.time_unit, many=True)
    landmark = report.parameters.landmark
    axis = "axis_release" if landmark is None else "axis_landmark"
    texts = CurveTexts(
        title=say("curves_title", outcome=names.outcome),
        description=say("curves_alt", measure=names.measure, ends=ends),
        caption=say("curves_caption", outcome=names.outcome),
        survival=say("axis_survival", outcome=names.outcome),
        time=say(axis, units=unit[:1].upper() + unit[1:], landmark=names.landmark),
        at_risk=say("at_risk"),
    )
    return draw_survival(curves, report.longest_follow_up, texts, say.percent, "curves-figure")


def draw_immortal(names: MeasuresNames) -> Figure | None:
    """Draw one person's follow-up counted in two ways; None where the share may not be shown."""
    share = names.released.map(lambda report: report.immortal.share if report.immortal is not None else nan)
    if isnan(share.shown):
        return None
    say = names.say
    texts = LineTexts(
        title=say("immortal_title"), description=say("immortal_alt"), caption=say("immortal_caption"),
        naive=say("line_naive"), right=say("line_right"), release=say("line_release"),
        start=say("line_start"), end=say("line_end"), with_=say("line_with"), without=say("line_without"),
        wrong=say("line_wrong"),
    )  # fmt: skip
    return draw_time_lines(share, texts, "immortal-figure")
