"""Decide once what a register forbids, and release later without the register or its key.

Reports of a batch are made at the same time, on several machines. What each may show depends on
what was released before it, so that is settled beforehand, one report after another; each
report then carries the decision. It needs neither the register nor the key, and made again
from its manifest it is the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from riskkit.disclosure.register import ReleaseMemory


@dataclass(frozen=True, slots=True)
class Planned:
    """Cells that were found to give a small group away.

    Attributes
    ----------
    cells : tuple of int
        Their numbers in the table.
    """

    cells: tuple[int, ...] = ()

    def differencing(self, cells: Sequence[Iterable[str]], threshold: int) -> frozenset[int]:
        """Return the cells that were found."""
        return frozenset(self.cells)

    def enter(
        self,
        cells: Sequence[Iterable[str]],
        asked: Sequence[Iterable[str]] = (),
        withheld: Iterable[int] = (),
    ) -> None:
        """Enter nothing: the cells were entered when they were planned."""


@dataclass(slots=True)
class Noted:
    """Ask a register, and note its answer for a `Planned`.

    Attributes
    ----------
    register : ReleaseMemory
        What is asked, and where cells are entered.
    found : list of int
        The answer.
    """

    register: ReleaseMemory
    found: list[int] = field(default_factory=list[int])

    def differencing(self, cells: Sequence[Iterable[str]], threshold: int) -> frozenset[int]:
        """Return which of the new cells would give a small group away."""
        answer = self.register.differencing(cells, threshold)
        self.found = sorted({*self.found, *answer})
        return answer

    def enter(
        self,
        cells: Sequence[Iterable[str]],
        asked: Sequence[Iterable[str]] = (),
        withheld: Iterable[int] = (),
    ) -> None:
        """Enter released cells."""
        self.register.enter(cells, asked, withheld)
