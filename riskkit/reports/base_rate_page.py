"""The sections of the base-rate report, in reading order: the rate first, how it was made last."""

from pathlib import Path

from riskkit.analyses.base_rate import BaseRateReport, GroupRate
from riskkit.cohort.table_file import fingerprint
from riskkit.disclosure import Released, opened
from riskkit.figures import draw_icons
from riskkit.figures.intervals import Interval, IntervalTexts, draw_intervals
from riskkit.reports.cohort_sections import release_lines
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import fact_boxes, not_shown, uses, withheld_summary
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.stewardship.code_origin import fingerprint_of
from riskkit.tables import base_rate as tables
from riskkit.wording import Wording
from riskkit.wording.report_words import report_words


def summary(released: Released[BaseRateReport]) -> Section:
    """Say how often the outcome happened, how sure that is, and what may be done with it."""
    report, say = _opened(released)
    if not report.groups:
        asked = report.parameters
        return withheld_summary(say, asked.title.in_(say.language), asked.threshold)
    main, verdict = report.main, report.verdict
    headline = _headline(main, say)
    body = paragraph(say("about", name=main.name, followed=main.followed))
    body += paragraph(headline, "headline") + paragraph(_uncertainty(main, say)) + _icons(released, say)
    body += fact_boxes(
        (say.number(main.rate.n), say("fact_people")),
        (say.number(main.rate.n_events), say("fact_events")),
        (say.percent(main.rate.rate, 1), say("fact_rate")),
        (say.number(verdict.affordable), say("fact_affordable")),
    )
    body += paragraph(_verdict(report, say), "" if verdict.affordable else "warning")
    body += uses(
        say,
        may=[say("may_1"), say("may_2"), *([say("may_3")] if verdict.affordable else [])],
        may_not=[say("may_not_1"), say("may_not_2"), say("may_not_3")],
    )
    head = PageHead(say.language, say("kind"), report.parameters.title.in_(say.language), headline)
    return Section("summary", say("summary"), body, page=head)


def rates(released: Released[BaseRateReport]) -> Section:
    """Show every group's rate with its intervals, and where the counts come from."""
    report, say = _opened(released)
    if not report.groups:
        return _not_shown(report, say, "rates", "rates_title")
    table, sources = tables.rates_table(released, say), tables.sources_table(released, say)
    body = paragraph(say("rates_intro"))
    body += _figure(released, say) if len(report.groups) > 1 else ""
    body += table.html() + sources.html()
    body += bullets(f"{name}: {say('withheld')}" for name in report.hidden) if report.hidden else ""
    body += paragraph(say("rates_compare")) if len(report.groups) > 1 else ""
    return Section("rates", say("rates_title"), body, (table, sources))


def model(released: Released[BaseRateReport]) -> Section:
    """Say whether these events can carry an individual model."""
    report, say = _opened(released)
    if not report.groups:
        return _not_shown(report, say, "model", "model_title")
    verdict, rate = report.verdict, report.main.rate
    body = paragraph(say("model_intro")) + paragraph(
        _verdict(report, say), "" if verdict.affordable else "warning"
    )
    body += paragraph(
        say(f"wanted_{verdict.wanted}", predictors=say.number(verdict.predictors),
            events=say.number(rate.n_events), ratio=say.number(verdict.ratio, 1))
    )  # fmt: skip
    if report.planning.people_for_model is not None and verdict.wanted != "enough":
        body += paragraph(
            say("people_for_model", predictors=say.number(verdict.predictors),
                people=say.number(report.planning.people_for_model), n=say.number(rate.n))
        )  # fmt: skip
    return Section("model", say("model_title"), body)


def planning(released: Released[BaseRateReport]) -> Section:
    """Say what these events can show, and what a study would take."""
    report, say = _opened(released)
    if not report.groups:
        return _not_shown(report, say, "planning", "plan_title")
    plan, rate, asked = report.planning, report.main.rate, report.parameters
    numbers = {
        "n": say.number(rate.n), "events": say.number(rate.n_events), "needed": say.number(plan.events),
        "wanted": say.plain(asked.hazard_ratio), "power": say.frequency(asked.power),
        "share": say.percent(asked.share), "rest": say.percent(1 - asked.share),
        "half_width": say.number(100 * asked.half_width, 1), "precise": say.number(plan.people_for_precision),
    }  # fmt: skip
    lines: list[str] = []
    if plan.detectable is None or plan.power is None or plan.people_for_effect is None:
        lines.append(say("plan_no_events", **numbers))
    else:
        ratio = say.number(plan.detectable.hazard_ratio, 1)
        lines.append(say("plan_detectable", ratio=ratio, **numbers))
        lines.append(say("plan_power", chance=say.frequency(plan.power), **numbers))
        lines.append(say("plan_needed", people=say.number(plan.people_for_effect), **numbers))
    lines.append(say("plan_precision", **numbers))
    body = paragraph(say("plan_intro", **numbers)) + bullets(lines) + paragraph(say("plan_note"))
    return Section("planning", say("plan_title"), body)


def limits(released: Released[BaseRateReport]) -> Section:
    """Say in plain words what the report cannot tell."""
    report, say = _opened(released)
    caveat = report.description.caveat if report.description is not None else None
    texts = [caveat.in_(say.language)] if caveat is not None else []
    texts += release_lines(released, report.named, say)
    texts += [say("limit_quoted")] if report.parameters.groups else []
    texts += [say("limit_measure", outcome=report.main.outcome)] if report.groups else []
    texts.append(say("limit_followed"))
    texts += [say("limit_others"), say("limit_person"), say("limit_why")]
    return Section("limits", say("limits_title"), bullets(texts))


def origin(released: Released[BaseRateReport]) -> Section:
    """Say where the figures come from."""
    report, say = _opened(released)
    cohort, described = report.cohort, report.description
    if cohort is not None:
        data = {Path(cohort.name).name: cohort.fingerprint}
        source = described.source if described is not None else None
    elif report.parameters.counts is not None:
        path = Path(report.parameters.counts.source)
        data, source = {path.name: fingerprint(path)}, _sources(report)
    else:
        counts = [group.model_dump(mode="json") for group in report.parameters.groups]
        data = {say("counts"): fingerprint_of(counts)}
        source = _sources(report)
    return origin_section(
        report.parameters, say, data=data, method=say("method"), source=source,
        licence=described.licence if described is not None else None,
    )  # fmt: skip


def _sources(report: BaseRateReport) -> str:
    return "; ".join(dict.fromkeys(group.source for group in report.groups))


def _opened(released: Released[BaseRateReport]) -> tuple[BaseRateReport, Wording]:
    """Return what of the report may be shown, and its texts."""
    report = opened(released, BaseRateReport)
    return report, report_words("base_rate", report.parameters.language)


def _not_shown(report: BaseRateReport, say: Wording, name: str, title: str) -> Section:
    """Return a section that says why it shows nothing."""
    return Section(name, say(title), not_shown(say, report.parameters.threshold))


def _headline(group: GroupRate, say: Wording) -> str:
    """Return the sentence that the report opens with."""
    rate, natural = group.rate, group.rate.natural
    numbers = {"n": say.number(rate.n), "events": say.number(rate.n_events), "outcome": group.outcome}
    if not rate.n_events:
        return say("headline_none", **numbers)
    return say("headline", count=say.number(natural.count), of=say.number(natural.of), **numbers)


def _uncertainty(group: GroupRate, say: Wording) -> str:
    """Return what chance leaves believable, in whole people."""
    natural, none = group.rate.natural, group.rate.zero_events
    numbers = {"upper": say.number(natural.upper), "of": say.number(natural.of)}
    if none is not None:
        three = say.percent(none.rule_of_three, 1)
        return say("uncertainty_none", three=three, **numbers)
    return say("uncertainty", lower=say.number(natural.lower), **numbers)


def _icons(released: Released[BaseRateReport], say: Wording) -> str:
    """Return the rate as people to count; nothing where it is below one in a hundred."""
    natural = released.shown.main.rate.natural
    if natural.of != 100 or not natural.count:
        return ""
    title = say("of", count=say.number(natural.count), of=say.number(100))
    description = say("icons_alt", count=natural.count)
    count = released.map(lambda report: report.main.rate.natural.count)
    icons = draw_icons(count, title=title, description=description, name="icons-rate")
    return f'<div class="base-rate">{icons.svg}</div>'


def _verdict(report: BaseRateReport, say: Wording) -> str:
    """Return whether an individual model is warranted at all."""
    verdict, events = report.verdict, say.number(report.main.rate.n_events)
    if not verdict.at_most:
        return say("verdict_none", events=events)
    if not verdict.affordable:
        return say("verdict_hardly", events=events)
    key = "verdict_one" if verdict.affordable == 1 else "verdict_some"
    return say(key, events=events, affordable=say.number(verdict.affordable))


def _figure(released: Released[BaseRateReport], say: Wording) -> str:
    """Return the groups' rates with their exact intervals, as a figure."""
    intervals = released.map(lambda report: [
        Interval(
            group.name, group.rate.rate, group.rate.lower, group.rate.upper,
            say("figure_line", rate=say.percent(group.rate.rate, 1),
                lower=say.percent(group.rate.lower, 1), upper=say.percent(group.rate.upper, 1)),
        )
        for group in report.groups
    ])  # fmt: skip
    rows = intervals.shown
    lines = " ".join(f"{row.label}: {row.shown}." for row in rows)
    texts = IntervalTexts(
        say("rates_title"), say("figure_alt", lines=lines), say("figure_caption"),
        say("axis_less"), say("axis_more"),
    )  # fmt: skip
    most = max(row.upper for row in rows)
    end = next((end for end in (0.04, 0.08, 0.12, 0.2, 0.4) if most <= end), 1.0)
    figure = draw_intervals(intervals, texts, say.percent, span=(0.0, end), mark=0.0, name="rates-figure")
    return figure.html()
