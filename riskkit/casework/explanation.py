"""The account of one assessment for the person it is about: what was judged, on what, and their rights.

In plain words (Dutch B1). It says what was found and where that comes from, what is not known,
what part statistics played and which they did not, and what the person can do about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from riskkit.casework.access import Access, Turn
from riskkit.casework.blindness import check_not_blind
from riskkit.casework.explanation_part import ExplanationPart
from riskkit.casework.explanation_statistics import statistics_part
from riskkit.casework.file_copy import is_made_up
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused, InstrumentError
from riskkit.instruments import Instrument, load
from riskkit.parameters.labels import Language
from riskkit.records.assessments import newest_version
from riskkit.records.judgement import Evidence, ItemJudgement, Judgement, Rating
from riskkit.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole account.

    Attributes
    ----------
    language : {"nl", "en"}
        Of the account.
    title, person : str
        Its title, and the pseudonym of whom it is about.
    synthetic : bool
        The person is made up; every sheet says so.
    made_at : datetime
        When the account was made.
    parts : tuple of ExplanationPart
        In reading order.
    """

    language: Language
    title: str
    person: str
    synthetic: bool
    made_at: datetime
    parts: tuple[ExplanationPart, ...]


def explain_assessment(
    access: Access, person: str, *, instrument: str, language: Language = "nl"
) -> Explanation:
    """Return the account of the newest assessment with one instrument, for the person concerned.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach, there is no judgement yet, or the user judges blind.
    """
    subject = f"explanation for the person, {instrument}"
    with access.permitted(Action.EXPORT, person=person, subject=subject) as turn:
        check_not_blind(turn, "file.export", person=person)
        judgement = newest_version(turn.connection, turn.keys, person=person, instrument=instrument)
        if judgement is None or judgement.summary is None:
            raise AccessRefused("file.export: refused; there is no judgement to explain yet.")
        turn.subject = f"explanation of assessment {judgement.record} version {judgement.version}"
        say = wording("explanation", language)
        labels = _labels(judgement, language)
        return Explanation(
            language, say("title"), person, is_made_up(turn, person), turn.at,
            tuple(_parts(turn, judgement, labels, say)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labels:
    """The instrument's words: its name and purpose, items and levels by id and code."""

    name: str
    purpose: str
    items: Mapping[str, str]
    levels: Mapping[tuple[str, str], str]
    summary: Mapping[str, str]

    def item(self, name: str) -> str:
        """Return an item's name; its id where the instrument is no longer at hand."""
        return self.items.get(name, name)

    def level(self, code: str | None) -> str:
        """Return the name of a level of the summary judgement."""
        return self.summary.get(code or "", code or "")


def _labels(judgement: Judgement, language: Language) -> Labels:
    try:
        found = load(judgement.instrument.id)
    except InstrumentError:  # an agency's own instrument that is no longer installed
        return Labels(judgement.instrument.id, "", {}, {}, {})
    return _labels_of(found, language)


def _labels_of(found: Instrument, language: Language) -> Labels:
    rule = found.rule
    summary = rule.levels if rule.kind == "judgement" else ()
    return Labels(
        found.name.text(language),
        found.intended_use.text(language),
        {item.id: item.label.text(language) for item in found.items},
        {(item.id, str(o.code)): o.label.text(language) for item in found.items for o in item.options},
        {str(each.code): each.label.text(language) for each in summary},
    )


def _parts(turn: Turn, judgement: Judgement, labels: Labels, say: Wording) -> Iterable[ExplanationPart]:
    yield ExplanationPart(say("what"), (say("what_text"), say("what_human")))
    yield _about(judgement, labels, say)
    yield _judged(judgement, labels, say)
    yield _evidence(judgement, labels, say)
    yield _unknown(judgement, labels, say)
    yield _plan(judgement, say)
    yield statistics_part(turn, judgement, labels.level, say)
    rights = ("right_access", "right_correct", "right_view", "right_object", "right_human", "right_complain")
    yield ExplanationPart(say("rights"), (say("rights_text"),), tuple((say(each), ()) for each in rights))


def _about(judgement: Judgement, labels: Labels, say: Wording) -> ExplanationPart:
    """Say with which instrument, when, and by how many people; never who they are."""
    day = say.moment(judgement.saved_at).split(",")[0]
    agreed = "about_two" if judgement.consensus else "about_apart"
    who = say(agreed if judgement.second else "about_one")
    lines = [say("about_text", name=labels.name, day=day, who=who)]
    lines += [labels.purpose] if labels.purpose else []
    return ExplanationPart(say("about"), (*lines, say("about_no_total")))


def _judged(judgement: Judgement, labels: Labels, say: Wording) -> ExplanationPart:
    summary = judgement.summary
    if summary is None:
        return ExplanationPart(say("judged"))
    lines = [
        say("judged_text", level=labels.level(summary.level)),
        say("judged_reasons", reasons=summary.reasons),
    ]
    if judgement.second is not None:
        second = judgement.second.summary
        lines.append(say("judged_second", level=labels.level(second.level), reasons=second.reasons))
    if judgement.consensus is not None:
        agreed = judgement.consensus
        lines.append(say("judged_agreed", level=labels.level(agreed.level), reasons=agreed.reasons))
    return ExplanationPart(say("judged"), tuple(lines))


def _evidence(judgement: Judgement, labels: Labels, say: Wording) -> ExplanationPart:
    """Return every item that was judged, with what speaks on either side and where that comes from."""
    points = tuple(_item(each, judgement, labels, say) for each in judgement.items)
    return ExplanationPart(say("evidence"), (say("evidence_text"),), points)


def _item(
    each: ItemJudgement, judgement: Judgement, labels: Labels, say: Wording
) -> tuple[str, tuple[str, ...]]:
    rating = _rating(judgement.rating_of(each.item) or each.rating, each.item, labels, say)
    mark = f" ({say('mark_decisive' if each.decisive else 'mark_relevant')})" if each.relevant else ""
    lines = [_piece(piece, "for", say) for piece in each.evidence_for]
    lines += [_piece(piece, "against", say) for piece in each.evidence_against]
    looked = [(side, getattr(each, f"none_{side}")) for side in ("for", "against")]
    lines += [say(f"looked_{side}", where=where) for side, where in looked if where]
    return f"{labels.item(each.item)}: {rating}{mark}", tuple(lines) or (say("evidence_none"),)


def _piece(piece: Evidence, side: str, say: Wording) -> str:
    day = piece.dated.isoformat()
    return say(f"evidence_{side}", statement=piece.statement, source=piece.source, day=day)


def _rating(rating: Rating, item: str, labels: Labels, say: Wording) -> str:
    if rating.state == "value":
        return labels.levels.get((item, rating.level), rating.level)
    return say(f"rating_{rating.state}")


def _unknown(judgement: Judgement, labels: Labels, say: Wording) -> ExplanationPart:
    unknown = judgement.known_unknowns
    if not unknown:
        return ExplanationPart(say("unknown"), (say("unknown_none"),))
    points = tuple((labels.item(item), (reason,)) for item, reason in unknown.items())
    return ExplanationPart(say("unknown"), (say("unknown_text"),), points)


def _plan(judgement: Judgement, say: Wording) -> ExplanationPart:
    """Return how it is understood and what is planned; the person's own view of each goal beside it."""
    lines = [judgement.formulation.account] if judgement.formulation else []
    plan = judgement.plan
    if plan is None:
        return ExplanationPart(say("plan"), (*lines, say("plan_none")))
    goals = [
        (
            say("plan_goal", domain=goal.domain, goal=goal.goal),
            (
                say("plan_steps", steps="; ".join(goal.steps)),
                say("plan_own", view=goal.persons_view) if goal.persons_view else say("plan_own_none"),
            ),
        )
        for goal in plan.goals
    ]
    measures = [(say("plan_measure", description=each.description), ()) for each in plan.measures]
    again = say("plan_again", day=plan.reassess_on.isoformat())
    return ExplanationPart(say("plan"), (*lines, again), (*goals, *measures))
