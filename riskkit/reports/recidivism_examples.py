"""One example person of the recidivism report: the predicted risk, to count."""

from html import escape

from riskkit.analyses.names import Names
from riskkit.analyses.recidivism import PredictedRisk
from riskkit.figures import draw_icons
from riskkit.reports.section import paragraph
from riskkit.tables import recidivism as tables
from riskkit.wording import people


def example_card(names: Names, risk: PredictedRisk, index: int) -> str:
    """Return one example person: what they are like, the risk to count, interval, base rate, n."""
    report, say = names.report, names.say
    of = people(risk.risk)
    count = round(risk.risk * 100)
    key = "icons_alt" if count else "icons_alt_small"
    line = say("people_line", count=say.frequency(risk.risk, of), of=say.number(of))
    filled = names.released.map(lambda shown: round(shown.risks[index].risk * 100))
    icons = draw_icons(filled, title=line, description=say(key, count=count), name=f"icons-{index}")
    base, base_of = report.base_rate[0], people(report.base_rate[0])
    values = ", ".join(names.trait(name, value) for name, value in risk.values.items())
    return (
        f'<article class="card"><h3>{escape(risk.name)}</h3>'
        + paragraph(values, "values")
        + paragraph(line, "count")
        + icons.svg
        + paragraph(say("people_interval", lower=say.frequency(risk.lower, of),
                        upper=say.frequency(risk.upper, of), of=say.number(of)))
        + paragraph(say("people_base", base=say.frequency(base, base_of), base_of=say.number(base_of)))
        + paragraph(_resembling(names, risk), "note")
        + "</article>"
    )  # fmt: skip


def _resembling(names: Names, risk: PredictedRisk) -> str:
    say, total = names.say, names.say.number(names.report.people.n)
    if risk.like is None:
        return say("people_like_withheld")
    ranges = "; ".join(
        say("like_rule_range", label=names.column(name), low=say.plain(low), high=names.amount(name, high))
        for name, low, high in risk.like.ranges
    )
    rule = " " + say("like_rule", ranges=ranges) if ranges else ""
    if risk.like.n < tables.FEW:
        return say("people_like_few", few=tables.FEW, total=total, rule=rule)
    return say("people_like", n=say.number(risk.like.n), total=total, rule=rule)
