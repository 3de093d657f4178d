"""The record of structured professional judgement: typed, frozen, versioned, never summed.

A saved version never changes. `revise_judgement` makes the next version, which names the
fingerprint of the one before. There is no total here and no way to make one: the only
overall statement is the assessor's summary judgement, in words and with reasons.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from riskkit.errors import Fault, JudgementError
from riskkit.records.judgement_final import (
    Consensus,
    FiguresSeen,
    ItemRating,
    Override,
    SecondAsked,
    SecondAssessment,
    SummaryJudgement,
)
from riskkit.records.judgement_items import (
    Evidence,
    ItemJudgement,
    Label,
    Moment,
    NotApplicable,
    Part,
    Rated,
    Rating,
    Text,
    Unknown,
)
from riskkit.records.judgement_plan import Degree, Formulation, Goal, Measure, Plan, Scenario
from riskkit.records.judgement_rules import contradictions, forbidden_changes

__all__ = [
    "Consensus", "Degree", "Evidence", "FiguresSeen", "Formulation", "Goal", "InstrumentReference",
    "ItemJudgement", "ItemRating", "Judgement", "Measure", "NotApplicable", "Override", "Plan",
    "PreviousVersion", "Rated", "Rating", "Scenario", "SecondAsked", "SecondAssessment",
    "SummaryJudgement", "Unknown", "fingerprint", "read_judgement", "revise_judgement", "write_judgement",
]  # fmt: skip

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class InstrumentReference(Part):
    """Which instrument, in which version, with which content (SHA-256 of its file)."""

    id: Label
    version: Label
    sha256: Sha256


class PreviousVersion(Part):
    """The version before this one: its number and the fingerprint of its content."""

    version: Annotated[int, Field(ge=1)]
    fingerprint: Sha256


class Judgement(Part):
    """One assessment of one person with one judgement instrument, in one version.

    Attributes
    ----------
    record : str
        Id of the assessment; the same in all its versions.
    version : int
        From 1; each change makes the next.
    previous : PreviousVersion or None
        None for version 1.
    saved_by, saved_at, change : str, datetime, str or None
        Who saved this version, when, and (from version 2) what changed and why.
    person : str
        Key of the person in the store.
    instrument : InstrumentReference
        Id, version and hash of the instrument.
    items : tuple of ItemJudgement
        Steps 1 to 3: evidence, ratings, relevance. An item not yet touched is left out.
    formulation, scenarios, plan
        Steps 4 to 6.
    summary : SummaryJudgement or None
        The assessor's judgement; None while the record is a draft.
    second_asked, second, consensus
        Who was asked to judge apart, that judgement, and what both agreed.
    figures_seen, overrides : tuple
        Figures shown after the judgement, and changes of level made since.

    Notes
    -----
    Building one raises pydantic's ValidationError; `read_judgement` and
    `revise_judgement` raise `JudgementError` with every fault, which pages show.
    """

    record: Label
    version: Annotated[int, Field(ge=1)] = 1
    previous: PreviousVersion | None = None
    saved_by: Label
    saved_at: Moment
    change: Text | None = None
    person: Label
    instrument: InstrumentReference
    items: tuple[ItemJudgement, ...] = ()
    formulation: Formulation | None = None
    scenarios: tuple[Scenario, ...] = ()
    plan: Plan | None = None
    summary: SummaryJudgement | None = None
    second_asked: SecondAsked | None = None
    second: SecondAssessment | None = None
    consensus: Consensus | None = None
    figures_seen: tuple[FiguresSeen, ...] = ()
    overrides: tuple[Override, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if found := contradictions(self):
            raise ValueError("\n".join(found))
        return self

    @property
    def judged(self) -> bool:
        """Whether the summary judgement is there: only then may figures be shown."""
        return self.summary is not None

    @property
    def waits_for_second(self) -> bool:
        """Whether someone was asked to judge apart and has not done so yet."""
        return self.second_asked is not None and self.second is None

    @property
    def assessors(self) -> frozenset[str]:
        """Who judged: the first assessor, and the second once that judgement is there."""
        found = [each for each in (self.summary, self.second.summary if self.second else None) if each]
        return frozenset(each.assessor for each in found)

    @property
    def known_unknowns(self) -> dict[str, str]:
        """The items about which too little is known, each with the reason; consensus included."""
        ratings = {each.item: self.rating_of(each.item) for each in self.items}
        return {item: rating.reason for item, rating in ratings.items() if isinstance(rating, Unknown)}

    @property
    def standing_level(self) -> str | None:
        """The level that holds now: the latest of summary, consensus and overrides."""
        if self.summary is None:
            return None
        said = [(self.summary.at, self.summary.level)]
        if self.consensus is not None:
            said.append((self.consensus.at, self.consensus.level))
        said += [(override.at, override.level) for override in self.overrides]
        return max(said, key=lambda each: each[0])[1]

    @property
    def consensus_after_figures(self) -> bool:
        """Whether an assessor had seen figures before the consensus was reached."""
        if self.consensus is None or self.summary is None or self.second is None:
            return False
        judges = {self.summary.assessor, self.second.summary.assessor}
        return any(seen.by in judges and seen.at < self.consensus.at for seen in self.figures_seen)

    def rating_of(self, item: str) -> Rating | None:
        """Return the standing rating of an item: as agreed, else the first assessor's."""
        agreed = self.consensus.ratings if self.consensus is not None else ()
        for each in (*agreed, *self.items):
            if each.item == item:
                return each.rating
        return None


def write_judgement(record: Judgement) -> str:
    """Return the record as canonical JSON: sorted names, no spaces, UTF-8, UTC moments."""
    content = record.model_dump(mode="json")
    if content["second_asked"] is None:  # as in records of before there was this field
        del content["second_asked"]
    for override in content["overrides"]:
        if override["ground"] is None:
            del override["ground"]
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(record: Judgement) -> str:
    """Return the SHA-256 of the record's canonical JSON, as 64 hexadecimal digits."""
    return sha256(write_judgement(record).encode()).hexdigest()


def read_judgement(content: str | bytes | Mapping[str, object]) -> Judgement:
    """Read a record from JSON text or from the mapping that such text holds.

    Raises
    ------
    JudgementError
        Every fault found, by field; no value is repeated.
    """
    try:
        text = content if isinstance(content, str | bytes) else json.dumps(content, allow_nan=False)
    except (TypeError, ValueError):
        raise JudgementError(Fault("judgement", "holds what JSON cannot carry", "plain values")) from None
    try:
        return Judgement.model_validate_json(text)
    except ValidationError as error:
        raise JudgementError(_faults(error)) from None


def revise_judgement(
    record: Judgement, changes: Mapping[str, object], *, by: str, at: datetime, why: str
) -> Judgement:
    """Return the next version of a record; the record itself stays as it is.

    Parameters
    ----------
    record : Judgement
        The latest saved version.
    changes : mapping of str to object
        New values by field name, as typed parts.
    by, at, why : str, datetime, str
        Who saves, when (with time zone) and what changed and why.

    Raises
    ------
    JudgementError
        The new version contradicts itself, changes what identifies the record, changes a
        judgement after figures were seen (record an `Override`), or drops what was logged.
    """
    previous = PreviousVersion(version=record.version, fingerprint=fingerprint(record))
    if faults := forbidden_changes(record, changes, at):
        raise JudgementError(faults)
    saving = {
        "version": record.version + 1, "previous": previous, "saved_by": by, "saved_at": at, "change": why,
    }  # fmt: skip
    kept = {name: getattr(record, name) for name in Judgement.model_fields}
    try:
        return Judgement.model_validate({**kept, **changes, **saving})
    except ValidationError as error:
        raise JudgementError(_faults(error)) from None


def _faults(error: ValidationError) -> list[Fault]:
    """Say pydantic's errors in our form, one fault a line of each message."""
    faults: list[Fault] = []
    for detail in error.errors(include_input=False, include_url=False, include_context=False):
        where = ".".join(str(part) for part in detail["loc"]) or "judgement"
        if detail["type"] == "extra_forbidden":
            where = ".".join(str(part) for part in detail["loc"][:-1]) or "judgement"
            faults.append(Fault(where, "has a field that is not known", "the fields of the record"))
            continue
        lines = detail["msg"].removeprefix("Value error, ").splitlines()
        faults += [Fault(where, line[:1].lower() + line[1:]) for line in lines]
    return faults
