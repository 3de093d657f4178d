"""A copy of a file, or of the part that may be shared: sections of labelled values, no markup."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from riskkit.casework.access import Turn
from riskkit.casework.blindness import check_not_blind
from riskkit.parameters.labels import Language
from riskkit.records.assessments import assessments_of, standing_version
from riskkit.records.dossier import KINDS
from riskkit.records.dossier_entries import entries_of
from riskkit.records.dossier_part import DossierPart
from riskkit.records.identity import read_identity
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_items import ItemJudgement
from riskkit.records.tables import person as person_table
from riskkit.wording import Wording

Value = tuple[str, str]
"""A label and what stands behind it."""


@dataclass(frozen=True, slots=True)
class CopySection:
    """One part of a copy: a heading and its entries, each a list of labelled values."""

    heading: str
    entries: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class FileCopy:
    """What is handed over.

    Attributes
    ----------
    language : {"nl", "en"}
        Of labels and explanation.
    title, explanation : str
        What it is, and what the reader should know.
    person : str
        Pseudonym.
    made_at : datetime
        When.
    sections : tuple of CopySection
        The content; a section without entries says so.
    synthetic : bool
        The person is made up; every sheet says so.
    """

    language: Language
    title: str
    explanation: str
    person: str
    made_at: datetime
    sections: tuple[CopySection, ...]
    synthetic: bool = False


def is_made_up(turn: Turn, person: str) -> bool:
    """Return whether the person is made up."""
    wanted = select(person_table.c.synthetic).where(person_table.c.id == person)
    return bool(turn.connection.execute(wanted).scalar_one_or_none())


def identity_section(turn: Turn, person: str, say: Wording, fields: Iterable[str]) -> CopySection:
    """Return who the person is, with the given fields only."""
    found = read_identity(turn.connection, turn.keys, person)
    values = found[0].model_dump(mode="json") if found else {}
    return CopySection(say("kind_identity"), _labelled(say, [values] if values else [], fields))


def dossier_section(
    turn: Turn,
    person: str,
    say: Wording,
    kind: str,
    fields: Iterable[str] | None = None,
    needed: Callable[[DossierPart], bool] = lambda _: True,
) -> CopySection:
    """Return the newest version of every entry of one kind that is needed, with the given fields or all."""
    entries = entries_of(turn.connection, turn.keys, person=person, kind=kind)
    values = [each.content.model_dump(mode="json") for each in entries if needed(each.content)]
    whole = (name for name in KINDS[kind].model_fields if name not in KINDS[kind].ABOUT_OTHERS)
    names = tuple(whole) if fields is None else fields
    return CopySection(say(f"kind_{kind}"), _labelled(say, values, names))


def assessment_section(turn: Turn, person: str, say: Wording, fields: Iterable[str]) -> CopySection:
    """Return the standing version of every assessment, with the given fields.

    Raises
    ------
    AccessRefused
        The user judges this person blind: a copy without that assessment would look whole.
    """
    check_not_blind(turn, "file.export", person=person)
    records = assessments_of(turn.connection, person)
    entries = [_said_in(standing_version(turn.connection, turn.keys, record), say) for record in records]
    return CopySection(say("kind_assessment"), _labelled(say, entries, fields))


ASSESSMENT_FIELDS: Final = (
    "instrument", "version", "saved_on", "items", "formulation", "summary_level", "summary_reasons", "plan",
)  # fmt: skip
"""What a copy can say of an assessment."""


def _said_in(judgement: Judgement, say: Wording) -> dict[str, object]:
    summary, plan = judgement.summary, judgement.plan
    return {
        "instrument": judgement.instrument.id,
        "version": judgement.version,
        "saved_on": judgement.saved_at.date().isoformat(),
        "items": [_item(each, say) for each in judgement.items],
        "formulation": judgement.formulation.account if judgement.formulation else None,
        "summary_level": judgement.standing_level,
        "summary_reasons": summary.reasons if summary else None,
        "plan": [
            *(f"{goal.domain}: {goal.goal}" for goal in (plan.goals if plan else ())),
            *(each.description for each in (plan.measures if plan else ())),
        ],
    }


def _item(item: ItemJudgement, say: Wording) -> str:
    """Say one item in a line: its rating, and the evidence on both sides."""
    rating = item.rating
    said = _text(rating.level, say) if rating.state == "value" else f"{say(rating.state)} ({rating.reason})"
    seen = [
        f"{say(side)}: {each.statement} ({each.source}, {each.dated.isoformat()})"
        for side, evidence in (("for", item.evidence_for), ("against", item.evidence_against))
        for each in evidence
    ]
    return f"{item.item}: {said}" + "".join(f" | {each}" for each in seen)


def _labelled(
    say: Wording, entries: Iterable[Mapping[str, object]], fields: Iterable[str]
) -> tuple[tuple[Value, ...], ...]:
    """Return the fields that say something: 0 and "no" do, nothing and an empty text do not."""
    names = tuple(fields)
    return tuple(
        tuple(
            (say(f"field_{name}"), _text(entry[name], say))
            for name in names
            if entry.get(name) not in (None, "", [], (), {})
        )
        for entry in entries
    )


def _text(value: object, say: Wording) -> str:
    if value is None:
        return say("unknown")
    if isinstance(value, list | tuple):
        return "; ".join(_text(each, say) for each in value)
    if isinstance(value, Mapping):
        said = {
            say.texts.get(f"field_{name}", str(name)): each
            for name, each in value.items()
            # a field without content is left out; what went into a model and is not known is told
            if each not in ("", []) and (each is not None or f"field_{name}" not in say.texts)
        }
        return "; ".join(f"{name}: {_text(each, say)}" for name, each in said.items())
    return say.texts.get(f"value_{value}", str(value))
