"""One estimate, and one group's base rate, in whole people with everything that must stand beside them."""

import math
from typing import Any

from riskkit.pages.base_rate_statement import BaseRateStatement, GroupStatement
from riskkit.pages.figure_source import GivenFigure
from riskkit.pages.texts import read_texts
from riskkit.stewardship.gates import Estimate
from riskkit.wording import Wording, people

DRAWN = 100
"""Figures of people in the drawing."""


def show_estimate(given: GivenFigure, say: Wording) -> dict[str, Any]:
    """Return a figure with its margin, band, base rate, people like this one, limits and origin."""
    found = given.estimate
    risk, card, language = found.risk, found.card, say.language
    known = not math.isnan(risk.risk)
    of = people(min(risk.risk if known else 1.0, risk.lower))
    limits = {"lower": say.frequency(risk.lower, of), "upper": say.frequency(risk.upper, of), "of": of}
    told = {
        "time": say.duration(risk.time, given.time_unit), "outcome": card.outcome.in_(language),
        "of": say.number(of), "names": ", ".join(risk.unknown),
    }  # fmt: skip
    count = round(risk.risk * of) if known else 0
    return {
        "title": say("estimate_title", name=card.name.in_(language)),
        "sentence": say("estimate_sentence", count=say.number(count), rest=say.number(of - count), **told)
        if known
        else say("estimate_unknown", **told),
        "margin": say("estimate_margin" if known else "estimate_span", **limits),
        "icons": _icons(risk.risk, say) if known and of == DRAWN else {},
        **_bands(found, say),
        "facts": _facts(found, say),
        "caution": say("estimate_caution"),
        "proof": f"estimate-{given.entry}",
        "again": say("estimate_checked"),
    }


def show_base_rate(statement: BaseRateStatement, say: Wording) -> dict[str, Any]:
    """Return what is known of groups, the one that it is about first."""
    first, language = statement.groups[0], say.language
    of = people(first.rate)
    told = {
        "events": first.n_events, "n": say.number(first.n), "outcome": first.outcome.in_(language),
        "count": say.frequency(first.rate, of), "of": say.number(of), "name": first.name.in_(language),
        "followed": first.followed.in_(language),
    }  # fmt: skip
    limits = {"lower": say.frequency(first.lower, of), "upper": say.frequency(first.upper, of)}
    return {
        "intro": say("base_intro"),
        "sentence": say("base_sentence", **told),
        "margin": say("estimate_margin", **limits, of=of),
        "icons": _icons(first.rate, say) if of == DRAWN else {},
        "verdict": say("base_verdict", events=first.n_events),
        "columns": [say(f"base_column_{name}") for name in ("group", "outcome", "count", "margin", "source")],
        "rows": [_row(each, say) for each in statement.groups],
        "note": say("base_note"),
    }


def _row(group: GroupStatement, say: Wording) -> list[str]:
    language = say.language
    return [
        f"{group.name.in_(language)} ({group.followed.in_(language)})",
        group.outcome.in_(language),
        say("base_count", events=group.n_events, n=say.number(group.n), share=say.percent(group.rate, 1)),
        say("base_margin", lower=say.percent(group.lower, 1), upper=say.percent(group.upper, 1)),
        group.source,
    ]


def _icons(risk: float, say: Wording) -> dict[str, Any]:
    count = round(risk * DRAWN)
    return {"filled": count, "of": DRAWN, "label": say("icons_label", count=count, of=DRAWN)}


def _bands(found: Estimate, say: Wording) -> dict[str, Any]:
    """Return the bands in order, with where this figure lies: in words and by place, not by colour."""
    edges = [each.lowest for each in found.card.bands]
    if not edges:
        return {"bands": [], "band": ""}
    risk = found.risk
    ends = (risk.lower, risk.upper) if risk.unknown else (risk.risk, risk.risk)
    first, last = (sum(edge <= end for edge in edges) - 1 for end in ends)
    names = [each.name.in_(say.language) for each in found.card.bands]
    rows = [
        {
            "name": name,
            "range": say("band_range", lower=say.frequency(low), upper=say.frequency(high)),
            "here": first <= number <= last,
        }
        for number, (name, low, high) in enumerate(zip(names, edges, [*edges[1:], 1.0], strict=True))
    ]
    key = "band_one" if first == last else "band_several"
    words = say(
        key, name=names[first], last=names[last], place=first + 1, of=len(names), bands=", ".join(names)
    )
    return {"bands": rows, "band": words, "here": say("band_here")}


def _facts(found: Estimate, say: Wording) -> list[list[str]]:
    """Return what must stand beside the figure, each with its name."""
    card, language = found.card, say.language
    day = read_texts(language).day(card.expires)
    data = card.data
    return [
        [say("fact_base"), say("fact_base_text", events=data.n_events, n=say.number(data.n),
                               share=say.frequency(data.n_events / data.n))],
        [say("fact_alike"), _alike(found, say)],
        [say("fact_data"), say("fact_data_text", source=data.source, country=data.country, years=data.years)],
        [say("fact_for"), say("fact_for_text", populations=", ".join(card.populations),
                              exclusions=card.exclusions.in_(language))],
        [say("fact_limits"), card.limits.in_(language)],
        [say("fact_expires"), say("fact_expires_text", day=day)],
        [say("fact_version"), say("fact_version_text", id=found.model, version=found.version,
                                  fingerprint=found.fingerprint[:12], owner=card.owner,
                                  validator=card.validator)],
    ]  # fmt: skip


def _alike(found: Estimate, say: Wording) -> str:
    """Say how many people behind the model had a computed risk in the same band."""
    risk = found.risk
    counts = found.card.counts
    if risk.unknown or not counts:
        return say("fact_alike_none")
    mine = max((each for each in counts if each.lowest <= risk.risk), key=lambda each: each.lowest)
    if mine.n_events is None:
        return say("fact_alike_text", n=say.number(mine.n))
    return say("fact_alike_events", n=say.number(mine.n), events=say.number(mine.n_events))
