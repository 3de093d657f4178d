"""Hazard ratios with their intervals on a logarithmic axis (a forest plot)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from riskkit.disclosure import Released, opened
from riskkit.figures.svg import Figure, drawing, element, text

LABELS: Final = 330.0
WIDTH: Final = 760.0
RIGHT: Final = 150.0
ROW: Final = 30.0
TOP: Final = 30.0
SHOWN: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One hazard ratio with its label and limits."""

    label: str
    ratio: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class RatioTexts:
    """The words around the ratios."""

    title: str
    description: str
    caption: str
    less: str
    more: str


def draw_ratios(
    released: Released[Sequence[Ratio]], texts: RatioTexts, number: Callable[[float], str], name: str
) -> Figure:
    """Draw one row a ratio; intervals are cut at the ends of the axis, 0.05 and 20.

    Parameters
    ----------
    released : Released sequence of Ratio
        In the order of the table.
    texts : RatioTexts
        Words in the reader's language.
    number : callable
        Ratio to text.
    name : str
        Identifier of the figure in its page.

    Raises
    ------
    UnreleasedRefused
        The ratios did not pass disclosure control.
    """
    ratios = opened(released)
    low = min(0.5, max(0.05, min(ratio.lower for ratio in ratios)))
    high = max(2.0, min(20.0, max(ratio.upper for ratio in ratios)))
    shown = [each for each in SHOWN if low <= each <= high]
    first, last = math.log(min(low, shown[0])), math.log(max(high, shown[-1]))

    def x(ratio: float) -> float:
        share = (math.log(ratio) - first) / (last - first)
        return LABELS + (WIDTH - LABELS - RIGHT) * min(1.0, max(0.0, share))

    bottom = TOP + ROW * len(ratios)
    rows = [
        element("line", x1=x(1), x2=x(1), y1=TOP - 6, y2=bottom, stroke="#262626", stroke_width=1.5),
        text(f"← {texts.less}", x(1) - 10, 16, text_anchor="end", fill="#262626"),
        text(f"{texts.more} →", x(1) + 10, 16, fill="#262626"),
        element("line", x1=LABELS, x2=WIDTH - RIGHT, y1=bottom, y2=bottom, stroke="#595959"),
    ]
    for each in shown:
        rows.append(element("line", x1=x(each), x2=x(each), y1=bottom, y2=bottom + 5, stroke="#595959"))
        rows.append(text(number(each), x(each), bottom + 20, text_anchor="middle", fill="#262626"))
    for index, ratio in enumerate(ratios):
        rows += _row(ratio, TOP + ROW * (index + 0.5), x, number)
    picture = drawing(name, texts.title, texts.description, (WIDTH, bottom + 32), *rows)
    return Figure(name, texts.title, picture, texts.caption)


def _row(ratio: Ratio, y: float, x: Callable[[float], float], number: Callable[[float], str]) -> list[str]:
    shown = f"{number(ratio.ratio)} ({number(ratio.lower)}–{number(ratio.upper)})"
    middle = x(ratio.ratio)
    return [
        text(ratio.label, LABELS - 14, y + 4, text_anchor="end", fill="#262626"),
        element("line", x1=x(ratio.lower), x2=x(ratio.upper), y1=y, y2=y, stroke="#0b3d66", stroke_width=2.2),
        element("rect", x=middle - 4.5, y=y - 4.5, width=9, height=9, fill="#0b3d66"),
        text(shown, WIDTH - 6, y + 4, text_anchor="end", fill="#262626"),
    ]
