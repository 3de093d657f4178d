"""Statistics as the page shows them: frequencies, band in words and place, margin, base rate, limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from riskkit.casework.figures import why_no_figure
from riskkit.pages.assessment_view import Names
from riskkit.pages.base_rate_statement import BaseRateStatement
from riskkit.pages.estimate_view import show_base_rate, show_estimate
from riskkit.pages.figure_source import GivenFigure, OfferedModel
from riskkit.pages.instrument_form import InstrumentForm
from riskkit.pages.texts import Language, read_texts
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_final import Override
from riskkit.stewardship.gates import Refusal
from riskkit.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the statistics of one assessment are drawn from.

    Attributes
    ----------
    judgement, user
        The assessment, and who looks at it.
    offered : tuple of OfferedModel
        What was offered; empty until it was asked for.
    base, given, refused, withdrawn
        What came of it.
    faults, answers
        What is wrong in the fields, and what was typed.
    """

    judgement: Judgement | None
    user: str
    offered: tuple[OfferedModel, ...] = ()
    base: BaseRateStatement | None = None
    given: GivenFigure | None = None
    refused: tuple[Refusal, ...] = ()
    withdrawn: tuple[Refusal, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)


def show_statistics(shown: Shown, form: InstrumentForm, names: Names, language: Language) -> dict[str, Any]:
    """Return the statistics beside one assessment as plain values."""
    say = wording("figure", language)
    rule = why_no_figure(shown.judgement, shown.user)
    asked = bool(shown.offered) or shown.base is not None
    usable = [each for each in shown.offered if not each.refusals]
    refusing = [each for each in shown.offered if each.refusals]
    return {
        "stage": "closed" if rule else "open" if asked else "offer",
        "why": say(f"figure_closed_{rule}") if rule else "",
        "none": say("figure_none") if shown.base and not shown.offered else "",
        "refusals": [_refusal(_name(each, language), each.refusals, each, say) for each in refusing],
        "refused": _refused(shown.refused, say),
        "withdrawn": _refused(shown.withdrawn, say),
        "models": [_questions(each, shown, say) for each in usable],
        "estimate": show_estimate(shown.given, say) if shown.given else {},
        "base": show_base_rate(shown.base, say) if shown.base else {},
        "faults": {name: say(key) for name, key in shown.faults.items()},
        "override": _overrides(shown, form, names, say),
    }


def _name(offered: OfferedModel, language: Language) -> str:
    return offered.card.name.in_(language) if offered.card else offered.id


def _refused(refusals: Iterable[Refusal], say: Wording) -> list[str]:
    return [_gate(each, say, populations="") for each in _once(refusals)]


def _refusal(name: str, refusals: Iterable[Refusal], offered: OfferedModel, say: Wording) -> dict[str, Any]:
    """Return one model with every gate that refuses it, in words."""
    listed = ", ".join(offered.card.populations) if offered.card else ""
    version = offered.card.version if offered.card else ""
    reasons = [_gate(each, say, populations=listed) for each in _once(refusals)]
    return {"name": say("figure_model", name=name, version=version), "reasons": reasons}


def _once(refusals: Iterable[Refusal]) -> list[Refusal]:
    return list({each.gate: each for each in refusals}.values())


def _gate(refusal: Refusal, say: Wording, *, populations: str) -> str:
    if refusal.gate == "population" and not populations:
        return say("gate_population_short")
    why = refusal.reason.removeprefix("suspended: ") if refusal.gate == "not_suspended" else ""
    return say(f"gate_{refusal.gate}", populations=populations, why=why)


def _questions(offered: OfferedModel, shown: Shown, say: Wording) -> dict[str, Any]:
    """Return the questions of a model that may be used: one field a covariate, and the horizon."""
    model, card = offered.model, offered.card
    if model is None or card is None:
        return {}
    reasons = {each.name: each.reason.in_(say.language) for each in card.covariates}
    return {
        "id": offered.id,
        "name": say("figure_model", name=card.name.in_(say.language), version=card.version),
        "purpose": card.purpose.in_(say.language),
        "fields": [
            {
                "name": each.name,
                "kind": each.kind,
                "hint": _hint(reasons.get(each.name, ""), each.low, each.high, each.unit, say),
                "levels": list(each.levels),
                "typed": shown.answers.get(each.name, {}),
            }
            for each in model.covariates
        ],
        "times": [
            {"value": f"{each.time:g}", "label": say.duration(each.time, model.time_unit)}
            for each in model.horizons
        ],
        "time": shown.answers.get("time", f"{model.horizons[-1].time:g}"),
    }


def _hint(reason: str, low: float | None, high: float | None, unit: str, say: Wording) -> str:
    if low is None or high is None:
        return reason
    said = say("input_range", low=say.plain(low), high=say.plain(high), unit=f" {unit}" if unit else "")
    return f"{reason} {said}"


def _overrides(shown: Shown, form: InstrumentForm, names: Names, say: Wording) -> dict[str, Any]:
    """Return what a change of level after figures takes, and those that were made."""
    judgement = shown.judgement
    if judgement is None or judgement.summary is None:
        return {}
    labels = {each.code: each.label for each in form.summary_levels}
    standing = judgement.standing_level or ""
    mine = any(each.by == shown.user for each in judgement.figures_seen)
    return {
        "possible": mine and why_no_figure(judgement, shown.user) is None,
        "standing": say("override_standing", level=labels.get(standing, standing)),
        "levels": [{"value": code, "label": label} for code, label in labels.items() if code != standing],
        "done": [_override(each, list(labels), labels, names, say) for each in judgement.overrides],
    }


def _override(each: Override, order: list[str], labels: Mapping[str, str], names: Names, say: Wording) -> str:
    up = order.index(each.level) > order.index(each.previous_level)
    return say(
        "override_line", who=names.get(each.by, each.by),
        when=read_texts(say.language).moment(each.at),
        before=labels.get(each.previous_level, each.previous_level),
        after=labels.get(each.level, each.level), direction=say("override_up" if up else "override_down"),
        ground=say(f"override_ground_{each.ground or 'other'}"), reasons=each.reasons,
    )  # fmt: skip
