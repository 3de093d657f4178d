"""What two versions of one judgement differ in, part by part, for a person to compare."""

from dataclasses import dataclass
from typing import Literal

from riskkit.records.judgement import Judgement
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.judgement_items import Evidence, ItemJudgement, Rating

Part = Literal["rating", "weight", "evidence_for", "evidence_against", "plan", "summary"]
Weight = Literal["none", "relevant", "decisive"]
Content = Judgement | Rating | Weight | tuple[Evidence, ...] | SummaryJudgement | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not the same in both versions.

    Attributes
    ----------
    item : str or None
        The item it belongs to; None for the summary judgement.
    part : {"rating", "weight", "evidence_for", "evidence_against", "plan", "summary"}
        Which part; the weight is the mark "relevant" or "decisive", the plan is formulation,
        scenarios and plan together.
    first, second
        What stands there in the one and in the other; None or empty where nothing does. For
        the plan, the whole judgements.
    """

    item: str | None
    part: Part
    first: Content
    second: Content


def compare_judgements(first: Judgement, second: Judgement) -> tuple[Difference, ...]:
    """Return every part in which two judgements differ; who saved them does not matter."""
    here, there = _by_item(first), _by_item(second)
    found: list[Difference] = []
    for item in dict.fromkeys((*here, *there)):
        found += _compare_item(item, here.get(item), there.get(item))
    if _planned(first) != _planned(second):
        found.append(Difference(None, "plan", first, second))
    if _said(first.summary) != _said(second.summary):
        found.append(Difference(None, "summary", first.summary, second.summary))
    return tuple(found)


def _by_item(judgement: Judgement) -> dict[str, ItemJudgement]:
    return {each.item: each for each in judgement.items}


def _compare_item(item: str, first: ItemJudgement | None, second: ItemJudgement | None) -> list[Difference]:
    """Compare rating and evidence of one item; an item left out has neither."""
    pairs: tuple[tuple[Part, Content, Content], ...] = (
        ("rating", first.rating if first else None, second.rating if second else None),
        ("weight", _weight(first), _weight(second)),
        ("evidence_for", first.evidence_for if first else (), second.evidence_for if second else ()),
        (
            "evidence_against",
            first.evidence_against if first else (),
            second.evidence_against if second else (),
        ),
    )
    return [Difference(item, part, one, other) for part, one, other in pairs if one != other]


def _weight(item: ItemJudgement | None) -> Weight:
    if item is None or not item.relevant:
        return "none"
    return "decisive" if item.decisive else "relevant"


def _planned(judgement: Judgement) -> tuple[object, ...]:
    return judgement.formulation, judgement.scenarios, judgement.plan


def _said(summary: SummaryJudgement | None) -> tuple[str, str] | None:
    return (summary.level, summary.reasons) if summary else None
