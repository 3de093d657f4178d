"""Bars for released counts: a count that may not be shown is a word, never a bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from riskkit.disclosure import ReleasedTable, check_released_table
from riskkit.disclosure.table import TOTAL
from riskkit.figures.svg import Figure, drawing, element, text

LEFT, BARS, RIGHT, ROW = 230, 300, 110, 30


@dataclass(frozen=True, slots=True)
class BarTexts:
    """Words of a bar figure.

    Attributes
    ----------
    title, caption, withheld : str
        Title, caption below, and what stands where a count may not be shown.
    labels : sequence of str
        One for each group, in the table's order.
    """

    title: str
    caption: str
    withheld: str
    labels: Sequence[str]


def draw_released(
    released: ReleasedTable, texts: BarTexts, number: Callable[[float], str], *, name: str
) -> Figure:
    """Draw the counts of a released one-way table.

    Parameters
    ----------
    released : ReleasedTable
        Counts by one column; the total is left out.
    texts : BarTexts
        Words.
    number : callable
        Number to text.
    name : str
        Identifier.

    Raises
    ------
    UnreleasedRefused
        The counts did not pass disclosure control.
    """
    check_released_table(released)
    (by,) = released.by
    parts = released.table[released.table[by] != TOTAL]
    counts = [
        None if blank else float(value) for value, blank in zip(parts["value"], parts["blank"], strict=True)
    ]
    most = max((count for count in counts if count is not None), default=1.0) or 1.0
    shapes: list[str] = []
    said: list[str] = []
    for row, (label, count) in enumerate(zip(texts.labels, counts, strict=True)):
        middle = row * ROW + ROW / 2 + 4
        shapes.append(text(label, LEFT - 10, middle, text_anchor="end", fill="#1a1a1a"))
        width = 0.0 if count is None else BARS * count / most
        shown = texts.withheld if count is None else number(count)
        if count is not None:
            shapes.append(
                element("rect", x=LEFT, y=row * ROW + 5, width=width, height=ROW - 10, fill="#33527a")
            )
        shapes.append(text(shown, LEFT + width + 6, middle, fill="#1a1a1a"))
        said.append(f"{label}: {shown}.")
    size = (LEFT + BARS + RIGHT, ROW * len(counts) + 4)
    return Figure(name, texts.title, drawing(name, texts.title, " ".join(said), size, *shapes), texts.caption)
