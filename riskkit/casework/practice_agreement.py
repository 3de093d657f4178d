"""Agreement of a trainee with the reference, worked out in a process of its own.

The numerical libraries take seconds to import and stay in memory; a page's kernel has none of
them. ``python -m riskkit.casework.practice_agreement USER`` adds the figures to every locked
attempt of a trainee that has none yet.
"""

import sys
from collections.abc import Sequence
from typing import Final

from riskkit.casework.practice import compare_attempt
from riskkit.casework.practice_cases import PracticeCase, practice_case
from riskkit.casework.practice_progress import (
    Agreement,
    Attempt,
    Figure,
    Progress,
    alone,
    read_progress,
    write_progress,
)
from riskkit.errors import RatingError
from riskkit.instruments import load

KAPPA_FROM: Final = 20
"""Answers from which kappa is given: of fewer its interval says nothing."""

Pair = tuple[str, str]


def measure_attempts(user: str) -> Progress:
    """Add the figures to every locked attempt that has none yet."""
    progress = read_progress(user)
    found = {
        (attempt.case, attempt.number): _measured(attempt, case, progress)
        for attempt in progress.attempts
        if attempt.locked_at is not None
        and attempt.agreement is None
        and (case := practice_case(attempt.case))
    }
    with alone(user):  # only now: the page goes on writing while we work
        progress = read_progress(user)
        for attempt in progress.attempts:
            if (attempt.case, attempt.number) in found:
                agreement = found[attempt.case, attempt.number]
                progress = progress.with_attempt(attempt.model_copy(update={"agreement": agreement}))
        write_progress(progress)
    return progress


def _measured(attempt: Attempt, case: PracticeCase, progress: Progress) -> Agreement:
    """Work out the share on one attempt, and kappa over the first attempt at every case until then."""
    levels = [str(option.code) for option in load(case.instrument).items[0].options]
    alike = [each.alike for each in compare_attempt(attempt)]
    return agreement_of(alike, first_pairs(progress, attempt, case.instrument), levels)


def first_pairs(progress: Progress, until: Attempt, instrument: str) -> list[Pair]:
    """Return level of the trainee and of the reference, for every item that both rated.

    Only the first attempt at each case counts: at a later one the reference was seen already.
    """
    firsts = [each for each in progress.attempts if each.number == 1 and each.locked_at is not None]
    counted = [
        each
        for each in firsts
        if each.locked_at is not None and until.locked_at is not None and each.locked_at <= until.locked_at
    ]
    same = [each for each in counted if (case := practice_case(each.case)) and case.instrument == instrument]
    compared = [each for attempt in same for each in compare_attempt(attempt)]
    return [(each.answer.level, str(each.reference.level)) for each in compared if each.steps is not None]


def agreement_of(alike: Sequence[bool], pairs: Sequence[Pair], levels: Sequence[str]) -> Agreement:
    """Return the agreement.

    Parameters
    ----------
    alike : sequence of bool
        For each item of an attempt, whether it was answered as in the reference.
    pairs : sequence of (str, str)
        Levels of the trainee and of the reference.
    levels : sequence of str
        All levels, from low to high.

    Notes
    -----
    The share has Wilson's interval, kappa linear weights and the interval of Fleiss, Cohen and
    Everitt. Items stand in for a sample of items; those of one case hang together, so that the
    intervals are rather too narrow than too wide.
    """
    from riskkit.survival.small_samples_proportion import wilson_interval

    found = wilson_interval(sum(alike), len(alike))
    share = Figure(estimate=found.estimate, lower=found.lower, upper=found.upper, n=found.n)
    return Agreement(same=sum(alike), share=share, kappa=_kappa(pairs, levels))


def _kappa(pairs: Sequence[Pair], levels: Sequence[str]) -> Figure | None:
    from riskkit.agreement import weighted_kappa

    if len(pairs) < KAPPA_FROM:
        return None
    ours, theirs = [first for first, _ in pairs], [second for _, second in pairs]
    try:
        found = weighted_kappa(ours, theirs, weights="linear", levels=list(levels))
    except RatingError:  # one level throughout: kappa is 0/0
        return None
    return Figure(estimate=found.estimate, lower=found.lower, upper=found.upper, n=len(pairs))


def main() -> None:
    """Work out what is missing for the user named on the command line."""
    measure_attempts(sys.argv[1])


if __name__ == "__main__":
    main()
