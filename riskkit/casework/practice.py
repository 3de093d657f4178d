"""Practising structured judgement on made-up cases: begin, keep, lock, and only then compare.

That somebody practised is put on record; what they answered is not, and lies in a file of its
own (`riskkit.casework.practice_progress`). Reference answers are given for locked attempts only.
"""

from dataclasses import dataclass
from typing import Final

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.casework.practice_cases import PracticeCase, Reference, practice_case
from riskkit.casework.practice_progress import (
    Answers,
    Attempt,
    Progress,
    TraineeAnswer,
    alone,
    read_progress,
    write_progress,
)
from riskkit.casework.rights import check_right
from riskkit.errors import AccessRefused, Fault, FiguresHidden, JudgementError
from riskkit.instruments import load
from riskkit.instruments.item import Item

MOST_ATTEMPTS: Final = 50
"""Attempts at one case that are kept."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One item of a locked attempt beside its reference.

    Attributes
    ----------
    item : str
        Which item.
    answer : TraineeAnswer
        What the trainee answered.
    reference : Reference
        What fits the story best, and why.
    alike : bool
        The same level, or both unknown.
    steps : int or None
        Levels that the trainee is above (below: negative) the reference; None where either is
        unknown.
    """

    item: str
    answer: TraineeAnswer
    reference: Reference
    alike: bool
    steps: int | None


def open_practice(access: Access) -> Progress:
    """Return what the trainee did so far.

    Raises
    ------
    AccessRefused
        The role does not practise.
    """
    with access.permitted(Action.PRACTISE, subject="own list"):
        return read_progress(access.user)


def begin_case(access: Access, case: str) -> Progress:
    """Begin an attempt at a case, or go on with the one that is open.

    Raises
    ------
    AccessRefused
        The role does not practise, or there is no such case.
    """
    with access.permitted(Action.PRACTISE, subject="a case") as turn, alone(access.user):
        known = _known(case)
        progress = read_progress(access.user)
        attempt = progress.open_attempt(known.id)
        if attempt is None:
            number = len(progress.locked(known.id)) + 1
            if number > MOST_ATTEMPTS:
                raise AccessRefused(f"practice.use: refused; {MOST_ATTEMPTS} attempts at one case are kept.")
            attempt = Attempt(case=known.id, number=number, begun_at=turn.at)
            progress = progress.with_attempt(attempt)
            write_progress(progress)
        turn.subject = f"case {known.id}, attempt {attempt.number}, opened"
    return progress


def keep_answers(access: Access, case: str, answers: Answers) -> Progress:
    """Keep what stands in the form of the open attempt; nothing where none is open.

    Asked every few seconds for a file that is the trainee's own and holds nobody real; what goes
    on record is `begin_case` and `lock_case`.

    Raises
    ------
    AccessRefused
        The role does not practise.
    """
    check_right(access, Action.PRACTISE)
    with alone(access.user):
        progress = read_progress(access.user)
        attempt = progress.open_attempt(case)
        if attempt is not None:
            progress = progress.with_attempt(attempt.model_copy(update={"answers": answers}))
            write_progress(progress)
    return progress


def lock_case(access: Access, case: str, answers: Answers) -> Progress:
    """Lock the open attempt with these answers; the figures of agreement come later.

    Parameters
    ----------
    access : Access
        The store, for the trainee.
    case : str
        Which case.
    answers : Answers
        Complete.

    Raises
    ------
    AccessRefused
        The role does not practise, there is no such case, or no attempt at it is open.
    JudgementError
        An answer is missing or not allowed; all at once.
    """
    with access.permitted(Action.PRACTISE, subject="a case") as turn, alone(access.user):
        known = _known(case)
        if faults := lacking(known, answers):
            raise JudgementError([Fault(where, problem) for where, problem in faults])
        progress = read_progress(access.user)
        attempt = progress.open_attempt(known.id)
        if attempt is None:
            raise AccessRefused("practice.use: refused; this attempt is locked already.")
        locked = attempt.model_copy(update={"answers": answers, "locked_at": turn.at})
        turn.subject = f"case {known.id}, attempt {attempt.number}, locked"
        progress = progress.with_attempt(locked)
        write_progress(progress)
    return progress


def lacking(case: PracticeCase, answers: Answers) -> list[tuple[str, str]]:
    """Return what an attempt still lacks: the item (or part of the summary), and what is wrong."""
    instrument = load(case.instrument)
    found = [
        (item.id, wrong)
        for item in instrument.items
        if (wrong := _wrong(item, answers.items.get(item.id, TraineeAnswer())))
    ]
    strange = set(answers.items) - {item.id for item in instrument.items}
    found += [("items", "unknown")] if strange else []
    levels = (
        [str(each.code) for each in instrument.rule.levels] if instrument.rule.kind == "judgement" else []
    )
    found += [("summary", "level")] if answers.summary_level not in levels else []
    found += [("summary", "reasons")] if not answers.summary_reasons.strip() else []
    return found


def _wrong(item: Item, answer: TraineeAnswer) -> str:
    """Return what is wrong with one answer; "" if nothing is."""
    if answer.state == "value":
        return "" if answer.level in [str(option.code) for option in item.options] else "level"
    if answer.state == "unknown" and item.unknown == "allowed":
        return "" if answer.reason.strip() else "reason"
    return "answer"


def compare_attempt(attempt: Attempt) -> tuple[Compared, ...]:
    """Return a locked attempt beside the reference, item by item.

    Raises
    ------
    FiguresHidden
        It is not locked: the reference would lead the trainee.
    """
    if attempt.locked_at is None:
        raise FiguresHidden("the reference is shown only after the answers are locked.")
    case = _known(attempt.case)
    return tuple(
        _compared(item, attempt.answers.items.get(item.id, TraineeAnswer()), case.answers[item.id])
        for item in load(case.instrument).items
    )


def reference_summary(attempt: Attempt) -> tuple[str, str, str]:
    """Return level and reason (nl, en) of the reference's summary judgement; locked attempts only."""
    if attempt.locked_at is None:
        raise FiguresHidden("the reference is shown only after the answers are locked.")
    summary = _known(attempt.case).summary
    return summary.level, summary.reason.nl, summary.reason.en


def _compared(item: Item, answer: TraineeAnswer, reference: Reference) -> Compared:
    levels = [str(option.code) for option in item.options]
    both = answer.state == "value" and reference.level is not None
    steps = levels.index(answer.level) - levels.index(str(reference.level)) if both else None
    unknown = answer.state == "unknown" and reference.unknown
    return Compared(item.id, answer, reference, steps == 0 or unknown, steps)


def _known(case: str) -> PracticeCase:
    found = practice_case(case)
    if found is None:
        raise AccessRefused("practice.use: refused; there is no such case.")
    return found
