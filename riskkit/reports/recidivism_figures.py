"""The figures of the recidivism report, with their words."""

from riskkit.analyses.curves import EVERYONE
from riskkit.analyses.names import Names
from riskkit.figures import Curve, CurveTexts, Figure, Ratio, RatioTexts, draw_ratios, draw_survival


def draw_curves(names: Names) -> Figure | None:
    """Draw the survival curves: the groups where there are any that may be shown, else everyone.

    None where not even everyone's may be shown.
    """
    report, say = names.report, names.say
    there = [curve.group for curve in report.curves if not curve.table.empty]
    places = [place for place in there if place != EVERYONE] or there
    if not places:
        return None
    curves = names.released.map(lambda shown: [
        Curve(names.group(curve.group), curve.table, shown.marks[shown.marks["group"] == curve.group])
        for curve in shown.curves
        if curve.group in places
    ])  # fmt: skip
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


def draw_model(names: Names) -> Figure | None:
    """Draw the hazard ratios that may be shown; None where there are none."""
    say = names.say
    released = names.released.map(lambda shown: [
        Ratio(names.term(str(term)), row["hazard_ratio"], row["ratio_lower"], row["ratio_upper"])
        for term, row in shown.cox.dropna(subset="coef").iterrows()
    ])  # fmt: skip
    if not (ratios := released.shown):
        return None

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
    return draw_ratios(released, texts, number, "model-figure")
