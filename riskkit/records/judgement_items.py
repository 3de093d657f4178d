"""What was found per item: a rating in one of three states, and the evidence on both sides.

Missing information leaves a rating empty and says why; it never counts as absence.
A rating is a label from the instrument's list and is never turned into a number here.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


def says_something(text: str) -> bool:
    """Return whether a text has a letter or digit: a dash is not a reason."""
    return any(map(str.isalnum, text))


def _check_says_something(text: str) -> str:
    if not says_something(text):
        raise ValueError("says nothing: write it in words")
    return text


def _to_utc(moment: datetime) -> datetime:
    """Keep every moment in one time zone, so that equal records have equal text."""
    return moment.astimezone(UTC)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_check_says_something),
]
"""Words written by a person: not empty, at most 20,000 characters."""

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""An id, a level or a name from a list."""

Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A date and time with its zone; kept in UTC."""


class Part(BaseModel):
    """A frozen part of a judgement record; unknown fields and guessed types are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Rated(Part):
    """The item was rated: ``level`` is one of the instrument's levels for it."""

    state: Literal["value"] = "value"
    level: Label


class Unknown(Part):
    """There is too little information to rate the item, and ``reason`` says why."""

    state: Literal["unknown"] = "unknown"
    reason: Text


class NotApplicable(Part):
    """The item does not apply to this person, and ``reason`` says why."""

    state: Literal["not_applicable"] = "not_applicable"
    reason: Text


Rating = Annotated[Rated | Unknown | NotApplicable, Field(discriminator="state")]
"""One of the three states; told apart by ``state``."""


class Evidence(Part):
    """One observation that speaks for or against an item.

    Attributes
    ----------
    statement : str
        What was observed, in words.
    source : str
        Where it comes from (document, interview, register).
    dated : date
        The day the observation was made or the document is dated.
    """

    statement: Text
    source: Text
    dated: date


class ItemJudgement(Part):
    """One item of the instrument, as judged for this person.

    Attributes
    ----------
    item : str
        Item id of the instrument.
    reads : {"risk", "protective"}
        The item's own direction: a higher level of a protective item is favourable.
    rating : Rated, Unknown or NotApplicable
        The rating's state; unknown and not applicable carry their reason.
    evidence_for, evidence_against : tuple of Evidence
        What speaks for and against the item being present.
    none_for, none_against : str or None
        Where was looked, when that side has no evidence.
    relevant : bool
        The item matters for this person's risk.
    decisive : bool
        The item carries the summary judgement; implies ``relevant``.
    """

    item: Label
    reads: Literal["risk", "protective"] = "risk"
    rating: Rating
    evidence_for: tuple[Evidence, ...] = ()
    evidence_against: tuple[Evidence, ...] = ()
    none_for: Text | None = None
    none_against: Text | None = None
    relevant: bool = False
    decisive: bool = False

    def contradictions(self) -> list[str]:
        """Return what in this item cannot be true together, in words."""
        found: list[str] = []
        if self.decisive and not self.relevant:
            found.append(f"item '{self.item}' is marked decisive but not relevant")
        if self.decisive and self.rating.state == "unknown":
            found.append(f"item '{self.item}' is marked decisive but its rating is unknown")
        if self.relevant and self.rating.state == "not_applicable":
            found.append(f"item '{self.item}' is marked relevant but not applicable")
        for side, evidence, none in (
            ("for", self.evidence_for, self.none_for),
            ("against", self.evidence_against, self.none_against),
        ):
            if evidence and none is not None:
                found.append(f"item '{self.item}' has evidence {side} it and says there is none")
        return found
