"""The judgement record: frozen, complete in its faults, versioned, and never a total."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from riskkit.errors import JudgementError
from riskkit.records import judgement as module
from riskkit.records.judgement import (
    Consensus,
    Degree,
    Evidence,
    FiguresSeen,
    Formulation,
    Goal,
    InstrumentReference,
    ItemJudgement,
    ItemRating,
    Judgement,
    Measure,
    NotApplicable,
    Override,
    Plan,
    Rated,
    Scenario,
    SecondAssessment,
    SummaryJudgement,
    Unknown,
    fingerprint,
    read_judgement,
    revise_judgement,
    write_judgement,
)

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY = "SYNTHETIC reason"


def evidence(text: str = "SYNTHETIC: said so in an interview") -> Evidence:
    return Evidence(statement=text, source="interview", dated=date(2026, 2, 20))


def summary(who: str = "assessor-a", level: str = "moderate", at: datetime = DAY) -> SummaryJudgement:
    return SummaryJudgement(level=level, reasons=WHY, assessor=who, at=at)


def draft(**fields: object) -> Judgement:
    values: dict[str, object] = {
        "record": "r-1", "saved_by": "assessor-a", "saved_at": DAY + 8 * HOUR, "person": "p-1",
        "instrument": InstrumentReference(id="demo-spj", version="1", sha256="a" * 64),
    }  # fmt: skip
    return Judgement.model_validate({**values, **fields})


def full() -> Judgement:
    degree = Degree(degree="low", reason=WHY)
    return draft(
        items=(
            ItemJudgement(
                item="x1", rating=Rated(level="high"), evidence_for=(evidence(),), none_against="file read",
                relevant=True, decisive=True,
            ),
            ItemJudgement(item="x2", rating=Unknown(reason="no file yet"), relevant=True),
            ItemJudgement(item="p1", reads="protective", rating=NotApplicable(reason="lives alone")),
        ),
        formulation=Formulation(account=WHY, driving=("anger",), restraining=("family",), items=("x1",)),
        scenarios=(
            Scenario(
                name="again", kind="repeat", nature=WHY, severity=degree, imminence=degree,
                likelihood=degree, at_risk=("neighbours",),
            ),
        ),
        plan=Plan(
            measures=(
                Measure(kind="supervision", description=WHY, responsible="team", scenarios=("again",)),
            ),
            goals=(
                Goal(domain="housing", goal="own room", steps=("register",), responsible="team",
                     persons_view="I want my own door", review_on=date(2026, 6, 1)),
            ),
            reassess_on=date(2026, 9, 1),
        ),
        summary=summary(),
    )  # fmt: skip


def problems(error: JudgementError) -> str:
    return "\n".join(fault.problem for fault in error.faults)


def test_json_round_trip_keeps_everything():
    record = full()
    assert read_judgement(write_judgement(record)) == record
    assert read_judgement(json.loads(write_judgement(record))) == record
    assert fingerprint(read_judgement(write_judgement(record))) == fingerprint(record)


def test_equal_moments_in_other_zones_have_one_fingerprint():
    amsterdam = timezone(timedelta(hours=1))
    assert fingerprint(draft(summary=summary(at=DAY.astimezone(amsterdam)))) == fingerprint(
        draft(summary=summary(at=DAY))
    )


def test_a_record_and_its_parts_cannot_be_changed():
    record = full()
    for part, name in ((record, "summary"), (record.items[0], "rating"), (record.items[0].rating, "level")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, None)


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    seen.add(model)
    pending = [field.annotation for field in model.model_fields.values()]
    while pending:
        annotation = pending.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation not in seen:
                models(annotation, seen)
        elif get_origin(annotation) is not None:
            pending.extend(get_args(annotation))
    return seen


def test_there_is_no_number_to_add_and_no_name_for_a_total():
    found = models(Judgement, set())
    assert {Evidence, Rated, Scenario, Override, Goal, SecondAssessment} <= found
    for model in found:
        for name, field in model.model_fields.items():
            numeric = {int, float} & {field.annotation, *get_args(field.annotation)}
            assert not numeric or name == "version", f"{model.__name__}.{name} holds a number"
        own = {name for name in vars(model) if not name.startswith("_")} | set(model.model_fields)
        for word in ("total", "score", "sum_", "points", "average", "mean"):
            assert not [name for name in own if word in name], f"{model.__name__} has a name like '{word}'"
        for operation in ("__add__", "__radd__", "__int__", "__float__", "__index__"):
            assert not hasattr(model, operation)
    with pytest.raises(TypeError):
        sum(item.rating for item in full().items)  # pyright: ignore


def test_a_rating_is_never_a_number():
    with pytest.raises(ValidationError):
        Rated(level=2)  # pyright: ignore


@pytest.mark.parametrize("reason", ["", "   ", "-", "..."])
def test_a_reason_says_something(reason: str):
    with pytest.raises(ValidationError):
        Unknown(reason=reason)
    with pytest.raises(ValidationError):
        SummaryJudgement(level="low", reasons=reason, assessor="a", at=DAY)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValidationError):
        summary(at=datetime(2026, 3, 2, 9, 0))


def test_reading_collects_every_fault_and_repeats_no_value():
    content = json.loads(write_judgement(full()))
    content["items"][0]["rating"] = {"state": "unknown", "reason": ""}
    content["items"][1]["surname"] = "Jansen"
    content["summary"]["reasons"] = " "
    content["plan"]["goals"][0]["review_on"] = "gisteren"
    with pytest.raises(JudgementError) as caught:
        read_judgement(content)
    places = [fault.where for fault in caught.value.faults]
    assert places == ["items.0.rating.unknown.reason", "items.1", "plan.goals.0.review_on", "summary.reasons"]
    for value in ("Jansen", "gisteren", "surname"):
        assert value not in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", b"\xff", {"x": float("nan")}, {"x": object()}])
def test_what_is_no_record_is_refused_with_a_named_error(content: object):
    with pytest.raises(JudgementError):
        read_judgement(content)  # pyright: ignore


def item(**fields: object) -> ItemJudgement:
    return ItemJudgement.model_validate({"item": "x1", "rating": Rated(level="low"), **fields})


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"items": (item(decisive=True),)}, "decisive but not relevant"),
        (
            {"items": (item(decisive=True, relevant=True, rating=Unknown(reason=WHY)),)},
            "decisive but its rating is unknown",
        ),
        ({"items": (item(relevant=True, rating=NotApplicable(reason=WHY)),)}, "relevant but not applicable"),
        ({"items": (item(evidence_for=(evidence(),), none_for=WHY),)}, "says there is none"),
        ({"items": (item(), item())}, "'x1' is judged more than once"),
        ({"formulation": Formulation(account=WHY, items=("x9",))}, "leans on item 'x9'"),
        (
            {"plan": Plan(measures=(Measure(kind="support", description=WHY, responsible="t",
                                            scenarios=("s",)),), reassess_on=date(2026, 9, 1))},
            "answers scenario 's', which is not there",
        ),
        (
            {"plan": Plan(measures=(Measure(kind="support", description=WHY, responsible="t",
                                            starts=date(2026, 2, 2), ends=date(2026, 2, 1)),),
                          reassess_on=date(2026, 9, 1))},
            "1 measures end before they start",
        ),
        ({"second": SecondAssessment(summary=summary())}, "second assessment without a first"),
        ({"summary": summary(), "second": SecondAssessment(summary=summary())}, "is the first assessor"),
        (
            {"summary": summary(), "consensus": Consensus(level="low", reasons=WHY, at=DAY)},
            "a consensus without two judgements",
        ),
        (
            {"summary": summary(), "second": SecondAssessment(summary=summary("b", at=DAY + HOUR)),
             "consensus": Consensus(level="low", reasons=WHY, at=DAY)},
            "before the judgements that it joins",
        ),
        (
            {"figures_seen": (FiguresSeen(by="assessor-a", at=DAY, manifest="m"),)},
            "seen before there was a judgement",
        ),
        (
            {"summary": summary(),
             "figures_seen": (FiguresSeen(by="assessor-a", at=DAY - HOUR, manifest="m"),)},
            "saw figures before judging",
        ),
        (
            {"summary": summary(), "second": SecondAssessment(summary=summary("b", at=DAY + 2 * HOUR)),
             "figures_seen": (FiguresSeen(by="b", at=DAY + HOUR, manifest="m"),)},
            "saw figures before judging",
        ),
        ({"summary": summary(at=DAY + 9 * HOUR)}, "1 moments lie after the moment of saving"),
        (
            {"items": (item(evidence_for=(Evidence(statement=WHY, source="s", dated=date(2026, 3, 5)),)),)},
            "1 pieces of evidence are dated after",
        ),
        ({"version": 2}, "does not name version 1 before it"),
    ],
)  # fmt: skip
def test_contradictions_are_refused(fields: dict[str, object], problem: str):
    with pytest.raises(ValidationError, match=problem):
        draft(**fields)


def test_a_scenario_says_who_is_at_risk_unless_things_get_better():
    degree = Degree(degree="cannot_say", reason=WHY)
    parts = {"nature": WHY, "severity": degree, "imminence": degree, "likelihood": degree}
    draft(scenarios=(Scenario(name="s", kind="improvement", **parts),))
    with pytest.raises(ValidationError, match="who is at risk"):
        draft(scenarios=(Scenario(name="s", kind="escalation", **parts),))


def test_all_contradictions_are_told_at_once():
    content = json.loads(write_judgement(full()))
    content["items"][0]["relevant"] = False
    content["formulation"]["items"] = ["x9"]
    content["version"] = 3
    with pytest.raises(JudgementError) as caught:
        read_judgement(content)
    assert len(caught.value.faults) == 4


def test_a_revision_is_a_new_version_that_names_the_one_before():
    first = full()
    text = write_judgement(first)
    second = revise_judgement(
        first, {"summary": summary(level="low")}, by="assessor-a", at=DAY + 9 * HOUR, why="more evidence"
    )
    assert write_judgement(first) == text
    assert second.version == 2
    assert second.previous is not None
    assert second.previous.fingerprint == fingerprint(first)
    assert (second.record, second.person, second.change) == ("r-1", "p-1", "more evidence")
    assert fingerprint(second) != fingerprint(first)


def revise(record: Judgement, changes: dict[str, object], hours: int = 10) -> Judgement:
    return revise_judgement(record, changes, by="assessor-a", at=DAY + hours * HOUR, why=WHY)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"person": "p-2"}, "cannot be changed in a new version"),
        ({"instrument": InstrumentReference(id="x", version="1", sha256="b" * 64)}, "cannot be changed"),
        ({"version": 9}, "is set by saving"),
        ({"nonsense": 1}, "not known"),
        ({"items": ({"item": "x1"},)}, "required"),
    ],
)
def test_a_revision_keeps_identity_and_types(changes: dict[str, object], problem: str):
    with pytest.raises(JudgementError) as caught:
        revise(full(), changes)
    assert problem in problems(caught.value)


def test_a_revision_cannot_lie_before_its_predecessor():
    with pytest.raises(JudgementError, match="before the previous version"):
        revise(full(), {}, hours=1)


def seen_record() -> Judgement:
    shown = FiguresSeen(by="assessor-a", at=DAY + 9 * HOUR, manifest="m1")
    return revise(full(), {"figures_seen": (shown,)})


def test_after_figures_a_change_of_level_is_an_override_and_the_judgement_stays():
    record = seen_record()
    with pytest.raises(JudgementError, match="record an override instead"):
        revise(record, {"summary": summary(level="high")}, hours=11)
    override = Override(
        by="assessor-a", at=DAY + 10 * HOUR, previous_level="moderate", level="high", reasons=WHY,
        manifests=("m1",),
    )  # fmt: skip
    changed = revise(record, {"overrides": (override,)}, hours=11)
    assert changed.summary == record.summary
    assert (record.standing_level, changed.standing_level) == ("moderate", "high")
    with pytest.raises(JudgementError, match="drops or rewrites what was logged"):
        revise(changed, {"overrides": ()}, hours=12)
    with pytest.raises(JudgementError, match="drops or rewrites what was logged"):
        revise(changed, {"figures_seen": ()}, hours=12)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"manifests": ("m2",)}, "figures that its maker had not seen"),
        ({"by": "someone-else"}, "figures that its maker had not seen"),
        ({"previous_level": "low"}, "does not start from the level that stood"),
        ({"level": "moderate"}, "changes nothing"),
    ],
)
def test_an_override_starts_from_what_stood_and_what_was_seen(fields: dict[str, object], problem: str):
    values = {
        "by": "assessor-a", "at": DAY + 10 * HOUR, "previous_level": "moderate", "level": "high",
        "reasons": WHY, "manifests": ("m1",), **fields,
    }  # fmt: skip
    with pytest.raises(JudgementError, match=problem):
        revise(seen_record(), {"overrides": (Override.model_validate(values),)}, hours=11)


def test_an_override_without_reasons_is_refused():
    with pytest.raises(ValidationError):
        Override(by="a", at=DAY, previous_level="low", level="high", reasons=" ", manifests=("m",))


def two_judged() -> Judgement:
    second = SecondAssessment(
        ratings=(ItemRating(item="x1", rating=Rated(level="low")),),
        summary=summary("assessor-b", "low", DAY + HOUR),
    )
    return revise(full(), {"second": second})


def test_a_consensus_rating_stands_for_the_item_and_a_later_level_for_the_record():
    agreed = Consensus(
        ratings=(ItemRating(item="x1", rating=Rated(level="moderate"), reasons=WHY),),
        level="low", reasons=WHY, at=DAY + 2 * HOUR,
    )  # fmt: skip
    record = revise(two_judged(), {"consensus": agreed}, hours=11)
    assert record.rating_of("x1") == Rated(level="moderate")
    assert record.rating_of("x2") == Unknown(reason="no file yet")
    assert record.rating_of("x9") is None
    assert record.standing_level == "low"
    assert not record.consensus_after_figures


def test_what_is_known_to_be_unknown_is_listed_with_its_reason():
    assert full().known_unknowns == {"x2": "no file yet"}
    agreed = Consensus(
        ratings=(ItemRating(item="x2", rating=Rated(level="low"), reasons=WHY),),
        level="low", reasons=WHY, at=DAY + 2 * HOUR,
    )  # fmt: skip
    assert revise(two_judged(), {"consensus": agreed}, hours=11).known_unknowns == {}


def test_a_consensus_after_figures_is_visible():
    shown = FiguresSeen(by="assessor-a", at=DAY + 3 * HOUR, manifest="m1")
    record = revise(two_judged(), {"figures_seen": (shown,)}, hours=11)
    late = Consensus(level="low", reasons=WHY, at=DAY + 11 * HOUR)
    assert revise(record, {"consensus": late}, hours=12).consensus_after_figures


def test_figures_stay_hidden_until_there_is_a_judgement():
    assert not draft().judged
    assert draft().standing_level is None
    assert full().judged


def test_the_public_names_are_there():
    assert all(hasattr(module, name) for name in module.__all__)
