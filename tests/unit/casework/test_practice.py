"""Practising on made-up cases: reference after locking only, agreement by hand, nothing in the real store."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from riskkit.casework.practice import (
    begin_case,
    compare_attempt,
    keep_answers,
    lacking,
    lock_case,
    open_practice,
    reference_summary,
)
from riskkit.casework.practice_agreement import KAPPA_FROM, agreement_of, first_pairs, measure_attempts
from riskkit.casework.practice_cases import FOLDER, PracticeCase, case_faults, practice_case, practice_cases
from riskkit.casework.practice_progress import (
    Answers,
    Attempt,
    Progress,
    TraineeAnswer,
    progress_file,
    read_progress,
    write_progress,
)
from riskkit.errors import AccessRefused, FiguresHidden, JudgementError, OutputError
from riskkit.instruments import load
from riskkit.records.tables import schema
from tests.unit.casework.report_office import as_, office, trail

CASES = [path.stem for path in sorted(FOLDER.glob("*.yaml"))]


@pytest.fixture
def store(tmp_path: Path):
    with office(tmp_path / "workspace") as opened:
        yield opened


def as_in_reference(case: str, **changes: str) -> Answers:
    """Answers that equal the reference, but for the levels named."""
    known = practice_case(case)
    items = {
        name: TraineeAnswer(state="unknown", reason="not told")
        if each.unknown
        else TraineeAnswer(state="value", level=str(each.level))
        for name, each in known.answers.items()
    }
    items |= {name: TraineeAnswer(state="value", level=level) for name, level in changes.items()}
    return Answers(items=items, summary_level=known.summary.level, summary_reasons="weighed")


def locked(store, case: str, user: str = "officer-1", **changes: str) -> Attempt:
    access = as_(store, user)
    begin_case(access, case)
    return lock_case(access, case, as_in_reference(case, **changes)).locked(case)[-1]


def test_there_are_enough_cases_and_each_is_named_after_its_file():
    assert len(practice_cases()) >= 4
    assert [each.id for each in practice_cases()] == CASES


@pytest.mark.parametrize("name", CASES)
def test_a_case_answers_every_item_with_a_reason_in_both_languages(name: str):
    case = practice_case(name)
    assert set(case.answers) == {item.id for item in load(case.instrument).items}
    for each in (*case.answers.values(), case.summary):
        assert min(len(each.reason.nl), len(each.reason.en)) > 20
    assert "SYNTHETIC" in (FOLDER / f"{name}.yaml").read_text().splitlines()[0]


@pytest.mark.parametrize("instrument", ["reintegration-needs", "vera-2r", "trap-18"])
def test_the_cases_of_an_instrument_ask_for_more_than_one_answer_each_way(instrument: str):
    """A trainee who always ticks the same box must find out: right at 6 of 10 items at most."""
    given = [
        each for case in practice_cases() if case.instrument == instrument for each in case.answers.values()
    ]
    levels = [str(option.code) for option in load(instrument).items[0].options]
    shares = [sum(each.level == level for each in given) / len(given) for level in levels]
    assert all(0.2 < share < 0.6 for share in shares)
    assert any(each.unknown for each in given)


def test_the_cases_differ_in_what_they_come_to():
    assert {case.summary.level for case in practice_cases()} == {
        "low",
        "moderate",
        "high",
        "active_management",
    }


def test_one_warning_behaviour_asks_for_active_management():
    """The rule of the TRAP-18: one proximal behaviour weighs more than all distal characteristics."""
    proximal = {
        item.id for domain in load("trap-18").domains if domain.id == "proximal" for item in domain.items
    }
    case = practice_case("tobias")
    assert len(proximal) == 8
    assert any(case.answers[each].level == "present" for each in proximal)
    assert case.summary.level == "active_management"


def test_a_case_that_does_not_fit_its_instrument_says_where():
    case, instrument = practice_case("daan"), load("reintegration-needs")
    assert list(case_faults(case, instrument)) == []
    answers = dict(case.answers)
    answers["housing"] = answers["housing"].model_copy(update={"level": "huge"})
    del answers["health"]
    changes = {"answers": answers, "instrument_version": "0.9"}
    wrong = case.model_copy(update={**changes, "summary": case.summary.model_copy(update={"level": "none"})})
    said = " ".join(str(fault) for fault in case_faults(wrong, instrument))
    for part in ("another version", "exactly the items", "item 'housing'", "summary judgement"):
        assert part in said


def test_a_reference_is_a_level_or_unknown_and_never_both():
    content = practice_case("daan").model_dump()
    content["answers"]["housing"] |= {"unknown": True}
    with pytest.raises(ValueError, match="give a level, or say that it is unknown"):
        PracticeCase.model_validate_json(json.dumps(content))


@pytest.mark.parametrize("user", ["researcher-1", "steward-1", "inspector-1", "nobody"])
def test_other_roles_do_not_practise_and_that_is_on_record(store, tmp_path, user):
    access = as_(store, user)
    for refused in (
        lambda: open_practice(access),
        lambda: begin_case(access, "daan"),
        lambda: keep_answers(access, "daan", Answers()),
        lambda: lock_case(access, "daan", as_in_reference("daan")),
    ):
        with pytest.raises(AccessRefused):
            refused()
    assert [each[1:3] for each in trail(store)] == [("practice.use", "refused")] * 4
    assert not (tmp_path / "workspace" / "practice").exists()


@pytest.mark.parametrize("user", ["officer-1", "unit-1", "supervisor-1"])
def test_who_works_with_files_practises(store, user):
    attempt = locked(store, "erik", user)
    assert attempt.locked_at is not None
    subjects = ["own list", "case erik, attempt 1, opened", "case erik, attempt 1, locked"]
    open_practice(as_(store, user))
    assert sorted(trail(store)) == sorted((user, "practice.use", "done", each) for each in subjects)


def dump(store) -> dict[str, list]:
    """Everything in the store, table by table."""
    with store.reading() as connection:
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        )
        return {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("riskkit.db")
    }


def test_the_real_store_is_the_same_afterwards_but_for_the_trail(store, tmp_path):
    workspace = tmp_path / "workspace"
    before, before_files = dump(store), files(workspace)
    access = as_(store, "officer-1")
    open_practice(access)
    begin_case(access, "daan")
    keep_answers(access, "daan", Answers(summary_reasons="SECRET WORDS"))
    lock_case(access, "daan", as_in_reference("daan"))
    begin_case(access, "daan")
    measure_attempts("officer-1")
    after, after_files = dump(store), files(workspace)
    assert {name for name in after if after[name] != before[name]} == {"audit"}
    assert schema.name in after
    assert after["audit"][: len(before["audit"])] == before["audit"]
    assert len(after["audit"]) - len(before["audit"]) == 4
    new = {name for name in after_files if after_files[name] != before_files.get(name)}
    assert {Path(name).parent.as_posix() for name in new} == {"practice"}
    assert "SECRET" not in str(after)


def test_the_reference_is_given_for_a_locked_attempt_only(store):
    access = as_(store, "officer-1")
    waiting = begin_case(access, "daan").open_attempt("daan")
    for asked in (compare_attempt, reference_summary):
        with pytest.raises(FiguresHidden, match="only after the answers are locked"):
            asked(waiting)
    done = lock_case(access, "daan", as_in_reference("daan")).locked("daan")[0]
    assert all(each.alike for each in compare_attempt(done))
    assert reference_summary(done)[0] == practice_case("daan").summary.level


def test_what_is_locked_does_not_change(store):
    access = as_(store, "officer-1")
    first = locked(store, "daan")
    keep_answers(access, "daan", Answers())
    with pytest.raises(AccessRefused, match="locked already"):
        lock_case(access, "daan", as_in_reference("daan", housing="high"))
    assert read_progress("officer-1").locked("daan") == (first,)


def test_a_case_is_repeated_and_every_attempt_is_kept(store):
    locked(store, "daan", housing="high")
    again = locked(store, "daan")
    assert (again.number, len(read_progress("officer-1").locked("daan"))) == (2, 2)
    first = compare_attempt(read_progress("officer-1").locked("daan")[0])
    assert [each.item for each in first if not each.alike] == ["housing"]


def test_what_is_being_typed_is_kept_and_found_again(store):
    access = as_(store, "officer-1")
    begin_case(access, "noor")
    keep_answers(access, "noor", Answers(summary_reasons="half a sen"))
    keep_answers(access, "samira", Answers(summary_reasons="no attempt is open"))
    assert begin_case(access, "noor").open_attempt("noor").answers.summary_reasons == "half a sen"
    assert read_progress("officer-1").open_attempt("samira") is None
    assert read_progress("unit-1").attempts == ()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"housing": TraineeAnswer()}, ("housing", "answer")),
        ({"housing": TraineeAnswer(state="value", level="huge")}, ("housing", "level")),
        ({"housing": TraineeAnswer(state="unknown", reason="  ")}, ("housing", "reason")),
        ({"another": TraineeAnswer(state="value", level="low")}, ("items", "unknown")),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_locked(store, change, where):
    access, whole = as_(store, "officer-1"), as_in_reference("daan")
    begin_case(access, "daan")
    answers = whole.model_copy(update={"items": {**whole.items, **change}})
    assert lacking(practice_case("daan"), answers) == [where]
    with pytest.raises(JudgementError):
        lock_case(access, "daan", answers)
    assert read_progress("officer-1").locked("daan") == ()


def test_a_summary_judgement_needs_its_reasons():
    bare = as_in_reference("daan").model_copy(update={"summary_level": "", "summary_reasons": " "})
    assert lacking(practice_case("daan"), bare) == [("summary", "level"), ("summary", "reasons")]


@pytest.mark.parametrize("case", ["../daan", "", "daan.yaml", "nobody"])
def test_a_case_is_one_of_ours(store, case):
    with pytest.raises(AccessRefused, match="no such case"):
        begin_case(as_(store, "officer-1"), case)


def test_steps_are_counted_from_the_reference(store):
    """Reference of erik: housing low, attitudes high, motivation low; addiction moderate."""
    attempt = locked(store, "erik", housing="high", attitudes="moderate", addiction="high")
    steps = {each.item: each.steps for each in compare_attempt(attempt)}
    assert (steps["housing"], steps["attitudes"], steps["addiction"], steps["motivation"]) == (2, -1, 1, 0)
    compared = compare_attempt(locked(store, "samira", addiction="low"))
    told = {each.item: (each.alike, each.steps) for each in compared}
    assert told["addiction"] == (False, None)  # unknown in the reference: not a step from low
    assert told["housing"] == (True, 0)


def test_answers_of_one_instrument_are_not_mixed_with_those_of_another(store):
    """The case of the VERA-2R has 34 items, one of which is unknown in its reference."""
    assert {each.instrument for each in practice_cases()} >= {"reintegration-needs", "vera-2r"}
    locked(store, "daan")
    attempt = locked(store, "ruben", ba1="low", p5="high")
    pairs = first_pairs(read_progress("officer-1"), attempt, "vera-2r")
    assert len(pairs) == 33
    assert sorted(pair for pair in pairs if pair[0] != pair[1]) == [("high", "low"), ("low", "moderate")]


def test_agreement_by_hand():
    """9 of 11: Wilson's limits (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964.

    p = .8181818, z²/n = .3492235: centre (.8181818 + .1746118) / 1.3492235 = .7358259; half width
    1.959964 sqrt(.0135237 + .0079369) / 1.3492235 = .2128064. Limits .5230195 and .9486323.

    Kappa, linear weights, 20 pairs: 8 low-low, 4 high-high, 4 low-high, 4 moderate-moderate.
    Weights 1, 1/2, 0. Observed (8 + 4 + 4 + 0) / 20 = .8. Trainee's margins: low .6, moderate .2,
    high .2; reference's: low .4, moderate .2, high .4. Expected: .24 + .04 + .08 (alike)
    + half of (.6 x .2 + .2 x .4 + .2 x .4 + .2 x .2 = .32) = .36 + .16 = .52.
    Kappa = (.8 - .52) / .48 = .583333.
    """
    pairs = (
        [("low", "low")] * 8 + [("high", "high")] * 4 + [("low", "high")] * 4 + [("moderate", "moderate")] * 4
    )
    found = agreement_of([True] * 9 + [False] * 2, pairs, ["low", "moderate", "high"])
    assert (found.same, found.share.n) == (9, 11)
    assert found.share.estimate == pytest.approx(9 / 11)
    assert (found.share.lower, found.share.upper) == pytest.approx((0.5230195, 0.9486323), abs=2e-7)
    assert found.kappa.estimate == pytest.approx(0.583333, abs=1e-6)
    assert found.kappa.n == 20
    assert found.kappa.lower < found.kappa.estimate < found.kappa.upper


def test_no_kappa_of_too_few_answers_or_of_one_level():
    few = [("low", "low"), ("high", "high")] * (KAPPA_FROM // 2)
    levels = ["low", "moderate", "high"]
    assert agreement_of([True], few[:-1], levels).kappa is None
    assert agreement_of([True], few, levels).kappa is not None
    assert agreement_of([True], [("low", "low")] * KAPPA_FROM, levels).kappa is None


def test_kappa_is_over_first_attempts_at_cases_locked_until_then(store):
    first = locked(store, "daan", housing="high")  # 11 pairs
    locked(store, "daan")  # a second attempt does not count
    second = locked(store, "samira")  # 10 pairs: one item is unknown
    progress = measure_attempts("officer-1")
    assert len(first_pairs(progress, first, "reintegration-needs")) == 11
    assert len(first_pairs(progress, second, "reintegration-needs")) == 21
    assert ("high", "moderate") in first_pairs(progress, second, "reintegration-needs")
    one, again = progress.locked("daan")
    assert (one.agreement.same, one.agreement.share.n, one.agreement.kappa) == (10, 11, None)
    assert again.agreement.same == 11
    assert progress.locked("samira")[0].agreement.kappa.n == 21
    assert measure_attempts("officer-1") == progress


def test_a_trainees_file_is_their_own_and_closed_to_others(store):
    locked(store, "daan")
    path = progress_file("officer-1")
    assert "officer" not in path.name
    assert [oct(each.stat().st_mode & 0o777) for each in (path, path.parent)] == ["0o600", "0o700"]
    path.rename(progress_file("unit-1"))
    with pytest.raises(OutputError, match="belongs to somebody else"):
        open_practice(as_(store, "unit-1"))
    progress_file("unit-1").write_text("{")
    with pytest.raises(OutputError, match="cannot be read"):
        read_progress("unit-1")


def test_a_place_that_cannot_be_written_is_said(store, tmp_path):
    (tmp_path / "workspace" / "practice").write_text("a file")
    with pytest.raises(OutputError, match="cannot be"):
        begin_case(as_(store, "officer-1"), "daan")
    with pytest.raises(OutputError, match="cannot be written"):
        write_progress(Progress(owner="officer-1"))
