"""Items and their domains: what is asked, how it may be answered, what may be missing."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.instruments.words import Code, Id, Part, Words

Kind = Literal["static", "dynamic", "protective"]
Unit = Literal["years", "months", "sanctions", "offences", "people", "points", "percent"]
Allowed = Literal["allowed", "refused"]


class Option(Part):
    """One answer: its code, its name and, where that helps, what it means."""

    code: Code
    label: Words
    help: Words | None = None


class Range(Part):
    """Whole numbers from ``low`` up to and including ``high``, in a unit."""

    low: int
    high: int
    unit: Unit

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.low >= self.high:
            raise ValueError("'low' must lie below 'high'")
        return self


class Item(Part):
    """One item of an instrument.

    Attributes
    ----------
    id : str
        The name of its column in a table of responses.
    source_code : str or None
        Its code in the source (such as a number on a form).
    label, help : Words
        Its short name, and what to judge or look up.
    kind : {"static", "dynamic", "protective"}
        Static: the past, which cannot change. Dynamic: may change with time or help.
        Protective: may change, and a higher level is favourable.
    options : tuple of Option
        The answers, from low to high where they have an order; or
    range : Range
        the whole numbers that may be answered.
    unknown, not_applicable : {"allowed", "refused"}
        Whether "too little is known" and "does not apply to this person" are answers.
    counts_as : int or str or None
        The answer that "not applicable" is scored as, where the source says so.
    justification : Words or None
        Why a protected attribute, or a proxy of one, may count; without it a rule may not use it.
    verified : bool
        False where the label was not yet compared with the source.
    """

    id: Id
    source_code: str | None = None
    label: Words
    help: Words | None = None
    kind: Kind
    options: tuple[Option, ...] = ()
    range: Range | None = None
    unknown: Allowed
    not_applicable: Allowed
    counts_as: Code | None = None
    justification: Words | None = None
    verified: bool = True

    @model_validator(mode="after")
    def _check_answers(self) -> Self:
        if bool(self.options) == (self.range is not None):
            raise ValueError(f"item '{self.id}' needs either 'options' or a 'range'")
        codes = [option.code for option in self.options]
        if len(set(codes)) != len(codes):
            raise ValueError(f"item '{self.id}' gives one code to two options")
        if len({type(code) for code in codes}) > 1:
            raise ValueError(f"item '{self.id}' mixes words and numbers as codes")
        if self.options and self.numeric and codes != sorted(codes, key=int):
            raise ValueError(f"item '{self.id}' must list its numbered options from low to high")
        if len(codes) == 1:
            raise ValueError(f"item '{self.id}' has one option only: nothing could be answered")
        if self.counts_as is not None and self.counts_as not in self.values:
            raise ValueError(f"item '{self.id}' counts 'not applicable' as an answer it does not have")
        return self

    @property
    def values(self) -> tuple[int | str, ...]:
        """All answers, in order."""
        if self.range is not None:
            return tuple(range(self.range.low, self.range.high + 1))
        return tuple(option.code for option in self.options)

    @property
    def numeric(self) -> bool:
        """Whether answers are whole numbers (a range, or options with numbers as codes)."""
        return self.range is not None or isinstance(self.options[0].code, int)

    def option(self, code: int | str) -> Option:
        """Return the option of a code; KeyError where there is none."""
        for option in self.options:
            if option.code == code:
                return option
        raise KeyError(code)


class Domain(Part):
    """A group of items under one heading."""

    id: Id
    label: Words
    help: Words | None = None
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class MissingPolicy(Part):
    """What happens with answers that are missing; every definition says it.

    Attributes
    ----------
    unknown : {"reason", "interval", "prorate", "refuse"}
        ``reason``: the rating stays empty and says why. ``interval``: the result is the
        range over all answers that are possible. ``prorate``: as ``interval``, and beside
        it the sum is scaled up from the answered items. ``refuse``: no result.
    why : Words
        The policy in words, with its source.
    prorate_at_most : int or None
        With ``prorate``: the sum is scaled up while at most so many items are unknown.
    """

    unknown: Literal["reason", "interval", "prorate", "refuse"]
    why: Words
    prorate_at_most: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _check_prorating(self) -> Self:
        if (self.unknown == "prorate") != (self.prorate_at_most is not None):
            raise ValueError("'prorate' and 'prorate_at_most' go together")
        return self
