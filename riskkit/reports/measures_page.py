"""The sections of the measures report, in reading order: what it says first, how it was made last."""

from math import isnan

from riskkit.analyses.measures import MeasuresReport
from riskkit.analyses.measures_names import MeasuresNames, measures_names
from riskkit.analyses.report_cohort import covariate_formula, protected_predictors
from riskkit.disclosure import Released
from riskkit.fields import SYNTHETIC
from riskkit.reports.cohort_sections import (
    cohort_caveats,
    cohort_origin,
    events_note,
    followed_section,
    population,
    protected_note,
    release_lines,
)
from riskkit.reports.measures_figures import draw_curves, draw_effects, draw_immortal
from riskkit.reports.parts import fact_boxes, not_shown, uses
from riskkit.reports.section import PageHead, Section, bullets, details, paragraph
from riskkit.tables import measures as tables

SIGNAL = 0.05


def summary(released: Released[MeasuresReport]) -> Section:
    """Say in short what the measure did, how sure that is, and what this may be used for."""
    names = measures_names(released)
    report, say, main = names.report, names.say, names.report.main
    headline = _headline(names)
    body = paragraph(say("synthetic"), "warning") if report.truth is not None else ""
    body += paragraph(f"{headline}.", "headline")
    body += _risks(names) if _compared(report) else ""
    body += _verdict(names) if not isnan(main.ratio) else ""
    body += fact_boxes(
        (say.number(report.people.n), say("fact_people")),
        (say.number(report.people.n_events), say("fact_events", outcome=names.outcome)),
        (say.number(report.n_with), say("fact_with")),
        (names.number(main.ratio), say("fact_ratio")),
    )
    body += population(report.description, say) + events_note(main.carried, say)
    lot = report.parameters.measure.assignment == "lot"
    body += uses(
        say,
        may=[say("may_1", measure=names.measure, outcome=names.outcome), say("may_2")],
        may_not=[say("may_not_1"), say("may_not_lot" if lot else "may_not_choice"), say("may_not_3")],
    )
    title = report.parameters.title.in_(say.language)
    if report.truth is not None and SYNTHETIC not in title:
        title = f"{title} ({SYNTHETIC})"
    return Section("summary", say("summary"), body, page=PageHead(say.language, say("kind"), title, headline))


def effects(released: Released[MeasuresReport]) -> Section:
    """Show the hazard ratios side by side and how each was computed."""
    names = measures_names(released)
    report, say = names.report, names.say
    table, figure = tables.effects_table(names), draw_effects(names)
    protected = [
        names.columns.column(name) for name in protected_predictors(report.parameters, report.cohort)
    ]
    how = [
        say(f"designs_{effect.design}", labels=names.adjusted, landmark=names.landmark)
        for effect in report.effects
        if effect.design != "adjusted" or names.adjusted
    ]
    body = protected_note(protected, report.parameters.justification, say) + paragraph(say("effect_intro"))
    body += not_shown(say, names.report.parameters.threshold) if figure is None else figure.html()
    body += bullets(how) + table.html() + events_note(report.main.carried, say)
    return Section("effects", say("effect_title"), body, (table,))


def immortal(released: Released[MeasuresReport]) -> Section:
    """Show what the time before a start does to naive counting, where there is any."""
    names = measures_names(released)
    say, found = names.say, names.report.immortal
    if found is None:
        return Section("immortal", say("immortal_title"), paragraph(say("immortal_none")))
    figure = draw_immortal(names)
    if figure is None:
        return Section("immortal", say("immortal_title"), not_shown(say, names.report.parameters.threshold))
    text = say(
        "immortal_text", n=say.number(found.n_started), share=say.percent(found.share),
        waiting=names.columns.duration(round(found.waiting)),
    )  # fmt: skip
    body = paragraph(text) + figure.html()
    late = bool(found.n_late) and not isnan(found.n_late)
    body += paragraph(say("immortal_late", n=say.number(found.n_late))) if late else ""
    return Section("immortal", say("immortal_title"), body)


def curves(released: Released[MeasuresReport]) -> Section:
    """Show the survival curves with and without the measure."""
    names = measures_names(released)
    report, say = names.report, names.say
    table, figure = tables.moments_table(names), draw_curves(names)
    body = paragraph(say("curves_intro", outcome=names.outcome))
    body += paragraph(say("risks_landmark", landmark=names.landmark)) if report.immortal is not None else ""
    data = details(say("data_behind"), table.html())
    body += not_shown(say, names.report.parameters.threshold) if figure is None else figure.html(data)
    return Section("curves", say("curves_title", outcome=names.outcome), body, (table,))


def confounding(released: Released[MeasuresReport]) -> Section:
    """Show how strong a hidden difference would have to be."""
    names = measures_names(released)
    report, say, found = names.report, names.say, names.report.main.e_value
    table = tables.e_values_table(names)
    body = paragraph(say("confounding_intro"))
    if isnan(found.estimate):
        body += not_shown(say, report.parameters.threshold)
        return Section("confounding", say("confounding_title"), body)
    body += paragraph(say("confounding_estimate", value=names.number(found.estimate)))
    crossing = found.limit == 1
    body += paragraph(
        say("confounding_crossing" if crossing else "confounding_limit", value=names.number(found.limit))
    )
    if report.parameters.measure.assignment == "lot":
        body += paragraph(say("confounding_lot"))
    if found.common:
        body += paragraph(say("confounding_common", value=names.number(found.risk_ratio)))
    return Section("confounding", say("confounding_title"), body + table.html(), (table,))


def followed(released: Released[MeasuresReport]) -> Section:
    """Show who was read, left out and followed."""
    names = measures_names(released)
    people = released.map(lambda report: report.people)
    return followed_section(people, names.columns, names.outcome)


def limits(released: Released[MeasuresReport]) -> Section:
    """Say in plain words what the report cannot tell."""
    names = measures_names(released)
    report, say = names.report, names.say
    texts = [say("synthetic")] if report.truth is not None else []
    withheld = release_lines(released, report.people.named, say, steps=True)
    texts += cohort_caveats(report.parameters, report.description, names.outcome, say, withheld)
    if report.parameters.measure.assignment != "lot":
        adjusted = say("limit_adjusted", labels=names.adjusted) if names.adjusted else say("limit_unadjusted")
        texts.append(adjusted)
    texts += [say("limit_start")] if report.immortal is not None else []
    changing = [names.design(effect) for effect in report.effects if effect.proportional_p < SIGNAL]
    texts += [say("limit_proportional", designs=", ".join(changing).lower())] if changing else []
    texts += [say("limit_censoring"), say("limit_group")]
    if not protected_predictors(report.parameters, report.cohort):
        texts.append(say("limit_protected"))
    return Section("limits", say("limits_title"), bullets(texts))


def origin(released: Released[MeasuresReport]) -> Section:
    """Say where the figures come from."""
    names = measures_names(released)
    report, parameters = names.report, names.report.parameters
    formula = covariate_formula((parameters.measure.name, *parameters.covariates), report.cohort)
    synthetic = parameters.synthetic
    return cohort_origin(
        parameters, report.cohort, report.description, names.say,
        method=names.say("method" if parameters.interval is None else "method_grouped", formula=formula),
        draws=(synthetic.seed, synthetic.people) if synthetic is not None else None,
    )  # fmt: skip


def _headline(names: MeasuresNames) -> str:
    """Return both risks as whole people in a hundred; clear only if risks and hazards both differ."""
    say, (_, low, high), main = names.say, names.report.difference, names.report.main
    if not _compared(names.report) or isnan(main.ratio):
        return say("headline_withheld", threshold=names.report.parameters.threshold)
    unclear = low <= 0 <= high or main.lower <= 1 <= main.upper
    without, with_ = (1 - share for share in names.report.moments["survival"])
    return say(
        "headline_unclear" if unclear else "headline_clear", measure=names.measure,
        outcome=names.outcome, horizon=names.horizon, with_=say.frequency(with_),
        without=say.frequency(without),
    )  # fmt: skip


def _compared(report: MeasuresReport) -> bool:
    """Return whether the risks with and without the measure may be shown."""
    return not isnan(report.difference[0])


def _risks(names: MeasuresNames) -> str:
    """Return both risks and their difference, to count."""
    report, say = names.report, names.say
    without, with_ = (report.moments[report.moments["group"] == group].iloc[0] for group in (0, 1))
    _, low, high = report.difference
    text = say(
        "risks", measure=names.measure,
        without=say.frequency(1 - without["survival"]), without_low=say.frequency(1 - without["upper"]),
        without_high=say.frequency(1 - without["lower"]), with_=say.frequency(1 - with_["survival"]),
        with_low=say.frequency(1 - with_["upper"]), with_high=say.frequency(1 - with_["lower"]),
        low=say.number(round(100 * low)), high=say.number(round(100 * high)),
    )  # fmt: skip
    landmark = paragraph(say("risks_landmark", landmark=names.landmark)) if report.immortal else ""
    return landmark + paragraph(text)


def _verdict(names: MeasuresNames) -> str:
    """Return the main hazard ratio, how sure it is, and how the measure was given."""
    report, say, main = names.report, names.say, names.report.main
    adjusted = say("adjusted_for", labels=names.adjusted) if names.adjusted else ""
    parts = [
        say("ratio_sentence", outcome=names.outcome, measure=names.measure, ratio=names.number(main.ratio),
            lower=names.number(main.lower), upper=names.number(main.upper), adjusted=adjusted),
        say("verdict_chance" if main.lower <= 1 <= main.upper
            else "verdict_lower" if main.upper < 1 else "verdict_higher"),
        say("by_lot" if report.parameters.measure.assignment == "lot" else "by_choice"),
    ]  # fmt: skip
    if report.immortal is not None:
        naive = next(effect for effect in report.effects if effect.design == "naive")
        parts.append(say("naive_warning", naive=names.number(naive.ratio), main=names.number(main.ratio)))
    if report.truth is not None:
        parts.append(say("truth_known", truth=names.number(report.truth)))
    return "".join(paragraph(part) for part in parts)
