"""Parameters of reports about people whose data are not public: what must be withheld."""

from typing import Annotated, Protocol

from pydantic import Field

Threshold = Annotated[int, Field(ge=5, le=100)]
"""Counts of fewer people, and figures that rest on fewer, are not shown; open data are shown whole."""

Withheld = Annotated[dict[str, tuple[int, ...]], Field(default_factory=dict[str, tuple[int, ...]])]
"""Cells, by table, that could be subtracted from an earlier report. Filled in when the report is
planned against the register of releases; not meant to be written by hand."""


class HeldParameters(Protocol):
    """Parameters of a report that passes through disclosure control."""

    @property
    def threshold(self) -> int:
        """Return below how many people counts are not shown."""
        ...

    @property
    def withheld(self) -> dict[str, tuple[int, ...]]:
        """Return the cells, by table, that an earlier report forbids."""
        ...
