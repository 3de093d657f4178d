"""The rules of release, with the names and defaults that checkers of secure data use."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a cell unsafe, and how uncertain a blank cell must stay.

    Attributes
    ----------
    threshold : int
        A count of people below it is not shown, zero included: that nobody did something
        says it of each of them. A blank count cannot be narrowed to less than this width.
    dominance_n : int
        A sum is not shown if so many of its largest contributors together ...
    dominance_share : float
        ... make up more than this share of it (the NK rule).
    p_ratio : float
        A sum is not shown if all contributors but the two largest together come to less than
        this share of the largest (the p% rule): the second could then work out the first.
    """

    threshold: int = 10
    dominance_n: int = 2
    dominance_share: float = 0.9
    p_ratio: float = 0.1

    def __post_init__(self) -> None:
        if self.threshold < 1:
            raise ValueError("threshold: at least 1")
        if self.dominance_n < 1 or not 0 < self.dominance_share <= 1 or not 0 <= self.p_ratio <= 1:
            raise ValueError("dominance: n at least 1, shares in [0, 1]")


DEFAULT_RULES: Final = Rules()
