"""Texts in both languages and the description of a table's columns, as parameter files give them."""

from typing import Annotated, Literal

from pydantic import Field

from riskkit.parameters.typed import Parameters

Language = Literal["nl", "en"]

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]
"""Readable text: no control characters."""


class BothLanguages(Parameters):
    """A text in Dutch and in English.

    Attributes
    ----------
    nl, en : str
        The same text twice; how long it may be is up to who uses it.
    """

    nl: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.nl if language == "nl" else self.en


class Text(BothLanguages):
    """One text in Dutch and in English.

    Attributes
    ----------
    nl, en : str
        1 to 2,000 characters each.
    """

    nl: Words
    en: Words


class ColumnDescription(Parameters):
    """What one column of a follow-up table holds.

    Attributes
    ----------
    label : Text
        The column's name for readers.
    kind : {"time", "event", "number", "yes_no", "category", "identifier"}
        ``yes_no`` is 1 or 0; ``category`` is text or codes named in ``levels``.
    unit : str, optional
        Unit of a number or a time, for example "years".
    levels : dict of str to Text
        Label of each value of a yes_no, event or category column.
    protected : bool
        A protected attribute or a proxy of one: never a predictor without a justification.
    """

    label: Text
    kind: Literal["time", "event", "number", "yes_no", "category", "identifier"]
    unit: str | None = None
    levels: dict[str, Text] = Field(default_factory=dict[str, Text])
    protected: bool = False
