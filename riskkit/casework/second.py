"""A second assessor, apart from the first: asked, blind until the judgement is given, then compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from riskkit.casework.access import Access, Turn
from riskkit.casework.blindness import check_not_blind, who_read, withheld_record
from riskkit.casework.drafts import drop_draft
from riskkit.casework.policy import Action, reach_of
from riskkit.casework.reach import find_actor, reaches
from riskkit.errors import AccessRefused
from riskkit.records.access_tables import account
from riskkit.records.assessments import add_version, newest_version
from riskkit.records.judgement import (
    ItemRating,
    Judgement,
    SecondAsked,
    SecondAssessment,
    SummaryJudgement,
    revise_judgement,
)
from riskkit.records.judgement_check import JudgementRules, check_judgement


@dataclass(frozen=True, slots=True)
class Candidate:
    """A colleague who could be asked.

    Attributes
    ----------
    account, name : str
        Key and name shown.
    seen : bool
        They saw the assessment already: they can no longer judge apart.
    """

    account: str
    name: str
    seen: bool


def list_candidates(access: Access, person: str, *, instrument: str) -> tuple[Candidate, ...]:
    """Return the colleagues who may judge this person, with whether they saw the assessment."""
    subject = f"second assessor, {instrument}"
    with access.permitted(Action.SAVE, person=person, subject=subject) as turn:
        judgement = _newest(turn, person, instrument)
        wanted = select(account.c.name, account.c.display_name).where(account.c.active == 1)
        rows = turn.connection.execute(wanted.order_by(account.c.name)).all()
        readers = who_read(access.store, judgement)
        return tuple(
            Candidate(row.name, row.display_name, row.name in readers)
            for row in rows
            if row.name not in judgement.assessors and _may_judge(turn, row.name, person)
        )


def ask_second(access: Access, person: str, *, instrument: str, assessor: str, why: str) -> Judgement:
    """Ask a colleague to judge apart; the assessment stands still and is withheld from them.

    Parameters
    ----------
    access : Access
        Of who asks.
    person, instrument : str
        Whose assessment, with which instrument.
    assessor : str
        Key of the colleague's account.
    why : str
        For the list of versions.

    Raises
    ------
    AccessRefused
        There is no judgement yet, someone was asked already, or the colleague may not judge this
        person, judged already, or saw the assessment.
    """
    subject = f"second assessor {assessor}, {instrument}"
    with access.permitted(Action.SAVE, person=person, subject=subject) as turn:
        judgement = _newest(turn, person, instrument)
        if judgement.second_asked is not None or judgement.second is not None:
            raise AccessRefused("assessment.save: refused; a second assessor was asked already.")
        if assessor in judgement.assessors or not _may_judge(turn, assessor, person):
            raise AccessRefused("assessment.save: refused; this colleague may not be the second assessor.")
        if assessor in who_read(access.store, judgement):
            raise AccessRefused(
                "assessment.save: refused; this colleague saw the assessment already and cannot judge apart."
            )
        asked = SecondAsked(assessor=assessor, by=access.user, at=turn.at)
        return _save(turn, judgement, {"second_asked": asked}, why)


def withdraw_second(access: Access, person: str, *, instrument: str, why: str) -> Judgement:
    """Withdraw the question, while the second judgement was not given.

    Raises
    ------
    AccessRefused
        Nobody was asked, the judgement was given, or it is the asked colleague who withdraws it.
    """
    subject = f"no second assessor, {instrument}"
    with access.permitted(Action.SAVE, person=person, subject=subject) as turn:
        judgement = _newest(turn, person, instrument)
        if not judgement.waits_for_second:
            raise AccessRefused("assessment.save: refused; no second judgement is waited for.")
        return _save(turn, judgement, {"second_asked": None}, why)


def give_second(
    access: Access,
    person: str,
    *,
    ratings: Sequence[ItemRating],
    level: str,
    reasons: str,
    rules: JudgementRules,
    why: str,
) -> Judgement:
    """Give the judgement that one was asked for; from then on both are open to both.

    Parameters
    ----------
    access : Access
        Of who was asked.
    person : str
        Pseudonym.
    ratings : sequence of ItemRating
        Every item of the instrument.
    level, reasons : str
        The summary judgement.
    rules : JudgementRules
        Of the instrument.
    why : str
        For the list of versions.

    Raises
    ------
    AccessRefused
        This user was not asked.
    JudgementError
        Items or levels are not the instrument's.
    """
    subject = f"second judgement, {rules.instrument.id}"
    with access.permitted(Action.SAVE, person=person, subject=subject) as turn:
        judgement = withheld_record(
            turn.connection, turn.keys, access.user, person=person, instrument=rules.instrument.id
        )
        if judgement is None:
            raise AccessRefused("assessment.save: refused; you were not asked to judge this person apart.")
        summary = SummaryJudgement(level=level, reasons=reasons, assessor=access.user, at=turn.at)
        second = SecondAssessment(ratings=tuple(ratings), summary=summary)
        saved = _save(turn, judgement, {"second": second}, why, rules)
        drop_draft(turn, person=person, instrument=rules.instrument.id)
        return saved


def _newest(turn: Turn, person: str, instrument: str) -> Judgement:
    """Return the newest judgement; what is withheld from the asker is refused."""
    check_not_blind(turn, "assessment.save", person=person, instrument=instrument)
    found = newest_version(turn.connection, turn.keys, person=person, instrument=instrument)
    if found is None or not found.judged:
        raise AccessRefused("assessment.save: refused; there is no summary judgement yet.")
    return found


def _may_judge(turn: Turn, name: str, person: str) -> bool:
    """Return whether someone may save assessments of this person, by the policy."""
    colleague = find_actor(turn.connection, name)
    reach = reach_of(colleague.role, Action.SAVE) if colleague else None
    return colleague is not None and reach is not None and reaches(turn.connection, colleague, reach, person)


def _save(
    turn: Turn,
    judgement: Judgement,
    changes: dict[str, object],
    why: str,
    rules: JudgementRules | None = None,
) -> Judgement:
    saved = revise_judgement(judgement, changes, by=turn.actor.name, at=turn.at, why=why)
    add_version(turn.connection, turn.keys, check_judgement(saved, rules) if rules else saved)
    turn.subject = f"assessment {saved.record} version {saved.version}, {', '.join(changes)}"
    return saved
