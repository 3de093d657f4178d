"""The sections of the recidivism report, in reading order: what it says first, how it was made last."""

from html import escape
from math import isnan
from pathlib import Path

from riskkit.analyses.curves import EVERYONE
from riskkit.analyses.names import Names, names_of
from riskkit.analyses.recidivism import RecidivismReport
from riskkit.analyses.report_cohort import protected_predictors
from riskkit.disclosure import Released
from riskkit.figures import draw_icons
from riskkit.reports.cohort_sections import protected_note, release_lines
from riskkit.reports.parts import not_shown, withheld_summary
from riskkit.reports.provenance import provenance, provenance_table
from riskkit.reports.recidivism_examples import example_card
from riskkit.reports.recidivism_figures import draw_curves, draw_model
from riskkit.reports.section import PageHead, Section, bullets, details, paragraph
from riskkit.tables import recidivism as tables
from riskkit.wording import people


def summary(released: Released[RecidivismReport]) -> Section:
    """Say in short what happened to whom, and what this may be used for."""
    names = names_of(released)
    report, say = names.report, names.say
    risk, lower, upper = report.base_rate
    if isnan(risk):
        return withheld_summary(say, _title(names), _threshold(names), _facts(names) + _uses(names))
    of = people(risk)
    outcome, horizon = names.outcome, names.horizon
    headline = say(
        "headline", count=say.frequency(risk, of), of=say.number(of), horizon=horizon, outcome=outcome
    )
    interval = say(
        "headline_interval", lower=say.frequency(lower, of), upper=say.frequency(upper, of), of=say.number(of)
    )
    body = paragraph(f"{headline}.", "headline") + paragraph(interval) + _base_icons(names)
    body += _facts(names) + _population(names)
    if report.groups:
        body += paragraph(say("group_intro", horizon=horizon)) + bullets(_group_lines(names))
    body += _uses(names)
    page = PageHead(say.language, say("kind"), _title(names), f"{headline}.")
    return Section("summary", say("summary"), body, page=page)


def survival(released: Released[RecidivismReport]) -> Section:
    """Show the curves, the numbers still followed and the figures at the horizons."""
    names = names_of(released)
    report, say = names.report, names.say
    behind = tables.moments_table(names, report.marks, "curve", say("curve_caption", outcome=names.outcome))
    moments = tables.moments_table(
        names, report.moments, "survival",
        say("horizon_caption", outcome=names.outcome), say("horizon_note"),
    )  # fmt: skip
    body = paragraph(say("survival_intro", outcome=names.outcome))
    figure, data = draw_curves(names), details(say("data_behind"), behind.html())
    body += not_shown(say, _threshold(names)) if figure is None else figure.html(data)
    body += f"<h3>{escape(say('horizon_title'))}</h3>" + moments.html()
    return Section("survival", say("survival_title", outcome=names.outcome), body, (behind, moments))


def followed(released: Released[RecidivismReport]) -> Section:
    """Show who was followed and for how long."""
    names = names_of(released)
    flow = tables.flow_table(names)
    return Section("followed", names.say("flow_title"), flow.html(), (flow,))


def model(released: Released[RecidivismReport]) -> Section:
    """Show the Cox model and how far its data carry it."""
    names = names_of(released)
    report, say = names.report, names.say
    table = tables.cox_table(names)
    enough = report.events_per_parameter >= 10
    carried = say(
        "epv_enough" if enough else "epv_low",
        epv=say.number(report.events_per_parameter, 1),
        events=say.number(report.people.n_events),
        parameters=say.number(len(report.cox)),
    )
    figure = draw_model(names)
    body = _justification(names) + paragraph(say("cox_intro"))
    body += (not_shown(say, _threshold(names)) if figure is None else figure.html()) + table.html()
    if not isnan(report.events_per_parameter):
        body += paragraph(carried, "" if enough else "warning")
    return Section("model", say("cox_title", outcome=names.outcome), body, (table,))


def proportional_hazards(released: Released[RecidivismReport]) -> Section:
    """Show whether the hazard ratios hold over the whole period."""
    names = names_of(released)
    report, say = names.report, names.say
    table = tables.zph_table(names)
    test = report.proportional_hazards
    signals = [names.term(str(term)) for term in test.index[test["p"] < 0.05] if term != "GLOBAL"]
    if signals:
        finding, kind = say("zph_signal", labels="; ".join(signals)), "warning"
    elif float(test["p"]["GLOBAL"]) < 0.05:
        finding, kind = say("zph_global_only"), "warning"
    elif bool(test["p"].isna().any()):
        finding, kind = say("withheld_rest"), ""
    else:
        finding, kind = say("zph_fine"), ""
    body = paragraph(say("zph_intro")) + table.html() + paragraph(finding, kind)
    return Section("proportional-hazards", say("zph_title"), body, (table,))


def people_like_this(released: Released[RecidivismReport]) -> Section:
    """Show the predicted risks of the example persons, to count."""
    names = names_of(released)
    report, say = names.report, names.say
    if any(isnan(risk.risk) for risk in report.risks):
        return Section("people", say("people_title"), not_shown(say, _threshold(names)))
    base, of = report.base_rate[0], people(report.base_rate[0])
    intro = say(
        "people_intro", horizon=names.horizon, outcome=names.outcome,
        base=say.frequency(base, of), base_of=say.number(of),
    )  # fmt: skip
    if not report.risks:
        return Section("people", say("people_title"), "")
    cards = "".join(example_card(names, risk, index) for index, risk in enumerate(report.risks))
    table = tables.people_table(names)
    body = paragraph(intro) + f'<div class="cards">{cards}</div>' + table.html()
    return Section("people", say("people_title"), body, (table,))


def limits(released: Released[RecidivismReport]) -> Section:
    """Say in plain words what the report cannot tell."""
    names = names_of(released)
    report, say = names.report, names.say
    source = report.parameters.cohort
    caveat = source.caveat or (report.description.caveat if report.description else None)
    texts = [caveat.in_(say.language)] if caveat else []
    texts += release_lines(released, report.people.named, say, steps=True)
    texts.append(say("limit_measure", outcome=names.outcome))
    if not isnan(report.longest_follow_up):
        key = "limit_horizon_held" if names.held else "limit_horizon"
        texts.append(say(key, longest=names.duration(report.longest_follow_up)))
    texts += [say("limit_censoring"), say("limit_custody"), say("limit_validation")]
    if not protected_predictors(report.parameters, report.cohort):
        texts.append(say("limit_protected"))
    return Section("limits", say("limits_title"), bullets(texts))


def exact_values(released: Released[RecidivismReport]) -> Section:
    """Show the main figures with decimal points, to check and to copy."""
    names = names_of(released)
    exact = tables.exact_tables(names)
    body = paragraph(names.say("exact_intro")) + "".join(table.html() for table in exact)
    return Section("exact", names.say("exact_title"), body)


def origin(released: Released[RecidivismReport]) -> Section:
    """Say where the figures come from."""
    names = names_of(released)
    report, say = names.report, names.say
    facts = provenance(report.parameters, {Path(report.cohort.name).name: report.cohort.fingerprint})
    facts["model"] = say("prov_model_text", formula=report.formula, ties=report.parameters.ties.capitalize())
    source = report.description
    if source:
        facts["source"], facts["licence"] = source.source, source.licence
    table = provenance_table(facts, say)
    body = paragraph(say("provenance_intro")) + _key_figures(names) + table.html()
    return Section("provenance", say("provenance_title"), body, provenance=facts)


def _key_figures(names: Names) -> str:
    """Return the main figures as the CSV tables write them, to search and compare by."""
    report = names.report
    main = report.moments[report.moments["group"] == EVERYONE].iloc[-1]
    if isnan(main["survival"]):
        return ""
    return paragraph(
        names.say("key_figures", n=f"{report.people.n:g}", events=f"{report.people.n_events:g}",
                  horizon=names.horizon, survival=f"{main['survival']:.3f}"), "note",
    )  # fmt: skip


def _base_icons(names: Names) -> str:
    """Return the base rate as people to count; nothing where it is below one in a hundred."""
    say, risk = names.say, names.report.base_rate[0]
    count = round(risk * 100)
    if not count:
        return ""
    title = say("people_base", base=say.number(count), base_of=say.number(100))
    released = names.released.map(lambda shown: round(shown.base_rate[0] * 100))
    icons = draw_icons(released, title=title, description=say("icons_alt", count=count), name="icons-base")
    return f'<div class="base-rate">{icons.svg}</div>'


def _facts(names: Names) -> str:
    """Return the four numbers of the first page."""
    report, say = names.report, names.say
    main = report.moments[report.moments["group"] == EVERYONE].iloc[-1]
    facts = (
        (say.number(report.people.n), say("fact_followed")),
        (say.number(report.people.n_events), say("fact_events", outcome=names.outcome)),
        (say.percent(main["survival"], 1), say("fact_survival", horizon=names.horizon)),
        (names.duration(report.median_follow_up), say("fact_follow_up")),
    )
    boxes = "".join(f"<div><dt>{escape(what)}</dt><dd>{escape(number)}</dd></div>" for number, what in facts)
    return f'<dl class="facts">{boxes}</dl>'


def _population(names: Names) -> str:
    report, say = names.report, names.say
    who = ""
    if report.description:
        text = report.description.population.in_(say.language)
        who = paragraph(say("population", population=text, period=report.description.period))
    followed = say(
        "followed",
        n=say.number(report.people.n),
        events=say.number(report.people.n_events),
        median=names.duration(report.median_follow_up),
        outcome=names.outcome,
    )
    return who + paragraph(followed)


def _group_lines(names: Names) -> list[str]:
    report, say = names.report, names.say
    moments = report.moments
    last = moments[(moments["time"] == report.horizon) & (moments["group"] != EVERYONE)]
    last, hidden = last[last["survival"].notna()], last[last["survival"].isna()]
    of = people(float((1 - last["survival"]).min())) if len(last) else 100
    lines = [f"{names.group(int(place))}: {say('withheld')}" for place in hidden["group"]]
    return [
        say(
            "group_line", label=names.group(int(row["group"])), of=say.number(of),
            count=say.frequency(1 - row["survival"], of),
            lower=say.frequency(1 - row["upper"], of), upper=say.frequency(1 - row["lower"], of),
        )
        for _, row in last.iterrows()
    ] + lines  # fmt: skip


def _uses(names: Names) -> str:
    say = names.say
    may = bullets([say("may_1", outcome=names.outcome), say("may_2")])
    may_not = bullets([say("may_not_1"), say("may_not_2"), say("may_not_3")])
    return (
        f'<div class="uses"><div class="may"><h3>{escape(say("may_title"))}</h3>{may}</div>'
        f'<div class="may-not"><h3>{escape(say("may_not_title"))}</h3>{may_not}</div></div>'
    )


def _justification(names: Names) -> str:
    """Return the written reason for protected predictors, where there are any."""
    report = names.report
    labels = [names.column(name) for name in protected_predictors(report.parameters, report.cohort)]
    return protected_note(labels, report.parameters.justification, names.say)


def _title(names: Names) -> str:
    return names.report.parameters.title.in_(names.say.language)


def _threshold(names: Names) -> int:
    return names.report.parameters.threshold
