"""Someone was asked to judge apart: what a record may say of that; older records read as they did."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from riskkit.errors import JudgementError
from riskkit.records.judgement import (
    FiguresSeen,
    InstrumentReference,
    Judgement,
    Override,
    SecondAsked,
    SecondAssessment,
    SummaryJudgement,
    fingerprint,
    read_judgement,
    revise_judgement,
    write_judgement,
)

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def summary(by: str, minutes: int = 0) -> SummaryJudgement:
    return SummaryJudgement(level="low", reasons="Stable", assessor=by, at=AT + timedelta(minutes=minutes))


FIRST = Judgement(
    record="r", saved_by="a", saved_at=AT, person="P",
    instrument=InstrumentReference(id="needs", version="1.0", sha256="0" * 64), summary=summary("a"),
)  # fmt: skip


def asked(who: str = "b", minutes: int = 1) -> SecondAsked:
    return SecondAsked(assessor=who, by="a", at=AT + timedelta(minutes=minutes))


def revise(record: Judgement, minutes: int = 5, **changes: object) -> Judgement:
    return revise_judgement(record, changes, by="a", at=AT + timedelta(minutes=minutes), why="x")


def test_a_record_of_before_there_were_second_assessors_keeps_its_fingerprint():
    """The text below was written by the version before this field; a store holds its fingerprint."""
    moment = '"2026-11-02T09:00:00Z"'
    text = (
        '{"change":null,"consensus":null,"figures_seen":[],"formulation":null,'
        '"instrument":{"id":"needs","sha256":"' + "0" * 64 + '","version":"1.0"},"items":[],'
        '"overrides":[],"person":"P","plan":null,"previous":null,"record":"r",'
        f'"saved_at":{moment},"saved_by":"a","scenarios":[],"second":null,'
        f'"summary":{{"assessor":"a","at":{moment},"level":"low","reasons":"Stable"}},"version":1}}'
    )
    assert write_judgement(FIRST) == text
    assert fingerprint(read_judgement(text)) == sha256(text.encode()).hexdigest()


def test_an_override_of_before_grounds_were_asked_keeps_its_text():
    seen = revise(FIRST, figures_seen=(FiguresSeen(by="a", at=AT + timedelta(minutes=1), manifest="m"),))
    made = Override(by="a", at=AT + timedelta(minutes=6), previous_level="low", level="high", reasons="x",
                    manifests=("m",))  # fmt: skip
    later = revise(seen, 6, overrides=(made,))
    assert "ground" not in write_judgement(later)
    named = revise(seen, 6, overrides=(made.model_copy(update={"ground": "overlooked"}),))
    assert '"ground":"overlooked"' in write_judgement(named)
    assert read_judgement(write_judgement(named)) == named


def test_who_was_asked_is_kept_and_waited_for():
    waiting = revise(FIRST, second_asked=asked())
    assert (waiting.waits_for_second, waiting.assessors) == (True, {"a"})
    assert read_judgement(write_judgement(waiting)) == waiting
    given = revise(waiting, 6, second=SecondAssessment(summary=summary("b", 6)))
    assert (given.waits_for_second, given.assessors) == (False, {"a", "b"})


@pytest.mark.parametrize(
    ("record", "changes", "said"),
    [
        (FIRST, {"second_asked": asked("a")}, "first assessor was asked to be the second"),
        (FIRST, {"second_asked": asked(minutes=-1)}, "asked before the summary judgement"),
        (FIRST, {"summary": None, "second_asked": asked()}, "asked before there was a judgement"),
        (FIRST, {"second_asked": asked(minutes=9)}, "after the moment of saving"),
        (
            FIRST,
            {"second_asked": asked(), "second": SecondAssessment(summary=summary("c", 2))},
            "not who was asked",
        ),
        (revise(FIRST, second_asked=asked()), {"summary": summary("a", 6)}, "second assessor was asked"),
    ],
)
def test_what_cannot_be_is_refused(record: Judgement, changes: dict[str, object], said: str):
    with pytest.raises(JudgementError, match=said):
        revise(record, 7, **changes)
