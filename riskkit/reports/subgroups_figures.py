"""The figures of the subgroups report, with their words."""

from collections.abc import Callable, Sequence
from math import isnan

from riskkit.analyses.subgroups import SubgroupsReport
from riskkit.analyses.subgroups_names import SubgroupsNames
from riskkit.disclosure import Released
from riskkit.figures import Figure
from riskkit.figures.intervals import Interval, IntervalTexts, draw_intervals


def draw_rates(
    names: SubgroupsNames, measure: str, title_key: str, everyone: float, name: str
) -> Figure | None:
    """Draw one error rate by group, with everyone's as the heavy line; None where none may be shown."""
    say = names.say
    title = say(title_key, outcome=names.outcome)
    rows = _rows(names, measure, lambda value: say.percent(value, 1))
    if not rows.shown or isnan(everyone):
        return None
    description = say(
        "rates_alt", title=title, everyone=say.percent(everyone, 1), lines=_lines(names, measure, True)
    )
    texts = IntervalTexts(
        title, description, say("rates_caption", title=title), say("rates_less"), say("rates_more")
    )
    return draw_intervals(rows, texts, say.percent, span=(0.0, 1.0), mark=everyone, name=name)


def draw_ratios_by_group(names: SubgroupsNames) -> Figure | None:
    """Draw observed over expected by group; None where none may be shown."""
    say = names.say
    rows = _rows(names, "observed_expected_ratio", names.number)
    if not rows.shown:
        return None
    texts = IntervalTexts(
        say("ratio_title"), say("ratio_alt", lines=_lines(names, "observed_expected_ratio", False)),
        say("ratio_caption"), say("ratio_less"), say("ratio_more"),
    )  # fmt: skip
    far = max(max(abs(row.lower - 1), abs(row.upper - 1)) for row in rows.shown)
    reach = next((step for step in (0.2, 0.4, 1.0) if far <= step), 1.0)
    span = (1 - reach, 1 + reach)
    return draw_intervals(rows, texts, names.number, span=span, mark=1.0, name="ratio-figure")


def _rows(names: SubgroupsNames, measure: str, show: Callable[[float], str]) -> Released[Sequence[Interval]]:
    """Return the groups' estimates that may be shown."""

    def view(report: SubgroupsReport) -> list[Interval]:
        rows: list[Interval] = []
        for group in report.counts:
            found = report.figure(group.code, measure)
            value, low, high = found["estimate"], found["lower"], found["upper"]
            shown = f"{show(value)} ({show(low)}–{show(high)})"
            rows.append(Interval(names.counted(group), value, low, high, shown))
        return [row for row in rows if not isnan(row.estimate)]

    return names.released.map(view)


def _lines(names: SubgroupsNames, measure: str, percent: bool) -> str:
    say = names.say
    show = (lambda value: say.percent(value, 1)) if percent else names.number
    return " ".join(
        say(
            "rates_line",
            label=row.label,
            value=show(row.estimate),
            lower=show(row.lower),
            upper=show(row.upper),
        )
        for row in _rows(names, measure, show).shown
    )
