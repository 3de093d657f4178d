"""Change over time: like with like, in each item's own direction, against raters' noise."""

from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest

from riskkit.agreement import standard_error_of_measurement
from riskkit.errors import ComparisonError, ParameterError
from riskkit.records.judgement import (
    InstrumentReference,
    ItemJudgement,
    Judgement,
    NotApplicable,
    Rated,
    SummaryJudgement,
    Unknown,
)
from riskkit.records.judgement_change import compare_judgements

DAY = datetime(2026, 3, 2, tzinfo=UTC)
ORDER = ("none", "low", "moderate", "high")
LEVELS = {"x1": ORDER, "x2": ORDER, "p1": ORDER}
RATINGS = {"unknown": Unknown(reason="no file"), "na": NotApplicable(reason="lives alone")}


def record(days: int = 0, level: str = "low", who: str = "a", **ratings: str) -> Judgement:
    items = tuple(
        ItemJudgement(
            item=item,
            reads="protective" if item.startswith("p") else "risk",
            rating=RATINGS.get(given) or Rated(level=given),
        )
        for item, given in ratings.items()
    )
    at = DAY + timedelta(days=days)
    return Judgement(
        record=f"r{days}", saved_by=who, saved_at=at, person="p",
        instrument=InstrumentReference(id="demo-spj", version="1", sha256="a" * 64), items=items,
        summary=SummaryJudgement(level=level, reasons="SYNTHETIC", assessor=who, at=at),
    )  # fmt: skip


def test_a_risk_item_that_falls_and_a_protective_item_that_rises_are_favourable():
    change = compare_judgements(
        record(x1="high", x2="low", p1="low"),
        record(90, x1="low", x2="low", p1="moderate"),
        levels=LEVELS,
    )
    told = {each.item: (each.steps, each.direction) for each in change.items}
    assert told == {"x1": (-2, "favourable"), "x2": (0, "same"), "p1": (1, "favourable")}
    assert change.days_between == 90
    back = compare_judgements(record(x1="low", p1="high"), record(90, x1="moderate", p1="low"), levels=LEVELS)
    assert [each.direction for each in back.items] == ["unfavourable", "unfavourable"]


def test_a_move_within_the_raters_disagreement_is_flagged():
    # SEM 0.5 steps: 1.959964 * sqrt(2) * 0.5 = 1.3859; one step is within it, two are beyond.
    change = compare_judgements(
        record(x1="high", x2="high"), record(9, x1="moderate", x2="low"), levels=LEVELS, disagreement=0.5
    )
    assert [each.within_disagreement for each in change.items] == [True, False]
    assert change.items[0].smallest_reliable == pytest.approx(1.959963984540054 * sqrt(2) * 0.5, rel=1e-12)


def test_the_disagreement_comes_from_ratings_of_the_same_people_by_several_raters():
    # Two raters, four people: 0-0, 1-2, 2-2, 3-2. Squares within a person: 0 + 1/2 + 0 + 1/2 = 1
    # on 8 - 4 = 4 degrees of freedom, so the error of measurement is sqrt(1/4) = 0.5 steps.
    noise = standard_error_of_measurement([[0, 0], [1, 2], [2, 2], [3, 2]])
    assert noise.estimate == pytest.approx(0.5, rel=1e-12)
    change = compare_judgements(
        record(x1="high", x2="high"),
        record(9, x1="moderate", x2="low"),
        levels=LEVELS,
        disagreement=noise.estimate,
    )
    assert [each.within_disagreement for each in change.items] == [True, False]


def test_disagreement_can_differ_by_item_and_be_unknown_for_some():
    change = compare_judgements(
        record(x1="high", x2="high", p1="low"),
        record(9, x1="moderate", x2="moderate", p1="low"),
        levels=LEVELS,
        disagreement={"x1": 0.2, "p1": 0.2},
    )
    assert [each.within_disagreement for each in change.items] == [False, None, None]
    # x2 has no study of its raters; p1 did not move, so there is nothing to doubt
    assert [each.smallest_reliable is None for each in change.items] == [False, True, False]


@pytest.mark.parametrize("hidden", ["unknown", "na"])
def test_what_is_not_rated_is_not_compared(hidden: str):
    change = compare_judgements(record(x1=hidden), record(9, x1="high", x2="low"), levels=LEVELS)
    assert [(e.item, e.steps, e.direction) for e in change.items] == [
        ("x1", None, "not_comparable"), ("x2", None, "not_comparable"),
    ]  # fmt: skip


def test_the_summary_is_told_and_not_subtracted():
    change = compare_judgements(record(level="high"), record(9, level="low", who="b"), levels=LEVELS)
    assert (change.level_before, change.level_now, change.same_assessor) == ("high", "low", False)
    assert compare_judgements(record(), record(9), levels=LEVELS).same_assessor is True
    unjudged = record().model_copy(update={"summary": None})
    assert compare_judgements(unjudged, record(9), levels=LEVELS).same_assessor is None


@pytest.mark.parametrize(
    ("update", "where"),
    [
        ({"instrument": InstrumentReference(id="b", version="1", sha256="a" * 64)}, "instrument.id"),
        (
            {"instrument": InstrumentReference(id="demo-spj", version="2", sha256="a" * 64)},
            "instrument.version",
        ),
        (
            {"instrument": InstrumentReference(id="demo-spj", version="1", sha256="b" * 64)},
            "instrument.sha256",
        ),
        ({"person": "q"}, "person"),
        ({"saved_at": DAY - timedelta(days=1)}, "saved_at"),
        ({"items": (ItemJudgement(item="x1", reads="protective", rating=Rated(level="low")),)}, "item 'x1'"),
        ({"items": (ItemJudgement(item="x8", rating=Rated(level="low")),)}, "item 'x8'"),
        ({"items": (ItemJudgement(item="x1", rating=Rated(level="severe")),)}, "item 'x1'"),
    ],
)
def test_unlike_is_not_compared_with_unlike(update: dict[str, object], where: str):
    with pytest.raises(ComparisonError) as caught:
        compare_judgements(record(x1="low"), record(9, x1="low").model_copy(update=update), levels=LEVELS)
    assert [fault.where for fault in caught.value.faults] == [where]


@pytest.mark.parametrize("sem", [-0.1, float("nan"), float("inf"), {"x1": -1.0}])
def test_a_disagreement_that_means_nothing_is_refused(sem: float):
    with pytest.raises(ParameterError, match="1 values are no standard error"):
        compare_judgements(record(x1="low"), record(9, x1="low"), levels=LEVELS, disagreement=sem)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_a_confidence_outside_its_range_is_refused(confidence: float):
    with pytest.raises(ParameterError, match="confidence"):
        compare_judgements(record(), record(9), levels=LEVELS, confidence=confidence)
