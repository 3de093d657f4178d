"""Hold a judgement record against its instrument, and say what the six steps still lack.

The instrument comes in as plain mappings, so that records need not know how an
instrument is written down.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from riskkit.errors import Fault, JudgementError
from riskkit.records.judgement import InstrumentReference, Judgement
from riskkit.records.judgement_final import ItemRating
from riskkit.records.judgement_items import ItemJudgement, Rating

STEPS: Final = ("evidence", "ratings", "relevance", "formulation", "scenarios", "plan")
"""The six steps of structured professional judgement, in order; the summary follows."""


@dataclass(frozen=True, slots=True)
class JudgementRules:
    """What an instrument allows, as plain values.

    Attributes
    ----------
    instrument : InstrumentReference
        Id, version and hash that the record must carry.
    levels : mapping of str to sequence of str
        Allowed levels of each item, from low to high, by item id.
    protective : collection of str
        Ids of the items that read in the opposite direction.
    summary_levels : sequence of str
        Allowed levels of the summary judgement, from low to high.
    """

    instrument: InstrumentReference
    levels: Mapping[str, Sequence[str]]
    protective: Collection[str]
    summary_levels: Sequence[str]


def check_judgement(record: Judgement, rules: JudgementRules, *, complete: bool = False) -> Judgement:
    """Return the record if it fits its instrument, else raise with every fault.

    Parameters
    ----------
    record : Judgement
        The record, draft or judged.
    rules : JudgementRules
        What the instrument allows.
    complete : bool
        Also ask that all six steps and the summary are there, as for a final version.

    Raises
    ------
    JudgementError
        Another instrument, version or hash; unknown items or levels; a direction that is
        not the item's own; with ``complete``, everything that `missing_steps` lists.
    """
    faults = misfits(record, rules)
    if complete:
        for found in missing_steps(record, rules).values():
            faults += found
    if faults:
        raise JudgementError(faults)
    return record


def misfits(record: Judgement, rules: JudgementRules) -> list[Fault]:
    """Return where the record does not fit the instrument (empty: it fits)."""
    faults: list[Fault] = []
    remedy = "open the record with the instrument it was made with, or start a new assessment"
    for name in ("id", "version", "sha256"):
        if getattr(record.instrument, name) != getattr(rules.instrument, name):
            faults.append(Fault(f"instrument.{name}", "is not that of the instrument", remedy=remedy))
    for each in record.items:
        faults += _rating_misfit(f"item '{each.item}'", each.item, each.rating, rules)
        faults += _direction_misfit(each, rules)
    second = record.second.ratings if record.second else ()
    agreed = record.consensus.ratings if record.consensus else ()
    for which, ratings in (("second assessment", second), ("consensus", agreed)):
        for each in ratings:
            faults += _rating_misfit(f"{which}, item '{each.item}'", each.item, each.rating, rules)
    allowed = ", ".join(rules.summary_levels)
    for where, level in _summary_levels(record):
        if level not in rules.summary_levels:
            faults.append(Fault(where, "has a level that the instrument does not have", allowed))
    return faults


def missing_steps(record: Judgement, rules: JudgementRules) -> dict[str, list[Fault]]:
    """Return what is still missing, by step, in the order of `STEPS` and then "summary".

    Evidence: each rated item has evidence, or says where was looked, on both sides.
    Ratings: every item of the instrument is in one of the three states.
    Relevance: at least one item is marked relevant.
    Summary: a level with reasons; with a second assessor, a consensus that settles every
    item on which the two differ.
    """
    judged = {each.item for each in record.items}
    open_items = [item for item in rules.levels if item not in judged]
    relevant = any(each.relevant for each in record.items)
    lacks: dict[str, list[Fault]] = {step: [] for step in (*STEPS, "summary")}
    for each in record.items:
        lacks["evidence"] += _evidence_missing(each)
    if open_items:
        lacks["ratings"].append(
            Fault("items", f"{len(open_items)} items are not rated", "a level, unknown or not applicable",
                  f"still open: {', '.join(open_items)}")
        )  # fmt: skip
    if not relevant:
        lacks["relevance"].append(Fault("items", "none is marked relevant", "at least one"))
    if record.formulation is None:
        lacks["formulation"].append(Fault("formulation", "is missing", "an account of how and why"))
    if not record.scenarios:
        lacks["scenarios"].append(Fault("scenarios", "are missing", "at least one"))
    if record.plan is None or not record.plan.measures or not record.plan.goals:
        lacks["plan"].append(Fault("plan", "is incomplete", "at least one measure and one goal"))
    if record.summary is None:
        lacks["summary"].append(Fault("summary", "is missing", "a level with its reasons"))
    lacks["summary"] += _unsettled(record)
    return lacks


def differing_items(record: Judgement) -> list[str]:
    """Return the ids of the items on which the two assessors differ, in the record's order.

    Two ratings differ if their states differ or both have a level and the levels differ;
    unknown against unknown is agreement, whatever the reasons.
    """
    if record.second is None:
        return []
    theirs = {each.item: each for each in record.second.ratings}
    return [
        each.item
        for each in record.items
        if each.item in theirs and not _same(each.rating, theirs[each.item])
    ]


def _same(first: Rating, second: ItemRating) -> bool:
    other = second.rating
    return first.state == other.state and getattr(first, "level", None) == getattr(other, "level", None)


def _rating_misfit(where: str, item: str, rating: Rating, rules: JudgementRules) -> list[Fault]:
    """Return the fault of one rating: an item or a level that the instrument lacks."""
    if item not in rules.levels:
        return [Fault(where, "is not an item of the instrument")]
    if rating.state == "value" and rating.level not in rules.levels[item]:
        return [Fault(where, "has a level outside the item's list", ", ".join(rules.levels[item]))]
    return []


def _direction_misfit(each: ItemJudgement, rules: JudgementRules) -> list[Fault]:
    """Return the fault of an item that does not read in its own direction."""
    own = "protective" if each.item in rules.protective else "risk"
    if each.item not in rules.levels or each.reads == own:
        return []
    return [Fault(f"item '{each.item}'", f"reads as {each.reads}", own)]


def _summary_levels(record: Judgement) -> list[tuple[str, str]]:
    """Return every overall level in the record, with the place where it stands."""
    found = [("summary", record.summary.level)] if record.summary else []
    found += [("second assessment, summary", record.second.summary.level)] if record.second else []
    found += [("consensus", record.consensus.level)] if record.consensus else []
    return found + [(f"override {n}", each.level) for n, each in enumerate(record.overrides, start=1)]


def _evidence_missing(each: ItemJudgement) -> list[Fault]:
    """Return the sides on which a rated item neither has evidence nor says there is none."""
    if each.rating.state != "value":
        return []
    sides = (
        ("for", each.evidence_for, each.none_for),
        ("against", each.evidence_against, each.none_against),
    )
    return [
        Fault(f"item '{each.item}'", f"has no evidence {side} it", "evidence, or where was looked for it")
        for side, evidence, none in sides
        if not evidence and none is None
    ]


def _unsettled(record: Judgement) -> list[Fault]:
    """Return what a second assessment still leaves open."""
    if record.second is None:
        return []
    if record.consensus is None:
        return [Fault("consensus", "is missing while there are two assessments", "what both agree on")]
    settled = {each.item for each in record.consensus.ratings}
    return [
        Fault("consensus", f"does not settle item '{item}'", "the agreed rating")
        for item in differing_items(record)
        if item not in settled
    ]
