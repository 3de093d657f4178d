"""The sections of the monitoring report: alarms first, how it was made last."""

from dataclasses import replace

from riskkit.analyses.monitoring import Alarm, MonitoringReport
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import fact_boxes, uses, warning
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.tables import monitoring as tables
from riskkit.wording import Wording
from riskkit.wording.report_words import report_words


def summary(report: MonitoringReport) -> Section:
    """Say whether anything must be looked at, and what."""
    say, asked = _say(report), report.parameters
    headline = headline_of(report, say)
    lines = [alarm_text(each, say) for each in report.alarms]
    body = warning(say("synthetic_title"), paragraph(say("synthetic"))) if asked.synthetic else ""
    body += paragraph(headline, "headline")
    body += warning(say("alarms_title"), bullets(lines)) if lines else paragraph(say("no_alarms"))
    row = report.overall.table.iloc[0]
    body += fact_boxes(
        (say.number(int(row["n"])), say("fact_people")),
        (say.number(int(row["observed"])), say("fact_observed")),
        (say.number(float(row["expected"]), 1), say("fact_expected")),
        (say.number(len(report.alarms)), say("fact_alarms")),
    )
    body += paragraph(
        say("false_alarms", rate=say.percent(asked.false_alarm_rate), tests=say.number(report.tests))
    )
    body += uses(say, may=[say("may_1"), say("may_2")], may_not=[say("may_not_1"), say("may_not_2")])
    head = PageHead(say.language, say("kind"), asked.title.in_(say.language), headline)
    return Section("summary", say("summary"), body, page=head)


def calibration(report: MonitoringReport) -> Section:
    """Show observed against expected, by unit, group and month."""
    say, names = _say(report), report.parameters.cohort
    whole, units = report.overall.table, report.by_unit.table
    parts = [
        tables.ratio_table("overall", say("overall_caption"), whole, "all", say("col_group"), say),
        tables.ratio_table("units", say("units_caption"), units, names.unit, say("col_unit"), say),
    ]
    parts += [
        tables.ratio_table(f"group_{name}", say("groups_caption", name=name), found.table, name,
                           say("col_group"), say)
        for name, found in report.by_group.items()
    ]  # fmt: skip
    parts.append(
        tables.ratio_table("months", say("months_caption"), report.by_month.table, names.month,
                           say("col_month"), say)
    )  # fmt: skip
    body = paragraph(say("calibration_intro")) + "".join(each.html() for each in parts)
    return Section("calibration", say("calibration_title"), body, tuple(parts))


def charts(report: MonitoringReport) -> Section:
    """Say what the charts over time and the test over risks found."""
    say = _say(report)
    shape = tables.shape_table(report, say)
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


def inputs(report: MonitoringReport) -> Section:
    """Show whether the people and the answers are still those the model was made on."""
    say = _say(report)
    table = tables.drift_table(report, say)
    return Section("inputs", say("inputs_title"), paragraph(say("inputs_intro")) + table.html(), (table,))


def use(report: MonitoringReport) -> Section:
    """Show what was done with the figures, and how far assessors agree."""
    say, found = _say(report), report.agreement
    table = tables.use_table(report, say)
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


def age(report: MonitoringReport) -> Section:
    """Say how old the model is and until when it may be used."""
    say, asked = _say(report), report.parameters
    left = (asked.expires - report.on).days
    days = {"days": say.number((report.on - asked.fitted_on).days), "left": say.number(max(left, 0)),
            "expires": asked.expires.isoformat()}  # fmt: skip
    body = paragraph(say("age_text" if left >= 0 else "age_expired", **days))
    return Section("age", say("age_title"), body + bullets([say("limit_1"), say("limit_2"), say("limit_3")]))


def origin(report: MonitoringReport) -> Section:
    """Say where the figures come from."""
    asked = report.parameters
    section = origin_section(
        asked, _say(report), data=report.fingerprints, method=_say(report)("method"),
        draws=(asked.seed, asked.replicates),
    )  # fmt: skip
    found = {
        "estimates": len(report.data), "alarms": [[each.kind, each.where] for each in report.alarms]
    }  # fmt: skip
    return replace(section, provenance={**(section.provenance or {}), **found})


def headline_of(report: MonitoringReport, say: Wording) -> str:
    """Return the sentence that the report opens with."""
    row = report.overall.table.iloc[0]
    numbers = {"n": say.number(int(row["n"])), "observed": say.number(int(row["observed"])),
               "expected": say.number(float(row["expected"]), 1)}  # fmt: skip
    if not report.alarms:
        return say("headline_quiet", **numbers)
    return say("headline_alarm", count=say.number(len(report.alarms)), **numbers)


def alarm_text(alarm: Alarm, say: Wording) -> str:
    """Return one alarm in words."""
    return say(f"alarm_{alarm.kind}", where=alarm.where)


def _say(report: MonitoringReport) -> Wording:
    return report_words("monitoring", report.parameters.language)
