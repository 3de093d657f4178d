"""Estimates with their intervals on a straight axis, one row each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from riskkit.disclosure import Released, opened
from riskkit.figures.svg import Figure, drawing, element, text

LABELS: Final = 290.0
WIDTH: Final = 760.0
RIGHT: Final = 160.0
ROW: Final = 28.0
TOP: Final = 32.0
TICKS: Final = 4
INK: Final = "#262626"
BLUE: Final = "#0b3d66"


@dataclass(frozen=True, slots=True)
class Interval:
    """One estimate with its label, limits and the text that stands at its right."""

    label: str
    estimate: float
    lower: float
    upper: float
    shown: str


@dataclass(frozen=True, slots=True)
class IntervalTexts:
    """The words around the intervals; ``less`` and ``more`` name the two directions."""

    title: str
    description: str
    caption: str
    less: str
    more: str


def draw_intervals(
    released: Released[Sequence[Interval]],
    texts: IntervalTexts,
    number: Callable[[float], str],
    *,
    span: tuple[float, float],
    mark: float,
    name: str,
) -> Figure:
    """Draw one row an estimate; intervals are cut at the ends of the axis.

    Parameters
    ----------
    released : Released sequence of Interval
        At least one, from top to bottom.
    texts : IntervalTexts
        Words in the reader's language.
    number : callable
        Value on the axis to text.
    span : tuple of (float, float)
        Ends of the axis.
    mark : float
        Value with the heavy line, such as no difference.
    name : str
        Identifier of the figure in its page.

    Raises
    ------
    UnreleasedRefused
        The estimates did not pass disclosure control.
    """
    rows = opened(released)
    first, last = span

    def x(value: float) -> float:
        share = (value - first) / (last - first)
        return LABELS + (WIDTH - LABELS - RIGHT) * min(1.0, max(0.0, share))

    bottom = TOP + ROW * len(rows)
    parts = [
        element("line", x1=x(mark), x2=x(mark), y1=TOP - 6, y2=bottom, stroke=INK, stroke_width=1.5),
        text(f"← {texts.less}", LABELS, 16, fill=INK),
        text(f"{texts.more} →", WIDTH - RIGHT, 16, text_anchor="end", fill=INK),
        element("line", x1=LABELS, x2=WIDTH - RIGHT, y1=bottom, y2=bottom, stroke="#595959"),
    ]
    for step in range(TICKS + 1):
        at = first + (last - first) * step / TICKS
        parts.append(element("line", x1=x(at), x2=x(at), y1=bottom, y2=bottom + 5, stroke="#595959"))
        parts.append(text(number(at), x(at), bottom + 20, text_anchor="middle", fill=INK))
    for index, row in enumerate(rows):
        parts += _row(row, TOP + ROW * (index + 0.5), x)
    picture = drawing(name, texts.title, texts.description, (WIDTH, bottom + 32), *parts)
    return Figure(name, texts.title, picture, texts.caption)


def _row(row: Interval, y: float, x: Callable[[float], float]) -> list[str]:
    return [
        text(_short(row.label), LABELS - 14, y + 4, text_anchor="end", fill=INK),
        element("line", x1=x(row.lower), x2=x(row.upper), y1=y, y2=y, stroke=BLUE, stroke_width=2.2),
        element("circle", cx=x(row.estimate), cy=y, r=4.8, fill=BLUE),
        text(row.shown, WIDTH - 6, y + 4, text_anchor="end", fill=INK),
    ]


def _short(label: str, most: int = 42) -> str:
    """Return a label that fits before the axis; the table has it whole."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
