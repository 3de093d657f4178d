"""The whole numbers that a term reads: answers, or sums of answers that it reads as one.

"Age now minus age at the first sanction" is one number to a term, not two. Seen so, all
values of a term fit in a small table.
"""

from dataclasses import dataclass

import numpy as np

from riskkit.instruments.engine import Engine
from riskkit.instruments.term_function import Columns, IntArray
from riskkit.instruments.terms import Bands, Levels, LogRatio, Polynomial, Term, sums_of


@dataclass(frozen=True, slots=True)
class Axis:
    """A whole number that a term reads: items that are added, items that are taken off."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """The items it reads."""
        return (*self.plus, *self.minus)

    @property
    def name(self) -> str:
        """Its name: that of its item, or of its sum."""
        return "+".join(self.plus) + "".join(f"-{name}" for name in self.minus)

    def value(self, columns: Columns) -> IntArray:
        """Return the number for each person."""
        total = columns[self.plus[0]] if self.plus else -columns[self.minus[0]]
        for name in self.plus[1:]:
            total = total + columns[name]
        for name in self.minus[0 if self.plus else 1 :]:
            total = total - columns[name]
        return total

    def ends(self, engine: Engine) -> tuple[int, int]:
        """Return the lowest and highest number."""
        plus = [engine.domains[name] for name in self.plus]
        minus = [engine.domains[name] for name in self.minus]
        low = sum(int(each[0]) for each in plus) - sum(int(each[-1]) for each in minus)
        high = sum(int(each[-1]) for each in plus) - sum(int(each[0]) for each in minus)
        return low, high

    def answers(self, values: IntArray) -> dict[str, IntArray]:
        """Return answers of its items that make these numbers, whether or not they could be given."""
        first, *others = self.items
        zero = np.zeros((), dtype=np.int64)
        return {first: values if self.plus else -values, **dict.fromkeys(others, zero)}


def axes_of(term: Term) -> tuple[Axis, ...]:
    """Return the numbers that a term reads; item by item where two of its sums share an item."""
    axes = [Axis(each.plus, each.minus) for each in sums_of(term)]
    if isinstance(term, Bands | Polynomial | LogRatio) and term.by is not None:
        axes.append(Axis((term.by,)))
    if isinstance(term, Levels):
        axes.append(Axis((term.item,)))
    axes = list(dict.fromkeys(axes))
    if sum(len(axis.items) for axis in axes) > len(term.items):
        axes = [Axis((name,)) for name in term.items]
    return tuple(sorted(axes, key=lambda axis: (axis.plus, axis.minus)))
