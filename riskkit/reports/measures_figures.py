"""The figures of the measures report, with their words."""

from riskkit.analyses.measures_names import MeasuresNames
from riskkit.figures import Curve, CurveTexts, Figure, Ratio, RatioTexts, draw_ratios, draw_survival
from riskkit.figures.time_lines import LineTexts, draw_time_lines


def draw_effects(names: MeasuresNames) -> Figure:
    """Draw the hazard ratio of each design, and the true one where it is known."""
    report, say = names.report, names.say
    ratios = [Ratio(names.design(each), each.ratio, each.lower, each.upper) for each in report.effects]
    if report.truth is not None:
        ratios.append(Ratio(say("design_truth"), report.truth, report.truth, report.truth))
    lines = " ".join(
        say("effect_line", label=each.label, ratio=names.number(each.ratio),
            lower=names.number(each.lower), upper=names.number(each.upper))
        for each in ratios
    )  # fmt: skip
    texts = RatioTexts(
        title=say("effect_title"), description=say("effect_alt", lines=lines), caption=say("effect_caption"),
        less=say("less"), more=say("more"),
    )  # fmt: skip
    return draw_ratios(ratios, texts, names.number, "effect-figure")


def draw_curves(names: MeasuresNames) -> Figure:
    """Draw the survival curves without and with the measure."""
    report, say = names.report, names.say
    curves = [
        Curve(names.group(curve.group), curve.table, report.marks[report.marks["group"] == curve.group])
        for curve in report.curves
    ]
    shares = report.moments.set_index("group")["survival"]
    ends = " ".join(
        say("curves_end", label=names.group(group), percent=say.percent(shares[group], 1), end=names.horizon)
        for group in (0, 1)
    )
    unit = say.unit(names.columns.time_unit, many=True)
    landmark = report.parameters.landmark
    axis = "axis_release" if landmark is None else "axis_landmark"
    longest = float(report.cohort.table[report.cohort.time].max()) - (landmark or 0.0)
    texts = CurveTexts(
        title=say("curves_title", outcome=names.outcome),
        description=say("curves_alt", measure=names.measure, ends=ends),
        caption=say("curves_caption", outcome=names.outcome),
        survival=say("axis_survival", outcome=names.outcome),
        time=say(axis, units=unit[:1].upper() + unit[1:], landmark=names.landmark),
        at_risk=say("at_risk"),
    )
    return draw_survival(curves, longest, texts, say.percent, "curves-figure")


def draw_immortal(names: MeasuresNames, share: float) -> Figure:
    """Draw one person's follow-up counted in two ways."""
    say = names.say
    texts = LineTexts(
        title=say("immortal_title"), description=say("immortal_alt"), caption=say("immortal_caption"),
        naive=say("line_naive"), right=say("line_right"), release=say("line_release"),
        start=say("line_start"), end=say("line_end"), with_=say("line_with"), without=say("line_without"),
        wrong=say("line_wrong"),
    )  # fmt: skip
    return draw_time_lines(share, texts, "immortal-figure")
