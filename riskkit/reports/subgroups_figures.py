"""The figures of the subgroups report, with their words."""

from collections.abc import Callable

from riskkit.analyses.subgroups_names import SubgroupsNames
from riskkit.figures import Figure
from riskkit.figures.intervals import Interval, IntervalTexts, draw_intervals


def draw_rates(names: SubgroupsNames, measure: str, title_key: str, everyone: float, name: str) -> Figure:
    """Draw one error rate by group, with everyone's as the heavy line."""
    say = names.say
    title = say(title_key, outcome=names.outcome)
    rows = _rows(names, measure, lambda value: say.percent(value, 1))
    description = say(
        "rates_alt", title=title, everyone=say.percent(everyone, 1), lines=_lines(names, measure, True)
    )
    texts = IntervalTexts(
        title, description, say("rates_caption", title=title), say("rates_less"), say("rates_more")
    )
    return draw_intervals(rows, texts, say.percent, span=(0.0, 1.0), mark=everyone, name=name)


def draw_ratios_by_group(names: SubgroupsNames) -> Figure:
    """Draw observed over expected by group."""
    say = names.say
    rows = _rows(names, "observed_expected_ratio", names.number)
    texts = IntervalTexts(
        say("ratio_title"), say("ratio_alt", lines=_lines(names, "observed_expected_ratio", False)),
        say("ratio_caption"), say("ratio_less"), say("ratio_more"),
    )  # fmt: skip
    far = max(max(abs(row.lower - 1), abs(row.upper - 1)) for row in rows)
    reach = next((step for step in (0.2, 0.4, 1.0) if far <= step), 1.0)
    span = (1 - reach, 1 + reach)
    return draw_intervals(rows, texts, names.number, span=span, mark=1.0, name="ratio-figure")


def _rows(names: SubgroupsNames, measure: str, show: Callable[[float], str]) -> list[Interval]:
    rows: list[Interval] = []
    for group in names.report.counts:
        found = names.report.figure(group.code, measure)
        value, low, high = found["estimate"], found["lower"], found["upper"]
        rows.append(
            Interval(names.counted(group), value, low, high, f"{show(value)} ({show(low)}–{show(high)})")
        )
    return rows


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
        for row in _rows(names, measure, show)
    )
