"""Change over time, item by item: like with like, in each item's own direction.

Nothing is added up. A move is counted in steps along the item's own ordered levels and
held against the raters' own disagreement by the reliable change index of Jacobson and
Truax (1991, J Consult Clin Psychol 59:12-19): a move is beyond disagreement when

    |steps| > z * sqrt(2) * SEM,

with SEM the standard error of measurement in steps (the square root of the variance
between raters within a person) and z = 1.96 for 95 %. The index treats the steps of an
ordered list as equal; it is a guard against reading noise as change, no proof of change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import NormalDist
from typing import Literal

from riskkit.errors import ComparisonError, Fault, ParameterError
from riskkit.fields import CONFIDENCE
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_items import Rated, Rating

Reads = Literal["risk", "protective"]
Direction = Literal["favourable", "unfavourable", "same", "not_comparable"]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """How one item moved between two assessments.

    Attributes
    ----------
    item : str
        Item id.
    reads : {"risk", "protective"}
        The item's own direction.
    earlier, later : Rated, Unknown, NotApplicable or None
        The two standing ratings; None where the item was not judged.
    steps : int or None
        Levels moved along the item's list, up positive; None if not comparable.
    direction : {"favourable", "unfavourable", "same", "not_comparable"}
        What the move means: a protective item that rises is favourable.
    smallest_reliable : float or None
        Steps that a move must exceed to be more than raters' disagreement.
    within_disagreement : bool or None
        Whether the move is no larger than that; None if there was no move, no two
        levels, or no disagreement was given for this item.
    """

    item: str
    reads: Reads
    earlier: Rating | None
    later: Rating | None
    steps: int | None
    direction: Direction
    smallest_reliable: float | None
    within_disagreement: bool | None


@dataclass(frozen=True, slots=True)
class JudgementChange:
    """Change between two assessments of one person: per item, and the summary in words.

    Attributes
    ----------
    items : tuple of ItemChange
        In the order of the instrument.
    level_before, level_now : str or None
        The standing summary levels; never subtracted.
    same_assessor : bool or None
        Whether one assessor made both summaries; None while one is a draft.
    days_between : int
        Whole days between the two moments of saving.
    confidence : float
        The level of the reliable change index.
    """

    items: tuple[ItemChange, ...]
    level_before: str | None
    level_now: str | None
    same_assessor: bool | None
    days_between: int
    confidence: float


def compare_judgements(
    earlier: Judgement,
    later: Judgement,
    *,
    levels: Mapping[str, Sequence[str]],
    disagreement: float | Mapping[str, float] | None = None,
    confidence: float = CONFIDENCE,
) -> JudgementChange:
    """Compare two assessments of one person made with the same instrument and version.

    Parameters
    ----------
    earlier, later : Judgement
        The two records.
    levels : mapping of str to sequence of str
        The instrument's levels by item id, from low to high.
    disagreement : float, mapping of str to float, or None
        Standard error of measurement in steps, for all items or by item id (items left
        out are not judged); `riskkit.agreement.standard_error_of_measurement` gives it.
    confidence : float
        Level of the reliable change index, between 0 and 1.

    Returns
    -------
    JudgementChange

    Raises
    ------
    ComparisonError
        Another person, instrument, version or hash, order of time the wrong way round,
        an item that reads in two directions, items or levels that are not the instrument's.
    ParameterError
        A disagreement that is negative or not finite, or a confidence outside (0, 1).
    """
    faults = _unlike(earlier, later) + _unknown_to(levels, earlier) + _unknown_to(levels, later)
    if faults:
        raise ComparisonError(faults)
    _check_noise(disagreement, confidence)
    reads: dict[str, Reads] = {each.item: each.reads for each in (*earlier.items, *later.items)}
    changes = tuple(
        _item_change(
            item, reads[item], (earlier, later), levels[item], _threshold(item, disagreement, confidence)
        )
        for item in levels
        if item in reads
    )
    return JudgementChange(
        items=changes,
        level_before=earlier.standing_level,
        level_now=later.standing_level,
        same_assessor=_same_assessor(earlier, later),
        days_between=(later.saved_at - earlier.saved_at).days,
        confidence=confidence,
    )


def _same_assessor(earlier: Judgement, later: Judgement) -> bool | None:
    """Return whether one assessor made both summaries; None while one is missing."""
    if earlier.summary is None or later.summary is None:
        return None
    return earlier.summary.assessor == later.summary.assessor


def _unlike(earlier: Judgement, later: Judgement) -> list[Fault]:
    """Return why the two records are not like with like."""
    remedy = "compare assessments made with the same instrument in the same version"
    faults = [
        Fault(f"instrument.{name}", "differs between the two assessments", "the same", remedy)
        for name in ("id", "version", "sha256")
        if getattr(earlier.instrument, name) != getattr(later.instrument, name)
    ]
    if earlier.person != later.person:
        faults.append(Fault("person", "differs between the two assessments", "the same person"))
    if later.saved_at < earlier.saved_at:
        faults.append(Fault("saved_at", "of the later assessment lies before the earlier one"))
    before = {each.item: each.reads for each in earlier.items}
    faults += [
        Fault(f"item '{each.item}'", "reads in two directions", "one direction in both assessments")
        for each in later.items
        if before.get(each.item, each.reads) != each.reads
    ]
    return faults


def _unknown_to(levels: Mapping[str, Sequence[str]], record: Judgement) -> list[Fault]:
    """Return the items and levels of a record that the instrument does not have."""
    faults: list[Fault] = []
    for each in record.items:
        rating = record.rating_of(each.item)
        if each.item not in levels:
            faults.append(Fault(f"item '{each.item}'", "is not an item of the instrument"))
        elif rating is not None and rating.state == "value" and rating.level not in levels[each.item]:
            allowed = ", ".join(levels[each.item])
            faults.append(Fault(f"item '{each.item}'", "has a level outside the item's list", allowed))
    return faults


def _check_noise(disagreement: float | Mapping[str, float] | None, confidence: float) -> None:
    """Raise on a disagreement or a confidence that means nothing."""
    given = disagreement.values() if isinstance(disagreement, Mapping) else [disagreement]
    bad = sum(not (isfinite(value) and value >= 0) for value in given if value is not None)
    faults = (
        [Fault("disagreement", f"{bad} values are no standard error", "finite, from 0 up")] if bad else []
    )
    if not 0 < confidence < 1:
        faults.append(Fault("confidence", "is outside its range", "above 0 and below 1"))
    if faults:
        raise ParameterError(faults)


def _threshold(
    item: str, disagreement: float | Mapping[str, float] | None, confidence: float
) -> float | None:
    """Return the steps that a move must exceed, or None where no disagreement is known."""
    sem = disagreement.get(item) if isinstance(disagreement, Mapping) else disagreement
    return None if sem is None else NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(2) * sem


def _item_change(
    item: str,
    reads: Reads,
    records: tuple[Judgement, Judgement],
    order: Sequence[str],
    threshold: float | None,
) -> ItemChange:
    """Return the move of one item along its own ordered levels."""
    earlier, later = (record.rating_of(item) for record in records)
    steps: int | None = None
    direction: Direction = "not_comparable"
    if isinstance(earlier, Rated) and isinstance(later, Rated):
        steps = list(order).index(later.level) - list(order).index(earlier.level)
        better = steps > 0 if reads == "protective" else steps < 0
        direction = "same" if steps == 0 else "favourable" if better else "unfavourable"
    within = abs(steps) <= threshold if steps and threshold is not None else None
    return ItemChange(item, reads, earlier, later, steps, direction, threshold, within)
