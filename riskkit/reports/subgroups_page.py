"""The sections of the subgroups report, in reading order: what it says first, how it was made last."""

from math import isnan

from riskkit.analyses.report_cohort import protected_predictors
from riskkit.analyses.subgroups import FEWEST, OTHERS, SubgroupsReport
from riskkit.analyses.subgroups_names import SubgroupsNames, subgroups_names
from riskkit.disclosure import Released
from riskkit.figures import Figure
from riskkit.reports.cohort_sections import (
    cohort_caveats,
    cohort_origin,
    events_note,
    followed_section,
    population,
    protected_note,
    release_lines,
)
from riskkit.reports.parts import fact_boxes, not_shown, uses, warning
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.reports.subgroups_figures import draw_rates, draw_ratios_by_group
from riskkit.tables import subgroups as tables
from riskkit.validation import IMPOSSIBILITY


def summary(released: Released[SubgroupsReport]) -> Section:
    """Say in short for whom the model or score is wrong more often, and what this may be used for."""
    names = subgroups_names(released)
    report, say = names.report, names.say
    headline = _headline(names)
    column = names.columns.column(report.parameters.group)
    body = paragraph(f"{headline}.", "headline") + _findings(names)
    body += fact_boxes(
        (say.number(len(report.counts)), say("fact_groups")),
        (say.number(report.people.n), say("fact_people")),
        (say.number(_events(report)), say("fact_events", outcome=names.outcome)),
        (say.number(sum(group.n_flagged for group in report.counts)), say("fact_flagged")),
    )
    body += warning(say("impossible_title"), paragraph(IMPOSSIBILITY[say.language]))
    body += population(report.description, say)
    body += paragraph(say("audit_only", group=column[:1].upper() + column[1:]))
    body += events_note(report.carried, say) if report.carried is not None else ""
    body += uses(
        say,
        may=[say("may_1", what=names.what), say("may_2")],
        may_not=[say("may_not_1"), say("may_not_2", what=names.what), say("may_not_3")],
    )
    title = report.parameters.title.in_(say.language)
    return Section("summary", say("summary"), body, page=PageHead(say.language, say("kind"), title, headline))


def errors(released: Released[SubgroupsReport]) -> Section:
    """Show both error rates by group."""
    names = subgroups_names(released)
    say, everyone = names.say, names.report.everyone
    table = tables.errors_table(names)
    body = paragraph(say("errors_intro"))
    positive = draw_rates(
        names,
        "false_positive_rate",
        "positive_title",
        everyone.false_positive_rate.estimate,
        "positive-figure",
    )
    negative = draw_rates(
        names,
        "false_negative_rate",
        "negative_title",
        everyone.false_negative_rate.estimate,
        "negative-figure",
    )
    body += _figures(names, positive, negative)
    apart = tables.differences_table(names)
    return Section("errors", say("errors_title"), body + table.html() + apart.html(), (table, apart))


def calibration(released: Released[SubgroupsReport]) -> Section:
    """Show whether the same risk, or the same score, means the same in each group."""
    names = subgroups_names(released)
    report, say = names.report, names.say
    table, bands = tables.calibration_table(names), tables.bands_table(names)
    body = paragraph(say(_intro(names)))
    body += _figures(names, draw_ratios_by_group(names)) if report.has("observed_expected_ratio") else ""
    body += table.html() + (bands.html() if bands is not None else "")
    if report.carried is not None:
        body += events_note(report.carried, say)
    shown = (table,) if bands is None else (table, bands)
    return Section("calibration", say("calibration_title"), body, shown)


def followed(released: Released[SubgroupsReport]) -> Section:
    """Show who was read, left out and followed."""
    names = subgroups_names(released)
    people = released.map(lambda report: report.people)
    return followed_section(people, names.columns, names.outcome)


def limits(released: Released[SubgroupsReport]) -> Section:
    """Say in plain words what the report cannot tell."""
    names = subgroups_names(released)
    report, say = names.report, names.say
    withheld = release_lines(released, report.people.named, say)
    texts = cohort_caveats(report.parameters, report.description, names.outcome, say, withheld)
    texts += [say("limit_measured"), say("limit_threshold"), say("limit_crossed"), say("limit_source")]
    if report.missing:
        measures = ", ".join(say(f"measure_{name}") for name in report.missing)
        texts.append(say("limit_missing", measures=measures))
    protected = [
        names.columns.column(name) for name in protected_predictors(report.parameters, report.cohort)
    ]
    texts += [say("limit_protected")] if not protected and report.formula is not None else []
    body = bullets(texts) + protected_note(protected, report.parameters.justification, say)
    return Section("limits", say("limits_title"), body)


def origin(released: Released[SubgroupsReport]) -> Section:
    """Say where the figures come from."""
    names = subgroups_names(released)
    report, parameters, say = names.report, names.report.parameters, names.say
    if parameters.score is not None:
        column, value = parameters.score.column, say.plain(parameters.flag_from)
        method = say("method_score", column=column, threshold=value)
    else:
        family = say("family_discrete" if parameters.model and parameters.model.interval else "family_cox")
        method = say("method_model", family=family, formula=report.formula, folds=parameters.folds)
    draws = (parameters.seed, parameters.folds) if parameters.model is not None else None
    return cohort_origin(parameters, report.cohort, report.description, say, method=method, draws=draws)


def _figures(names: SubgroupsNames, *figures: Figure | None) -> str:
    """Return figures, or that they are withheld."""
    withheld = not_shown(names.say, names.report.parameters.threshold)
    drawn = "".join(figure.html() for figure in figures if figure is not None)
    return drawn + (withheld if None in figures else "")


def _events(report: SubgroupsReport) -> float:
    """Return how many had the outcome by the horizon."""
    events = [group.n_events for group in report.counts]
    return report.people.n_events if any(isnan(each) for each in events) else sum(events)


def _intro(names: SubgroupsNames) -> str:
    """Return which text says what calibration is: by model, by score, or by score without its shares."""
    if names.report.parameters.score is None:
        return "calibration_intro_model"
    return "calibration_intro_score" if names.report.bands is not None else "calibration_intro_held"


def _extremes(
    names: SubgroupsNames, measure: str
) -> tuple[str, dict[str, float], str, dict[str, float]] | None:
    """Return the groups with the highest and the lowest value; None where fewer than two are shown.

    Groups with few outcomes, and everyone outside the groups named, count only where fewer than
    two are left without them.
    """
    report = names.report
    there = [group for group in report.counts if not isnan(report.figure(group.code, measure)["estimate"])]
    enough = [group for group in there if not group.few]
    named = [group for group in enough if group.code != OTHERS]
    groups = next((some for some in (named, enough, there) if len(some) > 1), None)
    if groups is None:
        return None
    found = sorted(
        ((report.figure(group.code, measure), group.code) for group in groups),
        key=lambda pair: pair[0]["estimate"],
    )
    return found[-1][1], found[-1][0], found[0][1], found[0][0]


def _headline(names: SubgroupsNames) -> str:
    """Return the largest gap in people wrongly flagged, if it is clear."""
    say, extremes = names.say, _extremes(names, "false_positive_rate")
    if extremes is None:
        return say("headline_withheld", threshold=names.report.parameters.threshold)
    high, highest, low, lowest = extremes
    clear = highest["lower"] > lowest["upper"] or _excludes_zero(highest) or _excludes_zero(lowest)
    return say(
        "headline_differs" if clear else "headline_same", outcome=names.outcome, what=names.what,
        high=say.frequency(highest["estimate"]), high_group=names.group(high),
        low=say.frequency(lowest["estimate"]), low_group=names.group(low),
    )  # fmt: skip


def _excludes_zero(figure: dict[str, float]) -> bool:
    return figure["difference_lower"] > 0 or figure["difference_upper"] < 0


def _findings(names: SubgroupsNames) -> str:
    """Return what was found, one sentence a paragraph."""
    report, say = names.report, names.say
    texts = [_missed(names), say("flagged_from", what=names.what, threshold=names.threshold)]
    if report.has("observed_risk"):
        lines = ", ".join(
            say("base_line", group=names.group(group.code),
                count=say.frequency(report.figure(group.code, "observed_risk")["estimate"]))
            for group in report.counts
            if not isnan(report.figure(group.code, "observed_risk")["estimate"])
        )  # fmt: skip
        texts += [say("base_sentence", lines=lines)] if lines else []
    texts += [_calibrated(names)] if report.has("observed_expected_ratio") else []
    texts += [say("withheld_rest")] if any(isnan(group.n_events) for group in report.counts) else []
    body = "".join(paragraph(text) for text in texts if text)
    few = [names.group(group.code) for group in report.counts if group.few]
    return body + (
        paragraph(say("few_sentence", groups=", ".join(few), fewest=FEWEST), "warning") if few else ""
    )


def _missed(names: SubgroupsNames) -> str:
    """Return where most and fewest are missed; nothing where fewer than two groups are shown."""
    say, extremes = names.say, _extremes(names, "false_negative_rate")
    if extremes is None:
        return ""
    high, highest, low, lowest = extremes
    return say(
        "missed_sentence", outcome=names.outcome, high=say.frequency(highest["estimate"]),
        high_group=names.group(high), low=say.frequency(lowest["estimate"]), low_group=names.group(low),
    )  # fmt: skip


def _calibrated(names: SubgroupsNames) -> str:
    """Return whether the risks are right in each group."""
    report, say = names.report, names.say
    lines: list[str] = []
    for group in report.counts:
        found = report.figure(group.code, "observed_expected_ratio")
        if isnan(found["estimate"]) or found["lower"] <= 1 <= found["upper"]:
            continue
        key = "calibrated_low" if found["estimate"] > 1 else "calibrated_high"
        lines.append(
            say(key, group=names.group(group.code), ratio=names.number(found["estimate"]),
                lower=names.number(found["lower"]), upper=names.number(found["upper"]))
        )  # fmt: skip
    if lines:
        return say("calibrated_no", lines=" ".join(lines))
    ratios = [report.figure(group.code, "observed_expected_ratio") for group in report.counts]
    if all(isnan(ratio["estimate"]) for ratio in ratios):
        return ""
    return say("calibrated_yes")
