"""The sections of the unit report; every number in it comes from a released table."""

from pathlib import Path

from riskkit.analyses.unit import UnitReport
from riskkit.analyses.unit_people import LEVELS
from riskkit.figures.released_bars import BarTexts, draw_released
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import fact_boxes, shown_count, uses
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.tables.unit import released_table
from riskkit.wording import Wording
from riskkit.wording.report_words import report_words


def summary(report: UnitReport) -> Section:
    """Say in short who was there and what is due."""
    say = _words(report)
    parameters = report.parameters
    days = {"first": say.day(parameters.period.first), "last": say.day(parameters.period.last)}
    body = paragraph(say("synthetic"), "warning") if parameters.extract.synthetic else ""
    headline = _headline(report, say)
    body += paragraph(say("intro", unit=parameters.unit, **days)) + paragraph(headline, "headline")
    body += fact_boxes(
        (shown_count(report.people, say), say("fact_people")),
        (shown_count(report.tables["assessment"].value(assessment="open"), say), say("fact_open")),
        (shown_count(report.tables["release"].value(release="soon"), say), say("fact_soon")),
    )
    body += uses(say, may=[say("may_1"), say("may_2")], may_not=[say("may_not_1"), say("may_not_2")])
    title = f"{parameters.title.in_(say.language)}: {parameters.unit}, {say('days', **days)}"
    return Section("summary", say("summary"), body, page=PageHead(say.language, say("kind"), title, headline))


def question(report: UnitReport, name: str) -> Section:
    """Show one question: its figure and its table.

    Parameters
    ----------
    report : UnitReport
        Released tables.
    name : {"movement", "assessment", "incidents", "release"}
        The question.
    """
    say = _words(report)
    released = report.tables[name]
    table = released_table(name, released, say)
    labels = [say(f"{name}_{level}") for level in LEVELS[name]]
    texts = BarTexts(say(f"{name}_title"), say(f"{name}_figure"), say("withheld"), labels)
    figure = draw_released(released, texts, say.number, name=f"{name}-figure")
    body = paragraph(say(f"{name}_intro")) + figure.html(table.html())
    return Section(name, say(f"{name}_title"), body, (table,))


def limits(report: UnitReport) -> Section:
    """Say what is not shown, and why."""
    say = _words(report)
    unsafe = sum(table.n_unsafe for table in report.tables.values())
    protecting = sum(table.n_protecting for table in report.tables.values())
    lines = [
        say("limit_threshold", threshold=report.parameters.threshold),
        say("limit_blank", n=say.number(unsafe), more=say.number(protecting)),
        say("limit_register"),
        say("limit_days"),
    ]
    return Section("limits", say("limits_title"), bullets(lines))


def origin(report: UnitReport) -> Section:
    """Say where the figures come from."""
    name = Path(report.parameters.extract.source).name
    return origin_section(
        report.parameters, _words(report), data={name: report.fingerprint}, method=_words(report)("method")
    )


def _headline(report: UnitReport, say: Wording) -> str:
    if report.people is None:
        return say("headline_few", threshold=report.parameters.threshold)
    return say("headline", n=say.number(report.people))


def _words(report: UnitReport) -> Wording:
    return report_words("unit", report.parameters.language)
