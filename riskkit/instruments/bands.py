"""The bands of a result: where each begins and ends, and whether its edges belong to it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from riskkit.instruments.words import Horizon, Id, Part, Place, Words


class Band(Part):
    """One band; each edge is said to belong to it (``at_least``, ``at_most``) or not (``above``, ``below``).

    Attributes
    ----------
    id : str
        Its name in results.
    label : Words
        Its name for readers.
    at_least, above : float or None
        The lower edge, included or not; exactly one.
    at_most, below : float or None
        The upper edge, included or not; exactly one.
    """

    id: Id
    label: Words
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _check_edges(self) -> Self:
        if (self.at_least is None) == (self.above is None):
            raise ValueError(f"band '{self.id}' needs one lower edge: 'at_least' (included) or 'above'")
        if (self.at_most is None) == (self.below is None):
            raise ValueError(f"band '{self.id}' needs one upper edge: 'at_most' (included) or 'below'")
        if self.lower > self.upper or (self.lower == self.upper and not self.one_point):
            raise ValueError(f"band '{self.id}' holds nothing: its lower edge lies above its upper edge")
        return self

    @property
    def lower(self) -> float:
        """The lower edge."""
        return self.at_least if self.at_least is not None else self.above or 0.0

    @property
    def upper(self) -> float:
        """The upper edge."""
        return self.at_most if self.at_most is not None else self.below or 0.0

    @property
    def one_point(self) -> bool:
        """Whether both edges belong to it."""
        return self.at_least is not None and self.at_most is not None


class ResultBands(Part):
    """All bands of an instrument, from low to high, without a gap and without an overlap.

    Attributes
    ----------
    of : str
        What is banded: ``score``, or the probability at a horizon.
    decimals : int or None
        The value is rounded to so many decimals (halves upwards) before it is banded.
    found : Place
        The source of the edges.
    levels : tuple of Band
        From low to high.
    """

    of: Horizon | Annotated[str, Field(pattern="^score$")]
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    found: Place
    levels: Annotated[tuple[Band, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _check_neighbours(self) -> Self:
        names = [band.id for band in self.levels]
        if len(set(names)) != len(names):
            raise ValueError("two bands have the same id")
        step = 10.0**-self.decimals if self.decimals is not None else None
        for lower, upper in zip(self.levels, self.levels[1:], strict=False):
            if problem := _between(lower, upper, step):
                raise ValueError(f"bands '{lower.id}' and '{upper.id}' {problem}")
        return self


def _between(lower: Band, upper: Band, step: float | None) -> str:
    """Say what is wrong between two neighbours; empty where they join.

    With rounded values, "at most 49" and "at least 50" join too: nothing lies between.
    """
    both_closed = lower.at_most is not None and upper.at_least is not None
    distance = upper.lower - lower.upper
    if step is not None and both_closed and abs(distance - step) < step * 1e-6:
        return ""
    if distance > 0:
        return "leave a gap between them"
    if distance < 0 or both_closed:
        return "overlap"
    if lower.at_most is None and upper.at_least is None:
        return "leave out the edge between them"
    return ""
