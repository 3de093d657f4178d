"""Worked examples of an instrument, one a line, and the second transcription of its numbers.

Both are comma-separated text with a heading, so that a person can read them beside the
source and a reader of thousands of lines stays quick.
"""

import csv
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final, Self

from pydantic import StringConstraints, model_validator

from riskkit.instruments.words import Part, Place, Prose

Table = Annotated[str, StringConstraints(min_length=1, max_length=500_000)]

UNKNOWN: Final = "?"
NOT_APPLICABLE: Final = "n/a"
EXPECTED: Final = "="
"""Headings of what should come out begin with this: ``= 1y``, ``= band``, ``= refused``."""
IN_WORDS: Final = " in words"
"""A column ``ITEM in words`` gives the answer's English name a second time."""


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example.

    Attributes
    ----------
    id : str
        Unique within the instrument.
    found : Place
        Where the example comes from.
    line : int
        Line within its table, from 1 (the heading).
    answers : dict of str to str
        By item, as written; ``?`` is unknown and ``n/a`` not applicable.
    words : dict of str to str
        The English name of some of the answers.
    expected : dict of str to str
        By name (``1y``, ``score``, ``band``, ``1y lower``, ``refused`` ...), as written.
    """

    id: str
    found: Place
    line: int
    answers: dict[str, str]
    words: dict[str, str]
    expected: dict[str, str]


class CaseTable(Part):
    """Worked examples from one source.

    Attributes
    ----------
    found : Place
        The source of the examples, and the place in it.
    table : str
        Comma-separated, with a heading: ``case``, item ids, then what is expected.
    """

    found: Place
    table: Table

    @model_validator(mode="after")
    def _check_shape(self) -> Self:
        rows = _read(self.table)
        if len(rows) < 2 or rows[0][:1] != ["case"]:
            raise ValueError("needs a heading that begins with 'case', and lines below it")
        heading = rows[0]
        if len(set(heading)) != len(heading):
            raise ValueError("the heading names a column twice")
        if not any(name.startswith(EXPECTED) for name in heading):
            raise ValueError("the heading names nothing that is expected (such as '= 1y')")
        odd = [number for number, row in enumerate(rows, 1) if len(row) != len(heading)]
        if odd:
            raise ValueError(f"line {odd[0]} of the table has not {len(heading)} cells, as the heading has")
        return self

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The examples, in order."""
        rows = _read(self.table)
        return tuple(
            _case(dict(zip(rows[0], row, strict=True)), self.found, number)
            for number, row in enumerate(rows[1:], 2)
        )


class SecondEntry(Part):
    """All numbers of the rule and the bands, written down a second time.

    Attributes
    ----------
    found : Place
        Where they were read the second time.
    how : str
        By whom or how, apart from the first time.
    numbers : str
        Comma-separated: ``at`` (which number), ``reads`` (its value), ``place`` (where it stands).
    """

    found: Place
    how: Prose
    numbers: Table

    @model_validator(mode="after")
    def _check_shape(self) -> Self:
        rows = _read(self.numbers)
        if rows[0] != ["at", "reads", "place"]:
            raise ValueError("needs the heading 'at, reads, place'")
        odd = [number for number, row in enumerate(rows, 1) if len(row) != 3]
        if odd:
            raise ValueError(f"line {odd[0]} of the numbers has not 3 cells")
        return self

    @property
    def entries(self) -> tuple[tuple[str, str, str], ...]:
        """Which number, its value as written, where it stands."""
        return tuple((at, reads, place) for at, reads, place in _read(self.numbers)[1:])


def _read(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [[cell.strip() for cell in row] for row in csv.reader(lines, skipinitialspace=True)]


def _case(cells: dict[str, str], found: Place, line: int) -> Case:
    """Sort the cells of one line into answers, words and what is expected; empty cells say nothing."""
    answers: dict[str, str] = {}
    words: dict[str, str] = {}
    expected: dict[str, str] = {}
    for name, cell in cells.items():
        if not cell or name == "case":
            continue
        if name.startswith(EXPECTED):
            expected[name.removeprefix(EXPECTED).strip()] = cell
        elif name.endswith(IN_WORDS):
            words[name.removesuffix(IN_WORDS)] = cell
        else:
            answers[name] = cell
    return Case(cells["case"], found, line, answers, words, expected)
