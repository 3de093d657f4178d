"""A record against its instrument, and what the six steps still lack."""

from datetime import UTC, date, datetime, timedelta

import pytest

from riskkit.errors import JudgementError
from riskkit.records.judgement import (
    Consensus,
    Evidence,
    InstrumentReference,
    ItemJudgement,
    ItemRating,
    Judgement,
    Rated,
    SecondAssessment,
    SummaryJudgement,
    Unknown,
)
from riskkit.records.judgement_check import (
    STEPS,
    JudgementRules,
    check_judgement,
    differing_items,
    misfits,
    missing_steps,
)

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEVELS = ("low", "moderate", "high")
REFERENCE = InstrumentReference(id="demo-spj", version="1", sha256="a" * 64)
RULES = JudgementRules(REFERENCE, {"x1": LEVELS, "x2": LEVELS, "p1": LEVELS}, {"p1"}, LEVELS)


def summary(who: str, level: str = "low") -> SummaryJudgement:
    return SummaryJudgement(level=level, reasons="SYNTHETIC", assessor=who, at=DAY)


def record(*items: ItemJudgement, **fields: object) -> Judgement:
    values: dict[str, object] = {
        "record": "r", "saved_by": "a", "saved_at": DAY + timedelta(days=1), "person": "p",
        "instrument": REFERENCE, "items": items,
    }  # fmt: skip
    return Judgement.model_validate({**values, **fields})


def rated(item: str, level: str = "low", **fields: object) -> ItemJudgement:
    reads = "protective" if item.startswith("p") else "risk"
    return ItemJudgement.model_validate(
        {"item": item, "reads": reads, "rating": Rated(level=level), **fields}
    )


def test_a_draft_that_fits_is_returned():
    draft = record(rated("x1"), rated("p1", "high"))
    assert check_judgement(draft, RULES) is draft


def test_every_misfit_is_told_at_once():
    wrong = record(
        rated("x1", "severe"),
        rated("x9"),
        rated("p1", reads="risk"),
        instrument=InstrumentReference(id="demo-spj", version="2", sha256="b" * 64),
        summary=summary("a", "extreme"),
        second=SecondAssessment(
            ratings=(ItemRating(item="x1", rating=Rated(level="none")),), summary=summary("b", "none")
        ),
    )
    with pytest.raises(JudgementError) as caught:
        check_judgement(wrong, RULES)
    assert [fault.where for fault in caught.value.faults] == [
        "instrument.version", "instrument.sha256", "item 'x1'", "item 'x9'", "item 'p1'",
        "second assessment, item 'x1'", "summary", "second assessment, summary",
    ]  # fmt: skip
    assert "severe" not in str(caught.value)
    assert "low, moderate, high" in str(caught.value)


def test_an_unknown_item_needs_no_level():
    assert misfits(record(ItemJudgement(item="x1", rating=Unknown(reason="no file"))), RULES) == []


def test_the_steps_of_an_empty_record_are_all_named():
    lacks = missing_steps(record(), RULES)
    assert tuple(lacks) == (*STEPS, "summary")
    assert {step for step, faults in lacks.items() if faults} == {*STEPS, "summary"} - {"evidence"}
    assert "3 items are not rated" in lacks["ratings"][0].problem


def test_a_rated_item_shows_both_sides_or_says_where_was_looked():
    seen = Evidence(statement="SYNTHETIC", source="file", dated=date(2026, 1, 1))
    assert len(missing_steps(record(rated("x1")), RULES)["evidence"]) == 2
    one_side = rated("x1", evidence_for=(seen,))
    assert [f.problem for f in missing_steps(record(one_side), RULES)["evidence"]] == [
        "has no evidence against it"
    ]
    both = rated("x1", evidence_for=(seen,), none_against="whole file read")
    assert missing_steps(record(both), RULES)["evidence"] == []


def test_a_known_unknown_keeps_the_record_valid():
    items = tuple(ItemJudgement(item=i, rating=Unknown(reason="no file")) for i in ("x1", "x2"))
    lacks = missing_steps(record(*items, rated("p1")), RULES)
    assert lacks["ratings"] == []


def test_two_assessments_need_a_consensus_that_settles_every_difference():
    second = SecondAssessment(
        ratings=(
            ItemRating(item="x1", rating=Rated(level="high")),
            ItemRating(item="x2", rating=Unknown(reason="other words")),
            ItemRating(item="p1", rating=Rated(level="low")),
        ),
        summary=summary("b"),
    )
    items = (rated("x1"), ItemJudgement(item="x2", rating=Unknown(reason="words")), rated("p1"))
    judged = record(*items, summary=summary("a"), second=second)
    assert differing_items(judged) == ["x1"]
    assert "two assessments" in missing_steps(judged, RULES)["summary"][0].problem
    empty = Consensus(level="low", reasons="SYNTHETIC", at=DAY)
    unsettled = missing_steps(record(*items, summary=summary("a"), second=second, consensus=empty), RULES)
    assert [fault.problem for fault in unsettled["summary"]] == ["does not settle item 'x1'"]
    agreed = Consensus(
        ratings=(ItemRating(item="x1", rating=Rated(level="moderate")),),
        level="low", reasons="SYNTHETIC", at=DAY,
    )  # fmt: skip
    settled = record(*items, summary=summary("a"), second=second, consensus=agreed)
    assert missing_steps(settled, RULES)["summary"] == []
    assert differing_items(record(*items)) == []


def test_complete_asks_for_all_steps():
    with pytest.raises(JudgementError) as caught:
        check_judgement(record(rated("x1")), RULES, complete=True)
    assert len(caught.value.faults) == 8
