"""The sections of the validation report, in reading order: what it says first, how it was made last."""

from html import escape
from math import isnan

import numpy as np

from riskkit.analyses.report_cohort import protected_predictors
from riskkit.analyses.validation import ValidationReport
from riskkit.analyses.validation_names import ValidationNames, validation_names
from riskkit.disclosure import Released
from riskkit.figures.calibration_curve import Calibrated, CalibrationTexts, draw_calibration
from riskkit.figures.svg import Figure
from riskkit.reports.cohort_sections import (
    cohort_caveats,
    cohort_origin,
    events_note,
    followed_section,
    population,
    protected_note,
    release_lines,
)
from riskkit.reports.parts import fact_boxes, not_shown, uses, withheld_summary
from riskkit.reports.section import PageHead, Section, bullets, details, paragraph
from riskkit.tables import validation as tables

BARS = 40
FEW_EVENTS = 100
ENOUGH_SAMPLES = 100


def summary(released: Released[ValidationReport]) -> Section:
    """Say in short how well the model predicts, and what this may be used for."""
    names = validation_names(released)
    report, say = names.report, names.say
    if isnan(report.concordance.estimate):
        asked = report.parameters
        return withheld_summary(say, asked.title.in_(say.language), asked.threshold)
    headline = say(f"headline_{names.discrimination}", count=say.frequency(report.concordance.estimate))
    body = paragraph(f"{headline}.", "headline") + _findings(names)
    body += fact_boxes(
        (say.number(report.people.n), say("fact_people")),
        (say.number(report.people.n_events), say("fact_events", outcome=names.outcome)),
        (say.frequency(report.concordance.estimate), say("fact_pairs")),
        (say.number(100 * report.calibration.ici.estimate, 1), say("fact_distance")),
    )
    body += population(report.description, say) + events_note(report.carried, say)
    body += uses(
        say,
        may=[say("may_1"), say("may_2")],
        may_not=[say("may_not_1"), say("may_not_2"), say("may_not_3")],
    )
    title = report.parameters.title.in_(say.language)
    return Section("summary", say("summary"), body, page=PageHead(say.language, say("kind"), title, headline))


def ranking(released: Released[ValidationReport]) -> Section:
    """Show how well the model puts people in order."""
    names = validation_names(released)
    if isnan(names.report.concordance.estimate):
        return _not_shown(names, "ranking", "ranking_title")
    table = tables.ranking_table(names)
    body = paragraph(names.say("ranking_intro")) + table.html()
    return Section("ranking", names.say("ranking_title"), body, (table,))


def calibration(released: Released[ValidationReport]) -> Section:
    """Show whether the predicted risks come true."""
    names = validation_names(released)
    say = names.say
    if names.report.calibration.curve.empty:
        return _not_shown(names, "calibration", "calibration_title")
    table, behind = tables.calibration_table(names), tables.curve_table(names)
    body = paragraph(say("calibration_intro_held" if names.held else "calibration_intro"))
    body += _curve(names).html(details(say("data_behind"), behind.html())) + table.html()
    return Section("calibration", say("calibration_title"), body, (table, behind))


def accuracy(released: Released[ValidationReport]) -> Section:
    """Show the Brier scores, beside published ones where there are any."""
    names = validation_names(released)
    say = names.say
    if not names.report.at:
        return _not_shown(names, "accuracy", "accuracy_title")
    table, board = tables.accuracy_table(names), tables.leaderboard_table(names)
    body = paragraph(say("accuracy_intro")) + table.html()
    body += f"<h3>{escape(say('leaderboard_title'))}</h3>" if board is not None else ""
    body += paragraph(say("leaderboard_text" if board is not None else "leaderboard_none"))
    body += board.html() if board is not None else ""
    return Section("accuracy", say("accuracy_title"), body, (table, board) if board is not None else (table,))


def optimism(released: Released[ValidationReport]) -> Section:
    """Show how much better the model looks than it is."""
    names = validation_names(released)
    if isnan(names.report.concordance.estimate):
        return _not_shown(names, "optimism", "optimism_title")
    table = tables.optimism_table(names)
    body = paragraph(names.say("optimism_intro")) + table.html()
    return Section("optimism", names.say("optimism_title"), body, (table,))


def places(released: Released[ValidationReport]) -> Section:
    """Show whether the model holds in places it was not made in."""
    names = validation_names(released)
    report, say, found = names.report, names.say, names.report.sites
    table = tables.sites_table(names)
    if report.parameters.sites is not None and found is None:
        return _not_shown(names, "places", "sites_title")
    if found is None or table is None:
        return Section("places", say("sites_title"), paragraph(say("sites_none")))
    lines = [
        say("sites_pooled", metric=say(f"metric_{metric}"), value=names.number(pooled.estimate),
            lower=names.number(pooled.lower), upper=names.number(pooled.upper),
            low=names.number(pooled.prediction_lower), high=names.number(pooled.prediction_upper))
        for metric, pooled in found.pooled.items()
        if not isnan(pooled.estimate)
    ]  # fmt: skip
    body = paragraph(say("sites_intro", column=names.columns.column(str(report.parameters.sites)),
                         n=say.number(found.sites["site"].nunique())))  # fmt: skip
    body += bullets(lines) + details(say("sites_behind"), table.html())
    return Section("places", say("sites_title"), body, (table,))


def model(released: Released[ValidationReport]) -> Section:
    """Show the model itself, and whether its events can carry it."""
    names = validation_names(released)
    report, say = names.report, names.say
    table = tables.model_table(names)
    protected = [
        names.columns.column(name) for name in protected_predictors(report.parameters, report.cohort)
    ]
    body = protected_note(protected, report.parameters.justification, say)
    body += paragraph(say("model_intro")) + table.html() + events_note(report.carried, say)
    return Section("model", say("model_title"), body, (table,))


def followed(released: Released[ValidationReport]) -> Section:
    """Show who was read, left out and followed."""
    names = validation_names(released)
    people = released.map(lambda report: report.people)
    return followed_section(people, names.columns, names.outcome)


def limits(released: Released[ValidationReport]) -> Section:
    """Say in plain words what the report cannot tell."""
    names = validation_names(released)
    report, say = names.report, names.say
    withheld = release_lines(released, report.people.named, say)
    texts = cohort_caveats(report.parameters, report.description, names.outcome, say, withheld)
    texts += [say("limit_inside"), say("limit_chosen")]
    if report.people.n_events < FEW_EVENTS:
        texts.append(say("limit_few_events", events=say.number(report.people.n_events)))
    if report.optimism.replicates < ENOUGH_SAMPLES:
        texts.append(say("limit_few_samples", replicates=say.number(report.optimism.replicates)))
    texts += [say("limit_censoring")] if report.parameters.cohort.known is None else []
    texts.append(say("limit_words"))
    if not protected_predictors(report.parameters, report.cohort):
        texts.append(say("limit_protected"))
    return Section("limits", say("limits_title"), bullets(texts))


def origin(released: Released[ValidationReport]) -> Section:
    """Say where the figures come from."""
    names = validation_names(released)
    report, parameters = names.report, names.report.parameters
    return cohort_origin(
        parameters, report.cohort, report.description, names.say,
        method=names.say("method", family=names.family, formula=report.formula, folds=parameters.folds),
        draws=(parameters.seed, parameters.replicates),
    )  # fmt: skip


def _findings(names: ValidationNames) -> str:
    """Return what was found, one sentence a paragraph."""
    report, say = names.report, names.say
    found, order = report.calibration, report.concordance
    scaled = report.at[-1].brier.scaled
    figures = report.optimism["concordance"]
    slope = "right" if found.slope.lower <= 1 <= found.slope.upper else (
        "extreme" if found.slope.upper < 1 else "flat")  # fmt: skip
    expected = say(
        "expected_sentence", outcome=names.outcome, horizon=names.horizon,
        expected=say.frequency(found.expected), observed=say.frequency(found.observed.estimate),
        lower=say.frequency(found.observed.lower), upper=say.frequency(found.observed.upper),
    )  # fmt: skip
    distance = say("distance_sentence", ici=say.number(100 * found.ici.estimate, 1))
    texts = [
        say("pairs_sentence", outcome=names.outcome, lower=say.frequency(order.lower),
            upper=say.frequency(order.upper)),
        " ".join([expected, distance, say(f"slope_{slope}")]),
        *([say("scaled_sentence", scaled=say.frequency(scaled.estimate))] if scaled is not None else []),
        say("optimism_sentence", apparent=say.number(100 * figures.apparent, 1),
            corrected=say.number(100 * figures.corrected, 1)),
    ]  # fmt: skip
    return "".join(paragraph(text) for text in texts)


def _curve(names: ValidationNames) -> Figure:
    """Draw the calibration curve with where the people are."""
    report, say = names.report, names.say
    curve = report.calibration.curve
    shown = curve.iloc[np.linspace(0, len(curve) - 1, 5).astype(int)]
    points = " ".join(
        say("calibration_point", risk=say.percent(risk), observed=say.percent(observed))
        for risk, observed in zip(shown["risk"], shown["observed"], strict=True)
    )
    texts = CalibrationTexts(
        title=say("calibration_title"),
        description=say("calibration_alt", horizon=names.horizon, points=points),
        caption=say("calibration_caption", horizon=names.horizon),
        predicted=say("axis_predicted"),
        observed=say("axis_observed"),
    )
    return draw_calibration(names.released.map(_calibrated), texts, say.percent, "calibration-figure")


def _calibrated(report: ValidationReport) -> Calibrated:
    """Return the curve, and how many people stand at each risk where that may be shown."""
    counts, _ = np.histogram(report.risks, bins=BARS, range=(0.0, 1.0))
    shares = tuple((counts / counts.sum()).tolist()) if len(report.risks) else ()
    return Calibrated(report.calibration.curve, shares)


def _not_shown(names: ValidationNames, name: str, title: str) -> Section:
    """Return a section that says why it shows nothing."""
    return Section(name, names.say(title), not_shown(names.say, names.report.parameters.threshold))
