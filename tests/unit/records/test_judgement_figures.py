"""Judgement first, figures after; a change after figures is an override that can be counted."""

from datetime import UTC, datetime, timedelta

import pytest

from riskkit.errors import FiguresHidden, JudgementError
from riskkit.records.judgement import InstrumentReference, Judgement, SummaryJudgement, revise_judgement
from riskkit.records.judgement_figures import check_figures_allowed, note_figures_seen, override_level

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY = "SYNTHETIC reason"


def record(*, judged: bool) -> Judgement:
    summary = SummaryJudgement(level="moderate", reasons=WHY, assessor="a", at=DAY) if judged else None
    return Judgement(
        record="r", saved_by="a", saved_at=DAY, person="p", summary=summary,
        instrument=InstrumentReference(id="demo-spj", version="1", sha256="a" * 64),
    )  # fmt: skip


def seen(by: str = "a") -> Judgement:
    return note_figures_seen(record(judged=True), manifest="m1", by=by, at=DAY + HOUR, why=WHY)


def test_figures_are_refused_before_the_judgement_with_a_gate_and_not_a_blank():
    with pytest.raises(FiguresHidden, match="save your judgement") as caught:
        check_figures_allowed(record(judged=False))
    assert caught.value.exit_code == 3
    with pytest.raises(FiguresHidden):
        note_figures_seen(record(judged=False), manifest="m1", by="a", at=DAY + HOUR, why=WHY)
    check_figures_allowed(record(judged=True))


def test_who_saw_which_figures_is_in_the_next_version():
    assert [(each.by, each.manifest) for each in seen().figures_seen] == [("a", "m1")]
    assert seen().version == 2


def test_a_level_changed_after_figures_stands_beside_the_judgement():
    changed = override_level(seen(), level="high", reasons="More than I thought", by="a", at=DAY + 2 * HOUR)
    assert changed.summary == record(judged=True).summary
    assert changed.standing_level == "high"
    only = changed.overrides[0]
    assert (only.previous_level, only.level, only.manifests) == ("moderate", "high", ("m1",))
    assert changed.change == "More than I thought"
    again = override_level(changed, level="low", reasons=WHY, by="a", at=DAY + 3 * HOUR)
    assert [(each.previous_level, each.level) for each in again.overrides] == [
        ("moderate", "high"), ("high", "low"),
    ]  # fmt: skip


def test_who_saw_no_figures_revises_and_does_not_override():
    with pytest.raises(JudgementError, match="saw no figures"):
        override_level(seen(by="b"), level="high", reasons=WHY, by="a", at=DAY + 2 * HOUR)


@pytest.mark.parametrize(("level", "reasons"), [("moderate", WHY), ("high", " - ")])
def test_an_override_changes_something_and_says_why(level: str, reasons: str):
    with pytest.raises(JudgementError):
        override_level(seen(), level=level, reasons=reasons, by="a", at=DAY + 2 * HOUR)


def test_who_saw_figures_can_no_longer_be_the_second_assessor():
    late = SummaryJudgement(level="low", reasons=WHY, assessor="b", at=DAY + 2 * HOUR)
    with pytest.raises(JudgementError, match="saw figures before judging"):
        revise_judgement(
            seen(by="b"), {"second": {"ratings": (), "summary": late}}, by="b", at=DAY + 2 * HOUR, why=WHY
        )
