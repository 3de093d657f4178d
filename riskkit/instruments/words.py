"""The parts that every definition is made of: strict frozen models, text in two languages."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["nl", "en"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=60)]
"""Name of an instrument, domain, item, band or case: lower case, digits, ``-`` and ``_``."""

Horizon = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?[ym]$")]
"""Length of the follow-up: whole years or months (``1y``, ``18m``)."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
"""Text for a reader; not empty."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)] | int
"""What is written down for an answer: a word, or a whole number where the source numbers its answers."""


class Part(BaseModel):
    """A frozen part of a definition: no unknown names, no guessed types, finite numbers."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class Words(Part):
    """The same text in Dutch and English."""

    nl: Prose
    en: Prose

    def text(self, language: Language) -> str:
        """Return the text in one language."""
        return self.nl if language == "nl" else self.en


class Place(Part):
    """Where a number was found: one of the definition's sources, and the place in it."""

    source: Id
    place: Annotated[str, Field(min_length=1, max_length=300)]
