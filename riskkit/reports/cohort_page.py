"""The sections of the cohort report; every number in it comes from a released table, sum or curve."""

import math

from riskkit.analyses.cohort import CohortReport
from riskkit.analyses.cohort_people import MOST_NAMED
from riskkit.analyses.column_names import ColumnNames
from riskkit.disclosure.table import TOTAL
from riskkit.figures.released_bars import BarTexts, draw_released
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import fact_boxes, shown_count, uses, warning
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.tables import cohort as tables
from riskkit.wording import Wording
from riskkit.wording.report_words import report_words


def summary(report: CohortReport) -> Section:
    """Say in short who they are and how long they were followed."""
    names = _names(report)
    say, asked = names.say, report.parameters
    headline = _headline(report, names)
    body = paragraph(say("synthetic"), "warning") if asked.cohort.synthetic else ""
    body += paragraph(headline, "headline") + paragraph(_median_text(report, names))
    body += fact_boxes(
        (shown_count(report.events.value(), say), say("fact_people")),
        (shown_count(_with_outcome(report), say), say("fact_outcome", outcome=_outcome(report, say))),
        (_median(report, names), say("fact_median")),
        (shown_count(report.person_years(), say), say("fact_years")),
    )
    body += _who(report, say)
    body += uses(say, may=[say("may_1"), say("may_2")], may_not=[say("may_not_1"), say("may_not_2")])
    head = PageHead(say.language, say("kind"), asked.title.in_(say.language), headline)
    return Section("summary", say("summary"), body, page=head)


def flow(report: CohortReport) -> Section:
    """Show every rule that left a row out or changed one, with how often."""
    names = _names(report)
    say = names.say
    parts = [tables.flow_table(report, names)]
    if report.changed:
        parts.append(tables.rules_table(report, names))
    body = paragraph(say("flow_intro")) + "".join(table.html() for table in parts)
    return Section("flow", say("flow_title"), body, tuple(parts))


def followed(report: CohortReport) -> Section:
    """Show how long people were followed."""
    names = _names(report)
    say = names.say
    table = tables.lengths_table(report, say)
    labels = [tables.length_label(group, report, say) for group in report.bands]
    texts = BarTexts(say("followed_title"), say("lengths_figure"), say("withheld"), labels)
    figure = draw_released(report.lengths, texts, say.number, name="lengths-figure")
    body = paragraph(say("followed_intro")) + paragraph(_median_text(report, names))
    return Section("followed", say("followed_title"), body + figure.html(table.html()), (table,))


def ended(report: CohortReport) -> Section:
    """Show how follow-up ended: the outcome, other events, or the end of observation."""
    say = _names(report).say
    table = tables.events_table(report, say)
    shown = [str(event) for event in report.events.table["event"] if event != TOTAL]
    labels = [tables.event_label(event, report, say) for event in shown]
    texts = BarTexts(say("events_title"), say("events_figure"), say("withheld"), labels)
    figure = draw_released(report.events, texts, say.number, name="events-figure")
    body = paragraph(say("events_intro")) + figure.html(table.html())
    return Section("events", say("events_title"), body, (table,))


def clock(report: CohortReport) -> Section:
    """Show the time that counts and the time that does not."""
    say = _names(report).say
    table = tables.clocks_table(report, say)
    definition = report.people.definition
    body = paragraph(say("clocks_intro"))
    if definition is None:
        body += paragraph(say("clocks_unknown"))
    else:
        lines = [say("clock_horizon", days=say.number(definition.horizon_days)),
                 say(f"clock_leave_{definition.leave}")]  # fmt: skip
        if definition.lag_days:
            lines.append(say("clock_lag", days=say.number(definition.lag_days)))
        if report.people.until is not None:
            lines.append(say("clock_until", until=say.day(report.people.until)))
        body += bullets(lines)
    return Section("clocks", say("clocks_title"), body + table.html(), (table,))


def covariates(report: CohortReport) -> Section:
    """Show what is known of the people, and of how many it is not."""
    names = _names(report)
    say = names.say
    spread, missing = tables.covariates_table(report, names), tables.missing_table(report, names)
    marked = [names.column(name) for name, column in report.people.columns.items() if column.protected]
    body = paragraph(say("covariates_intro"))
    body += paragraph(say("covariates_protected", labels=", ".join(marked))) if marked else ""
    body += spread.html() + missing.html()
    return Section("covariates", say("covariates_title"), body, (spread, missing))


def contradictions(report: CohortReport) -> Section:
    """Show what could not be true of the registers, by kind and count."""
    say = _names(report).say
    if report.people.checks is None:
        return Section("checks", say("checks_title"), paragraph(say("checks_unknown")))
    table = tables.checks_table(report, say)
    text = say("checks_found" if report.checks is not None else "checks_clean")
    body = paragraph(say("checks_intro"))
    body += (
        warning(say("checks_found_title"), paragraph(text)) if report.checks is not None else paragraph(text)
    )
    return Section("checks", say("checks_title"), body + table.html(), (table,))


def dictionary(report: CohortReport) -> Section:
    """Show what each column holds."""
    names = _names(report)
    table = tables.dictionary_table(report, names)
    body = paragraph(names.say("dictionary_intro")) + table.html()
    return Section("dictionary", names.say("dictionary_title"), body, (table,))


def limits(report: CohortReport) -> Section:
    """Say what the report cannot tell, and what is not shown."""
    say, people = _names(report).say, report.people
    caveat = report.parameters.cohort.caveat or (people.description.caveat if people.description else None)
    lines = [caveat.in_(say.language)] if caveat is not None else []
    lines.append(say("limit_measure", outcome=_outcome(report, say)))
    if report.parameters.cohort.is_public:
        lines.append(say("limit_public"))
    else:
        lines += [say("limit_threshold", threshold=report.rules.threshold), say("limit_zero")]
        key = "limit_register" if people.named else "limit_no_register"
        lines.append(say(key, most=say.number(MOST_NAMED)))
    lines.append(say("limit_median"))
    return Section("limits", say("limits_title"), bullets(lines))


def origin(report: CohortReport) -> Section:
    """Say where the figures come from."""
    say, known = _names(report).say, report.people.description
    return origin_section(
        report.parameters, say, data=report.people.data, method=say("method"),
        source=known.source if known is not None else None,
        licence=known.licence if known is not None else None,
    )  # fmt: skip


def _headline(report: CohortReport, names: ColumnNames) -> str:
    say, people = names.say, report.events.value()
    if people is None:
        return say("headline_few", threshold=report.rules.threshold)
    outcome, count = _outcome(report, say), _with_outcome(report)
    if count is None:
        return say("headline_people", n=say.number(people))
    return say("headline", n=say.number(people), count=say.number(count), outcome=outcome)


def _median_text(report: CohortReport, names: ColumnNames) -> str:
    """Return how long half of the people were followed at least, with its interval."""
    say, found = names.say, report.follow_up
    if math.isnan(found.median):
        return say("median_withheld" if found.withheld else "median_not_reached")
    limits = [names.duration(each) if math.isfinite(each) else say("not_reached")
              for each in (found.lower, found.upper)]  # fmt: skip
    return say("median_text", median=names.duration(found.median), lower=limits[0], upper=limits[1])


def _median(report: CohortReport, names: ColumnNames) -> str:
    found = report.follow_up
    if math.isnan(found.median):
        return names.say("withheld" if found.withheld else "not_reached")
    return names.duration(found.median)


def _who(report: CohortReport, say: Wording) -> str:
    known = report.people.description
    if known is None:
        return ""
    return paragraph(say("population", population=known.population.in_(say.language), period=known.period))


def _with_outcome(report: CohortReport) -> float | None:
    there = (report.events.table["event"] == "outcome").any()
    return report.events.value(event="outcome") if there else 0.0


def _outcome(report: CohortReport, say: Wording) -> str:
    return report.people.outcome.in_(say.language)


def _names(report: CohortReport) -> ColumnNames:
    say = report_words("cohort", report.parameters.language)
    return ColumnNames(report.people.columns, say, report.people.time_unit)
