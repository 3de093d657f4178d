"""Whole numbers that terms work with: an item's answer, or sums and differences of answers."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from riskkit.instruments.words import Code, Id, Part, Words


class Sum(Part):
    """A sum of answers: ``constant`` + every item of ``plus`` - every item of ``minus``.

    Attributes
    ----------
    plus, minus : tuple of str
        Items with whole numbers as answers.
    constant : int
        Added to them.
    floor, ceiling : int or None
        The sum counts as this where it lies below, or above.
    """

    plus: tuple[Id, ...] = ()
    minus: tuple[Id, ...] = ()
    constant: int = 0
    floor: int | None = None
    ceiling: int | None = None

    @model_validator(mode="after")
    def _check_content(self) -> Self:
        if not self.plus and not self.minus:
            raise ValueError("needs at least one item in 'plus' or 'minus'")
        if self.floor is not None and self.ceiling is not None and self.floor >= self.ceiling:
            raise ValueError("'floor' must lie below 'ceiling'")
        return self

    @property
    def items(self) -> tuple[str, ...]:
        """The items that the sum reads."""
        return tuple(dict.fromkeys((*self.plus, *self.minus)))


def _one_item(value: Any) -> Any:
    """Return what a sum is made of; in a mapping that was read from a file, lists are meant as tuples."""
    if isinstance(value, str):
        return {"plus": (value,)}
    if isinstance(value, dict):
        return {name: tuple(part) if isinstance(part, list) else part for name, part in value.items()}
    return value


Quantity = Annotated[Sum, BeforeValidator(_one_item)]
"""A sum of answers; the id of one item stands for that item alone."""


class Condition(Part):
    """A term counts only where this holds; without any of the limits nothing would be asked.

    Attributes
    ----------
    of : Sum
        What is looked at.
    equals : str or int or None
        The answer or whole number that it must be.
    at_least, at_most : int or None
        The limits, both included, that it must lie between.
    """

    of: Quantity
    equals: Code | None = None
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _check_limits(self) -> Self:
        if self.equals is None and self.at_least is None and self.at_most is None:
            raise ValueError("needs 'equals', 'at_least' or 'at_most'")
        if self.equals is not None and (self.at_least is not None or self.at_most is not None):
            raise ValueError("takes 'equals' alone, or 'at_least' and 'at_most'")
        return self


class Order(Part):
    """Two quantities that cannot be the other way round: ``lesser`` is never above ``greater``.

    Attributes
    ----------
    id : str
        Name of the rule.
    lesser, greater : Sum
        The quantities.
    why : Words
        What would be impossible, said to the reader.
    """

    id: Id
    lesser: Quantity
    greater: Quantity
    why: Words

    @property
    def items(self) -> tuple[str, ...]:
        """The items that the rule reads."""
        return tuple(dict.fromkeys((*self.lesser.items, *self.greater.items)))


class Monotone(Part):
    """How the result must move with single items, all else staying as it is.

    Attributes
    ----------
    rises_with, falls_with : tuple of str
        Items whose higher answers never lower, or never raise the result.
    why : Words
        Where the source says so.
    """

    rises_with: tuple[Id, ...] = ()
    falls_with: tuple[Id, ...] = ()
    why: Words

    @property
    def items(self) -> tuple[str, ...]:
        """All items it speaks of."""
        return (*self.rises_with, *self.falls_with)


Numbers = Annotated[tuple[float, ...], Field(min_length=1)]
"""One or more numbers, in order."""
