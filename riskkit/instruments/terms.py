"""The parts that a result is added up from: what each reads and the numbers it turns it into.

Seven kinds are enough for the published instruments. Each term says where its numbers were
found, when it counts and under which item its contribution is shown.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.instruments.quantity import Condition, Numbers, Quantity, Sum
from riskkit.instruments.words import Id, Part, Place

Grouped = dict[str, Numbers]
"""Numbers for each answer of the item that ``by`` names."""


class _Term(Part):
    """What every term says.

    Attributes
    ----------
    id : str
        Its name within the instrument.
    found : Place
        The source of its numbers and the place in it.
    when : tuple of Condition
        All must hold, else the term is zero.
    shown_under : str or None
        The item its contribution is shown under; the first that it reads unless said.
    """

    id: Id
    found: Place
    when: tuple[Condition, ...] = ()
    shown_under: Id | None = None

    @property
    def own_items(self) -> tuple[str, ...]:
        """The items that its numbers depend on."""
        return ()

    @property
    def items(self) -> tuple[str, ...]:
        """All items it reads, those of its conditions last."""
        asked = [name for condition in self.when for name in condition.of.items]
        return tuple(dict.fromkeys((*self.own_items, *asked)))

    @property
    def home(self) -> str:
        """The item its contribution is shown under."""
        return self.shown_under or self.items[0]


class Constant(_Term):
    """One number, where the conditions hold."""

    kind: Literal["constant"]
    value: float

    @model_validator(mode="after")
    def _check_condition(self) -> Self:
        if not self.when:
            raise ValueError(f"'{self.id}' needs a 'when'; a number for everyone is a constant of the rule")
        return self


class Levels(_Term):
    """A number for each answer of one item; two numbers for one answer are added.

    Attributes
    ----------
    item : str
        The item, which has options.
    values : dict of str to float or tuple of float
        By the option's code.
    """

    kind: Literal["levels"]
    item: Id
    values: dict[str, float | Numbers]

    @property
    def own_items(self) -> tuple[str, ...]:
        """The items that its numbers depend on."""
        return (self.item,)


class _OfQuantity(_Term):
    """A term of one quantity, perhaps with other numbers for each group of people."""

    of: Quantity
    by: Id | None = None

    @property
    def own_items(self) -> tuple[str, ...]:
        """The items that its numbers depend on."""
        return (*self.of.items, *([self.by] if self.by else []))


class Bands(_OfQuantity):
    """A number for each band of a quantity.

    Attributes
    ----------
    edges : tuple of int
        The lowest value of the second band, of the third, and so on.
    values : tuple of float or dict of str to tuple of float
        One number a band, from low to high; by group where ``by`` names an item.
    """

    kind: Literal["bands"]
    edges: Annotated[tuple[int, ...], Field(min_length=1)]
    values: Numbers | Grouped

    @model_validator(mode="after")
    def _check_bands(self) -> Self:
        if any(upper <= lower for lower, upper in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError(f"the edges of '{self.id}' must rise, each above the one before")
        for numbers in _groups(self, self.values):
            if len(numbers) != len(self.edges) + 1:
                raise ValueError(
                    f"'{self.id}' has {len(self.edges) + 1} bands but {len(numbers)} numbers for them"
                )
        return self


class Polynomial(_OfQuantity):
    """Coefficient times the quantity, plus the next times its square, and so on.

    Attributes
    ----------
    coefficients : tuple of float or dict of str to tuple of float
        Of the first power, the second, ...; by group where ``by`` names an item.
    """

    kind: Literal["polynomial"]
    coefficients: Numbers | Grouped

    @model_validator(mode="after")
    def _check_groups(self) -> Self:
        _groups(self, self.coefficients)
        return self


class LogRatio(_Term):
    """Coefficient times ln(numerator / denominator) to a power; by group where ``by`` names an item."""

    kind: Literal["log_ratio"]
    numerator: Quantity
    denominator: Quantity
    power: Annotated[int, Field(ge=1, le=4)] = 1
    by: Id | None = None
    coefficient: float | dict[str, float]

    @model_validator(mode="after")
    def _check_groups(self) -> Self:
        _groups(self, self.coefficient)
        return self

    @property
    def own_items(self) -> tuple[str, ...]:
        """The items that its numbers depend on."""
        by = [self.by] if self.by else []
        return tuple(dict.fromkeys((*self.numerator.items, *self.denominator.items, *by)))


class Product(_Term):
    """Coefficient times the product of two quantities: an interaction."""

    kind: Literal["product"]
    first: Quantity
    second: Quantity
    coefficient: float

    @property
    def own_items(self) -> tuple[str, ...]:
        """The items that its numbers depend on."""
        return tuple(dict.fromkeys((*self.first.items, *self.second.items)))


class Rounded(_Term):
    """Quantity times ``times`` over ``over``, made whole: by halves upwards, or always upwards.

    Both are whole numbers, so that a half is a half on every machine.
    """

    kind: Literal["rounded"]
    of: Quantity
    times: Annotated[int, Field(ge=1)]
    over: Annotated[int, Field(ge=1)]
    rounding: Literal["half_up", "up"]

    @property
    def own_items(self) -> tuple[str, ...]:
        """The items that its numbers depend on."""
        return self.of.items


Term = Annotated[
    Constant | Levels | Bands | Polynomial | LogRatio | Product | Rounded,
    Field(discriminator="kind"),
]


def sums_of(term: Term) -> tuple[Sum, ...]:
    """Return every quantity that a term reads."""
    conditions = tuple(condition.of for condition in term.when)
    if isinstance(term, Constant | Levels):
        return conditions
    if isinstance(term, LogRatio):
        return (term.numerator, term.denominator, *conditions)
    if isinstance(term, Product):
        return (term.first, term.second, *conditions)
    return (term.of, *conditions)


def _groups(
    term: _OfQuantity | LogRatio, numbers: Numbers | Grouped | float | dict[str, float]
) -> tuple[Numbers, ...]:
    """Return the numbers of each group; raise where groups and ``by`` do not go together."""
    if isinstance(numbers, dict) != (term.by is not None):
        raise ValueError(f"'{term.id}' needs numbers for each answer of the item that 'by' names")
    each = numbers.values() if isinstance(numbers, dict) else (numbers,)
    return tuple(part if isinstance(part, tuple) else (part,) for part in each)
