"""What two versions differ in: part by part, whoever saved them."""

from datetime import UTC, date, datetime

from riskkit.casework import compare_judgements
from riskkit.records.judgement import InstrumentReference, Judgement, SummaryJudgement
from riskkit.records.judgement_items import Evidence, ItemJudgement, Rated, Unknown

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = Evidence(statement="Lease signed", source="file", dated=date(2026, 2, 1))


def record(
    *items: ItemJudgement, level: str | None = "low", reasons: str = "Stable", by: str = "a"
) -> Judgement:
    summary = SummaryJudgement(level=level, reasons=reasons, assessor=by, at=AT) if level else None
    return Judgement(
        record="r", saved_by=by, saved_at=AT, person="p", items=items, summary=summary,
        instrument=InstrumentReference(id="needs", version="1", sha256="a" * 64),
    )  # fmt: skip


def item(name: str = "housing", level: str = "low", *evidence: Evidence) -> ItemJudgement:
    return ItemJudgement(item=name, rating=Rated(level=level), evidence_for=evidence)


def parts(first: Judgement, second: Judgement) -> list[tuple[str | None, str]]:
    return [(each.item, each.part) for each in compare_judgements(first, second)]


def test_who_saved_it_is_no_difference():
    assert parts(record(item(), by="a"), record(item(), by="b")) == []


def test_each_part_that_differs_is_named_with_both_contents():
    found = compare_judgements(record(item()), record(item("housing", "high", LEASE), level="high"))
    assert [(each.item, each.part) for each in found] == [
        ("housing", "rating"), ("housing", "evidence_for"), (None, "summary"),
    ]  # fmt: skip
    assert (found[0].first, found[0].second) == (Rated(level="low"), Rated(level="high"))
    assert (found[1].first, found[1].second) == ((), (LEASE,))


def test_an_item_that_one_side_lacks_is_a_difference_from_either_side():
    assert parts(record(), record(item())) == [("housing", "rating")]
    assert parts(record(item("x"), item("y")), record(item("y"))) == [("x", "rating")]


def test_another_reason_for_not_knowing_is_a_difference():
    asked = ItemJudgement(item="x", rating=Unknown(reason="not asked"))
    refused = ItemJudgement(item="x", rating=Unknown(reason="refused"))
    assert parts(record(asked), record(refused)) == [("x", "rating")]


def test_another_mark_is_a_difference():
    marked = item().model_copy(update={"relevant": True})
    decisive = marked.model_copy(update={"decisive": True})
    found = compare_judgements(record(marked), record(decisive))
    assert [(each.part, each.first, each.second) for each in found] == [("weight", "relevant", "decisive")]
    assert parts(record(item()), record(marked)) == [("housing", "weight")]


def test_other_reasons_and_a_missing_summary_are_differences():
    assert parts(record(), record(reasons="Stable, and working")) == [(None, "summary")]
    assert parts(record(level=None), record()) == [(None, "summary")]
    assert parts(record(level=None), record(level=None)) == []
