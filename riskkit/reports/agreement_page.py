"""The sections of the agreement report, in reading order: what it says first, how it was made last."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from riskkit.agreement import AlphaAgreement
from riskkit.agreement.result import SMALL
from riskkit.analyses.agreement import AgreementReport, ItemAgreement
from riskkit.analyses.agreement_names import AgreementNames, agreement_names
from riskkit.disclosure import Released
from riskkit.figures.intervals import Interval, IntervalTexts, draw_intervals
from riskkit.reports.cohort_sections import release_lines
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import fact_boxes, not_shown, uses
from riskkit.reports.section import PageHead, Section, bullets, details, paragraph
from riskkit.tables import agreement as tables

MOST_LOWEST = 3


def summary(released: Released[AgreementReport]) -> Section:
    """Say in short how well the raters agree, and what this may be used for."""
    names = agreement_names(released)
    report = names.report
    say, leading = names.say, names.leading
    body = paragraph(report.parameters.study.in_(say.language))
    body += paragraph(_headline(names), "headline") + _verdict(names)
    body += fact_boxes(
        (say.number(report.n_subjects), say("fact_subjects")),
        (say.number(leading.n_raters), say("fact_raters")),
        (say.number(report.n_ratings), say("fact_ratings")),
        (say.number(report.n_missing), say("fact_missing")),
    )
    body += _lowest(names)
    body += uses(
        say,
        may=[say("may_1"), *([] if report.parameters.scale == "nominal" else [say("may_2")])],
        may_not=[say("may_not_1"), say("may_not_2"), say("may_not_3")],
    )
    head = PageHead(say.language, say("kind"), report.parameters.title.in_(say.language), _headline(names))
    return Section("summary", say("summary"), body, page=head)


def coefficients(released: Released[AgreementReport]) -> Section:
    """Show the main coefficient of every item, then all coefficients."""
    names = agreement_names(released)
    report = names.report
    say = names.say
    table = tables.coefficients_table(names)
    figure = _figure(names)
    keys = {found.key for item in report.items for found in item.coefficients}
    reasons = [("why_icc", {"icc"}), ("why_alpha", {"alpha"}), ("why_ac", {"ac1", "ac2"}),
               ("why_kappa", {"fleiss", "cohen", "weighted"})]  # fmt: skip
    why = bullets(say(key) for key, used in reasons if keys & used)
    body = (paragraph(say("agreement_intro")) + figure) if figure else ""
    body += table.html() + details(say("why_title"), why)
    return Section("agreement", say("agreement_title"), body, (table,))


def change(released: Released[AgreementReport]) -> Section:
    """Show how large a change must be to exceed the raters' disagreement."""
    names = agreement_names(released)
    report = names.report
    say = names.say
    table = tables.change_table(names)
    if table is None and all(item.withheld for item in names.all):
        return Section("change", say("change_title"), not_shown(say, report.parameters.threshold))
    if table is None:
        return Section("change", say("change_title"), paragraph(say("change_none")))
    body = paragraph(say("change_intro")) + table.html()
    return Section("change", say("change_title"), body, (table,))


def usage(released: Released[AgreementReport]) -> Section:
    """Show how often each rater gave each answer, or why that is not shown."""
    names = agreement_names(released)
    report = names.report
    say = names.say
    table = tables.usage_table(names)
    if table is None:
        key = "usage_numbers" if report.parameters.same_raters else "usage_not_same"
        return Section("usage", say("usage_title"), paragraph(say(key)))
    body = paragraph(say("usage_intro")) + table.html()
    return Section("usage", say("usage_title"), body, (table,))


def limits(released: Released[AgreementReport]) -> Section:
    """Say in plain words what the report cannot tell."""
    names = agreement_names(released)
    report = names.report
    say = names.say
    texts = release_lines(released, True, say)[:1]
    texts += [say("limit_raters")] if texts else []
    texts += [*_found_limits(names)]
    many = report.n_missing > 0  # not where that is withheld
    texts += [say("limit_missing", n=say.number(report.n_missing))] if many else []
    texts += [say("limit_clusters")] if report.overall is not None else []
    texts += [say("limit_spread"), say("limit_validity")]
    return Section("limits", say("limits_title"), bullets(texts))


def origin(released: Released[AgreementReport]) -> Section:
    """Say where the figures come from."""
    names = agreement_names(released)
    report = names.report
    parameters = report.parameters
    scale = names.say(f"scale_{parameters.scale}")
    source = parameters.study.in_(names.say.language) if parameters.ratings.is_public else None
    return origin_section(
        parameters,
        names.say,
        data={Path(parameters.ratings.source).name: report.ratings.fingerprint},
        method=names.say("method", scale=scale),
        draws=(parameters.seed, parameters.replicates),
        source=source,
    )


def _headline(names: AgreementNames) -> str:
    """Return the sentence that the report opens with."""
    say, leading = names.say, names.leading
    if leading.withheld:
        return say("headline_withheld", threshold=names.report.parameters.threshold)
    if leading.main.result is None:
        return say("headline_none")
    if leading.exact is None:
        share = max(0.0, leading.main.result.estimate)
        return say("headline_numbers", count=say.frequency(share))
    return say("headline_pairs", count=say.frequency(leading.exact))


def _verdict(names: AgreementNames) -> str:
    """Return the main coefficient with its interval, and what its size is called."""
    say, found = names.say, names.leading.main
    result = found.result
    if result is None:
        return ""
    sentence = say(
        "numbers" if found.key == "icc" else "chance", coefficient=names.coefficient(found),
        value=names.number(result.estimate), lower=names.number(result.lower),
        upper=names.number(result.upper),
    )  # fmt: skip
    same = found.word == found.word_lower
    word, lower = names.word(found.word), names.word(found.word_lower)
    verdict = say("verdict_same", word=word) if same else say("verdict_differs", word=word, word_lower=lower)
    return paragraph(sentence) + paragraph(verdict)


def _lowest(names: AgreementNames) -> str:
    """Return the items on which raters agree least, where there are more than a few."""
    say = names.say
    rated = [(item, item.main.result) for item in names.report.items if item.main.result is not None]
    if len(rated) <= MOST_LOWEST:
        return ""
    worst = sorted(rated, key=lambda pair: pair[1].estimate)[:MOST_LOWEST]
    lines = [
        say("lowest_line", item=names.item(item), value=names.number(found.estimate),
            lower=names.number(found.lower), upper=names.number(found.upper))
        for item, found in worst
    ]  # fmt: skip
    return paragraph(say("lowest_intro")) + bullets(lines)


def _figure(names: AgreementNames) -> str:
    """Return the main coefficients with their intervals, as a figure."""
    say = names.say
    released = names.released.map(lambda _: [
        Interval(
            names.item(item), found.estimate, max(found.lower, -1.0), found.upper,
            f"{names.number(found.estimate)} ({names.number(found.lower)}–{names.number(found.upper)})",
        )
        for item in names.all
        if (found := item.main.result) is not None
    ])  # fmt: skip
    if not (rows := released.shown):
        return ""
    name = names.coefficient(names.report.items[0].main)
    lines = " ".join(
        say("agreement_line", label=row.label, value=names.number(row.estimate),
            lower=names.number(row.lower), upper=names.number(row.upper))
        for row in rows
    )  # fmt: skip
    texts = IntervalTexts(
        say("agreement_title"), say("agreement_alt", lines=lines),
        say("agreement_figure_caption", coefficient=name), say("axis_worse"), say("axis_better"),
    )  # fmt: skip
    low = 0.0 if all(row.lower >= 0 for row in rows) else -1.0
    figure = draw_intervals(released, texts, names.number, span=(low, 1.0), mark=0.0, name="agreement-figure")
    return figure.html()


def _found_limits(names: AgreementNames) -> Iterable[str]:
    """Yield what the ratings themselves make doubtful, naming the items."""
    say = names.say
    main = [(item, item.main.result) for item in names.all]
    few = [(item, found) for item, found in main if found is not None and found.n_subjects < SMALL]
    if few:
        smallest = min(found.n_subjects for _, found in few)
        yield say("limit_few", n=say.number(smallest), items=_listed(names, [item for item, _ in few]))
    flat = [item for item, found in main if found is not None and found.lower == found.upper]
    if flat:
        yield say("limit_zero_width", items=_listed(names, flat))
    lost = [item for item, found in main if isinstance(found, AlphaAgreement) and found.n_undefined]
    if lost:
        yield say("limit_undefined", items=_listed(names, lost))
    there = [item for item in names.all if not item.withheld]
    absent = [item for item in there if any(each.result is None for each in item.coefficients)]
    if absent:
        yield say("limit_none", items=_listed(names, absent))


def _listed(names: AgreementNames, items: Sequence[ItemAgreement]) -> str:
    """Return items by name, or in one word where it is every one of several."""
    single = [item for item in items if item.item is not None]
    if len(single) > 1 and len(single) == len(names.report.items):
        return names.say("every_item")
    return ", ".join(names.item(item).lower() for item in items)
