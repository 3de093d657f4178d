"""The sections of the monitoring report: alarms first, how it was made last."""

from dataclasses import replace
from math import isnan

from riskkit.analyses.monitoring import Alarm, MonitoringReport
from riskkit.analyses.released_names import released_words
from riskkit.disclosure import Released, opened
from riskkit.reports.cohort_sections import release_lines
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import fact_boxes, uses, warning
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.tables import monitoring as tables
from riskkit.wording import Wording


def summary(released: Released[MonitoringReport]) -> Section:
    """Say whether anything must be looked at, and what."""
    report, say = _opened(released)
    asked, headline = report.parameters, headline_of(report, say)
    lines = [alarm_text(each, say) for each in report.alarms]
    body = warning(say("synthetic_title"), paragraph(say("synthetic"))) if asked.synthetic else ""
    body += paragraph(headline, "headline")
    body += warning(say("alarms_title"), bullets(lines)) if lines else paragraph(say("no_alarms"))
    row = report.overall.table.iloc[0]
    body += fact_boxes(
        (say.number(float(row["n"])), say("fact_people")),
        (say.number(float(row["observed"])), say("fact_observed")),
        (say.number(float(row["expected"]), 1), say("fact_expected")),
        (say.number(len(report.alarms)), say("fact_alarms")),
    )
    body += paragraph(
        say("false_alarms", rate=say.percent(asked.false_alarm_rate), tests=say.number(report.tests))
    )
    body += uses(say, may=[say("may_1"), say("may_2")], may_not=[say("may_not_1"), say("may_not_2")])
    head = PageHead(say.language, say("kind"), asked.title.in_(say.language), headline)
    return Section("summary", say("summary"), body, page=head)


def calibration(released: Released[MonitoringReport]) -> Section:
    """Show observed against expected, by unit, group and month."""
    report, say = _opened(released)
    names = report.parameters.cohort
    whole, units, months = (
        released.map(view) for view in (lambda found: found.overall.table, lambda found: found.by_unit.table,
                                        lambda found: found.by_month.table)
    )  # fmt: skip
    parts = [
        tables.ratio_table("overall", say("overall_caption"), whole, "all", say("col_group"), say),
        tables.ratio_table("units", say("units_caption"), units, names.unit, say("col_unit"), say),
    ]
    for name in report.by_group:
        group = released.map(lambda found, name=name: found.by_group[name].table)
        caption = say("groups_caption", name=name)
        parts.append(tables.ratio_table(f"group_{name}", caption, group, name, say("col_group"), say))
    caption, label = say("months_caption"), say("col_month")
    parts.append(tables.ratio_table("months", caption, months, names.month, label, say))
    body = paragraph(say("calibration_intro")) + "".join(each.html() for each in parts)
    return Section("calibration", say("calibration_title"), body, tuple(parts))


def charts(released: Released[MonitoringReport]) -> Section:
    """Say what the charts over time and the test over risks found."""
    report, say = _opened(released)
    shape = tables.shape_table(released, say)
    lines: list[str] = []
    for key, chart in (("too_low", report.too_low), ("too_high", report.too_high)):
        numbers = {
            "highest": say.number(float(chart.values.max()), 2), "limit": say.number(chart.limit, 2),
            "rate": say.percent(chart.false_alarm_rate, 1),
        }  # fmt: skip
        at = chart.alarm_at
        lines.append(say(f"chart_{key}", **numbers))
        lines.append(say("chart_quiet") if at is None else say("chart_alarm", number=say.number(at + 1)))
    body = paragraph(say("charts_intro")) + bullets(lines)
    body += paragraph(say("shape_text", chi=say.number(report.shape.chi_square, 1),
                          groups=say.number(report.shape.groups), p=say.p_value(report.shape.p)))  # fmt: skip
    return Section("charts", say("charts_title"), body + shape.html(), (shape,))


def inputs(released: Released[MonitoringReport]) -> Section:
    """Show whether the people and the answers are still those the model was made on."""
    _, say = _opened(released)
    table = tables.drift_table(released, say)
    return Section("inputs", say("inputs_title"), paragraph(say("inputs_intro")) + table.html(), (table,))


def use(released: Released[MonitoringReport]) -> Section:
    """Show what was done with the figures, and how far assessors agree."""
    report, say = _opened(released)
    found, table = report.agreement, tables.use_table(released, say)
    reasons = [f"{reason}: {say.number(count)}" for reason, count in report.use.reasons.items()]
    body = paragraph(say("use_intro")) + table.html()
    body += paragraph(say("reasons")) + bullets(reasons) if reasons else ""
    if found is None:
        body += paragraph(say("agreement_none"))
    else:
        body += paragraph(
            say("agreement", estimate=say.number(found.estimate, 2), lower=say.number(found.lower, 2),
                upper=say.number(found.upper, 2), n=say.number(found.n_subjects))
        )  # fmt: skip
    return Section("use", say("use_title"), body, (table,))


def age(released: Released[MonitoringReport]) -> Section:
    """Say how old the model is and until when it may be used."""
    report, say = _opened(released)
    asked = report.parameters
    left = (asked.expires - report.on).days
    days = {"days": say.number((report.on - asked.fitted_on).days), "left": say.number(max(left, 0)),
            "expires": say.day(asked.expires)}  # fmt: skip
    body = paragraph(say("age_text" if left >= 0 else "age_expired", **days))
    limits = [*release_lines(released, False, say)[:1], say("limit_1"), say("limit_2"), say("limit_3")]
    return Section("age", say("age_title"), body + bullets(limits))


def origin(released: Released[MonitoringReport]) -> Section:
    """Say where the figures come from."""
    report, say = _opened(released)
    asked = report.parameters
    section = origin_section(
        asked, say, data=report.fingerprints, method=say("method"),
        draws=(asked.seed, asked.replicates),
    )  # fmt: skip
    found = {
        "estimates": report.estimates, "alarms": [[each.kind, each.where] for each in report.alarms]
    }  # fmt: skip
    return replace(section, provenance={**(section.provenance or {}), **found})


def headline_of(report: MonitoringReport, say: Wording) -> str:
    """Return the sentence that the report opens with."""
    row = report.overall.table.iloc[0]
    numbers = {"n": say.number(float(row["n"])), "observed": say.number(float(row["observed"])),
               "expected": say.number(float(row["expected"]), 1)}  # fmt: skip
    if not report.alarms and isnan(row["n"]):
        return f"{say('headline_withheld', threshold=report.parameters.threshold)}."
    if not report.alarms:
        return say("headline_quiet", **numbers)
    return say("headline_alarm", count=say.number(len(report.alarms)), **numbers)


def alarm_text(alarm: Alarm, say: Wording) -> str:
    """Return one alarm in words."""
    return say(f"alarm_{alarm.kind}", where=alarm.where)


def _opened(released: Released[MonitoringReport]) -> tuple[MonitoringReport, Wording]:
    """Return what of the report may be shown, and its texts."""
    report = opened(released, MonitoringReport)
    return report, released_words(released, "monitoring", report.parameters.language)
