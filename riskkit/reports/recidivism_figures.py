"""The figures of the recidivism report, with their words."""

from riskkit.analyses.curves import EVERYONE
from riskkit.analyses.names import Names
from riskkit.figures import Curve, CurveTexts, Figure, Ratio, RatioTexts, draw_ratios, draw_survival


def draw_curves(names: Names) -> Figure:
    """Draw the survival curves: the groups where there are any, else everyone."""
    report, say = names.report, names.say
    places = range(len(report.groups)) if report.groups else [EVERYONE]
    curves = [
        Curve(names.group(curve.group), curve.table, report.marks[report.marks["group"] == curve.group])
        for curve in report.curves
        if curve.group in places
    ]
    last = report.moments[report.moments["time"] == report.horizon].set_index("group")["survival"]
    ends = " ".join(
        say("survival_end", label=names.group(place), percent=say.percent(last[place], 1), end=names.horizon)
        for place in places
    )
    longest = names.duration(report.longest_follow_up)
    unit = say.unit(report.time_unit, many=True)
    texts = CurveTexts(
        title=say("survival_title", outcome=names.outcome),
        description=say("survival_alt", outcome=names.outcome, end=longest, ends=ends),
        caption=say("survival_caption", outcome=names.outcome),
        survival=say("axis_survival", outcome=names.outcome),
        time=say("axis_time", units=unit[:1].upper() + unit[1:]),
        at_risk=say("at_risk"),
    )
    return draw_survival(curves, report.longest_follow_up, texts, say.percent, "survival-figure")


def draw_model(names: Names) -> Figure:
    """Draw the hazard ratios."""
    report, say = names.report, names.say
    ratios = [
        Ratio(names.term(str(term)), row["hazard_ratio"], row["ratio_lower"], row["ratio_upper"])
        for term, row in report.cox.iterrows()
    ]

    def number(value: float) -> str:
        return say.number(value, 2)

    lines = " ".join(
        say("forest_line", label=each.label, ratio=number(each.ratio),
            lower=number(each.lower), upper=number(each.upper))
        for each in ratios
    )  # fmt: skip
    texts = RatioTexts(
        title=say("cox_title", outcome=names.outcome),
        description=say("forest_alt", lines=lines),
        caption=say("forest_caption"),
        less=say("forest_lower"),
        more=say("forest_higher"),
    )
    return draw_ratios(ratios, texts, number, "model-figure")
